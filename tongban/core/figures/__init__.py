"""The registry of figures 指标: declared by areas, computed here, frozen at a cut-off.

An area's `figures.py` declares `Figure(...)` and registers it in `apps.ready()`; a page asks
`selectors.value` or `selectors.by_division`. A value never travels without its numerator, its
denominator, its period and its cut-off, and always comes with its basis 口径. Ratios are decimal
from whole numbers, rounded half up; 0 of 0 is no value (`—`), not 0 % and not 100 %.
"""
