"""From exports to the database: actors, versions, matches, counting, public builds, the command."""

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
    ACLED_MONADIC,
    GTD,
    JNIM,
    JNIM_OR_IS,
    UCDP_23,
    acled_row,
    ucdp_row,
    write_acled,
    write_rows,
)
from common.command import exit_code
from common.content_hash import content_hash
from common.errors import UserError
from common.redistribution import WITHHELD
from loaders.build import build as facts_database
from loaders.events.__main__ import main
from loaders.events.reference import ReferenceData
from loaders.events.run import Outcome
from loaders.problems import Problems
from tests.events.conftest import BUILT, FACTS, ROOT, events, rows_of, write_export
from tests.events.test_layouts import gtd_row

Build = Callable[..., Outcome]


# ------------------------------------------------------------------ actors


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        (JNIM, {"jnim": "certain"}),
        (JNIM_OR_IS, {"jnim": "possible", "islamic-state": "possible"}),
        (
            f"{JNIM} and/or Islamic State (Sahel Province (ISSP))",
            {"jnim": "possible", "islamic-state": "possible"},
        ),
        (
            f"{JNIM} and/or Islamic State (West Africa - Greater Sahara Faction)",
            {"jnim": "possible", "islamic-state": "possible"},
        ),
        ("Katiba Macina", {"macina-liberation-front": "certain", "jnim": "certain"}),
        ("AQIM: Al Qaeda in the Islamic Maghreb", {"aqim": "certain", "jnim": "possible"}),
        ("FLM", {"macina-liberation-front": "certain", "jnim": "possible"}),
        ("Jamaat Nusrat al-Islam wal Muslimin (JNIM)", {"jnim": "certain"}),
        ("Kel Ansar Communal Militia (Mali)", {}),
        ("GMA: Mourabitounes Group of Azawad", {}),
        ("Ansaroul Islam", {}),
        ("Kel Ansar (Mali)", {}),
        (f"Former {JNIM}", {}),
    ],
)
def test_names_are_resolved_whole_and_never_in_part(
    reference: ReferenceData, name: str, groups: dict[str, str]
) -> None:
    assert {meaning.group: meaning.certainty for meaning in reference.meanings(name)} == groups


def test_every_group_of_the_table_is_one_of_ours(reference: ReferenceData) -> None:
    known = {id_ for (id_,) in rows_of(ROOT / "jnim.db", "SELECT id FROM groups")}
    named = {
        each.group
        for meanings in (*reference.names.values(), *reference.tails.values())
        for each in meanings
    }
    assert named <= known | set(reference.named_groups)
    assert not known & set(reference.named_groups)
    types = {id_ for (id_,) in rows_of(ROOT / "jnim.db", "SELECT id FROM attack_types")}
    assert {
        each.attack_type for kinds in reference.types.values() for each in kinds.values()
    } <= types


@pytest.fixture(scope="module")
def mixed(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of exports of all three data sets that share no incident."""
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "exports").mkdir()
    made = events(6)
    rows = [acled_row(event) for event in made]
    rows[0] |= {"actor1": JNIM_OR_IS}
    rows[1] |= {
        "actor1": "Military Forces of Mali (2021-)",
        "actor2": JNIM,
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
    }
    rows[2] |= {
        "actor1": "Unidentified Armed Group (Mali)",
        "assoc_actor_1": f"Dozo (Mali); {JNIM}",
    }
    rows[3] |= {"event_type": "Protests", "sub_event_type": "Peaceful protest"}
    rows[4] |= {"actor1": "Katiba Serma", "event_date": "05 January 2016", "year": "2016"}
    rows[5] |= {"time_precision": "2"}
    write_rows(folder / "exports" / "acled.csv", ACLED_2023, rows)
    write_rows(
        folder / "exports" / "ged.csv",
        UCDP_23,
        [
            ucdp_row(event, id_=number, low=1, best=2, high=4)
            for number, event in enumerate(events(3, latitude=20.0), 1)
        ],
    )
    write_rows(
        folder / "exports" / "gtd.csv",
        GTD,
        [gtd_row(latitude="25"), gtd_row(eventid="201803020009", latitude="26", guncertain1="1")],
    )
    build(folder / "exports", folder / "jnim.db")
    return folder / "jnim.db"


def test_sources_say_what_may_be_passed_on(mixed: Path) -> None:
    found = rows_of(
        mixed,
        "SELECT id, access, redistributable FROM sources WHERE id IN (SELECT source_id "
        "FROM data_files) ORDER BY id",
    )
    assert found == [
        ("acled-events", "data", 0),
        ("gtd-incidents", "data", 0),
        ("ucdp-ged", "data", 1),
    ]


def test_sides_and_certainty(mixed: Path) -> None:
    def parties(report: str) -> list[tuple[Any, ...]]:
        return rows_of(
            mixed,
            "SELECT group_id, name, side, certainty FROM attack_actors WHERE report_id = "
            "? ORDER BY id",
            report,
        )

    assert parties("acled-MLI1") == [
        ("jnim", JNIM_OR_IS, "perpetrator", "possible"),
        ("islamic-state", JNIM_OR_IS, "perpetrator", "possible"),
        (None, "Civilians (Mali)", "victim", "certain"),
    ]
    assert parties("acled-MLI2") == [
        (None, "Military Forces of Mali (2021-)", "party", "certain"),
        ("jnim", JNIM, "party", "certain"),
    ]
    assert [each[:3] for each in parties("acled-MLI3")] == [
        (None, "Unidentified Armed Group (Mali)", "perpetrator"),
        (None, "Dozo (Mali)", "perpetrator"),
        ("jnim", JNIM, "perpetrator"),
        (None, "Civilians (Mali)", "victim"),
    ]
    assert parties("acled-MLI5")[0] == (None, "Katiba Serma", "perpetrator", "certain"), (
        "before there was a JNIM"
    )
    assert parties("gtd-201803020009")[0][3] == "possible", "the data set doubts it"


def test_who_is_put_down_as_the_perpetrator(mixed: Path) -> None:
    found = dict(
        rows_of(
            mixed,
            "SELECT id, perpetrator_id FROM attacks WHERE id LIKE 'acled-%' OR id LIKE "
            "'ucdp-%' OR id LIKE 'gtd-%'",
        )
    )
    assert found["acled-MLI1"] is None, "possibly is not certainly"
    assert found["acled-MLI2"] is None, "nobody says who attacked"
    assert found["acled-MLI4"] is None, "a protest"
    assert found["ucdp-1"] == found["gtd-201803020001"] == "jnim"
    assert found["gtd-201803020009"] is None


def test_responsibility_and_weeks(mixed: Path) -> None:
    found = dict(
        rows_of(
            mixed, "SELECT id, responsibility FROM attack_reports WHERE data_file_id IS NOT NULL"
        )
    )
    assert (
        found["gtd-201803020001"],
        found["acled-MLI1"],
        found["acled-MLI3"],
        found["acled-MLI2"],
    ) == ("claimed", "attributed", "context", None)
    ((edtf, precision, note),) = rows_of(
        mixed, "SELECT date_edtf, date_precision, note FROM attack_reports WHERE id = 'acled-MLI6'"
    )
    assert (edtf, precision) == ("2018-12-31/2019-01-12", "range")
    assert "A week is known" in note


def test_counting_rules(mixed: Path) -> None:
    def count(rule: str, source: str, group: str = "jnim") -> int:
        ((attacks,),) = rows_of(
            mixed,
            "SELECT coalesce(sum(attacks), 0) FROM attack_days WHERE group_id = ? AND "
            "source_id = ? AND rule = ?",
            group,
            source,
            rule,
        )
        return int(attacks)

    # MLI1 possible, 2 a party, 3 the perpetrator, 4 a protest, 5 before JNIM, 6 the perpetrator.
    assert [count(rule, "acled-events") for rule in ("perpetrator", "party", "possible")] == [
        2,
        3,
        4,
    ]
    assert [count(rule, "gtd-incidents") for rule in ("perpetrator", "party", "possible")] == [
        1,
        1,
        2,
    ]
    assert count("possible", "acled-events", "") == 5
    assert (
        count("possible", "", "")
        == sum(
            count("possible", source, "")
            for source in ("acled-events", "gtd-incidents", "ucdp-ged")
        )
        + count("possible", "", "")
        - 10
    )


def test_no_row_refers_to_nothing(mixed: Path) -> None:
    assert rows_of(mixed, "PRAGMA foreign_key_check") == []


def test_search_finds_notes(mixed: Path) -> None:
    found = rows_of(
        mixed,
        "SELECT r.id FROM attack_reports_fts AS f JOIN attack_reports AS r ON r.rowid = "
        "f.rowid WHERE attack_reports_fts MATCH 'naive'",
    )
    assert {id_ for (id_,) in found} == {"gtd-201803020001", "gtd-201803020009"}


# ---------------------------------------------------------------- versions


def test_a_later_export_supersedes_record_by_record(build: Build, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    old, new = events(4), events(4, timestamp=1_700_000_000, killed=40, actor1="Katiba Macina")
    # The newer export comes first by name, and one of its records is older than that of the other.
    write_export(folder / "z.csv", 4)
    rows = [acled_row(event) for event in new]
    rows[3]["timestamp"] = "1500000000"
    write_rows(folder / "a.csv", ACLED_2023, rows[1:])
    build(folder, tmp_path / "jnim.db")
    found = dict(
        rows_of(
            tmp_path / "jnim.db",
            "SELECT record_id, killed_best FROM attack_reports WHERE source_id = 'acled-events'",
        )
    )
    assert found == {"MLI1": old[0].killed, "MLI2": 40, "MLI3": 40, "MLI4": old[3].killed}
    names = rows_of(
        tmp_path / "jnim.db",
        "SELECT DISTINCT name FROM attack_actors WHERE report_id = 'acled-MLI2' AND side "
        "= 'perpetrator'",
    )
    assert names == [("Katiba Macina",)]
    files = rows_of(
        tmp_path / "jnim.db", "SELECT name, rows, used, superseded FROM data_files ORDER BY name"
    )
    assert files == [("a.csv", 3, 2, 1), ("z.csv", 4, 2, 2)]


def test_a_monadic_file_joins_the_actors_of_an_event(build: Build, tmp_path: Path) -> None:
    rows = []
    for event in events(3):
        rows += [acled_row(event), acled_row(event) | {"actor1": event.actor2}]
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "monadic.csv", ACLED_MONADIC, rows)
    build(tmp_path / "exports", tmp_path / "jnim.db")
    found = rows_of(
        tmp_path / "jnim.db",
        "SELECT report_id, name, side FROM attack_actors WHERE report_id LIKE 'acled-%' "
        "ORDER BY 1, 3",
    )
    assert len(found) == 6
    assert found[:2] == [
        ("acled-MLI1", JNIM, "perpetrator"),
        ("acled-MLI1", "Civilians (Mali)", "victim"),
    ]
    assert rows_of(
        tmp_path / "jnim.db", "SELECT count(*) FROM attacks WHERE id LIKE 'acled-%'"
    ) == [(3,)]


# ---------------------------------------------------------------- matching


def test_two_lists_of_a_user_s_own_are_compared(build: Build, tmp_path: Path) -> None:
    """Both had one place in the order of sources, and only an earlier one looked at a later."""
    folder = tmp_path / "exports"
    folder.mkdir()
    head = "id,date,town,lat,lon,dead,attacker"
    for name in ("one", "two"):
        row = f"{name},2019-01-01,Mopti,14.5,-4.2,6,JNIM"
        (folder / f"{name}.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
        (folder / f"{name}.yml").write_text(
            f"files: {name}.csv\ndata_set: {{id: {name}, title: {name}}}\n"
            "columns: {id: id, date: date, location: town, latitude: lat, longitude: lon,"
            " killed: dead, perpetrator: attacker}\n",
            encoding="utf-8",
        )
    build(folder, tmp_path / "jnim.db")
    assert rows_of(
        tmp_path / "jnim.db",
        "SELECT DISTINCT attack_id FROM attack_reports WHERE source_id IN ('one', 'two')",
    ) == [("one-one",)]
    assert rows_of(tmp_path / "jnim.db", "SELECT decision FROM matches") == [("same",)]


def test_the_words_of_an_attack_have_its_range_and_a_date_that_is_read(
    build: Build, tmp_path: Path
) -> None:
    """A list that said “killed: 46” of a record from 46 to 422 was more certain than it."""
    event = events(1, killed=6)[0]
    (tmp_path / "exports").mkdir()
    rows = [
        ucdp_row(event, id_=77, low=5, best=6, high=9),
        ucdp_row(event, id_=78, low=6, best=6, high=6),
    ]
    write_rows(tmp_path / "exports" / "u.csv", UCDP_23, rows)
    build(tmp_path / "exports", tmp_path / "jnim.db")
    said = rows_of(
        tmp_path / "jnim.db",
        "SELECT toll_words, title, date_words FROM attacks WHERE id LIKE 'ucdp-%' ORDER BY id",
    )
    assert [toll for toll, _, _ in said] == ["killed: 6 (5–9)", "killed: 6"]
    assert all(title.endswith(f", {date}") for _, title, date in said)
    assert said[0][2] == "1 January 2019"


def test_two_sources_share_an_attack_whose_figures_follow_the_first(
    build: Build, tmp_path: Path
) -> None:
    event = events(1, killed=6)[0]
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "a.csv", ACLED_2023, [acled_row(event)])
    write_rows(
        tmp_path / "exports" / "u.csv", UCDP_23, [ucdp_row(event, id_=77, low=5, best=6, high=9)]
    )
    build(tmp_path / "exports", tmp_path / "jnim.db")
    ((attack, reports, low, best, high, country),) = rows_of(
        tmp_path / "jnim.db",
        "SELECT id, reports, killed_low, killed_best, killed_high, country_code FROM "
        "attacks WHERE id LIKE 'ucdp-%'",
    )
    assert (attack, reports, low, best, high, country) == ("ucdp-77", 2, 5, 6, 9, "ML")
    assert rows_of(
        tmp_path / "jnim.db", "SELECT count(*) FROM attacks WHERE id LIKE 'acled-%'"
    ) == [(0,)]
    ((decision, method, score, reason),) = rows_of(
        tmp_path / "jnim.db", "SELECT decision, method, score, reason FROM matches"
    )
    assert (decision, method) == ("same", "records")
    assert score >= 0.8
    assert reason.startswith("the same day (+1.8); 0.0 km apart")
    assert rows_of(
        tmp_path / "jnim.db",
        "SELECT DISTINCT attack_id FROM attack_actors WHERE report_id = 'acled-MLI1'",
    ) == [("ucdp-77",)]
    days = rows_of(
        tmp_path / "jnim.db",
        "SELECT source_id, attacks, killed_best FROM attack_days WHERE group_id = 'jnim' "
        "AND rule = 'perpetrator' AND date_earliest = '2019-01-01' ORDER BY 1",
    )
    assert days == [("", 1, 6), ("acled-events", 1, 6), ("ucdp-ged", 1, 6)]


def test_two_that_fit_as_well_are_left_apart(build: Build, tmp_path: Path) -> None:
    event = events(1, killed=6)[0]
    (tmp_path / "exports").mkdir()
    write_rows(tmp_path / "exports" / "a.csv", ACLED_2023, [acled_row(event)])
    write_rows(
        tmp_path / "exports" / "u.csv",
        UCDP_23,
        [ucdp_row(event, id_=number, low=6, best=6, high=6) for number in (77, 78)],
    )
    build(tmp_path / "exports", tmp_path / "jnim.db")
    assert rows_of(tmp_path / "jnim.db", "SELECT DISTINCT decision FROM matches") == [
        ("undecided",)
    ]
    assert rows_of(
        tmp_path / "jnim.db",
        "SELECT count(*) FROM attacks WHERE id LIKE 'acled-%' OR id LIKE 'ucdp-%'",
    ) == [(3,)]


# ------------------------------------------------------------ public builds


def test_a_public_build_holds_no_byte_of_what_may_not_be_passed_on(
    build: Build, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    event = events(1, killed=6)[0]
    write_export(
        folder / "acled-unmistakable.csv",
        30,
        notes="Unmistakable words of a note",
        place="Nowheretown",
        killed=6,
    )
    write_rows(
        folder / "gtd.csv",
        GTD,
        [gtd_row(summary="Another unmistakable summary", city="Elsewhereville")],
    )
    write_rows(folder / "ged.csv", UCDP_23, [ucdp_row(event, id_=77, low=5, best=6, high=9)])
    secrets = [
        b"Unmistakable words",
        b"Nowheretown",
        b"MLI1",
        b"unmistakable summary",
        b"Elsewhereville",
        b"acled-events",
        b"gtd-incidents",
        b"acled-unmistakable.csv",
        b"Made-up Daily; Invented Radio",
    ]

    build(folder, tmp_path / "all" / "jnim.db")
    raw = (tmp_path / "all" / "jnim.db").read_bytes()
    assert [secret for secret in secrets if secret not in raw] == []

    outcome = build(folder, tmp_path / "public" / "jnim.db", public=True)
    assert len(outcome.notices) == 2
    for path in (tmp_path / "public").iterdir():
        raw = path.read_bytes()
        assert [secret for secret in secrets if secret in raw] == [], path
    # What was computed from both is computed anew from what is left.
    only = tmp_path / "only"
    only.mkdir()
    shutil.copy(folder / "ged.csv", only)
    build(only, tmp_path / "only.db")
    for table in (
        "attacks",
        "attack_reports",
        "attack_actors",
        "matches",
        "attack_days",
        "sources",
        "data_files",
    ):
        assert rows_of(tmp_path / "public" / "jnim.db", f"SELECT * FROM {table}") == rows_of(
            tmp_path / "only.db", f"SELECT * FROM {table}"
        )


def test_a_public_build_has_only_sources_that_may_be_passed_on(
    build: Build, tmp_path: Path
) -> None:
    write_export(tmp_path / "exports" / "acled.csv")
    build(tmp_path / "exports", tmp_path / "jnim.db", public=True)
    assert rows_of(tmp_path / "jnim.db", WITHHELD) == []
    build(tmp_path / "exports", tmp_path / "all.db")
    assert len(rows_of(tmp_path / "all.db", WITHHELD)) == 1


# -------------------------------------------------------------- the command


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
    done = run_here(
        "--events", tmp_path / "exports", "--output", tmp_path / "jnim.db", "--keep-good"
    )
    assert done.returncode == 0
    assert "1 row left out" in done.stderr
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
