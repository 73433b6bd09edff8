"""What the engine shows on the desk: the list of to-dos and the panel of lights."""


def register() -> None:
    """Plug in; called once, when the application is ready."""
