"""One append-only ledger under all records, its feed and its checkpoints."""
