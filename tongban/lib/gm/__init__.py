"""The national algorithms 国密: SM2 signatures (GB/T 32918), SM3 digests (GB/T 32905), and the
certificates and seals that are made of them. Algorithm names stand on everything that is signed.
"""
