"""The arguments of the commands that compare the facts with the documents."""

import argparse
from pathlib import Path


def documents_parser(name: str, description: str) -> argparse.ArgumentParser:
    """Return the argument parser of a command that compares the facts with the documents."""
    parser = argparse.ArgumentParser(
        prog=f"python -m loaders.documents.{name}",
        description=description,
        epilog=f"example: python -m loaders.documents.{name} --docs ../documents",
    )
    parser.add_argument("--docs", type=Path, required=True, help="the folder of the documents")
    parser.add_argument("--facts", type=Path, default=Path("facts"), help="the folder of the facts")
    return parser
