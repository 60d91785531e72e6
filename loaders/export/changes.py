"""What was added, changed and withdrawn since the last release, by claim id."""

import json
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.content_hash import content_hash, open_read_only
from loaders.problems import UserError

DATABASE = "jnim.db"
# Where a claim stands and what follows from that; it moves when another claim is put before it.
PLACE_ONLY = {"position"}
# Tables whose rows rest on a claim of their own, in the column claim_id.
ROWS = (
    *("names", "membership", "relations", "estimates", "designations", "milestones"),
    *("statements", "characteristics", "disagreement_readings", "claim_citations"),
    *("source_claims", "report_claims"),
)

Row = dict[str, Any]


@dataclass(frozen=True)
class Changes:
    """Claims by what became of them.

    Attributes:
        since: The release that is compared with, None where there is none.
        added: Ids.
        withdrawn: Ids.
        changed: For each id what differs: columns of the claim, tables of rows that rest on it.
    """

    since: str | None
    added: list[str]
    withdrawn: list[str]
    changed: dict[str, list[str]]


@contextmanager
def previous_release(given: Path | None, root: Path) -> Iterator[tuple[str, Path] | None]:
    """Find the database of the last release.

    Args:
        given: A database, or a folder of an export; where there is none, the last tag of git.
        root: The repository.

    Yields:
        How the release is called, and its database; None where there is no release.
    """
    if given is not None:
        path = given / DATABASE if given.is_dir() else given
        yield path.name if given.is_file() else str(given.name), path
        return
    tag = _git(root, "describe", "--tags", "--abbrev=0")
    content = _git_bytes(root, "show", f"{tag}:{DATABASE}") if tag else None
    if tag is None or content is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / DATABASE
        path.write_bytes(content)
        yield tag, path


def _git(root: Path, *arguments: str) -> str | None:
    content = _git_bytes(root, *arguments)
    return content.decode().strip() if content else None


def _git_bytes(root: Path, *arguments: str) -> bytes | None:
    """What git says; None where there is no git, no repository or no such thing in it."""
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(root), *arguments],  # noqa: S607
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout


def compare(database: sqlite3.Connection, previous: tuple[str, Path] | None) -> Changes:
    """Compare the claims of two databases, by the columns that both have.

    Raises:
        UserError: Where the previous one cannot be read.
    """
    claims = _claims(database)
    if previous is None:
        return Changes(None, sorted(claims), [], {})
    name, path = previous
    old = open_read_only(path)
    try:
        old_claims = _claims(old)
        old_rows, rows = _rows(old), _rows(database)
        since = f"{name} (content hash {content_hash(old)})"
    except sqlite3.Error as error:
        raise UserError(f"{path} is no database of this project: {error}") from None
    finally:
        old.close()
    changed = {}
    for id_ in sorted(claims.keys() & old_claims.keys()):
        columns = _differing(claims[id_], old_claims[id_])
        tables = [
            table
            for table in ROWS
            if table in rows
            and table in old_rows
            and not _same(rows[table].get(id_, []), old_rows[table].get(id_, []))
        ]
        if columns or tables:
            changed[id_] = [*columns, *tables]
    return Changes(
        since,
        sorted(claims.keys() - old_claims.keys()),
        sorted(old_claims.keys() - claims.keys()),
        changed,
    )


def _claims(database: sqlite3.Connection) -> dict[str, Row]:
    return {row["id"]: row for row in _dictionaries(database, "claims")}


def _rows(database: sqlite3.Connection) -> dict[str, dict[str, list[Row]]]:
    """For each table the rows by claim."""
    there = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    found: dict[str, dict[str, list[Row]]] = {}
    for table in ROWS:
        if table in there:
            by_claim = found.setdefault(table, {})
            for row in _dictionaries(database, table):
                by_claim.setdefault(row["claim_id"], []).append(row)
    return found


def _dictionaries(database: sqlite3.Connection, table: str) -> Iterator[Row]:
    cursor = database.execute(f"SELECT * FROM [{table}]")  # noqa: S608
    names = [column[0] for column in cursor.description]
    for values in cursor:
        yield dict(zip(names, values, strict=True))


def _differing(row: Row, old: Row) -> list[str]:
    shared = [name for name in row if name in old and name not in PLACE_ONLY]
    return [name for name in shared if row[name] != old[name]]


def _same(rows: list[Row], old: list[Row]) -> bool:
    """Whether the rows are the same, by the columns that both have and in whatever order."""
    if len(rows) != len(old) or not rows:
        return len(rows) == len(old)
    # A row's own id counts its place among others, and keys that fold a name follow from it.
    shared = (rows[0].keys() & old[0].keys()) - {"id", "position"}
    return _comparable(rows, shared) == _comparable(old, shared)


def _comparable(rows: list[Row], columns: set[str]) -> list[str]:
    return sorted(json.dumps({name: row[name] for name in sorted(columns)}) for row in rows)


def write_changes(changes: Changes, statements: Mapping[str, str], folder: Path) -> None:
    """Write CHANGES.md for people and changes.json for programs.

    Args:
        changes: What changed.
        statements: What each claim of this release says.
        folder: Where to.
    """
    since = changes.since
    told = {
        "since": since,
        "added": changes.added,
        "changed": changes.changed,
        "withdrawn": changes.withdrawn,
    }
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    (folder / "changes.json").write_text(text, encoding="utf-8")
    lines = ["# Changes by claim", ""]
    lines += [f"Since {since}." if since else "There is no earlier release: every claim is new."]
    lines += ["", f"## Added ({len(changes.added)})", ""]
    lines += [f"* `{id_}`: {_plain(statements[id_])}" for id_ in changes.added]
    lines += ["", f"## Changed ({len(changes.changed)})", ""]
    lines += [f"* `{id_}`: {', '.join(what)}" for id_, what in changes.changed.items()]
    lines += ["", f"## Withdrawn ({len(changes.withdrawn)})", ""]
    lines += [f"* `{id_}`" for id_ in changes.withdrawn]
    (folder / "CHANGES.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def _plain(text: str) -> str:
    """Text on one line in which Markdown and HTML are text."""
    return "".join(
        f"\\{each}" if each in r"\`*_{}[]<>#|!&" else each for each in " ".join(text.split())
    )
