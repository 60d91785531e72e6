"""Vocabularies, groups, people, places and sources: from facts to rows."""

import json

from common.citing import source_label
from common.dates import Dates
from common.project import DATABASE
from loaders.bounds import dated_columns
from loaders.context import Context
from loaders.facts import NOT_STATED, SINGULAR, VERDICTS, Entry

NEEDED_WORDS = {
    "precisions": ("day", "month", "year", "decade", "range", "before", "after", "unstated"),
    "geo_precisions": ("town", "region", "country"),
    "modalities": ("stated",),
    "passage_kinds": ("consulted",),
    "verdicts": VERDICTS,
}
"""Words that the loaders put into rows, rather than the facts."""

MEANINGS = (
    "group_kinds",
    "roles",
    "relation_kinds",
    "milestone_kinds",
    "identifier_schemes",
)
"""Vocabularies whose words have a meaning: loaders and views depend on that, not on the word."""

POINT = (
    "A point is latitude: 13.51, longitude: 2.11, geonames_id: 2440485, "
    "where the last is the number in the town's address at www.geonames.org."
)
GEONAMES = (
    "geonames: {title: GeoNames, kind: gazetteer, url: https://www.geonames.org/, access: data, "
    'licence: CC BY 4.0, redistributable: "yes"}'
)
"""The source that a place with a point needs, for pasting."""

FOLLOW_ORDER = "1000"
"""The default for follow_order in sources.yml."""


def add_vocabularies(context: Context) -> None:
    """Add a table for each vocabulary, in the order of the file."""
    file = context.facts.vocabulary_file
    if file is None:
        return
    for table, words in context.facts.vocabularies.items():
        for id_ in NEEDED_WORDS.get(table, ()):
            if id_ not in words:
                context.problems.add(
                    file.at((table,)),
                    f"the word '{id_}' of {table} is missing",
                    expected="it to stay, since the loaders give it themselves",
                )
        labels: dict[str, str] = {}
        for id_, word in words.items():
            label = word.get("label") if isinstance(word, dict) else None
            if not isinstance(label, str):
                continue
            if label in labels:
                context.problems.add(
                    file.at((table, id_)),
                    f"the label '{label}' is already that of '{labels[label]}'",
                    expected="each label once in a vocabulary",
                )
            labels.setdefault(label, id_)
            row = {"id": id_, "label": label, "description": word.get("description")}
            if table in MEANINGS:
                row["meaning"] = word.get("meaning")
            if table == "modalities":
                row["doubt"] = word.get("doubt")
            if table == "identifier_schemes":
                row["address"] = word.get("address")
            context.rows[table].append(row)


def add_entities(context: Context) -> None:
    """Add groups, people, places and sources, each table in the order of the ids."""
    for table in ("groups", "people"):
        for id_, entry in _valid(context, table):
            context.rows[table].append(
                {"id": id_, "name": entry["name"], "kind": entry["kind"], "note": entry.get("note")}
            )
    for id_, entry in _valid(context, "sources"):
        context.rows["sources"].append(_source(context, id_, entry))
    for id_, entry in _valid(context, "places"):
        context.rows["places"].append(_place(context, id_, entry))
    for table in ("groups", "people", "places"):
        _check_names(context, table)


def _valid(context: Context, table: str) -> list[tuple[str, Entry]]:
    entries = sorted(context.facts.entities[table].items())
    return [(id_, entry) for id_, entry in entries if not entry.broken]


def _check_names(context: Context, table: str) -> None:
    first: dict[str, str] = {}
    for id_, entry in context.facts.entities[table].items():
        name = entry.get("name") or ""
        if name in first:
            context.problems.add(
                entry.at("name"),
                f"the name '{name}' is already that of '{first[name]}'",
                expected="a name of its own for each entry",
            )
        first.setdefault(name, id_)


def _source(context: Context, id_: str, entry: Entry) -> dict[str, object]:
    begun = len(context.problems)
    published = dated_columns("published", _published(context, entry))
    dates_fit = len(context.problems) == begun  # report a mistake in a date only once
    if entry["access"] == "read":
        if entry.get("url") is None and entry.get("note") is None:
            context.problems.add(
                entry.at(),
                f"the source '{id_}' is read and has no url",
                expected="the address that its claims link to, or, where it is not on the web, a "
                "note that says where it can be read: note: State Archive, box 12, folder 3",
            )
        bounds = published["published_earliest"], published["published_latest"]
        if None in bounds and dates_fit:
            context.problems.add(
                entry.at(),
                f"the source '{id_}' is read and has no bounds of its publication",
                expected="published: {edtf: 2023-03-03}, as exactly as it is known; what it tells "
                "is bounded by that",
            )
    elif entry.get("read_url") is not None:
        context.problems.add(
            entry.at("read_url"),
            f"read_url: '{id_}' is of access {entry['access']}",
            expected="access: read; a copy that a check has read stands in consulted.yml",
        )
    row: dict[str, object] = {
        "id": id_,
        "title": entry["title"],
        "short": entry.get("short"),
        "kind": entry["kind"],
        "authors": entry.get("authors"),
        "publisher": entry.get("publisher"),
        "container": entry.get("container"),
        **published,
        "is_update": int(entry.get("updated") == "yes"),
        "url": entry.get("url"),
        "read_url": entry.get("read_url"),
        "access": entry["access"],
        "licence": entry.get("licence"),
        "redistributable": {"yes": 1, "no": 0, None: None}[entry.get("redistributable")],
        "follow_order": int(entry.get("follow_order") or FOLLOW_ORDER),
        "note": entry.get("note"),
    }
    return row | {"label": source_label(row)}


def _published(context: Context, source: Entry) -> Dates | None:
    """Return when a source was published: the printed date, with narrower bounds if known."""
    if "published" not in source.data:
        return None
    entry = source.part("published")
    dates = context.date(entry, "edtf")
    may_never = entry.get("latest") == NOT_STATED
    first = context.date(entry, "earliest")
    last = None if may_never else context.date(entry, "latest")
    if dates is None:
        return None
    for key, day in (("earliest", first), ("latest", last)):
        if day is not None and not _within(day, dates):
            context.problems.add(
                entry.at(key),
                f"{key}: {day.edtf} lies outside {dates.edtf}",
                expected="a day within the printed date",
            )
    earliest = first.earliest if first else dates.earliest
    latest = last.latest if last else None if may_never else dates.latest
    if earliest and latest and earliest > latest:
        context.problems.add(
            entry.at("earliest"),
            f"earliest: {earliest} is after the latest day, {latest}",
            expected="an earliest day before the latest",
        )
    return dates._replace(earliest=earliest, latest=latest)


def _within(day: Dates, dates: Dates) -> bool:
    return (dates.earliest or "") <= (day.earliest or "") and (
        dates.latest is None or (day.latest or "") <= dates.latest
    )


def _place(context: Context, id_: str, entry: Entry) -> dict[str, object]:
    latitude, longitude = (_degrees(context, entry, *each) for each in _AXES)
    parent = context.id_of(entry, "parent", "places")
    _check_parents(context, id_, entry)
    if latitude is not None and entry["kind"] != "town":
        context.problems.add(
            entry.at("latitude"),
            f"'{id_}' is a {entry['kind']} and has a point",
            expected="no point: it would claim a precision that the documents do not have",
        )
    gazetteer = _gazetteer(context, entry) if latitude is not None else None
    return {
        "id": id_,
        "name": entry["name"],
        "kind": entry["kind"],
        "country_code": entry.get("country"),
        "parent_id": parent,
        "latitude": latitude,
        "longitude": longitude,
        "geonames_id": int(entry["geonames_id"]) if entry.get("geonames_id") else None,
        "coordinates_source_id": gazetteer,
        "note": entry.get("note"),
        "popup": _popup(id_, entry, gazetteer),
    }


def _popup(id_: str, entry: Entry, gazetteer: str | None) -> str:
    """Return the pop-up of a place for datasette-cluster-map, as JSON."""
    parts = [entry["kind"], entry.get("country"), f"point from {gazetteer}"]
    description = " · ".join(filter(None, parts)) if gazetteer else None
    popup = {
        "title": entry["name"],
        "description": description,
        "link": f"/{DATABASE}/places/{id_}",
    }
    return json.dumps(popup, ensure_ascii=False, separators=(",", ":"))


_AXES = (("latitude", 90), ("longitude", 180))


def _degrees(context: Context, entry: Entry, key: str, limit: int) -> float | None:
    if entry.get(key) is None:
        return None
    degrees = float(entry[key])
    if abs(degrees) > limit:
        context.problems.add(
            entry.at(key),
            f"{key}: {entry[key]} is not on the globe",
            expected=f"a number from -{limit} to {limit}",
        )
        return None
    return degrees


def _check_parents(context: Context, id_: str, entry: Entry) -> None:
    """Check that a place's parent has the same country, and that no place contains itself."""
    places = context.facts.entities["places"]
    code = entry.get("country")
    if entry["kind"] == "country" and code is None:
        context.problems.add(entry.at(), f"the country '{id_}' has no country code")
    seen = [id_]
    parent = entry.get("parent")
    while parent in places:
        if parent in seen:
            context.problems.add(
                entry.at("parent"),
                f"parent: '{id_}' lies in itself, by way of '{seen[-1]}'",
                expected="a parent that contains the place",
            )
            return
        theirs = places[parent].get("country")
        if theirs and code != theirs:
            context.problems.add(
                entry.at("parent"),
                f"parent: '{parent}' has the country code {theirs}, '{id_}' has {code or 'none'}",
                expected="the same code in both",
            )
            return
        seen.append(parent)
        parent = places[parent].get("parent")


def _gazetteer(context: Context, entry: Entry) -> str | None:
    """Return the source of coordinates: as given, or else the only gazetteer."""
    lacking = [key for key in ("longitude", "geonames_id") if not entry.get(key)]
    sources = context.facts.entities["sources"].items()
    gazetteers = [id_ for id_, source in sources if source.get("kind") == "gazetteer"]
    named = entry.get("coordinates_source")
    if not gazetteers and not named:
        lacking.append("a gazetteer in sources.yml")
    if lacking:
        context.problems.add(
            entry.at("latitude"),
            f"'latitude' needs {' and '.join(lacking)}",
            remedy=POINT + ("" if gazetteers or named else f" Add to sources.yml: {GEONAMES}"),
        )
        return None
    if named:
        return context.id_of(entry, "coordinates_source", "sources")
    if len(gazetteers) == 1:
        context.used.add(gazetteers[0])
        return gazetteers[0]
    context.problems.add(
        entry.at("latitude"),
        f"there are {len(gazetteers)} gazetteers in sources.yml",
        expected="coordinates_source: the id of the one that the point is from",
    )
    return None


def check_unused(context: Context) -> None:
    """Report entities that no row refers to: they are left over, or a mistake.

    For a place this is only a question: it says nothing about anybody, and may be for a later
    claim. If an id is misspelt or a claim cannot be read, an entity may only seem unused.
    """
    facts = context.facts
    entries = [
        entry
        for claim in facts.claims_in_order()
        for entry in (claim.entry, *(row.entry for row in claim.rows))
    ]
    if context.unknown or any(entry.broken for entry in entries):
        return
    for id_, entry in facts.entities["places"].items():
        if id_ not in context.used:
            context.problems.questions.append(f"{entry.at()}: no claim says anything of '{id_}'")
    for table in ("groups", "people", "attacks"):
        for id_, entry in facts.entities[table].items():
            if id_ not in context.used:
                context.problems.add(
                    entry.at(),
                    f"nothing refers to '{id_}'",
                    expected=f"a claim that gives something about {SINGULAR[table]}, or no entry",
                )
