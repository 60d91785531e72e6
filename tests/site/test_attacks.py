"""Requests that once stopped the site, or slowed it for others, no longer do so."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from datasette.app import Datasette

from plugins.site.reconcile import PATH
from plugins.site.serving import errors, gate, processes, relay, worker
from plugins.site.serving.gate import BusyError, Gate
from plugins.site.serving.headers import MCP_PATH
from plugins.site.serving.worker import SQL, TABLES, Worker
from tests.conftest import finished
from tests.site.serving import (
    BOMB,
    ENDLESS,
    LONG,
    Server,
    bounded_site,
    is_running,
    processor_time,
    request,
    serve,
    state,
    wait_until,
)
from tests.site.tables import ROOT, visit

PLAIN = "/claims/csis-formation"


def plain_page(server: Server, number: object) -> int:
    """The status of a page that nobody has requested before."""
    return server.get(f"{PLAIN}?_x={number}").status_code


def test_pages_that_ask_the_site_themselves_cannot_wait_for_each_other(attacked: Server) -> None:
    """Six GETs held all places, each waiting for one."""
    with ThreadPoolExecutor(24) as readers:
        pages = [f"/jnim/attacks?_sql=1&_x={number}" for number in range(24)]
        statuses = [answer.status_code for answer in readers.map(attacked.get, pages)]
    assert statuses == [200] * 24
    assert plain_page(attacked, "sql") == 200


def test_a_page_and_what_it_asks_for_cannot_wait_for_each_other(attacked: Server) -> None:
    """Nor can two readers who request the same thing at once."""
    pages = [f"/jnim/attacks?_x=both-{number}" for number in range(4)]
    more = "&latitude__isnull=1&_size=0&_nofacet=1&_shape=objects&_extra=count"
    inner = [page.replace("?", ".json?") + more for page in pages]
    asked = [attacked.connect() for _ in (*pages, *inner, *pages)]
    for connection, page in zip(asked, (*pages, *inner, *pages), strict=True):
        connection.sendall(request(page))
    assert plain_page(attacked, "both") == 200
    for connection in asked:
        assert connection.recv(15) == b"HTTP/1.1 200 OK"
        connection.close()


SLOW_SQL = "/jnim.json?sql=" + quote(ENDLESS)
ALL_LETTERS = "".join(f"~{ord(letter):02x}" for letter in "jnim")


@pytest.mark.parametrize(
    "path",
    [
        "/jnim.json?sql=",
        "/~6Anim.json?sql=",
        "/jnim.json?x=1&%73ql=",
        "/~6Anim/claims.json?_where=",
        "/-/points/jnim/attacks?_where=",
        *(
            pytest.param(path, marks=pytest.mark.walk)
            for path in (
                f"/{ALL_LETTERS}.csv?sql=",
                "/jni~6D?sql=",
                "/jnim/claims/csis-formation?_where=1&sql=",
            )
        ),
    ],
)
def test_sql_runs_in_its_worker_however_it_is_asked(attacked: Server, path: str) -> None:
    """With the database's name in another spelling, it ran in the server, without any limit."""
    attacked.sql("select 1")
    worker = attacked.worker("sql")
    before = processor_time(attacked.process.pid), processor_time(worker)
    sql = f"({ENDLESS}) > 0" if path.endswith("_where=") else ENDLESS
    attacked.get(path + quote(sql))
    after = processor_time(attacked.process.pid), processor_time(worker)
    # Half a second's work for one of them, and next to nothing for the other.
    assert after[1] - before[1] > after[0] - before[0]


def test_a_path_written_in_percent_is_led_on(attacked: Server) -> None:
    answer = attacked.get("/%6Anim.json?sql=select+1")
    assert (answer.status_code, answer.headers["location"]) == (302, "/~6Anim~2Ejson?sql=select+1")


def test_options_runs_nothing_on_any_route() -> None:
    """OPTIONS was answered as GET is, and by the server itself."""
    sql = quote(f"{BOMB}select count(*) from r")

    async def ask(datasette: Datasette) -> set[tuple[int, str, bool]]:
        await datasette.client.get("/")
        run: list[object] = []
        for database in datasette.databases.values():
            database.execute_fn = run.append
        paths = {regex.pattern for regex, _ in datasette._routes()}
        paths = {"".join(letter for letter in path if letter not in "^$()?\\") for path in paths}
        paths |= {
            f"/-/points/jnim/attacks?_where=({sql})",
            f"/jnim?sql={sql}",
            f"/~6Anim.json?sql={sql}",
        }
        paths |= {"/", "/jnim/claims", "/groups/jnim", "/nowhere", "/-/charts/lineage.png"}
        answers = [await datasette.client.request("OPTIONS", path) for path in sorted(paths)]
        assert len(answers) > 30
        assert not run
        assert not any(answer.content for answer in answers)
        return {
            (answer.status_code, answer.headers["allow"], answer.url.path == "/reconcile")
            for answer in answers
        }

    # OpenRefine asks at one address by POST as well.
    assert visit(ROOT, ask) == {
        (204, "GET, HEAD, OPTIONS", False),
        (204, "GET, HEAD, POST, OPTIONS", True),
    }


TOKENIZER = [
    "select fts3_tokenizer('simple')",
    "select FTS3_Tokenizer('simple', x'4141414141414141')",
    "with t as (select fts3_tokenizer('simple') as x) select x from t",
    "select 1 from claims where fts3_tokenizer('simple') is null order by fts3_tokenizer('porter')",
    "select (select group_concat(fts3_tokenizer('simple', zeroblob(8))) from claims)",
    "explain select fts3_tokenizer('simple')",
]


@pytest.mark.parametrize("sql", TOKENIZER)
def test_nobody_gets_or_sets_a_pointer(attacked: Server, sql: str) -> None:
    """It reveals an address within the process, and accepts one that the process jumps to."""
    for path in ("/jnim.json?sql=", "/~6Anim.json?sql="):
        answer = attacked.get(path + quote(sql))
        assert answer.status_code == 400, path
        assert "not authorized" in answer.text
    sql = sql.removeprefix("explain ")
    for path in ("/jnim/claims.json", "/-/points/jnim/attacks"):
        answer = attacked.get(f"{path}?{urlencode({'_where': f'({sql}) is not null'})}")
        assert answer.status_code == 400
        assert "not authorized" in answer.text


def test_nobody_gets_a_pointer_where_there_is_no_worker() -> None:
    async def ask(datasette: Datasette) -> None:
        for sql in TOKENIZER:
            answer = await datasette.client.get(f"/jnim.json?{urlencode({'sql': sql})}")
            assert (answer.status_code, "not authorized" in answer.text) == (400, True), sql

    visit(ROOT, ask)


@pytest.mark.parametrize(
    "table", ["pragma_database_list", "PRAGMA_DATABASE_LIST", "Pragma_Database_List()"]
)
@pytest.mark.parametrize("select", ["select file from {}", "select (select count(*) from {})"])
def test_nobody_learns_where_the_database_lies(table: str, select: str) -> None:
    async def ask(datasette: Datasette) -> Any:  # on connections that nobody has used
        query = urlencode({"sql": select.format(table), "_shape": "array"})
        return await datasette.client.get(f"/jnim.json?{query}")

    answer = visit(ROOT, ask)
    assert answer.status_code == 400
    assert re.search("prohibited|not authorized", answer.json()["error"])
    assert str(ROOT) not in answer.text


@pytest.mark.parametrize("table", ["sqlite_stmt", "SQLITE_Stmt"])
def test_nobody_learns_what_others_have_asked(attacked: Server, table: str) -> None:
    attacked.sql("select 'what somebody else has asked'")
    answer = attacked.sql(f"select group_concat(sql) from {table}")
    assert answer.status_code == 400
    assert "somebody" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/-/charts/timeline.png?from={}",
        pytest.param("/-/charts/lineage.png?on={}", marks=pytest.mark.walk),
        pytest.param("/-/points/jnim/attacks?_x={}", marks=pytest.mark.walk),
        pytest.param("/jnim/claims.json?_size=max&_x={}", marks=pytest.mark.walk),
        "/jnim.json?sql=" + quote(ENDLESS) + "&_x={}",
    ],
)
def test_who_asks_and_hangs_up_stops_nobody(attacked: Server, path: str) -> None:
    """An endless queue for drawings blocked all pages that had one, then all pages, for minutes."""
    for number in range(250):
        day = f"{1990 + number // 28}-01-{number % 28 + 1:02}"
        with attacked.connect(request(path.format(day))) as connection:
            # As a program that is killed: without a word.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert plain_page(attacked, path) == 200
    for page in ("/timeline", "/lineage", "/groups/jnim"):
        assert attacked.get(f"{page}?_x={quote(path)}").status_code == 200
    # A worker may have some of what it was asked to finish, and on a busy machine says so.
    for page in (f"/jnim/attacks?_x={quote(path)}", path.format("2018-03-03")):
        wait_until(lambda page=page: attacked.get(page).status_code in (200, 400))  # type: ignore[misc]


def test_no_silent_reader_keeps_others_from_streams(attacked: Server) -> None:
    """One reader who read nothing held the only place."""
    sql = f"select {LONG} from claims limit 2"
    endless = f"/jnim.csv?_stream=on&sql={quote(sql)}"
    silent: list[socket.socket] = []

    def are_silent() -> bool:
        """Whether two have all the places; on a busy machine they may be let go before that."""
        while silent:
            silent.pop().close()
        # The beginning of each, and no more of it; it may first be said that it took too long.
        tries = (attacked.connect(request(endless), window=4096) for _ in range(20))
        silent.extend(islice((each for each in tries if each.recv(12) == b"HTTP/1.1 200"), 2))
        return attacked.get(endless).status_code == 503

    wait_until(are_silent)
    for number in range(3):
        answer = attacked.sql(
            "select id from claims limit 99", ".csv", _stream="on", _x=str(number)
        )
        assert answer.status_code == 200
        assert len(answer.text.splitlines()) == 100
        assert attacked.get(f"/jnim/claims.csv?_stream=on&_x={number}").status_code == 200
    for connection in silent:
        connection.close()


def test_many_who_ask_in_sql_keep_nobody_from_pages_or_tables(attacked: Server) -> None:
    with ThreadPoolExecutor(40) as readers:
        asked = [readers.submit(attacked.sql, ENDLESS, _x=str(number)) for number in range(40)]
        wait_until(lambda: any(each.done() for each in asked))
        for number in range(5):
            assert plain_page(attacked, f"beside-{number}") == 200
            assert attacked.get(f"/jnim/attacks?_x={number}").status_code == 200
            assert attacked.get(f"/jnim/claims.json?_size=max&_x={number}").status_code == 200
        assert {each.result().status_code for each in asked} <= {400, 503}


# ---------------------------------------------------------------- processes that end


def test_who_asks_beside_others_in_sql_has_half_the_time(attacked: Server) -> None:
    """Readers of SQL waited for up to four seconds for others who had three seconds each."""
    assert "has 0.7 seconds" in attacked.sql(ENDLESS).json()["error"]
    numbers = count()

    def is_halved() -> bool:
        others = [attacked.connect(request(SLOW_SQL)) for _ in range(6)]
        error = attacked.sql(f"{ENDLESS} -- {next(numbers)}").json()["error"]
        for connection in others:
            connection.close()
        return "has 0.35 seconds" in error

    # On a busy machine the others may be gone, or not be there, when it is asked beside them.
    wait_until(is_halved)


def test_a_worker_that_is_killed_leaves_nothing_behind(attacked: Server) -> None:
    """Each killed worker left a zombie and a file descriptor."""
    attacked.sql("select 1")
    before = attacked.descriptors()
    for number in range(2):
        worker = attacked.worker("sql")
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda worker=worker: not is_running(worker))  # type: ignore[misc]
        # 503 where the machine is too busy to start another in time: it is asked again.
        wait_until(lambda number=number: attacked.sql(f"select {number}").status_code == 200)  # type: ignore[misc]
        wait_until(lambda worker=worker: state(worker) == "")  # type: ignore[misc]
    wait_until(lambda: attacked.descriptors() <= before)  # the last one may still be closing


def test_a_worker_that_does_not_answer_is_replaced(attacked: Server) -> None:
    """A request to such a worker was never answered."""
    attacked.sql("select 1")
    worker = attacked.worker("sql")
    os.kill(worker, signal.SIGSTOP)
    answer = attacked.sql("select 2")
    assert answer.status_code == 400
    assert "too long" in answer.json()["error"]
    assert attacked.sql("select 3").status_code == 200
    assert attacked.worker("sql") != worker


def test_where_no_worker_can_start_all_else_is_there(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    folder = bounded_site(tmp_path / "site", "worker.START_SECONDS = 0.0")
    with serve(folder, tmp_path / "log.txt") as server:
        for path in ("/jnim.json?sql=select+1", "/jnim?sql=select+1", "/jnim/claims.csv?_stream=1"):
            answer = server.get(path)
            assert answer.status_code == 503
            assert "cannot start a process" in answer.text
        assert plain_page(server, 1) == 200
        assert server.get("/jnim/claims").status_code == 200


def test_where_there_is_no_folder_for_a_worker_all_else_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise FileNotFoundError("No usable temporary directory found")

    async def ask(datasette: Datasette) -> Any:
        monkeypatch.setattr(relay, "workers", lambda _: {SQL: Worker(SQL, datasette)})
        pages = ("/jnim.json?sql=select+1", "/about")
        return [(await datasette.client.get(page)).status_code for page in pages]

    monkeypatch.setattr(tempfile, "TemporaryDirectory", fail)
    assert visit(ROOT, ask) == [503, 200]


def test_where_the_log_has_no_room_all_is_answered(bounded_folder: Path) -> None:
    """Each mistake in SQL was answered with a bare 500."""
    with serve(bounded_folder, Path("/dev/full")) as server:
        for path in ("/jnim.json?sql=select+no", "/jnim?sql=select+no", "/jnim/claims?_where=no"):
            answer = server.get_in_time(path)
            assert (answer.status_code, "no such column" in answer.text) == (400, True)


def test_whatever_befalls_a_worker_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some readers got a bare 500 when a worker was killed while many were asking it."""

    class Closed(Worker):
        async def client(self) -> Any:
            raise RuntimeError("Cannot send a request, as the client has been closed.")

    async def ask(datasette: Datasette) -> Any:
        monkeypatch.setattr(relay, "workers", lambda _: {SQL: Closed(SQL, datasette)})
        return await datasette.client.get("/jnim.json?sql=select+1")

    answer = visit(ROOT, ask)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "broke off" in answer.json()["error"]


def test_nobody_is_sent_away_while_a_worker_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine, starting took longer than a request waits: the first readers got 503."""

    class Slow(Worker):
        async def client(self) -> Any:
            await asyncio.sleep(0.3)
            raise ChildProcessError

    async def ask(datasette: Datasette) -> Any:
        slow = Slow(SQL, datasette)
        monkeypatch.setattr(relay, "workers", lambda _: {SQL: slow})
        asked = [datasette.client.get(f"/jnim.json?sql=select+{number}") for number in range(4)]
        return await asyncio.gather(*asked)

    monkeypatch.setitem(worker.PATIENCE, SQL, 0.1)
    for answer in visit(ROOT, ask):
        assert "cannot start a process" in answer.json()["error"]


def test_who_asks_a_hundred_times_is_answered_in_turn_with_others() -> None:
    """A reader's page came only after everything that somebody else had requested before."""

    async def ask() -> list[str]:
        gate, answered = Gate(1, 100), []

        async def request(reader: str) -> None:
            with await gate.enter(reader):
                answered.append(reader)
                await asyncio.sleep(0)

        first = await gate.enter("first")
        waiting = [asyncio.ensure_future(request("many")) for _ in range(100)]
        await asyncio.sleep(0)
        with pytest.raises(BusyError):  # who has a hundred waiting has no more
            await gate.enter("many")
        with pytest.raises(BusyError):
            await gate.enter("impatient", 0)
        waiting.append(asyncio.ensure_future(request("other")))
        waiting[50].cancel()  # its server ends
        await asyncio.sleep(0)
        first.close()
        await asyncio.gather(*waiting, return_exceptions=True)
        await gate.enter("last", 0)  # no place is lost
        return answered

    answered = finished(ask())
    assert answered.index("other") == 1
    assert len(answered) == 100


def test_who_has_too_many_pages_waiting_is_told_that_the_site_is_busy() -> None:
    """Thousands of requests waited, and so did everybody else."""

    async def ask() -> None:
        busy = Gate(0, 0)
        await relay.in_turn(busy, None, {"client": ("192.0.2.1", 1)}, None, None)

    with pytest.raises(BusyError) as refusal:
        finished(ask())
    assert errors.reason(refusal.value) == (errors.BUSY, 503)


@pytest.mark.parametrize(("path", "query"), [("/about", b""), ("/jnim.json", b"sql=select+1")])
def test_nothing_is_made_for_a_reader_who_has_gone(
    monkeypatch: pytest.MonkeyPatch, path: str, query: bytes
) -> None:
    """Requests from 300 clients that had hung up kept a reader waiting for 14 seconds."""
    made: list[str] = []
    disconnect = asyncio.Event()

    async def ask(datasette: Datasette) -> None:
        begun = asyncio.Event()

        async def make(*_: object) -> Any:
            made.append(path)
            begun.set()
            await disconnect.wait()
            raise ChildProcessError

        async def receive() -> dict[str, Any]:
            await disconnect.wait()
            return {"type": "http.disconnect"}

        worker = Worker(SQL, datasette)
        monkeypatch.setattr(worker, "requests", Gate(1, 9))
        monkeypatch.setattr(worker, "client", make)
        monkeypatch.setattr(relay, "HERE", 1)
        monkeypatch.setattr(relay, "workers", lambda _: {SQL: worker})
        layer = relay.layer(datasette, make)
        scope = {"type": "http", "method": "GET", "path": path, "headers": []}
        asked = [layer({**scope, "query_string": query}, receive, None) for _ in range(3)]
        answers = [asyncio.ensure_future(each) for each in asked]
        await begun.wait()
        disconnect.set()
        await asyncio.gather(*answers, return_exceptions=True)

    visit(ROOT, ask)
    assert made == [path]


def test_one_reader_does_not_hold_all_places_of_long_responses() -> None:
    """Slow readers of long responses also held all memory of a worker."""

    async def ask() -> None:
        gate = Gate(6, 4)
        slow = [await gate.enter("slow", 0) for _ in range(4)]
        with pytest.raises(BusyError):
            await gate.enter("slow", 0)
        other = await gate.enter("other")
        slow[0].close()
        await gate.enter("slow")
        other.close()
        assert gate._asked == {"slow": 4}

    finished(ask())


def test_of_a_stream_whose_headers_are_asked_for_nothing_more_is_made() -> None:
    """A HEAD took as much of a worker as the whole table, and its reader had to take nothing."""

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(relay.READ_AHEAD)

    class Endless(Worker):
        async def client(self) -> httpx.AsyncClient:
            streams = httpx.MockTransport(lambda _: httpx.Response(200, content=endless()))
            return httpx.AsyncClient(transport=streams, base_url="http://worker")

    async def ask(datasette: Datasette) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)
            await asyncio.sleep(0)

        scope = {"type": "http", "method": "HEAD", "path": PATH, "headers": [], "query_string": b""}
        never = asyncio.Event().wait
        worker = Endless(TABLES, datasette)
        await asyncio.wait_for(relay.relay(worker, scope, never, send), 10)
        await worker.long.enter("another", 0)  # no place is held
        return sent

    start, body = visit(ROOT, ask)
    assert (start["status"], body["more_body"]) == (200, False)


def test_no_place_is_held_while_a_body_is_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty batches for OpenRefine, sent by POST, held no place while others waited 20 seconds."""

    async def ask(datasette: Datasette) -> list[bytes]:
        begun, body = [], asyncio.Queue[dict[str, Any]]()

        async def app(scope: dict[str, Any], receive: Any, _send: object) -> None:
            begun.append((await receive())["body"] if scope["method"] == "POST" else b"page")

        monkeypatch.setattr(relay, "workers", lambda _: {SQL: Worker(SQL, datasette)})
        monkeypatch.setattr(relay, "HERE", 1)
        layer = relay.layer(datasette, app)
        scope = {"path": PATH, "headers": [], "query_string": b""}
        post = asyncio.ensure_future(layer({**scope, "method": "POST"}, body.get, None))
        await asyncio.sleep(0)
        never = asyncio.Event().wait
        await asyncio.wait_for(layer({**scope, "method": "GET"}, never, None), 10)
        body.put_nowait({"type": "http.request", "body": b"queries", "more_body": False})
        await post
        return begun

    assert visit(ROOT, ask) == [b"page", b"queries"]


def test_tools_that_wait_for_an_answer_hold_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dozen tools that asked slow SQL blocked all pages for everybody for seven seconds."""

    async def ask(datasette: Datasette) -> None:
        over, page = asyncio.Event(), asyncio.Event()

        async def app(scope: dict[str, Any], *_: object) -> None:
            await over.wait() if scope["path"] == MCP_PATH else page.set()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request"}

        monkeypatch.setattr(relay, "workers", lambda _: {SQL: Worker(SQL, datasette)})
        layer = relay.layer(datasette, app)
        scope = {"type": "http", "method": "POST", "headers": [], "query_string": b""}
        tools = [layer({**scope, "path": MCP_PATH}, receive, None) for _ in range(relay.HERE)]
        answers = [asyncio.ensure_future(each) for each in tools]
        answers.append(asyncio.ensure_future(layer({**scope, "path": PATH}, receive, None)))
        await asyncio.wait_for(page.wait(), 10)
        over.set()
        await asyncio.gather(*answers)

    visit(ROOT, ask)


@pytest.mark.parametrize(("query", "is_made"), [("year=2018", True), ("title__contains=a", False)])
def test_nobodys_costly_pages_keep_others_from_a_page_of_attacks(
    query: str, is_made: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside forty who filtered texts, a page counted by the summary table waited four seconds."""

    async def ask(datasette: Datasette) -> bool:
        made = asyncio.Event()

        async def app(*_: object) -> None:
            made.set()

        tables = Worker(TABLES, datasette)
        monkeypatch.setattr(relay, "workers", lambda _: {TABLES: tables})
        monkeypatch.setattr(processes, "SMALL", 0)
        monkeypatch.setattr(gate, "SLOW", 0)
        full = [await tables.requests.enter(str(number)) for number in range(2)]
        scope = {"type": "http", "method": "GET", "path": "/jnim/attacks", "headers": []}
        never = asyncio.Event().wait
        layer = relay.layer(datasette, app)
        page = asyncio.ensure_future(layer({**scope, "query_string": query.encode()}, never, None))
        await asyncio.wait({page}, timeout=0.2)
        page.cancel()
        for each in full:
            each.close()
        return made.is_set()

    assert visit(ROOT, ask) is is_made


def test_a_page_that_is_quick_anywhere_is_refused_by_no_queue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Behind fifteen costly requests, none of them slow yet, it got a 503 after six seconds."""

    async def ask(datasette: Datasette) -> list[str]:
        made: list[str] = []

        async def app(scope: dict[str, Any], *_: object) -> None:
            made.append(scope["path"])

        tables = Worker(TABLES, datasette)
        monkeypatch.setattr(relay, "workers", lambda _: {TABLES: tables})
        monkeypatch.setattr(relay, "COUNTED", 0.01)
        monkeypatch.setitem(worker.PATIENCE, TABLES, 0.01)
        monkeypatch.setattr(worker, "START_SECONDS", 0.0)
        monkeypatch.setattr(processes, "SMALL", 0)
        full = [await tables.requests.enter(str(number)) for number in range(2)]
        layer = relay.layer(datasette, app)
        never = asyncio.Event().wait
        scope = {"type": "http", "method": "GET", "headers": [], "query_string": b""}
        await layer({**scope, "path": "/jnim/attacks"}, never, None)
        with pytest.raises(BusyError):
            await layer({**scope, "path": "/jnim/attack_reports"}, never, None)
        for each in full:
            each.close()
        return made

    assert visit(ROOT, ask) == ["/jnim/attacks"]


def test_a_page_that_asks_the_site_itself_waits_for_no_place() -> None:
    """The pages that held all places were waiting for one."""

    async def ask() -> list[int]:
        places, sent = Gate(1, 1), []

        async def app(scope: dict[str, Any], receive: object, send: Any) -> None:
            if scope["depth"]:
                await relay.in_turn(places, app, {**scope, "depth": 0}, receive, send)
            await send(scope["depth"])
            # A reader who reads nothing holds none either.
            await relay.in_turn(places, quick, scope, receive, send)

        async def quick(_scope: object, _receive: object, send: Any) -> None:
            await send(9)

        async def send(message: int) -> None:
            sent.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request"}

        scope = {"method": "GET", "depth": 1}
        await asyncio.wait_for(relay.in_turn(places, app, scope, receive, send), 10)
        await places.enter("another")
        return sent

    assert finished(ask()) == [0, 9, 1, 9]
