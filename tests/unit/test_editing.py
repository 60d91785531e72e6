"""Editing: a build after each saved file, the pages that show it, and none of it published."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette
from datasette.plugins import pm

from common.project import FILE
from editing import __main__ as command
from editing.folder import prepare, read_state, replace_content, write_state
from editing.reading import read
from editing.watch import build_once, watch
from loaders.documents.text import blocks
from loaders.problems import Place, Problems
from tests.conftest import finished

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
MARSH = "profiles/marsh-atlas-2020.yml"
Ask = Callable[[str], httpx.Response]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder that is served."""
    path = tmp_path / "edit"
    prepare(path, FIXTURES / "docs")
    return path


@pytest.fixture
def site(folder: Path, root: Path) -> Iterator[Datasette]:
    """Return the site of somebody who is editing."""
    (folder / "jnim.db").write_bytes((root / "jnim.db").read_bytes())
    before = set(pm.get_plugins())
    yield Datasette([], config_dir=folder)
    for plugin in set(pm.get_plugins()) - before:
        pm.unregister(plugin)


@pytest.fixture
def ask(site: Datasette) -> Ask:
    """Return a function that asks that site."""
    return lambda path: finished(site.client.get(path))


def statements(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {text for (text,) in connection.execute("SELECT statement FROM claims")}


def test_a_saved_file_is_built_and_served(facts: Path, folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "small.db"
    assert not build_once(folder, facts, database, FIXTURES / "docs")
    first = read_state(folder)
    assert first["messages"] == []
    with closing(sqlite3.connect(folder / "jnim.db")) as open_before:
        path = facts / MARSH
        path.write_text(path.read_text().replace("The ferry at Grayford was", "A ferry was"))
        assert not build_once(folder, facts, database, FIXTURES / "docs")
        served = {text for (text,) in open_before.execute("SELECT statement FROM claims")}
    assert "A ferry was burnt." in served
    assert read_state(folder)["build"] != first["build"]


def test_an_anchor_that_has_moved_is_found_again(facts: Path, folder: Path, tmp_path: Path) -> None:
    path = facts / MARSH
    path.write_text(path.read_text().replace("from: the ferry at", "from: ferry at"))
    assert not build_once(folder, facts, tmp_path / "small.db", FIXTURES / "docs")
    lock = (facts / "profiles" / "marsh-atlas-2020.lock.csv").read_text()
    assert ",ferry at Grayford was," in lock


def test_mistakes_are_shown_and_the_last_build_stays(
    facts: Path, folder: Path, tmp_path: Path
) -> None:
    database = tmp_path / "small.db"
    build_once(folder, facts, database, None)
    before = statements(folder / "jnim.db")
    path = facts / MARSH
    path.write_text(path.read_text().replace("who: old-sluice", "who: old-sluce"))
    assert build_once(folder, facts, database, None)
    message = next(each for each in read_state(folder)["messages"] if "old-sluce" in each)
    assert f"{path}:" in message
    assert "add to groups.yml or people.yml: old-sluce: {name: Old Sluce, kind: …}" in message
    assert statements(folder / "jnim.db") == before


def test_a_question_is_shown_and_stops_nothing(facts: Path, folder: Path, tmp_path: Path) -> None:
    path = facts / "people.yml"
    path.write_text(path.read_text().replace("name: Ilse Dorn", "name: Ānso al-Velt"))
    assert not build_once(folder, facts, tmp_path / "small.db", None)
    (question,) = read_state(folder)["questions"]
    assert "not_the_same_as: [ilse-dorn]" in question
    assert read_state(folder)["messages"] == []


def test_each_change_is_noticed_once(tmp_path: Path) -> None:
    file = tmp_path / "facts" / "a.yml"
    file.parent.mkdir()
    file.write_text("one")
    looks, changes = iter(range(8)), []

    def go_on() -> bool:
        look = next(looks)
        if look == 2:
            file.write_text("three")
        if look == 4:
            (tmp_path / "facts" / "a.lock.csv").write_text("written by a build")
        return look < 7

    watch([file.parent], lambda: changes.append(file.read_text()), go_on=go_on)
    assert changes == ["three"]


def test_it_waits_for_the_first_build_that_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new project's mistakes are corrected while it runs; what it cannot show is reported."""
    served, events = tmp_path / "served", []
    (tmp_path / "project.yml").write_text("id: one")

    def build(*_: object) -> Problems:
        events.append("built")
        problems = Problems()
        if len(events) < 3:
            problems.add(Place("facts/groups.yml", 1), "this is wrong")
            return problems
        (served / FILE).touch()
        (tmp_path / "project.yml").write_text("id: another")
        return problems

    def look(_: object, changed: Callable[[], None], *, go_on: Callable[[], bool]) -> None:
        while go_on() and "served" not in events:
            changed()

    class Server(contextlib.nullcontext[None]):
        returncode = 0

        def __init__(self, _: object) -> None:
            super().__init__()
            events.append("served")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "SERVED", served)
    monkeypatch.setattr(command, "FOLDER", tmp_path)
    monkeypatch.setattr(command, "build_once", build)
    monkeypatch.setattr(command, "watch", look)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("subprocess.Popen", Server)
    with contextlib.suppress(AttributeError):  # the stand-in has no process to ask or to end
        command.main([])
    assert events == ["built", "built", "built", "served"]
    said = capsys.readouterr().err
    assert said.count("facts/groups.yml:1: this is wrong") == 2
    assert command.WAITING in said
    assert said.endswith(f"built\n{command.RESTART}\n")


def test_a_text_is_shown_with_its_claims(facts: Path) -> None:
    page = read(facts, FIXTURES / "docs", "marsh-atlas-2020")
    assert page is not None
    text = (FIXTURES / "docs" / "marsh-atlas-2020.txt").read_text()
    shown = ["".join(each.text for each in passage.stretches) for passage in page.passages]
    assert shown == [block.text for block in blocks(text)]
    assert (page.messages, page.open_sentences) == ([], 0)
    path = facts / MARSH
    words = path.read_text()
    start = words.index("  - id: marsh-ferry\n")
    end = words.index("\n\n", start)
    path.write_text(words[:start] + words[end + 2 :])
    page = read(facts, FIXTURES / "docs", "marsh-atlas-2020")
    assert page is not None
    stretches = [each for passage in page.passages for each in passage.stretches]
    assert all("marsh-ferry" not in each.claims for each in stretches)
    assert read(facts, FIXTURES / "docs", "nobody-2020") is None


def test_pages_load_the_script_and_say_what_is_wrong(ask: Ask) -> None:
    assert '/-/edit/edit.js"' in ask("/about").text
    assert ask("/-/edit/edit.js").headers["content-type"].startswith("text/javascript")
    assert ask("/-/edit/state").json()["messages"] == []
    assert ask("/-/edit/read/csis-2018").status_code == 404  # its text is not in that folder
    assert ask("/-/edit/anchor/csis-2018?passage=x&words=y").status_code == 404


def test_tables_are_listed_before_pages_reload(site: Datasette, folder: Path, root: Path) -> None:
    """A page requests map tiles at once, and would find the list of tables locked by a write."""

    async def listed_and_there() -> tuple[int, int]:
        await site.client.get("/-/edit/state")
        listed = "SELECT schema_version FROM databases WHERE database_name = 'jnim'"
        answers = (
            await site.get_database("_internal").execute(listed),
            await site.get_database("jnim").execute("PRAGMA schema_version"),
        )
        first, second = (int(answer.single_value()) for answer in answers)
        return first, second

    async def before_and_after() -> list[tuple[int, int]]:
        before = await listed_and_there()
        replace_content(folder, root / "jnim.db")
        return [before, await listed_and_there()]

    before, after = finished(before_and_after())
    assert before[0] == before[1] < after[0] == after[1]


def test_words_of_a_text_become_the_lines_of_a_claim(docs: Path, folder: Path, ask: Ask) -> None:
    write_state(folder, **{**read_state(folder), "docs": str(docs)})
    passage = "/-/edit/anchor/csis-2018?passage=csis-2018-background-1&words="
    lines = ask(f"{passage}numerous+attacks+against+both+Westerners+and+regional").text
    assert lines.splitlines()[1:4] == [
        "    at: Background / 1",
        "    from: numerous attacks",
        "    to: and regional",
    ]
    assert ask(f"{passage}no+such+words").status_code == 404
    assert "Every sentence has a claim" in ask("/-/edit/read/csis-2018").text
    assert '<button type="button" id="edit-copy"' in ask("/-/edit/read/csis-2018").text


def test_the_site_itself_has_none_of_it(get: Ask) -> None:
    assert get("/-/edit/state").status_code == 404
    assert "/-/edit/" not in get("/about").text
