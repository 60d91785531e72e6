"""Disagreements: facts to rows, and the checks that none is missed."""

import json
import sqlite3

from loaders.context import Context
from loaders.facts import Entry
from loaders.problems import Place

SUBJECTS = {
    "group": ("groups", "group_id"),
    "person": ("people", "person_id"),
    "attack": ("attacks", "attack_id"),
    "source": ("sources", "about_source_id"),
}


def add_disagreements(context: Context) -> None:
    """Disagreements and their readings, in the order of the ids."""
    entries = [entry for entry in context.facts.disagreements if not entry.broken]
    for entry in sorted(entries, key=lambda each: each["id"]):
        subjects = {
            column: context.id_of(entry, key, table) for key, (table, column) in SUBJECTS.items()
        }
        context.rows["disagreements"].append(
            {
                "id": entry["id"],
                "topic": entry["topic"],
                "kind": entry["kind"],
                "status": entry["status"],
                "note": entry["note"],
                **subjects,
                "properties": json.dumps(entry.data.get("properties", [])),
                "settles": json.dumps(sorted(entry.data.get("settles", [])), ensure_ascii=False),
            }
        )
        for number in range(len(entry.data["readings"])):
            _add_reading(context, entry["id"], number + 1, entry.part("readings", number))
    _check_narrowed(context)


def _add_reading(context: Context, disagreement: str, position: int, entry: Entry) -> None:
    claim = entry.get("claim")
    claims = context.facts.claims
    if claim is None:
        source = context.id_of(entry, "source", "sources")
    elif claim in claims:
        source = claims[claim].source
    else:
        context.problems.add(
            entry.at("claim"),
            f"claim: there is no claim '{claim}'",
            expected="the id of a claim",
            word=claim,
            known=claims,
        )
        return
    context.rows["disagreement_readings"].append(
        {
            "id": f"{disagreement}-{position}",
            "disagreement_id": disagreement,
            "position": position,
            "reading": entry["reading"],
            "source_id": source,
            "claim_id": claim,
        }
    )


def _check_narrowed(context: Context) -> None:
    """A date after the publication of the work that states it is a disagreement."""
    if any(entry.broken for entry in context.facts.disagreements):
        return
    read = {row["claim_id"] for row in context.rows["disagreement_readings"]}
    for claim, entry in context.disputed.items():
        if claim not in read:
            context.problems.add(
                entry.at(),
                f"the date told by '{claim}' lies after the work that tells it appeared",
                expected=f"a disagreement with a reading that rests on claim '{claim}'",
            )


def check_conflicts(context: Context, database: sqlite3.Connection) -> None:
    """Compare the conflicts that a query finds with those that disagreements settle."""
    has_view = database.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = 'conflicts'"
    ).fetchone()
    if not has_view:
        return
    settled: dict[str, Entry] = {}
    for entry in context.facts.disagreements:
        for number, key in enumerate(entry.data.get("settles", [])):
            if key in settled:
                context.problems.add(
                    entry.at("settles", number),
                    f"settles: '{key}' is settled already, at {settled[key].at('settles')}",
                    expected="each key once",
                )
            settled[key] = Entry(entry.file, (*entry.keys, "settles", number), {})
    conflicts: dict[str, list[str]] = {}
    for key, problem, readings in database.execute(
        "SELECT DISTINCT key, problem, readings FROM conflicts ORDER BY key, problem, readings"
    ):
        conflicts.setdefault(key, []).append(f"{problem}: {readings}")
    file = str(context.facts.folder / "disagreements.yml")
    for key, lines in conflicts.items():
        if key not in settled:
            context.problems.add(
                Place(file),
                f"nobody has looked at the conflict '{key}' ({'; '.join(lines)})",
                expected=f"a disagreement that settles '{key}'",
            )
    for key, entry in settled.items():
        if key not in conflicts:
            context.problems.add(
                entry.at(),
                f"settles: there is no conflict '{key}' (any more)",
                expected="a key of the view conflicts",
                word=key,
                known=conflicts,
            )
