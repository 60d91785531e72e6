"""The order and cause of events: rows, and the bounds that follow from them.

Within one document, an event before another cannot lie after it. So a certain link narrows the
dates of both events, repeatedly, until nothing changes. An attack that no source dates then lies,
by our inference, before or after all days that any source gives for the attack it is linked to;
date_claim_id has the claim that gives that day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from loaders.context import Context
from loaders.facts import Claim, Entry

COLUMNS = {
    "attacks": "attack_id",
    "milestones": "milestone_id",
    "relations": "relation_id",
    "statements": "statement_id",
}
UNCERTAIN = ("?", "~", "%")

Values = dict[str, Any]
# The claim behind a bound taken from another row, by the row's id() and the column.
Origins = dict[tuple[int, str], str]


@dataclass(frozen=True)
class _Link:
    """A link that bounds dates, with the two rows that have these dates."""

    claim: Claim
    entry: Entry
    first: Values
    second: Values
    both_statements: bool


def add_event_links(context: Context) -> None:
    """Add the rows of all links, and narrow the dates of the events they link."""
    rows = {
        table: {row["id"]: row for row in context.rows[table]}
        for table in ("milestones", "relations", "statements")
    }
    rows["attacks"] = {row["id"]: row for row in context.rows["attack_reports"]}
    links: list[_Link] = []
    for claim in context.facts.claims_in_order():
        for number, entry in enumerate(claim.event_links, 1):
            if entry.broken:
                continue
            ends = [_end(context, claim, entry, key, rows) for key in ("from", "to")]
            if None in ends:
                continue
            if entry.get("inferred") == "yes" and not entry.get("note"):
                context.problems.add(
                    entry.at("inferred"),
                    "inferred: nothing says from what the order follows",
                    expected="a note with the reason, such as: it was its attack, so it was there",
                )
            context.rows["event_links"].append(_row(claim, entry, number))
            first, second = (end for end in ends if end is not None)
            if (
                entry.get("certainty") != "possible"
                and bounds_others(first)
                and bounds_others(second)
            ):
                both = all(entry[key].startswith("statements/") for key in ("from", "to"))
                links.append(_Link(claim, entry, first, second, both))
    _narrow(context, links)
    _narrow_undated(context, links)
    _follow_mergers(context)


def _end(
    context: Context, claim: Claim, entry: Entry, key: str, rows: dict[str, dict[str, Values]]
) -> Values | None:
    """Return the row with the date of an event; undated if there is no report of an attack."""
    table, _, id_ = entry[key].partition("/")
    if table == "attacks":
        context.used.add(id_)
        known = list(context.facts.entities["attacks"])
        if id_ in known:
            about = claim.entry.get("about") or claim.source
            # A cited work may also be a document with its own profile.
            read = {profile.source for profile in context.facts.profiles}
            only_cited = claim.source in context.facts.consulted and claim.source not in read
            consulted = "--consulted" if only_cited else ""
            return rows["attacks"].get(f"{id_}--{about}{consulted}", {"id": id_})
    else:
        known = list(rows[table])
        if id_ in rows[table]:
            return rows[table][id_]
    context.problems.add(
        entry.at(key),
        f"{key}: there is no '{id_}' in {table}",
        expected="an attack, or a milestone, relation or statement that a claim gives",
        word=id_,
        known=known,
    )
    return None


def _row(claim: Claim, entry: Entry, number: int) -> Values:
    columns: Values = {}
    for key in ("from", "to"):
        table, _, id_ = entry[key].partition("/")
        columns |= {
            f"{key}_{column}": id_ if each == table else None for each, column in COLUMNS.items()
        }
    return {
        "id": claim.id if number == 1 else f"{claim.id}-{number}",
        **columns,
        "kind": entry["kind"],
        "is_inferred": int(entry.get("inferred") == "yes"),
        "certainty": entry.get("certainty") or "certain",
        "claim_id": claim.id,
        "note": entry.get("note"),
    }


def bounds_others(row: Values) -> bool:
    """Return whether an event's date can bound another: the event and its date are certain."""
    edtf = row.get("date_edtf") or ""
    return (
        "date_latest" in row
        and row.get("certainty") != "possible"
        and row.get("date_kind") != "seen"
        and row["told"] != "future"
        and not any(mark in edtf for mark in UNCERTAIN)
    )


def _orders(link: _Link) -> Iterator[tuple[Values, Values]]:
    """Yield pairs of rows of which the first is not later than the second."""
    first, second = link.first, link.second
    kind = link.entry["kind"]
    if kind == "before" or kind == "at-the-same-time" or link.both_statements:
        yield first, second
    if kind in ("after", "in-response-to", "at-the-same-time", "part-of"):
        yield second, first


def _narrow(context: Context, links: list[_Link]) -> None:
    origins: Origins = {}
    changed = True
    while changed:
        changed = False
        for link in links:
            for early, late in _orders(link):
                moved = _not_before(origins, link, late, early)
                # A part cannot precede the beginning of the whole, which may continue after it.
                if link.entry["kind"] != "part-of" or link.both_statements:
                    moved |= _not_after(origins, link, early, late)
                changed = changed or moved
                if any(_is_empty(row) for row in (early, late)):
                    _report(context, link)
                    return


def _not_before(origins: Origins, link: _Link, late: Values, early: Values) -> bool:
    day = early["date_earliest"]
    if day is None or (late["date_earliest"] is not None and late["date_earliest"] >= day):
        return False
    _move(origins, link, "date_earliest", early, late)
    return True


def _not_after(origins: Origins, link: _Link, early: Values, late: Values) -> bool:
    day = late["date_latest"]
    if day is None or (early["date_latest"] is not None and early["date_latest"] <= day):
        return False
    _move(origins, link, "date_latest", late, early)
    return True


def _move(origins: Origins, link: _Link, key: str, source: Values, row: Values) -> None:
    """Take a bound from another row, together with the claim that states it."""
    claim = origins.get((id(source), key)) or source["date_claim_id"] or source.get("claim_id")
    origins[id(row), key] = claim or link.claim.id
    row[key] = source[key]
    if row["date_claim_id"] is None and row.get("claim_id") != origins[id(row), key]:
        row["date_claim_id"] = origins[id(row), key]


def _narrow_undated(context: Context, links: list[_Link]) -> None:
    """Bound an undated attack by the days that other sources give for the one it is linked to."""
    for link in links:
        if link.entry["kind"] in ("part-of", "at-the-same-time"):
            continue
        for early, late in _orders(link):
            _take_day(context, early, late, "date_latest")
            _take_day(context, late, early, "date_earliest")


def _take_day(context: Context, row: Values, other: Values, key: str) -> None:
    """Take the outermost day that any source gives for the other attack."""
    if "attack_id" not in row or "attack_id" not in other or row["date_edtf"] is not None:
        return
    same = [each for each in context.rows["attack_reports"] if _is_dated(each, other["attack_id"])]
    # A source that only says by when it happened does not limit what others say.
    same = [each for each in same if each["date_earliest"] and each["date_latest"]] or same
    if not same or any(each[key] is None for each in same):
        return
    is_last = key == "date_latest"
    outermost = (max if is_last else min)(same, key=lambda each: str(each[key]))
    day, own = outermost[key], row[key]
    ends = (row["date_earliest"], day) if is_last else (day, row["date_latest"])
    is_closer = own is None or (day < own if is_last else day > own)
    if is_closer and (None in ends or ends[0] <= ends[1]):
        row[key] = day
        row["date_claim_id"] = next(
            claim["claim_id"]
            for claim in context.rows["report_claims"]
            if (claim["report_id"], claim["property"]) == (outermost["id"], "date")
        )


def _is_dated(report: Values, attack: str) -> bool:
    edtf = report["date_edtf"] or ""
    return bool(
        report["attack_id"] == attack and edtf and not any(map(edtf.__contains__, UNCERTAIN))
    )


def _is_empty(row: Values) -> bool:
    earliest, latest = row["date_earliest"], row["date_latest"]
    return earliest is not None and latest is not None and earliest > latest


def _follow_mergers(context: Context) -> None:
    """Date memberships by merger or founding like the event, if the same claim gives both."""
    events = {
        (row["claim_id"], row["group_id"], row["date_edtf"]): row
        for row in context.rows["milestones"]
        if context.meaning("milestone_kinds", row["kind"]) in ("founds", "unites")
    }
    for member in context.rows["membership"]:
        event = events.get((member["claim_id"], member["group_id"], member["start_edtf"]))
        begins = context.meaning("roles", member["role"]) in ("merges", "founds")
        if event is not None and event["date_edtf"] and begins:
            member["start_earliest"] = event["date_earliest"]
            member["start_latest"] = event["date_latest"]


def _report(context: Context, link: _Link) -> None:
    context.problems.add(
        link.entry.at("kind"),
        f"{link.entry['from']} cannot be {link.entry['kind']} {link.entry['to']} by their dates",
        expected="another order or other dates, or certainty: possible where it is told so",
    )
