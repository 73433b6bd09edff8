"""Acts on organisations."""
