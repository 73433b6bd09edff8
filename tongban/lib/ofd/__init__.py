"""OFD documents (GB/T 33190-2016): drawn, put into their container, sealed and checked.

A document here has one page; lengths are millimetres from the upper left corner. Only what a
licence needs is written: paths, texts with their letters' places, a seal. The same content gives
the same bytes.
"""
