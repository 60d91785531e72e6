"""Which records are compared: none that lie near each other is missed, and none twice."""

import datetime
import random
import sqlite3
import time
from collections.abc import Iterator
from itertools import combinations

import pytest

from loaders.events.matching.assignment import among_rivals
from loaders.events.matching.candidates import pairs_near
from loaders.events.matching.scoring import days_between, kilometres_between

Row = tuple[int, str, datetime.date, datetime.date, float, float, str]
FIRST = datetime.date(2021, 1, 1)


def rows() -> Iterator[Row]:
    """Records of three data sets in two degrees and a month, about the equator and Greenwich."""
    draw = random.Random(5)
    for number in range(1, 700):
        first = FIRST + datetime.timedelta(days=draw.randrange(30))
        last = first + datetime.timedelta(days=draw.choice((0, 0, 0, 1, 4, 20)))
        point = draw.uniform(-1, 1), draw.choice((-0.5, 0.0, draw.uniform(-1, 1)))
        precision = draw.choice(("exact", "near", "region"))
        yield number, draw.choice("abc"), first, last, *point, precision


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE sources (id TEXT, follow_order INTEGER)")
    connection.executemany("INSERT INTO sources VALUES (?, ?)", (("a", 1), ("b", 2), ("c", 3)))
    connection.execute(
        "CREATE TABLE attack_reports (number INTEGER PRIMARY KEY, source_id TEXT,"
        " date_earliest TEXT, date_latest TEXT, latitude REAL, longitude REAL,"
        " geo_precision TEXT, data_file_id INTEGER DEFAULT 1)"
    )
    connection.executemany(
        "INSERT INTO attack_reports VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
        (
            (number, source, first.isoformat(), last.isoformat(), *rest)
            for number, source, first, last, *rest in rows()
        ),
    )
    yield connection
    connection.close()


def is_near(one: Row, other: Row) -> bool:
    """As `weigh` asks it of each pair."""
    kilometres = kilometres_between((one[4], one[5]), (other[4], other[5]))
    return days_between((one[2], one[3]), (other[2], other[3])) <= 2 and kilometres <= (
        50 if "region" in (one[6], other[6]) else 25
    )


def test_all_that_lie_near_are_compared_once(database: sqlite3.Connection) -> None:
    found = list(zip(*pairs_near(database), strict=True))
    assert len(set(found)) == len(found)
    near = {
        (one[0], other[0]) if one[1] < other[1] else (other[0], one[0])
        for one, other in combinations(rows(), 2)
        if one[1] != other[1] and is_near(one, other)
    }
    assert len(near) > 1000
    assert near <= set(found)
    # Few others: the square about a circle.
    assert len(found) < 2 * len(near)


def test_a_long_row_of_rivals_is_settled_at_once() -> None:
    """At a million records nearly all hang together: this once took the square of their number."""
    ones = [number + step for number in range(40_000) for step in (0, 1)]
    others = [50_000 + number for number in range(40_000) for _ in (0, 1)]
    started = time.process_time()
    assert len(among_rivals(ones, others, [5.0] * len(ones))) == len(ones)
    assert time.process_time() - started < 10
