"""The engine: procedures, work items, tasks, clocks and the acts upon them."""
