"""Measures everything, or what is named: `python -m benchmarks [act sweep standing …]`."""

import sys
from importlib import import_module

from benchmarks.figures import Figure, show

ALL = ("act", "postgresql", "sweep", "standing", "compose", "deliver", "start", "web", "reports")


def main(names: list[str]) -> int:
    """Run the named benchmarks, all without a name; return 1 if a target is missed."""
    figures: list[Figure] = []
    for name in names or ALL:
        figures += import_module(f"benchmarks.bench_{name}").run()
    return 0 if show(figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
