"""project.yml: nothing else knows the subject, and metadata.yml is written from it."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from common.errors import UserError
from common.project import PROJECT, read_project
from loaders.build import make_rows
from loaders.metadata import WORDS, main, metadata_of
from loaders.problems import Problems
from loaders.project_check import not_there

ROOT = Path(__file__).resolve().parents[2]
# words and ids of the facts, for editors
KNOW_NO_SUBJECT = (
    *("common", "editing", "exports", "loaders", "plugins", "publishing", "schema", "static"),
    *(
        "templates",
        "words.yml",
        "Makefile",
        "settings.json",
        ":!schema/facts/words.schema.json",
        ":!schema/facts/ids.schema.json",
    ),
)
PROJECT_YML = """
id: x-db
database: x
subject: {id: x, name: X, full_name: The X}
authors: Somebody
keywords: []
site: {title: X, license_url: "", description: ""}
"""


def test_nothing_but_project_yml_knows_the_subject() -> None:
    """No program, template, word or file of a host names the database or the group."""
    names = {PROJECT.database, PROJECT.subject.id, PROJECT.subject.name, PROJECT.subject.full_name}
    words = [part for name in names for part in ("-e", name)]
    command = ["git", "grep", "-n", "-i", "-I", "-F", *words, "--", *KNOW_NO_SUBJECT]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 1, done.stderr


def test_no_page_sends_to_the_file_that_is_written() -> None:
    """What is to be set is set in project.yml; metadata.yml would be written over."""
    command = ["git", "grep", "-n", "metadata.yml", "--", "templates"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("", "")


def test_metadata_is_what_words_and_project_give() -> None:
    """`make words` would change nothing."""
    written = metadata_of(PROJECT, WORDS.read_text(encoding="utf-8"))
    assert (ROOT / "metadata.yml").read_text(encoding="utf-8") == written, (
        "metadata.yml is written from words.yml and project.yml: change those, then make words"
    )


def test_another_project_has_the_same_words(tmp_path: Path) -> None:
    """Another project's metadata has its own names, every query, and no example of this one."""
    (tmp_path / "project.yml").write_text(PROJECT_YML, encoding="utf-8")
    assert main(["--project", str(tmp_path)]) == 0
    text = (tmp_path / "metadata.yml").read_text(encoding="utf-8")
    words = yaml.safe_load(text)
    assert PROJECT.database not in text.casefold()
    assert (words["subject"], words["subject_name"], list(words["databases"])[-1]) == (
        "x",
        "X",
        "x",
    )
    ours = yaml.safe_load((ROOT / "metadata.yml").read_text(encoding="utf-8"))
    assert words["databases"]["x"].keys() == ours["databases"][PROJECT.database].keys()
    assert "<p>Try" not in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PROJECT_YML.replace("authors: Somebody\n", ""), "the project lacks authors"),
        (PROJECT_YML + "colour: red\n", "the project has no colour"),
        (PROJECT_YML.replace("id: x, name", "name"), "the subject lacks id"),
        ("- a list", "the project is no mapping"),
        ("a: [", "while parsing"),
    ],
)
def test_a_wrong_project_says_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    """A missing key, one too many, or no YAML is said with the file's name."""
    path = tmp_path / "project.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=rf"{path}.*{message}"):
        read_project(path)


def test_what_project_yml_names_and_the_facts_have_not_is_said() -> None:
    """An example that has gone, and a map that begins on another continent."""
    problems = Problems()
    context = make_rows(ROOT / "tests" / "facts", problems)
    site = PROJECT.site | {"highlights": ["gone"]}
    examples = PROJECT.examples | {"source": "example", "claim": "example-name"}
    stale = replace(PROJECT, map=[0, 60], examples=examples, site=site)
    lines = list(not_there(context, stale))
    assert [line.partition(";")[0] for line in lines] == [
        "project.yml: examples: there is no source 'example'",
        "project.yml: examples: there is no claim 'example-name'",
        "project.yml: highlights: there is no disagreement 'gone'",
        "project.yml: map: [0, 60] is far from the points in places.yml",
    ]
    assert "; there is '" in lines[0]
    assert list(not_there(context, PROJECT)) == []
