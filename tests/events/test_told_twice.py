"""Pairs that a person would judge at once are judged so."""

import datetime
from collections.abc import Iterator
from itertools import combinations

import pytest

from benchmarks.synthetic import ACLED_2023, GTD, JNIM, UCDP_23, write_rows
from loaders.events.load import load
from loaders.events.run import Options
from loaders.problems import Problems
from tests.events import told_of_the_sahel, told_of_three_countries, told_twice
from tests.events.conftest import BUILT, FACTS, rows_of
from tests.events.told_twice import ARMY, BATTLE, STATE, Row, Told, acled, ucdp

EVERY_TOLD = [
    told
    for each in (told_twice, told_of_the_sahel, told_of_three_countries)
    for told in (*each.ONE, *each.TWO)
]
TOLLS = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20)


def elsewhere() -> Iterator[tuple[Row, Row]]:
    """Other incidents, of years before, so that a toll of one or two is as frequent as it is."""
    day = datetime.date(2012, 1, 1)
    for number, killed in enumerate(TOLLS * 15):
        when = (day + datetime.timedelta(days=5 * number)).isoformat()
        place = f"Place {number}", 12.0, -3.0
        yield (
            acled(when, BATTLE, (JNIM, ARMY), place, killed, "a clash.")
            | {"event_id_cnty": f"OLD{number}"},
            ucdp(when, STATE, place, "", (killed,) * 3, "A clash") | {"id": str(90_000 + number)},
        )


@pytest.fixture(scope="module")
def attack_of(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the attack of each record, all being loaded together."""
    folder = tmp_path_factory.mktemp("told")
    exports = folder / "exports"
    exports.mkdir()
    files: dict[str, list[Row]] = {"acled": [], "gtd": [], "ucdp": []}
    for number, told in enumerate(EVERY_TOLD):
        for place, row in enumerate(told.records):
            files[_data_set(row)].append(row | _id(row, number, place))
    for one, other in elsewhere():
        files["acled"].append(one)
        files["ucdp"].append(other)
    for name, columns in (("acled", ACLED_2023), ("gtd", GTD), ("ucdp", UCDP_23)):
        write_rows(exports / f"{name}.csv", columns, files[name])
    problems = Problems()
    output = folder / "matched" / "jnim.db"
    load(Options(exports, FACTS, output, built=BUILT, quiet=True), problems)
    assert not problems
    found = rows_of(output, "SELECT id, attack_id FROM attack_reports WHERE data_file_id > 0")
    return dict(found)


def _data_set(row: Row) -> str:
    return "acled" if "event_id_cnty" in row else "gtd" if "eventid" in row else "ucdp"


def _id(row: Row, number: int, place: int) -> Row:
    if "eventid" in row:
        day = f"{row['iyear']}{int(row['imonth']):02}{int(row['iday']):02}"
        return {"eventid": f"{day}{number * 10 + place:04}"}
    if "event_id_cnty" in row:
        return {"event_id_cnty": f"BFO{number * 10 + place}"}
    return {"id": str(number * 10 + place)}


MISJUDGED = {
    "French forces",  # 60 kilometres apart: they are not compared.
    "a region's point with the town in the notes",  # 53 kilometres.
    "one killed each, ten kilometres apart",  # Nothing says that they are two.
}

CASES = [
    pytest.param(number, told, id=told.kind, marks=[pytest.mark.xfail] * (told.kind in MISJUDGED))
    for number, told in enumerate(EVERY_TOLD)
]


@pytest.mark.parametrize(("number", "told"), CASES)
def test_told_twice(attack_of: dict[str, str], number: int, told: Told) -> None:
    attacks = [
        attack_of[f"{_data_set(row)}-{next(iter(_id(row, number, place).values()))}"]
        for place, row in enumerate(told.records)
    ]
    for one, other in combinations(range(len(attacks)), 2):
        together = attacks[one] == attacks[other]
        assert together == (told.incidents[one] == told.incidents[other]), (one, other)
