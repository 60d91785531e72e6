"""Pairs that a person would judge at once are judged so."""

from itertools import combinations

import pytest

from benchmarks.synthetic import ACLED_2023, GTD, UCDP_23, write_rows
from loaders.events.load import load
from loaders.events.run import Options
from loaders.problems import Problems
from tests.events.conftest import BUILT, FACTS, rows_of
from tests.events.told_twice import ONE, TWO, Row, Told


@pytest.fixture(scope="module")
def attack_of(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the attack of each record, all being loaded together."""
    folder = tmp_path_factory.mktemp("told")
    exports = folder / "exports"
    exports.mkdir()
    files: dict[str, list[Row]] = {"acled": [], "gtd": [], "ucdp": []}
    for number, told in enumerate(ONE + TWO):
        for place, row in enumerate(told.records):
            files[_data_set(row)].append(row | _id(row, number, place))
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
        return {"eventid": f"{row['iyear']}{int(row['imonth']):02}{int(row['iday']):02}{number:04}"}
    if "event_id_cnty" in row:
        return {"event_id_cnty": f"BFO{number * 10 + place}"}
    return {"id": str(number * 10 + place)}


MISSED = {"a day later, other place, the road"}
"""What a reader would put together, and too little speaks for it by the weights."""

CASES = [
    pytest.param(number, told, id=told.kind, marks=[pytest.mark.xfail] * (told.kind in MISSED))
    for number, told in enumerate(ONE + TWO)
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
