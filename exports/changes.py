"""What was added, changed and withdrawn since the last release, by permanent ids."""

import json
import re
import sqlite3
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common.content_hash import content_hash
from common.database import open_read_only
from common.display_text import one_line
from common.errors import UserError
from common.project import FILE
from common.spreadsheets import LEFT_OUT

Row = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A table with permanent ids, and the rows of other tables that belong to its rows.

    Attributes:
        table: The table.
        text: The column that describes a row.
        children: Other tables, with the column that holds the id.
        ignored: Columns that depend on others, or on the position.
        where: An SQL condition for the rows that are compared.
    """

    table: str
    text: str
    children: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset({"position"})
    where: str = "true"


KINDS = (
    Kind(
        "claims",
        "statement",
        dict.fromkeys(
            (
                *("names", "membership", "relations", "estimates", "designations", "milestones"),
                *("statements", "characteristics", "claim_citations", "source_claims"),
                *("report_claims", "attack_actors", "event_links", "citation_checks"),
            ),
            "claim_id",
        ),
    ),
    Kind("disagreements", "topic", {"disagreement_readings": "disagreement_id"}),
    Kind(
        "attacks",
        "title",
        {"attack_reports": "attack_id"},
        ignored=frozenset({LEFT_OUT}),
        # Only those that documents report: data sets list their own changes.
        where="id IN (SELECT attack_id FROM attack_reports WHERE data_file_id IS NULL)",
    ),
)


@dataclass(frozen=True)
class Difference:
    """A column whose value has changed, or a table with all its rows that have changed."""

    what: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Changes:
    """The changes in one kind.

    Attributes:
        added: The text of each new row, by id.
        withdrawn: The text of each removed row, by id.
        changed: The differences, by id.
    """

    added: dict[str, str]
    withdrawn: dict[str, str]
    changed: dict[str, list[Difference]]


@contextmanager
def previous_release(previous: Path | None, root: Path) -> Iterator[tuple[str, Path] | None]:
    """Find the database of the last release.

    Args:
        previous: A database, or the folder of an export; by default, the last git tag.
        root: The repository.

    Yields:
        The name of the release and its database; None if there is no release.
    """
    if previous is not None:
        path = previous / FILE if previous.is_dir() else previous
        if not path.is_file():
            held = f"holds no {FILE}" if previous.is_dir() else "is not there"
            raise UserError(
                f"{previous} {held}; name the database or the dist/ of the last release"
            )
        yield _release_name(previous), path
        return
    tag = _git(root, "describe", "--tags", "--abbrev=0")
    content = _git_bytes(root, "show", f"{tag}:{FILE}") if tag else None
    if tag is None or content is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_bytes(content)
        yield tag, path


def _release_name(release: Path) -> str:
    """Return the version and day from an export's data package, or else the path's name."""
    try:
        package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
        day = f" of {package['created'][:10]}" if "created" in package else ""
        return f"version {package['version']}{day}"
    except (OSError, ValueError, LookupError, TypeError):
        return release.name


def _git(root: Path, *arguments: str) -> str | None:
    content = _git_bytes(root, *arguments)
    return content.decode().strip() if content else None


def _git_bytes(root: Path, *arguments: str) -> bytes | None:
    """Return git's output; None if there is no git, no repository or no such object."""
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(root), *arguments],  # noqa: S607
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout


def compare(
    database: sqlite3.Connection, previous: tuple[str, Path] | None
) -> tuple[str | None, dict[str, Changes]]:
    """Compare a database with the previous one, by the columns that both have.

    Returns:
        The name of the previous release, or None; and the changes by kind.

    Raises:
        UserError: If the previous database cannot be read.
    """
    if previous is None:
        return None, {kind.table: _changes(kind, database, None) for kind in KINDS}
    name, path = previous
    old = open_read_only(path)
    try:
        since = f"{name} (content hash {content_hash(old)})"
        return since, {kind.table: _changes(kind, database, old) for kind in KINDS}
    except (sqlite3.Error, KeyError) as error:
        raise UserError(f"{path} is no database of this project: {error}") from None
    finally:
        old.close()


def _changes(kind: Kind, database: sqlite3.Connection, old: sqlite3.Connection | None) -> Changes:
    now = _by_id(database, kind)
    before = _by_id(old, kind) if old else {}
    changed: dict[str, list[Difference]] = {id_: [] for id_ in sorted(now.keys() & before.keys())}
    for id_, differences in changed.items():
        differences += [
            Difference(name, before[id_][name], value)
            for name, value in now[id_].items()
            if name in before[id_] and name not in kind.ignored and value != before[id_][name]
        ]
    for table, column in kind.children.items() if old else ():
        ours, theirs = (_by_parent(each, kind, table, column) for each in (database, old))
        for id_, differences in changed.items():
            lost, new = _other_rows(theirs.get(id_, []), ours.get(id_, []))
            if lost or new:
                differences.append(Difference(table, lost, new))
    return Changes(
        {id_: now[id_][kind.text] for id_ in sorted(now.keys() - before.keys())},
        {id_: before[id_][kind.text] for id_ in sorted(before.keys() - now.keys())},
        {id_: differences for id_, differences in changed.items() if differences},
    )


def _by_id(database: sqlite3.Connection, kind: Kind) -> dict[str, Row]:
    sql = f"SELECT * FROM [{kind.table}] WHERE {kind.where}"  # noqa: S608
    return {row["id"]: row for row in _dictionaries(database, sql)}


def _by_parent(
    database: sqlite3.Connection | None, kind: Kind, table: str, column: str
) -> dict[str, list[Row]]:
    children: dict[str, list[Row]] = {}
    there = "SELECT 1 FROM sqlite_master WHERE name = ?"
    if database and database.execute(there, (table,)).fetchone():
        # Only rows of what is compared: there may be millions of event records.
        ids = f"SELECT id FROM [{kind.table}] WHERE {kind.where}"  # noqa: S608
        sql = f"SELECT * FROM [{table}] WHERE [{column}] IN ({ids})"  # noqa: S608
        for row in _dictionaries(database, sql):
            children.setdefault(row[column], []).append(row)
    return children


def _dictionaries(database: sqlite3.Connection, sql: str) -> Iterator[Row]:
    cursor = database.execute(sql)
    names = [column[0] for column in cursor.description]
    for values in cursor:
        yield dict(zip(names, values, strict=True))


def _other_rows(old: list[Row], new: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows that are only in the old and only in the new list, by shared columns."""
    names = [{*rows[0]} for rows in (old, new) if rows]
    # Ids of such rows depend on their position.
    shared = set.intersection(*names) - {"id", "position"} if names else set()
    counted = [Counter(_comparable(row, shared) for row in rows) for rows in (old, new)]
    lost, added = counted[0] - counted[1], counted[1] - counted[0]
    return ([json.loads(row) for row in sorted(each.elements())] for each in (lost, added))  # type: ignore[return-value]


def _comparable(row: Row, columns: set[str]) -> str:
    return json.dumps({name: row[name] for name in sorted(columns)}, ensure_ascii=False)


# ---------------------------------------------------------------- what is written


def write_changes(since: str | None, changes: Mapping[str, Changes], folder: Path) -> None:
    """Write CHANGES.md for people and changes.json for programs."""
    payload = {"since": since, **{table: _as_json(each) for table, each in changes.items()}}
    text = json.dumps(payload, ensure_ascii=False, indent=2) + "\n"
    (folder / "changes.json").write_text(text, encoding="utf-8")
    lines = ["# Changes", ""]
    lines += [
        f"Since {_escape_markdown(since)}." if since else "There is no earlier release: all is new."
    ]
    for table, each in changes.items():
        lines += ["", f"## {table.capitalize()}"]
        lines += _listed(
            "Added", [f"`{id_}`: {_escape_markdown(words)}" for id_, words in each.added.items()]
        )
        lines += _listed(
            "Changed",
            [
                line
                for id_, differences in each.changed.items()
                for line in (f"`{id_}`", *(f"  * {_difference(one)}" for one in differences))
            ],
        )
        lines += _listed(
            "Withdrawn",
            [f"`{id_}`: {_escape_markdown(words)}" for id_, words in each.withdrawn.items()],
        )
        if not (each.added or each.changed or each.withdrawn):
            lines += ["", "None."]
    (folder / "CHANGES.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _as_json(changes: Changes) -> dict[str, Any]:
    return {
        "added": list(changes.added),
        "changed": {
            id_: [vars(one) for one in differences] for id_, differences in changes.changed.items()
        },
        "withdrawn": list(changes.withdrawn),
    }


def _listed(title: str, lines: list[str]) -> list[str]:
    items = [line if line.startswith(" ") else f"* {line}" for line in lines]
    count = sum(line.startswith("*") for line in items)
    return ["", f"### {title} ({count})", "", *items] if items else []


def _difference(one: Difference) -> str:
    if not isinstance(one.before, list):
        return f"`{one.what}`: {_value(one.before)} → {_value(one.after)}"
    if len(one.before) == len(one.after) == 1:
        (before,), (after,) = one.before, one.after
        parts = [
            f"`{name}`: {_value(before[name])} → {_value(after[name])}"
            for name in after
            if before[name] != after[name]
        ]
        return f"`{one.what}`, {'; '.join(parts)}"
    rows = ((len(one.after), "added"), (len(one.before), "withdrawn"))
    return f"`{one.what}`: " + ", ".join(
        f"{number} row{'' if number == 1 else 's'} {what}" for number, what in rows if number
    )


def _value(value: object) -> str:
    return "empty" if value is None else f"“{_escape_markdown(str(value))}”"


def _escape_markdown(text: str) -> str:
    """Return text on one line, with Markdown and HTML escaped."""
    return re.sub(r"[\\`*_{}\[\]<>#|!&]", r"\\\g<0>", one_line(text))
