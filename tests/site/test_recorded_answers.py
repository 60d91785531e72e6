"""The named queries answer as recorded, without any code of ours: they are plain SQL.

`python -m tests.site.recorded` records them again.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.site.queries import QUERIES
from tests.site.recorded import FIXTURE, answer, open_database
from tests.site.tables import DATABASE

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
    """Some questions for each query, asked in a process without our plugins.

    In this process they are registered once a test has loaded the site, and refuse some dates.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.site.plain", pinned_folder / "jnim.db"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == []


def test_every_query_is_recorded_with_many_parameters() -> None:
    counts = {name: sum(query == name for query, *_ in RECORDED) for name in DATABASE["queries"]}
    assert min(count for name, count in counts.items() if name != "older_sources") >= 20
    assert counts["older_sources"] == 1
