"""Every layout is recognised by its columns, and gives the same records."""

import csv
import io
import random
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import (
    ACLED_2016,
    ACLED_2019,
    ACLED_2020,
    ACLED_2023,
    ACLED_MONADIC,
    GTD,
    UCDP_23,
    acled_row,
    ucdp_row,
    write_rows,
)
from loaders.events.layouts.recognition import recognise
from tests.events.conftest import FIXTURES, Reading, events, write_export
from tests.events.spreadsheet import write_xlsx

Read = Callable[..., Reading]
UCDP_19 = [
    "id",
    "year",
    "active_year",
    "type_of_violence",
    "conflict_new_id",
    "conflict_name",
    "dyad_new_id",
    "dyad_name",
    "side_a_new_id",
    "gwnoa",
    "side_a",
    "side_b_new_id",
    "gwnob",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "low",
    "best",
    "high",
]
UCDP_WEB = [
    f"{name}_est" if name in ("best", "high", "low") else name
    for name in UCDP_23
    if "gwno" not in name
]


@pytest.mark.parametrize(
    ("columns", "title"),
    [
        (ACLED_2016, "ACLED 2016"),
        (ACLED_2019, "ACLED 2019"),
        (ACLED_2020, "ACLED 2020"),
        (ACLED_MONADIC, "ACLED 2020, one row for each actor"),
        (ACLED_2023, "ACLED since 2023"),
        (UCDP_19, "UCDP GED 19.1"),
        (UCDP_WEB, "UCDP web-site export"),
        (UCDP_23, "UCDP GED 23.1 and later"),
        (GTD, "GTD"),
    ],
)
def test_a_layout_is_known_in_any_order_and_case(columns: Sequence[str], title: str) -> None:
    draw = random.Random(title)
    for _ in range(5):
        shuffled = draw.sample(list(columns), len(columns))
        spelled = [draw.choice((str.upper, str.lower, str.title))(name) for name in shuffled]
        known = recognise([f" {spelled[0]} ", *spelled[1:]])
        assert known is not None
        assert known.title == title


def test_a_table_that_no_layout_fits_is_named_with_the_nearest(tmp_path: Path, read: Read) -> None:
    columns = [name for name in ACLED_2023 if name not in ("fatalities", "event_date")]
    write_rows(tmp_path / "exports.csv", columns, [acled_row(event) for event in events(2)])
    (message,) = read(tmp_path).messages
    assert message.startswith("exports.csv: ")
    assert "ACLED since 2023" in message
    assert "lacks event_date, fatalities" in message


STYLES = {
    "2016": (ACLED_2016, "%d-%B-%Y"),
    "2019": (ACLED_2019, "%d %B %Y"),
    "2020": (ACLED_2020, "%Y-%m-%d"),
    "re-saved": (ACLED_2020, "%d-%b-%y"),
    "2023": (ACLED_2023, "%Y-%m-%d"),
}


@pytest.mark.parametrize("style", STYLES)
def test_all_generations_of_acled_tell_the_same(tmp_path: Path, read: Read, style: str) -> None:
    columns, dates = STYLES[style]
    write_rows(
        tmp_path / "export.csv", columns, [acled_row(event, style=dates) for event in events()]
    )
    reading = read(tmp_path)
    assert reading.messages == []
    for row, event in zip(reading.rows, events(), strict=True):
        assert row["record"] == event.id
        assert (
            row["date_edtf"] == row["date_earliest"] == row["date_latest"] == event.day.isoformat()
        )
        assert row["date_precision"] == "day"
        assert (row["latitude"], row["longitude"]) == (
            round(event.latitude, 4),
            round(event.longitude, 4),
        )
        assert row["killed_low"] == row["killed_best"] == row["killed_high"] == event.killed
        assert row["country_code"] == ("ML", "BF")[int(event.id[3:]) % 2 == 0]
        assert row["attack_type"] == "violence-against-civilians"
        assert row["notes"] == event.notes
        assert reading.names(row, "actor_1") == (event.actor1,)


def test_a_monadic_file_counts_each_event_once(tmp_path: Path, read: Read) -> None:
    rows = []
    for event in events(10):
        first = acled_row(event)
        rows += [first, first | {"actor1": event.actor2, "inter1": "Civilians"}]
    write_rows(tmp_path / "monadic.csv", ACLED_MONADIC, rows)
    reading = read(tmp_path)
    assert reading.messages == []
    assert sum(row["repeats"] == 0 for row in reading.rows) == 10
    assert reading.outcome.files[0].repeated == 10


DRESSES: dict[str, dict[str, Any]] = {
    "byte order mark": {"encoding": "utf-8-sig"},
    "UTF-16": {"encoding": "utf-16"},
    "semicolons": {"delimiter": ";"},
    "tabs": {"delimiter": "\t"},
    "CRLF": {"line_end": "\r\n"},
    "everything quoted": {"quote_all": True},
    "all of it": {"encoding": "utf-8-sig", "delimiter": ";", "line_end": "\r\n", "quote_all": True},
}


@pytest.mark.parametrize("dress", DRESSES)
def test_any_dress_gives_the_same_records(tmp_path: Path, read: Read, dress: str) -> None:
    plain, dressed = tmp_path / "plain", tmp_path / "dressed"
    for folder in (plain, dressed):
        folder.mkdir()
    rows = [acled_row(event) for event in events()]
    rows[3]["notes"] = 'Over\ntwo lines, with "quotes" and; more'
    write_rows(plain / "a.csv", ACLED_2023, rows)
    if DRESSES[dress].get("quote_all"):
        rows = [{name: value or "NA" for name, value in row.items()} for row in rows]
    write_rows(dressed / "a.csv", ACLED_2023, rows, **DRESSES[dress])
    expected, found = read(plain), read(dressed)
    assert found.messages == []
    assert found.rows == expected.rows
    assert found.actors == expected.actors


def test_a_row_of_hxl_tags_is_skipped(tmp_path: Path, read: Read) -> None:
    tags = {name.lower(): f"#tag+{name.lower()}" for name in ACLED_2020} | {"notes": ""}
    write_rows(tmp_path / "hxl.csv", ACLED_2020, [tags, *map(acled_row, events(5))])
    reading = read(tmp_path)
    assert reading.messages == []
    (file,) = reading.outcome.files
    assert (len(reading.rows), file.records, file.ignored, file.rows) == (5, 5, 1, 6)


def test_a_row_may_end_with_an_empty_field_more(tmp_path: Path, read: Read) -> None:
    rows = [
        ucdp_row(event, id_=number + 1, low=1, best=2, high=3)
        for number, event in enumerate(events(5))
    ]
    path = write_rows(tmp_path / "web.csv", UCDP_23, rows)
    header, *lines = path.read_text().splitlines()
    path.write_text("\n".join([header, *(line + "," for line in lines)]) + "\n")
    reading = read(tmp_path)
    assert reading.messages == []
    assert [row["record"] for row in reading.rows] == ["1", "2", "3", "4", "5"]


def test_american_dates_of_the_web_site_export(tmp_path: Path, read: Read) -> None:
    rows = []
    for number, event in enumerate(events(3)):
        row = ucdp_row(event, id_=number + 1, low=1, best=2, high=3, days=number)
        row |= {f"{name}_est": row[name] for name in ("low", "best", "high")}
        for name in ("date_start", "date_end"):
            year, month, day = row[name].split("-")
            row[name] = f"{month}/{day}/{year} 00:00:00"
        rows.append(row)
    write_rows(tmp_path / "web.csv", UCDP_WEB, rows)
    reading = read(tmp_path)
    assert reading.messages == []
    assert [(row["date_edtf"], row["date_precision"]) for row in reading.rows] == [
        ("2019-01-01", "day"),
        ("2019-01-02/2019-01-03", "range"),
        ("2019-01-03/2019-01-05", "range"),
    ]


def test_a_zip_is_read_as_it_is(tmp_path: Path, read: Read) -> None:
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    path = write_export(plain / "a.csv")
    packed.mkdir()
    with zipfile.ZipFile(packed / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "inside/a.csv")
        archive.writestr("inside/readme.pdf", b"%PDF")
        archive.writestr("__MACOSX/inside/._a.csv", b"\0\0")
    found = read(packed)
    assert found.messages == []
    assert found.rows == read(plain).rows


def test_a_spreadsheet_is_read_whatever_its_name(tmp_path: Path, read: Read) -> None:
    for name in ("gtd.xlsx", "renamed.csv"):
        folder = tmp_path / name.partition(".")[0]
        folder.mkdir()
        write_xlsx(folder / name, [GTD, *([gtd_row()[column] for column in GTD] for _ in range(1))])
        reading = read(folder)
        assert reading.messages == []
        (row,) = reading.rows
        assert row["record"] == "201803020001"
        assert row["killed_best"] == 8


def gtd_row(**changes: str) -> dict[str, str]:
    """One made-up row of GTD."""
    return (
        dict.fromkeys(GTD, "")
        | {
            "eventid": "201803020001",
            "iyear": "2018",
            "imonth": "3",
            "iday": "2",
            "country_txt": "Burkina Faso",
            "city": "Sometown",
            "latitude": "12.37",
            "longitude": "-1.52",
            "specificity": "1",
            "attacktype1_txt": "Armed Assault",
            "targtype1_txt": "Military",
            "target1": "A made-up barracks",
            "gname": "Jamaat Nusrat al-Islam wal Muslimin (JNIM)",
            "guncertain1": "0",
            "claimed": "1",
            "nkill": "8",
            "nkillter": "-99",
            "nwound": "2.5",
            "summary": "A made-up summary, with naïve accents.",
        }
        | changes
    )


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252"])
def test_gtd_in_its_encodings(tmp_path: Path, read: Read, encoding: str) -> None:
    rows = [
        gtd_row(),
        gtd_row(eventid="201803020002", iday="0", approxdate="March 2-5, 2018", nkill="-99"),
        gtd_row(
            eventid="201803020003",
            imonth="0",
            iday="0",
            guncertain1="1",
            latitude="",
            longitude="",
            specificity="5",
        ),
    ]
    write_rows(tmp_path / "gtd.csv", GTD, rows, encoding=encoding)
    reading = read(tmp_path)
    assert reading.messages == []
    day, month, year = reading.rows
    assert (day["date_edtf"], month["date_edtf"], year["date_edtf"]) == (
        "2018-03-02",
        "2018-03",
        "2018",
    )
    assert month["date_note"] == "Approximate date: March 2-5, 2018"
    assert month["killed_best"] is None
    assert (day["injured_low"], day["injured_high"], day["killed_attackers"]) == (2, 3, None)
    assert day["notes"] == "A made-up summary, with naïve accents."
    assert (year["latitude"], year["geo_precision"]) == (None, None)
    assert reading.actors[year["actor_1"]][1], "the data set doubts who it was"


def test_a_mapping_file_tells_which_column_is_what(tmp_path: Path, read: Read) -> None:
    (tmp_path / "map.yml").write_text((FIXTURES / "ged211-14-columns.yml").read_text())
    (tmp_path / "t.csv").write_text(
        "id,year,month,day,country,type_of_violence,conflict_name,side_a,side_b,latitude,longitude,"
        "low_death,best_death,high_death\n"
        "900001,2018,4,14,Mali,State-based violence,Mali: Government,Government of "
        "Mali,JNIM,16.77,-3.0,16,16,16\n"
    )
    reading = read(tmp_path)
    assert reading.messages == []
    (row,) = reading.rows
    assert (row["record"], row["date_edtf"], row["attack_type"]) == (
        "900001",
        "2018-04-14",
        "battle",
    )
    assert row["date_note"], "the table gives no precision of its days, and the record says so"
    assert reading.outcome.files[0].version == "21.1"


def test_a_mapping_file_of_the_users_own_data_set(tmp_path: Path, read: Read) -> None:
    (tmp_path / "mine.yml").write_text(
        "data_set: {id: my-list, title: My list, redistributable: 'yes'}\n"
        "columns: {id: key, date: when, perpetrator: who, target: whom, killed: dead, "
        "latitude: lat, longitude: lon}\n"
    )
    (tmp_path / "mine.csv").write_text(
        "key,when,who,whom,dead,lat,lon\na/1,2 March 2018,JNIM,a bridge,0,12.3,-1.5\n"
    )
    reading = read(tmp_path)
    assert reading.messages == []
    (row,) = reading.rows
    assert (row["record"], row["date_edtf"], row["killed_best"]) == ("a/1", "2018-03-02", 0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("data_set: ucdp\ncolumns: {id: id}\n", "did you mean 'ucdp-ged'"),
        ("data_set: {id: x, title: X}\ncolumns: {id: id}\n", "'date' is missing"),
        ("data_set: {id: x, title: X}\n", "'columns' is missing"),
        ("data_set: ucdp-ged\ncolums: {}\n", "did you mean 'columns'"),
        ("- a\n", "no mapping file"),
        (
            "data_set: {id: x, title: X}\ncolumns: {id: id, date: date, kiled: dead}\n",
            "did you mean",
        ),
    ],
)
def test_a_wrong_mapping_file_says_where(
    tmp_path: Path, read: Read, text: str, message: str
) -> None:
    (tmp_path / "map.yml").write_text(text)
    write_export(tmp_path / "a.csv")
    messages = read(tmp_path).messages
    assert any("map.yml" in each and message in each for each in messages), messages


def test_columns_of_the_csv_module_and_of_the_writer_agree() -> None:
    text = io.StringIO()
    csv.writer(text).writerow(ACLED_2023)
    assert len(next(csv.reader([text.getvalue()]))) == 31
    assert (len(ACLED_2020), len(ACLED_2019), len(ACLED_MONADIC), len(ACLED_2016)) == (
        31,
        30,
        28,
        25,
    )
    assert (len(UCDP_19), len(UCDP_WEB), len(UCDP_23)) == (42, 47, 49)
