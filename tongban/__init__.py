"""Tongban 通办: an open platform on which a Chinese city runs its 放管服 reform.

One package, one folder an area; `config.areas` lists them from the ground up and
`pyproject.toml` holds the import contracts that keep them in that order.
"""
