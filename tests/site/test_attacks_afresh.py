"""Attempts by hostile readers: each of these once delayed others or got a wrong answer."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from datasette.app import Datasette

from common import dates
from loaders.database import inspect_data
from plugins.site import map_points
from plugins.site.serving import processes
from plugins.site.serving.worker import TABLES
from tests.site.serving import bounded_site, serve, wait_until
from tests.site.tables import Get, copy_of_site, in_process, visit

JOINED = quote(json.dumps({"table": "membership", "column": "group_id", "value": "jnim"}))
ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the site whose database is immutable."""
    folder = copy_of_site(tmp_path_factory.mktemp("attacked"), lambda _: None)
    inspected = json.dumps(inspect_data(folder / "jnim.db"))
    (folder / "inspect-data.json").write_text(inspected, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def inside(folder: Path) -> Iterator[Get]:
    """Return a function that asks the copy in this process."""
    with in_process(folder) as get:
        yield get


def raw(address: str, request: str, seconds: float = 20) -> bytes:
    """Send bytes that no client would send, and return everything that comes back."""
    host, _, port = address.removeprefix("http://").partition(":")
    answer = b""
    with closing(socket.create_connection((host, int(port)), timeout=seconds)) as connection:
        connection.sendall(request.encode("latin-1"))
        while piece := connection.recv(2**16):
            answer += piece
    return answer


@pytest.mark.parametrize(
    "query",
    [
        *("_size=0000000001000", "_size=000000000101", "_facet_size=max&_facet=id"),
        *("_facet_size=101", "_facet=claim_id" + "&_facet=property" * 8),
    ],
)
def test_what_is_larger_than_a_page_is_for_a_worker(folder: Path, query: str) -> None:
    async def name_of(datasette: Datasette) -> str | None:
        scope = {"path": "/jnim/evidence", "query_string": query.encode()}
        return processes.worker_for(datasette, processes.parse(datasette, scope))

    assert visit(folder, name_of) == TABLES


def test_a_page_shows_a_thousand_rows_at_most(inside: Get) -> None:
    """Ten thousand rows gave a bare 500 for lack of memory, or took a worker fifteen seconds."""
    for size in ("_size=max", "_size=5000", "_size=00099999999", "_siz%65=max"):
        page = inside(f"/jnim/evidence?{size}")
        assert page.status_code == 200
        assert 500 < len(re.findall("<tr[ >]", page.text)) <= 1010
    assert len(inside("/jnim/evidence.json?_size=max&_shape=array").json()) > 1000


def test_a_page_of_a_query_shows_a_thousand_rows_and_says_that_there_are_more(inside: Get) -> None:
    sql = "select+a.id+from+claims+a,+claims+b+limit+"
    page = inside(f"/jnim?sql={sql}1001").text
    assert "More than 1,000 rows" in page
    assert 1000 < page.count("<tr>") <= 1002
    assert "<strong>1,000 rows" in inside(f"/jnim?sql={sql}1000").text
    assert len(inside(f"/jnim.json?sql={sql}1001").json()["rows"]) == 1001


def test_a_page_says_how_long_a_text_is_and_not_what_was_left_of_it(inside: Get) -> None:
    """Datasette cut it first, so a text of any length had “2,049 characters”."""
    text = "select+replace(hex(zeroblob(5000)),'0','a')+as+x"
    assert "a… (10,000 characters)" in inside(f"/jnim?sql={text}").text


def test_a_filter_takes_no_thousands_of_values(inside: Get) -> None:
    few, many = (",".join(map(str, range(most))) for most in (500, 501))
    assert inside(f"/jnim/evidence.json?row_id__in={few}").status_code == 200
    for query in (f"row_id__in={many}", f"row_id__notin=[{many}]", f"a__in={few}&b__in=1"):
        answer = inside(f"/jnim/evidence.json?{query}")
        assert answer.status_code == 400
        assert "at most 500 values" in answer.json()["error"]


def test_no_filter_by_another_table_is_mixed_up_with_those_of_this_one(inside: Get) -> None:
    answer = inside(
        '/jnim/groups.json?_through={"table":"membership","column":"group_id","value":1}'
    )
    assert answer.status_code == 400
    assert "ask in SQL" in answer.json()["error"]


@pytest.mark.parametrize("sql", ["select no_column", "select abs(-9223372036854775807 - 1)"])
@pytest.mark.parametrize("more", ["", "&_stream=on"])
def test_a_query_that_fails_is_no_csv_without_rows(inside: Get, sql: str, more: str) -> None:
    answer = inside(f"/jnim.csv?sql={quote(sql)}{more}")
    assert answer.status_code == 400
    assert "no such column" in answer.text or "integer overflow" in answer.text


def test_names_of_tables_that_are_none_are_not_kept_for_good(folder: Path) -> None:
    async def ask(datasette: Datasette) -> None:
        allows = datasette._table_permission_allows
        for number in range(3):
            allows("jnim", f"table {number}")
        kept, bound = allows.cache_info().currsize, allows.cache_info().maxsize
        assert 3 <= kept <= bound < 1000

    visit(folder, ask)


def test_dates_that_readers_ask_about_are_not_kept_for_good() -> None:
    assert dates.parse.cache_info().maxsize


def test_points_that_took_too_long_are_not_kept_by_browsers(
    inside: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_points, "SECONDS", 0.2)
    where = f"({ENDLESS} select count(*) from n) > 0"
    answer = inside(f"/-/points/jnim/attacks?_where={quote(where)}")
    assert answer.status_code == 400
    assert "took too long" in answer.text
    assert "etag" not in answer.headers


def test_a_citation_names_the_day_on_which_it_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tomorrow(datetime.datetime):
        """A clock that is a day ahead."""

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Tomorrow:
            return super().now(tz) + datetime.timedelta(days=1)

    async def ask(datasette: Datasette) -> tuple[httpx.Response, httpx.Response]:
        get = datasette.client.get
        today = await get("/groups/jnim")
        monkeypatch.setattr("datetime.datetime", Tomorrow)
        held = {"If-None-Match": today.headers["etag"]}
        return today, await get("/groups/jnim", headers=held)

    today, tomorrow = visit(folder, ask)
    assert tomorrow.status_code == 200
    days = [page.text.partition("accessed ")[2][:20] for page in (today, tomorrow)]
    assert days[0] != days[1]


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/jnim.json?sql=select+1#x", 400),
        ("/nothing/../jnim.json?sql=select+1", 404),
    ],
)
def test_odd_addresses_reach_a_worker_as_they_are(site: str, target: str, status: int) -> None:
    request = f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    assert raw(site, request).startswith(f"HTTP/1.1 {status} ".encode())


@pytest.mark.parametrize(
    "target",
    [
        *("http://elsewhere.example/", "http://elsewhere.example/jnim?sql=select+1"),
        *("elsewhere.example/", "@elsewhere.example/", "jnim?sql=select+1"),
        *("/\\elsewhere.example/", "/%5celsewhere.example/"),
    ],
)
def test_what_is_no_path_leads_nowhere(site: str, target: str) -> None:
    request = f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = raw(site, request).lower()
    assert answer.startswith(b"http/1.1 400 ")
    assert b"\r\nlocation:" not in answer


def test_a_cookie_that_is_no_text_is_no_failure(site: str) -> None:
    for cookie in ("\xff=1; ds_actor=\xff", "a=b"):
        request = (
            f"GET /groups HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close"
        )
        assert raw(site, f"{request}\r\n\r\n").startswith(b"HTTP/1.1 200 ")


def test_a_body_that_never_comes_keeps_no_connection() -> None:
    """Only code that reads bodies waits for one; here, that is a program that does nothing else."""
    program = (
        "from plugins.site.serving import server\n"
        "server.HEADER_SECONDS = 0.5\n"
        "async def app(scope, receive, send):\n"
        "    if scope['type'] != 'http':\n"
        "        return\n"
        "    while (await receive()).get('more_body'):\n"
        "        pass\n"
        "    await send({'type': 'http.response.start', 'status': 204, 'headers': []})\n"
        "    await send({'type': 'http.response.body', 'body': b''})\n"
        "server.run(app, port=0, lifespan='off')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        line = next(line for line in process.stderr if "running on" in line)
        address = line.partition("running on ")[2].split(" ")[0]
        head = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\n"
        try:
            assert b"204" in raw(address, f"{head}abc")
            assert raw(address, f"{head}a") == b""
        finally:
            process.kill()


def test_a_worker_whose_socket_was_deleted_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    bounds = "server.OPTIONS['timeout_keep_alive'] = 0.1"
    asked = "/jnim.json?sql=select+1"

    def finds_none() -> bool:
        time.sleep(0.3)  # a connection that is open reaches it still
        return server.get(asked).status_code == 503

    with serve(bounded_site(tmp_path / "site", bounds), tmp_path / "log.txt") as server:
        assert server.get(asked).status_code == 200
        command = Path(f"/proc/{server.worker('sql')}/cmdline").read_text().split("\0")
        shutil.rmtree(Path(command[command.index("--uds") + 1]).parent)
        wait_until(finds_none)
        wait_until(lambda: server.get(asked).status_code == 200)
