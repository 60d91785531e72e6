"""The four real UCDP files, with counts reckoned from the files themselves by other means."""

import csv
import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from common.content_hash import content_hash
from loaders.events.run import Outcome
from tests.events.conftest import FACTS, FIXTURES, rows_of

Build = Callable[..., Outcome]
WEB = "gedevents-2025-01-17-burkina-faso.csv"
# From the oldest to the newest: a later one supersedes an earlier one record by record.
IN_ORDER = (
    "ged191-bangladesh-myanmar.csv",
    "ged211-sahel-14-columns.csv",
    "ged231-sample-1000.csv",
    WEB,
)


def folder_with(real: Path, folder: Path, names: tuple[str, ...] = IN_ORDER) -> Path:
    folder.mkdir(parents=True)
    for name in names:
        shutil.copy(real / name, folder)
    shutil.copy(FIXTURES / "ged211-14-columns.yml", folder)
    return folder


@pytest.fixture(scope="module")
def loaded(real: Path, build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    build(folder_with(real, folder / "exports"), folder / "jnim.db")
    return folder / "jnim.db"


@pytest.fixture(scope="module")
def expected(real: Path) -> dict[str, dict[str, str]]:
    """For each id the row of the newest file, by the csv module alone."""
    rows: dict[str, dict[str, str]] = {}
    for name in IN_ORDER:
        with (real / name).open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                row["year"] = row["year"] or row["date_start"][:4]
                for own in ("best_est", "best_death"):
                    row["best"] = row.get("best") or row.get(own) or ""
                rows[row["id"]] = row
    return rows


def test_the_csv_module_and_awk_count_the_same(real: Path, tmp_path: Path) -> None:
    """A second reckoning: of the 14 columns only those before the parties hold commas."""
    script = (
        'BEGIN { FS = "," } NR > 1 { rows++; dead += $(NF-1); if ($(NF-6) == "JNIM" || '
        '$(NF-5) == "JNIM") jnim++ }'
        " END { print rows, jnim, dead }"
    )
    path = real / "ged211-sahel-14-columns.csv"
    answer = subprocess.run(
        ["awk", script, path], capture_output=True, text=True, check=True
    ).stdout
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    named = sum("JNIM" in (row["side_a"], row["side_b"]) for row in rows)
    assert answer.split() == [
        str(len(rows)),
        str(named),
        str(sum(int(row["best_death"]) for row in rows)),
    ]
    assert (len(rows), named) == (1541, 546)


def test_rows(loaded: Path, expected: dict[str, dict[str, str]]) -> None:
    ids = {
        id_
        for (id_,) in rows_of(
            loaded, "SELECT record_id FROM attack_reports WHERE source_id = 'ucdp-ged'"
        )
    }
    assert ids == set(expected)
    files = rows_of(
        loaded,
        "SELECT name, rows, used + superseded + repeated + refused FROM data_files ORDER BY name",
    )
    assert files == [
        (IN_ORDER[0], 3194, 3194),
        (IN_ORDER[1], 1541, 1541),
        (IN_ORDER[2], 1000, 1000),
        (WEB, 1504, 1504),
    ]


def test_rows_that_name_jnim(loaded: Path, expected: dict[str, dict[str, str]]) -> None:
    ((count,),) = rows_of(
        loaded,
        "SELECT count(DISTINCT report_id) FROM attack_actors WHERE group_id = 'jnim' AND "
        "certainty = 'certain'"
        " AND report_id LIKE 'ucdp-%'",
    )
    assert count == sum("JNIM" in (row["side_a"], row["side_b"]) for row in expected.values())
    web = [row for row in expected.values() if "best_est" in row]
    assert sum("JNIM" in (row["side_a"], row["side_b"]) for row in web) == 1048


def test_deaths_by_year(loaded: Path, expected: dict[str, dict[str, str]]) -> None:
    reckoned: Counter[str] = Counter()
    for row in expected.values():
        reckoned[row["year"]] += int(row["best"])
    found = rows_of(
        loaded,
        "SELECT substr(date_earliest, 1, 4), sum(killed_best) FROM attack_reports WHERE "
        "source_id = 'ucdp-ged' GROUP BY 1",
    )
    assert dict(found) == dict(reckoned)


def test_bounds_of_records_that_are_not_of_one_day(
    loaded: Path, expected: dict[str, dict[str, str]]
) -> None:
    row = expected["256873"]
    assert (row["date_start"][:10], row["date_end"][:10], row["date_prec"]) == (
        "03/03/2018",
        "03/04/2018",
        "2",
    )
    found = rows_of(
        loaded,
        "SELECT date_edtf, date_earliest, date_latest, date_precision FROM "
        "attack_reports WHERE id = 'ucdp-256873'",
    )
    assert found == [("2018-03-03/2018-03-04", "2018-03-03", "2018-03-04", "range")]
    months = sum(1 for row in expected.values() if row.get("date_prec") == "4")
    ((found_months,),) = rows_of(
        loaded, "SELECT count(*) FROM attack_reports WHERE date_precision = 'month'"
    )
    assert 0 < found_months <= months + 40


def test_the_incidents_of_the_profiles_are_found(loaded: Path) -> None:
    found = rows_of(
        loaded,
        "SELECT id, attack_id FROM attack_reports WHERE id IN ('ucdp-253407', "
        "'ucdp-255730', 'ucdp-256873') ORDER BY id",
    )
    assert found == [
        ("ucdp-253407", "ouagadougou-2018"),
        ("ucdp-255730", "timbuktu-2018"),
        ("ucdp-256873", "ucdp-256873"),
    ]
    assert rows_of(
        loaded,
        "SELECT killed_low, killed_best, killed_high FROM attack_reports WHERE id = 'ucdp-253407'",
    ) == [(16, 16, 28)]
    assert rows_of(
        loaded, "SELECT count(*) FROM attacks WHERE id IN ('ucdp-253407', 'ucdp-255730')"
    ) == [(0,)]


def test_the_matcher_finds_them_without_the_list(real: Path, build: Build, tmp_path: Path) -> None:
    facts = tmp_path / "facts"
    shutil.copytree(FACTS, facts)
    (facts / "matches.yml").write_text("confirmed: []\nrefused: []\n")
    build(folder_with(real, tmp_path / "exports"), tmp_path / "jnim.db", facts=facts)
    found = rows_of(
        tmp_path / "jnim.db",
        "SELECT attack_id, other_report_id, decision, reason FROM matches ORDER BY 1, 2",
    )
    decisions = {(attack, report): decision for attack, report, decision, _ in found}
    assert decisions["ouagadougou-2018", "ucdp-253407"] == "same"
    assert decisions["timbuktu-2018", "ucdp-255730"] == "same"
    assert decisions["ouagadougou-2018", "ucdp-256873"] == "different"
    assert list(decisions.values()).count("same") == 2
    reasons = {report: reason for _, report, _, reason in found}
    assert "after the dated title of 2018-03-02" in reasons["ucdp-256873"]
    assert "its notes name the target" in reasons["ucdp-253407"]


def test_a_record_without_a_place_is_titled_by_its_country(loaded: Path) -> None:
    found = rows_of(loaded, "SELECT title FROM attacks WHERE id = 'ucdp-255757'")
    assert found == [("Fighting in Mali, 2 April 2018",)]


def test_a_refused_pair_stays_apart(real: Path, build: Build, tmp_path: Path) -> None:
    facts = tmp_path / "facts"
    shutil.copytree(FACTS, facts)
    (facts / "matches.yml").write_text(
        "confirmed:\n  - {one: timbuktu-2018, other: ucdp-255757, why: only a test}\n"
        "refused:\n  - {one: ouagadougou-2018, other: ucdp-253407, why: only a test}\n"
    )
    build(folder_with(real, tmp_path / "exports"), tmp_path / "jnim.db", facts=facts)
    found = dict(
        rows_of(
            tmp_path / "jnim.db",
            "SELECT id, attack_id FROM attack_reports WHERE record_id IS NOT NULL",
        )
    )
    assert found["ucdp-253407"] == "ucdp-253407"
    assert found["ucdp-255757"] == "timbuktu-2018"
    assert found["ucdp-255730"] == "ucdp-255730", "an incident is one record of each data set"


def test_nothing_refers_to_nothing(loaded: Path) -> None:
    assert rows_of(loaded, "PRAGMA foreign_key_check") == []
    assert rows_of(loaded, "PRAGMA integrity_check") == [("ok",)]


def test_what_the_tables_check_holds_though_the_checks_were_off(
    loaded: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(loaded, copy)
    with sqlite3.connect(copy) as database:
        for table in ("attacks", "attack_reports", "attack_actors", "matches", "data_files"):
            # An update runs every check of the row.
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            database.execute(
                f"UPDATE {table} SET {', '.join(f'{name} = {name}' for name in columns)}"
            )


def test_loading_twice_changes_nothing(real: Path, build: Build, tmp_path: Path) -> None:
    folder = folder_with(real, tmp_path / "exports", (WEB,))
    (folder / "ged211-14-columns.yml").unlink()
    build(folder, tmp_path / "once.db")
    shutil.copy(folder / WEB, folder / f"copy of {WEB}")
    outcome = build(folder, tmp_path / "twice.db")
    assert any("the same file as" in notice for notice in outcome.notices)
    build(folder, tmp_path / "twice.db")
    assert contents(tmp_path / "once.db") == contents(tmp_path / "twice.db")


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All but the name of the file, of which there are two to choose from."""
    tables = ("attacks", "attack_reports", "attack_actors", "matches", "attack_days", "sources")
    return {table: sorted(rows_of(path, f"SELECT * FROM {table}"), key=repr) for table in tables}


def test_the_same_folder_gives_the_same_hash(real: Path, build: Build, tmp_path: Path) -> None:
    folder = folder_with(real, tmp_path / "exports")
    build(folder, tmp_path / "a.db")
    build(folder, tmp_path / "b.db")
    hashes = []
    for name in ("a.db", "b.db"):
        with sqlite3.connect(tmp_path / name) as database:
            hashes.append(content_hash(database))
    assert hashes[0] == hashes[1]


@pytest.fixture(scope="module")
def sums(loaded: Path) -> Iterator[dict[str, int]]:
    yield dict(
        rows_of(
            loaded,
            "SELECT rule, sum(attacks) FROM attack_days WHERE group_id = 'jnim' AND "
            "source_id = 'ucdp-ged' GROUP BY rule",
        )
    )


def test_attack_days_are_the_sums_of_the_records(
    sums: dict[str, int], expected: dict[str, dict[str, str]]
) -> None:
    one_sided = [
        row for row in expected.values() if row["type_of_violence"] in ("3", "One-sided violence")
    ]
    assert sums["perpetrator"] == sum(row["side_a"] == "JNIM" for row in one_sided)
    assert sums["party"] == sum(
        "JNIM" in (row["side_a"], row["side_b"]) for row in expected.values()
    )
    assert sums["possible"] >= sums["party"]
