"""Running numbers for papers, cases and everything people quote."""
