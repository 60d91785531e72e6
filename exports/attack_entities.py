"""Attacks as FollowTheMoney events, processed by column because there may be a million of them."""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from common.citing import date_in_words
from exports.followthemoney import OURS, PREFIX, STATEMENT, WHOLE, Entity, country, id_of
from exports.tables import PIECE, read

# The order of an attack's statements: its name, its reports, who is involved.
TOLD = {
    "attack_id": pl.String,
    "report_id": pl.String,
    "stage": pl.Int32,
    "place": pl.Int64,
    **dict.fromkeys(STATEMENT[2:], pl.String),
}
Row = Mapping[str, Any]
TOLLS = ("killed", "injured")
PLAIN_ID = "^[A-Za-z0-9.-]*$"
REPORTS = """
SELECT
  attack_id, id AS report_id, source_id AS source, record_id, date_edtf, location, country_code,
  place_id, casualties, killed_low, killed_high, injured_low, injured_high
FROM attack_reports WHERE attack_id \
"""
ACTORS = """
SELECT
  attack_actors.attack_id, attack_actors.id AS place, coalesce(group_id, person_id) AS named,
  attack_actors.claim_id AS claim, attack_reports.source_id AS source,
  CASE "groups".kind WHEN 'site' THEN 'addressEntity' ELSE 'involved' END AS prop
FROM attack_actors INNER JOIN attack_reports ON attack_actors.report_id = attack_reports.id
LEFT JOIN "groups" ON attack_actors.group_id = "groups".id
WHERE certainty = 'certain' AND named IS NOT NULL AND attack_actors.attack_id \
"""


def claims_of(database: sqlite3.Connection) -> dict[str, str]:
    """Return the source of each claim's statement, by claim."""
    return {
        row["id"]: row["about_source_id"] or row["source_id"]
        for row in database.execute("SELECT id, source_id, about_source_id FROM claims")
    }


def read_attacks(path: Path, database: sqlite3.Connection) -> Iterator[pl.DataFrame]:
    """Return the statements of all attacks in batches, in the order of the attacks' ids.

    Args:
        path: The database file.
        database: A connection to the same file, with sqlite3.Row rows.
    """
    told = _of_documents(database)
    attacks = read(path, "SELECT id AS attack_id, title AS value FROM attacks ORDER BY id")
    for piece in attacks.iter_slices(PIECE):
        first, last = (piece["attack_id"][at].replace("'", "''") for at in (0, -1))
        span = f"BETWEEN '{first}' AND '{last}'"
        records = read(path, REPORTS + span).join(told, on="report_id", how="anti")
        order = piece.select("attack_id", number=pl.int_range(pl.len()), entity=_ids("attack_id"))
        name = {"stage": pl.lit(0), "prop": pl.lit("name"), "source": pl.lit(OURS)}
        yield (
            pl.concat(
                [
                    piece.with_columns(**name),
                    *_of_records(records),
                    told,
                    _of_actors(read(path, ACTORS + span)),
                ],
                how="diagonal_relaxed",
            )
            .filter(pl.col("value").str.contains(r"[^\s\x1c-\x1f]"))
            .join(order, on="attack_id")
            .sort("number", "stage", "report_id", "place")
            .select("entity", pl.lit("Event").alias("schema"), *STATEMENT[2:])
            .unique(keep="first", maintain_order=True)
        )


def _ids(column: str) -> pl.Expr:
    # Nearly all are valid ids already; only the others need a Python call each.
    id_ = pl.col(column).cast(pl.String)
    odd = pl.when(~id_.str.contains(PLAIN_ID)).then(id_)
    return odd.map_elements(id_of, return_dtype=pl.String).fill_null(PREFIX + id_)


def _of_actors(actors: pl.DataFrame) -> pl.DataFrame:
    return actors.select(
        "attack_id",
        pl.col("place").cast(pl.Int64),
        "source",
        "claim",
        "prop",
        stage=pl.lit(2),
        value=_ids("named"),
    )


# ---------------------------------------------------------------- records of data sets


def _of_records(records: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield the statements of records, which have no claims: a frame for each kind."""
    edtf = pl.col("date_edtf").cast(pl.String)
    is_whole = edtf.str.contains(f"^{WHOLE}$")
    in_words = pl.format("Date: {}", edtf.map_elements(date_in_words, return_dtype=pl.String))
    said = (
        ("date", pl.when(is_whole).then(edtf)),
        ("description", pl.when(~is_whole).then(in_words)),
        ("location", pl.col("location")),
        ("country", pl.col("country_code").cast(pl.String).str.to_lowercase()),
        ("addressEntity", _ids("place_id")),
        ("summary", pl.col("casualties")),
        *(("summary", _toll(what)) for what in TOLLS),
        ("recordId", pl.col("record_id")),
    )
    for place, (prop, value) in enumerate(said):
        yield records.select(
            "attack_id",
            "report_id",
            "source",
            stage=pl.lit(1),
            place=pl.lit(place, pl.Int64),
            prop=pl.lit(prop),
            value=value.cast(pl.String),
        ).drop_nulls("value")


def _toll(what: str) -> pl.Expr:
    low, high = (pl.col(f"{what}_{bound}").cast(pl.String) for bound in ("low", "high"))
    span = pl.concat_str(low.fill_null(""), high.fill_null(""), separator="–")
    told = pl.when(low.eq_missing(high)).then(low).otherwise(span)
    return pl.format(f"{what}: {{}}", told)


# ---------------------------------------------------------------- reports of documents


def _of_documents(database: sqlite3.Connection) -> pl.DataFrame:
    """Return the statements of documents: they are few, and each has a claim."""
    behind: dict[str, dict[str, str]] = {}
    for row in database.execute("SELECT * FROM report_claims ORDER BY id"):
        of_report = behind.setdefault(row["report_id"], {})
        of_report.setdefault(row["property"], row["claim_id"])
        if row["property"] in TOLLS:  # a document may state two
            number = row["value"].replace("..", "–")
            of_report.setdefault(f"{row['property']}: {number}", row["claim_id"])
    claims, rows = claims_of(database), []
    for report_id, claims_behind in behind.items():
        (report,) = database.execute("SELECT * FROM attack_reports WHERE id = ?", (report_id,))
        entity = Entity(report_id, "Event")
        _say_report(entity, report, claims_behind, claims)
        for place, (prop, value, source, claim) in enumerate(entity.statements):
            told = (report["attack_id"], report_id, 1, place, prop, value, source, claim or None)
            rows.append(told)
    return pl.DataFrame(rows, TOLD, orient="row")


def _say_report(
    entity: Entity, report: Row, behind: Mapping[str, str], claims: Mapping[str, str]
) -> None:
    """Add what a document says about an attack, each value with the claim behind it."""
    source = report["source_id"]

    def claim(*properties: str) -> str | None:
        return next(filter(None, map(behind.get, (*properties, "mention"))), None)

    dated_by = report["date_claim_id"] or claim("date")
    entity.say_when("date", report["date_edtf"], claims.get(dated_by or "", source), dated_by)
    entity.say("location", report["location"], source, claim("location", "place_id"))
    entity.say("country", country(report["country_code"]), source)
    if report["place_id"]:
        entity.say("addressEntity", id_of(report["place_id"]), source, claim("place_id"))
    entity.say("summary", report["casualties"], source, claim("casualties"))
    for what in TOLLS:
        for toll in behind:
            if toll.startswith(f"{what}: "):
                entity.say("summary", toll, source, behind[toll])
    entity.say("recordId", report["record_id"], source)
