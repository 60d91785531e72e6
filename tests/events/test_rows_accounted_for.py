"""What becomes of every row of a file: nothing is lost beside what cannot be read."""

import csv
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import ACLED_2023, acled_row, write_rows
from loaders.events.run import Outcome
from tests.events.conftest import ROOT, Reading, events, rows_of, write_export
from tests.events.test_events_command import run_here

Read = Callable[..., Reading]
Build = Callable[..., Outcome]
SMALL = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def accounted(reading: Reading) -> None:
    """The rows of each file are those loaded, left out, repeated and ignored."""
    for file in reading.outcome.files:
        assert file.rows == file.records + file.repeated + file.refused + file.ignored, file


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


# ------------------------------------------------------------- kinds of damage


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "a quote that opens and does not close": lambda row: row.replace(b",Town", b',"Town', 1),
    "a word in quotes": lambda row: row.replace(b",Town", b',"To"wn', 1),
    "a closing quote lost": lambda row: row.replace(b'.",', b".,", 1),
    "a byte that is no UTF-8": lambda row: row.replace(b"Town", b"T\xf6wn", 1),
    "a NUL byte": lambda row: row.replace(b"Town", b"To\0wn", 1),
    "a value more": lambda row: row.replace(b",Town", b",more,Town", 1),
    "a value that cannot be": lambda row: row.replace(b"2019", b"2091", 1),
    "cut in the middle": lambda row: row[: len(row) // 2] + b"\n",
    "cut in the middle, line end and all": lambda row: row[: len(row) // 2],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_one_bad_row_costs_one_row(tmp_path: Path, read: Read, damage: str) -> None:
    path = write_export(tmp_path / "a.csv", 400)
    lines = lines_of(path)
    lines[100] = DAMAGE[damage](lines[100])
    path.write_bytes(b"".join(lines))
    reading = read(tmp_path, keep_good=True)
    (file,) = reading.outcome.files
    lost = {"MLI100"} | ({"MLI101"} if damage.endswith("all") else set())
    assert {row["record"] for row in reading.rows} == {
        f"MLI{number}" for number in range(1, 401)
    } - lost
    assert (file.rows, file.refused) == (401 - len(lost), 1)
    accounted(reading)
    (refused,) = reading.outcome.refused.rows
    assert refused[:2] == ("a.csv", 101)
    # Without the option it is a mistake, told once and on its line.
    (message,) = read(tmp_path).messages
    assert message.startswith("a.csv:101: ")


def test_two_quotes_of_two_rows_do_not_make_one_row_of_all_between(
    tmp_path: Path, read: Read
) -> None:
    """What stands between them has as many fields as a row, so that no count betrays it."""
    made = events(30)
    rows = [acled_row(event) | {"notes": "plain", "tags": "x"} for event in made]
    path = write_rows(tmp_path / "a.csv", ACLED_2023, rows)
    lines = lines_of(path)
    lines[10] = lines[10].replace(b",plain,", b',"plain,')
    lines[20] = lines[20].replace(b",plain,", b',plain",')
    path.write_bytes(b"".join(lines))
    reading = read(tmp_path, keep_good=True)
    kept = {row["record"] for row in reading.rows}
    assert {f"MLI{number}" for number in range(1, 31)} - kept == {"MLI10"}
    accounted(reading)


def test_what_was_read_before_a_bad_byte_stays(build: Build, tmp_path: Path) -> None:
    path = write_export(tmp_path / "exports" / "a.csv", 60)
    path.write_bytes(path.read_bytes().replace(b"Town40", b"T\xe9wn40"))
    outcome = build(tmp_path / "exports", tmp_path / "jnim.db", keep_good=True)
    assert outcome.refused.rows[0][4].startswith("byte 0xe9 (number ")
    assert rows_of(
        tmp_path / "jnim.db",
        "SELECT rows, used, superseded, repeated, refused, ignored FROM data_files",
    ) == [(60, 59, 0, 0, 1, 0)]


def test_a_note_over_several_lines_is_one_row(tmp_path: Path, read: Read) -> None:
    """Not every line within quotes is a row that was swallowed."""
    row = ",".join(["MLI9", *["x"] * (len(ACLED_2023) - 1)])
    path = write_export(tmp_path / "a.csv", 5, notes=f"First line\n{row}\nlast, line")
    reading = read(tmp_path)
    assert reading.messages == []
    assert len(reading.rows) == 5
    assert reading.rows[4]["line"] == 2 + 4 * 3
    assert path.exists()


def test_rows_that_are_no_records_are_counted_as_ignored(build: Build, tmp_path: Path) -> None:
    path = write_export(tmp_path / "exports" / "a.csv", 5)
    header, *rows = path.read_text().splitlines()
    tags = ",".join(f"#{number}" for number in range(len(ACLED_2023)))
    empty = "," * (len(ACLED_2023) - 1)
    path.write_text("\n".join([header, tags, *rows, rows[0], empty, empty]) + "\n")
    build(tmp_path / "exports", tmp_path / "jnim.db")
    assert rows_of(
        tmp_path / "jnim.db",
        "SELECT rows, used, superseded, repeated, refused, ignored FROM data_files",
    ) == [(9, 5, 0, 1, 0, 3)]


# ------------------------------------------------------------- random damage


def damaged(rows: list[bytes], draw: st.DataObject) -> tuple[bytes, set[int]]:
    """Some rows with bytes changed, cut out or put in, and which rows that may cost."""
    hit: set[int] = set()
    for _ in range(draw.draw(st.integers(1, 3))):
        number = draw.draw(st.integers(0, len(rows) - 1))
        row = bytearray(rows[number])
        at = draw.draw(st.integers(0, len(row) - 1))
        match draw.draw(st.sampled_from(["change", "insert", "cut"])):
            case "change":
                row[at : at + 1] = draw.draw(st.sampled_from([b'"', b"\0", b"\x93", b"\n", b","]))
            case "insert":
                row[at:at] = draw.draw(st.sampled_from([b'"', b"\n", b"\xff", b'""', b"\r\n"]))
            case _:
                del row[at : at + draw.draw(st.integers(1, 40))]
        # Where its line end goes, the row after it goes as well.
        hit |= {number} if row.endswith(b"\n") else {number, number + 1}
        rows[number] = bytes(row)
    return b"".join(rows), hit


def check_damage(
    folder: Path, header: bytes, rows: list[bytes], key: int, read: Read, draw: st.DataObject
) -> None:
    keys = [next(csv.reader([row.decode()]))[key] for row in rows]
    content, hit = damaged(list(rows), draw)
    (folder / "damaged.csv").write_bytes(header + content)
    reading = read(folder, keep_good=True)
    accounted(reading)
    kept = {row["record"] for row in reading.rows}
    lost = {id_ for number, id_ in enumerate(keys) if number not in hit and id_ not in kept}
    assert lost == set()


@SMALL
@given(draw=st.data())
def test_random_damage_to_made_up_exports(
    read: Read, tmp_path_factory: pytest.TempPathFactory, draw: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    header, *rows = lines_of(write_export(folder / "damaged.csv", 15))
    check_damage(folder, header, rows, 0, read, draw)


REAL = (
    "gedevents-2025-01-17-burkina-faso.csv",
    "ged231-sample-1000.csv",
    "ged191-bangladesh-myanmar.csv",
)


@pytest.mark.parametrize("name", REAL)
@settings(SMALL, max_examples=15)
@given(draw=st.data())
def test_random_damage_to_real_files(
    real: Path, read: Read, tmp_path_factory: pytest.TempPathFactory, name: str, draw: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    header, rows = rows_in_bytes(real / name, 20)
    check_damage(folder, header, rows, 0, read, draw)


def rows_in_bytes(path: Path, count: int) -> tuple[bytes, list[bytes]]:
    """The header and some rows of a file as they stand there; a row may span lines."""
    header, *lines = lines_of(path)[: 12 * count]
    rows, row = [], b""
    for line in lines:
        row += line
        if row.count(b'"') % 2 == 0:
            rows.append(row)
            row = b""
    # Those of several lines first: there are few of them.
    return header, sorted(rows, key=lambda each: -each.count(b"\n"))[:count]


# ----------------------------------------------------------- the shared inputs


def inputs() -> list[Path]:
    folder = ROOT / (os.environ.get("EVENT_INPUTS") or "../shared/data/event-inputs")
    return sorted(folder.iterdir()) if folder.is_dir() else []


#: For each input what is loaded; nothing where it is refused or passed over, with a word of why.
EXPECTED: dict[str, tuple[dict[str, int], str]] = {
    "accents-in-place-names": ({"acled.csv": 2, "gedevents-2025-01-17.csv": 2}, ""),
    "acled-api-json": ({"acled.json": 2}, ""),
    "acled-curated-no-timestamp": ({"acled.csv": 3}, "without the column timestamp"),
    "acled-day-first": ({}, "day_first: yes"),
    "acled-file-name-two-days": (
        {"2010-01-01-2016-12-31-Mali.csv": 1, "2015-01-01-2015-12-31-Mali.csv": 0},
        "",
    ),
    "acled-monadic-sides": ({"monadic.csv": 3}, ""),
    "acled-names-tails": ({"acled.csv": 12}, ""),
    "acled-no-id": ({}, "event_id_cnty: [event_date, country"),
    "acled-year-0025": ({}, "'0025-09-12' is in a year that no data set covers"),
    "acled2016-case-of-types": ({"acled.csv": 4}, ""),
    "acled2016-ids-begin-anew": (
        {"Running-File-2015.csv": 6, "Running-File-2016.csv": 4},
        "4 ids stand for several events",
    ),
    "bad-quote-in-the-middle": ({}, "acled.csv:4: text follows the closing quote"),
    "french-excel": ({}, "day_first: yes    # or no"),
    "gdelt-no-header": ({}, "no header but a row of 58 values"),
    "gtd-unknown-beside-ucdp": ({"gedevents-2025-01-17.csv": 3, "gtd.csv": 3}, ""),
    "hdx-hapi-counts": ({}, "it counts events by district and period"),
    "mapping-id-of-two-columns": ({"list.csv": 3}, ""),
    "nul-byte": ({}, "acled.csv:4: a NUL byte"),
    "preamble-before-the-header": ({"acled.csv": 2}, "its columns are named on line 3"),
    "too-many-values": ({}, "acled.csv:4: the row has 32 fields"),
    "ucdp-candidate-no-header": ({}, "the columns seem to be those of UCDP GED 23.1 and later"),
    "utf16-tab": ({"acled.txt": 2}, ""),
    "xlsx-empty-second-sheet": ({"acled.xlsx/Sheet1": 3}, ""),
}


@pytest.mark.parametrize("folder", inputs(), ids=lambda folder: folder.name)
def test_inputs_as_an_analyst_has_them(folder: Path, tmp_path: Path) -> None:
    loaded, words = EXPECTED[folder.name]
    output = tmp_path / "jnim.db"
    done = run_here("--events", folder, "--output", output)
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert (done.returncode == 0) is bool(loaded)
    if loaded:
        check_sums(output)
        assert dict(rows_of(output, "SELECT name, used FROM data_files")) == loaded
    else:  # what is left when the bad rows are left out is told and stored as well
        done = run_here("--events", folder, "--output", output, "--keep-good")
    if done.returncode == 0:
        check_sums(output)
        for name, rows in rows_of(output, "SELECT name, rows FROM data_files"):
            assert f"{name}: {rows:,} row" in done.stdout


def check_sums(output: Path) -> None:
    """The sums hold, and what is stored as loaded is there."""
    assert (
        rows_of(
            output,
            "SELECT name FROM data_files AS f WHERE rows <> used + superseded + repeated + refused"
            " + ignored OR used <> (SELECT count(*) FROM attack_reports WHERE data_file_id = f.id)",
        )
        == []
    )


KEPT = {
    "acled-no-id": (2, 1),
    "acled-year-0025": (2, 1),
    "bad-quote-in-the-middle": (10, 9),
    "nul-byte": (10, 9),
    "too-many-values": (5, 4),
}


@pytest.mark.parametrize(
    "folder", [each for each in inputs() if each.name in KEPT], ids=lambda folder: folder.name
)
def test_inputs_with_one_bad_row_lose_one_row(build: Build, folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "jnim.db", keep_good=True)
    ((rows, used, refused),) = rows_of(
        tmp_path / "jnim.db", "SELECT rows, used, refused FROM data_files"
    )
    assert (rows, used, refused) == (*KEPT[folder.name], 1)


def test_every_input_has_its_right_result() -> None:
    assert {folder.name for folder in inputs()} <= set(EXPECTED)


def pasted(folder: Path, tmp_path: Path, **changes: str) -> Any:
    """A copy of an input, with the lines that the message gives pasted where it says."""
    copy = tmp_path / "exports"
    shutil.copytree(folder, copy)
    done = run_here("--events", copy, "--output", tmp_path / "jnim.db")
    _, _, told = done.stderr.partition("put these lines into the file ")
    path, _, lines = told.partition(":\n")
    lines = lines.partition("\n\n")[0]
    for old, new in changes.items():
        lines = lines.replace(old, new)
    Path(path).write_text(f"{lines}\n", encoding="utf-8")
    return run_here("--events", copy, "--output", tmp_path / "jnim.db")


@pytest.mark.parametrize(
    "name",
    [
        "acled-day-first",
        "acled-no-id",
        "french-excel",
        "gdelt-no-header",
        "ucdp-candidate-no-header",
    ],
)
def test_the_lines_to_paste_make_a_file_readable(name: str, tmp_path: Path) -> None:
    folder = next((each for each in inputs() if each.name == name), None)
    if folder is None:
        pytest.skip("needs the shared inputs: set EVENT_INPUTS")
    done = pasted(folder, tmp_path)
    assert done.returncode == 0, done.stderr
    check_sums(tmp_path / "jnim.db")


def test_a_file_that_cannot_be_read_does_not_keep_others_from_being_loaded(
    build: Build, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    path = write_export(folder / "a.csv", 5)
    (folder / "b.zip").write_bytes(b"PK\3\4 no archive")
    (folder / "c.csv").write_text("a,b\n1,2\n")
    os.mkfifo(folder / "d.csv")
    outcome = build(folder, tmp_path / "jnim.db", keep_good=True)
    assert rows_of(tmp_path / "jnim.db", "SELECT name, used FROM data_files") == [("a.csv", 5)]
    assert [row[0] for row in outcome.refused.rows] == ["b.zip", "c.csv", "d.csv"]
    assert outcome.files_left_out == 3
    path.unlink()
    done = run_here("--events", folder, "--output", tmp_path / "none.db", "--keep-good")
    assert done.returncode == 1
    assert "there is no table of events here" in done.stderr
