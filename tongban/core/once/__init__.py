"""Idempotency: the same key twice gives the first result, never a second act."""
