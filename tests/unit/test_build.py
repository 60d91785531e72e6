"""Whole builds: the same bytes every time, and never half a database."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from common.command import exit_code
from common.content_hash import hashes_of_file, joined
from common.errors import UserError
from loaders import build, database
from loaders.context import Context
from loaders.problems import Problems
from tests.unit.conftest import FIXTURES

ROOT = Path(__file__).resolve().parent.parent.parent
# The invented facts, which are read in a third of the time.
FEW = ("--facts", str(FIXTURES / "facts"))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(
    *arguments: str, preexec_fn: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "loaders.build", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=preexec_fn,
        # Python keeps what it has compiled, and where the disk is full the half of it.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the real facts into a folder of their own."""
    output = tmp_path_factory.mktemp("real") / "jnim.db"
    assert exit_code(build.main, ["--facts", str(ROOT / "facts"), "--output", str(output)]) == 0
    return output


def test_the_committed_database_is_what_the_facts_give(real: Path) -> None:
    assert hashes_of_file(ROOT / "jnim.db") == hashes_of_file(real), "run: make build"


def test_two_builds_are_the_same_byte_by_byte(real: Path, tmp_path: Path) -> None:
    answer = run("--output", str(tmp_path / "jnim.db"))
    assert (answer.returncode, answer.stderr) == (0, "")
    assert digest(tmp_path / "jnim.db") == digest(real)


def test_the_order_in_the_files_does_not_matter(
    facts: Path, run_build: Callable[[], int], output: Path
) -> None:
    assert run_build() == 0
    before = digest(output)
    for name in ("groups.yml", "people.yml", "places.yml", "sources.yml", "attacks.yml"):
        path = facts / name
        entries: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            if line[0].isalnum():
                entries.append(line)
            elif entries:
                entries[-1] += line
        random.Random(1).shuffle(entries)
        path.write_text("".join(entries), encoding="utf-8")
    profiles = facts / "profiles"
    shutil.copytree(profiles, facts / "copy")
    shutil.rmtree(profiles)
    profiles.mkdir()
    for path in sorted((facts / "copy").iterdir(), reverse=True):
        shutil.copy(path, profiles)
    shutil.rmtree(facts / "copy")
    output.unlink()
    assert run_build() == 0
    assert digest(output) == before


def test_nothing_new_leaves_the_file_untouched(run_build: Callable[[], int], output: Path) -> None:
    assert run_build() == 0
    before = digest(output)
    inode = output.stat().st_ino
    os.utime(output, (1, 1))
    (output.parent / "inspect-data.json").unlink()
    assert run_build() == 0
    assert (digest(output), output.stat().st_ino) == (before, inode)
    assert output.stat().st_mtime == 1
    assert (output.parent / "inspect-data.json").exists()


def test_what_is_saved_during_a_build_is_newer_than_it(
    facts: Path, run_build: Callable[[], int], output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that `make build` during `make edit` reports what is wrong with the saved file."""
    saved = facts / "groups.yml"
    rows = build.make_rows

    def save_after_reading(folder: Path, problems: Problems) -> Context:
        context = rows(folder, problems)
        now = time.time_ns()  # what touch gives may be some milliseconds ago
        os.utime(saved, ns=(now, now))
        return context

    monkeypatch.setattr(build, "make_rows", save_after_reading)
    assert run_build() == 0
    for path in (output, output.with_name("inspect-data.json")):
        assert path.stat().st_mtime_ns < saved.stat().st_mtime_ns


def test_another_layout_of_the_same_content_is_left(
    run_build: Callable[[], int], output: Path
) -> None:
    assert run_build() == 0
    connection = sqlite3.connect(output)
    connection.execute("PRAGMA page_size = 8192")
    connection.execute("VACUUM")
    connection.close()
    before = digest(output)
    assert run_build() == 0
    assert digest(output) == before
    inspected = json.loads((output.parent / "inspect-data.json").read_text())
    assert inspected["small"]["hash"] == before


@pytest.mark.parametrize("damage", [b"", b"no database", None])
def test_a_damaged_database_is_replaced(
    run_build: Callable[[], int], output: Path, damage: bytes | None
) -> None:
    assert run_build() == 0
    good = output.read_bytes()
    output.write_bytes(good[:-4096] + b"\xff" * 4096 if damage is None else damage)
    assert run_build() == 0
    assert output.read_bytes() == good


def test_inspect_data_is_what_datasette_would_write(real: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "datasette", "inspect", real.name],
        cwd=real.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(answer.stdout) == json.loads((real.parent / "inspect-data.json").read_text())


def test_what_a_killed_build_left_is_removed(run_build: Callable[[], int], output: Path) -> None:
    output.parent.mkdir(exist_ok=True)
    for name in ("small.db.building-1", "small.db.building-2-inspect", "other.db.building-3"):
        (output.parent / name).write_text("left")
    assert run_build() == 0
    assert sorted(path.name for path in output.parent.iterdir()) == [
        "inspect-data.json",
        "other.db.building-3",
        "small.db",
    ]


@pytest.mark.parametrize("kills", [16, pytest.param(200, marks=pytest.mark.walk)])
def test_killed_at_any_moment_the_database_is_whole(
    facts: Path, output: Path, small_schema: Path, kills: int
) -> None:
    other = facts.with_name("other")
    shutil.copytree(facts, other)
    path = other / "groups.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Told as merged", "Told in another way"), encoding="utf-8")
    output.parent.mkdir()
    command = [sys.executable, "-m", "tests.unit.kill_builds", str(small_schema), str(output)]
    answer = subprocess.run(
        [*command, str(kills), str(facts), str(other)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    lines = answer.stdout.splitlines()
    killed = [line.split() for line in lines[::2]]
    hashes = set(lines[1::2])
    assert len(killed) == kills
    assert sum(dead == "1" for dead, _ in killed) > kills / 2
    assert any(left != "0" for _, left in killed), "no kill fell between the writing and the rename"
    # What was killed left the old content or the new, and each of them at some time.
    assert len(hashes) == 2
    assert exit_code(build.main, ["--facts", str(facts), "--output", str(output)]) == 0
    assert sorted(path.name for path in output.parent.iterdir()) == [
        "inspect-data.json",
        "small.db",
    ]
    assert joined(hashes_of_file(output)) in hashes


def limit_files(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [0, 10_000, 300_000])
def test_a_full_disk_is_said_and_changes_nothing(tmp_path: Path, size: int) -> None:
    output = tmp_path / "jnim.db"
    output.write_bytes(b"the old one")
    answer = run(*FEW, "--output", str(output), preexec_fn=limit_files(size))
    assert answer.returncode == 2
    assert answer.stderr.startswith(f"{output} could not be written: ")
    assert len(answer.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["jnim.db"]
    assert output.read_bytes() == b"the old one"


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    missing = run(*FEW, "--output", str(tmp_path / "none" / "jnim.db"))
    assert missing.returncode == 2
    assert missing.stderr == (
        f"the folder {tmp_path / 'none'} cannot be opened: No such file or directory\n"
    )
    folder = run(*FEW, "--output", str(tmp_path))
    assert folder.returncode == 2
    assert folder.stderr == f"{tmp_path} is a folder, and the database is to be a file\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    answer = run(*FEW, "--output", str(tmp_path / "jnim.db"))
    assert answer.returncode == 2
    assert "may you write there?" in answer.stderr


def test_two_builds_at_once_both_succeed(tmp_path: Path) -> None:
    output = tmp_path / "jnim.db"
    command = [sys.executable, "-m", "loaders.build", "--output", str(output), "--quiet"]
    builds = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [each.wait(timeout=60) for each in builds] == [0, 0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inspect-data.json", "jnim.db"]


@pytest.mark.parametrize(
    "module",
    [
        *("loaders.build", "loaders.schemas", "common.content_hash"),
        *(f"loaders.documents.{name}" for name in ("anchors", "verify", "coverage")),
    ],
)
def test_help_has_an_example(module: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        importlib.import_module(module).main(["--help"])
    assert not end.value.code
    assert f"example: python -m {module}" in capsys.readouterr().out


def test_wrong_use() -> None:
    assert run("--nonsense").returncode == 2


def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    command = f"{sys.executable} -m loaders.build --output {tmp_path / 'jnim.db'} | head -c 0"
    answer = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert answer.stderr == ""


def test_the_database_finds_what_the_files_do_not_show(
    facts: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reference to nothing would stop the build even if it passed all other checks."""
    output.parent.mkdir()
    context = build.make_rows(facts, Problems())
    context.rows["names"][0]["claim_id"] = "nothing"
    with pytest.raises(UserError, match="references to nothing"):
        database.write(output, lambda into: build.fill(context, into))
    assert list(output.parent.iterdir()) == []
