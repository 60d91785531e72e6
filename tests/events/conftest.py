"""What the tests of event data share: made-up exports, reading without a build, builds."""

import datetime
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import ACLED_2023, COUNTRIES, Event, acled_row, write_rows
from loaders.events.actors import ActorLists
from loaders.events.load import load
from loaders.events.read_tables import read_tables
from loaders.events.reference import ReferenceData, read_reference
from loaders.events.run import Options, Outcome
from loaders.events.staging import Staging
from loaders.events.survey import survey
from loaders.problems import Problems

ROOT = Path(__file__).resolve().parent.parent.parent
FACTS = ROOT / "facts"
FIXTURES = Path(__file__).resolve().parent / "fixtures"
# What builds begin with, as by `make events`: to begin with the facts takes twice as long.
BUILT = ROOT / "jnim.db"


@pytest.fixture(scope="session")
def real() -> Path:
    """Return the folder with real UCDP files; without one, the test is skipped."""
    folder = ROOT / (os.environ.get("UCDP_FILES") or "../shared/data/ucdp")
    if not folder.is_dir():
        pytest.skip(f"needs real UCDP files, and there is no {folder}: set UCDP_FILES")
    return folder


@pytest.fixture(scope="session")
def reference() -> ReferenceData:
    """Return what the facts say about event data."""
    problems = Problems()
    known = read_reference(FACTS, problems)
    assert not problems, sorted(map(str, problems.entries))
    return known


@dataclass
class Reading:
    """What reading a folder gave, without a build."""

    rows: list[dict[str, Any]]
    actors: dict[int, tuple[tuple[str, ...], tuple[str, ...]]]
    messages: list[str]
    outcome: Outcome

    def names(self, row: dict[str, Any], column: str) -> tuple[str, ...]:
        """The names in one of the fields for actors."""
        return self.actors[row[column]][0] if row[column] is not None else ()


@pytest.fixture
def read(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, reference: ReferenceData
) -> Iterator[Callable[..., Reading]]:
    """Return a function that reads a folder of exports into records."""
    scratches: list[Staging] = []

    def read(folder: Path, **options: Any) -> Reading:
        scratch = tmp_path_factory.mktemp("scratch")
        problems, outcome, actors = Problems(), Outcome(), ActorLists()
        given = Options(folder, FACTS, tmp_path / "jnim.db", quiet=True, **options)
        planned = survey(given, reference, actors, scratch, outcome, problems)
        staging = Staging(scratch / "records.db")
        scratches.append(staging)
        read_tables(planned, staging, given, outcome, problems)
        cursor = staging.connection.execute("SELECT * FROM records")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        lists = {number: names for names, number in actors.numbers.items()}
        return Reading(rows, lists, sorted(map(str, problems.entries)), outcome)

    yield read
    for staging in scratches:
        staging.connection.close()


@pytest.fixture(scope="session")
def build() -> Callable[..., Outcome]:
    """Return a function that builds a database from a folder of exports."""

    def build(folder: Path, output: Path, *, facts: Path = FACTS, **options: Any) -> Outcome:
        problems = Problems()
        if facts == FACTS:
            options = {"built": BUILT, **options}
        outcome = load(Options(folder, facts, output, quiet=True, **options), problems)
        assert outcome is not None, sorted(map(str, problems.entries))
        return outcome

    return build


def rows_of(path: Path, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return database.execute(query, parameters).fetchall()


def events(count: int = 20, **changes: Any) -> list[Event]:
    """Some incidents, each in a town of its own."""
    return [
        Event(
            **{
                "id": f"MLI{number + 1}",
                "day": datetime.date(2019, 1, 1) + datetime.timedelta(days=number),
                "latitude": 12.0 + number / 10,
                "longitude": -3.0 + number / 10,
                "place": f"Town{number}",
                "country": COUNTRIES[number % 2],
                "killed": number % 5,
                "notes": f"Made-up note {number}, with a comma and a “quote”.",
                "timestamp": 1_600_000_000 + number,
                **changes,
            }
        )
        for number in range(count)
    ]


def write_export(path: Path, count: int = 20, **changes: Any) -> Path:
    """Write an export of the layout since 2023."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_rows(path, ACLED_2023, [acled_row(event) for event in events(count, **changes)])
