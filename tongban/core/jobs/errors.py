class DuplicateTick(ValueError):
    """Two areas registered a tick under one code: a mistake in the programme, not of a person."""
