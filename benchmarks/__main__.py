"""Run all benchmarks, or those named. A single one takes its own options.

A benchmark is a module here with a function `main(arguments)`.
"""

import argparse
import importlib
import pkgutil
import sys
from itertools import takewhile
from types import ModuleType

import benchmarks


def parts() -> dict[str, ModuleType]:
    """Return all benchmarks by name."""
    names = [
        each.name
        for each in pkgutil.iter_modules(benchmarks.__path__)
        if not each.name.startswith("_")
    ]
    modules = {name: importlib.import_module(f"benchmarks.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "main")}


def main(arguments: list[str] | None = None) -> None:
    """Run the command."""
    known = parts()
    given = sys.argv[1:] if arguments is None else arguments
    named = list(takewhile(lambda each: not each.startswith("-"), given))
    options = given[1:] if len(named) == 1 else []
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    names = parser.parse_args(named if options else given).names or list(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(known)}")
    for name in names:
        known[name].main(options)
        print()


if __name__ == "__main__":
    main()
