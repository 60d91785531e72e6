"""The named queries answer as recorded, without any code of ours: they are plain SQL.

`python -m tests.site.recorded` records them anew.
"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from tests.conftest import finished
from tests.site.queries import QUERIES
from tests.site.recorded import FIXTURE, answer, in_short, open_database
from tests.site.tables import DATABASE, METADATA

RECORDED: list[tuple[str, list[str], list[str]]] = json.loads(FIXTURE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("query", sorted(DATABASE["queries"]))
def test_answers_are_as_recorded(query: str, pinned_folder: Path) -> None:
    params = QUERIES[query].params if query in QUERIES else ("q",)
    changed: list[Any] = []
    with closing(open_database(pinned_folder / "jnim.db")) as database:
        for name, values, rows in RECORDED:
            if name == query:
                now = answer(database, query, dict(zip(params, values, strict=True)))
                if now != rows:
                    changed.append((values, rows, now))
    assert changed == []


def test_plain_datasette_answers_as_recorded(pinned_folder: Path) -> None:
    """Some questions of each query, asked of Datasette with the metadata alone."""
    sampled = {
        name: [(values, rows) for query, values, rows in RECORDED if query == name][::24]
        for name in DATABASE["queries"]
    }
    changed = finished(asked_of_datasette(pinned_folder / "jnim.db", sampled))
    assert changed == []


# Whole answers, whatever else runs beside the test.
PATIENT = {"max_returned_rows": 10_000, "sql_time_limit_ms": 20_000}


async def asked_of_datasette(
    database: Path, sampled: dict[str, list[tuple[list[str], list[str]]]]
) -> list[Any]:
    datasette = Datasette([database], metadata=METADATA, settings=PATIENT)
    changed: list[Any] = []
    for name, questions in sampled.items():
        params = QUERIES[name].params if name in QUERIES else ("q",)
        for values, rows in questions:
            address = datasette.urls.path(f"/jnim/{name}.json")
            asked = urlencode(dict(zip(params, values, strict=True)))
            answer = await datasette.client.get(f"{address}?{asked}&_shape=arrays")
            if answer.status_code == 400 and "is no date" in answer.json()["error"]:
                continue  # by the site's plugins, which the whole process has once they are loaded
            now = in_short(name, answer.json()["rows"])
            if (answer.status_code, now) != (200, rows):
                changed.append((name, values, rows, now))
    return changed


def test_every_query_is_recorded_with_many_parameters() -> None:
    counts = {name: sum(query == name for query, *_ in RECORDED) for name in DATABASE["queries"]}
    assert min(count for name, count in counts.items() if name != "older_sources") >= 20
    assert counts["older_sources"] == 1
