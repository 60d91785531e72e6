"""The rows that claims give: names, memberships, relations, estimates and their like."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from common.dates import Dates
from common.folding import key_folded, key_skeleton
from loaders.bounds import Telling, Window, dated_columns, event, narrow, seen, telling
from loaders.context import Context
from loaders.facts import Claim, Entry, Row

WHO = {"groups": "group_id", "people": "person_id"}
STARTS_THEN = frozenset({"founder", "merged", "absorbed", "incorporated"})
"""Roles that begin by an event, even where its date is not stated."""
TOLD_OF_START = frozenset({"founder"})
"""Roles of a beginning, of which it is not said that they last."""
FORMER = frozenset({"former-leader", "former-emir"})
"""Roles that have ended, even where it is not stated when."""

Values = dict[str, Any]


class _Giver:
    """What a function that makes a row needs to know of its claim."""

    def __init__(self, context: Context, claim: Claim, row: Entry, told: Telling) -> None:
        self.context = context
        self.claim = claim
        self.row = row
        self.told = told

    def dated(self, kind: str = "event") -> Dates:
        make = seen if kind == "seen" else event
        return make(self.context, self.claim, self.row, "date", self.told)

    def who(self, key: str) -> Values:
        return dict(self.context.columns(self.row, key, WHO))

    def behind(self, dated: bool = True) -> Values:
        """The claim behind the row, and behind its date."""
        values: Values = {"claim_id": self.claim.id, "note": self.row.get("note")}
        return {**values, "date_claim_id": self.told.date_claim} if dated else values


def add_assertions(context: Context, windows: dict[str, Window]) -> None:
    """Turn what each claim gives into rows; attacks are merged elsewhere."""
    names: dict[tuple[str, str, str], Entry] = {}
    for profile in context.facts.profiles:
        for claim in profile.claims:
            counts: Counter[str] = Counter()
            for row in claim.rows:
                if row.entry.broken or row.kind not in _MAKERS:
                    # What it names is not judged, and must not count as unused.
                    context.used.update(_scalars(row.entry.data))
                    continue
                table, make = _MAKERS[row.kind]
                told = telling(context, windows, claim, row.entry)
                values = make(_Giver(context, claim, row.entry, told))
                counts[table] += 1
                id_ = claim.id if counts[table] == 1 else f"{claim.id}-{counts[table]}"
                context.rows[table].append({"id": id_, **values})
                if row.kind == "name":
                    _check_spelling(context, claim, row, names)


def _scalars(data: Any) -> set[str]:
    if isinstance(data, dict):
        return set().union(*(_scalars(each) for each in data.values()))
    if isinstance(data, list):
        return set().union(*(_scalars(each) for each in data))
    return {data} if isinstance(data, str) else set()


def _check_spelling(
    context: Context, claim: Claim, row: Row, names: dict[tuple[str, str, str], Entry]
) -> None:
    """A spelling is recorded once, where the document first has it."""
    key = (row.entry["of"], row.entry["name"], claim.source)
    if key in names:
        context.problems.add(
            row.entry.at("name"),
            f"the spelling '{key[1]}' of '{key[0]}' is already at {names[key].at('name')}",
            expected="each spelling once for each document",
        )
    names.setdefault(key, row.entry)


def _name(give: _Giver) -> Values:
    name = give.row["name"]
    columns = {**WHO, "places": "place_id"}
    return {
        **give.context.columns(give.row, "of", columns),
        "name": name,
        "kind": give.row["kind"],
        "source_id": give.claim.source,
        "key_folded": key_folded(name),
        "key_skeleton": key_skeleton(name),
        **give.behind(dated=False),
    }


def _member(give: _Giver) -> Values:
    context, row = give.context, give.row
    role = row["role"]
    start_kind = row.get("start_kind") or (
        "event" if row.get("start") or role in STARTS_THEN else "seen"
    )
    end_kind = row.get("end_kind") or ("event" if row.get("end") or role in FORMER else "seen")
    if start_kind == "event":
        held = start = event(context, give.claim, row, "start", give.told)
    else:
        # Seen to hold then: it began on that day or before.
        held = seen(context, give.claim, row, "start", give.told)
        start = held._replace(earliest=None)
    if end_kind == "event":
        end = event(context, give.claim, row, "end", give.told)
    elif not row.get("end") and (
        role in TOLD_OF_START or (start_kind == "seen" and row.get("start"))
    ):
        # Told of that time and of none after it: it need not have lasted until the telling.
        end = Dates(None, held.earliest, None, "unstated")
    else:
        end = seen(context, give.claim, row, "end", give.told)._replace(latest=None)
    if start.earliest and end.latest and start.earliest > end.latest:
        context.problems.add(
            row.at("end" if row.get("end") else "start"),
            f"end: it ends by {end.latest}, before it starts, which is from {start.earliest} on",
            expected="an end after the start",
        )
    group = context.id_of(row, "group", "groups")
    if group is not None and group == row["who"]:
        context.problems.add(
            row.at("who"), f"who: '{group}' is a member of itself", expected="another id"
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
        **give.behind(),
    }


def _relation(give: _Giver) -> Values:
    row = give.row
    kind = row.get("date_kind") or ("event" if row.get("date") else "seen")
    renewal = row.get("renewal")
    if (row["kind"] == "allegiance") != (renewal is not None):
        give.context.problems.add(
            row.at("renewal" if renewal else "kind"),
            f"a relation of kind {row['kind']} {'has' if renewal else 'lacks'} renewal",
            expected="renewal: yes or no, for allegiance only and always there",
        )
    return {
        **give.context.columns(
            row, "from", {"groups": "from_group_id", "people": "from_person_id"}
        ),
        **give.context.columns(row, "to", {"groups": "to_group_id", "people": "to_person_id"}),
        "kind": row["kind"],
        **dated_columns("date", give.dated(kind)),
        "date_kind": kind,
        "is_renewal": None if renewal is None else int(renewal == "yes"),
        **give.behind(),
    }


def _estimate(give: _Giver) -> Values:
    context, row = give.context, give.row
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
    return {
        "group_id": context.id_of(row, "group", "groups"),
        "measure": row["measure"],
        "comparator": row.get("comparator"),
        "low": low,
        "high": high,
        "unit": row["unit"],
        "as_told": row["as_told"],
        "scope": row["scope"],
        **dated_columns("as_of", _counted(give, "as_of")),
        **dated_columns("period", _counted(give, "period")),
        "place_id": context.id_of(row, "place", "places"),
        **give.behind(dated=False),
    }


def _counted(give: _Giver, key: str) -> Dates | None:
    """When a figure is given for, or counts over; an open end is closed by the publication."""
    dates = give.context.date(give.row, key)
    if dates is None or dates.latest is not None:
        return dates
    return narrow(give.context, give.claim, give.row, key, dates, give.told.limit)


def _designation(give: _Giver) -> Values:
    return {
        **give.who("who"),
        "authority_id": give.context.id_of(give.row, "authority", "groups"),
        "programme": give.row.get("programme"),
        "legal_basis": give.row.get("legal_basis"),
        **dated_columns("date", give.dated()),
        **give.behind(),
    }


def _milestone(give: _Giver) -> Values:
    kind = give.row.get("date_kind") or "event"
    return {
        **give.who("who"),
        "kind": give.row["kind"],
        "title": give.row["title"],
        "about_group_id": give.context.id_of(give.row, "about", "groups"),
        "place_id": give.context.id_of(give.row, "place", "places"),
        **dated_columns("date", give.dated(kind)),
        "date_kind": kind,
        "outcome": give.row.get("outcome"),
        **give.behind(),
    }


def _statement(give: _Giver) -> Values:
    return {
        **give.who("who"),
        "kind": give.row["kind"],
        "summary": give.row["summary"],
        "occasion": give.row.get("occasion"),
        "about_group_id": give.context.id_of(give.row, "about", "groups"),
        "about_attack_id": give.context.id_of(give.row, "about_attack", "attacks"),
        **dated_columns("date", give.dated()),
        **give.behind(),
    }


def _characteristic(give: _Giver) -> Values:
    kind = give.row.get("date_kind") or ("event" if give.row.get("date") else "seen")
    return {
        **give.who("of"),
        "kind": give.row["kind"],
        "value": give.row["value"],
        "is_denied": int(give.row.get("denied") == "yes"),
        "about_group_id": give.context.id_of(give.row, "about", "groups"),
        "place_id": give.context.id_of(give.row, "place", "places"),
        **dated_columns("date", give.dated(kind)),
        "date_kind": kind,
        **give.behind(),
    }


def _source(give: _Giver) -> Values:
    return {
        "source_id": give.context.id_of(give.row, "source", "sources"),
        "claim_id": give.claim.id,
    }


_MAKERS: dict[str, tuple[str, Callable[[_Giver], Values]]] = {
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
