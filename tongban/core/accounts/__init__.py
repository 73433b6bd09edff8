"""Accounts, roles held in an organisation for a division, deputies, machine clients."""
