"""Rebuild whenever a fact file, schema, template or text is saved."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from common.project import ENGINE, FOLDER
from editing.folder import read_state, replace_content, write_state
from loaders.build import build
from loaders.documents.anchors import write_locks
from loaders.documents.lock import HINT
from loaders.problems import Problems

WATCHED = (
    *(FOLDER / "facts", FOLDER / "metadata.yml", FOLDER / "project.yml"),
    *(ENGINE / "schema", ENGINE / "templates", ENGINE / "static"),
)
SECONDS = 0.1
"""Between two checks of the files."""

Stamps = dict[Path, tuple[int, int]]


def stamps(paths: Iterable[Path]) -> Stamps:
    """Return time and size of each file below some paths, without text editors' own files."""
    found: Stamps = {}
    for path in paths:
        for each in [path] if path.is_file() else path.rglob("*"):
            # Lock files are written by this program, not by the user.
            if each.name.startswith(".") or each.name.endswith(("~", ".lock.csv")):
                continue
            try:
                status = each.stat()
            except OSError:
                continue  # deleted meanwhile, such as an editor's temporary file
            if each.is_file():
                found[each] = (status.st_mtime_ns, status.st_size)
    return found


def build_once(folder: Path, facts: Path, database: Path, docs: Path | None) -> Problems:
    """Build the database, updating anchors if they have moved, and show it.

    Args:
        folder: The folder that is served (`prepare`).
        facts: The folder of the facts.
        database: The database to build; it is left unchanged if anything is wrong.
        docs: The folder of the documents' texts, or None.

    Returns:
        The mistakes found.
    """
    problems = Problems()
    built = build(facts, database, problems)
    if docs is not None and any(HINT in problem.hint for problem in problems.entries):
        # Only now: most edits move no anchor, and finding them all takes as long as the build.
        problems = Problems()
        write_locks(facts, docs, problems)
        if not problems:
            built = build(facts, database, problems)
    if built is not None:
        replace_content(folder, database)
    state = read_state(folder)
    messages = [str(problem) for problem in sorted(problems.entries)]
    said = {"messages": messages, "questions": problems.questions}
    write_state(folder, **{**state, "build": str(time.time_ns()), **said})
    return problems


def watch(paths: list[Path], changed: Callable[[], None], *, go_on: Callable[[], bool]) -> None:
    """Call a function after each change of a file below some paths, until told to stop.

    Args:
        paths: Files and folders.
        changed: The function to call.
        go_on: Returns whether to continue.
    """
    before = stamps(paths)
    while go_on():
        time.sleep(SECONDS)
        now = stamps(paths)
        if now != before:
            changed()
            # A build may rewrite files that it reads; only files saved during it count.
            before = now


def watched(docs: Path | None) -> list[Path]:
    """Return the paths that a page may depend on."""
    return [*WATCHED] + ([docs] if docs else [])
