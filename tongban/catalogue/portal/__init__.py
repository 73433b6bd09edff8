"""The citizens' face: browse, guides, old editions, life events."""
