"""Encryption at rest, blind indexes for look-up, masks for display."""
