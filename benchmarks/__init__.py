"""How fast it is, beside the bare SQL of the same work in the same run; see README.md."""
