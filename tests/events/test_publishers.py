"""Files as publishers, spreadsheets and other people's programs give them, kind by kind."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from benchmarks.synthetic import ACLED_2023, UCDP_23, acled_row, ucdp_row, write_rows
from tests.events.conftest import Reading, events
from tests.events.test_mappings import with_lines

Read = Callable[..., Reading]


def acled(count: int, **changes: str) -> list[dict[str, str]]:
    """Records of ACLED with days that nobody can misread."""
    return [acled_row(event, style="%Y-%m-%d") | changes for event in events(count)]


def ucdp(count: int, **changes: str) -> list[dict[str, str]]:
    """Records of UCDP GED."""
    return [
        ucdp_row(event, id_=number, low=1, best=2, high=3) | changes
        for number, event in enumerate(events(count), 1)
    ]


# ------------------------------------------------------------------ days


def test_a_release_that_a_spreadsheet_has_saved_is_not_taken_to_have_the_month_first(
    tmp_path: Path, read: Read
) -> None:
    rows = [
        row | {"date_start": f"0{day}/03/2019", "date_end": f"0{day}/03/2019", "year": "2019"}
        for day, row in enumerate(ucdp(5), 1)
    ]
    write_rows(tmp_path / "ged.csv", UCDP_23, rows)
    (message,) = read(tmp_path).messages
    assert "is in numbers, the day or the month first (5 rows" in message
    assert [row["date_edtf"] for row in with_lines(read, tmp_path).rows] == [
        f"2019-03-0{day}" for day in range(1, 6)
    ]


def test_where_a_mapping_file_has_said_the_order_the_message_names_it(
    tmp_path: Path, read: Read
) -> None:
    rows = acled(2, event_date="sometime")
    write_rows(tmp_path / "a.csv", ACLED_2023, rows)
    (tmp_path / "a.csv.yml").write_text('files: "a.csv"\ndata_set: acled-events\nday_first: yes\n')
    (message,) = read(tmp_path).messages
    assert message.endswith("Expected a day such as 2018-03-02 or 02/03/2018 (day first).")


@pytest.mark.parametrize(
    ("precision", "edtf"),
    [
        ("1", "2019-03-05"),
        ("2", "2019-02-28/2019-03-10"),
        ("3", "2019-02-27/2019-03-11"),
        ("4", "2019-03"),
        ("5", "2019"),
    ],
)
def test_one_day_is_no_more_exact_than_its_precision(
    tmp_path: Path, read: Read, precision: str, edtf: str
) -> None:
    days = {"date_start": "2019-03-05", "date_end": "2019-03-05", "date_prec": precision}
    write_rows(tmp_path / "ged.csv", UCDP_23, ucdp(1, **days))
    (row,) = read(tmp_path).rows
    assert row["date_edtf"] == edtf


# ------------------------------------------------------------------ JSON


def test_a_record_that_the_end_of_a_file_cuts_is_told(tmp_path: Path, read: Read) -> None:
    lines = "\n".join(map(json.dumps, acled(3)))
    # What is left of the last one can be read, and lacks its last values.
    cut = lines[: lines.rindex(', "')]
    (tmp_path / "a.jsonl").write_text(cut)
    assert read(tmp_path).messages == [
        "a.jsonl:3: the file ends within the record. Expected a record in braces."
    ]
    reading = read(tmp_path, keep_good=True)
    assert [row["record"] for row in reading.rows] == ["MLI1", "MLI2"]


def test_a_download_of_a_list_that_broke_off_is_told(tmp_path: Path, read: Read) -> None:
    whole = json.dumps({"count": 3, "data": acled(3)})
    (tmp_path / "a.json").write_text(whole[:-40])
    messages = read(tmp_path).messages
    assert any(each.startswith("a.json:3: the file ends within the record.") for each in messages)


# --------------------------------------------------------------- letters


@pytest.mark.parametrize(
    ("encoding", "place"),
    [
        ("windows-1252", "Ménaka"),
        ("cp850", "Ménaka"),
        ("mac-roman", "Ménaka"),
        ("windows-1256", "تمبكتو"),
        ("windows-1252", "SÉGOU"),
    ],
)
def test_the_encoding_in_which_words_look_like_words(
    tmp_path: Path, read: Read, encoding: str, place: str
) -> None:
    write_rows(
        tmp_path / "a.csv", ACLED_2023, acled(3, location=place, notes="x"), encoding=encoding
    )
    reading = with_lines(read, tmp_path)
    lines = (tmp_path / "a.csv.yml").read_text("utf-8")
    assert f'encoding: {encoding}    # by which a word of it reads "{place}"' in lines
    assert {row["location"] for row in reading.rows} == {place}


def test_the_lines_for_another_encoding_say_the_order_of_days_as_well(
    tmp_path: Path, read: Read
) -> None:
    rows = [row | {"event_date": f"{day}/01/2019"} for day, row in enumerate(acled(20), 1)]
    named = [row | {"location": "Ménaka"} for row in rows]
    write_rows(tmp_path / "a.csv", ACLED_2023, named, encoding="cp1252")
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert reading.rows[1]["date_edtf"] == "2019-01-02"


# ------------------------------------------------- lines that are pasted


def french(name: str) -> str:
    """A name of a column as a French colleague might have translated it."""
    return {"event_date": "date_evenement", "event_type": "type_evenement"}.get(name, f"{name}_fr")


def test_a_release_whose_columns_somebody_has_translated(tmp_path: Path, read: Read) -> None:
    rows = [{french(name): text for name, text in row.items()} for row in acled(4)]
    write_rows(tmp_path / "a.csv", [french(name) for name in ACLED_2023], rows)
    (message,) = read(tmp_path).messages
    assert "by what stands in them they are those of ACLED since 2023" in message
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [(row["record"], row["line"]) for row in reading.rows][:2] == [("MLI1", 2), ("MLI2", 3)]


def test_words_for_the_codes_of_a_data_set(tmp_path: Path, read: Read) -> None:
    rows = ucdp(2, type_of_violence="State-based conflict") + [
        row | {"id": "3"} for row in ucdp(1, type_of_violence="One-sided violence")
    ]
    write_rows(tmp_path / "ged.csv", UCDP_23, rows)
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [row["attack_type"] for row in reading.rows] == [
        *("battle", "battle", "violence-against-civilians")
    ]


def test_a_type_that_nobody_knows_is_not_taken_for_another(tmp_path: Path, read: Read) -> None:
    write_rows(tmp_path / "a.csv", ACLED_2023, acled(2, event_type="Bewegung"))
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert {(row["attack_type"], row["first_attacks"]) for row in reading.rows} == {
        ("unspecified", 0)
    }


def test_a_name_with_brackets_is_no_pattern(tmp_path: Path, read: Read) -> None:
    rows = [row | {"event_date": f"{day}/01/2019"} for day, row in enumerate(acled(20), 1)]
    write_rows(tmp_path / "Export [1].csv", ACLED_2023, rows)
    reading = with_lines(read, tmp_path)
    assert (reading.messages, len(reading.rows)) == ([], 20)


# --------------------------------------------------- values and versions


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2023-10-01T12:00:00Z", 1_696_161_600),
        ("2023-10-01 12:00:00", 1_696_161_600),
        ("2023-10-01T14:00:00+02:00", 1_696_161_600),
        ("1696161600123", 1_696_161_600),
    ],
)
def test_time_stamps_that_a_program_has_changed(
    tmp_path: Path, read: Read, text: str, seconds: int
) -> None:
    write_rows(tmp_path / "a.csv", ACLED_2023, acled(1, timestamp=text))
    (row,) = read(tmp_path).rows
    assert row["rank"] == seconds


def test_what_is_not_stated_is_unknown(tmp_path: Path, read: Read) -> None:
    write_rows(tmp_path / "ged.csv", UCDP_23, ucdp(1, best="", low="", high=""))
    write_rows(tmp_path / "a.csv", ACLED_2023, acled(1, time_precision=""))
    reading = read(tmp_path)
    assert reading.messages == []
    assert [
        (row["killed_low"], row["killed_best"], row["date_edtf"], row["date_note"])
        for row in sorted(reading.rows, key=lambda each: str(each["id"]))
    ] == [
        (0, 0, "2019-01-01", "The table gives one day, and no precision of it."),
        (None, None, "2019-01-01", None),
    ]


def test_signs_of_word_processors(tmp_path: Path, read: Read) -> None:
    write_rows(tmp_path / "a.csv", ACLED_2023, acled(1, longitude="\N{MINUS SIGN}4.1"))
    write_rows(tmp_path / "ged.csv", UCDP_23, ucdp(1, id="480,001"))
    reading = read(tmp_path)
    assert reading.messages == []
    assert {(row["record"], row["longitude"]) for row in reading.rows} >= {("MLI1", -4.1)}
    assert "480001" in {row["record"] for row in reading.rows}


# ------------------------------------------------------- files and sheets


def test_an_answer_or_a_table_without_records_does_not_stop_the_others(
    tmp_path: Path, read: Read
) -> None:
    (tmp_path / "0.json").write_text(json.dumps({"TotalPages": 1, "Result": ucdp(2)}))
    (tmp_path / "1.json").write_text(json.dumps({"TotalPages": 1, "Result": []}))
    write_rows(tmp_path / "Togo.csv", ACLED_2023, [])
    reading = read(tmp_path)
    assert (reading.messages, len(reading.rows)) == ([], 2)
    assert reading.outcome.notices == [
        "1.json: passed over, since it holds no records",
        "Togo.csv:1: there are no rows after the header",
    ]
    for path in tmp_path.glob("0.*"):
        path.unlink()
    (message,) = read(tmp_path).messages
    assert message.startswith("Togo.csv:1: there are no rows after the header")


def test_remarks_below_a_table_are_one_mistake(tmp_path: Path, read: Read) -> None:
    path = write_rows(tmp_path / "a.csv", ACLED_2023, acled(2))
    path.write_text(path.read_text() + "Source: ACLED, 3 May\nOf which some are uncertain\n")
    (message,) = read(tmp_path).messages
    assert message.startswith("a.csv:4: the row has 2 fields (2 rows).")


def test_sheets_that_are_hidden_and_cells_that_are_merged(tmp_path: Path, read: Read) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Data"
    hidden = book.create_sheet("old")
    hidden.sheet_state = "hidden"
    for sheet, first in ((book.active, 0), (hidden, 3)):
        sheet.append(ACLED_2023)
        for row in acled(6)[first : first + 3]:
            sheet.append([row[name] for name in ACLED_2023])
    at = ACLED_2023.index("location") + 1
    book.active.merge_cells(start_row=2, end_row=4, start_column=at, end_column=at)
    # What stands below the table belongs to no column.
    book.active.append(["Source: ACLED"])
    book.active.merge_cells(start_row=5, end_row=5, start_column=1, end_column=31)
    book.save(tmp_path / "a.xlsx")
    reading = read(tmp_path, keep_good=True)
    assert [row["location"] for row in reading.rows] == [
        *("Town0", "Town0", "Town0", "Town3", "Town4", "Town5")
    ]
    assert [file.refused for file in reading.outcome.files] == [1, 0]
    assert "a.xlsx/old: it is read, though the spreadsheet hides it" in reading.outcome.notices


def test_rows_of_one_merged_key_are_not_taken_for_one_record(tmp_path: Path, read: Read) -> None:
    book = openpyxl.Workbook()
    book.active.append(ACLED_2023)
    for row in acled(3):
        book.active.append([row[name] for name in ACLED_2023])
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    (message,) = read(tmp_path).messages
    assert message.startswith("a.xlsx:3: event_id_cnty: nothing stands here")


def test_of_two_encodings_in_one_file_it_is_said_that_there_are_two(
    tmp_path: Path, read: Read
) -> None:
    path = write_rows(tmp_path / "a.csv", ACLED_2023, acled(4, location="Ménaka", notes="x"))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(
        b"".join([*lines[:3], *(each.decode().encode("cp1252") for each in lines[3:])])
    )
    (message,) = read(tmp_path).messages
    assert message.endswith("as other rows of the file are: save all of it in one encoding.")


def test_what_lines_can_mend_in_one_row_is_told_in_one_run(tmp_path: Path, read: Read) -> None:
    rows = [
        row | {"event_date": f"{day}/01/2019", "event_type": "Bewegung", "fatalities": "many"}
        for day, row in enumerate(acled(20), 1)
    ]
    write_rows(tmp_path / "a.csv", ACLED_2023, rows)
    first = read(tmp_path)
    assert len(first.messages) == 3
    assert len(first.outcome.refused.rows) == 20
    reading = with_lines(read, tmp_path)
    assert (reading.messages, len(reading.rows)) == ([], 20)


def test_values_in_the_wrong_columns_are_one_mistake(tmp_path: Path, read: Read) -> None:
    path = write_rows(tmp_path / "a.csv", ACLED_2023, acled(2))
    path.write_text(path.read_text().replace("MLI1,", "MLI1,one more,", 1)[:-1] + "\n")
    assert len(read(tmp_path).messages) == 1


def test_of_three_numbers_of_two_digits_none_is_taken_for_the_year(
    tmp_path: Path, read: Read
) -> None:
    write_rows(tmp_path / "a.csv", ACLED_2023, acled(1, event_date="23-09-01", year="2023"))
    reading = read(tmp_path)
    (message,) = reading.messages
    assert "event_date: '23-09-01' may have its year first or last" in message
    assert reading.outcome.suggestions == []


def test_lines_for_a_mapping_file_that_has_such_lines_already(tmp_path: Path, read: Read) -> None:
    rows = [acled(2)[0] | {"fatalities": "many"}, acled(2)[1] | {"fatalities": "some"}]
    write_rows(tmp_path / "a.csv", ACLED_2023, rows)
    path = tmp_path / "a.csv.yml"
    path.write_text(
        "files: a.csv\ndata_set: acled-events\nvalues:\n  event_type:\n    Fight: Battles\n"
    )
    (suggestion,) = read(tmp_path).outcome.suggestions
    first, _, lines = suggestion.advice(tmp_path).partition("\n")
    assert first.endswith(f"add these lines to {path}:")
    path.write_text(path.read_text() + lines)
    assert read(tmp_path).messages == []


def test_the_id_of_a_conflict_is_not_taken_for_that_of_an_event(tmp_path: Path, read: Read) -> None:
    columns = [name for name in UCDP_23 if name not in ("id", "relid")]
    rows = [row | {"conflict_new_id": "11347", "side_b_new_id": "6716"} for row in ucdp(4)]
    write_rows(tmp_path / "ged.csv", columns, rows)
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert len({row["id"] for row in reading.rows}) == 4
