"""The views of single pages: temporary, only for the site's database, and each used somewhere."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click import ClickException
from datasette.app import Datasette
from datasette.database import Database

from plugins.site.page_views import (
    COUNTED,
    MATERIALISED,
    add_page_views,
    open_connections,
    prepare_connection,
)
from tests.site.tables import CONFIGURATION, METADATA, ROOT, connect, in_process, visit

# As many as Datasette has by itself.
THREADS = 3
TEMPLATES = ROOT / "templates"
# More, and nobody reads the list of them.
MOST_PUBLIC_VIEWS = 25


def page_views() -> dict[str, str]:
    """Return the SQL of each view that pages read, by name."""
    found = connect().execute("SELECT name, sql FROM sqlite_temp_master WHERE type = 'view'")
    return {row["name"]: row["sql"] for row in found}


def test_the_file_itself_has_few_views_and_none_of_a_page() -> None:
    with closing(sqlite3.connect(ROOT / "jnim.db")) as database:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'view'")
        public = {name for (name,) in found}
    assert {"assertions", "assertion_parties"} <= public
    assert len(public) <= MOST_PUBLIC_VIEWS
    # A temporary view would hide one of the file by the same name.
    assert not public & page_views().keys()


@pytest.mark.parametrize("view", page_views())
def test_every_view_of_a_page_can_be_read(view: str) -> None:
    assert connect().execute(f"SELECT * FROM [{view}] LIMIT 1").description


@pytest.mark.parametrize("view", MATERIALISED)
def test_a_view_that_a_served_site_keeps_as_a_table_has_the_same_rows(view: str) -> None:
    as_views, as_tables = connect(), connect(is_kept=True)
    kinds = dict(as_tables.execute("SELECT name, type FROM sqlite_temp_master").fetchall())
    assert kinds[view] == "table"
    rows = [
        [(*map(repr, row),) for row in each.execute(f"SELECT * FROM {view}")]
        for each in (as_views, as_tables)
    ]
    assert rows[0] or view == "page_counted"  # no event data are loaded
    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    ("command", "role", "materialised"),
    [
        ("serve", "", MATERIALISED),
        ("serve", "tables", COUNTED),
        ("serve", "sql", ()),
        ("inspect", "", ()),
    ],
)
def test_only_a_served_site_keeps_tables_and_takes_texts_as_they_are(
    monkeypatch: pytest.MonkeyPatch, command: str, role: str, materialised: Collection[str]
) -> None:
    invoked = SimpleNamespace(info_name=command, params={})
    monkeypatch.setattr("plugins.site.serving.worker._command", invoked)
    if role:
        monkeypatch.setenv("SITE_WORKER", role)
    with closing(sqlite3.connect(ROOT / "jnim.db")) as database:
        site: Any = SimpleNamespace(template_dir=TEMPLATES)
        database.text_factory = bytes
        prepare_connection(database, "jnim", site)
        assert database.text_factory is (str if materialised is MATERIALISED else bytes)
        database.text_factory = str
        tables = database.execute("SELECT name FROM sqlite_temp_master WHERE type = 'table'")
        assert {name for (name,) in tables} - {"sqlite_stat1"} == {*materialised}


def test_what_is_too_large_to_keep_stays_a_view(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.site.page_views.MAX_PAGES", 110)
    with closing(sqlite3.connect(ROOT / "jnim.db")) as database:
        add_page_views(database, TEMPLATES, MATERIALISED)
        kinds = dict(database.execute("SELECT name, type FROM sqlite_temp_master"))
        assert {kinds[name] for name in ("timeline_entries", "page_lines")} == {"table", "view"}
        assert "materialised" not in kinds
        for name in MATERIALISED:
            asked = f"SELECT count(*) FROM {name}"
            assert database.execute(asked).fetchone() == tuple(connect().execute(asked).fetchone())


def test_every_view_of_a_page_is_read_by_one() -> None:
    views = page_views()
    texts = [
        path.read_text(encoding="utf-8")
        for folder in (TEMPLATES, ROOT / "plugins")
        for path in folder.rglob("*")
        if path.suffix in {".html", ".xml", ".txt", ".py"}
    ]
    for view in views:
        others = [sql for name, sql in views.items() if name != view]
        assert any(re.search(rf"\b{view}\b", text) for text in (*texts, *others)), view


def test_labels_are_read_by_the_keys_of_their_tables() -> None:
    asked = "SELECT label FROM page_labels WHERE id IN (SELECT value FROM json_each(?))"
    plan = connect().execute(f"EXPLAIN QUERY PLAN {asked}", ['["jnim"]'])
    steps = {row["detail"].split(" VIRTUAL")[0] for row in plan}
    assert {step for step in steps if step.startswith("SCAN")} == {"SCAN json_each"}


@pytest.mark.parametrize("view", MATERIALISED)
def test_no_view_that_is_kept_walks_what_event_data_make_long(view: str) -> None:
    """One joined the names of all rows: with a million attacks, opening a connection took 14 s."""
    plan = connect().execute(f"EXPLAIN QUERY PLAN SELECT * FROM {view}")
    walked = {row["detail"].split(" USING")[0] for row in plan}
    assert not walked & {
        f"SCAN {table}" for table in ("attacks", "attack_reports", "attack_actors")
    }


@pytest.mark.parametrize(
    "view", ["page_attack_reports", "page_attack_actors", "page_report_claims"]
)
def test_the_page_of_an_attack_asks_for_its_own_reports(view: str) -> None:
    """Each page indexed all reports again: with a million records, that took 11 s."""
    sql = f"EXPLAIN QUERY PLAN SELECT * FROM {view} WHERE attack_id = 'ouagadougou-2018'"
    plan = [row["detail"] for row in connect().execute(sql)]
    long = "(attacks|attack_reports|attack_actors|told|citing)"
    walked = [step for step in plan if re.match(rf"SCAN {long}\b|SEARCH {long} .*AUTOMATIC", step)]
    assert plan
    assert walked == []


def test_another_database_gets_none() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        for name, count in (("another", 0), ("jnim", len(page_views()))):
            prepare_connection(database, name, SimpleNamespace(template_dir=str(TEMPLATES)))
            held = database.execute("SELECT count(*) FROM sqlite_temp_master").fetchone()
            assert held == (count,)


def test_a_database_that_nobody_can_write_to_gets_them() -> None:
    path = f"{(ROOT / 'jnim.db').as_uri()}?immutable=1"
    with closing(sqlite3.connect(path, uri=True)) as database:
        add_page_views(database, TEMPLATES)
        assert database.execute("SELECT claims FROM page_totals").fetchone()[0] > 0


def test_another_database_of_the_same_name_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """Each of its pages failed."""
    for name in CONFIGURATION:
        (tmp_path / name).symlink_to(ROOT / name)
    with closing(sqlite3.connect(tmp_path / "jnim.db")) as database:
        database.execute("CREATE TABLE claims (id)")
    with pytest.raises(ClickException, match=r"another database.*`make build`"):
        visit(tmp_path, lambda datasette: datasette.client.get("/"))


def test_home_asks_nothing_of_tables_that_it_does_not_list(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    execute = Database.execute_fn

    async def counting(self: Database, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        asked.append(fn)
        return await execute(self, fn)

    monkeypatch.setattr(Database, "execute_fn", counting)
    with in_process(ROOT) as ask:
        ask("/")  # starts the plugins
        asked.clear()
        page = ask("/")
    assert page.status_code == 200
    # Of these the map asks for half: in turn for each source whether it has one of the attacks.
    assert len(asked) <= 60


def test_every_thread_has_its_connection_from_the_start() -> None:
    """A thread that opened the file after it had been replaced answered from another release."""

    async def scenario() -> set[int]:
        database = Datasette([str(ROOT / "jnim.db")]).databases["jnim"]
        await open_connections(database, THREADS)
        database.connect = None
        together = threading.Barrier(THREADS)
        waits = (database.execute_fn(lambda _: together.wait(10)) for _ in range(THREADS))
        return {*await asyncio.gather(*waits)}

    # In a thread of its own: a browser's tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as aside:
        assert aside.submit(asyncio.run, scenario()).result() == set(range(THREADS))


@pytest.mark.parametrize("query", METADATA["databases"]["jnim"]["queries"].values())
def test_a_named_query_is_planned_in_few_steps(query: dict[str, Any]) -> None:
    """The days asked for were planned wherever they occur, which added 25 ms to each answer."""
    asked = dict.fromkeys(query.get("params", ()), "")
    with closing(sqlite3.connect(ROOT / "jnim.db")) as database:
        plan = database.execute(f"EXPLAIN QUERY PLAN {query['sql']}", asked).fetchall()
    assert len(plan) < 600


def test_templates_only_read_views() -> None:
    """What has to be counted, joined or put together is so in a view, or in the template."""
    clauses = r"count|sum|max|min|group_concat|coalesce|substr|exists|join|union|having|case"
    made = re.compile(
        rf"\b({clauses}|distinct|group by)\b|\|\||\(select (?!value from json_each\(\?\)\))"
    )
    asked = [
        (path.name, sql)
        for path in sorted(TEMPLATES.rglob("*.*"))
        for sql in re.findall(r'\bsql\(\s*"([^"]*)"', path.read_text(encoding="utf-8"))
    ]
    assert len(asked) > 100
    assert [(name, sql) for name, sql in asked if made.search(sql)] == []
