"""The program at the window: an HTTP server on 127.0.0.1, the devices behind it, simulators.

Knows no Django and no database; `tongban.config.bridge` starts it.
"""
