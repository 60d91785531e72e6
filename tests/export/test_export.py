"""An export as a whole: checksums, changes, what is refused, the same bytes again."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from common.command import exit_code
from common.content_hash import content_hash
from common.errors import UserError
from exports.__main__ import main
from exports.changes import Changes, compare, previous_release, write_changes
from exports.write import export


def changes_since(root: Path, previous: Path) -> tuple[str | None, dict[str, Changes]]:
    """Return what changed as an export has it, without an export, which takes seconds."""
    database = sqlite3.connect(root / "jnim.db")
    try:
        with previous_release(previous, root) as release:
            return compare(database, release)
    finally:
        database.close()


@pytest.fixture
def changed(root: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that gives a copy of the database in which some SQL has run."""

    def change(sql: str) -> Path:
        path = tmp_path / "changed.db"
        path.write_bytes((root / "jnim.db").read_bytes())
        database = sqlite3.connect(path)
        database.executescript(sql)
        database.close()
        return path

    return change


def test_checksums_cover_every_file(dist: Path) -> None:
    lines = (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    told = {name: digest for digest, name in (line.split("  ") for line in lines)}
    there = {
        path.relative_to(dist).as_posix()
        for path in dist.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert told.keys() == there
    for name, digest in told.items():
        assert hashlib.sha256((dist / name).read_bytes()).hexdigest() == digest


def test_the_content_hash_is_that_of_the_database(dist: Path) -> None:
    database = sqlite3.connect(dist / "jnim.db")
    digest = content_hash(database)
    database.close()
    package = json.loads((dist / "datapackage.json").read_text(encoding="utf-8"))
    assert package["content_hash"] == digest
    for name in ("README.md", "CITATION.cff", ".zenodo.json"):
        assert digest in (dist / name).read_text(encoding="utf-8")


def test_an_export_is_replaced_with_the_same_bytes_and_leaves_nothing_beside(
    root: Path, dist: Path, tmp_path: Path
) -> None:
    to = shutil.copytree(dist, tmp_path / "dist")
    (to / "csv" / "stale.csv").write_text("old")
    export(root / "jnim.db", to, root / "jnim.db", "2026-01-31")
    assert not (to / "csv" / "stale.csv").exists()
    assert (to / "SHA256SUMS").read_text() == (dist / "SHA256SUMS").read_text()
    for folder in (tmp_path, dist.parent):
        assert [path.name for path in folder.iterdir()] == ["dist"]


def test_no_change_between_equal_databases(dist: Path) -> None:
    told = json.loads((dist / "changes.json").read_text(encoding="utf-8"))
    nothing: dict[str, object] = {"added": [], "changed": {}, "withdrawn": []}
    assert told.pop("since").startswith("jnim.db (content hash ")
    assert told == dict.fromkeys(("claims", "disagreements", "attacks"), nothing)
    assert (dist / "CHANGES.md").read_text(encoding="utf-8").count("None.") == 3


def test_an_export_says_what_changed(spoilt: Path) -> None:
    told = json.loads((spoilt / "changes.json").read_text(encoding="utf-8"))
    assert told["claims"]["changed"]
    assert told["attacks"]["changed"]
    assert "### Changed (" in (spoilt / "CHANGES.md").read_text(encoding="utf-8")


def test_changes_by_id(root: Path, changed: Callable[[str], Path], tmp_path: Path) -> None:
    old = changed(
        """
        UPDATE claims SET statement = 'Something *else*.' WHERE id = 'csis-designation';
        UPDATE membership SET role = 'member' WHERE id = 'csis-portrait-ghaly-emir';
        UPDATE event_links SET kind = 'before' WHERE claim_id = 'csis-attacks-continue';
        UPDATE attack_actors SET certainty = 'possible' WHERE claim_id = 'us-state-malian-troops';
        UPDATE claims SET id = 'csis-gone' WHERE id = 'csis-title';
        UPDATE claims SET position = position + 1000;
        UPDATE disagreements SET status = 'open' WHERE id = 'merged-groups';
        DELETE FROM disagreement_readings WHERE disagreement_id = 'ouagadougou-date';
        UPDATE disagreements SET id = 'gone-too' WHERE id = 'ouagadougou-toll';
        UPDATE attacks SET killed_low = 99 WHERE id = 'ouagadougou-2018';
        """
    )
    connection = sqlite3.connect(old)
    readings = connection.execute("SELECT count(*) FROM disagreement_readings").fetchone()[0]
    connection.close()
    write_changes(*changes_since(root, old), tmp_path)
    told = json.loads((tmp_path / "changes.json").read_text(encoding="utf-8"))
    claims = told["claims"]
    assert claims["added"] == ["csis-title"]
    assert claims["withdrawn"] == ["csis-gone"]
    (statement,) = claims["changed"]["csis-designation"]
    assert (statement["what"], statement["before"]) == ("statement", "Something *else*.")
    assert statement["after"]
    (membership,) = claims["changed"]["csis-portrait-ghaly-emir"]
    assert membership["what"] == "membership"
    assert [row["role"] for row in membership["before"]] == ["member"]
    assert [row["role"] for row in membership["after"]] == ["emir"]
    for claim, table in (
        ("csis-attacks-continue", "event_links"),
        ("us-state-malian-troops", "attack_actors"),
    ):
        assert {each["what"] for each in claims["changed"][claim]} == {table}
    disagreements = told["disagreements"]
    assert (disagreements["added"], disagreements["withdrawn"]) == (
        ["ouagadougou-toll"],
        ["gone-too"],
    )
    found = {each["what"] for each in disagreements["changed"]["ouagadougou-date"]}
    assert found == {"disagreement_readings"}
    assert readings > 0
    (killed,) = told["attacks"]["changed"]["ouagadougou-2018"]
    assert (killed["what"], killed["before"]) == ("killed_low", 99)
    text = (tmp_path / "CHANGES.md").read_text(encoding="utf-8")
    assert "* `csis-designation`\n  * `statement`: “Something \\*else\\*.” → “" in text
    assert "  * `membership`, `role`: “member” → “emir”\n" in text
    assert "### Withdrawn (1)\n\n* `csis-gone`: " in text
    assert "  * `killed_low`: “99” → " in text


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "is not there; name the database or the dist/ of the last release"),
        (lambda path: path.mkdir(), "holds no jnim.db; name"),
        (lambda path: path.write_text("no database, " * 200), "is no database of this project"),
        (lambda path: path.write_bytes(b""), "is no database of this project"),
        (
            lambda path: sqlite3.connect(path).executescript("CREATE TABLE claims (id TEXT)"),
            "is no database of this project",
        ),
    ],
)
def test_what_is_no_release_gets_one_message(
    root: Path, tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / "previous"
    make(path)
    with pytest.raises(UserError, match=said):
        changes_since(root, path)


def test_a_folder_of_an_export_is_a_previous_release(root: Path, dist: Path) -> None:
    since, _ = changes_since(root, dist)
    assert since
    assert re.match(r"version [0-9.]+ of 2026-01-31 \(content hash [0-9a-f]{64}\)$", since)


def test_the_last_tag_is_the_previous_release(
    root: Path, changed: Callable[[str], Path], tmp_path: Path
) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    shutil.copyfile(
        changed("UPDATE claims SET id = 'csis-gone' WHERE id = 'csis-title'"),
        repository / "jnim.db",
    )
    git = ["git", "-C", str(repository), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    with previous_release(None, repository) as release:
        assert release is None
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"], ["tag", "v1"]):
        subprocess.run([*git, *command], check=True)
    database = sqlite3.connect(root / "jnim.db")
    with previous_release(None, repository) as release:
        since, found = compare(database, release)
    database.close()
    assert since and since.startswith("v1 ")
    claims = found["claims"]
    assert ([*claims.added], [*claims.withdrawn]) == (["csis-title"], ["csis-gone"])


def test_rows_that_may_not_be_passed_on_are_refused(
    changed: Callable[[str], Path], tmp_path: Path
) -> None:
    path = changed("UPDATE sources SET redistributable = 0 WHERE id = 'csis-2018'")
    with pytest.raises(UserError, match=r"may not be passed on.*facts/sources\.yml.*make public"):
        export(path, tmp_path / "dist", None, None)
    assert not (tmp_path / "dist").exists()


def test_a_folder_that_no_export_wrote_is_left_alone(root: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UserError, match="name another folder"):
        export(root / "jnim.db", tmp_path, None, None)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--database", "nowhere.db"], "there is no file nowhere.db"),
        (["--released", "31.1.2026"], "is no day"),
        (["--database", "README.md"], "is no database of this project"),
        (["--previous", "README.md"], "is no database of this project"),
    ],
)
def test_mistakes_get_one_message(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(root)
    assert exit_code(main, ["--to", str(tmp_path / "dist"), *options]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert message in said
    assert [*tmp_path.iterdir()] == []
