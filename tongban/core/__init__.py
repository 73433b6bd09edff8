"""The ground floor: what every area stands on. Its own layers are in pyproject.toml."""
