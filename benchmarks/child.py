"""One database's part of the bench; started by `__main__` with DATABASE_URL set."""

import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    import_module("benchmarks.measure").main(sys.argv[1:])
