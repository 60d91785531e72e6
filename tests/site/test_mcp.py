"""An MCP client asks the named queries, where the server for such clients is installed."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.conftest import ROOT, finished, served
from tests.site.queries import QUERIES, Get, ask, example_of
from tests.site.tables import DATABASE, METADATA, connect

# Its client is loaded where it is used: that takes a second.
if TYPE_CHECKING:
    from mcp import StdioServerParameters

PYTHON = ROOT / ".venv-mcp" / "bin" / "python"
DOCS = ROOT / "docs" / "mcp.md"
PATH = "/-/mcp"
NAMED: dict[str, dict[str, Any]] = DATABASE["queries"]
SLOW = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"
# What it says to a program that speaks the protocol as it was before 2026.
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
ACCEPT = {"accept": "application/json, text/event-stream"}

Asked = tuple[str, dict[str, Any]]


def links(html: str) -> list[Asked]:
    """The questions that the description of a query links to."""
    found = []
    for each in html.split('href="')[1:]:
        address = urlsplit(unescape(each.partition('"')[0]))
        if address.query and address.path in NAMED:
            found.append((address.path, dict(parse_qsl(address.query))))
    return found


LINKS = [each for query in NAMED.values() for each in links(query["description_html"])]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site as `make serve MCP=1` does, and return the address for MCP clients."""
    if not PYTHON.exists():
        pytest.skip("needs .venv-mcp: make .venv-mcp/.runtime")
    with served(ROOT, tmp_path_factory.mktemp("mcp") / "log.txt", PYTHON) as site:
        yield site + PATH


def call(server: str | StdioServerParameters, asked: list[Asked], mode: Any = "auto") -> list[Any]:
    """Call tools one after another in a single session."""
    from mcp import Client

    async def talk() -> list[Any]:
        async with Client(server, mode=mode) as client:
            return [await client.call_tool(name, given) for name, given in asked]

    answers: list[Any] = finished(talk())
    return answers


def call_one(server: str, name: str, **given: Any) -> Any:
    return call(server, [(name, given)])[0]


def test_each_named_query_is_a_tool_that_says_what_it_asks(address: str) -> None:
    from mcp import Client

    async def talk() -> Any:
        async with Client(address) as client:
            return await client.list_tools()

    tools = {tool.name: tool for tool in finished(talk()).tools}
    others = {"list_databases", "get_database_schema", "execute_sql"}
    assert tools.keys() == {*NAMED, *others}
    for name, query in NAMED.items():
        tool = tools[name]
        assert tool.title == query["title"]
        assert query["title"] in tool.description
        assert not {"<", "&amp;"} & {*tool.description.split(), *tool.description}
        parameters = tool.input_schema["properties"]
        assert list(parameters) == query.get("params", [])
        assert all(each["description"].endswith(".") for each in parameters.values())
        assert "required" not in tool.input_schema
    assert all(tool.annotations.read_only_hint for tool in tools.values())
    assert "as_of=2018-03-03" in tools["members"].description


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_answers_are_those_of_the_site(mode: str, address: str, get: Get) -> None:
    asked = [(name, example_of(get, name)) for name in QUERIES] + LINKS
    assert len(asked) > len(NAMED)
    if mode == "legacy":  # the same queries, asked in another way
        asked = asked[::6]
    for (name, given), answer in zip(asked, call(address, asked, mode), strict=True):
        assert not answer.is_error, (name, given, answer.content)
        found = answer.structured_content
        path, _, query = found["page"].partition("?")
        assert path == address.replace(PATH, f"/jnim/{name}")
        rows = get(f"/jnim/{name}.json?_shape=objects&{query}").json()["rows"]
        assert found["rows"] == rows
        assert not found["truncated"]
        if name in QUERIES:
            assert found["rows"] == ask(get, name, **given)
            assert {*QUERIES[name].columns} <= {*found["columns"]}


def test_the_answers_lead_to_claims_that_there_are(address: str, get: Get) -> None:
    asked = [(name, example_of(get, name)) for name in QUERIES if "claim" in str(NAMED[name])]
    answers = call(address, asked)
    told = {row.get("claim_id") for each in answers for row in each.structured_content["rows"]}
    assert len(told) > 20
    assert told - {None} <= {row["id"] for row in connect().execute("SELECT id FROM claims")}
    assert get(f"/claims/{max(told - {None})}").status_code == 200


def test_the_rules_come_with_the_tools(address: str) -> None:
    from mcp import Client
    from mcp.types import TextResourceContents

    async def talk() -> tuple[str, str]:
        async with Client(address) as client:
            (told,) = (await client.read_resource("jnim://rules")).contents
            assert isinstance(told, TextResourceContents)
            return client.instructions or "", told.text

    instructions, resource = finished(talk())
    assert instructions == resource
    for rule in METADATA["plugins"]["tools"]["rules"]:
        assert rule in instructions


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("existed", {"group": "jnim", "date": "yesterday"}, "“yesterday” is no date"),
        ("attacks_between", {"start": "2018-13"}, "“2018-13” is no date"),
        ("members", {"group": "jnim", "date": "2018"}, "not permitted"),
        ("find", {"q": ["a"]}, "valid string"),
        ("no_such_tool", {}, "Unknown tool"),
        ("execute_sql", {}, "required"),
        ("execute_sql", {"sql": "select * from nowhere"}, "no such table: nowhere"),
        ("execute_sql", {"sql": "select 1", "database": "_internal"}, "status 403"),
        ("execute_sql", {"sql": "select 1", "database": "nothing"}, "Database not found"),
        ("execute_sql", {"sql": SLOW, "database": "~6Anim"}, "Database not found"),
        # It was pasted into an address: rows of a table were the answer to a query, or an error.
        ("execute_sql", {"sql": "select 1", "database": "jnim/claims"}, "Database not found"),
        ("execute_sql", {"sql": "select 1", "database": "jnim.csv?x="}, "Database not found"),
        ("get_database_schema", {"database": "basemap"}, "not available"),
        ("execute_sql", {"sql": f"select '{'%' * 30_000}'"}, "too long"),
        # Of 14 MB the answer took 41 seconds, and 100 MB of what answers everybody.
        ("execute_sql", {"sql": "select hex(zeroblob(900000)) as long"}, "too large"),
    ],
)
def test_a_mistake_gets_a_message(
    tool: str, given: dict[str, Any], said: str, address: str
) -> None:
    answer = call_one(address, tool, **given)
    assert answer.is_error
    assert said in answer.content[0].text
    assert "Traceback" not in answer.content[0].text
    assert "<" not in answer.content[0].text.replace("<locals>", "")


def test_what_is_unknown_gives_no_rows_and_a_year_may_be_a_number(address: str) -> None:
    unknown = call_one(address, "members", group="nobody")
    year = call_one(address, "existed", group="jnim", date=2018)
    assert unknown.structured_content["rows"] == []
    assert {row["answer"] for row in year.structured_content["rows"]} >= {"possible"}
    empty = call_one(address, "execute_sql", sql="select 1 as one", database="")
    assert empty.structured_content["rows"] == [{"one": 1}]


def test_sql_has_the_limits_that_readers_have(address: str) -> None:
    asked = {
        "select count(*) as n from claims": None,
        SLOW: "took too long",
        "select zeroblob(900000000)": "too big",
        "delete from claims": "begins with select or with",
        "attach 'x.db' as x": "begins with select or with",
        "pragma journal_mode = wal": "begins with select or with",
        "vacuum into 'x.db'": "begins with select or with",
        "with x as (select 1) insert into claims (id) values ('x')": "readonly",
    }
    before = hashlib.sha256((ROOT / "jnim.db").read_bytes()).digest()
    answers = call(address, [("execute_sql", {"sql": sql}) for sql in asked])
    for said, answer in zip(asked.values(), answers, strict=True):
        assert answer.is_error == (said is not None), answer
        assert (said or "") in answer.content[0].text
    assert answers[0].structured_content["rows"][0]["n"] > 0
    assert hashlib.sha256((ROOT / "jnim.db").read_bytes()).digest() == before


def test_an_answer_is_bounded_and_says_so(address: str) -> None:
    numbers = "select 1 union all select x + 1 from n limit 700"
    sql = f"with recursive n(x) as ({numbers}) select * from n"
    found = call_one(address, "execute_sql", sql=sql).structured_content
    assert len(found["rows"]) == 500
    assert found["truncated"]


def test_a_request_is_bounded(address: str) -> None:
    large = b" " * 70_000
    for body in (large, iter([large[:40_000], large[40_000:]])):
        answer = httpx.post(address, content=body, headers=ACCEPT, trust_env=False)
        assert answer.status_code == 413


def test_nothing_is_kept_between_requests(address: str) -> None:
    answer = httpx.post(address, json=HELLO, headers=ACCEPT, trust_env=False)
    assert answer.status_code == 200
    assert "mcp-session-id" not in answer.headers
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_only_this_address_takes_more_than_reading(address: str, site: str) -> None:
    def status(method: str, url: str) -> int:
        return httpx.request(method, url, headers=ACCEPT, trust_env=False).status_code

    home = address.removesuffix(PATH)
    for path in ("/", "/jnim", "/jnim/members", "/-/mcp/", "/-/mcp.json", "/-/metadata"):
        assert status("POST", home + path) == 405
    # No stream is opened that would stay open, and there is no session to end.
    for method in ("GET", "DELETE", "PUT"):
        assert status(method, address) == 405
    # Where the server is not installed, there is no such address.
    assert status("POST", site + PATH) == 405
    assert status("GET", site + PATH) == 404


def test_a_program_may_start_the_server_itself(get: Get) -> None:
    from mcp import StdioServerParameters

    if not PYTHON.exists():
        pytest.skip("needs .venv-mcp: make .venv-mcp/.runtime")
    # As the documentation has it.
    block = DOCS.read_text(encoding="utf-8").split("```json\n")[1].partition("```")[0]
    told = json.loads(block)["mcpServers"]["jnim"]
    args = [each.replace("/path/to/jnim.db", str(ROOT)) for each in told["args"]]
    server = StdioServerParameters(command=told["command"], args=args)
    given = example_of(get, "members")
    members, slow = call(server, [("members", given), ("execute_sql", {"sql": SLOW})])
    assert members.structured_content["rows"] == ask(get, "members", **given)
    assert members.structured_content["page"].startswith("/jnim/members?group=jnim")
    assert "took too long" in slow.content[0].text


def test_without_the_server_that_program_says_what_it_needs() -> None:
    done = subprocess.run(
        [Path(sys.executable), "-m", "publishing.stdio"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr == "this needs datasette-mcp: make mcp\n"
