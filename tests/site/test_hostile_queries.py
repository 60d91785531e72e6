"""SQL that is meant to do harm ends within its limit, with a message, and harms nobody."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from datasette.app import Datasette

from benchmarks._addresses import Addresses
from benchmarks._readers import family, serving
from benchmarks.fuzz import wrong_with
from plugins.versions import IS_NEW
from tests.conftest import finished
from tests.site.tables import Get

# Far more than the limit, for a slow machine: what does not end at all is what is looked for.
PATIENCE = 60
BOMB = "with recursive r(x) as (select 1 union all select x + 1 from r)"
LONG = "replace(hex(zeroblob(400000)), '0', 'a')"
TABLES = ", ".join(f"claims c{number}" for number in range(64))

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
    "pattern": f"select {LONG} like '%{'ab' * 5000}c'",
    "glob": f"select {LONG} glob '*{'a' * 5000}b'",
    "many-tables": f"select 1 from {TABLES}, claims c64",
    "deep": f"select {'(' * 2000}1{')' * 2000}",
    "many-columns": f"select {', '.join('1' for _ in range(3000))}",
    "rows-too-large": "select zeroblob(900000) from claims, claims as c",
}
INTERRUPTED = {
    "counting": f"{BOMB} select count(*) from r",
    "thousand-ways": f"select count(*) from {TABLES}",
    "like": (
        "select count(*) from claims a, claims b, claims c, claims d "
        "where a.statement || b.statement || d.statement like '%' || c.id || '%x'"
    ),
    "random-blobs": f"{BOMB} select max(length(hex(randomblob(100000)))) from r",
}
# One call of SQLite's that goes on for seconds and looks at no clock.
KILLED = {
    "printf": "select printf('%.*c', 900000000, 'x')",
    "instr": f"select instr({LONG} || {LONG}, replace(hex(zeroblob(200000)), '0', 'a') || 'b')",
}
NO_MEMORY = {
    "rows": "select zeroblob(900000) from claims, claims as c",
    "growing": f"{BOMB} select group_concat(x || '{'y' * 50000}') from r",
    "text": "select hex(zeroblob(400000000))",
}
# So that what ends at the limit ends soon.
LIMIT_MS = 700


class Served:
    """A site that is served, and its process."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.process = process

    def ask(self, sql: str, form: str = ".json", **more: str) -> httpx.Response:
        """Ask in SQL."""
        return self.get(f"/jnim{form}?{urlencode({'sql': sql, **more})}")

    def get(self, path: str) -> httpx.Response:
        """Ask for a page."""
        # Not packed: the bound of an answer is on what is sent.
        plain = {"Accept-Encoding": "identity"}
        return httpx.get(self.address + path, headers=plain, timeout=PATIENCE, trust_env=False)

    def answering(self) -> list[int]:
        """Return the processes that answer just now: what the prepared one has forked."""
        return [
            child
            for each in family(self.process.pid)[1:]
            if b"answering.py" in command_of(each)
            for child in family(each)[1:]
        ]


def command_of(process: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def wait_until(test: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not test():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site like ours with a shorter limit."""
    folder = tmp_path_factory.mktemp("limits")
    names = ("jnim.db", "inspect-data.json", "metadata.yml", "templates", "plugins", "static")
    for name in names:
        (folder / name).symlink_to(root / name)
    settings = json.loads((root / "settings.json").read_text())
    settings["sql_time_limit_ms"] = LIMIT_MS
    (folder / "settings.json").write_text(json.dumps(settings))
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    port = free_port()
    with serving(folder, port) as process:
        yield Served(port, process)


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("form", [".json", ""])
def test_it_is_refused_with_a_message(served: Served, name: str, form: str) -> None:
    answer = served.ask(REFUSED[name], form)
    assert answer.status_code == 400, answer.text[:300]
    if form:
        told = answer.json()
        assert told["ok"] is False
        assert len(told["error"]) > 10
    assert "Traceback" not in answer.text
    assert not Path("/tmp/x").exists()  # noqa: S108


@pytest.mark.parametrize("name", INTERRUPTED)
def test_it_ends_at_the_limit_and_says_so(served: Served, name: str) -> None:
    answer = served.ask(INTERRUPTED[name])
    assert answer.status_code == 400
    assert "too long" in answer.json()["error"]


@pytest.mark.parametrize("form", ["", ".json", ".csv"])
@pytest.mark.parametrize("name", KILLED)
def test_what_does_not_end_is_killed(served: Served, name: str, form: str) -> None:
    answer = served.ask(KILLED[name], form)
    assert answer.status_code == 400
    assert "too long" in answer.text
    assert answer.headers["content-security-policy"]
    wait_until(lambda: not served.answering())


@pytest.mark.parametrize("name", NO_MEMORY)
def test_what_needs_too_much_memory_says_so(served: Served, name: str) -> None:
    answer = served.ask(NO_MEMORY[name])
    assert answer.status_code == 400
    # On a slow machine the time is up first.
    assert "more memory" in answer.text or "too long" in answer.text


def test_an_answer_that_is_too_large_says_so(served: Served) -> None:
    answer = served.ask(f"select {LONG} from claims limit 60")
    assert answer.status_code == 400
    assert "larger" in answer.json()["error"]


def test_mistakes_in_sql_are_told_in_csv_as_well(served: Served) -> None:
    answer = served.ask("select nosuch", ".csv")
    assert answer.status_code == 400
    assert "no such column: nosuch" in answer.text


def test_who_waits_too_long_is_told_that_the_site_is_busy(served: Served) -> None:
    """Others are served meanwhile, as ever."""

    def bomb(number: int) -> httpx.Response:
        return served.ask(INTERRUPTED["counting"], ("", ".json")[number % 2], n=str(number))

    with ThreadPoolExecutor(50) as readers:
        answers = [readers.submit(bomb, number) for number in range(50)]
        wait_until(lambda: len(served.answering()) == 2)
        assert served.get("/groups/jnim?_=busy").status_code == 200
        assert len(served.answering()) <= 2
        statuses = Counter(answer.result().status_code for answer in answers)
    assert set(statuses) == {400, 503}
    for answer in (each.result() for each in answers):
        if answer.status_code == 503:
            assert "busy" in answer.text
            assert answer.headers["retry-after"]
    assert served.ask("select 1").status_code == 200


def test_nothing_stays_behind_of_a_question(served: Served) -> None:
    """A process answers once: what one reader does there, the next does not find."""
    temporary = served.ask("select count(*) as n from temp.sqlite_master", _shape="array")
    assert temporary.json() == [{"n": 0}]
    wait_until(lambda: not served.answering())


def test_the_prepared_process_is_replaced(served: Served) -> None:
    assert served.ask("select 1").status_code == 200
    for each in family(served.process.pid)[1:]:
        if b"answering.py" in command_of(each):
            os.kill(each, signal.SIGKILL)
    assert served.ask("select 1").status_code == 200


def test_no_process_stays_behind_a_killed_server(folder: Path) -> None:
    port = free_port()
    with serving(folder, port) as process, ThreadPoolExecutor(1) as reader:
        killed = Served(port, process)
        answer = reader.submit(killed.ask, KILLED["printf"])
        wait_until(lambda: bool(killed.answering()))
        left = [each for each in family(process.pid) if b"answering.py" in command_of(each)]
        assert len(left) == 2
        process.kill()
        assert isinstance(answer.exception(), httpx.HTTPError)
        wait_until(lambda: not any(b"answering.py" in command_of(each) for each in left))


def test_without_processes_the_site_answers_by_itself(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "fork")
    datasette = Datasette([], config_dir=root)

    async def asked() -> httpx.Response:
        answer: httpx.Response = await datasette.client.get("/jnim.json?sql=select+1+as+one")
        return answer

    assert finished(asked()).json()["rows"] in ([[1]], [{"one": 1}])  # 0.65, 1.0


def test_a_long_answer_is_whole(served: Served, root: Path) -> None:
    """What is too long for here is made apart, and streams come in pieces."""
    with sqlite3.connect(f"{(root / 'jnim.db').as_uri()}?mode=ro", uri=True) as database:
        (rows,) = database.execute("SELECT count(*) FROM evidence").fetchone()
    assert rows > 1000
    assert len(served.get("/jnim/evidence.json?_size=max&_shape=array").json()) == rows
    for path in ("/jnim/evidence.csv?_size=max", "/jnim/claims.csv?_stream=on"):
        answer = served.get(path)
        assert answer.status_code == 200
        assert len(answer.text.splitlines()) > 150


def test_a_page_on_which_a_facet_is_missing_is_kept_by_nobody(served: Served) -> None:
    where = f"(select count(*) from ({BOMB} select * from r limit 3000000)) > 0"
    answer = served.get(f"/jnim/claims?{urlencode({'_where': where, '_facet': 'modality'})}")
    # On a slow machine the first query is too long already.
    assert answer.status_code in (200, 400)
    assert "hit" not in answer.headers.get("cache-status", "")


def test_others_are_served_meanwhile(served: Served) -> None:
    """Pages that need the database answer while somebody asks one endless query after the other."""
    done = threading.Event()
    statuses = []

    def bomb() -> None:
        while not done.is_set():
            statuses.append(served.ask(INTERRUPTED["counting"]).status_code)

    thread = threading.Thread(target=bomb)
    thread.start()
    try:
        for number in range(10):
            assert served.get(f"/jnim/groups?_size={number + 1}").status_code == 200
    finally:
        done.set()
        thread.join()
    assert set(statuses) == {400}


def test_what_is_large_but_sound_is_answered(served: Served) -> None:
    answer = served.ask("select a.statement from claims a, claims b limit 10000", _shape="array")
    assert answer.status_code == 200
    assert len(answer.json()) == 10000
    answer = served.ask("select length(hex(zeroblob(400000))) as size", _shape="array")
    assert answer.json() == [{"size": 800000}]


@pytest.mark.parametrize(
    ("path", "word"),
    [
        (f"/jnim/claims?statement__contains={'a' * 5000}", "pattern"),
        (f"/jnim/claims?_search={'a+' * 500}", "pattern"),
        (f"/jnim/claims?{'id__not=x&' * 1000}", "parameters"),
        (f"/jnim/claims.json?{'_facet=id&' * 30}", "facets"),
        ("/jnim/claims?id__in=[[[", "cannot be read"),
        (f"/jnim/attacks?year__gt={'9' * 300}", "cannot be read"),
        (f"/static/{'a' * 300}.css", "longer"),
    ],
)
def test_an_address_that_asks_too_much_gets_a_message(get: Get, path: str, word: str) -> None:
    answer = get(path)
    assert answer.status_code == 400
    assert word in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/jnim.csv", 400),
        ("/jnim/find.json?q=x&_timelimit=soon", 400),
        ("/jnim/attacks?_facet_array={}", 400),
        ("/jnim/attacks.json?_through=[]", 400),
        ("/jnim/attack_days/jnim.json", 404),
        ("/jnim/attacks.json?_facet=%00", 400),
        ("/jnim/conflicts.json?_next=x", 400),
        ("/jnim/find.json?q=x&_json_infinity=maybe", 400),
    ],
)
def test_mistakes_in_an_address_get_a_message(get: Get, path: str, status: int) -> None:
    answer = get(path)
    # 1.0 knows some of these addresses no more.
    assert answer.status_code in ({400, 404} if IS_NEW else {status})
    assert len(answer.text) > (10 if IS_NEW else 20)
    if ".json" in path:
        assert answer.json()["ok"] is False


# ---------------------------------------------------------------- any request


def test_no_address_makes_the_site_fail(get: Get) -> None:
    """`python -m benchmarks fuzz` asks a server ten thousand times; a failure names the address."""
    addresses = Addresses(random.Random(os.environ.get("FUZZ_SEED", "1")))
    failed = []
    for _ in range(int(os.environ.get("FUZZ", "300"))):
        address = addresses.one()
        answer = get(address)
        kind = answer.headers.get("content-type", "")
        if reason := wrong_with(answer.status_code, kind, answer.content):
            failed.append((reason, address))
    assert not failed, failed[:10]


def test_nothing_was_written(root: Path, served: Served) -> None:
    with sqlite3.connect(f"{(root / 'jnim.db').as_uri()}?mode=ro", uri=True) as database:
        assert database.execute("SELECT count(*) FROM groups WHERE name = 'x'").fetchone() == (0,)
