"""Seal, open, index; rotate the key."""

from tongban.core.vault.services.keys import forget
from tongban.core.vault.services.sealing import blind, rotate, seal, stale, unseal

__all__ = ["blind", "forget", "rotate", "seal", "stale", "unseal"]
