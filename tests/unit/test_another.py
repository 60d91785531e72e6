"""`make new`, then build, pages, export and hosts of a second, invented group."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from common.command import exit_code
from loaders import new_project
from loaders.problems import Problems
from loaders.read_facts import read_facts

ROOT = Path(__file__).resolve().parents[2]
ANOTHER = ROOT / "tests" / "another"
INSTALLED = [
    part for name in (".runtime", ".events", ".dev") for part in ("-o", f"{ROOT}/.venv/{name}")
]
# Pages that count.
COUNTING = (
    *(
        "/",
        "/lineage",
        "/timeline",
        "/disagreements",
        "/claims",
        "/citations",
        "/sources",
        "/groups",
    ),
    *("/claims/example-name", "/sources/example", "/groups/the-tide", "/attacks", "/releases"),
    *("/downloads", "/about", "/the-tide/claims"),
)
EXAMPLES = "source: coast-report-2021, claim: coast-founding"
HOSTS = ("cloudrun", "fly", "heroku", "vercel")


# Prints the text of pages of a project and what search engines are told of them, in a process that
# knows it.
ASKED = """
import asyncio, pathlib, re, sys
from datasette.app import Datasette
site = Datasette([], config_dir=pathlib.Path("."))
async def text(path):
    page = (await site.client.get(path)).text
    said = re.search('name="description" content="(.*?)"', page)[1]
    return said + re.sub("<[^>]*>", "", page.split("<main")[1].split("</main>")[0])
async def main():
    for path in sys.argv[1:]:
        print(await text(path), "END OF A PAGE")
asyncio.run(main())
"""
END = "END OF A PAGE"
LAID_OUT = """
import sys
from publishing.__main__ import main
for host in sys.argv[2:]:
    assert main([host, "--dry-run", f"{sys.argv[1]}/{host}"]) == 0
"""


def begin(folder: Path, id_: str = "harbour", name: str = "Free Harbour Front") -> int:
    """Begin a project, as `make new` does."""
    return exit_code(new_project.main, ["--id", id_, "--name", name, "--to", str(folder)])


def make(folder: Path, *targets: str) -> str:
    """Run make there, without installing anything, and return its output."""
    # Not what the make around these tests was told.
    told = ("PYTHONPATH", "DOCS", "TESTS", "ARGS", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    environment = {key: value for key, value in os.environ.items() if key not in told}
    command = ["make", *INSTALLED, *targets]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with the facts of tests/another, built."""
    folder = tmp_path_factory.mktemp("projects") / "harbour"
    assert begin(folder) == 0
    for path in (folder / "facts" / "profiles").iterdir():
        path.unlink()
    for name in ("facts", "texts"):
        shutil.copytree(ANOTHER / name, folder / name, dirs_exist_ok=True)
    words = (folder / "project.yml").read_text("utf-8")
    words = words.replace("source: example, claim: example-name", EXAMPLES)
    words = words.replace("CC BY 4.0", "ODbL 1.0").replace("creativecommons.org", "licence.example")
    (folder / "project.yml").write_text(words, "utf-8")
    make(folder, "anchors", "build", "verify")
    return folder


def test_the_example_of_a_new_project_builds(tmp_path: Path) -> None:
    """It builds as written, and the group is found by its name, which has an apostrophe."""
    folder = tmp_path / "tide"
    assert begin(folder, "the-tide", "The Tide of O'Hara") == 0
    # A document may have neither publisher nor author; it is called by its title then.
    sources = folder / "facts" / "sources.yml"
    sources.write_text(sources.read_text("utf-8").replace("  publisher: Nobody\n", ""), "utf-8")
    make(folder, "build", "verify", "coverage", "check")
    usage = make(folder, "help")
    assert "the documents' text files         [texts]" in usage
    assert "csis" not in usage
    with pytest.raises(AssertionError, match="there is no file texts/missing"):
        make(folder, "new-profile", "SOURCE=smith-2024", "TEXT=texts/missing.txt")
    database = sqlite3.connect(folder / "the-tide.db")
    ((locator,),) = database.execute("SELECT locator FROM claim_locators")
    assert locator == "An example, to be replaced by a document 2024, Text, para. 1"
    assert database.execute("SELECT name FROM names").fetchall() == [("The Tide of O'Hara",)]
    assert "jnim" not in (folder / "metadata.yml").read_text(encoding="utf-8").casefold()
    assert (folder / "static" / "site.css").is_file()
    # Nothing but the place of the programs in relation to it, and a schema for each file of facts.
    # A relative path from another tree ends as the absolute one does: "../../work/clone".
    absolute = re.compile(rf"(?<!\.\.){re.escape(str(ROOT))}\b")
    written = [path for path in folder.rglob("*") if path.suffix in (".md", ".yml", "")]
    assert not [
        path
        for path in written
        if path.is_file()
        and not path.parent.is_symlink()
        and absolute.search(path.read_text("utf-8"))
    ]
    for path in (folder / "facts").rglob("*.yml"):
        if match := re.match(r"# yaml-language-server: \$schema=(\S+)", path.read_text("utf-8")):
            assert (path.parent / match[1]).is_file(), path
    words = (folder / "schema" / "facts" / "ids.schema.json").read_text("utf-8")
    assert "example-name" in words
    assert "jnim" not in words
    # Of one document with one claim, every page counts in words that are right.
    make(folder, "inspect-data.json")
    asked = [sys.executable, "-c", ASKED, *COUNTING]
    places = {"PROJECT": str(folder), "PYTHONPATH": str(ROOT)}
    text = subprocess.check_output(asked, cwd=folder, env=os.environ | places, text=True)
    assert re.findall(r".{20}(?:\b1 \w+s|\b0 \w+)\b.{20}", text) == []
    text = "".join(text.split(END)[:3])
    assert re.findall(r"(?:[Tt]he documents|\bthey\b).{20}", text) == []
    assert "No pledge of allegiance and no other tie between groups is stated." in text


@pytest.mark.parametrize(
    ("file", "below", "line"),
    [
        ("attacks.yml", "", "town-2020: {title: Attack on Town, scope: incident}\n"),
        ("disagreements.yml", "", "- {id: a, topic: A, kind: scope, status: open, note: B.}\n"),
        ("people.yml", "", "lise-varo: {name: Lise Varo, kind: member}\n"),
        ("places.yml", "", "town: {name: Town, kind: town, country: ML}\n"),
        ("vocabularies.yml", "\nreading_sets:\n", "  smith: {label: A, description: A list}\n"),
    ],
)
def test_a_first_entry_is_a_line_below_the_comments(
    tmp_path: Path, file: str, below: str, line: str
) -> None:
    assert begin(tmp_path / "tide") == 0
    path = tmp_path / "tide" / "facts" / file
    text = path.read_text("utf-8")
    head, mark, rest = text.partition(below) if below else (text, "", "")
    path.write_text(head + mark + line + rest, "utf-8")
    problems = Problems()
    facts = read_facts(path.parent, problems)
    known = {**facts.vocabularies["reading_sets"], **facts.tables}
    added = {"smith", "town-2020", "lise-varo", "town"} & set(known)
    assert len(added) + len(facts.disagreements) == 1
    assert {str(each) for each in problems.entries if "readings" not in each.message} == set()


@pytest.mark.parametrize(
    ("id_", "name", "message"),
    [
        ("The Tide", "The Tide", "'The Tide' is no id: write it like 'the-tide'"),
        ("groups", "Groups", "'groups' is the address of a page; take another id"),
        ("tide", " ", "the group needs a name"),
    ],
)
def test_what_makes_no_project_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], id_: str, name: str, message: str
) -> None:
    """An invalid id, an id that is already an address, no name: exit code 2, nothing written."""
    assert begin(tmp_path / "new", id_, name) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that contains something is left alone."""
    (tmp_path / "mine.txt").touch()
    assert begin(tmp_path) == 2
    assert "holds something already; name another folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_every_page_of_another_project_answers(project: Path) -> None:
    """Pages of tests/another, in a process of its own: a process knows only one project."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(ANOTHER)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PROJECT": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "skipped" not in done.stdout


def test_a_succession_is_no_conflict(project: Path) -> None:
    """One leader until March and another from April on did not lead at the same time."""
    database = sqlite3.connect(project / "harbour.db")
    leaders = (
        "SELECT member_person_id FROM membership WHERE group_id = 'harbour' AND role = 'leader'"
        " ORDER BY end_latest"
    )
    assert database.execute(leaders).fetchall() == [("lise-varo",), ("tam-orrin",)]
    assert database.execute("SELECT id FROM disagreements").fetchall() == [
        ("attack-toll-ferry-2020",)
    ]


def test_another_project_is_exported(project: Path) -> None:
    """Its attacks have no points; the export has its own name, authors and version."""
    make(project, "export")
    dist = project / "dist"
    package = json.loads((dist / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["name"], package["version"]) == ("harbour-db", "0.1.0")
    features = json.loads((dist / "attacks.geojson").read_text(encoding="utf-8"))["features"]
    licence = (dist / "LICENSE-DATA").read_text("utf-8")
    assert "Free Harbour Front, claim by claim" in licence
    assert "jnim" not in licence.casefold()
    # By the licence that its project.yml states, in every file of words.
    assert package["licenses"] == [
        {
            "title": "ODbL 1.0",
            "name": "ODbL-1.0",
            "path": "https://licence.example/licenses/by/4.0/",
        }
    ]
    for path in dist.rglob("*"):
        if path.suffix in (".md", ".cff", ".json", ".html", ".yml") or path.name == "LICENSE-DATA":
            # GeoNames has its own.
            words = path.read_text("utf-8").replace("licensed under CC BY 4.0. The documents", "")
            assert not re.search(r"(?i)creativecommons|cc.by", words), path
    assert [each["geometry"] for each in features] == [None] * 4
    assert (project / "static" / "downloads" / "downloads.json").is_file()
    assert not any("JNIM" in path.read_text("utf-8") for path in dist.glob("*.md"))


def test_another_project_is_laid_out_for_a_host(project: Path, tmp_path: Path) -> None:
    """Its database, and its project.yml beside the code, and nothing of ours."""
    make(project, f"publish-{HOSTS[0]}", f"DRY_RUN={tmp_path / HOSTS[0]}")
    # The others as make has them laid out, in one process.
    told = {"PROJECT": str(project), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", LAID_OUT, str(tmp_path), *HOSTS[1:]]
    subprocess.run(command, cwd=project, env=os.environ | told, check=True)
    for host in HOSTS:
        names = {path.name for path in (tmp_path / host).rglob("*")}
        assert {"harbour.db", "project.yml"} <= names
        assert "jnim.db" not in names
