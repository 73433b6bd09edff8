"""Pure rules: numbers and classes, the four checks, the pack."""
