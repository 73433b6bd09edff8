"""The desk of cases: one case on one screen, and what nobody has entered."""
