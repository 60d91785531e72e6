"""The rows given by claims: names, memberships, relations, estimates and the like."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from common.dates import Dates
from loaders.bounds import (
    UNDATED,
    DateLimits,
    Window,
    date_limits,
    dated_columns,
    event,
    narrow,
    seen,
)
from loaders.context import Context
from loaders.facts import NOT_STATED, Claim, Entry, Row

WHO = {"groups": "group_id", "people": "person_id"}
STARTS_THEN = frozenset({"founds", "merges", "joins"})
"""Meanings of roles that begin with an event, even if its date is not stated."""
BEGINS = "founds"
"""The meaning of roles that are not said to last."""
ENDED = "led"
"""The meaning of roles that have ended, even if it is not stated when."""
NEGATION = re.compile(r"(?i)\b(?:not|no|nor|never|neither|none|without)\b")
"""Words of which a value that denies something has one."""

Values = dict[str, Any]


class _RowBuilder:
    """The claim and the fields that a row is built from."""

    def __init__(self, context: Context, claim: Claim, row: Entry, limits: DateLimits) -> None:
        self.context = context
        self.claim = claim
        self.row = row
        self.limits = limits

    def dated(self, kind: str = "event") -> Dates:
        make = seen if kind == "seen" else event
        return make(self.context, self.claim, self.row, "date", self.limits)

    def who(self, key: str) -> Values:
        return dict(self.context.columns(self.row, key, WHO))

    def told(self) -> Values:
        """Return the tense of the sentence, and the certainty."""
        certainty = self.row.get("certainty") or self.claim.certainty
        return {"told": self.row["told"], "certainty": certainty}

    def voice(self, key: str) -> Values:
        """Return whose view or words it is; null is somebody whom the document does not name."""
        columns = {"groups": f"{key}_group_id", "people": f"{key}_person_id"}
        who = self.row.get(key)
        named = "not-stated" if who == NOT_STATED else who and "named"
        return {key: named, **self.context.columns(self.row, key, columns)}

    def evidence(self, dated: bool = True) -> Values:
        """Return the claim behind the row, and the one behind its date."""
        values: Values = {"claim_id": self.claim.id, "note": self.row.get("note")}
        return {**values, "date_claim_id": self.limits.date_claim} if dated else values


def add_assertions(context: Context, windows: dict[str, Window]) -> None:
    """Add the rows that claims give, except attacks (attacks.py)."""
    names: dict[tuple[str, str, str], Entry] = {}
    context.milestones.update(_milestone_ids(context))
    for claim in context.facts.claims_in_order():
        counts: Counter[str] = Counter()
        for row in claim.rows:
            if row.entry.broken:
                context.check_broken(row)
            if row.entry.broken or row.kind not in _BUILDERS:
                # A broken row is not checked, but the ids in it count as used.
                context.used.update(_scalars(row.entry.data))
                continue
            table, build = _BUILDERS[row.kind]
            limits = date_limits(context, windows, claim, row.entry)
            values = build(_RowBuilder(context, claim, row.entry, limits))
            counts[table] += 1
            id_ = _row_id(claim, counts[table])
            context.rows[table].append({"id": id_, **values})
            if row.kind == "name":
                _check_spelling(context, claim, row, names)


def _row_id(claim: Claim, number: int) -> str:
    return claim.id if number == 1 else f"{claim.id}-{number}"


def _milestone_ids(context: Context) -> Iterator[str]:
    for claim in context.facts.claims.values():
        rows = [row for row in claim.rows if row.kind == "milestone" and not row.entry.broken]
        yield from (_row_id(claim, number) for number in range(1, len(rows) + 1))


def _scalars(data: Any) -> set[str]:
    if isinstance(data, dict):
        return set().union(*(_scalars(each) for each in data.values()))
    if isinstance(data, list):
        return set().union(*(_scalars(each) for each in data))
    return {data} if isinstance(data, str) else set()


def _check_spelling(
    context: Context, claim: Claim, row: Row, names: dict[tuple[str, str, str], Entry]
) -> None:
    """Check that a spelling is recorded only once, where the document first uses it."""
    key = (row.entry["of"], row.entry["name"], claim.source)
    if key in names:
        context.problems.add(
            row.entry.at("name"),
            f"the spelling '{key[1]}' of '{key[0]}' is already at {names[key].at('name')}",
            expected="each spelling once for each document",
        )
    names.setdefault(key, row.entry)


def _name(builder: _RowBuilder) -> Values:
    columns = {**WHO, "places": "place_id"}
    of = builder.row["of"]
    milestone = of if of in builder.context.milestones else None
    return {
        **(
            dict.fromkeys(columns.values())
            if milestone
            else builder.context.columns(builder.row, "of", columns)
        ),
        "milestone_id": milestone,
        "name": builder.row["name"],
        "kind": builder.row["kind"],
        "source_id": builder.claim.source,
        **builder.evidence(dated=False),
    }


def _member(builder: _RowBuilder) -> Values:
    context, row = builder.context, builder.row
    role = row["role"]
    meaning = context.meaning("roles", role)
    start_kind = row.get("start_kind") or (
        "event" if row.get("start") or meaning in STARTS_THEN else "seen"
    )
    end_kind = row.get("end_kind") or ("event" if row.get("end") or meaning == ENDED else "seen")
    start, end = _start(builder, start_kind), _end(builder, end_kind, start_kind)
    if start.earliest and end.latest and start.earliest > end.latest:
        context.problems.add(
            row.at("end" if row.get("end") else "start"),
            f"end: it ends by {end.latest}, before it starts, which is from {start.earliest} on",
            expected="an end after the start",
        )
    elif start.latest and end.latest and start.latest > end.latest:
        # Somebody who had left by then had joined by then, and does not rival a successor.
        start = start._replace(latest=end.latest)
    group = context.id_of(row, "group", "groups")
    if group is not None and group == row["who"]:
        context.problems.add(
            row.at("who"), f"who: '{group}' is a member of itself", expected="another id"
        )
    if meaning == "merges" and not row.get("set"):
        context.problems.add(
            row.at("role"),
            "a group that merged lacks the list that it is in",
            expected="set: the reading set of who merged, so that lists can be compared",
        )
    members = {"groups": "member_group_id", "people": "member_person_id"}
    return {
        "group_id": group,
        **context.columns(row, "who", members),
        "role": role,
        **dated_columns("start", start),
        "start_kind": start_kind,
        **dated_columns("end", end),
        "end_kind": end_kind,
        "reading_set": row.get("set"),
        **builder.told(),
        **builder.evidence(),
    }


def _start(builder: _RowBuilder, kind: str) -> Dates:
    """Return the days between which a membership began."""
    make = event if kind == "event" else seen
    start = make(builder.context, builder.claim, builder.row, "start", builder.limits)
    # Seen to hold then, so it began on that day or before.
    return start if kind == "event" else start._replace(earliest=None)


def _end(builder: _RowBuilder, kind: str, start_kind: str) -> Dates:
    """Return the days between which it ended; if not stated, not before it was last seen."""
    row, limits = builder.row, builder.limits
    if kind == "event":
        return event(builder.context, builder.claim, row, "end", limits)
    if row.get("end"):
        end = seen(builder.context, builder.claim, row, "end", limits)
        return end._replace(latest=None)
    lasts = row["told"] == "present" and builder.context.meaning("roles", row["role"]) != BEGINS
    if lasts and (start_kind == "event" or not row.get("start")):
        return UNDATED._replace(earliest=limits.window.earliest)
    # Only its beginning, or some time, is told: it need not have lasted.
    start = builder.context.date(row, "start")
    return UNDATED._replace(earliest=start.earliest if start else None)


def _relation(builder: _RowBuilder) -> Values:
    row = builder.row
    pledges = builder.context.meaning("relation_kinds", row["kind"]) == "pledges"
    happens = row.get("date") or pledges
    kind = row.get("date_kind") or ("event" if happens else "seen")
    renewal = row.get("renewal")
    if pledges != (renewal is not None):
        builder.context.problems.add(
            row.at("renewal" if renewal else "kind"),
            f"a relation of kind {row['kind']} {'has' if renewal else 'lacks'} renewal",
            expected="renewal: yes, no or null (not stated), for a pledge only and always there",
        )
    return {
        **builder.context.columns(
            row, "from", {"groups": "from_group_id", "people": "from_person_id"}
        ),
        **builder.context.columns(row, "to", {"groups": "to_group_id", "people": "to_person_id"}),
        "kind": row["kind"],
        **dated_columns("date", builder.dated(kind)),
        "date_kind": kind,
        "is_renewal": {"yes": 1, "no": 0}.get(renewal or ""),
        **builder.told(),
        **builder.evidence(),
    }


def _estimate(builder: _RowBuilder) -> Values:
    context, row = builder.context, builder.row
    low, high = (float(row[key]) if row.get(key) else None for key in ("low", "high"))
    for key, value in (("low", low), ("high", high)):
        if value is not None and value < 0:
            context.problems.add(row.at(key), f"{key}: {row[key]} is below zero")
    if low is not None and high is not None and low > high:
        context.problems.add(
            row.at("high"),
            f"high: {row['high']} is less than low, {row['low']}",
            expected="a high that is not below the low",
        )
    as_of, period = _counted(builder, "as_of"), _counted(builder, "period")
    if as_of is None and period is None and row["told"] in ("past", "perfect", "none"):
        # What is told in these tenses had been counted by the publication.
        period = Dates(None, None, builder.limits.latest, "unstated")
    elif as_of is None and period is None and row["told"] == "future":
        # Something still to come is not older than the document.
        period = Dates(None, builder.limits.window.earliest, None, "unstated")
    return {
        "group_id": context.id_of(row, "group", "groups"),
        "about_group_id": context.id_of(row, "about", "groups"),
        "measure": row["measure"],
        "comparator": row.get("comparator"),
        "is_approximate": int(row.get("approximate") == "yes"),
        "low": low,
        "high": high,
        "unit": row["unit"],
        "as_told": row["as_told"],
        "scope": row["scope"],
        **dated_columns("as_of", as_of),
        **dated_columns("period", period),
        "place_id": context.id_of(row, "place", "places"),
        **builder.voice("holder"),
        **builder.told(),
        **builder.evidence(dated=False),
    }


def _counted(builder: _RowBuilder, key: str) -> Dates | None:
    """Return the date or period of a figure; an open end is closed by the publication."""
    dates = builder.context.date(builder.row, key)
    if dates is None or dates.latest is not None:
        return dates
    return narrow(builder.context, builder.claim, builder.row, key, dates, builder.limits.latest)


def _designation(builder: _RowBuilder) -> Values:
    return {
        **builder.who("who"),
        "authority_id": builder.context.id_of(builder.row, "authority", "groups"),
        "programme": builder.row.get("programme"),
        "legal_basis": builder.row.get("legal_basis"),
        **dated_columns("date", builder.dated()),
        "told": builder.row["told"],
        **builder.evidence(),
    }


def _milestone(builder: _RowBuilder) -> Values:
    kind = builder.row.get("date_kind") or "event"
    return {
        **builder.who("who"),
        "kind": builder.row["kind"],
        "title": builder.row["title"],
        "about_group_id": builder.context.id_of(builder.row, "about", "groups"),
        "place_id": builder.context.id_of(builder.row, "place", "places"),
        **dated_columns("date", builder.dated(kind)),
        "date_kind": kind,
        "outcome": builder.row.get("outcome"),
        **builder.told(),
        **builder.evidence(),
    }


def _statement(builder: _RowBuilder) -> Values:
    return {
        **builder.who("who"),
        "kind": builder.row["kind"],
        "summary": builder.row["summary"],
        "occasion": builder.row.get("occasion"),
        "about_group_id": builder.context.id_of(builder.row, "about", "groups"),
        "about_attack_id": builder.context.id_of(builder.row, "about_attack", "attacks"),
        **dated_columns("date", builder.dated()),
        **builder.voice("holder"),
        **builder.voice("speaker"),
        **builder.told(),
        **builder.evidence(),
    }


def _characteristic(builder: _RowBuilder) -> Values:
    kind = builder.row.get("date_kind") or ("event" if builder.row.get("date") else "seen")
    value, is_denied = builder.row["value"], builder.row.get("denied") == "yes"
    if is_denied and not NEGATION.search(value):
        builder.context.problems.add(
            builder.row.at("value"),
            f"value: '{value}' is denied and does not say so itself",
            expected="a value with “not” or “no”, as it is copied without the mark",
        )
    return {
        **builder.who("of"),
        "kind": builder.row["kind"],
        "value": value,
        "is_denied": int(is_denied),
        "about_group_id": builder.context.id_of(builder.row, "about", "groups"),
        "place_id": builder.context.id_of(builder.row, "place", "places"),
        **dated_columns("date", builder.dated(kind)),
        "date_kind": kind,
        **builder.voice("holder"),
        **builder.voice("speaker"),
        **builder.told(),
        **builder.evidence(),
    }


def _source(builder: _RowBuilder) -> Values:
    return {
        "source_id": builder.context.id_of(builder.row, "source", "sources"),
        "claim_id": builder.claim.id,
    }


_BUILDERS: dict[str, tuple[str, Callable[[_RowBuilder], Values]]] = {
    "name": ("names", _name),
    "member": ("membership", _member),
    "relation": ("relations", _relation),
    "estimate": ("estimates", _estimate),
    "designation": ("designations", _designation),
    "milestone": ("milestones", _milestone),
    "statement": ("statements", _statement),
    "characteristic": ("characteristics", _characteristic),
    "source": ("source_claims", _source),
}
