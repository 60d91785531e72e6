"""The rows of the database as FollowTheMoney entities."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

from common.citing import authors_of
from common.database import open_read_only
from exports import followthemoney
from exports.attack_entities import claims_of, read_attacks
from exports.followthemoney import OURS, Entity, country, id_of, statements_of

PUBLIC_BODIES = {"state", "state-body", "state-force", "un-body"}
# Peoples and communities are not organisations.
NO_ORGANISATIONS = {"people"}

Row = Mapping[str, Any]


def write_entities(path: Path, folder: Path) -> None:
    """Write the entities and statements of a database."""
    with closing(open_read_only(path)) as database:
        database.row_factory = sqlite3.Row
        named = statements_of(read_entities(database))
        followthemoney.write(chain([named], read_attacks(path, database)), folder)


def read_entities(database: sqlite3.Connection) -> Iterator[Entity]:
    """Return all entities except attacks; the connection needs sqlite3.Row rows."""
    claims = claims_of(database)
    yield from _documents(database, claims)
    yield from _named(database, claims)
    yield from _places(database, claims)
    yield from _memberships(database, claims)
    yield from _relations(database, claims)
    yield from _designations(database, claims)
    yield from _milestones(database, claims)


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
        # The source is the document whose note or reference describes the work, not the work.
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
    if kind == "site":  # a building is the place of an attack, not a participant
        return "Address"
    if kind in NO_ORGANISATIONS:
        return "LegalEntity"
    return "PublicBody" if kind in PUBLIC_BODIES else "Organization"


def _named(database: sqlite3.Connection, claims: Mapping[str, str]) -> Iterator[Entity]:
    entities: dict[tuple[str, str], Entity] = {}
    for row in database.execute("SELECT * FROM groups ORDER BY id"):
        entity = Entity(id_of(row["id"]), schema := _schema_of_group(row["kind"]))
        entity.say("full" if schema == "Address" else "name", row["name"])
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
                    # A name used only in a data set has no claim.
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


# Only certain identifiers; the probable ones are only in the table.
_IDENTIFIERS = """
SELECT
  identifiers.group_id, identifiers.person_id, identifiers.scheme, identifiers.identifier,
  identifiers.source_id, identifier_schemes.label
FROM identifiers
INNER JOIN identifier_schemes ON identifiers.scheme = identifier_schemes.id
WHERE identifiers.confidence = 'certain' AND identifiers.place_id IS NULL
ORDER BY identifiers.id
"""


# Claims about groups and people for which FollowTheMoney has no schema, in words.
_IN_WORDS = {
    "names": "name",
    "characteristics": (
        "(SELECT label FROM characteristic_kinds WHERE id = kind) || ': ' || value"
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
        entity.say("country", country(row["country_code"]))
        for axis in ("latitude", "longitude"):
            entity.say(axis, row[axis], row["coordinates_source_id"] or OURS)
        for name in spelled.get(row["id"], []):
            entity.say("alias", name["name"], claims[name["claim_id"]], name["claim_id"])
        yield entity


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
        # “Seen to hold then” is different from “began then” or “ended then”.
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
