"""Lists of one's own: the lines that are offered for them, and what becomes of their rows."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.events.run import Outcome
from tests.events.conftest import Reading, rows_of
from tests.events.spreadsheet import write_book
from tests.events.test_mappings import with_lines

Build = Callable[..., Outcome]
Read = Callable[..., Reading]


COUNTS = {
    "of a country and year": "Country,Year,Fatalities\nMali,2023,120\n",
    "of events": "COUNTRY,YEAR,EVENTS\nMali,2023,12\n",
    "of weeks": "WEEK,COUNTRY,ADMIN1,EVENT_TYPE,EVENTS\n2023-01-07,Mali,Gao,Battles,3\n",
}


LIST = "id,date,place,country,killed\n1,2018-03-02,Gao,Mali,3\n2,2018-03-05,Kidal,Mali,\n"


def paste_all(read: Read, folder: Path) -> Reading:
    """A reading with the lines for every file."""
    for suggestion in read(folder).outcome.suggestions:
        (folder / f"{suggestion.file}.yml").write_text(suggestion.text(), "utf-8")
    return read(folder)


def test_a_list_of_ones_own_in_french(tmp_path: Path, read: Read) -> None:
    (tmp_path / "attaques.csv").write_bytes(
        "N°;Date;Localité;Pays;Auteur présumé;Cible;Nombre de morts;Précisions;Remarques\n"
        "1;02/03/2018;Gao;Mali;JNIM;Civils;3;x;-\n"
        "2;15/03/2018;Kidal;Mali;JNIM;Armée;;y;-\n".encode("cp1252")
    )
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [
        (row["record"], row["date_edtf"], row["location"], row["country_code"], row["killed_best"])
        for row in reading.rows
    ] == [("1", "2018-03-02", "Gao", "ML", 3), ("2", "2018-03-15", "Kidal", "ML", None)]
    assert [reading.names(row, "actor_2") for row in reading.rows] == [("Civils",), ("Armée",)]
    # Who is thought to have attacked is said by the column, and no type says otherwise.
    assert {row["first_attacks"] for row in reading.rows} == {1}
    (notice,) = reading.outcome.notices
    assert "does not name 'précisions'" in notice


def test_line_breaks_in_the_names_of_a_list_of_ones_own(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.csv").write_text(LIST.replace("date,", '"date\n(of attack)",'))
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [(row["line"], row["date_edtf"]) for row in reading.rows] == [
        (3, "2018-03-02"),
        (4, "2018-03-05"),
    ]


def test_a_list_without_ids_gets_a_key_that_tells_its_rows_apart(
    tmp_path: Path, read: Read
) -> None:
    (tmp_path / "a.csv").write_text(
        "Date,Place,Attacker,Deaths\n2018-03-02,Gao,JNIM,3\n2018-03-02,Gao,JNIM,4\n"
        "March 2018,Gao,JNIM,\n"
    )
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert "id: [date, place, attacker, deaths]" in (tmp_path / "a.csv.yml").read_text()
    assert [row["date_edtf"] for row in reading.rows] == ["2018-03-02", "2018-03-02", "2018-03"]
    assert len({row["id"] for row in reading.rows}) == 3


def test_who_took_part_is_not_said_to_have_attacked(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.csv").write_text(
        "id,date,actor1,actor2\n1,2018-03-02,JNIM,Army\n2,2018-03-03,Army,JNIM\n"
    )
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert {row.get("first_attacks") for row in reading.rows} <= {0, None}
    assert [reading.names(row, "actor_2") for row in reading.rows] == [("Army",), ("JNIM",)]


def test_a_table_without_days_gets_no_lines(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.csv").write_text("name,amount\nGao,1\nKidal,2\n")
    reading = read(tmp_path)
    (message,) = reading.messages
    assert message.endswith("no column here seems to hold days, with four digits of the year.")
    assert reading.outcome.suggestions == []


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        *(("2018-03", "2018-03"), ("March 2018", "2018-03"), ("mars 2018", "2018-03")),
        *(("03/2018", "2018-03"), ("2018", "2018"), ("2018-03-02", "2018-03-02")),
    ],
)
def test_a_month_or_a_year_in_a_list_of_ones_own_is_no_day(
    tmp_path: Path, read: Read, text: str, edtf: str
) -> None:
    (tmp_path / "a.csv").write_text(f"id,date,country\n1,{text},Mali\n2,2018-03-02,Mali\n")
    row, _ = with_lines(read, tmp_path).rows
    assert row["date_edtf"] == edtf


@pytest.mark.parametrize("table", COUNTS)
def test_counts_are_offered_as_no_events(tmp_path: Path, read: Read, table: str) -> None:
    (tmp_path / "n.csv").write_text(COUNTS[table])
    reading = read(tmp_path)
    assert reading.outcome.suggestions == []
    assert "passed over, since it counts events" in reading.outcome.notices[0]


def test_what_is_told_of_whole_years_is_offered_as_no_event(tmp_path: Path, read: Read) -> None:
    (tmp_path / "cy.csv").write_text("country_cy,country_id,year_cy,deaths_best\nMali,432,2022,9\n")
    assert read(tmp_path).outcome.suggestions == []


def test_a_date_in_three_columns(tmp_path: Path, read: Read) -> None:
    (tmp_path / "l.csv").write_text(
        "n°,année,mois,jour,lieu,tués\n1,2018,3,2,Gao,1\n2,2018,3,,Gao,\n3,2018,00,00,Gao,10-12\n"
    )
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [(row["date_edtf"], row["killed_best"]) for row in reading.rows] == [
        *(("2018-03-02", 1), ("2018-03", None), ("2018", None))
    ]


def test_a_range_as_our_own_dates_are_written(tmp_path: Path, read: Read) -> None:
    (tmp_path / "l.csv").write_text(
        "id,date,place\n1,2018-03-02/2018-03-04,Gao\n2,2018-03,Gao\n3,2018-03/2018-05,Gao\n"
    )
    assert [row["date_edtf"] for row in with_lines(read, tmp_path).rows] == [
        *("2018-03-02/2018-03-04", "2018-03", "2018-03-01/2018-05-31")
    ]


def test_tags_below_the_header_of_a_list_of_ones_own(tmp_path: Path, read: Read) -> None:
    (tmp_path / "l.csv").write_text(
        "id,date,place,country\n#event,#date,#loc,#country\n1,2018-03-02,Gao,Mali\n"
    )
    assert len(with_lines(read, tmp_path).rows) == 1


def test_numbers_without_names_and_days_get_no_lines(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.csv").write_text("1,2,3.5,4\n5,6,7.5,8\n")
    reading = read(tmp_path)
    assert "no column here seems to hold days" in reading.messages[0]
    assert reading.outcome.suggestions == []


def test_what_a_column_says_of_its_names_is_kept(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, build: Build
) -> None:
    for name, column in (("one", "Auteur présumé"), ("two", "Attacker")):
        (tmp_path / f"{name}.csv").write_text(f"id,date,actor\n{name},2018-03-02,JNIM\n")
        (tmp_path / f"{name}.yml").write_text(
            f"files: {name}.csv\ndata_set: {{id: list-{name}, title: L}}\nskip: 1\n"
            f'header: [id, date, "{column}"]\n'
            f'columns: {{id: id, date: date, perpetrator: "{column}"}}\n'
        )
    output = tmp_path_factory.mktemp("built") / "jnim.db"
    build(tmp_path, output)
    assert rows_of(
        output,
        "SELECT r.record_id, a.side, a.certainty FROM attack_actors a"
        " JOIN attack_reports r ON r.id = a.report_id WHERE r.data_file_id > 0 ORDER BY 1",
    ) == [("one", "perpetrator", "possible"), ("two", "perpetrator", "certain")]


def test_the_least_and_the_most_killed_and_no_day_of_a_report(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.csv").write_text(
        "id,date de publication,jour,morts (min),morts (max)\n1,2018-03-05,2018-03-02,3,7\n"
    )
    (row,) = with_lines(read, tmp_path).rows
    assert (row["date_edtf"], row["killed_low"], row["killed_best"], row["killed_high"]) == (
        *("2018-03-02", 3, None, 7),
    )
    (tmp_path / "a.csv.yml").unlink()
    (tmp_path / "a.csv").write_text("id,date de publication,morts\n1,2018-03-05,3\n")
    assert read(tmp_path).outcome.suggestions == []


@pytest.mark.parametrize("title", ["Attacks in the Sahel\n\n", "Attacks,,,,\nBy A. Nalyst,,,,\n"])
def test_a_title_above_a_list_of_ones_own(tmp_path: Path, read: Read, title: str) -> None:
    (tmp_path / "l.csv").write_text(title + LIST)
    reading = with_lines(read, tmp_path)
    assert (reading.messages, len(reading.rows)) == ([], 2)
    assert reading.outcome.notices == [
        "l.csv: its columns are named on line 3; what stands before is passed over"
    ]


def test_two_lists_of_ones_own_do_not_take_each_other_for_a_newer_version(
    tmp_path: Path, read: Read
) -> None:
    (tmp_path / "one.csv").write_text(LIST)
    (tmp_path / "two.csv").write_text(LIST.replace("3\n", "8\n"))
    reading = paste_all(read, tmp_path)
    assert sorted(row["id"] for row in reading.rows) == [
        *("list-one-1", "list-one-2", "list-two-1", "list-two-2")
    ]


def test_a_sheet_for_each_year_and_one_with_notes(
    tmp_path: Path, read: Read, build: Build, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [line.split(",") for line in LIST.splitlines()]
    later = [[cell.replace("2018", "2019") for cell in row] for row in rows]
    write_book(tmp_path / "l.xlsx", {"2018": rows, "2019": later, "Notes": [["Source: AFP"]]})
    reading = paste_all(read, tmp_path)
    assert (reading.messages, len(reading.rows)) == ([], 4)
    output = tmp_path_factory.mktemp("built") / "jnim.db"
    build(tmp_path, output)
    # Each sheet numbers its rows anew, at the same places.
    assert rows_of(output, "SELECT sum(used), sum(superseded) FROM data_files") == [(4, 0)]


def test_a_month_above_its_events_is_no_event(tmp_path: Path, read: Read) -> None:
    (tmp_path / "l.csv").write_text(
        "date,place,killed\nMarch 2018,,\n2018-03-02,Gao,3\n2018-03-05,Kidal,1\n"
    )
    reading = with_lines(read, tmp_path)
    assert reading.messages == [
        "l.csv:2: a value stands here alone. Expected a record; a heading is none."
    ]
    assert len(read(tmp_path, keep_good=True).rows) == 2


def test_two_columns_with_days_and_a_point_by_its_axes(tmp_path: Path, read: Read) -> None:
    (tmp_path / "l.csv").write_text(
        "id,start_date,end_date,place,x,y\n1,2018-03-02,2018-03-04,Gao,-0.04,16.27\n"
    )
    (row,) = with_lines(read, tmp_path).rows
    assert (row["date_edtf"], row["latitude"]) == ("2018-03-02/2018-03-04", 16.27)


def test_points_of_a_map_with_days_are_offered_as_events(tmp_path: Path, read: Read) -> None:
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-0.04, 16.27]}}
    told = feature | {"properties": {"place": "Gao", "date": "2018-03-02", "killed": 3}}
    collection = {"type": "FeatureCollection", "features": [told]}
    (tmp_path / "l.geojson").write_text(json.dumps(collection))
    (row,) = with_lines(read, tmp_path).rows
    assert (row["location"], row["longitude"]) == ("Gao", -0.04)


def test_a_number_of_people_is_not_that_of_a_row(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.csv").write_text(
        "Timestamp,Date of incident,Village,Armed group responsible,Number of people killed\n"
        "5/1/2019 10:00:00,13/03/2019,Gao,JNIM,2\n5/2/2019 10:00:00,14/03/2019,Kidal,JNIM,5\n"
    )
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [(row["date_edtf"], row["killed_best"]) for row in reading.rows] == [
        ("2019-03-13", 2),
        ("2019-03-14", 5),
    ]


def test_the_end_of_an_interview_is_not_that_of_an_incident(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.csv").write_text(
        "start,end,incident/date,incident/location,_id\n"
        "2019-01-03T08:00,2019-01-03T08:10,2019-01-01,Gao,901\n"
        "2019-01-04T08:00,2019-01-04T08:10,2019-01-02,Kidal,902\n"
    )
    reading = with_lines(read, tmp_path)
    assert [row["date_edtf"] for row in reading.rows] == ["2019-01-01", "2019-01-02"]


@pytest.mark.parametrize(
    "columns",
    ["latitude,longitude\n{},14\u00b030'N,3\u00b012'W\n", 'coordinates\n{},"14.5, -3.2"\n'],
    ids=["in minutes", "in one column"],
)
def test_points_that_are_not_read_are_told(tmp_path: Path, read: Read, columns: str) -> None:
    (tmp_path / "a.csv").write_text(f"id,date,place,{columns.format('1,2018-03-02,Gao')}", "utf-8")
    (suggestion,) = read(tmp_path).outcome.suggestions
    assert "# No points are read: latitude and longitude are to be two" in suggestion.text()
    assert with_lines(read, tmp_path).messages == []


def test_an_id_that_recurs_is_told(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.csv").write_text(
        "id,date,place,killed,source\n1,2018-03-02,Gao,3,AFP\n1,2018-03-02,Gao,4,RFI\n"
    )
    (suggestion,) = read(tmp_path).outcome.suggestions
    assert "# id is the same in several rows: each row becomes an event" in suggestion.text()
    assert with_lines(read, tmp_path).messages == []
