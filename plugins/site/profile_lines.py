"""Lines of a profile: what several sources say in the same words, or with doubt and without."""

import sqlite3
from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from common.date_words import in_words, since

# What two lines must share to say the same thing, and so become one line with two notes.
same = itemgetter("kind", "detail", "holder", "inverse", "is_denied", "doubt", "end_edtf")
# What lines must share to become one sentence.
alike = itemgetter("kind", "detail", "inverse", "statement", "doubt", "end_edtf")
# What one source says of a tie, however surely.
tie = itemgetter("inverse", "kind", "other_id", "source_id")


def merged(lines: Iterable[sqlite3.Row]) -> list[dict[str, Any]]:
    """Merge lines that say the same thing with the same date, in the order of the first of each.

    Returns:
        For each, the columns of its first line and: `rows`, all its lines; `claim_ids`, the claims
        behind them; `date`, when it was, empty for a state that is dated only by its source;
        `dated_by`, the claims from which we infer the date if its own give none; `in_title`,
        whether only titles say it; and `alike`, a key shared by all lines that one sentence can
        tell.
    """
    lines_by_key: dict[tuple[object, ...], dict[str, Any]] = {}
    doubts: dict[str | None, int] = {None: 0}
    for line in lines:
        date = date_of(line)
        key = what_is_said(line, date)
        first = lines_by_key.get(key)
        is_title = "is_title" in line.keys() and bool(line["is_title"])  # noqa: SIM118  a row
        if first is None:
            first = lines_by_key[key] = dict(zip(line.keys(), line, strict=True))
            first |= {"date": date, "claim_ids": [], "rows": [], "notes": [], "dated_by": []}
            first["unsure"] = doubts.setdefault(line["doubt"], len(doubts))  # to sort by
            first["alike"] = (*alike(line), is_title, date)
        first["in_title"] = is_title and first.get("in_title", True)
        values = line["claim_id"], line, line["note"], date and line["date_claim_id"]
        for name, value in zip(("claim_ids", "rows", "notes", "dated_by"), values, strict=True):
            if value and value not in first[name]:
                first[name].append(value)
    return [*lines_by_key.values()]


def how_many(lines: Iterable[sqlite3.Row]) -> int:
    """Return how many lines are left when those that say the same thing are merged."""
    return len({what_is_said(line, date_of(line)) for line in lines})


def what_is_said(line: sqlite3.Row, date: str) -> tuple[object, ...]:
    """Return a key shared by lines that say the same thing: its words or, of a tie, what it is."""
    return (line["statement"],) if line["statement"] else (*same(line), line["other_id"], date)


def date_of(line: sqlite3.Row) -> str:
    """Return when it was, in words; nothing for a state that only its source dates."""
    return "" if is_undated(line) else since(line, when(line))


def is_undated(line: sqlite3.Row) -> bool:
    """Whether a line is dated only by the publication of its source."""
    return not line["date_edtf"] or (
        line["date_kind"] == "seen"
        and line["date_earliest"] == line["published_earliest"]
        and line["date_latest"] == line["published_latest"]
    )


def when(row: Any, stem: str = "date") -> str:
    """Return a row's date in words; `stem` is the beginning of its columns' names.

    A range for a document that prints only a year is our inference from the works it cites.
    """
    words = in_words(row[f"{stem}_edtf"], row[f"{stem}_earliest"], row[f"{stem}_latest"])
    is_ours = stem == "published" and words.startswith("between ")
    return f"{words}, inferred" if is_ours else words


def firm(ties: Iterable[Any]) -> list[Any]:
    """Leave out doubtful ties that the same source also states without doubt.

    A statement found only in a title that a source cites does not count as its own.
    """
    rows = list(ties)
    known = {tie(row) for row in rows if not row["doubt"] and not row["is_title"]}
    return [row for row in rows if not row["doubt"] or tie(row) not in known]


def firm_lines(ties: Iterable[Any]) -> list[dict[str, Any]]:
    """Merge firm ties; one that is left out adds its claim to the notes of the firm one."""
    rows = list(ties)
    kept = firm(rows)
    lines = merged(kept)
    for row in rows:
        if row not in kept:
            same_tie = next(line for line in lines if tie(row) in map(tie, line["rows"]))
            if row["claim_id"] not in same_tie["claim_ids"]:
                same_tie["claim_ids"].append(row["claim_id"])
    return lines
