"""`python -m tongban <verb>`."""

from tongban.config.cli import main

main()
