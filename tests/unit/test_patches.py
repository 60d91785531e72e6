"""Our changes to Datasette fit the installed version, and do what they are for."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import datasette.cli
import datasette.handle_exception
import pytest
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted
from datasette.utils import CustomRow

from plugins.site.serving import errors, patches, server, worker
from tests.conftest import ROOT
from tests.site.tables import in_process, visit

# The lines of each module that are replaced or that a patch relies on.
LINES = {
    "datasette.app": (
        "        str(FAVICON_PATH),",
        "                    \"where type in ('table', 'view') and name = ? collate nocase\",",
    ),
    "datasette.default_permissions": (
        "            table_allows = datasette._table_permission_allows(database, table)",
    ),
    "datasette.cli": ("    uvicorn.run(ds.app(), **uvicorn_kwargs)",),
    "datasette.database": ("            with sqlite_timelimit(conn, time_limit_ms):",),
    "datasette.handle_exception": ("        if rich is not None:",),
    "datasette.utils.asgi": (
        "            await asgi_send_file(send, full_path, chunk_size=chunk_size)",
        "        return await asgi_send_file(",
    ),
    "datasette.views.base": (
        "                    await r.write(str(e))",
        '        headings = data["columns"]',
        '            kwargs["_size"] = "max"',
        "        return AsgiStream(stream_fn, headers=headers, content_type=content_type)",
    ),
    "datasette.views.database": (
        "            for row in results.rows if results else []:",
        '                "rows": results.rows if results else [],',
    ),
    "datasette.views.row": (
        "        sql, params, pks = await _sql_params_pks(db, table, pk_values)",
    ),
    "datasette.facets": ('            facet_sql = """',),
    "datasette.views.table": (
        "                except IndexError:",
        '                    order_by = f"{order_by}, {order_by_pks}"',
        "                count_rows = list(await db.execute(count_sql, from_sql_params))",
    ),
}

SLOW = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"


@pytest.mark.parametrize(
    ("module", "line"), [(name, line) for name, lines in LINES.items() for line in lines]
)
def test_datasette_has_the_line_that_a_patch_replaces(module: str, line: str) -> None:
    assert line in inspect.getsource(import_module(module)).splitlines()


def test_each_module_that_is_patched_has_such_a_line() -> None:
    targets = {line.split(" = ")[0] for line in inspect.getsource(patches).splitlines()}
    modules = {name.rpartition(".")[0] for name in targets if name.startswith("datasette.")}
    assert len(modules) >= 3
    assert modules <= LINES.keys()


def test_the_command_serves_within_our_bounds() -> None:
    assert datasette.cli.uvicorn.run is server.run


def test_errors_are_not_printed_with_all_variables(capsys: pytest.CaptureFixture[str]) -> None:
    import_module("rich")  # it is there, and not used
    assert datasette.handle_exception.rich is None
    with in_process(ROOT) as get:
        assert get("/jnim/no-such-table").status_code == 404
    assert "locals" not in capsys.readouterr().out


def test_a_stream_that_fails_is_broken_off() -> None:
    fails = (
        "/jnim/claims.csv?_stream=on&_sort=id&_where="
        "case+when+id+>+(select+id+from+claims+order+by+id+limit+1+offset+{})"
        "+then+abs(-9223372036854775807-1)+else+1+end"
    )
    with in_process(ROOT, max_returned_rows=50, default_page_size=20) as get:
        whole = get("/jnim/claims.csv?_stream=on&_sort=id")
        assert len(whole.text.splitlines()) > 150
        with pytest.raises(ConnectionAbortedError, match="integer overflow"):
            get(fails.format(320))
        # Before anything was sent, it is said in words.
        early = get(fails.format(120))
        assert early.status_code == 503
        assert "broke off" in early.text


def test_a_table_s_csv_is_whole_or_leads_to_the_stream_that_is() -> None:
    """The first page of fifty claims looked like all of them."""
    with in_process(ROOT) as get:
        streamed = get("/jnim/claims.csv?_stream=on").text
        assert get("/jnim/claims.csv").text == streamed
        assert len(streamed.splitlines()) > 300
        # Who asks for a page gets one, and where the next is.
        page = get("/jnim/claims.csv?_size=20")
        assert len(page.text.splitlines()) == 21
        assert 'rel="next"' in page.headers["link"]
    with in_process(ROOT, max_returned_rows=50, base_url="/base/") as get:
        for path in ("/jnim/claims.csv?_sort=id", "/jnim/claims.csv?_sort=id&_stream="):
            onward = get(path)
            assert onward.status_code == 302
            assert onward.headers["location"] == "/base/jnim/claims.csv?_sort=id&_stream=on"
    with in_process(ROOT, max_returned_rows=50, allow_csv_stream=False) as get:
        assert 'rel="next"' in get("/jnim/claims.csv").headers["link"]


def test_a_csv_file_that_gets_too_long_is_broken_off() -> None:
    long = "select hex(zeroblob(400000)) from claims limit 3".replace(" ", "+")
    broken_off = pytest.raises(ConnectionAbortedError, match="CSV")
    with in_process(ROOT, max_csv_mb=1) as get, broken_off:
        get(f"/jnim.csv?sql={long}")


def test_a_page_may_leave_out_the_column_that_it_is_sorted_by() -> None:
    row = CustomRow(["a"], {"a": 1})
    for error in (IndexError, KeyError):
        with pytest.raises(error):
            row["b"]
    with in_process(ROOT) as get:
        page = get("/jnim/claims.json?_labels=on&_col=source_id&_sort=position&_size=3")
        assert page.json()["next"]


def test_who_may_see_a_table_is_found_out_once() -> None:
    async def ask(datasette: Datasette) -> None:
        cached, plain = datasette._table_permission_allows, Datasette._table_permission_allows
        for table in (*await datasette.get_database("jnim").table_names(), "nowhere"):
            assert cached("jnim", table) == plain(datasette, "jnim", table)
        await datasette.client.get("/jnim?_x=1")
        before = cached.cache_info()
        await datasette.client.get("/jnim?_x=2")  # not from the cache
        after = cached.cache_info()
        assert after.misses == before.misses
        assert after.hits > before.hits + 10

    visit(ROOT, ask)


def test_pages_of_tables_ask_little_of_a_database_that_cannot_change() -> None:
    async def ask(datasette: Datasette) -> dict[str, int]:
        database, asked = datasette.get_database("jnim"), dict.fromkeys(("/", "/jnim"), 0)
        plain = database.execute_fn
        for path in asked:
            await datasette.client.get(f"{path}?_x=1")

            async def counting(function: object, path: str = path) -> object:
                asked[path] += 1
                return await plain(function)

            database.execute_fn = counting
            assert (await datasette.client.get(f"{path}?_x=2")).status_code == 200
            database.execute_fn = plain
        for table in await database.table_names():
            for method in patches.SCHEMA:
                kept, fresh = getattr(database, method), getattr(Database, method)
                assert await kept(table) == await fresh(database, table)
        return asked

    asked = visit(ROOT, ask)
    assert 0 < asked["/jnim"] < 20
    assert 0 < asked["/"] < 60


def test_what_is_interrupted_is_noted() -> None:
    async def ask(datasette: Datasette) -> list[str]:
        noted: list[str] = []
        token = errors._interrupted.set(noted)
        with pytest.raises(QueryInterrupted):
            await datasette.get_database("jnim").execute(SLOW, custom_time_limit=20)
        errors._interrupted.reset(token)
        return noted

    assert visit(ROOT, ask) == [SLOW]


# Prints the plugins in their order and some answers, where folders are listed as they are, or
# from their last entry to the first.
PRINT = """
import asyncio, os, sys
from pathlib import Path

class Backwards:
    def __init__(self, entries):
        self.entries = reversed(sorted(entries, key=lambda each: getattr(each, "name", each)))
    def __iter__(self): return self
    def __next__(self): return next(self.entries)
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def close(self): pass

if sys.argv[1] == "backwards":
    listdir, scandir = os.listdir, os.scandir
    os.listdir = lambda *given: list(Backwards(listdir(*given)))
    os.scandir = lambda *given: Backwards(scandir(*given))
from datasette.app import Datasette
from datasette.plugins import pm

async def ask():
    datasette = Datasette([], config_dir=Path.cwd())
    print([name for name, _ in pm.list_name_plugin() if name.startswith("plugins.")])
    hooks = [name for name in sorted(vars(pm.hook)) if name[0] != "_"]
    for hook in hooks:
        print([each.plugin_name for each in getattr(pm.hook, hook).get_hookimpls()
               if each.plugin_name.startswith("plugins.")])
    for encoding in ("gzip", "identity"):
        for path in ("/", "/jnim/claims.csv?_stream=on", "/jnim/claims.csv", "/static/site.css"):
            answer = await datasette.client.get(path, headers={"accept-encoding": encoding})
            print(path, encoding, answer.status_code, answer.headers, answer.text)

asyncio.run(ask())
"""


def test_the_order_of_the_entries_of_folders_changes_nothing() -> None:
    programs = [
        subprocess.Popen([sys.executable, "-c", PRINT, how], cwd=ROOT, stdout=subprocess.PIPE)
        for how in ("as they are", "backwards")
    ]
    printed = [program.communicate()[0].decode() for program in programs]
    assert [program.returncode for program in programs] == [0, 0]
    assert printed[0] == printed[1]
    plugins = [path.name for path in (ROOT / "plugins").glob("*.py")]
    assert plugins == ["load.py"]
    first = "'plugins.site.serving.patches', 'plugins.site.serving.worker'"
    assert first in printed[0].splitlines()[0]
    assert printed[0].count("\ncsis-title,") == 4  # the CSV is whole


def test_pages_of_rows_that_are_alike_hold_each_of_them_once() -> None:
    with in_process(ROOT, max_returned_rows=60) as get:
        whole = get("/jnim/claims.csv?_stream=on&_sort_desc=modality&_col=id&_exact=on")
        ids = [line.split(",")[0] for line in whole.text.splitlines()[1:]]
        assert (
            len(ids)
            == len(set(ids))
            == get("/jnim/claims.json?_size=1").json()["filtered_table_rows_count"]
        )


def test_a_worker_takes_no_module_from_the_working_folder(tmp_path: Path) -> None:
    """`python -m` searches there first; the `datasette` command does not."""
    for name in ("types", "click", "datasette"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken from the folder')")
    command = [*worker.COMMAND, "--version"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "datasette, version" in answer.stdout, answer.stderr
