"""The hash of a passage of a work whose text is not kept here.

Copies of a text may have different line breaks, so every run of white space counts as one space,
with none at either end. Nothing else is changed: not case, quotation marks or dashes. A passage
runs from the first to the last word of its anchor.
"""

import argparse
import hashlib
import sys

from common.command import exit_code


def passage_hash(passage: str) -> str:
    """Return the SHA-256 of a passage, in hexadecimal digits."""
    return hashlib.sha256(" ".join(passage.split()).encode()).hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    argparse.ArgumentParser(
        prog="python -m loaders.passage_hash",
        description="Print the SHA-256 of the passage on standard input, "
        "for facts/consulted.yml and facts/checks/.",
        epilog="example: python -m loaders.passage_hash < passage.txt",
    ).parse_args(arguments)
    print(passage_hash(sys.stdin.read()))
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
