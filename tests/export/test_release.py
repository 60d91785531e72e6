"""What a release writes into the repository, and that what stands there is this database's."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
import yaml

from common.content_hash import content_hash
from common.errors import UserError
from exports.about import version_of
from exports.release import RELEASES, WORDING, heading, with_entry, write_release

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def repository(root: Path, tmp_path: Path) -> Path:
    """Return a copy of what a release reads, without any release yet."""
    for name in ("jnim.db", "metadata.yml", "pyproject.toml"):
        shutil.copyfile(root / name, tmp_path / name)
    return tmp_path


def hash_of(path: Path) -> str:
    database = sqlite3.connect(path)
    try:
        return content_hash(database)
    finally:
        database.close()


def test_the_newest_release_is_this_database_while_it_bears_its_version(root: Path) -> None:
    """Facts changed after a release? Then raise the version in pyproject.toml."""
    version = version_of(root)
    released = (root / RELEASES).read_text(encoding="utf-8").split("\n## ")[1]
    if released.split(",")[0] != version:
        pytest.skip(f"{version} is not released yet")
    assert f"Content hash `{hash_of(root / 'jnim.db')}`" in released
    cited = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == version
    assert cited["identifiers"][0]["value"] == f"sha256:{hash_of(root / 'jnim.db')}"
    metadata = yaml.safe_load((root / "metadata.yml").read_text(encoding="utf-8"))
    assert str(cited["date-released"]) == str(metadata["released"])
    deposit = json.loads((root / ".zenodo.json").read_text(encoding="utf-8"))
    assert (deposit["version"], deposit["publication_date"]) == (
        version,
        str(metadata["released"]),
    )


def test_a_release_says_what_became_of_claims(repository: Path) -> None:
    previous = repository / "last.db"
    shutil.copyfile(repository / "jnim.db", previous)
    database = sqlite3.connect(previous)
    with database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("DELETE FROM claims WHERE id = 'csis-formation'")
        database.execute("UPDATE claims SET statement = 'x' WHERE id = 'csis-areas'")
        database.execute("UPDATE claims SET id = 'gone' WHERE id = 'csis-belmokhtar'")
    database.close()
    about = write_release(repository, repository / "jnim.db", previous)
    told = (repository / RELEASES).read_text(encoding="utf-8")
    assert heading(about.version, str(about.released)) in told
    assert f"`{hash_of(repository / 'jnim.db')}`" in told
    assert "* Claims added: 2: `csis-belmokhtar`, `csis-formation`" in told
    changed = next(line for line in told.splitlines() if line.startswith("* Claims changed"))
    assert "`csis-areas`" in changed
    assert "* Claims withdrawn: 1: `gone`" in told
    # Written again it is the same, and not twice.
    write_release(repository, repository / "jnim.db", previous)
    assert (repository / RELEASES).read_text(encoding="utf-8") == told


def test_a_release_leads_to_its_reasons_where_they_are_written(repository: Path) -> None:
    version = version_of(repository)
    reasons = repository / "docs/releases" / f"{version}.md"
    write_release(repository, repository / "jnim.db", repository / "jnim.db")
    assert "What changed, and why" not in (repository / RELEASES).read_text(encoding="utf-8")
    reasons.parent.mkdir(parents=True)
    reasons.write_text("# x\n\n## Shorter\n\n`csis-areas`\n\n## Other\n\n`csis-us`\n", "utf-8")
    previous = repository / "last.db"
    shutil.copyfile(repository / "jnim.db", previous)
    database = sqlite3.connect(previous)
    with database:
        database.execute("UPDATE claims SET statement = 'x' WHERE id = 'csis-areas'")
    database.close()
    (repository / WORDING).write_text('{"0.9.0": []}', "utf-8")
    write_release(repository, repository / "jnim.db", previous)
    write_release(repository, repository / "jnim.db", previous)
    wording = json.loads((repository / WORDING).read_text(encoding="utf-8"))
    assert list(wording) == [version, "0.9.0"]
    (claim,) = wording[version]
    assert (claim["claim"], claim["before"], claim["why"]) == ("csis-areas", "x", "Shorter")
    assert claim["after"] != "x"
    told = (repository / RELEASES).read_text(encoding="utf-8")
    assert told.count(f"[What changed, and why](docs/releases/{version}.md)") == 1


def test_each_release_that_says_why_lists_what_it_reworded() -> None:
    """`make release` writes it; a release written without it would have no list on the site."""
    wording = json.loads((ROOT / WORDING).read_text(encoding="utf-8"))
    reasons = {path.stem: path.read_text("utf-8") for path in (ROOT / "docs/releases").glob("*.md")}
    assert {*wording} <= {*reasons}
    assert all("none is worded anew" in reasons[each] for each in {*reasons} - {*wording})


@pytest.mark.parametrize(
    "reasons", sorted((ROOT / "docs/releases").glob("*.md")), ids=lambda p: p.stem
)
def test_the_reasons_name_claims_that_there_are(reasons: Path) -> None:
    text = reasons.read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z0-9-]+)`", text))
    database = sqlite3.connect(ROOT / "jnim.db")
    try:
        claims = {id_ for (id_,) in database.execute("SELECT id FROM claims")}
    finally:
        database.close()
    assert named or "none is worded anew" in text
    assert named <= claims


def test_a_new_release_comes_first_and_an_old_one_stays() -> None:
    first = with_entry("", "1.0.0", "## 1.0.0, 31 January 2026\n\nOne.\n")
    second = with_entry(first, "1.1.0", "## 1.1.0, 1 March 2026\n\nTwo.\n")
    assert second.index("## 1.1.0") < second.index("## 1.0.0")
    assert second.count("# Releases\n") == 1
    again = with_entry(second, "1.1.0", "## 1.1.0, 2 March 2026\n\nTwo.\n")
    assert "1 March" not in again
    assert "2 March" in again
    with pytest.raises(UserError, match="raise the version in"):
        with_entry(again, "1.0.0", "## 1.0.0, 3 March 2026\n")


@pytest.mark.parametrize("day", ["", "released: 2026-01-31\n"])
def test_a_release_without_a_day_that_json_can_hold_is_none(repository: Path, day: str) -> None:
    path = repository / "metadata.yml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    others = [line for line in lines if not line.startswith("released:")]
    path.write_text(day + "".join(others), encoding="utf-8")
    with pytest.raises(UserError, match='have a line below site: released: "2026-01-31"'):
        write_release(repository, repository / "jnim.db", None)
    assert not (repository / RELEASES).exists()
