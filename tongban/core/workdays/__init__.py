"""The working-day calendar and the arithmetic of limits."""
