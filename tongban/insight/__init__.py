"""What it adds up to: public figures and boards."""
