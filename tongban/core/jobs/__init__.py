"""Background jobs and the scheduler's tick."""
