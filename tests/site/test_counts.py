"""What pages of attacks count from a summary equals what Datasette counts from the rows."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from loaders.attack_counts import COUNTED_BY, count_attacks
from loaders.attack_words import insert_attacks, say_in_words
from loaders.database import inspect_data
from tests.conftest import some
from tests.site.tables import ROOT, Get, copy_of_site, in_process

COLUMNS = COUNTED_BY.split(", ")
ADD = insert_attacks(
    "SELECT ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, NULL, NULL, ?, ?, ?, ?, ?, NULL, ?,"
    " NULL, NULL, NULL, 1, ?, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
    " NULL"
)
LOOKUPS: tuple[str, ...] = (
    "exact",
    "not",
    "contains",
    "startswith",
    "gt",
    "gte",
    "lt",
    "lte",
    "like",
    "notlike",
)
LOOKUPS += ("glob", "in", "notin", "isnull", "notnull", "isblank", "notblank", "date")
# Filters that the summary knows nothing of.
OTHERS = (
    ("latitude__isnull", "1"),
    ("latitude__gt", "14"),
    ("title__contains", "7"),
    ("_where", "killed_best > 3 or month is null"),
    ("_where", "year = 2017 -- as the map"),
    ("_where", "(date_earliest between '2017-01-01' and '2017-12-31' and year = 2017)"),
    ("_where", "(date_earliest between '2017-03-01' and '2017-03-31' and month = '2017-04')"),
    ("_where", "coalesce(attack_type, '') not in ('raid', 'takeover')"),
    ("_where", 'title = "latitude" is null'),
    ("_search", "incident"),
    ("_search_title", "incident"),
)


def many_attacks(database: sqlite3.Connection) -> None:
    """Add attacks of all kinds, including rare ones and ones about which nothing is known."""
    draw = random.Random(3)
    say_in_words(database)
    for number in range(1500):
        first = (
            f"{draw.choice((2016, 2017, 2018))}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        )
        last = draw.choice((first, first, f"{first[:4]}-12-31", "2018-12-31"))
        dates = draw.choice(((first, first, last, first, last), (None,) * 5))
        point = draw.choice(((14.5, -4.2), (12.3, -1.5), (None, None)))
        values = (
            draw.choice(("incident",) * 40 + ("general",)),
            draw.choice(("raid", "bombing", "bombing", "kidnapping", None)),
            *dates,
            draw.choice(("ML", "BF", "NE", "", None)),
            *point,
            draw.choice(("exact", "near", "region", None)),
            draw.choice(("jnim", "aqim", None, None)),
            draw.choice((None, 0, 2, 5)),
            draw.choice((0,) * 30 + (1,)),
        )
        database.execute(ADD, (f"made-{number}", f"Incident {number}", *values))
    database.execute("INSERT INTO attacks_fts (attacks_fts) VALUES ('rebuild')")
    count_attacks(database)


@contextmanager
def both(folder: Path) -> Iterator[Get]:
    """Serve a database as ours, and again under a name about which we know nothing."""
    copy_of_site(folder, many_attacks)
    (folder / "plain.db").write_bytes((folder / "jnim.db").read_bytes())
    known = inspect_data(folder / "jnim.db", "jnim.db")
    known["plain"] = {**known["jnim"], "file": "plain.db"}
    (folder / "inspect-data.json").write_text(json.dumps(known))
    with in_process(folder) as get:
        yield get


@pytest.fixture(scope="module")
def get_both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    with both(tmp_path_factory.mktemp("counts")) as get:
        yield get


def counted(get: Get, database: str, query: list[tuple[str, str]]) -> dict[str, Any]:
    """Return what a page counts: its rows, and the values of each facet with their numbers."""
    answer = get(f"/{database}/attacks.json?{urlencode(query)}")
    if answer.status_code != 200:
        return {"status": answer.status_code}
    found = answer.json()
    return {
        "rows": found["filtered_table_rows_count"],
        "facets": {
            name: {
                "truncated": facet["truncated"],
                "results": [
                    (each["value"], each["count"], each["selected"]) for each in facet["results"]
                ],
            }
            for name, facet in found["facet_results"].items()
        },
    }


def value(draw: random.Random, column: str, lookup: str) -> str:
    """Return something to compare a column with, which may or may not occur in it."""
    known = {
        "year": ("2016", "2017", "2018", "x"),
        "month": ("2017-03", "2018-07", "2018-13"),
        "disputed": ("0", "1", "2"),
        "scope": ("incident", "general", "none"),
        "attack_type": ("bombing", "raid", "kidnap"),
        "country_code": ("ML", "BF", "", "ml"),
        "perpetrator_id": ("jnim", "aqim", "j'nim"),
        "geo_precision": ("exact", "near", "region"),
    }[column]
    one = draw.choice(known)
    if lookup in ("in", "notin"):
        return ",".join(draw.sample(known, 2))
    return {"like": f"%{one[-2:]}%", "notlike": f"{one[:1]}%", "glob": f"*{one[-1:]}"}.get(
        lookup, one
    )


def query(draw: random.Random) -> list[tuple[str, str]]:
    """Return some filters and facets, such as a reader may choose."""
    chosen = [("_facet", column) for column in draw.sample(COLUMNS, draw.randint(1, 3))]
    for column in draw.sample(COLUMNS, draw.choice((0, 1, 1, 2, 3))):
        lookup = draw.choice(LOOKUPS)
        chosen.append(
            (f"{column}__{lookup}" if lookup != "exact" else column, value(draw, column, lookup))
        )
    if draw.random() < 0.3:
        chosen.append(draw.choice(OTHERS))
    if draw.random() < 0.3:
        chosen.append(("_facet_size", draw.choice(("2", "max"))))
    return chosen


@pytest.mark.parametrize("seed", some(range(120), 3))
def test_a_page_counts_what_datasette_counts(get_both: Get, seed: int) -> None:
    asked = query(random.Random(seed))
    plain = counted(get_both, "plain", [*asked, ("_fts_table", "attacks_fts")])
    ours = counted(get_both, "jnim", asked)
    assert ours.get("rows") == plain.get("rows"), asked
    assert ours.get("status") == plain.get("status"), asked
    # Ours has the facets that metadata.yml names as well.
    for name, facet in plain.get("facets", {}).items():
        assert ours["facets"][name] == facet, asked


REPORTS = ("", "source_id=csis-2018", "attack_type__notnull=1", "_search=attack", "_where=0+--+x")


@pytest.mark.parametrize("query", REPORTS)
def test_reports_are_counted_as_datasette_does(get_both: Get, query: str) -> None:
    asked = f"{query}&_facet=source_id&_facet=attack_type&_facet=responsibility"
    ours, plain = (
        get_both(f"/{name}/attack_reports.json?{asked}&_fts_table=attack_reports_fts").json()
        for name in ("jnim", "plain")
    )
    assert ours["filtered_table_rows_count"] == plain["filtered_table_rows_count"]
    for name, facet in plain["facet_results"].items():
        counts = [(each["value"], each["count"]) for each in facet["results"]]
        found = ours["facet_results"][name]["results"]
        assert [(each["value"], each["count"]) for each in found] == counts


def test_rows_without_a_point_are_counted_within_a_filter(get_both: Get) -> None:
    for asked in (
        [],
        [("country_code", "ML")],
        [("country_code__notblank", "1"), ("year", "2017")],
    ):
        asked = [*asked, ("latitude__isnull", "1")]
        ours, plain = (counted(get_both, name, asked)["rows"] for name in ("jnim", "plain"))
        assert ours == plain > 0


def test_every_page_of_a_filter_shows_the_same_facets(get_both: Get) -> None:
    address = "/jnim/attacks.json?country_code=ML&_facet=year&_size=20"
    first = get_both(address).json()
    second = get_both(f"{address}&_next={first['next']}").json()
    assert second["rows"] != first["rows"]
    for name, facet in first["facet_results"].items():
        counts = [(each["value"], each["count"]) for each in facet["results"]]
        found = second["facet_results"][name]["results"]
        assert counts == [(each["value"], each["count"]) for each in found]


def test_a_count_in_sql_keeps_its_column(get_both: Get) -> None:
    asked = urlencode(
        {"sql": "select count(*) from attacks where scope = 'incident'", "_shape": "array"}
    )
    ours, plain = (get_both(f"/{name}.json?{asked}").json() for name in ("jnim", "plain"))
    assert ours == plain
    assert [*ours[0]] == ["count(*)"]


def test_the_summary_of_the_release_is_that_of_its_attacks() -> None:
    database = sqlite3.connect(f"{(ROOT / 'jnim.db').as_uri()}?mode=ro", uri=True)
    summed = database.execute(
        "SELECT sum(attacks), sum(with_point), sum(killed_best) FROM attack_counts"
    )
    rows = database.execute("SELECT count(*), count(latitude), sum(killed_best) FROM attacks")
    assert summed.fetchone() == rows.fetchone()
    database.close()


def test_nothing_is_counted_row_by_row_that_the_summary_tells() -> None:
    with in_process(ROOT, trace_debug=True, suggest_facets=False) as get:
        asked = "country_code=ML&disputed=1&year=2018&month=2018-04&_facet=geo_precision&_trace=1"
        traces = get(f"/jnim/attacks.json?{asked}").json()["_trace"]["traces"]
    counting = [each["sql"] for each in traces if "count" in each.get("sql", "")]
    assert sum("from attack_counts" in sql for sql in counting) > 5
    assert not [sql for sql in counting if "from attacks " in sql and "count(*)" in sql]


@pytest.mark.parametrize("column", ["year", "month"])
def test_a_year_or_a_month_is_counted_by_an_index(column: str) -> None:
    """A page counts them a dozen times, and each count went through all ten thousand rows."""
    sql = f"EXPLAIN QUERY PLAN SELECT sum(attacks) FROM attack_counts WHERE {column} = 2014"
    with closing(sqlite3.connect(ROOT / "jnim.db")) as database:
        assert f"attack_counts_{column}" in database.execute(sql).fetchone()[3]
