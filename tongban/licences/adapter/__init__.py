"""Who signs here: keys in files, an authority for the papers (P-256), one for the originals (SM2).

A city registers signers of its own (an HSM, a 密码机) with `ports` and never has these folders.
"""

from tongban.licences.adapter.originals import FileSealer
from tongban.licences.adapter.papers import FileSigner, make_keys

__all__ = ["FileSealer", "FileSigner", "make_keys"]
