"""Settings of the random examples."""

from hypothesis import settings

# A busy machine is no failing rule: examples are judged by what they give, not by how long.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
