"""Attacks: merge the claims of one document about one incident into one report."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from loaders.bounds import Window, date_limits, dated_columns, event
from loaders.context import Context
from loaders.facts import NOT_STATED, Claim, Entry
from loaders.people_counted import COUNTS, count, counted, runs_backwards

PROPERTIES = {
    "date": "date",
    "place": "place_id",
    "location": "location",
    "type": "attack_type",
    "target": "target",
    "weapons": "weapons",
    "means": "means",
    "killed": "killed",
    "injured": "injured",
    "casualties": "casualties",
    "motive": "motive",
    "outcome": "outcome",
    "responsibility": "responsibility",
}
"""The property in report_claims for each field of the facts: the name of its column."""

JOINED = frozenset({"weapons", "means", "casualties", "motive", "outcome"})
"""Fields for which a document may give several texts: the report has them all."""
MAY_DIFFER = JOINED | {"told", "date", "killed", "injured", "responsibility"}
"""Fields of which each claim keeps its own; except for those above, the report has the first."""
RESPONSIBILITIES = ("attributed", "claimed", "context")
"""From the strongest to the weakest statement of who did it."""

GEO_PRECISIONS = {
    "town": "town",
    "region": "region",
    "wider-region": "region",
    "country": "country",
}


@dataclass
class _Report:
    """Everything that one source says about one attack.

    Attributes:
        attack: The id of the attack.
        source: The source of the statements.
        via: The profile through which a title is known.
        kind: `consulted` for what a cited work itself says, besides its title; `title` for what the
            title of a document that was read says; otherwise empty.
        first: The first claim and its row.
        fields: The first claim and row that give each field; `perpetrator` for an actor named as
            such.
        claims: Each property with its value by a claim, its certainty, the claim, and its row.
    """

    attack: str
    source: str
    via: str | None
    kind: str
    first: tuple[Claim, Entry]
    fields: dict[str, tuple[Claim, Entry]] = field(default_factory=dict)
    claims: list[tuple[str, str | None, str, Claim, Entry]] = field(default_factory=list)
    actors: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.attack}--{self.source}{self.kind and f'--{self.kind}'}"

    def text(self, key: str) -> str | None:
        """Return the text of a field."""
        return self.fields[key][1].get(key) if key in self.fields else None

    def responsibility(self) -> str | None:
        """Return the strongest responsibility: a claim that says who did it takes precedence."""
        values = {value for name, value, *_ in self.claims if name == "responsibility"}
        return next((each for each in RESPONSIBILITIES if each in values), None)

    def joined(self, key: str) -> str | None:
        """Return the texts of all claims for a field of `JOINED`, each once."""
        values = dict.fromkeys(value for name, value, *_ in self.claims if name == key and value)
        return "; ".join(values) or None

    def weapons(self) -> list[str]:
        """Return the weapons that the claims name, each once."""
        lists = (row.data.get("weapons", []) for name, *_, row in self.claims if name == "weapons")
        return list(dict.fromkeys(weapon for each in lists for weapon in each))


def add_reports(context: Context, windows: dict[str, Window]) -> None:
    """Merge claims about attacks into reports; `attacks` is derived from them (summaries.py)."""
    reports: dict[str, _Report] = {}
    read = {profile.source for profile in context.facts.profiles}
    for claim in context.facts.claims_in_order():
        for row in claim.rows:
            if row.kind != "attack" or row.entry.broken:
                continue
            attack = context.id_of(row.entry, "of", "attacks")
            context.id_of(row.entry, "place", "places")
            actors = list(_actors(context, row.entry))
            if attack is None:
                continue
            about = claim.entry.get("about") if claim.modality == "title" else None
            source, via = (about, claim.source) if about else (claim.source, None)
            kind = "title" if via and source in read else ""
            if via is None and source not in read:
                kind = "consulted"
            report = _Report(attack, source, via, kind, (claim, row.entry))
            _merge(context, reports.setdefault(report.id, report), claim, row.entry, actors)
    places = {place["id"]: place for place in context.rows["places"]}
    for report in sorted(reports.values(), key=lambda each: each.id):
        _add_report(context, windows, places, report)
    _mark_read_so(context)
    _check_reported(context)


def _actors(context: Context, row: Entry) -> Iterator[dict[str, Any]]:
    for number in range(len(row.data.get("actors", []))):
        entry = row.part("actors", number)
        who = context.columns(entry, "who", {"groups": "group_id", "people": "person_id"})
        name = None if entry["name"] == NOT_STATED else entry["name"]
        # If the whole row is only possible, so is each party in it.
        doubted = "possible" in (row.get("certainty"), entry.get("certainty"))
        certainty = "possible" if doubted else "certain"
        if name is None and any(who.values()) and certainty == "certain":
            context.problems.add(
                entry.at("name"),
                f"name: nobody is named, and '{entry['who']}' is certain all the same",
                expected="certainty: possible",
            )
        if entry.get("attribution") and certainty == "certain":
            context.problems.add(
                entry.at("attribution"),
                f"attribution: '{entry['attribution']}', and the party is certain all the same",
                expected="certainty: possible",
            )
        yield {
            **{**who, "name": name, "side": entry["side"], "certainty": certainty},
            **{key: entry.get(key) for key in ("on_word_of", "attribution")},
        }


def _merge(
    context: Context, report: _Report, claim: Claim, row: Entry, actors: list[dict[str, Any]]
) -> None:
    properties: dict[str, str | None] = {}
    for key in ("told", "dated_by", *PROPERTIES):
        if key not in row.data:
            continue
        first = report.fields.get(key)
        if key not in MAY_DIFFER or (first is not None and first[0] is claim):
            _check_same(context, first, row, key)
        report.fields.setdefault(key, (claim, row))
        if key in PROPERTIES:
            value = row.data[key]
            properties[PROPERTIES[key]] = value if isinstance(value, str) else _json(value)
    if actors:
        report.actors.extend({**actor, "claim_id": claim.id} for actor in actors)
        properties["actors"] = None
        if any(actor["side"] == "perpetrator" and _is_named(actor) for actor in actors):
            report.fields.setdefault("perpetrator", (claim, row))
    note = row.get("note")
    if note and note not in report.notes:
        report.notes.append(note)
    certainty = row.get("certainty") or "certain"
    if certainty == "possible":
        _check_doubted(context, row)
    doubted = all(actor["certainty"] == "possible" for actor in actors)
    for name, value in (properties or {"mention": None}).items():
        # If every actor is only possible, so is the list of who took part.
        possible = name == "actors" and doubted
        report.claims.append((name, value, "possible" if possible else certainty, claim, row))


def _check_doubted(context: Context, row: Entry) -> None:
    """Check that the date of a doubtful row carries the doubt, since periods and counts read it."""
    date = row.get("date")
    if date and not any(sign in date for sign in "?~%"):
        doubted = f"{date.removesuffix('/..')}?/.." if date.endswith("/..") else f"{date}?"
        context.problems.add(
            row.at("date"),
            f"date: '{date}' is certain, and its row is possible",
            expected=f"the doubt in the date too: {doubted}",
        )


def _is_named(actor: dict[str, Any]) -> bool:
    return any(actor[key] for key in ("name", "group_id", "person_id"))


def _json(words: list[str]) -> str:
    return json.dumps(words, ensure_ascii=False)


def _check_same(context: Context, first: tuple[Claim, Entry] | None, row: Entry, key: str) -> None:
    """Check that two claims of a document agree on a property, because it has only one report."""
    if first is None or first[1].data[key] == row.data[key]:
        return
    context.problems.add(
        row.at(key),
        f"{key}: {_quoted(row.data[key])} is given here and {_quoted(first[1].data[key])} "
        f"at {first[1].at(key)}, to the same report",
        expected="one value for each attack and document; the other as a note or a disagreement",
    )


def _quoted(value: str | list[str]) -> str:
    return f"'{value}'" if isinstance(value, str) else f"'{', '.join(value)}'"


def _add_report(
    context: Context, windows: dict[str, Window], places: dict[str, Any], report: _Report
) -> None:
    if "perpetrator" in report.fields and "responsibility" not in report.fields:
        context.problems.add(
            report.fields["perpetrator"][1].at("actors"),
            "actors: a perpetrator is named, and not whether the document says that it was them",
            expected="responsibility: attributed (the document says so), claimed (it says that "
            "they claimed it) or context (it does not say who did it)",
        )
    _check_context(context, report)
    claim, row = report.fields.get("date") or report.first
    limits = date_limits(context, windows, *(report.fields.get("dated_by") or (claim, row)))
    place = places.get(report.text("place") or "", {})
    killed, injured = count(report.text("killed")), count(report.text("injured"))
    context.rows["attack_reports"].append(
        {
            "id": report.id,
            "attack_id": report.attack,
            "source_id": report.source,
            "via_source_id": report.via,
            "record_id": None,
            "attack_type": report.text("type"),
            **dated_columns("date", event(context, claim, row, "date", limits)),
            "place_id": place.get("id"),
            "location": report.text("location") or place.get("name"),
            "latitude": place.get("latitude"),
            "longitude": place.get("longitude"),
            "geo_precision": _geo_precision(place),
            "target": report.text("target"),
            "weapons": _json(report.weapons()) if "weapons" in report.fields else None,
            "killed_low": killed.low,
            "killed_best": killed.best,
            "killed_high": killed.high,
            "injured_low": injured.low,
            "injured_high": injured.high,
            "means": report.joined("means"),
            "casualties": report.joined("casualties"),
            "motive": report.joined("motive"),
            "outcome": report.joined("outcome"),
            "responsibility": report.responsibility(),
            "date_claim_id": limits.date_claim,
            "told": report.first[1]["told"],
            "note": " ".join(report.notes) or None,
        }
    )
    _add_claims(context, windows, report, row.get("date"))
    for actor in report.actors:
        context.rows["attack_actors"].append(
            {
                "id": len(context.rows["attack_actors"]) + 1,
                "attack_id": report.attack,
                "report_id": report.id,
                **actor,
            }
        )


def _check_context(context: Context, report: _Report) -> None:
    """Check that a party mentioned only in context is not given as a certain perpetrator."""
    if report.responsibility() != "context":
        return
    for name, *_, row in report.claims:
        for number, actor in enumerate(row.data.get("actors", []) if name == "actors" else []):
            doubted = "possible" in (row.get("certainty"), actor.get("certainty"))
            if actor["side"] == "perpetrator" and "who" in actor and not doubted:
                context.problems.add(
                    row.part("actors", number).at("who"),
                    f"who: '{actor['who']}' is certain, and the document does not say who did it",
                    expected="certainty: possible, or responsibility: attributed where it does",
                )


def _add_claims(
    context: Context, windows: dict[str, Window], report: _Report, date: str | None
) -> None:
    """Add the claim behind each property, with its tense, and its date if it differs."""
    added: set[str] = set()
    for name, value, certainty, claim, row in report.claims:
        if name in COUNTS and runs_backwards(value):
            context.problems.add(
                row.at(name), f"{name}: {value} runs backwards", expected="the lower count first"
            )
        id_ = f"{report.id}--{name}--{claim.id}"
        if id_ in added:
            continue
        added.add(id_)
        own = None
        if row.get("date") not in (None, date):
            own = event(context, claim, row, "date", date_limits(context, windows, claim, row))
        context.rows["report_claims"].append(
            {
                "id": id_,
                "report_id": report.id,
                "property": name,
                "value": value,
                **(counted(row, name) if name in COUNTS else {}),
                "is_other": int(name in COUNTS and value != report.text(name)),
                **dated_columns("date", own),
                "told": row["told"],
                "certainty": certainty,
                "claim_id": claim.id,
            }
        )


def _geo_precision(place: Mapping[str, Any]) -> str | None:
    if place.get("kind") == "town" and place["latitude"] is None:
        return None
    return GEO_PRECISIONS.get(place.get("kind", ""))


def _mark_read_so(context: Context) -> None:
    """Mark the parties that only our reading takes a name to mean.

    It holds none of theirs, and its last word (“the Front”) is in none.
    """
    called = {
        row["id"]: [row["name"]] for table in ("groups", "people") for row in context.rows[table]
    }
    for row in context.rows["names"]:
        if row["kind"] != "descriptive":
            called.get(row["group_id"] or row["person_id"], []).append(row["name"])
    for actor in context.rows["attack_actors"]:
        who, name = actor["group_id"] or actor["person_id"], actor["name"] or ""
        last = name.rpartition(" ")[2]
        actor["is_read_so"] = int(
            bool(name)
            and actor["certainty"] == "possible"
            and who in called
            and not any(each.lower() in name.lower() or last in each for each in called[who])
        )


def _check_reported(context: Context) -> None:
    """Check that every attack has a report, from which its row is derived."""
    # An attack named only elsewhere, such as in a statement, counts as used but has no report.
    reported = {row["attack_id"] for row in context.rows["attack_reports"]}
    for id_, entry in context.facts.entities["attacks"].items():
        if id_ in context.used and id_ not in reported and not _named_in_broken(context, id_):
            context.problems.add(
                entry.at(),
                f"no claim gives an attack row of '{id_}'",
                expected="a claim that tells of it",
            )


def _named_in_broken(context: Context, id_: str) -> bool:
    return any(
        row.entry.broken and row.entry.get("of") == id_
        for claim in context.facts.claims.values()
        for row in claim.rows
    )


def titles(context: Context) -> list[dict[str, Any]]:
    """Return id, title and scope of every attack."""
    return [
        {"id": id_, "title": entry["title"], "scope": entry["scope"]}
        for id_, entry in sorted(context.facts.entities["attacks"].items())
        if not entry.broken
    ]
