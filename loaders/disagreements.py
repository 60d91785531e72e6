"""Disagreements, from facts to rows, and checks that none is missing."""

import json
import re
import sqlite3
from typing import NamedTuple

from loaders.context import Context
from loaders.documents.guess import quoted
from loaders.facts import Entry
from loaders.problems import Place
from loaders.readings import check_reading, check_repost

SUBJECTS = {
    "group": ("groups", "group_id"),
    "person": ("people", "person_id"),
    "attack": ("attacks", "attack_id"),
    "source": ("sources", "about_source_id"),
}


CONFLICTS = frozenset({"value", "sequence"})
"""Kinds of disagreement in which the sides cannot all be right."""


def add_disagreements(context: Context) -> None:
    """Add disagreements and their readings, in the order of the ids."""
    entries = [entry for entry in context.facts.disagreements if not entry.broken]
    for entry in sorted(entries, key=lambda each: each["id"]):
        subjects = {
            column: context.id_of(entry, key, table) for key, (table, column) in SUBJECTS.items()
        }
        properties = entry.data.get("properties", [])
        if not any(subjects.values()):
            found, properties = _settled_about(context, entry)
            subjects |= found
        context.rows["disagreements"].append(
            {
                "id": entry["id"],
                "topic": entry["topic"],
                "topic_fr": entry.get("topic_fr"),
                "kind": entry["kind"],
                "is_conflict": int(entry["kind"] in CONFLICTS),
                "as_written": int(entry.get("as_written") == "yes"),
                "status": entry["status"],
                "summary": entry.get("summary"),
                "summary_fr": entry.get("summary_fr"),
                "problem": entry.get("problem"),
                "note": _note(entry),
                "beside": entry.get("beside"),
                **subjects,
                "properties": json.dumps(properties),
                "settles": json.dumps(sorted(entry.data.get("settles", [])), ensure_ascii=False),
            }
        )
        if entry["kind"] in CONFLICTS and entry.get("summary") is None:
            context.problems.add(
                entry.at("kind"),
                "there is no summary of this conflict, by which pages tell it",
                expected="summary: one sentence with who says what, such as “A says seven, B ten.”",
            )
        if entry["kind"] not in CONFLICTS and entry.get("as_written"):
            context.problems.add(
                entry.at("as_written"),
                f"as_written: a disagreement of kind {entry['kind']} is no conflict",
                expected="as_written only of a conflict",
            )
        if entry["kind"] in CONFLICTS and entry["status"] == "compatible":
            context.problems.add(
                entry.at("status"),
                f"status: a disagreement of kind {entry['kind']} is a conflict, and not compatible",
                expected="a kind such as scope, where both can hold, or status: open",
            )
        for number, reading in enumerate(_readings(entry), 1):
            _add_reading(context, entry["id"], number, reading)
        _check_at_issue(context, entry)
    _check_narrowed(context)


def _note(entry: Entry) -> str:
    """Return the note as text (a list becomes a line per label), ending with uncited reports."""
    note: str | list[dict[str, str]] = entry.data["note"]
    if isinstance(note, str):
        lines = [note]
    else:
        lines = [f"{label}: {words}" for line in note for label, words in line.items()]
    beside = entry.get("beside")
    return "\n".join([*lines, f"Not from the documents: {beside}"] if beside else lines)


def _settled_about(context: Context, entry: Entry) -> tuple[dict[str, str | None], list[str]]:
    """Return what an entry is about, from the conflict it settles, if it does not say so itself."""
    for key in entry.data.get("settles", []):
        if subject := _subject(context, key):
            claims = (
                context.facts.claims.get(each.get("claim") or "") for each in _readings(entry)
            )
            rows = (row for claim in claims if claim for row in claim.rows)
            counted = {name for row in rows for name in row.entry.data}
            return {SUBJECTS[subject[0]][1]: subject[1]}, _columns(key, counted)
    return {}, []


def _readings(entry: Entry) -> list[Entry]:
    return [entry.part("readings", number) for number in range(len(entry.data["readings"]))]


def _columns(key: str, counted: set[str]) -> list[str]:
    """Return the rows of an attack's table in which to mark a conflict, by its key."""
    sort = key.partition(":")[0]
    if sort == "attack-toll":
        return sorted(counted & {"killed", "injured"})
    return [sort.removeprefix("attack-")] if sort.startswith("attack-") else []


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
    if claim is not None:
        check_reading(context, entry, claims[claim])
        check_repost(context, entry, claims[claim])
    context.rows["disagreement_readings"].append(
        {
            "id": f"{disagreement}-{position}",
            "disagreement_id": disagreement,
            "position": position,
            "reading": entry["reading"],
            "reading_fr": entry.get("reading_fr"),
            "source_id": source,
            "claim_id": claim,
            "at_issue": {"yes": 1, "no": 0}.get(entry.get("at_issue") or ""),
        }
    )


def _check_at_issue(context: Context, entry: Entry) -> None:
    """Check that each reading says whether its claim is marked with the disagreement, if any is.

    A claim that only shows a fault in another must not be marked as faulty itself.
    """
    least = 2 if entry["kind"] in CONFLICTS else int(_has_sign(entry))
    said = []
    for reading in _readings(entry):
        is_silent = reading.get("claim") is None
        if not is_silent and least:
            said.append(reading.get("at_issue"))
            if said[-1] is None:
                context.problems.add(
                    reading.at(),
                    "at_issue is missing: does the sign of this disagreement stand on the claim?",
                    expected='at_issue: "yes" for the claim with the fault, and for each side of a '
                    'conflict; at_issue: "no" for one that only shows the fault',
                )
        elif reading.get("at_issue"):
            context.problems.add(
                reading.at("at_issue"),
                "at_issue: a source that is silent bears no sign"
                if is_silent
                else f"at_issue: of kind {entry['kind']}, {entry['status']}, claims bear no sign",
                expected="no at_issue here",
            )
    if None not in said and said.count("yes") < least:
        context.problems.add(
            entry.at("readings"),
            f'at_issue is "yes" for {said.count("yes") or "none"} of these readings',
            expected="the claim with the fault" if least == 1 else "both sides of the conflict",
        )


def _has_sign(entry: Entry) -> bool:
    """Return whether a disagreement marks claims: it is a problem, or is not settled."""
    return entry["kind"] in (*CONFLICTS, "citation") or entry["status"] == "open"


def _check_narrowed(context: Context) -> None:
    """Check that a date after its own source's publication is recorded as a disagreement."""
    if any(entry.broken for entry in context.facts.disagreements):
        return
    read = {row["claim_id"] for row in context.rows["disagreement_readings"]}
    for claim, entry in context.disputed.items():
        if claim not in read:
            context.problems.add(
                entry.at(),
                f"the date told by '{claim}' lies after the work that tells it appeared",
                expected="an earlier date, or, where the document does say so, a disagreement with "
                f"a reading that rests on claim '{claim}'",
            )


class _Side(NamedTuple):
    """One side of a conflict: a statement and its source."""

    problem: str
    reading: str
    source: str
    claim: str
    label: str

    @property
    def line(self) -> str:
        """Return the line to paste below `readings`, whose wording the editor then improves."""
        speaker = re.sub(r"[ ,]+\d{4}(-\d\d){0,2}$", "", self.label)
        side = f'reading: "{speaker}: {self.reading}", claim: {self.claim}'
        return f'- {{{side}, at_issue: "yes"}}'


def check_conflicts(context: Context, database: sqlite3.Connection) -> None:
    """Compare the conflicts found by query with the disagreements that settle them."""
    has_view = database.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = 'conflicts'"
    ).fetchone()
    if not has_view:
        return
    conflicts: dict[str, list[_Side]] = {}
    for key, *side in database.execute(
        "SELECT key, problem, reading, source_id, claim_id, coalesce(short, label) FROM conflicts"
        " INNER JOIN sources ON conflicts.source_id = sources.id"
        " ORDER BY key, source_id, claim_id, reading"
    ):
        conflicts.setdefault(key, []).append(_Side(*side))
    settled = _settled(context)
    for key, sides in conflicts.items():
        if key not in settled:
            _report_new(context, key, sides)
        else:
            _check_answers(context, key, sides, settled[key])
    for key, entry in settled.items():
        if key not in conflicts:
            context.problems.add(
                entry.at("settles"),
                f"settles: there is no conflict '{key}' (any more)",
                expected="a key of the view conflicts",
                word=key,
                known=conflicts,
            )


def _settled(context: Context) -> dict[str, Entry]:
    """Return the disagreement that settles each key."""
    settled: dict[str, Entry] = {}
    for entry in context.facts.disagreements:
        for number, key in enumerate(entry.data.get("settles", [])):
            if key in settled:
                context.problems.add(
                    entry.at("settles", number),
                    f"settles: '{key}' is settled already, at {settled[key].at('settles')}",
                    expected="each key once",
                )
            settled[key] = entry
    return settled


def _report_new(context: Context, key: str, sides: list[_Side]) -> None:
    id_ = "-".join(key.split(":"))
    subject = _subject(context, key)
    columns = _columns(key, {side.reading.partition(":")[0] for side in sides})
    problem = sides[0].problem
    name = f"{subject[2]}: {problem[0].lower()}{problem[1:]}" if subject else problem
    lines = [
        f"- id: {id_}",
        f"  topic: {quoted(name)}",
        "  kind: …",
        "  status: …",
        "  summary: …",
        "  note: …",
        *([f"  {subject[0]}: {subject[1]}"] if subject else []),
        *([f"  properties: [{', '.join(columns)}]"] if columns else []),
        f'  settles: ["{key}"]',
        "  readings:",
        *(f"    {line}" for line in dict.fromkeys(side.line for side in sides)),
    ]
    context.problems.add(
        Place(str(context.facts.folder / "disagreements.yml")),
        f"nobody has looked at the conflict '{key}' ({sides[0].problem})",
        expected=f'an entry that has settles: ["{key}"]',
        remedy="If there is none about it, paste and fill in:\n" + "\n".join(lines),
    )


def _subject(context: Context, key: str) -> tuple[str, str, str] | None:
    """Return a conflict's subject by its key: `attack`, its id and name; None for a place."""
    sort, *ids = key.split(":")
    # In these kinds of key, the claim comes before the subject.
    id_ = ids[-1] if sort in ("older", "announced") else ids[0]
    for name, (table, _) in SUBJECTS.items():
        entry = context.facts.entities[table].get(id_)
        if entry is not None and (name == "attack") == sort.startswith("attack-"):
            return name, id_, str(entry.get("name") or entry.get("title"))
    return None


def _check_answers(context: Context, key: str, sides: list[_Side], entry: Entry) -> None:
    """Check that each source in a conflict has a reading, so that a new document reopens it."""
    if entry.broken:
        return
    claims = context.facts.claims
    answered = set()
    for reading in entry.data["readings"]:
        claim = claims.get(reading.get("claim"))
        if claim is not None:
            answered.add(claim.entry.get("about") or claim.source)
    missing = {side.source: side.line for side in reversed(sides) if side.source not in answered}
    for source, line in sorted(missing.items()):
        context.problems.add(
            entry.at("readings"),
            f"'{source}' is in the conflict '{key}' and has no reading in '{entry['id']}'",
            remedy=f"Add below its readings:\n    {line}\n"
            "and read its kind, status and note again, which were written without it.",
        )
