"""Electronic licences 电子证照: issue, seal, verify.

A licence is in force from the row's commit; its paper (PDF, seal, QR) is made by a job afterwards,
so that nothing slow runs inside a transaction and a crash between the two loses nothing.

Vocabulary: LicenceType 证照类型, Licence 证照, number 证照编号 (what people read out), identifier
电子证照标识 (GB/T 36904), holder 持证主体, statement (the signed sentence in the QR code), making
制证. Whoever holds the published keys can tell genuine from forged without a network; whether a
genuine licence is still in force only the register can say.
"""
