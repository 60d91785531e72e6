"""The rows of the database as entities of FollowTheMoney."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from common.citing import authors_of
from common.database import open_read_only
from exports import followthemoney
from exports.followthemoney import OURS, Entity, id_of

PUBLIC_BODIES = {"state", "state-body", "state-force", "un-body"}
# Peoples and communities are no organisations.
NO_ORGANISATIONS = {"people"}

Row = Mapping[str, Any]


def write_entities(path: Path, folder: Path) -> None:
    """Write the entities and statements of a database."""
    database = open_read_only(path)
    database.row_factory = sqlite3.Row
    try:
        followthemoney.write(read_entities(database), folder)
    finally:
        database.close()


def read_entities(database: sqlite3.Connection) -> Iterator[Entity]:
    """Return every entity; rows of the database have to come by name (sqlite3.Row)."""
    claims = {
        row["id"]: row["about_source_id"] or row["source_id"]
        for row in database.execute("SELECT id, source_id, about_source_id FROM claims")
    }
    yield from _documents(database, claims)
    yield from _named(database, claims)
    yield from _places(database, claims)
    yield from _memberships(database, claims)
    yield from _relations(database, claims)
    yield from _designations(database, claims)
    yield from _milestones(database, claims)
    yield from _attacks(database, claims)


# ---------------------------------------------------------------- sources, groups, people, places


def _documents(database: sqlite3.Connection, claims: Mapping[str, str]) -> Iterator[Entity]:
    for row in database.execute(
        """
        SELECT sources.*, source_claims.claim_id FROM sources
        LEFT JOIN source_claims ON source_claims.id = (
          SELECT min(id) FROM source_claims WHERE source_claims.source_id = sources.id
        )
        ORDER BY sources.id
        """
    ):
        schema = "Document" if row["access"] == "data" else "Article"
        # The note or reference entry that describes a work says so, and not the work itself.
        whose = claims.get(row["claim_id"], OURS), row["claim_id"]
        entity = Entity(id_of(row["id"]), schema)
        entity.say("title", row["title"], *whose)
        for author in authors_of(row):
            entity.say("author", author, *whose)
        entity.say("publisher", row["publisher"], *whose)
        entity.say("sourceUrl", row["url"], *whose)
        entity.say_when("date", row["published_edtf"], *whose, "Published")
        entity.say("fileName", row["id"])
        yield entity


def _schema_of_group(kind: str) -> str:
    if kind in NO_ORGANISATIONS:
        return "LegalEntity"
    return "PublicBody" if kind in PUBLIC_BODIES else "Organization"


def _named(database: sqlite3.Connection, claims: Mapping[str, str]) -> Iterator[Entity]:
    entities: dict[tuple[str, str], Entity] = {}
    for row in database.execute("SELECT * FROM groups ORDER BY id"):
        entity = Entity(id_of(row["id"]), _schema_of_group(row["kind"]))
        entity.say("name", row["name"])
        entities["group_id", row["id"]] = entity
    for row in database.execute("SELECT * FROM people ORDER BY id"):
        entity = Entity(id_of(row["id"]), "Person")
        entity.say("name", row["name"])
        entities["person_id", row["id"]] = entity
    for table, expression in _IN_WORDS.items():
        sql = f"SELECT *, {expression} AS text FROM {table} ORDER BY id"  # noqa: S608
        for row in database.execute(sql):
            for column in ("group_id", "person_id"):
                if column in row.keys() and row[column]:  # noqa: SIM118
                    prop = "alias" if table == "names" else "notes"
                    # What only a data set calls a group rests on no claim.
                    whose = claims[row["claim_id"]] if row["claim_id"] else row["source_id"]
                    entities[column, row[column]].say(prop, row["text"], whose, row["claim_id"])
    for row in database.execute(_IDENTIFIERS):
        column = "group_id" if row["group_id"] else "person_id"
        prop, value = (
            ("wikidataId", row["identifier"])
            if row["scheme"] == "wikidata"
            else ("idNumber", f"{row['label']}: {row['identifier']}")
        )
        entities[column, row[column]].say(prop, value, row["source_id"])
    yield from entities.values()


# What is only probably the same is in the table, and is said by no entity.
_IDENTIFIERS = """
SELECT
  identifiers.group_id, identifiers.person_id, identifiers.scheme, identifiers.identifier,
  identifiers.source_id, identifier_schemes.label
FROM identifiers
INNER JOIN identifier_schemes ON identifiers.scheme = identifier_schemes.id
WHERE identifiers.confidence = 'certain' AND identifiers.place_id IS NULL
ORDER BY identifiers.id
"""


# Claims about groups and people that have no form of their own in FollowTheMoney, in words.
_IN_WORDS = {
    "names": "name",
    "characteristics": (
        "(SELECT label FROM characteristic_kinds WHERE id = kind)"
        " || CASE is_denied WHEN 1 THEN ' (denied): ' ELSE ': ' END || value"
    ),
    "estimates": (
        "(SELECT label FROM measures WHERE id = measure) || ': ' || as_told || ' (' || scope || ')'"
        " || coalesce(', as of ' || as_of_edtf, '')"
    ),
    "statements": (
        "(SELECT label FROM statement_kinds WHERE id = kind) || ': ' || summary"
        " || coalesce(', ' || date_edtf, '')"
    ),
}


def _places(database: sqlite3.Connection, claims: Mapping[str, str]) -> Iterator[Entity]:
    spelled: dict[str, list[Row]] = {}
    for row in database.execute("SELECT * FROM names WHERE place_id IS NOT NULL ORDER BY id"):
        spelled.setdefault(row["place_id"], []).append(row)
    for row in database.execute("SELECT * FROM places ORDER BY id"):
        entity = Entity(id_of(row["id"]), "Address")
        entity.say("full", row["name"])
        entity.say("country", _country(row["country_code"]))
        for axis in ("latitude", "longitude"):
            entity.say(axis, row[axis], row["coordinates_source_id"] or OURS)
        for name in spelled.get(row["id"], []):
            entity.say("alias", name["name"], claims[name["claim_id"]], name["claim_id"])
        yield entity


def _country(code: str | None) -> str | None:
    return code.lower() if code else None


# ---------------------------------------------------------------- ties


def _memberships(database: sqlite3.Connection, claims: Mapping[str, str]) -> Iterator[Entity]:
    for row in database.execute(
        """
        SELECT membership.*, roles.label AS role_label, groups.kind AS group_kind
        FROM membership JOIN roles ON roles.id = role JOIN groups ON groups.id = group_id
        ORDER BY membership.id
        """
    ):
        whose = claims[row["claim_id"]], row["claim_id"]
        dated = _dated(row, claims)
        member = id_of(row["member_group_id"] or row["member_person_id"])
        is_organisation = row["group_kind"] not in NO_ORGANISATIONS
        entity = Entity(
            id_of(row["id"], "membership"), "Membership" if is_organisation else "UnknownLink"
        )
        entity.say("member" if is_organisation else "subject", member, *whose)
        entity.say("organization" if is_organisation else "object", id_of(row["group_id"]), *whose)
        entity.say("role", row["role_label"], *whose)
        # Seen to hold at a time is another thing than begun or ended then.
        starts = "startDate" if row["start_kind"] == "event" else "date"
        ends = "endDate" if row["end_kind"] == "event" else "date"
        entity.say_when(starts, row["start_edtf"], *dated, "From" if starts != "date" else "Seen")
        entity.say_when(ends, row["end_edtf"], *dated, "Until" if ends != "date" else "Seen")
        entity.say("recordId", row["id"])
        yield entity


def _dated(row: Row, claims: Mapping[str, str]) -> tuple[str, str]:
    claim = row["date_claim_id"] or row["claim_id"]
    return claims[claim], claim


def _relations(database: sqlite3.Connection, claims: Mapping[str, str]) -> Iterator[Entity]:
    for row in database.execute(
        """
        SELECT relations.*, relation_kinds.label AS kind_label
        FROM relations JOIN relation_kinds ON relation_kinds.id = kind ORDER BY relations.id
        """
    ):
        whose = claims[row["claim_id"]], row["claim_id"]
        entity = Entity(id_of(row["id"], "relation"), "UnknownLink")
        entity.say("subject", id_of(row["from_group_id"] or row["from_person_id"]), *whose)
        entity.say("object", id_of(row["to_group_id"] or row["to_person_id"]), *whose)
        renewed = " (renewed)" if row["is_renewal"] else ""
        entity.say("role", row["kind_label"] + renewed, *whose)
        entity.say_when("date", row["date_edtf"], *_dated(row, claims))
        entity.say("recordId", row["id"])
        yield entity


def _designations(database: sqlite3.Connection, claims: Mapping[str, str]) -> Iterator[Entity]:
    for row in database.execute(
        """
        SELECT designations.*, groups.name AS authority
        FROM designations JOIN groups ON groups.id = authority_id ORDER BY designations.id
        """
    ):
        whose = claims[row["claim_id"]], row["claim_id"]
        entity = Entity(id_of(row["id"], "designation"), "Sanction")
        entity.say("entity", id_of(row["group_id"] or row["person_id"]), *whose)
        entity.say("authority", row["authority"], *whose)
        entity.say("program", row["programme"], *whose)
        entity.say("reason", row["legal_basis"], *whose)
        entity.say_when("listingDate", row["date_edtf"], *_dated(row, claims), "Listed")
        entity.say("recordId", row["id"])
        yield entity


# ---------------------------------------------------------------- events


def _milestones(database: sqlite3.Connection, claims: Mapping[str, str]) -> Iterator[Entity]:
    for row in database.execute("SELECT * FROM milestones ORDER BY id"):
        whose = claims[row["claim_id"]], row["claim_id"]
        entity = Entity(id_of(row["id"], "milestone"), "Event")
        entity.say("name", row["title"], *whose)
        for column in ("group_id", "person_id", "about_group_id"):
            if row[column]:
                entity.say("involved", id_of(row[column]), *whose)
        if row["place_id"]:
            entity.say("addressEntity", id_of(row["place_id"]), *whose)
        entity.say("summary", row["outcome"], *whose)
        entity.say_when("date", row["date_edtf"], *_dated(row, claims))
        entity.say("recordId", row["id"])
        yield entity


def _attacks(database: sqlite3.Connection, claims: Mapping[str, str]) -> Iterator[Entity]:
    """An event for each attack, from its reports in one pass over them: they may be a million."""
    behind: dict[str, dict[str, str]] = {}
    for row in database.execute("SELECT * FROM report_claims ORDER BY id"):
        of_report = behind.setdefault(row["report_id"], {})
        of_report.setdefault(row["property"], row["claim_id"])
        if row["property"] in TOLLS:  # a document may give two
            number = row["value"].replace("..", "–")
            of_report.setdefault(f"{row['property']}: {number}", row["claim_id"])
    reports = _by_attack(database, f"SELECT {', '.join(REPORT)} FROM attack_reports")  # noqa: S608
    actors = _by_attack(
        database,
        "SELECT attack_id, id, report_id, claim_id, coalesce(group_id, person_id) AS named"
        " FROM attack_actors WHERE certainty = 'certain' AND named IS NOT NULL",
    )
    for id_, title in database.execute("SELECT id, title FROM attacks ORDER BY id"):
        entity = Entity(id_of(id_), "Event")
        entity.say("name", title)
        source_of = {}
        for report in reports(id_):
            source_of[report["id"]] = report["source_id"]
            if report["id"] in behind:
                _say_report(entity, report, behind[report["id"]], claims)
            else:
                _say_record(entity, report)
        for _, _, report_id, claim, named in actors(id_):
            entity.say("involved", id_of(named), source_of[report_id], claim)
        yield entity


TOLLS = ("killed", "injured")

# The columns of a report that are used, in the order of _say_record; the others may be long.
REPORT = (
    *("attack_id", "id", "source_id", "record_id", "date_edtf", "date_claim_id", "location"),
    *("country_code", "place_id", "casualties"),
    *("killed_low", "killed_high", "injured_low", "injured_high"),
)


def _by_attack(database: sqlite3.Connection, select: str) -> Callable[[str], Sequence[Row]]:
    """A function that gives the rows of an attack; call it in the order of the ids."""
    rows = database.execute(f"{select} ORDER BY attack_id, id")
    ahead = rows.fetchone()

    def of(attack: str) -> Sequence[Row]:
        nonlocal ahead
        found = []
        while ahead and ahead[0] == attack:
            found.append(ahead)
            ahead = rows.fetchone()
        return found

    return of


def _say_report(
    entity: Entity, report: Row, behind: Mapping[str, str], claims: Mapping[str, str]
) -> None:
    """What a document says of an attack, each by the claim behind it."""
    source = report["source_id"]

    def claim(*properties: str) -> str | None:
        return next(filter(None, map(behind.get, (*properties, "mention"))), None)

    dated_by = report["date_claim_id"] or claim("date")
    entity.say_when("date", report["date_edtf"], claims.get(dated_by or "", source), dated_by)
    entity.say("location", report["location"], source, claim("location", "place_id"))
    entity.say("country", _country(report["country_code"]), source)
    if report["place_id"]:
        entity.say("addressEntity", id_of(report["place_id"]), source, claim("place_id"))
    entity.say("summary", report["casualties"], source, claim("casualties"))
    for what in TOLLS:
        for toll in behind:
            if toll.startswith(f"{what}: "):
                entity.say("summary", toll, source, behind[toll])
    entity.say("recordId", report["record_id"], source)


def _say_record(entity: Entity, report: Iterable[Any]) -> None:
    """What a record of a data set says, which has no claims; by position, for a million of them."""
    _, _, source, record, date, _, location, country, place, casualties, *tolls = report
    entity.say_when("date", date, source, None)
    entity.say("location", location, source)
    entity.say("country", _country(country), source)
    if place:
        entity.say("addressEntity", id_of(place), source)
    entity.say("summary", casualties, source)
    for what, low, high in zip(TOLLS, tolls[::2], tolls[1::2], strict=True):
        if low is not None or high is not None:
            span = (
                (low,)
                if low == high
                else ("" if low is None else low, "" if high is None else high)
            )
            entity.say("summary", f"{what}: {'–'.join(map(str, span))}", source)
    entity.say("recordId", record, source)
