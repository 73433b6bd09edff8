"""Parties 主体: natural persons, organisations, market entities, and who acts for whom."""
