"""One export in the many forms in which it arrives: the same records, or one clear message."""

import csv
import datetime
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.synthetic import ACLED_2023, UCDP_23, acled_row, ucdp_row, write_rows
from tests.events.conftest import Reading, events, write_export
from tests.events.test_answers import as_json
from tests.events.test_events_command import run_here
from tests.events.test_mappings import with_lines

Read = Callable[..., Reading]
Change = Callable[[str], str | bytes]

DAYS: dict[str, Callable[[datetime.date], str]] = {
    "spreadsheet": lambda day: str((day - datetime.date(1899, 12, 30)).days),
    "spreadsheet, at noon": lambda day: f"{(day - datetime.date(1899, 12, 30)).days}.5",
    "American": lambda day: f"{day:%B} {day.day}, {day.year}",
    "French": lambda day: f"{day.day} {('janvier', 'févr.')[day.month - 1]} {day.year}",
    "with a zone": lambda day: f"{day.isoformat()}T00:00:00+00:00",
    "seconds since 1970": lambda day: str((day - datetime.date(1970, 1, 1)).days * 86_400),
    "with points": lambda day: f"{day:%Y.%m.%d}",
    "thousandths": lambda day: str((day - datetime.date(1970, 1, 1)).days * 86_400_000),
}


@pytest.mark.parametrize("style", DAYS)
def test_days_in_other_styles(tmp_path: Path, read: Read, style: str) -> None:
    made_up = events(40)
    rows = [acled_row(event) | {"event_date": DAYS[style](event.day)} for event in made_up]
    write_rows(tmp_path / "a.csv", ACLED_2023, rows)
    reading = read(tmp_path)
    assert reading.messages == []
    assert [row["date_edtf"] for row in reading.rows] == [each.day.isoformat() for each in made_up]


def between(separator: str) -> Change:
    """Return what writes the fields of a text with another separator."""

    def change(text: str) -> str:
        changed = io.StringIO(newline="")
        csv.writer(changed, delimiter=separator).writerows(csv.reader(io.StringIO(text)))
        return changed.getvalue()

    return change


FORMS: dict[str, Change] = {
    "carets": between("^"),
    "tildes": between("~"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "the other UTF-16": lambda text: text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "names of two words": lambda text: text.replace("_", " ", text.partition("\n")[0].count("_")),
    "a name of two lines": lambda text: text.replace("notes", '"notes\n"', 1),
    "a long preamble": lambda text: "".join(f"# Terms, {n}\n" for n in range(60)) + text,
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_that_are_read(tmp_path: Path, read: Read, form: str) -> None:
    path = write_export(tmp_path / "a.csv", 12)
    expected = read(tmp_path).rows
    changed = FORMS[form](path.read_text("utf-8"))
    path.write_bytes(changed if isinstance(changed, bytes) else changed.encode())
    reading = read(tmp_path)
    assert reading.messages == []
    assert [row | {"line": 0} for row in reading.rows] == [row | {"line": 0} for row in expected]


def test_rows_of_blanks_and_the_end_of_a_file_of_dos(tmp_path: Path, read: Read) -> None:
    path = write_export(tmp_path / "a.csv", 5)
    path.write_text(f"{path.read_text('utf-8')}   \n{' ,' * (len(ACLED_2023) - 1)} \n\x1a", "utf-8")
    reading = read(tmp_path)
    assert reading.messages == []
    (file,) = reading.outcome.files
    assert (file.rows, file.records, file.ignored) == (8, 5, 3)


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return packed.getvalue()


def test_an_archive_within_an_archive(tmp_path: Path, read: Read) -> None:
    one, other = (
        write_export(tmp_path / name, 3, id=name).read_bytes() for name in ("MLI1", "MLI2")
    )
    folder = tmp_path / "exports"
    folder.mkdir()
    inner = zipped(c_csv=one)
    (folder / "a.zip").write_bytes(
        zipped(b_zip=inner, d_zip=zipped(e_zip=inner), f_csv=b"%PDF-1.7", g_csv=other)
    )
    reading = read(folder, keep_good=True)
    assert [file.name for file in reading.outcome.files] == ["a.zip/b.zip/c.csv", "a.zip/g.csv"]
    assert [row[0] for row in reading.outcome.refused.rows if not row[2]][:2] == [
        "a.zip/d.zip/e.zip",
        "a.zip/f.csv",
    ]


def test_pages_and_lines_of_json(tmp_path: Path, read: Read) -> None:
    rows = [ucdp_row(event, id_=n, low=1, best=2, high=3) for n, event in enumerate(events(9), 1)]
    pages = [{"TotalPages": 4, "Result": rows[at : at + 2]} for at in range(0, 6, 2)]
    (tmp_path / "list.json").write_text(json.dumps(pages[:1]))
    (tmp_path / "two.json").write_text("\n".join(map(json.dumps, pages[1:])), "utf-16")
    (tmp_path / "lines.jsonl").write_text("\n".join(map(json.dumps, rows[6:])))
    reading = read(tmp_path)
    assert reading.messages == []
    assert sorted(row["record"] for row in reading.rows) == [str(n) for n in range(1, 10)]
    assert reading.outcome.notices == ["list.json: of 4 pages 1 is not here"]


@pytest.mark.parametrize("call", ["callback({});", "/**/ jQuery1.got( {} )\n", "\ufeffa({})"])
def test_json_as_the_call_of_a_function(tmp_path: Path, read: Read, call: str) -> None:
    rows = [ucdp_row(event, id_=n, low=1, best=2, high=3) for n, event in enumerate(events(3), 1)]
    (tmp_path / "a.json").write_text(call.replace("{}", json.dumps({"Result": rows})), "utf-8")
    reading = read(tmp_path)
    assert reading.messages == []
    assert [row["record"] for row in reading.rows] == ["1", "2", "3"]


def test_points_of_geojson(tmp_path: Path, read: Read) -> None:
    rows = [ucdp_row(event, id_=n, low=1, best=2, high=3) for n, event in enumerate(events(2), 1)]
    points = [(float(row.pop("longitude")), float(row.pop("latitude"))) for row in rows]
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": point}, "properties": row}
        for point, row in zip(points, rows, strict=True)
    ]
    as_list = {"type": "FeatureCollection", "features": features}
    (tmp_path / "a.json").write_text(json.dumps(as_list), "utf-8")
    reading = read(tmp_path)
    assert reading.messages == []
    assert [(row["longitude"], row["latitude"]) for row in reading.rows] == points


@pytest.mark.parametrize("character", ["\0", "\ud83d"])
def test_a_record_in_json_with_what_is_no_text_costs_itself(
    tmp_path: Path, read: Read, character: str
) -> None:
    rows = [acled_row(event) for event in events(5)]
    rows[2]["notes"] += character
    (tmp_path / "a.json").write_text("\n".join(map(json.dumps, rows)))
    (message,) = read(tmp_path).messages
    assert message.startswith("a.json:3: it holds a NUL byte, or something that is no text")
    kept = read(tmp_path, keep_good=True)
    assert [row["record"] for row in kept.rows] == ["MLI1", "MLI2", "MLI4", "MLI5"]


def test_a_line_that_is_no_json_costs_itself(tmp_path: Path, read: Read) -> None:
    rows = [ucdp_row(event, id_=n, low=1, best=2, high=3) for n, event in enumerate(events(5), 1)]
    lines = [json.dumps(row) for row in rows]
    lines[2] = lines[2][:90]
    (tmp_path / "a.json").write_text("\n".join(lines))
    reading = read(tmp_path, keep_good=True)
    assert [row["record"] for row in reading.rows] == ["1", "2", "4", "5"]


def test_an_answer_that_says_why_it_is_empty(tmp_path: Path, read: Read) -> None:
    as_json(tmp_path / "a.json", [], "filters", status=403, error="Access denied")
    (message,) = read(tmp_path).messages
    assert message.startswith("a.json: this JSON holds no records, and says 'Access denied'")


def test_an_answer_of_lists_within_lists_is_no_table(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.json").write_text('{"data": ' + "[" * 100_000)
    (message,) = read(tmp_path).messages
    assert message.startswith("a.json: this JSON holds no records")


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"7z\xbc\xaf", "packed in a way that is not read here"),
        (b"<html><table><tr><td>event_id_cnty", "a web page: open it in a spreadsheet"),
        (b"%PDF-1.7\n", "a PDF"),
    ],
)
def test_what_is_no_table_whatever_its_name(
    tmp_path: Path, read: Read, start: bytes, what: str
) -> None:
    (tmp_path / "a.csv").write_bytes(start + bytes(range(256)) * 4)
    (message,) = read(tmp_path).messages
    assert message.startswith(f"a.csv: whatever its name, this is {what}")


def test_a_file_without_a_known_ending_gets_a_word(tmp_path: Path, read: Read) -> None:
    write_export(tmp_path / "a.csv", 2)
    write_export(tmp_path / "export", 2)
    (notice,) = read(tmp_path).outcome.notices
    assert notice.startswith("export: passed over")


def test_a_column_twice_comes_with_lines_that_name_it_apart(tmp_path: Path, read: Read) -> None:
    path = write_export(tmp_path / "a.csv", 4)
    header, *lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"{header},notes", *(f"{line},again" for line in lines)]), "utf-8")
    (message,) = read(tmp_path).messages
    assert message.startswith("a.csv:1: the header names 'notes' more than once")
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [row["notes"][:12] for row in reading.rows] == ["Made-up note"] * 4


def test_lines_for_a_table_without_any_ids(tmp_path: Path, read: Read) -> None:
    columns = [name for name in ACLED_2023 if name != "event_id_cnty"]
    write_rows(tmp_path / "a.csv", columns, map(acled_row, events(6)))
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert len({row["id"] for row in reading.rows}) == 6


def test_bytes_of_another_encoding_are_one_mistake(tmp_path: Path, read: Read) -> None:
    rows = [acled_row(event) for event in events(6)]
    for row, letter in zip(rows, "éèêëïô", strict=True):
        row["notes"] = f"Made up {letter}"
    write_rows(tmp_path / "a.csv", ACLED_2023, rows, encoding="cp1252")
    (message,) = read(tmp_path).messages
    assert "is not UTF-8 (6 rows)" in message


def write_web_site(path: Path, days: list[str]) -> None:
    """Write an export of UCDP's web site with these days, one a record."""
    names = {"best": "best_est", "high": "high_est", "low": "low_est"}
    rows = []
    for number, (event, day) in enumerate(zip(events(len(days)), days, strict=True), 1):
        row = ucdp_row(event, id_=number, low=1, best=2, high=3)
        told = {theirs: row[ours] for ours, theirs in names.items()}
        rows.append(row | told | {"date_start": day, "date_end": day})
    write_rows(path, [names.get(name, name) for name in UCDP_23], rows)


def test_days_in_the_wrong_order_are_not_kept(tmp_path: Path, read: Read) -> None:
    """Of a layout with the month first that has the day first, no row can be read as it stands."""
    write_web_site(tmp_path / "a.csv", [f"{event.day:%d/%m/%Y}" for event in events(40)])
    reading = read(tmp_path, keep_good=True)
    assert reading.rows == []
    (file,) = reading.outcome.files
    assert (file.rows, file.refused) == (40, 40)
    assert len(reading.outcome.refused.rows) == 40
    assert len(with_lines(read, tmp_path).rows) == 40


def test_one_typing_error_does_not_turn_a_file_around(tmp_path: Path, read: Read) -> None:
    days = [f"{event.day:%m/%d/%Y}" for event in events(40)]
    write_web_site(tmp_path / "a.csv", [*days[:2], "25/01/2019", *days[3:]])
    assert len(read(tmp_path, keep_good=True).rows) == 39


def test_rows_before_a_header_are_no_preamble(tmp_path: Path, read: Read) -> None:
    path = write_export(tmp_path / "a.csv", 6)
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*rows[:3], header, *rows[3:]]) + "\n", "utf-8")
    (message,) = read(tmp_path).messages
    assert message.startswith("a.csv:1: the first line is no header but a row")
    reading = with_lines(read, tmp_path)
    assert len(reading.rows) == 6
    assert reading.messages == []


def test_files_put_one_behind_another(tmp_path: Path, read: Read) -> None:
    path = write_export(tmp_path / "a.csv", 6)
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, *rows[:3], header, *rows[3:]]) + "\n", "utf-8")
    reading = read(tmp_path)
    assert reading.messages == []
    assert len(reading.rows) == 6


def test_ids_from_one_before_a_comma_too_many(tmp_path: Path, read: Read) -> None:
    rows = [ucdp_row(event, id_=at, low=1, best=2, high=3) for at, event in enumerate(events(6), 1)]
    write_rows(tmp_path / "a.csv", UCDP_23, rows)
    header, *lines = (tmp_path / "a.csv").read_text("utf-8").splitlines()
    (tmp_path / "a.csv").write_text("\n".join([header, *(f"{each}," for each in lines)]), "utf-8")
    reading = read(tmp_path)
    assert reading.messages == []
    assert len(reading.rows) == 6


def test_rows_that_r_has_numbered(tmp_path: Path, read: Read) -> None:
    path = write_export(tmp_path / "a.csv", 6)
    header, *rows = path.read_text("utf-8").splitlines()
    numbered = [f'"{number}",{row}' for number, row in enumerate(rows, 1)]
    path.write_text("\n".join([header, *numbered]) + "\n", "utf-8")
    reading = read(tmp_path)
    assert reading.messages == []
    assert len(reading.rows) == 6


def test_whole_numbers_with_decimals(tmp_path: Path, read: Read) -> None:
    rows = [acled_row(event) for event in events(6)]
    write_rows(
        tmp_path / "a.csv",
        ACLED_2023,
        [row | {"timestamp": f"{row['timestamp']}.0"} for row in rows],
    )
    reading = read(tmp_path)
    assert reading.messages == []
    assert [str(row["rank"]) for row in reading.rows] == [row["timestamp"] for row in rows]


def test_a_read_me_with_commas_stops_nothing(tmp_path: Path, read: Read) -> None:
    write_export(tmp_path / "a.csv", 2)
    (tmp_path / "README.txt").write_text("Made-up data, from nobody, 2024\n")
    reading = read(tmp_path)
    assert (len(reading.rows), reading.messages) == (2, [])
    assert reading.outcome.notices == ["README.txt: passed over, since it is no table of events"]


def test_lines_that_would_help_are_printed_for_rows_left_out_as_well(tmp_path: Path) -> None:
    rows = [acled_row(event, style="%d/%m/%Y") for event in events(20)]
    write_rows(tmp_path / "a.csv", ACLED_2023, rows)
    done = run_here("--events", tmp_path, "--output", tmp_path / "new" / "jnim.db", "--keep-good")
    assert done.returncode == 0
    assert "20 rows left out" in done.stderr
    assert "day_first: yes\n" in done.stderr
