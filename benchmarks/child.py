"""One part of the bench on one database; started by `__main__` with DATABASE_URL set."""

import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    import_module(f"benchmarks.{sys.argv[1]}").main(sys.argv[2:])
