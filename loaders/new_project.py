"""Start a project for another group: facts with an example that builds, and a Makefile."""

import argparse
import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from common.command import MISTAKES, OK, exit_code
from common.errors import UserError
from common.project import ENGINE
from loaders import metadata, schemas
from loaders.documents.anchors import write_locks
from loaders.documents.document_layout import slug
from loaders.problems import Problems

STARTER = Path(__file__).with_name("starter")
# Fact files that are not specific to a group.
SHARED = ("countries.yml", "event_sources.yml", "event_types.yml")
# Reading sets are specific to a group, so they are cut out, up to the file's next key.
READING_SETS = re.compile(r"(?ms)^reading_sets:\n.*?(?=^\S)")


def new_project(id_: str, name: str, folder: Path, problems: Problems) -> None:
    """Write a project.

    Args:
        id_: The id of the group, which is also the name of the database.
        name: The name of the group.
        folder: The folder to write to; it must be empty or not exist.
        problems: Collects mistakes in the example.

    Raises:
        UserError: If the id is invalid or the address of a page, or the folder is not empty.
    """
    pages = {path.stem for path in (ENGINE / "templates" / "pages").iterdir()}
    if slug(id_) != id_ or not id_[0].isalpha():
        raise UserError(f"'{id_}' is no id: write it like '{slug(name) or 'the-tide'}'")
    if id_ in pages | {"basemap", "static"}:
        raise UserError(f"'{id_}' is the address of a page; take another id: '{id_}-group'")
    if not name.strip():
        raise UserError("the group needs a name: NAME='The Tide'")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} holds something already; name another folder")
    if " " in f"{ENGINE}{folder.resolve()}":
        raise UserError(f"make cannot work with a blank in a path: {ENGINE}, {folder.resolve()}")
    words = {
        "id": id_,
        "database": id_,
        "name": name,
        "quoted": json.dumps(name, ensure_ascii=False),
        "title": json.dumps(f"{name}, claim by claim", ensure_ascii=False),
        # Relative, so that both can be moved together.
        "engine": os.path.relpath(ENGINE, folder.resolve()),
    }
    for path in sorted(path for path in STARTER.rglob("*") if path.is_file()):
        to = folder / path.relative_to(STARTER)
        to = to.with_name(".gitignore") if to.name == "gitignore" else to
        to.parent.mkdir(parents=True, exist_ok=True)
        text = metadata.filled(path.read_text(encoding="utf-8"), words)
        to.write_text(text, encoding="utf-8")
    for file in SHARED:
        shutil.copyfile(ENGINE / "facts" / file, folder / "facts" / file)
    vocabularies = (ENGINE / "facts" / "vocabularies.yml").read_text(encoding="utf-8")
    vocabularies = READING_SETS.sub("reading_sets:\n\n", vocabularies)
    (folder / "facts" / "vocabularies.yml").write_text(vocabularies, encoding="utf-8")
    write_locks(folder / "facts", folder / "texts", problems)
    metadata.main(["--project", str(folder)])
    schemas.main(["--facts", str(folder / "facts"), "--to", str(folder / "schema" / "facts")])


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m loaders.new_project",
        description="Begin a project for another group, in a folder of its own.",
        epilog="example: python -m loaders.new_project --id tide --name 'The Tide' --to ../tide",
    )
    parser.add_argument("--id", required=True, help="the group's id, and the database's: tide")
    parser.add_argument("--name", required=True, help="the group's name: 'The Tide'")
    parser.add_argument("--to", required=True, type=Path, help="the folder to write")
    options: Any = parser.parse_args(arguments)
    problems = Problems()
    new_project(options.id, options.name, options.to, problems)
    if problems:
        problems.print()
        return MISTAKES
    print(f"Wrote {options.to}. Next: cd {options.to} && make serve; README.md there says more.")
    return OK


if __name__ == "__main__":
    sys.exit(exit_code(main))
