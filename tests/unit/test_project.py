"""project.yml: nothing else knows the subject, and metadata.yml is generated from it."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from common.errors import UserError
from common.project import PROJECT, read_project
from loaders.build import make_rows
from loaders.metadata import WORDS, main, metadata_of
from loaders.problems import Problems
from loaders.project_check import check_links, missing_from_facts
from loaders.yaml_positions import read_yaml

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
    """No code, template, wording or hosting file names the database or the group."""
    names = {PROJECT.database, PROJECT.subject.id, PROJECT.subject.name, PROJECT.subject.full_name}
    words = [part for name in names for part in ("-e", name)]
    command = ["git", "grep", "-n", "-i", "-I", "-F", *words, "--", *KNOW_NO_SUBJECT]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 1, done.stderr


def test_no_page_sends_to_the_file_that_is_written() -> None:
    """Settings are made in project.yml; changes to metadata.yml would be overwritten."""
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
    assert "search" not in words["plugins"], "only the site's search reads its words"
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
    """A missing key, an extra key, or invalid YAML is reported with the file's name."""
    path = tmp_path / "project.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=rf"{path}.*{message}"):
        read_project(path)


def checked(tmp_path: Path, text: str) -> tuple[list[str], list[str]]:
    """Return the messages about a project.yml on the pinned facts, and its dead links."""
    (tmp_path / "project.yml").write_text(text, encoding="utf-8")
    problems = Problems()
    context = make_rows(ROOT / "tests" / "facts", problems)
    file = read_yaml(tmp_path / "project.yml", "project.yml", problems)
    assert file is not None
    check_links(context, file, ROOT / "metadata.yml", problems)
    return list(missing_from_facts(context, file)), [str(each) for each in sorted(problems.entries)]


def test_what_project_yml_names_and_the_facts_have_not_is_said(tmp_path: Path) -> None:
    """An example that no longer exists, a typing error, and a map centred on another continent."""
    text = (ROOT / "project.yml").read_text(encoding="utf-8")
    assert checked(tmp_path, text) == ([], [])
    for old, new in (
        ("subject: {id: jnim,", "subject: {id: jnimm,"),
        ("source: csis-2018, claim: csis-formation", "source: example, claim: csis-formaton"),
        ("highlights: [", "highlights: [gone, "),
        ("leads: [", "leads: [gone-too, "),
        ("map: [15, 0]", "map: [0, 60]"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    lines, _ = checked(tmp_path, text)
    assert [re.sub(r"^project.yml:[1-9]\d*: ", "", line) for line in lines] == [
        "subject: there is no group 'jnimm'; there is 'jnim'",
        "examples: there is no source 'example'; there is 'csis-2018'",
        "examples: there is no claim 'csis-formaton'; there is 'csis-formation'",
        "highlights: there is no disagreement 'gone'",
        "leads: there is no claim 'gone-too'",
        "map: [0, 60] is far from the points in places.yml; try [16.2, -0.9]",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "path: /attacks/ouagadougou-2018",
            "path: /attacks/ouagadougu-2018",
            "there is no 'ouagadougu-2018' in attacks. Did you mean 'ouagadougou-2018'?",
        ),
        (
            "path: /jnim/members?group=jnim",
            "path: /jnim/membres?group=jnim",
            "there is no table or query 'membres'. Did you mean 'members'",
        ),
        ("members?group=jnim&as", "members?group=jnm&as", "there is no group 'jnm'. Did you"),
        ("uncited?source=csis-2018\n", "uncited?sorce=csis-2018\n", "no 'sorce' in the query"),
        ("path: /citations", "path: /citation", "there is no such page. Did you mean 'citations'"),
        ("about_url: /about#method", "about_url: /abut#method", "there is no such page"),
        ('href="uncited?source=csis-2018"', 'href="uncitd?source=csis-2018"', "'uncitd'"),
        ("path: /citations", "path: https://example.org/nothing/here", ""),
        ("path: /citations", "path: /embed/lineage?group=jnim", ""),
        ("path: /citations", "path: /jnim/sources.csv?access=read", ""),
    ],
)
def test_a_link_to_nothing_stops_the_build(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """With its line and the likely meaning; links that work, or lead elsewhere, are fine."""
    text = (ROOT / "project.yml").read_text(encoding="utf-8")
    _, problems = checked(tmp_path, text.replace(old, new))
    assert len(problems) == bool(message)
    for problem in problems:
        assert re.match(r"project\.yml:[1-9]\d*: ", problem)
        assert message in problem
