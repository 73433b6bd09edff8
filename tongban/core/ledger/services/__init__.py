"""What is done to the ledger: append, record a reading, relay, sign checkpoints, verify."""

from tongban.core.ledger.services.checkpoints import checkpoint
from tongban.core.ledger.services.entries import append, append_many, erase_salt, record_reading
from tongban.core.ledger.services.keys import public as public_key
from tongban.core.ledger.services.keys import sign
from tongban.core.ledger.services.relaying import relay
from tongban.core.ledger.services.verification import verify, verify_chain

__all__ = [
    "append",
    "append_many",
    "checkpoint",
    "erase_salt",
    "public_key",
    "record_reading",
    "relay",
    "sign",
    "verify",
    "verify_chain",
]
