"""The engine's pages for staff: to-dos, supervision, the calendar, hand-over."""
