"""`tongban <verb>`: the platform at a terminal."""

import os
import sys

from tongban.config.serving import die_with_parent


def main() -> None:
    """Run one verb; without any, list them."""
    die_with_parent()
    if sys.argv[1:2] == ["serve"]:
        from tongban.config import serve  # needs no Django, so that a start takes a moment

        serve.main(sys.argv[2:])
        return
    if sys.argv[1:2] == ["bridge"]:
        from tongban.config import bridge  # nor does this one, on the computer of a window

        bridge.main(sys.argv[2:])
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tongban", *sys.argv[1:]] if sys.argv[1:] else ["tongban", "help"])


if __name__ == "__main__":
    main()
