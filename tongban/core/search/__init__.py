"""Chinese full-text search over whatever areas index."""
