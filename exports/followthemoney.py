"""Entities of FollowTheMoney, and each of their statements with its source.

`entities.ftm.json` holds an entity a line. `statements.csv` holds a value a line, in the columns
of FollowTheMoney's own statement files: `dataset` is the id of the source that says so, written
with underscores as there, and `origin` the claim. What this database adds itself (the name that it
calls a thing by, the titles of attacks) has the data set of the project and no claim.

A date that says more or less than a day, a month or a year has no form in FollowTheMoney: it goes
in words into `description`, and nothing is rounded.
"""

import functools
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common.citing import date_in_words
from common.project import DATABASE, PROJECT

OURS = PROJECT.id
PREFIX = f"{DATABASE}-"

TYPES = {
    **dict.fromkeys(("name", "alias"), "name"),
    **dict.fromkeys(("date", "startDate", "endDate", "listingDate"), "date"),
    **dict.fromkeys(
        ("member", "organization", "subject", "object", "entity", "involved", "addressEntity"),
        "entity",
    ),
    **dict.fromkeys(("notes", "description", "summary", "reason"), "text"),
    **dict.fromkeys(("latitude", "longitude"), "number"),
    **dict.fromkeys(("idNumber", "wikidataId"), "identifier"),
    "country": "country",
    "sourceUrl": "url",
    **dict.fromkeys(("full", "location"), "address"),
}
COLUMNS = (
    *("id", "canonical_id", "entity_id", "schema", "prop", "prop_type", "value", "dataset"),
    *("origin", "lang", "original_value", "external", "first_seen", "last_seen"),
)
TO_JSON = json.JSONEncoder(ensure_ascii=False).encode
QUOTED = re.compile(r'[,"\r\n]').search
WHOLE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


# A property, its value, the source that says so, and its claim. There may be ten million of them.
Statement = tuple[str, str, str, str]


@dataclass(slots=True)
class Entity:
    """A thing with what is said of it: statements in their order, as the keys of a dictionary."""

    id: str
    schema: str
    statements: dict[Statement, None] = field(default_factory=dict)

    def say(self, prop: str, value: Any, source: str = OURS, claim: str | None = None) -> None:
        """Add a statement; nothing where there is no value, or where it is there already."""
        if value is None:
            return
        text = str(value)
        if text and not text.isspace():
            self.statements[prop, text, source, claim or ""] = None

    def say_when(
        self, prop: str, edtf: str | None, source: str, claim: str | None, what: str = "Date"
    ) -> None:
        """Add a date: as a date where it is a day, month or year, in words otherwise."""
        if edtf and WHOLE.fullmatch(edtf):
            self.say(prop, edtf, source, claim)
        elif edtf:
            self.say("description", f"{what}: {date_in_words(edtf)}", source, claim)


def id_of(row_id: str, table: str = "") -> str:
    """Return an entity's id; those of assertions have their table's name, since ids recur."""
    slug = re.sub(r"[^A-Za-z0-9.-]", "-", row_id)
    if slug != row_id:
        slug += "-" + hashlib.sha256(row_id.encode()).hexdigest()[:8]
    return f"{PREFIX}{table}-{slug}" if table else PREFIX + slug


def write(entities: Iterable[Entity], folder: Path) -> None:
    """Write entities.ftm.json and statements.csv."""
    folder.mkdir(parents=True)
    with (
        (folder / "entities.ftm.json").open("w", encoding="utf-8") as lines,
        (folder / "statements.csv").open("w", encoding="utf-8", newline="") as statements,
    ):
        statements.write(",".join(COLUMNS) + "\n")
        for entity in entities:
            lines.write(TO_JSON(_as_json(entity)) + "\n")
            statements.write("".join(_as_lines(entity)))


def _as_json(entity: Entity) -> dict[str, Any]:
    # Values as keys: each stands once, in the order in which they are said.
    properties: dict[str, dict[str, None]] = {}
    for prop, value, *_ in entity.statements:
        properties.setdefault(prop, {})[value] = None
    names = properties.get("name") or properties.get("title") or properties.get("full")
    return {
        "id": entity.id,
        "caption": next(iter(names)) if names else entity.schema,
        "schema": entity.schema,
        "properties": {prop: list(values) for prop, values in properties.items()},
        "datasets": sorted({_dataset(source) for _, _, source, _ in entity.statements}),
        "referents": [],
    }


def _as_lines(entity: Entity) -> Iterator[str]:
    """The lines of CSV; the module of that name takes four times as long for so many."""
    whose = f"{entity.id},{entity.id},{entity.schema}"
    for prop, value, source, claim in entity.statements:
        dataset = _dataset(source)
        key = f"{dataset}\0{claim}\0{entity.id}\0{prop}\0{value}"
        id_ = hashlib.sha256(key.encode()).hexdigest()[:40]
        kind = TYPES.get(prop, "string")
        yield f"{id_},{whose},{prop},{kind},{_cell(value)},{dataset},{claim},,,,,\n"


def _cell(text: str) -> str:
    """A text as it stands in CSV; ids are slugs and need no quotes."""
    return '"' + text.replace('"', '""') + '"' if QUOTED(text) else text


@functools.cache
def _dataset(source: str) -> str:
    return source.replace("-", "_")
