"""Mapping files, and the lines that are offered for them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import (
    ACLED_2016,
    ACLED_2019,
    ACLED_2020,
    ACLED_2023,
    UCDP_23,
    acled_row,
    ucdp_row,
    write_rows,
)
from loaders.events.layouts.orders import ORDERS
from tests.events.conftest import Reading, events, write_export

Read = Callable[..., Reading]


def with_lines(read: Read, folder: Path) -> Reading:
    """A second reading, with the lines that the first one offers."""
    (suggestion,) = read(folder).outcome.suggestions
    first = suggestion.advice(folder).partition("\n")[0].removesuffix(":")
    path = first.partition("put these lines into the file ")[2]
    Path(path).write_text(suggestion.text(), encoding="utf-8")
    return read(folder)


def day_first(count: int = 12, **changes: Any) -> list[dict[str, str]]:
    return [acled_row(event, style="%d/%m/%Y") for event in events(count, **changes)]


# ---------------------------------------------------------------- dates


def test_a_day_that_can_be_read_in_one_way_is_not_said_to_be_open(
    tmp_path: Path, read: Read
) -> None:
    row = acled_row(events(1)[0]) | {"event_date": "5/13/2021", "year": "2021"}
    write_rows(tmp_path / "a.csv", ACLED_2023, [row])
    (message,) = read(tmp_path).messages
    assert "'5/13/2021' is in numbers, the day or the month first" in message


def test_days_in_numbers_are_read_as_a_mapping_file_says(tmp_path: Path, read: Read) -> None:
    write_rows(tmp_path / "a.csv", ACLED_2023, day_first(20))
    reading = read(tmp_path)
    (message,) = reading.messages
    assert message.startswith(
        "a.csv:2: event_date: '01/01/2019' is in numbers, the day or the month "
    )
    assert "(20 rows; '02/01/2019' on line 3; " in message
    (suggestion,) = reading.outcome.suggestions
    assert suggestion.text() == 'files: "a.csv"\ndata_set: acled-events\nday_first: yes\n'
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [row["date_edtf"] for row in reading.rows] == [
        event.day.isoformat() for event in events(20)
    ]


def test_where_nothing_tells_the_order_both_are_offered(tmp_path: Path, read: Read) -> None:
    write_rows(tmp_path / "a.csv", ACLED_2023, day_first(5))
    (suggestion,) = read(tmp_path).outcome.suggestions
    assert "day_first: yes    # or no, where the month goes first\n" in suggestion.text()
    (tmp_path / "m.yml").write_text("data_set: acled-events\nfiles: a.csv\nday_first: no\n")
    assert [row["date_edtf"] for row in read(tmp_path).rows] == [
        f"2019-{month:02}-01" for month in range(1, 6)
    ]


def test_where_the_orders_are_mixed_none_is_offered(tmp_path: Path, read: Read) -> None:
    rows = [*day_first(15), acled_row(events(1, id="MLI99")[0]) | {"event_date": "01/25/2019"}]
    write_rows(tmp_path / "a.csv", ACLED_2023, rows)
    reading = read(tmp_path)
    assert len(reading.messages) == 1
    assert reading.outcome.suggestions == []


def test_a_month_first_layout_may_have_the_day_first(tmp_path: Path, read: Read) -> None:
    rows = [ucdp_row(event, id_=n, low=1, best=1, high=1) for n, event in enumerate(events(20), 1)]
    for row in rows:
        year, month, day = row["date_start"].split("-")
        row["date_start"] = row["date_end"] = f"{day}/{month}/{year}"
    write_rows(tmp_path / "ged.csv", UCDP_23, rows)
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert reading.rows[19]["date_edtf"] == "2019-01-20"


def test_a_decimal_comma_can_mean_nothing_else(tmp_path: Path, read: Read) -> None:
    rows = [acled_row(event) | {"latitude": "14,51", "longitude": "-4,11"} for event in events(1)]
    write_rows(tmp_path / "a.csv", ACLED_2023, rows, delimiter=";")
    (row,) = read(tmp_path).rows
    assert (row["latitude"], row["longitude"]) == (14.51, -4.11)


def test_letters_in_another_encoding(tmp_path: Path, read: Read) -> None:
    rows = [acled_row(event, style="%Y-%m-%d") for event in events(9, place="Yendéré", notes="-")]
    path = write_rows(tmp_path / "a.csv", ACLED_2023, rows, encoding="cp1252")
    (message,) = read(tmp_path).messages
    assert message.startswith("a.csv:2: byte 0xe9 (number ")
    assert "(9 rows)" in message
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert {row["location"] for row in reading.rows} == {"Yendéré"}
    # A byte that is damaged is no other encoding.
    (tmp_path / "a.csv.yml").unlink()
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3:] = [line.decode("cp1252").encode() for line in lines[3:]]
    path.write_bytes(b"".join(lines))
    reading = read(tmp_path)
    assert len(reading.messages) == 1
    assert reading.outcome.suggestions == []


def test_a_file_in_two_encodings_is_noticed(tmp_path: Path, read: Read) -> None:
    rows = [acled_row(event, style="%Y-%m-%d") for event in events(9, place="Yendéré", notes="-")]
    path = write_rows(tmp_path / "a.csv", ACLED_2023, rows, encoding="cp1252")
    reading = with_lines(read, tmp_path)
    assert (reading.messages, reading.outcome.notices) == ([], [])
    lines = path.read_bytes().splitlines(keepends=True)
    lines[6:] = [line.decode("cp1252").encode() for line in lines[6:]]
    path.write_bytes(b"".join(lines))
    (notice,) = read(tmp_path).outcome.notices
    assert notice.startswith(
        "a.csv: 4 lines are in UTF-8 (the first is line 7), though the file is"
    )


def test_lines_for_a_table_that_has_a_mapping_file_are_to_be_added_to_it(
    tmp_path: Path, read: Read
) -> None:
    rows = [row | {"event_type": "Batles"} for row in day_first(20)]
    write_rows(tmp_path / "a.csv", ACLED_2023, rows)
    (tmp_path / "a.csv.yml").write_text("files: a.csv\ndata_set: acled-events\nday_first: yes\n")
    (suggestion,) = read(tmp_path).outcome.suggestions
    assert suggestion.advice(tmp_path) == (
        f"To have a.csv read, add these lines to {tmp_path / 'a.csv.yml'}:\n"
        'values:\n  event_type:\n    "Batles": "Battles"\n'
    )
    with (tmp_path / "a.csv.yml").open("a") as handle:
        handle.write(suggestion.text())
    assert read(tmp_path).messages == []


# ---------------------------------------------------------------- columns and headers


def test_a_key_of_several_columns(tmp_path: Path, read: Read) -> None:
    (tmp_path / "m.yml").write_text(
        "title: T\ndata_set: {id: my-list, title: My list}\n"
        "columns: {id: [country, n], date: day, location: [district, village]}\n"
    )
    (tmp_path / "list.csv").write_text(
        "country,n,day,district,village\nML,1,2019-05-01,Mopti,Kona\nBF,1,2019-05-02,,Djibo\n"
        "ML,2 b,2019-05-03,,\n"
    )
    reading = read(tmp_path)
    assert reading.messages == []
    assert [(row["id"], row["location"]) for row in reading.rows] == [
        ("my-list-ML-1", "Mopti-Kona"),
        ("my-list-BF-1", "Djibo"),
        ("my-list-ML-2-b", None),
    ]


def test_both_readers_make_the_same_keys(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_a_key_of_several_columns(tmp_path, read)
    fast = read(tmp_path).rows
    monkeypatch.setattr("loaders.events.read_tables.suits_columns", lambda *_: False)
    assert read(tmp_path).rows == fast


def test_rows_without_an_id(tmp_path: Path, read: Read) -> None:
    rows = [acled_row(event) | {"event_id_cnty": ""} for event in events(3)]
    write_rows(tmp_path / "a.csv", ACLED_2023, rows)
    (message,) = read(tmp_path).messages
    assert message.startswith("a.csv:2: event_id_cnty: nothing stands here (3 rows")
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert len({row["id"] for row in reading.rows}) == 3


def test_a_table_without_one_column_of_a_layout(tmp_path: Path, read: Read) -> None:
    columns = [name for name in ACLED_2023 if name != "fatalities"]
    rows = [acled_row(event) for event in events(3)]
    write_rows(tmp_path / "a.csv", columns, rows)
    (suggestion,) = read(tmp_path).outcome.suggestions
    assert (
        "# Without fatalities: that stays empty. A column with it under another name is named"
        in (suggestion.text())
    )
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [row["killed_best"] for row in reading.rows] == [None, None, None]


def test_a_column_under_another_name(tmp_path: Path, read: Read) -> None:
    columns = [name if name != "fatalities" else "fatalities_total" for name in ACLED_2023]
    rows = [acled_row(event) | {"fatalities_total": "3"} for event in events(3)]
    write_rows(tmp_path / "a.csv", columns, rows)
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [row["killed_best"] for row in reading.rows] == [3, 3, 3]


def headless(path: Path, **dress: Any) -> None:
    rows = [ucdp_row(event, id_=n, low=1, best=2, high=3) for n, event in enumerate(events(5), 1)]
    write_rows(path, UCDP_23, rows, **dress)
    path.write_text(path.read_text().partition("\n")[2])


def test_a_release_without_its_header(tmp_path: Path, read: Read) -> None:
    headless(tmp_path / "GEDEvent_v24_0_1.csv", quote_all=True)
    (message,) = read(tmp_path).messages
    assert message.startswith(
        "GEDEvent_v24_0_1.csv:1: the first line is no header but a row; the columns seem to be "
        "those of UCDP GED 23.1 and later"
    )
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [(row["record"], row["line"]) for row in reading.rows] == [
        (str(number), number) for number in range(1, 6)
    ]
    assert reading.rows[0]["killed_high"] == 3
    assert reading.outcome.files[0].version == "24.0.1"


def test_numbers_for_columns_that_nobody_names(tmp_path: Path, read: Read) -> None:
    (tmp_path / "list.tsv").write_text(
        "41001\t20180302\t\t7\t4\tGao, Mali\t16.27\t-0.04\t-1\n"
        "41002\t20180303\t\t8\t4\tKidal, Mali\t18.44\t1.41\t-1\n"
    )
    (suggestion,) = read(tmp_path).outcome.suggestions
    assert "header: none\nseparator: tab\n" in suggestion.text()
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [
        (row["record"], row["date_edtf"], row["location"], row["latitude"]) for row in reading.rows
    ] == [
        ("41001", "2018-03-02", "Gao, Mali", 16.27),
        ("41002", "2018-03-03", "Kidal, Mali", 18.44),
    ]


def test_the_orders_of_columns_are_those_of_releases() -> None:
    ours = {tuple(map(str.lower, columns)) for columns in ORDERS}
    for columns in (ACLED_2016, ACLED_2019, ACLED_2020, ACLED_2023, UCDP_23):
        assert tuple(name.lower() for name in columns) in ours


def test_lines_before_the_header(tmp_path: Path, read: Read) -> None:
    path = write_export(tmp_path / "a.csv", 4)
    path.write_text(f'Source: ACLED; accessed "1 May"\n\n{path.read_text()}')
    reading = read(tmp_path)
    assert reading.messages == []
    assert [row["line"] for row in reading.rows] == [4, 5, 6, 7]
    assert reading.outcome.notices == [
        "a.csv: its columns are named on line 3; what stands before is passed over"
    ]


def test_a_mapping_file_may_say_how_the_text_is_read(tmp_path: Path, read: Read) -> None:
    (tmp_path / "m.yml").write_text(
        "data_set: {id: my-list, title: My list}\nfiles: list.txt\nskip: 2\nseparator: bar\n"
        "encoding: windows-1252\nheader: [no, when, where]\n"
        "columns: {id: no, date: when, location: where}\n"
    )
    (tmp_path / "list.txt").write_bytes(
        "A list|by|somebody\nof|two|lines\n1|2019-05-01|Yendéré\n".encode("cp1252")
    )
    (row,) = read(tmp_path).rows
    assert (row["record"], row["location"], row["line"]) == ("1", "Yendéré", 3)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("day_first: perhaps", "'perhaps' is no answer. Expected yes or no"),
        ("skip: some", "'some' is no number"),
        ("separator: colon", "'colon' is no separator"),
        ("encoding: utf-9", "'utf-9' is no encoding"),
        ("header: yes", "the header is no list of names"),
        ("header: none", "it is not said of which table the header is"),
        ("columns: {event_date: ...}", "'event_date' names no column"),
    ],
)
def test_slips_in_a_mapping_file(tmp_path: Path, read: Read, line: str, message: str) -> None:
    write_export(tmp_path / "a.csv")
    (tmp_path / "m.yml").write_text(f"data_set: acled-events\n{line}\n")
    messages = read(tmp_path).messages
    assert any("m.yml" in each and message in each for each in messages), messages


def test_a_mapping_file_for_a_table_that_lacks_what_it_names(tmp_path: Path, read: Read) -> None:
    write_export(tmp_path / "a.csv")
    (tmp_path / "m.yml").write_text(
        "data_set: acled-events\nfiles: a.csv\ncolumns: {fatalities: deaths}\n"
    )
    (message,) = read(tmp_path).messages
    assert message.startswith("a.csv: the mapping file ")
    assert "which lacks 'deaths'" in message


def test_a_mapping_file_for_no_table(tmp_path: Path, read: Read) -> None:
    write_export(tmp_path / "a.csv")
    (tmp_path / "m.yml").write_text("data_set: ucdp-ged\ncolumns: {id: id}\n")
    reading = read(tmp_path)
    assert reading.messages == []
    (notice,) = reading.outcome.notices
    assert "m.yml: it is for no table here; the nearest lacks 'id', 'date_start'" in notice


# ---------------------------------------------------------------- words of types


def test_a_type_that_nobody_knows_is_told_once_with_lines_for_it(
    tmp_path: Path, read: Read
) -> None:
    rows = [acled_row(event) | {"event_type": "Batles"} for event in events(300)]
    rows[7]["event_type"] = "Protestz"
    write_rows(tmp_path / "a.csv", ACLED_2023, rows)
    (message,) = read(tmp_path).messages
    assert message.startswith(
        "a.csv:2: event_type: 'Batles' is no type that event_types.yml knows (300 rows; "
        "'Protestz' on line 9). Expected 'Battles' perhaps; one of"
    )
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert reading.rows[7]["attack_type"] == "protest"


def test_two_hundred_mistakes_of_one_kind_are_one_message(tmp_path: Path, read: Read) -> None:
    rows = [acled_row(event) for event in events(400)]
    for number, row in enumerate(rows):
        row["latitude"] = f"{number + 100}"
        row["fatalities"] = "many" if number % 2 else row["fatalities"]
    write_rows(tmp_path / "a.csv", ACLED_2023, rows)
    messages = read(tmp_path).messages
    assert len(messages) == 2
    assert "(200 rows; " not in messages[1]
    assert messages[0].startswith("a.csv:2: latitude: '100' is not on the globe (200 rows; '102'")
    reading = read(tmp_path, keep_good=True)
    assert len(reading.outcome.refused.rows) == 400


def test_numbers_that_are_none_are_unknown_until_somebody_says_more(
    tmp_path: Path, read: Read
) -> None:
    odd = ("-1", "many", "3-5")
    written = [
        acled_row(event) | {"fatalities": text} for event, text in zip(events(3), odd, strict=True)
    ]
    write_rows(tmp_path / "a.csv", ACLED_2023, written)
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [row["killed_best"] for row in reading.rows] == [None, None, None]
