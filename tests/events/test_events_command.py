"""The command that builds from exports: what it says, and what it leaves as it was."""

import contextlib
import io
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import (
    ACLED_2023,
    write_acled,
)
from common.command import exit_code
from common.content_hash import content_hash
from common.errors import UserError
from loaders.build import build as facts_database
from loaders.events.__main__ import main
from loaders.events.run import Outcome
from loaders.problems import Problems
from tests.events.conftest import BUILT, FACTS, ROOT, rows_of, write_export

Build = Callable[..., Outcome]


def run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "loaders.events", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, **options)


def run_here(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, which has loaded all that it needs."""
    out, err = io.StringIO(), io.StringIO()
    if "--facts" not in arguments:
        arguments = (*arguments, "--built", BUILT)
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = exit_code(main, [*map(str, arguments)])
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def test_the_command_tells_what_it_loaded(tmp_path: Path) -> None:
    committed = (ROOT / "jnim.db").stat().st_mtime_ns
    write_export(tmp_path / "exports" / "a.csv")
    done = run_here("--events", tmp_path / "exports", "--output", tmp_path / "jnim.db")
    assert (done.returncode, done.stderr) == (0, "")
    assert "a.csv: 20 rows, ACLED since 2023" in done.stdout
    assert (ROOT / "jnim.db").stat().st_mtime_ns == committed
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "exports",
        "inspect-data.json",
        "jnim.db",
    ]


@pytest.fixture(scope="module")
def a_build(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an export and the database that it gave."""
    folder = tmp_path_factory.mktemp("last")
    write_export(folder / "exports" / "a.csv")
    build(folder / "exports", folder / "jnim.db")
    return folder


@pytest.fixture
def last_build(a_build: Path, tmp_path: Path) -> Path:
    """A copy of that folder, for a test to spoil."""
    return shutil.copytree(a_build, tmp_path, dirs_exist_ok=True)


def test_mistakes_leave_the_last_build_as_it_was(last_build: Path, tmp_path: Path) -> None:
    path = last_build / "exports" / "a.csv"
    before = (tmp_path / "jnim.db").read_bytes()
    path.write_text(path.read_text().replace(",12.2000,", ",200,"))
    done = run_here("--events", tmp_path / "exports", "--output", tmp_path / "jnim.db")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "a.csv:4: latitude: '200' is not on the globe. Expected degrees from -90 to 90"
    )
    assert "Traceback" not in done.stderr
    assert (tmp_path / "jnim.db").read_bytes() == before
    (path.parent / "ids.csv").write_text("id\nMLI1\n")
    done = run_here(
        "--events", tmp_path / "exports", "--output", tmp_path / "jnim.db", "--keep-good"
    )
    assert done.returncode == 0
    assert "1 file and 1 row left out" in done.stderr
    assert "a.csv,4,latitude,200," in (tmp_path / "refused-rows.csv").read_text()
    assert rows_of(tmp_path / "jnim.db", "SELECT rows, used, refused FROM data_files") == [
        (20, 19, 1)
    ]


@pytest.mark.parametrize("reader", ["fast", "exact"])
@pytest.mark.parametrize("tags", ["", "#event,#date\n"])
def test_a_record_is_found_on_its_line(
    build: Build, tmp_path: Path, reader: str, tags: str
) -> None:
    notes = 'Two lines\nand, with a "quote",\na third.'
    path = write_export(tmp_path / "exports" / "a.csv", 30, notes=notes)
    header, _, rows = path.read_text(encoding="utf-8").partition("\n")
    tags = tags and tags.strip() + "," * (len(ACLED_2023) - 2) + "\n"
    path.write_text(f"\ufeff{header}\n{tags}{rows}", encoding="utf-8", newline="")
    if reader == "exact":
        # A word-for-word repetition at the end is what the fast one leaves to the exact one.
        with path.open("a", encoding="utf-8", newline="") as handle:
            handle.write(rows[: rows.index("MLI2,")])
    build(tmp_path / "exports", tmp_path / "jnim.db")
    lines = path.read_text(encoding="utf-8").split("\n")
    found = rows_of(
        tmp_path / "jnim.db",
        "SELECT record_id, data_line FROM attack_reports WHERE data_file_id IS NOT NULL",
    )
    assert len(found) == 30
    for record, line in found:
        assert lines[line - 1].startswith(f"{record},")


@pytest.mark.parametrize("folder", ["nowhere", "file"])
def test_a_folder_that_is_none(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_text("")
    done = run_here("--events", tmp_path / folder, "--output", tmp_path / "jnim.db")
    assert done.returncode == 2
    assert done.stderr == f"there is no folder {tmp_path / folder} with event data\n"


def test_a_killed_build_leaves_the_last_one(last_build: Path, tmp_path: Path) -> None:
    before = (tmp_path / "jnim.db").read_bytes()
    write_acled(tmp_path / "exports" / "b.csv", 12_000)
    command = [
        sys.executable,
        "-m",
        "loaders.events",
        "--events",
        str(tmp_path / "exports"),
        "--output",
        str(tmp_path / "jnim.db"),
    ]
    for turn in range(2):
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            deadline = time.monotonic() + 60
            while not list(tmp_path.glob("jnim.db.building-*")) and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(0.5 * turn)
            process.send_signal(signal.SIGKILL)
        assert (tmp_path / "jnim.db").read_bytes() == before
    (tmp_path / "exports" / "b.csv").unlink()
    done = run_here("--events", tmp_path / "exports", "--output", tmp_path / "jnim.db")
    assert done.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir() if "building" in path.name) == []


def test_a_full_disk_leaves_the_last_build(last_build: Path, tmp_path: Path) -> None:
    before = (tmp_path / "jnim.db").read_bytes()
    write_acled(tmp_path / "exports" / "b.csv", 5000)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = run("--events", tmp_path / "exports", "--output", tmp_path / "jnim.db", preexec_fn=limit)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "could not be written" in done.stderr
    assert (tmp_path / "jnim.db").read_bytes() == before
    assert [
        path.name
        for path in tmp_path.iterdir()
        if "unpacked" in path.name or "building" in path.name
    ] == []


@pytest.fixture(scope="module")
def copied_facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the facts, of which what has not changed since the last test is not read again."""
    return shutil.copytree(FACTS, tmp_path_factory.mktemp("copied") / "facts")


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        ("event_actors.yml", ("group: jnim", "group: jnimm"), "Did you mean 'jnim'"),
        ("event_actors.yml", ("first: [jnim]", "first: [jnimm]"), "Did you mean 'jnim'"),
        ("event_actors.yml", ("certainty: certain", "certainty: sure"), "'sure' is none"),
        ("event_types.yml", ("type: riot", "type: roit"), "Did you mean 'riot'"),
        ("event_types.yml", ("type: riot,", ""), "an entry is not as the others are"),
        ("event_sources.yml", ("layout: gtd", "layout: gdt"), "no data set has the layout gtd"),
        ("matches.yml", ("confirmed:", "confirmd:"), "the key 'confirmd' is unknown"),
        ("countries.yml", ("{name: Mali,", "{nam: Mali,"), "an entry is not as the others are"),
    ],
)
def test_slips_in_the_tables_of_the_facts(
    tmp_path: Path, copied_facts: Path, file: str, change: tuple[str, str], message: str
) -> None:
    text = (copied_facts / file).read_text()
    assert change[0] in text
    (copied_facts / file).write_text(text.replace(*change))
    write_export(tmp_path / "exports" / "a.csv")
    done = run_here(
        "--events", tmp_path / "exports", "--facts", copied_facts, "--output", tmp_path / "jnim.db"
    )
    (copied_facts / file).write_text(text)
    assert done.returncode == 1
    assert file in done.stderr
    assert message in done.stderr


def test_a_hand_written_pair_that_names_nothing(tmp_path: Path, copied_facts: Path) -> None:
    path = copied_facts / "matches.yml"
    text = path.read_text()
    path.write_text(
        "confirmed:\n  - {one: ouagadougo-2018, other: ucdp-1, why: a slip}\nrefused: []\n"
    )
    write_export(tmp_path / "exports" / "a.csv")
    done = run_here(
        "--events", tmp_path / "exports", "--facts", copied_facts, "--output", tmp_path / "jnim.db"
    )
    path.write_text(text)
    assert done.returncode == 1
    assert "matches.yml:2: there is no attack or report 'ouagadougo-2018'" in done.stderr


def test_the_fast_reader_and_the_exact_one_build_the_same(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "exports").mkdir()
    write_acled(tmp_path / "exports" / "a.csv", 2000)
    build(tmp_path / "exports", tmp_path / "fast.db")
    monkeypatch.setattr("loaders.events.read_tables.suits_columns", lambda *_: False)
    build(tmp_path / "exports", tmp_path / "exact.db")
    for table in ("attacks", "attack_reports", "attack_actors", "attack_days"):
        query = f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4, 5"
        assert rows_of(tmp_path / "fast.db", query) == rows_of(tmp_path / "exact.db", query)


def test_beginning_with_what_is_built_or_with_the_facts_gives_the_same(
    build: Build, tmp_path: Path
) -> None:
    write_export(tmp_path / "exports" / "a.csv", 40)
    facts_database(FACTS, tmp_path / "facts.db", Problems())
    build(tmp_path / "exports", tmp_path / "read.db", built=None)
    build(tmp_path / "exports", tmp_path / "copied.db", built=tmp_path / "facts.db")
    hashes = []
    for name in ("read.db", "copied.db"):
        with contextlib.closing(sqlite3.connect(tmp_path / name)) as database:
            hashes.append(content_hash(database))
            for index in ("claims_fts", "names_fts", "attacks_fts", "sources_fts"):
                # Compares the index with its table, and fails where they are not in step.
                database.execute(
                    f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)"
                )
    assert hashes[0] == hashes[1]


def test_a_database_whose_schema_has_other_lines_is_a_beginning(
    build: Build, tmp_path: Path
) -> None:
    """A build leaves such a database as it is: its content is the same."""
    write_export(tmp_path / "exports" / "a.csv", 3)
    built = tmp_path / "facts.db"
    shutil.copy(ROOT / "jnim.db", built)
    with contextlib.closing(sqlite3.connect(built)) as database, database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute("UPDATE sqlite_master SET sql = replace(sql, char(10), char(10) || ' ')")
    build(tmp_path / "exports", tmp_path / "jnim.db", built=built)
    assert rows_of(tmp_path / "jnim.db", "SELECT count(*) FROM data_files") == [(1,)]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("ALTER TABLE people ADD COLUMN shoe_size", "has not been made by this schema"),
        ("DROP TABLE attack_types", "has not been made by this schema"),
        (
            "INSERT INTO data_files SELECT 1, id, 'a', 'b', 'c', 'd', 1, 1, 0, 0, 0, 0 FROM sources"
            " LIMIT 1",
            "holds event data",
        ),
        (None, "there is no database"),
    ],
)
def test_what_does_not_hold_the_facts_alone_is_no_beginning(
    build: Build, tmp_path: Path, statement: str | None, message: str
) -> None:
    write_export(tmp_path / "exports" / "a.csv", 3)
    built = tmp_path / "facts.db"
    if statement:
        shutil.copy(ROOT / "jnim.db", built)
        with contextlib.closing(sqlite3.connect(built)) as database, database:
            database.execute("PRAGMA ignore_check_constraints = ON")
            database.execute(statement)
    with pytest.raises(UserError, match=message):
        build(tmp_path / "exports", tmp_path / "jnim.db", built=built)
    assert not (tmp_path / "jnim.db").exists()


def test_an_apostrophe_in_the_name_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s "here"'
    write_export(folder / "a.csv", 3)
    variables = (f"EVENTS={folder}", f"FOLDER={tmp_path}", f"PY={sys.executable}")
    done = subprocess.run(
        # -o: what make would install is there.
        ["make", "-o", ".venv/.events", "-o", "inspect-data.json", "events", *variables],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "a.csv: 3 rows, ACLED since 2023" in done.stdout
    assert (tmp_path / "jnim.db").is_file()
    assert (tmp_path / "plugins").resolve() == ROOT / "plugins"
