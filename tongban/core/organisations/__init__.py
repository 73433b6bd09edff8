"""Organisations 机构: government bodies, public institutions, partners."""
