"""SQL meant to do harm ends within its limit, with a message, and harms nobody else."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from benchmarks._addresses import Addresses
from benchmarks.fuzz import wrong_with
from tests.site.serving import (
    BOMB,
    ENDLESS,
    LONG,
    Server,
    bounded_site,
    megabytes,
    serve,
    wait_until,
)
from tests.site.tables import ROOT, Get

TABLES = ", ".join(f"claims c{number}" for number in range(64))
NESTED = "replace(hex(zeroblob(90000)), '00', '[')"

REFUSED = {
    "attach": "attach database '/tmp/x' as x",
    "attach-in-a-comment": "/* select */ attach database '/tmp/x' as x",
    "detach": "detach database jnim",
    "insert": "insert into groups (id, name, kind) values ('x', 'x', 'state')",
    "insert-by-with": "with x as (select 1) insert into groups select 'x', 'x', 'state', null",
    "update": "update groups set name = 'x'",
    "delete": "delete from groups",
    "drop": "drop table groups",
    "create": "create table x (y)",
    "vacuum-into": "vacuum into '/tmp/x'",
    "pragma": "pragma writable_schema = on",
    "pragma-after-select": "select 1; pragma writable_schema = on",
    "two-statements": "select 1; delete from groups",
    "extension": "select load_extension('/tmp/x')",
    "readfile": "select readfile('/etc/passwd')",
    "writefile": "select writefile('/tmp/x', 'y')",
    "nothing": "; ; ;",
    "syntax": "select from where",
    "long-blob": "select zeroblob(1000000000)",
    "long-text": "select hex(zeroblob(900000000))",
    "quoted": "select quote(zeroblob(200000000))",
    "pattern": f"select {LONG} like '%{'ab' * 5000}c'",
    "glob": f"select {LONG} glob '*{'a' * 5000}b'",
    "made-glob": f"select {LONG} glob replace(hex(zeroblob(400)), '00', '*a') || 'b'",
    "many-tables": f"select 1 from {TABLES}, claims c64",
    "many-selects": " union all ".join(["select 1"] * 600),
    "deep": f"select {'(' * 2000}1{')' * 2000}",
    "many-columns": f"select {', '.join('1' for _ in range(3000))}",
    "wide": "select printf('%.*c', 900000000, 'x')",
    "wide-format": "select format('%900000000d', 1)",
    "precise": "select substr(printf('%.*f', 100000000, 1.1), 1, 10)",
    "json": f"select json({NESTED})",
    "json-each": f"select count(*) from json_each({NESTED})",
    "search": (
        "select count(*) from claims_fts where claims_fts match "
        "replace(hex(zeroblob(9000)), '00', '(a* OR ') || 'b'"
    ),
}
INTERRUPTED = {
    "counting": ENDLESS,
    "thousand-ways": f"select count(*) from {TABLES}",
    "like": (
        "select count(*) from claims a, claims b, claims c, claims d "
        "where a.statement || b.statement || d.statement like '%' || c.id || '%x'"
    ),
    "random-blobs": f"{BOMB}select max(length(hex(randomblob(100000)))) from r",
    "sorted": "select a.statement || b.statement from claims a, claims b, claims c order by 1",
    "replace": f"{BOMB}select sum(length(replace({LONG} || (x % 7), 'aa', 'b'))) from r",
}
NO_MEMORY = {
    "rows": "select zeroblob(900000) from claims, claims as c limit 10000",
    "text-rows": f"select {LONG} || c.id from claims, claims as c limit 10000",
    "growing": f"{BOMB}select group_concat(x || '{'y' * 50000}') from r",
    "array": f"{BOMB}select json_group_array(x || '{'y' * 50000}') from r",
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("form", [".json", ""])
def test_it_is_refused_with_a_message(attacked: Server, name: str, form: str) -> None:
    answer = attacked.sql(REFUSED[name], form)
    assert answer.status_code == 400, answer.text[:300]
    if form:
        assert answer.json()["ok"] is False
        assert len(answer.json()["error"]) > 10
    assert "Traceback" not in answer.text
    assert not Path("/tmp/x").exists()  # noqa: S108


@pytest.mark.parametrize("name", INTERRUPTED)
def test_it_ends_at_the_limit_and_says_so(attacked: Server, name: str) -> None:
    answer = attacked.sql(INTERRUPTED[name])
    assert answer.status_code == 400
    # Sorting may come to the end of its memory before that of its time.
    error = answer.json()["error"]
    assert "too long" in error or (name == "sorted" and "more memory" in error)


def test_rows_that_take_long_end_at_the_limit_and_nobody_is_killed(attacked: Server) -> None:
    """The clock was checked only once in a hundred rows, so the worker was killed."""
    attacked.sql("select 1")
    before = attacked.worker("sql")
    text = "replace(hex(zeroblob(90000)), '0', 'a') || x"
    like = f"{BOMB}select count(*) from r where ({text}) like '%{'a' * 190}b%'"
    assert "too long" in attacked.sql(like).json()["error"]
    assert attacked.sql("select 1").status_code == 200
    assert attacked.worker("sql") == before


@pytest.mark.parametrize(
    "form", [*(pytest.param(each, marks=pytest.mark.walk) for each in ("", ".csv")), ".json"]
)
def test_what_does_not_end_is_killed(attacked: Server, form: str) -> None:
    """It does not check the clock, like a long step within SQLite."""
    assert attacked.sql("select 1").status_code == 200
    os.kill(attacked.worker("sql"), signal.SIGSTOP)
    with ThreadPoolExecutor() as readers:
        first = readers.submit(attacked.sql, "select 2", form)
        time.sleep(2.5)  # when the time of the first is up, the second has as much for a new worker
        second = readers.submit(attacked.sql, "select 3", form)
        answer = first.result()
    assert answer.status_code == 400
    assert "too long" in answer.text
    assert second.result().status_code == 200
    assert answer.headers["content-security-policy"]
    assert attacked.sql("select 1").status_code == 200


@pytest.mark.parametrize(
    "form", [".json", *(pytest.param(each, marks=pytest.mark.walk) for each in ("", ".csv"))]
)
@pytest.mark.parametrize("name", NO_MEMORY)
def test_what_needs_too_much_memory_says_so(attacked: Server, name: str, form: str) -> None:
    answer = attacked.sql(NO_MEMORY[name], form)
    assert answer.status_code == 400
    # On a slow machine the time is up first; one value has a limit of its own.
    assert any(word in answer.text for word in ("more memory", "too long", "too big"))
    assert megabytes(attacked.worker("sql")) < 450
    assert attacked.sql("select 1 as one", _shape="array").json() == [{"one": 1}]


def in_time(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """Ask again if the time ran out: other tests run at the same time."""
    for _ in range(5):
        answer = ask()
        if "too long" not in answer.text and answer.status_code != 503:
            break
    return answer


@pytest.mark.parametrize("form", ["", ".json", ".csv"])
def test_mistakes_are_told_in_every_form(attacked: Server, form: str) -> None:
    answer = in_time(lambda: attacked.sql("select nosuch", form))
    assert answer.status_code == 400
    assert "no such column: nosuch" in answer.text
    assert answer.headers["content-security-policy"]


def test_who_takes_all_the_memory_leaves_it_to_the_next(
    bounded_folder: Path, tmp_path: Path
) -> None:
    """What a thread of the worker has freed no longer counts towards its limit."""
    large = "select a.statement from claims a, claims b limit 5000"
    with serve(bounded_folder, tmp_path / "log.txt") as server:
        for form in ("", ".json", ".csv"):
            for name in NO_MEMORY:
                assert server.sql(NO_MEMORY[name], form).status_code == 400
        # Of 320; with an arena for each thread 270 and more were held for good.
        assert megabytes(server.worker("sql"), "VmData") < 200
        answer = in_time(lambda: server.sql(large, _shape="array"))
        assert answer.status_code == 200


NO_MEMORY_FOR_ERRORS = """
from plugins.site.serving import errors

async def fail(*_):
    raise MemoryError

if worker.role():
    errors.error_response = fail
"""


def test_a_worker_that_cannot_even_say_so_is_replaced(tmp_path: Path) -> None:
    """Short of memory, it would answer every reader with a bare 500, for good."""
    folder = tmp_path / "site"
    folder.mkdir()
    with serve(bounded_site(folder, NO_MEMORY_FOR_ERRORS), tmp_path / "log.txt") as server:
        assert server.sql("select 1").status_code == 200
        before = server.worker("sql")
        answer = server.sql("select nothing", ".csv")
        assert (answer.status_code, "Internal Server Error" in answer.text) == (503, False)
        assert server.sql("select 2").status_code == 200
        assert server.worker("sql") != before


def test_who_waits_too_long_is_told_that_the_site_is_busy(attacked: Server) -> None:
    def bomb(number: int) -> Counter[int]:
        form = ("", ".json")[number % 2]
        answer = attacked.sql(ENDLESS, form, n=str(number))
        if answer.status_code == 503:
            assert "busy" in answer.text
            assert answer.headers["retry-after"]
            assert answer.headers["cache-control"] == "no-store"
        return Counter([answer.status_code])

    with ThreadPoolExecutor(50) as readers:
        statuses = sum(readers.map(bomb, range(50)), Counter())
    assert set(statuses) == {400, 503}
    wait_until(lambda: attacked.sql("select 1").status_code == 200)


def test_nothing_stays_behind_of_a_question(attacked: Server) -> None:
    """What one reader does there, the next one does not find."""
    sql = "select (select count(*) from temp.sqlite_master where type = 'table') as tables"
    assert attacked.sql(sql, _shape="array").json() == [{"tables": 0}]
    assert attacked.sql("create temp table x as select 1").status_code == 400


def test_what_is_large_but_sound_is_answered(attacked: Server) -> None:
    sql = "select a.statement from claims a, claims b limit 5000"
    answer = in_time(lambda: attacked.sql(sql, _shape="array"))
    assert answer.status_code == 200
    assert len(answer.json()) == 5000
    size = attacked.sql("select length(hex(zeroblob(400000))) as size", _shape="array")
    assert size.json() == [{"size": 800000}]
    words = attacked.sql("select printf('%05.1f|%-8s|%d', 1.5, 'a', 3) as words", _shape="array")
    assert words.json() == [{"words": "001.5|a       |3"}]


def test_what_was_large_leaves_its_memory(attacked: Server) -> None:
    """Free memory was scattered among small kept pieces, and so remained with the worker."""

    def held() -> float:
        return megabytes(attacked.worker("sql"), "RssAnon")

    assert in_time(lambda: attacked.sql("select 1")).status_code == 200
    before = held()
    columns = ", ".join(f"a.id || {number} as c{number}" for number in range(50))
    sql = f"select {columns} from claims a, claims b limit 4000"
    with ThreadPoolExecutor(4) as readers:
        _ = [*readers.map(lambda _: attacked.sql(sql), range(12))]
    wait_until(lambda: held() - before < 12)
    assert "jnim.db" not in Path(f"/proc/{attacked.worker('sql')}/maps").read_text()


def test_a_long_answer_is_whole(attacked: Server) -> None:
    """A worker makes it, and streams arrive in pieces."""
    with closing(sqlite3.connect(f"{(ROOT / 'jnim.db').as_uri()}?mode=ro", uri=True)) as database:
        (rows,) = database.execute("SELECT count(*) FROM evidence").fetchone()
    assert rows > 500
    assert len(attacked.get("/jnim/evidence.json?_size=max&_shape=array").json()) == rows
    for path in ("/jnim/evidence.csv?_size=max", "/jnim/claims.csv?_stream=on"):
        answer = attacked.get(path)
        assert answer.status_code == 200
        assert len(answer.text.splitlines()) > 150


def test_a_page_on_which_a_facet_is_missing_is_kept_by_nobody(attacked: Server) -> None:
    where = f"(select count(*) from ({BOMB}select * from r limit 3000000)) > 0"
    path = f"/jnim/claims?{urlencode({'_where': where, '_facet': 'modality'})}"
    for _ in range(2):
        answer = attacked.get(path)
        # On a slow machine the first query is too long already.
        assert answer.status_code in (200, 400)
        assert "hit" not in answer.headers.get("cache-status", "")


@pytest.mark.parametrize(
    ("path", "word"),
    [
        (f"/jnim/claims?statement__contains={'a' * 5000}", "pattern"),
        (f"/jnim/claims?_search={'a+' * 500}", "pattern"),
        (f"/jnim/claims?{'id__not=x&' * 1000}", "parameters"),
        (f"/jnim/claims.json?{'_facet=id&' * 30}", "facets"),
        ("/jnim/claims?id__in=[[[", "cannot be read"),
        ("/jnim/claims?id__in=[[1]]", "not supported"),
        ("/jnim/claims.json?id__in=[1,{}]", "not supported"),
        (f"/jnim/attacks?year__gt={'9' * 300}", "cannot be read"),
        (f"/static/{'a' * 300}.css", "longer"),
        ("/static/..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc", "name of a file"),
        (f"/{'a/' * 3000}", "path"),
    ],
)
def test_an_address_that_asks_too_much_gets_a_message(get: Get, path: str, word: str) -> None:
    answer = get(path)
    assert answer.status_code == 400
    assert word in answer.text


@pytest.mark.parametrize(
    "value", ["1.5", "'x'", "'[1, 2]'", "replace(hex(zeroblob(9999)), '0', '[')"]
)
def test_a_query_may_call_anything_a_list(get: Get, value: str) -> None:
    """A number named weapons was an error of ours, and a word was one of the reader's."""
    answer = get(f"/jnim?{urlencode({'sql': f'select {value} as weapons'})}")
    assert answer.status_code == 200
    assert 'data-label="Weapons"' in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/jnim.csv", 400),
        ("/jnim/find.json?q=x&_timelimit=soon", 400),
        ("/jnim/attacks?_facet_array={}", 400),
        ("/jnim/attacks.json?_through=[]", 400),
        ("/jnim/sources.json?_searchtext=a", 400),
        ("/-/points/jnim/attacks?_search%0A=a", 400),
        (f"/jnim/attacks.json?_through={'[' * 20_000}", 400),
        ("/-/tiles/basemap/99999/1/1.png", 400),
        ("/-/tiles/basemap/6/9223372036854775808/1.png", 400),
        ("/jnim/attack_days/jnim.json", 404),
        ("/static/site.css/x", 404),
        ("/-/static/app.css/x?y", 404),
        # Of more keys than the table has: it was an error, and as JSON the row.
        ("/jnim/claims/csis-formation,x", 404),
        ("/jnim/claims/csis-formation,x.json", 404),
        ("/jnim/attacks.json?_facet=%00", 400),
        ("/jnim/conflicts.json?_next=x", 400),
        ("/jnim/find.json?q=x&_json_infinity=maybe", 400),
    ],
)
def test_mistakes_in_an_address_get_a_message(get: Get, path: str, status: int) -> None:
    answer = get(path)
    assert answer.status_code == status
    assert len(answer.text) > 20
    if ".json" in path:
        assert answer.json()["ok"] is False


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/jnim/claims.csv?_stream=on&_next=x", 400, "_next"),
        ("/jnim/nosuch.csv", 404, "not found"),
        ("/-/points/nothing/nothing", 404, "nothing at"),
    ],
)
def test_a_program_is_told_in_plain_text(get: Get, path: str, status: int, word: str) -> None:
    """It got a page, which a program that reads CSV takes for rows."""
    answer = get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")
    assert word in answer.text


# ---------------------------------------------------------------- any request


@pytest.mark.parametrize("number", [150, pytest.param(3000, marks=pytest.mark.walk)])
def test_no_address_makes_the_site_fail(get: Get, number: int) -> None:
    """`python -m benchmarks fuzz` sends ten thousand requests; a failure names the address."""
    addresses = Addresses(random.Random(os.environ.get("FUZZ_SEED", "1")))
    failed = []
    for _ in range(number):
        address = addresses.one()
        answer = get(address)
        kind = answer.headers.get("content-type", "")
        if reason := wrong_with(answer.status_code, kind, answer.content):
            failed.append((reason, address))
    assert not failed, failed[:10]


def test_nothing_was_written(attacked: Server) -> None:
    with closing(sqlite3.connect(f"{(ROOT / 'jnim.db').as_uri()}?mode=ro", uri=True)) as database:
        assert database.execute("SELECT count(*) FROM groups WHERE name = 'x'").fetchone() == (0,)
