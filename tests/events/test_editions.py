"""Versions of records: which counts, which is another event, what a newer export has no more."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import (
    ACLED_2016,
    ACLED_2023,
    ACLED_MONADIC,
    UCDP_23,
    acled_row,
    ucdp_row,
    write_rows,
)
from loaders.events.editions import Version, is_another
from loaders.events.run import Outcome
from loaders.events.versions import period_in_name, version_day, version_in_name
from tests.events.conftest import Reading, events, rows_of, write_export

Build = Callable[..., Outcome]
Read = Callable[..., Reading]


def write_2016(path: Path, year: int, place: str, count: int, **changes: str) -> None:
    """A spreadsheet of one year, which numbers its events from 1 on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = []
    for number, event in enumerate(events(count, day=datetime.date(year, 3, 2)), 1):
        row = acled_row(event, style="%d-%B-%Y")
        row |= {"event_id_cnty": f"{number}MLI", "location": f"{place} {number}", **changes}
        rows.append(row)
    write_rows(path, ACLED_2016, rows)


# ---------------------------------------------------------------- ids given anew


def test_ids_that_begin_anew_each_year_are_other_events(build: Build, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    write_2016(folder / "2015.csv", 2015, "Firstville", 6)
    write_2016(folder / "2016.csv", 2016, "Elsewhere", 4, latitude="19.5")
    outcome = build(folder, tmp_path / "jnim.db")
    found = rows_of(
        tmp_path / "jnim.db",
        "SELECT id, record_id, location FROM attack_reports WHERE record_id = '1MLI' ORDER BY id",
    )
    assert found == [
        ("acled-1MLI", "1MLI", "Firstville 1"),
        ("acled-1MLI-2016", "1MLI", "Elsewhere 1"),
    ]
    assert rows_of(
        tmp_path / "jnim.db", "SELECT name, used, superseded FROM data_files ORDER BY 1"
    ) == [("2015.csv", 6, 0), ("2016.csv", 4, 0)]
    assert any("4 ids stand for several events" in notice for notice in outcome.notices)


def test_where_most_ids_are_given_anew_another_day_is_enough(build: Build, tmp_path: Path) -> None:
    """In two years of one country some events of one number are in the same town."""
    folder = tmp_path / "exports"
    write_2016(folder / "2015.csv", 2015, "Firstville", 6)
    write_2016(folder / "2016.csv", 2016, "Elsewhere", 6, latitude="19.5")
    text = (folder / "2016.csv").read_text().splitlines()
    old = (folder / "2015.csv").read_text().splitlines()
    text[3] = old[3].replace("02-March-2015", "19-March-2015")
    text[4] = old[4]
    (folder / "2016.csv").write_text("\n".join(text) + "\n")
    build(folder, tmp_path / "jnim.db")
    assert rows_of(
        tmp_path / "jnim.db", "SELECT name, used, superseded FROM data_files ORDER BY 1"
    ) == [("2015.csv", 5, 1), ("2016.csv", 6, 0)]


def test_a_corrected_record_is_no_other_event(build: Build, tmp_path: Path) -> None:
    """A day or a place that is mended makes no second event, though both of them may be."""
    folder = tmp_path / "exports"
    write_export(folder / "a.csv", 4)
    rows = [acled_row(event) for event in events(4, timestamp=1_700_000_000)]
    rows[0] |= {"event_date": "09 January 2019"}
    rows[1] |= {"location": "Renamed", "latitude": "15.5"}
    rows[2] |= {"event_date": "13 January 2019", "location": "Renamed", "latitude": "15.5"}
    rows[3] |= {"event_date": "20 January 2019", "location": "Töwn3", "notes": "Wholly new words."}
    write_rows(folder / "b.csv", ACLED_2023, rows)
    outcome = build(folder, tmp_path / "jnim.db")
    assert rows_of(
        tmp_path / "jnim.db", "SELECT name, used, superseded FROM data_files ORDER BY 1"
    ) == [("a.csv", 0, 4), ("b.csv", 4, 0)]
    assert not any("several events" in notice for notice in outcome.notices)


def version(**changes: Any) -> Version:
    default = Version(
        1, "1", "x-1", 1, 2, None, "2019-01-01", "2019-01-01", "Yendere", 10.2, -5.0, "Some words"
    )
    return default._replace(**changes)


@pytest.mark.parametrize(
    ("changes", "another"),
    [
        ({}, False),
        ({"first": "2019-01-05", "last": "2019-01-05"}, False),
        ({"location": "Elsewhere", "latitude": 15.0}, False),
        ({"first": "2020-01-05", "last": "2020-01-05"}, False),
        ({"first": "2020-01-05", "last": "2020-01-05", "location": "Elsewhere"}, False),
        (
            {"first": "2020-01-05", "last": "2020-01-05", "location": "Far", "latitude": 15.0},
            True,
        ),
        (
            {"first": "2019-01-05", "last": "2019-01-05", "location": "Far", "latitude": 15.0},
            False,
        ),
        (
            {
                **{"first": "2019-01-05", "last": "2019-01-05", "location": "Far"},
                **{"latitude": 15.0, "notes": "Other things happened"},
            },
            True,
        ),
        ({"first": "2020-01-05", "last": "2020-01-05", "location": "Yendéré"}, False),
        (
            {"first": "2020-01-05", "last": "2020-01-05", "location": None, "latitude": 10.3},
            False,
        ),
    ],
)
def test_another_day_place_and_text_make_another_event(
    changes: dict[str, Any], another: bool
) -> None:
    assert is_another(version(), version(**changes)) is another
    assert is_another(version(**changes), version()) is another


# ---------------------------------------------------------------- within one file


def test_two_pulls_in_one_file(build: Build, tmp_path: Path) -> None:
    """The later counts by its time stamp, in whichever order they stand."""
    old, new = events(3), events(3, timestamp=1_700_000_000, killed=40)
    rows = [acled_row(each) for each in (*new[:2], *old, new[2])]
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "a.csv", ACLED_2023, rows)
    build(tmp_path / "exports", tmp_path / "jnim.db")
    assert rows_of(
        tmp_path / "jnim.db",
        "SELECT record_id, killed_best FROM attack_reports WHERE data_file_id = 1 ORDER BY 1",
    ) == [("MLI1", 40), ("MLI2", 40), ("MLI3", 40)]
    assert rows_of(
        tmp_path / "jnim.db", "SELECT rows, used, superseded, repeated FROM data_files"
    ) == [(6, 3, 3, 0)]


def test_two_contents_without_a_time_stamp_to_choose_by(tmp_path: Path, read: Read) -> None:
    rows = [acled_row(event) for event in events(3)]
    write_rows(tmp_path / "a.csv", ACLED_2023, [*rows, rows[1] | {"fatalities": "9"}])
    (message,) = read(tmp_path).messages
    assert message.startswith("a.csv:5: event_id_cnty: 'MLI2' stands here again with other content")
    reading = read(tmp_path, keep_good=True)
    (file,) = reading.outcome.files
    assert (file.rows, file.records, file.refused) == (4, 3, 1)
    assert {row["record"]: row["killed_best"] for row in reading.rows}["MLI2"] == 1


def test_two_files_that_differ_where_neither_is_newer(build: Build, tmp_path: Path) -> None:
    """One of them has to count, and the user is told; the same content needs no word."""
    folder = tmp_path / "exports"
    write_export(folder / "a.csv", 4)
    rows = [acled_row(event) for event in events(4)]
    write_rows(folder / "b.csv", ACLED_2023, [rows[0], rows[2] | {"fatalities": "9"}, rows[3]])
    outcome = build(folder, tmp_path / "jnim.db")
    (notice,) = [each for each in outcome.notices if "same version" in each]
    assert notice.startswith("a.csv, b.csv: 1 record is of the same version in both")
    assert "b.csv counts" in notice
    assert "'MLI3', line 3" in notice
    assert rows_of(
        tmp_path / "jnim.db", "SELECT killed_best FROM attack_reports WHERE id = 'acled-MLI3'"
    ) == [(9,)]


def test_two_events_of_one_id_in_one_file(build: Build, tmp_path: Path) -> None:
    rows = [acled_row(event) for event in events(2)]
    other = rows[0] | {"event_date": "05 June 2020", "year": "2020", "location": "Farville"}
    other |= {"latitude": "20.0", "notes": "Other words altogether here."}
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "a.csv", ACLED_2023, [*rows, other])
    outcome = build(tmp_path / "exports", tmp_path / "jnim.db")
    found = rows_of(
        tmp_path / "jnim.db", "SELECT id FROM attack_reports WHERE data_file_id = 1 ORDER BY 1"
    )
    assert found == [("acled-MLI1",), ("acled-MLI1-2020",), ("acled-MLI2",)]
    assert any(notice.startswith("a.csv: 1 id stands for") for notice in outcome.notices)


def test_two_pulls_with_a_row_for_each_actor(build: Build, tmp_path: Path) -> None:
    rows = []
    for event in (*events(2), *events(2, timestamp=1_700_000_000, killed=9)):
        rows += [acled_row(event), acled_row(event) | {"actor1": event.actor2}]
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "a.csv", ACLED_MONADIC, rows)
    build(tmp_path / "exports", tmp_path / "jnim.db")
    assert rows_of(
        tmp_path / "jnim.db", "SELECT rows, used, superseded, repeated FROM data_files"
    ) == [(8, 2, 2, 4)]
    assert rows_of(
        tmp_path / "jnim.db",
        "SELECT count(*), count(DISTINCT report_id) FROM attack_actors"
        " WHERE report_id LIKE 'acled-%'",
    ) == [(4, 2)]


# ---------------------------------------------------------------- withdrawn


@pytest.mark.parametrize("leave_out", [False, True])
def test_what_a_newer_export_has_no_more_is_told(
    build: Build, tmp_path: Path, leave_out: bool
) -> None:
    folder = tmp_path / "exports"
    write_export(folder / "old.csv", 12)
    rows = [acled_row(event) for event in events(12, timestamp=1_700_000_000)]
    write_rows(folder / "new.csv", ACLED_2023, [*rows[:3], *rows[4:]])
    outcome = build(folder, tmp_path / "jnim.db", leave_out_withdrawn=leave_out)
    (notice,) = [each for each in outcome.notices if "no more" in each]
    assert notice.startswith("old.csv: 1 event that new.csv, a newer export of the same")
    assert "'MLI4', line 5" in notice
    ((count,),) = rows_of(
        tmp_path / "jnim.db", "SELECT count(*) FROM attack_reports WHERE id = 'acled-MLI4'"
    )
    assert count == (0 if leave_out else 1)
    assert rows_of(
        tmp_path / "jnim.db", "SELECT name, used, superseded FROM data_files ORDER BY 1"
    ) == [("new.csv", 11, 0), ("old.csv", 1 - leave_out, 11 + leave_out)]


def test_an_export_of_other_days_countries_or_a_part_withdraws_nothing(
    build: Build, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    write_export(folder / "old.csv", 12)
    new = [acled_row(event) for event in events(12, timestamp=1_700_000_000)]
    # Of one country: events 2, 4 ... are in Burkina Faso.
    write_rows(folder / "mali.csv", ACLED_2023, new[::2])
    # The first days alone, by the name of the file.
    write_rows(folder / "2019-01-01-2019-01-06-Sahel.csv", ACLED_2023, new[:6])
    # A few events, as by an actor.
    write_rows(folder / "some.csv", ACLED_2023, [new[0], new[11]])
    outcome = build(folder, tmp_path / "jnim.db")
    assert [each for each in outcome.notices if "no more" in each] == []


# ---------------------------------------------------------------- names of files


@pytest.mark.parametrize(
    ("name", "version", "day"),
    [
        ("2010-01-01-2016-12-31-Mali.csv", "2016-12-31", "2016-12-31"),
        ("1997-01-01-2016-12-31-Africa.csv", "2016-12-31", "2016-12-31"),
        ("ACLED-All-Africa-File_20170101-to-20170624.xlsx", "2017-06-24", "2017-06-24"),
        ("Africa_1997-2024_Mar15.xlsx", "2024-03-15", "2024-03-15"),
        ("hrp_as-of-15may2025.xlsx", "2025-05-15", "2025-05-15"),
        ("GEDEvent_v24_0_10.csv", "24.0.10", "2024-11-01"),
        ("gedevent_v24.0.12.csv", "24.0.12", "2025-01-01"),
        ("GEDEvent_v24_0_1.csv", "24.0.1", "2024-02-01"),
        ("GEDEvent_v22_01_22_03.csv", "22.01.22.03", "2022-04-02"),
        ("ged251-csv.zip/GEDEvent_v25_1.csv", "25.1", "2025-06-01"),
        ("ged191-bangladesh.csv", "19.1", "2019-06-01"),
        ("globalterrorismdb_0919dist.xlsx", "2019-09", "2019-09-01"),
        ("Running-File-2016.csv", None, None),
        ("export.csv", None, None),
    ],
)
def test_the_versions_that_publishers_write(name: str, version: str | None, day: str) -> None:
    assert version_in_name(name) == version
    if version:
        assert str(version_day(version)) == day


def test_the_days_that_an_export_covers() -> None:
    assert period_in_name("a/2010-01-01-2016-12-31-Mali.csv") == ("2010-01-01", "2016-12-31")
    assert period_in_name("gedevents-2025-01-17.csv") is None


def test_a_newer_export_supersedes_by_its_last_day(build: Build, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    write_2016(folder / "2010-01-01-2016-12-31-Mali.csv", 2015, "Town", 1, fatalities="9")
    write_2016(folder / "2015-01-01-2015-12-31-Mali.csv", 2015, "Town", 1, fatalities="1")
    build(folder, tmp_path / "jnim.db")
    assert rows_of(
        tmp_path / "jnim.db", "SELECT killed_best FROM attack_reports WHERE id = 'acled-1MLI'"
    ) == [(9,)]


# ---------------------------------------------------------------- addresses that stay


def test_the_id_of_an_attack_that_was_joined_leads_to_the_attack(
    build: Build, tmp_path: Path
) -> None:
    event = events(1, killed=6)[0]
    folder = tmp_path / "exports"
    folder.mkdir()
    write_rows(folder / "a.csv", ACLED_2023, [acled_row(event), acled_row(events(2)[1])])
    build(folder, tmp_path / "alone.db")
    assert rows_of(tmp_path / "alone.db", "SELECT * FROM attack_aliases") == []
    alone = rows_of(tmp_path / "alone.db", "SELECT id FROM attacks")
    write_rows(folder / "u.csv", UCDP_23, [ucdp_row(event, id_=77, low=5, best=6, high=9)])
    build(folder, tmp_path / "both.db")
    aliases = dict(rows_of(tmp_path / "both.db", "SELECT id, attack_id FROM attack_aliases"))
    assert aliases == {"acled-MLI1": "ucdp-77"}
    still = {id_ for (id_,) in rows_of(tmp_path / "both.db", "SELECT id FROM attacks")}
    assert {aliases.get(id_, id_) for (id_,) in alone} <= still
