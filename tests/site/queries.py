"""The named queries as other people's code knows them, and how the tests ask them."""

from __future__ import annotations

import functools
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import yaml

Get = Callable[[str], httpx.Response]
Row = dict[str, Any]

CSIS = "csis-2018"
MI = "modern-insurgent-2022"
# The work of 2 March 2017 whose title announces the merger. Whether the profile or the work is
# named for a title is fixed for reports only, so that elsewhere either will do.
MERGER_TITLE = "site-2017-03-02"
BY_TITLE = {CSIS, MERGER_TITLE}
_ATTACKS = yaml.safe_load((Path(__file__).parents[1] / "facts/attacks.yml").read_text("utf-8"))
INCIDENTS = {id_ for id_, attack in _ATTACKS.items() if attack["scope"] == "incident"}


@dataclass(frozen=True)
class Query:
    """What a named query promises: its parameters, the columns that it has at least, an example."""

    params: tuple[str, ...]
    columns: tuple[str, ...]
    example: Mapping[str, str] = field(default_factory=dict)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


QUERIES: dict[str, Query] = {
    "citation_check": Query(
        _words("source verdict"),
        _words(
            "claim_id marker cited_source_id verdict explanation consulted_url complete locator"
        ),
        {"source": "csis-2018"},
    ),
    "find": Query(_words("q"), _words("kind id name matched source_id"), {"q": "Nusrat"}),
    "members": Query(
        _words("group as_of known_by"),
        _words(
            "member_kind member_id member role start end certainty reading_set source_id locator"
        ),
        {"group": "jnim", "as_of": "2018-10-01", "known_by": "2018-12-31"},
    ),
    "existed": Query(
        _words("group date"),
        _words("answer source_id locator"),
        {"group": "jnim", "date": "2017-03-03"},
    ),
    "attacks_between": Query(
        _words("start end"),
        _words("attack_id title date certainty source_id"),
        {"start": "2018-03", "end": "2018-07"},
    ),
    "readings": Query(
        _words("id"),
        _words("property value source_id via_source_id locator claim_id"),
        {"id": "ouagadougou-2018"},
    ),
    "said_about": Query(
        _words("id as_of"),
        _words("kind text date told certainty source_id locator claim_id"),
        {"id": "jnim", "as_of": "2018-09-15"},
    ),
    "disputes": Query(_words("topic"), _words("id topic kind status reading source_id locator")),
    "allegiances": Query(
        _words("group"),
        _words("step from_id to_id date is_renewal source_id locator"),
        {"group": "jnim"},
    ),
    "estimates_on": Query(
        _words("group measure date"),
        _words("low high unit as_of dated source_id locator"),
        {"group": "jnim", "measure": "fighters", "date": "2018-09"},
    ),
    "citation_trail": Query(
        _words("claim"),
        _words("step source_id marker form locator"),
        {"claim": ""},  # see example_of
    ),
    "footnotes": Query(
        _words("source"),
        _words("marker form resolves_to cited_source_id"),
        {"source": "csis-2018"},
    ),
    "uncited": Query(
        _words("source"),
        _words("claim_id statement locator"),
        {"source": "modern-insurgent-2022"},
    ),
    "older_sources": Query((), _words("claim_id source_id published event_date verdict")),
    "attacks_per_month": Query(
        _words("group start end source rule"),
        _words("month attacks killed_low killed_best killed_high"),
        {"group": "jnim", "start": "2018-01", "end": "2018-12"},
    ),
    "share_of_attacks": Query(
        _words("group start end source rule"),
        _words("attacks all_attacks percent"),
        {"group": "jnim", "start": "2018-01", "end": "2018-12"},
    ),
    "activity_map": Query(
        _words("group start end rule source"),
        _words("attack_id title date location latitude longitude"),
        {"group": "jnim", "start": "2017-03", "end": "2018-07"},
    ),
    "lineage": Query(
        _words("group as_of reading"),
        _words("from_id tie to_id date certainty reading_set source_id locator claim_id"),
        {"group": "jnim", "as_of": "2017-03-01"},
    ),
    "timeline": Query(
        _words("kind group start end"),
        _words("thing kind title date certainty source_id locator claim_id"),
        {"kind": "attack", "group": "jnim", "start": "2018-03", "end": "2018-07"},
    ),
}


def address(query: str, given: Mapping[str, str] | None = None, form: str = "") -> str:
    """Return the path of a named query: as a page, or with `form` .json or .csv."""
    pairs = dict(given or {})
    if form == ".json":
        pairs["_shape"] = "objects"
    return f"/jnim/{query}{form}" + (f"?{urlencode(pairs)}" if pairs else "")


def example_of(get: Get, query: str) -> dict[str, str]:
    """Return parameters with which a query has an answer."""
    example = dict(QUERIES[query].example)
    return example | {"claim": _claim(get)} if "claim" in example else example


@functools.cache
def _claim(get: Get) -> str:
    """Return the id (as the facts have it) of a claim that rests on a note in short form."""
    [note] = table(get, "citations", source_id="csis-2018", marker="8")
    claim: str = table(get, "claim_citations", citation_id=note["id"])[0]["claim_id"]
    return claim


def ask(get: Get, query: str, **given: str) -> list[Row]:
    """Return the rows that a named query answers with."""
    unknown = given.keys() - set(QUERIES[query].params)
    assert not unknown, f"{query} has no parameter {unknown}"
    path = address(query, given, ".json")
    answer = get(path)
    if answer.status_code == 404:
        pytest.fail(f"there is no named query {query}", pytrace=False)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:500]}"
    data = answer.json()
    assert not data["truncated"], f"{path}: cut short"
    rows: list[Row] = data["rows"]
    return rows


def column(rows: list[Row], name: str) -> set[Any]:
    """Return the different values of a column."""
    return {row[name] for row in rows}


def said_by(rows: list[Row], source: str, section: str = "", **equals: object) -> list[Row]:
    """Return the rows that rest on this source, in a section whose heading contains these words."""
    return [
        row
        for row in rows
        if row["source_id"] == source
        and section in str(row["locator"]).casefold()
        and all(row[name] == value for name, value in equals.items())
    ]


def numbers(text: object) -> set[int]:
    """Return the whole numbers in a value: "8" and "8–12" and "1,000"."""
    return {int(hit) for hit in re.findall(r"\d+", str(text).replace(",", ""))}


def table(get: Get, name: str, **equals: str) -> list[Row]:
    """Return the rows of a table in which these columns have these values."""
    pairs = {"_shape": "objects", "_size": "max"}
    pairs |= {f"{column}__exact": value for column, value in equals.items()}
    return _page(get, f"/jnim/{name}.json?{urlencode(pairs)}")


@functools.cache
def _page(get: Get, path: str) -> list[Row]:
    """Return the rows of a table's page, which do not change while the tests run."""
    answer = get(path)
    if answer.status_code == 404:
        pytest.fail(f"there is no {path}", pytrace=False)
    assert answer.status_code == 200, answer.text[:500]
    data = answer.json()
    assert not data["next"], f"{path}: more rows than one page"
    rows: list[Row] = data["rows"]
    return rows


# ------------------------------------------------------------------------------ query plans

# The tables that grow with a user's events.
GROWING = frozenset({"attacks", "attack_reports", "attack_actors"})

# `SCAN x` reads all of x; an automatic index is made by reading all of what it indexes.
_READS_ALL = re.compile(
    r"SCAN (?:TABLE )?(\w+)(?!.*VIRTUAL TABLE)|SEARCH (?:TABLE )?(\w+).*AUTOMATIC"
)
# How a program begins to go through a table: from its first row, from its last, or by counting.
_WHOLE = frozenset({"Rewind", "Last", "Count"})
_NAMED = re.compile(r"(\w+)[\"\]`]?\s+(?:as\s+)?[\"\[`]?(\w+)", re.IGNORECASE)


def full_scans(database: sqlite3.Connection, sql: str) -> list[str]:
    """Return the steps of a query's plan that read a growing table, or an index of it, whole.

    A step names a table by its alias, and one alias may stand for different tables in different
    places. So a step counts where its name is given to a growing table somewhere in the query or
    in a view, and the program that SQLite made of the query does go through that table.
    """
    views = database.execute("SELECT sql FROM sqlite_master WHERE type = 'view'").fetchall()
    aliases: dict[str, set[str]] = {}
    for text in (sql, *(text for (text,) in views)):
        for table_name, alias in _pairs(text):
            aliases.setdefault(alias, {alias}).add(table_name)
    walked = _walked(database, sql)
    found = []
    for *_, step in _explain(database, f"EXPLAIN QUERY PLAN {sql}"):
        if hit := _READS_ALL.match(step):
            name = (hit[1] or hit[2]).casefold()
            if aliases.get(name, {name}) & GROWING & walked:
                found.append(step)
    return found


def _pairs(text: str) -> list[tuple[str, str]]:
    """Each pair of words in the SQL that may be a table and its alias: `table x`, `table AS x`."""
    bare = re.sub(r"--[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)
    starts = [hit.start() for hit in re.finditer(r"\w+", bare)]
    hits = [hit for start in starts if (hit := _NAMED.match(bare, start))]
    return [(hit[1].casefold(), hit[2].casefold()) for hit in hits]


def _walked(database: sqlite3.Connection, sql: str) -> set[str]:
    """The tables, or tables of indexes, that the query's program goes through."""
    pages = database.execute("SELECT rootpage, tbl_name FROM sqlite_master WHERE rootpage > 0")
    tables = {page: name.casefold() for page, name in pages.fetchall()}
    program = _explain(database, f"EXPLAIN {sql}")
    opened: dict[int, set[str]] = {}
    for _, code, cursor, page, *_ in program:
        if code in {"OpenRead", "ReopenIdx"} and page in tables:
            opened.setdefault(cursor, set()).add(tables[page])
    ends = {cursor for _, code, cursor, *_ in program if code in _WHOLE}
    return {name for cursor in ends for name in opened.get(cursor, ())}


def _explain(database: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    """Run an EXPLAIN with every parameter empty and stand-ins for functions of plugins."""
    params = dict.fromkeys(re.findall(r":([a-z_]\w*)", sql), "")
    while True:
        try:
            return database.execute(sql, params).fetchall()
        except sqlite3.OperationalError as error:
            missing = re.match(r"no such function: (\w+)", str(error))
            if missing is None:
                raise
            database.create_function(missing[1], -1, lambda *_: None, deterministic=True)
