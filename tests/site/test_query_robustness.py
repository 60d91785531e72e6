"""The named queries as pages, JSON and CSV, whatever people enter, and their query plans."""

from __future__ import annotations

import csv
import html
import http.client
import io
import re
import sqlite3
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.site.queries import QUERIES, Get, Row, address, ask, example_of, full_scans
from tests.site.tables import DATABASE

NAMES = sorted(QUERIES)
WITH_PARAMS = [name for name in NAMES if QUERIES[name].params]
DATED = {"as_of", "known_by", "date", "start", "end"}
WITH_DATES = [(name, param) for name in NAMES for param in QUERIES[name].params if param in DATED]

LONGEST = 50_000

HOSTILE = {
    "quote": "'",
    "double-quote": '"',
    "quotes": "''''\"\"\"\"`",
    "semicolon": ";",
    "injection": "'; DROP TABLE names; --",
    "or-true": "' OR 1=1 --",
    "union": "x' UNION SELECT sql FROM sqlite_master --",
    "comment": "/* -- */",
    "null-byte": "\0",
    "null-byte-inside": "jnim\0ansar-dine",
    "control": "\x01\x1b[31m\x7f\x85",
    "newlines": "a\r\nSet-Cookie: b=c\r\n\r\n",
    "tab": "\t",
    "spaces": "   ",
    "right-to-left": "جماعة نصرة الإسلام والمسلمين",
    "right-to-left-marks": "\u202e\u200fMali\u202c",
    "arabic-digits": "٢٠١٨-٠٣-٠٣",
    "emoji": "👩‍👩‍👧‍👦🇲🇱",
    "combining": "a" + "\u0301" * 500,
    "full-width": "\uff12\uff10\uff11\uff18-\uff10\uff13",
    "not-a-character": "\ufffe\uffff",
    "percent": "%",
    "percents": "%%%s%d%(x)s",
    "underscore": "_",
    "backslash": "\\",
    "backslashes": "\\x00\\u0000\\'",
    "glob": "*?[a-z]",
    "brackets": "((((((((((",
    "fts-operators": 'NEAR("a" "b", 5) AND NOT OR col:x ^y -z "',
    "fts-column": "name : jnim",
    "html": "<script>alert(1)</script>",
    "template": "{{ 7*7 }}{% raise %}",
    "format": "{0.__class__}",
    "path": "../../../../etc/passwd",
    "number": "9" * 400,
    "negative": "-1",
    "float": "1e999",
    "nan": "NaN",
    "null": "NULL",
    "true": "true",
    "json": '{"a": [1, null]}',
    "list": "jnim,ansar-dine",
    "long-id": "jnim-" * 1_000,
    "long-word": "a" * LONGEST,
    "long-words": ("jnim " * LONGEST)[:LONGEST],
    # In an address these take three and six times their length.
    "long-quotes": "'" * (LONGEST // 3),
    "long-arabic": "نصرة " * (LONGEST // 25),
    "long-date": "2018-" * (LONGEST // 5),
}

# Those of them that are tried on pages and CSV as well, which write them or their answers out.
SHOWN = {
    "quotes",
    "injection",
    "null-byte-inside",
    "control",
    "newlines",
    "right-to-left",
    "right-to-left-marks",
    "emoji",
    "not-a-character",
    "percents",
    "backslashes",
    "brackets",
    "html",
    "template",
    "long-word",
}

NO_DATES = [
    "2018-13",
    "2018-00",
    "2018-02-30",
    "2017-02-29",
    "2018-03-32",
    "2018-04-31",
    "2018-3-3",
    "18-03-03",
    "2018-21",
    "2018-03/",
    "/2018-03",
    "/",
    "../..",
    "2018-04/2018-03",
    "2018-03-03T12:00:00",
    "2018-03-03 ",
    "03/03/2018",
    "3 March 2018",
    "yesterday",
    "now",
    "2458180.5",
    "2018-03-03; SELECT 1",
    "2018-03-03'",
    "2018-03-03\0",
    "-2018",
    "99999-01-01",
]

EDTF_DATES = [
    "2018",
    "2018-03",
    "2018-03-03",
    "201X",
    "2018~",
    "2018-03?",
    "2018-03-03~",
    "2018-03/2018-04",
    "2018-03-01/2018-03-31",
    "2017/2018-03",
    "2018-02-28/..",
    "../2018-03-02",
    "2016-02-29",
    "0001-01-01",
    "9999-12-31",
]

# What a database or a program says when something went wrong in it.
ERROR_TEXT = re.compile(
    r"Traceback \(most recent|(Operational|Programming|Interface|Integrity|Database|Data)Error"
    r"|syntax error|unrecognized token|incomplete input|no such (table|column|function|module)"
    r"|near \"|unterminated string|user-defined function raised|datatype mismatch|malformed "
    r"|You did not supply a value|too many SQL variables|string or blob too big|pattern too complex"
    r"|SQL logic error|misuse of|wrong number of arguments|integer overflow|SQL Interrupted"
    r"|fts5: |parse error|Internal Server Error|Invalid SQL|Error 500"
)


NO_DATE = re.compile("(?:”|u201d) is no date. Write a day as 2018-03-03")


def check(answer: httpx.Response) -> None:
    """Assert that an answer is not an error page and reveals no internal error."""
    if answer.status_code == 404:
        pytest.fail("there is no such named query", pytrace=False)
    said = html.unescape(answer.text)
    # A program is told what is no date; a page says so beside its form.
    if answer.status_code == 400 and "text/html" not in answer.headers["content-type"]:
        assert NO_DATE.search(said), said[:500]
        return
    assert answer.status_code == 200, f"{answer.status_code}: {answer.text[:500]}"
    found = ERROR_TEXT.search(said)
    assert found is None, said[max(0, found.start() - 200) : found.end() + 200]


def opened(get: Get, path: str) -> httpx.Response:
    """Return a page, or the one that it leads to: with an id for a name, or with an example."""
    page = get(path)
    return get(page.headers["location"]) if page.status_code == 302 else page


def json_rows(answer: httpx.Response) -> list[Row]:
    """Return the rows of a checked JSON answer."""
    check(answer)
    data = answer.json()
    if answer.status_code == 400:
        assert data["ok"] is False
        return []
    assert data["ok"] is True
    assert not data.get("error")
    rows: list[Row] = data["rows"]
    return rows


def csv_rows(answer: httpx.Response) -> list[list[str]]:
    """Return the lines of a checked CSV answer, the header first."""
    check(answer)
    assert answer.headers["content-type"].startswith("text/plain")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


# ------------------------------------------------------------------- pages, JSON and CSV


@pytest.mark.parametrize("name", NAMES)
def test_json_has_the_columns_that_others_rely_on(get: Get, name: str) -> None:
    answer = get(address(name, example_of(get, name), ".json"))
    json_rows(answer)
    assert set(QUERIES[name].columns) <= set(answer.json()["columns"])


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_an_answer(get: Get, name: str) -> None:
    assert json_rows(get(address(name, example_of(get, name), ".json")))


@pytest.mark.parametrize("name", NAMES)
def test_csv_has_the_same_rows(get: Get, name: str) -> None:
    example = example_of(get, name)
    header, *lines = csv_rows(get(address(name, example, ".csv")))
    assert set(QUERIES[name].columns) <= set(header)
    rows = json_rows(get(address(name, example, ".json")))
    assert [list(row) for row in rows[:1]] == [header]
    assert lines == [
        ["" if value is None else str(value) for value in row.values()] for row in rows
    ]


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_answer_has_its_columns(get: Get, name: str) -> None:
    nothing = {p: "" if p in DATED else "no-such-thing" for p in QUERIES[name].params}
    answer = get(address(name, nothing, ".json"))
    json_rows(answer)
    assert set(QUERIES[name].columns) <= set(answer.json()["columns"])
    assert set(QUERIES[name].columns) <= set(csv_rows(get(address(name, nothing, ".csv")))[0])


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_a_form_with_the_parameters(get: Get, name: str) -> None:
    answer = get(address(name, example_of(get, name)))
    check(answer)
    forms = re.findall(r"<form\b.*?</form>", answer.text, re.DOTALL)
    fields = [
        set(re.findall(r'<(?:input|select|textarea)\b[^>]*\bname="([^"]+)"', form))
        for form in forms
    ]
    assert any(set(QUERIES[name].params) <= names for names in fields)


@pytest.mark.parametrize("name", WITH_PARAMS)
def test_the_form_keeps_what_was_typed(get: Get, name: str) -> None:
    typed = {param: f"typed-{param}" for param in QUERIES[name].params}
    answer = get(address(name, typed))
    check(answer)
    assert all(value in answer.text for value in typed.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_page_shows_the_columns(get: Get, name: str) -> None:
    answer = get(address(name, example_of(get, name)))
    check(answer)
    headings = set(re.findall(r'<th class="col-(\w+)(?: later)?"', answer.text))
    assert set(QUERIES[name].columns) <= headings


@pytest.mark.parametrize("name", NAMES)
def test_a_query_has_a_title_and_a_description(name: str) -> None:
    query = DATABASE["queries"][name]
    assert query["title"].strip()
    assert len((query.get("description") or query["description_html"]).split()) >= 8


@pytest.mark.parametrize("name", WITH_PARAMS)
def test_the_page_links_to_an_example_that_has_an_answer(get: Get, name: str) -> None:
    page = opened(get, address(name))
    check(page)
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', page.text)]
    # With parameters of its own: not the links by which the page hides its SQL or is exported.
    examples = [
        f"/jnim/{name}?{parts.query}"
        for parts in map(urlsplit, links)
        if parts.path in {"", name, f"/jnim/{name}"}
        and re.search(rf"(^|&)({'|'.join(QUERIES[name].params)})=[^&]", parts.query)
    ]
    assert examples
    for example in examples:
        check(get(example))
        path, _, given = example.partition("?")
        assert json_rows(get(f"{path}.json?{given}&_shape=objects")), example


def test_no_query_hides_a_table_or_view(get: Get) -> None:
    data = get("/jnim.json").json()
    taken = {row["name"] for row in data["tables"]} | {row["name"] for row in data["views"]}
    offered = set(DATABASE["queries"])
    assert set(NAMES) <= offered
    assert not offered & taken


# ------------------------------------------------------------------- whatever people type in


def by_turns(*lists: Sequence[Any]) -> list[Any]:
    """Return all combinations; for `make test`, a sixth of them, with each value of each list."""
    return [
        pytest.param(*values, marks=[pytest.mark.walk] if sum(places) % 6 else [])
        for places, values in zip(
            product(*(range(len(each)) for each in lists)), product(*lists), strict=True
        )
    ]


@pytest.mark.parametrize(("name", "hostile"), by_turns(WITH_PARAMS, [*HOSTILE]))
def test_no_input_makes_an_error(get: Get, name: str, hostile: str, whole: bool) -> None:
    text = HOSTILE[hostile]
    example, params = example_of(get, name), QUERIES[name].params
    # What is long is shared out, so that the address is not longer than a server takes.
    shared = text if len(text) < 1_000 else text[: len(text) // len(params)]
    everywhere = dict.fromkeys(params, shared)
    alone = [example | {param: text} for param in params if len(example) > 1]
    if not whole:  # each parameter has its turn
        turn = ([*HOSTILE].index(hostile) + WITH_PARAMS.index(name)) // 6
        alone = alone[turn % len(params) :][:1]
    for given_ in [everywhere, *alone]:
        json_rows(get(address(name, given_, ".json")))
    if hostile in SHOWN:
        check(opened(get, address(name, everywhere)))
        csv_rows(get(address(name, everywhere, ".csv")))


@pytest.mark.parametrize("name", WITH_PARAMS)
def test_what_was_typed_is_shown_as_text(get: Get, name: str) -> None:
    typed = dict.fromkeys(QUERIES[name].params, "<b id=typed>'\"</b>")
    page = get(address(name, typed))
    check(page)
    assert "<b id=typed>" not in page.text


@pytest.mark.parametrize("name", NAMES)
def test_no_parameters_at_all(get: Get, name: str) -> None:
    json_rows(get(address(name, {}, ".json")))
    check(opened(get, address(name)))
    csv_rows(get(address(name, {}, ".csv")))


@pytest.mark.parametrize("name", WITH_PARAMS)
def test_a_missing_parameter_is_an_empty_one(get: Get, name: str) -> None:
    empty = dict.fromkeys(QUERIES[name].params, "")
    missing = json_rows(get(address(name, {}, ".json")))
    assert json_rows(get(address(name, empty, ".json"))) == missing


@pytest.mark.parametrize("name", WITH_PARAMS)
def test_repeated_and_unknown_parameters(get: Get, name: str) -> None:
    pairs = [(param, value) for param in QUERIES[name].params for value in ("jnim", "", "'")]
    pairs += [("unknown", "'"), ("sort", "'"), ("", ""), ("'", "'")]
    json_rows(get(f"/jnim/{name}.json?_shape=objects&{urlencode(pairs)}"))
    check(get(f"/jnim/{name}?{urlencode(pairs)}"))


@pytest.mark.parametrize("name", WITH_PARAMS)
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_no_random_input_makes_an_error(get: Get, name: str, data: st.DataObject) -> None:
    some = st.text(max_size=40) | st.from_regex(r"[0-9X?~%./-]{1,24}", fullmatch=True)
    typed = {param: data.draw(some) for param in QUERIES[name].params}
    json_rows(get(address(name, typed, ".json")))


@pytest.mark.parametrize("raw", ["%", "%zz", "a%", "%25", "%00", "%FF%FE", "%ED%A0%80", "%u0041"])
@pytest.mark.parametrize("name", ["find", "existed", "readings"])
def test_raw_bytes_through_the_server(site: str, name: str, raw: str) -> None:
    given_ = "&".join(f"{param}={raw}" for param in QUERIES[name].params)
    for path in (f"/jnim/{name}.json?_shape=objects&{given_}", f"/jnim/{name}?{given_}"):
        check(served(site, path))


@pytest.mark.parametrize("name", WITH_PARAMS)
def test_a_long_input_through_the_server(site: str, name: str) -> None:
    param = QUERIES[name].params[0]
    path = f"/jnim/{name}.json?_shape=objects&{param}={quote('x' * LONGEST)}"
    json_rows(served(site, path))


def served(site: str, path: str) -> httpx.Response:
    """Request a path exactly as written, which httpx would normalise."""
    parts = urlsplit(site)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return httpx.Response(answer.status, headers=answer.getheaders(), content=answer.read())
    finally:
        connection.close()


def test_the_database_is_as_it_was(get: Get) -> None:
    for text in ("'; DROP TABLE names; --", "'; DELETE FROM attacks; --"):
        for name in WITH_PARAMS:
            get(address(name, dict.fromkeys(QUERIES[name].params, text), ".json"))
    tables = {row["name"]: row["count"] for row in get("/jnim.json").json()["tables"]}
    assert tables["names"]
    assert tables["attacks"]


# ------------------------------------------------------------------- dates


@pytest.mark.parametrize(("asked", "date"), by_turns(WITH_DATES, NO_DATES))
def test_what_is_no_date_is_never_taken_for_one(
    get: Get, asked: tuple[str, str], date: str
) -> None:
    name, param = asked
    answer = get(address(name, {**example_of(get, name), param: date}, ".json"))
    # A program got no row, and no word of why; or it is led on to a date that is understood.
    if answer.status_code == 302:
        assert f"{param}=2018-03-03" in answer.headers["location"]
        return
    if answer.status_code == 400:
        assert re.search("is no date|null character", answer.json()["error"])
        return
    rows = json_rows(answer)
    # A space behind a date is no harm, if it is read as the date.
    if date.strip() != date and "\0" not in date:
        return
    # An empty answer, or a row that is a message; no row that answers the question.
    answers = {
        "members": "member_id",
        "existed": "answer",
        "attacks_between": "attack_id",
        "estimates_on": "low",
        "said_about": "text",
        "attacks_per_month": "attacks",
        "share_of_attacks": "attacks",
        "activity_map": "attack_id",
        "lineage": "from_id",
        "timeline": "thing",
    }[name]
    assert not any(row[answers] for row in rows if row.get("dated") != "no")


@pytest.mark.parametrize(("asked", "date"), by_turns(WITH_DATES, EDTF_DATES))
def test_edtf_dates_are_understood(get: Get, asked: tuple[str, str], date: str) -> None:
    name, param = asked
    parameters = example_of(get, name)
    # Both ends: a period that ends before it begins is refused.
    ends = {each: date for each in ("start", "end") if param in ("start", "end")}
    json_rows(get(address(name, {**parameters, **ends, param: date}, ".json")))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2018-03", "2018-03-01/2018-03-31"),
        ("2018", "2018-01-01/2018-12-31"),
        ("2018-02", "2018-02-01/2018-02-28"),
        ("2016-02", "2016-02-01/2016-02-29"),
        ("2018-03-03", "2018-03-03/2018-03-03"),
        ("2017-03", "2017-03-01/2017-03-31"),
    ],
)
@pytest.mark.parametrize(
    ("name", "param"), [("existed", "date"), ("members", "as_of"), ("estimates_on", "date")]
)
def test_a_month_or_year_is_all_its_days(
    get: Get, name: str, param: str, one: str, other: str
) -> None:
    example = example_of(get, name) | {"known_by": ""}
    answers = [
        ask(
            get,
            name,
            **{
                key: value
                for key, value in (example | {param: date}).items()
                if key in QUERIES[name].params
            },
        )
        for date in (one, other)
    ]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("2018-03", "2018-03", "2018-03-01", "2018-03-31"),
        ("2018", "2018", "2018-01-01", "2018-12-31"),
        ("2012", "2018-03", "2012-01-01", "2018-03-31"),
        ("", "2018-03", "", "2018-03-31"),
        ("2018-04", "", "2018-04-01", ""),
    ],
)
@pytest.mark.parametrize("name", ["attacks_between", "attacks_per_month", "share_of_attacks"])
def test_a_period_starts_with_a_months_first_day_and_ends_with_its_last(
    get: Get, name: str, start: str, end: str, first: str, last: str
) -> None:
    assert ask(get, name, start=start, end=end) == ask(get, name, start=first, end=last)


# ------------------------------------------------------------------- query plans


@pytest.fixture(scope="module")
def database(root: Path) -> sqlite3.Connection:
    """Open jnim.db for reading."""
    path = root / "jnim.db"
    if not path.is_file():
        pytest.fail("there is no jnim.db: make build", pytrace=False)
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


@pytest.mark.parametrize("name", NAMES)
def test_no_query_reads_a_growing_table_from_end_to_end(
    get: Get, database: sqlite3.Connection, name: str
) -> None:
    answer = get(address(name, {}, ".json"))
    check(answer)
    assert full_scans(database, answer.json()["query"]["sql"]) == []


@pytest.fixture(scope="module")
def example() -> sqlite3.Connection:
    """Make a database on which to try the check of plans."""
    database = sqlite3.connect(":memory:")
    database.executescript(
        """
        CREATE TABLE attacks (id TEXT PRIMARY KEY, day TEXT NOT NULL, who TEXT);
        CREATE INDEX by_day ON attacks (day);
        CREATE INDEX by_who ON attacks (who, day);
        CREATE TABLE attack_actors (id TEXT PRIMARY KEY, folded TEXT NOT NULL, who TEXT);
        CREATE TABLE groups (id TEXT PRIMARY KEY, name TEXT);
        CREATE VIEW whole AS SELECT a.id, a.day FROM attacks AS a;
        CREATE VIEW one AS SELECT n.id FROM attack_actors n WHERE n.id = 'x';
        """
    )
    return database


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM attacks",
        "SELECT * FROM attacks x WHERE fold(who) = :q",
        "SELECT x.id FROM attacks AS x ORDER BY x.id",
        "SELECT x.id FROM \"attacks\" x WHERE :q = '' OR x.who = :q",
        "SELECT day FROM attacks",
        "SELECT * FROM attacks INDEXED BY by_who WHERE day = :day",
        "SELECT count(*) FROM attack_actors",
        "SELECT * FROM whole",
        "SELECT 1 FROM groups g WHERE EXISTS (SELECT 1 FROM attack_actors n WHERE n.who = g.name)",
        "SELECT * FROM groups g LEFT JOIN attack_actors n ON n.who = g.id",
        "WITH t AS MATERIALIZED (SELECT * FROM attacks z) SELECT * FROM t",
    ],
)
def test_the_check_sees_a_full_scan(example: sqlite3.Connection, sql: str) -> None:
    assert full_scans(example, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM attacks WHERE id = :id",
        "SELECT * FROM attacks WHERE day < :day",
        "SELECT * FROM attacks WHERE day BETWEEN :a AND coalesce(nullif(:b, ''), char(1114111))",
        "SELECT * FROM whole WHERE day BETWEEN :a AND :b",
        "SELECT * FROM one, groups a",
        "SELECT max(day) FROM attacks",
        "WITH t (x) AS (VALUES (1), (2)) SELECT * FROM t a JOIN attacks b ON b.who = a.x",
        "WITH a AS MATERIALIZED (SELECT id FROM groups)"
        " SELECT * FROM a JOIN attacks ON attacks.id = a.id",
    ],
)
def test_the_check_lets_a_search_pass(example: sqlite3.Connection, sql: str) -> None:
    assert full_scans(example, sql) == []
