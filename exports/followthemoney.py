"""FollowTheMoney entities, and each of their statements with its source.

`entities.ftm.json` has one entity per line. `statements.csv` has one value per line, in the columns
of FollowTheMoney's statement files: `dataset` is the id of the source that says so, written with
underscores as FollowTheMoney requires, and `origin` the claim. What this database adds itself
(preferred names, titles of attacks) has the project as its data set, and no claim.

FollowTheMoney cannot express dates other than a day, a month or a year: such dates go into
`description` in words, and nothing is rounded.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

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
# Columns of FollowTheMoney's statement files that stay empty.
EMPTY = ("lang", "original_value", "external", "first_seen", "last_seen")
STATEMENT = ("entity", "schema", "prop", "value", "source", "claim")
CAPTIONS = ("name", "title", "full")
LINE = (
    '{{"id": "{}", "caption": {}, "schema": "{}", "properties": {{{}}}, "datasets": ["{}"], '
    '"referents": []}}\n'
)
ESCAPED = {each: json.dumps(each)[1:-1] for each in ('"', "\\", *map(chr, range(32)))}
WHOLE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"


# A property, its value, the source that says so, and its claim.
Statement = tuple[str, str, str, str]


@dataclass(slots=True)
class Entity:
    """An entity and its statements: keys of a dictionary, so that they are ordered and unique."""

    id: str
    schema: str
    statements: dict[Statement, None] = field(default_factory=dict)

    def say(self, prop: str, value: Any, source: str = OURS, claim: str | None = None) -> None:
        """Add a statement, unless there is no value or it exists already."""
        if value is None:
            return
        text = str(value)
        if text and not text.isspace():
            self.statements[prop, text, source, claim or ""] = None

    def say_when(
        self, prop: str, edtf: str | None, source: str, claim: str | None, what: str = "Date"
    ) -> None:
        """Add a date: as such if it is a day, month or year, otherwise in words."""
        if edtf and re.fullmatch(WHOLE, edtf):
            self.say(prop, edtf, source, claim)
        elif edtf:
            self.say("description", f"{what}: {date_in_words(edtf)}", source, claim)


def id_of(row_id: str, table: str = "") -> str:
    """Return an entity's id; those of assertions include the table's name to be unique."""
    slug = re.sub(r"[^A-Za-z0-9.-]", "-", row_id)
    if slug != row_id:
        slug += "-" + sha256(row_id.encode()).hexdigest()[:8]
    return f"{PREFIX}{table}-{slug}" if table else PREFIX + slug


def country(code: str | None) -> str | None:
    """Return a country code in FollowTheMoney's form."""
    return code.lower() if code else None


def statements_of(entities: Iterable[Entity]) -> pl.DataFrame:
    """Return the statements of entities, in the columns of STATEMENT."""
    rows = [
        (each.id, each.schema, prop, value, source, claim or None)
        for each in entities
        for prop, value, source, claim in each.statements
    ]
    return pl.DataFrame(rows, dict.fromkeys(STATEMENT, pl.String), orient="row")


def write(pieces: Iterable[pl.DataFrame], folder: Path) -> None:
    """Write entities.ftm.json and statements.csv.

    Args:
        pieces: Statements in the order of their entities; no entity is split between two pieces.
        folder: The folder to write to.
    """
    folder.mkdir(parents=True)
    with (
        (folder / "entities.ftm.json").open("wb") as lines,
        (folder / "statements.csv").open("wb") as file,
    ):
        for piece in pieces:
            statements = piece.with_columns(
                dataset=pl.col("source").str.replace_all("-", "_", literal=True)
            )
            lines.writelines(_as_json(statements))
            _as_columns(statements).write_csv(file, include_header=not file.tell())


def _as_json(statements: pl.DataFrame) -> list[bytes]:
    """Return a JSON line per entity, built by column because there may be a million of them."""
    entity = ("entity", "schema")
    properties = (
        # Each value once, in the order of the statements.
        statements.unique([*entity, "prop", "value"], keep="first", maintain_order=True)
        .with_columns(value=_quoted("value"))
        .group_by(*entity, "prop", maintain_order=True)
        .agg("value")
        .with_columns(
            told=pl.format('"{}": [{}]', "prop", pl.col("value").list.join(", ")),
            caption=pl.when(pl.col("prop").is_in(CAPTIONS)).then(pl.col("value").list.first()),
        )
        .group_by(*entity, maintain_order=True)
        .agg("told", pl.col("caption").drop_nulls().first())
    )
    datasets = (
        statements.select("entity", "dataset")
        .unique()
        .sort("entity", "dataset")
        .group_by("entity", maintain_order=True)
        .agg("dataset")
    )
    written = properties.join(datasets, on="entity", maintain_order="left").select(
        pl.format(
            LINE,
            "entity",
            pl.col("caption").fill_null(_quoted("schema")),
            "schema",
            pl.col("told").list.join(", "),
            pl.col("dataset").list.join('", "'),
        ).cast(pl.Binary)
    )
    return written.to_series().to_list()


def _quoted(column: str) -> pl.Expr:
    """Return a text column as JSON strings, as json.dumps writes them."""
    return '"' + pl.col(column).str.replace_many(ESCAPED) + '"'


def _as_columns(statements: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of statements.csv."""
    key = pl.concat_str(
        "dataset", pl.col("claim").fill_null(""), "entity", "prop", "value", separator="\0"
    )
    keys = statements.select(key.cast(pl.Binary)).to_series().to_list()
    digests = pl.Series("id", [sha256(each).digest()[:20] for each in keys], pl.Binary)
    return statements.select(
        digests.bin.encode("hex"),
        pl.col("entity").alias("canonical_id"),
        pl.col("entity").alias("entity_id"),
        "schema",
        "prop",
        pl.col("prop").replace_strict(TYPES, default="string").alias("prop_type"),
        "value",
        "dataset",
        pl.col("claim").alias("origin"),
        *(pl.lit(None).alias(name) for name in EMPTY),
    )
