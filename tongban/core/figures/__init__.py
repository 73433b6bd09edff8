"""The registry of figures 指标: declared, computed, frozen."""
