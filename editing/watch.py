"""Build again whenever a file of facts, a schema, a template or a text has been saved."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from common.project import ENGINE, FOLDER
from editing.folder import read_state, take_over, write_state
from loaders.build import build
from loaders.documents.anchors import write_locks
from loaders.documents.lock import HINT
from loaders.problems import Problems

WATCHED = (
    *(FOLDER / "facts", FOLDER / "metadata.yml", FOLDER / "project.yml"),
    *(ENGINE / "schema", ENGINE / "templates", ENGINE / "static"),
)
SECONDS = 0.1
"""Between two looks at the files."""

Stamps = dict[Path, tuple[int, int]]


def stamps(paths: Iterable[Path]) -> Stamps:
    """For each file below some paths its time and its size, editors' own files left out."""
    found: Stamps = {}
    for path in paths:
        for each in [path] if path.is_file() else path.rglob("*"):
            # What anchors writes is no change of a reader's.
            if each.name.startswith(".") or each.name.endswith(("~", ".lock.csv")):
                continue
            try:
                status = each.stat()
            except OSError:
                continue  # gone meanwhile, as an editor's temporary file is
            if each.is_file():
                found[each] = (status.st_mtime_ns, status.st_size)
    return found


def build_once(folder: Path, facts: Path, database: Path, docs: Path | None) -> Problems:
    """Build, with the anchors of the texts at hand where they have moved, and show it.

    Args:
        folder: The folder that is served (`prepare`).
        facts: The folder of the facts.
        database: The database to build, which stays as it is where anything is wrong.
        docs: The folder of the documents' texts, None where there is none.

    Returns:
        What is wrong.
    """
    problems = Problems()
    built = build(facts, database, problems)
    if docs is not None and any(HINT in problem.hint for problem in problems.entries):
        # Most edits move no anchor, and to find them all again takes as long as the build.
        problems = Problems()
        write_locks(facts, docs, problems)
        if not problems:
            built = build(facts, database, problems)
    if built is not None:
        take_over(folder, database)
    state = read_state(folder)
    messages = [str(problem) for problem in sorted(problems.entries)]
    said = {"messages": messages, "questions": problems.questions}
    write_state(folder, **{**state, "build": str(time.time_ns()), **said})
    return problems


def watch(paths: list[Path], changed: Callable[[], None], *, go_on: Callable[[], bool]) -> None:
    """Call a function after each change of a file below some paths, until told to stop.

    Args:
        paths: Files and folders.
        changed: What is called.
        go_on: Whether to look once more.
    """
    before = stamps(paths)
    while go_on():
        time.sleep(SECONDS)
        now = stamps(paths)
        if now != before:
            changed()
            # A build may rewrite what it reads; only what was saved meanwhile counts.
            before = now


def watched(docs: Path | None) -> list[Path]:
    """The paths that a page may depend on."""
    return [*WATCHED] + ([docs] if docs else [])
