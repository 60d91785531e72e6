"""Hostile text in every column of text, on every kind of address that the site links to.

The walk starts at the home page and follows links, so that it covers new pages automatically.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter, deque
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import pytest

from tests.hostile import ENDLESS, SCRIPT, TAGS, WORDS, spoilt_columns, tables
from tests.site.tables import ROOT, Get, connect, in_process

# How many addresses of one shape are visited, and how many in all.
ALIKE, MOST, ALL = 1, 75, 1000


class Seen(HTMLParser):
    """What a browser would make of a page: links, and what would run."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.runs: list[str] = []
        self.element = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record links, and attributes that would run."""
        self.element = tag
        for name, value in attrs:
            value = (value or "").strip()
            if name.startswith("on") or (name == "src" and value == "x"):
                self.runs.append(f"<{tag} {name}={value[:60]}>")
            if name in {"href", "src", "action", "formaction", "xlink:href", "data"}:
                if re.match(r"[\W_]*(javascript|vbscript|data:text)", value, re.IGNORECASE):
                    self.runs.append(f"<{tag} {name}={value[:60]}>")
                elif name in {"href", "src"} and tag not in {"base"}:
                    self.links.append(value)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self.element = ""

    def handle_data(self, data: str) -> None:
        """Record the scripts that we injected."""
        if self.element == "script" and re.match(r"\s*window\.hacked", data):
            self.runs.append(data[:60])


def shape(address: str) -> tuple[str, ...]:
    """Return what addresses of one kind have in common."""
    parts = urlsplit(address)
    segments = parts.path.split("/")
    # The table stays, and what comes after it is an id.
    head = "/".join(segments[:3] if segments[1:2] == ["jnim"] else segments[:2])
    end = re.search(r"\.\w+$", parts.path)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    is_hidden = any("__" in name or name == "sql" for name in names)
    return (head, str(len(segments)), end[0] if end else "", "filter" if is_hidden else str(names))


def check(address: str, answer: httpx.Response) -> list[str]:
    """Assert that an answer is sound and runs no injected code; return its links."""
    kind = answer.headers.get("content-type", "").split(";")[0]
    # A picture that takes too long on a busy machine is refused; its SVG is there.
    is_refused = answer.status_code == 503 and ".png" in address
    assert answer.status_code < 500 or is_refused, address
    assert "Traceback (most recent" not in answer.text, address
    # Where the site lies on its machine is nobody's business.
    assert not [path for path in (gettempdir(), str(ROOT), sys.prefix) if path in answer.text], (
        address
    )
    if kind == "text/html":
        seen = Seen(answer.text)
        assert not seen.runs, (address, seen.runs[:5])
        assert "hacked=4>49" not in unescape(answer.text)
        return [urljoin(address, link) for link in seen.links]
    if kind.endswith("ndjson"):
        for line in answer.text.rstrip("\n").split("\n"):
            json.loads(line)
    elif kind.endswith("json") and answer.content:
        json.loads(answer.text)
    if kind.endswith("xml"):
        ElementTree.fromstring(answer.text)  # of our own making
    if ".csv" in address and answer.status_code == 200:
        csv.field_size_limit(10_000_000)
        rows = list(csv.reader(io.StringIO(answer.text.replace("\0", ""), newline="")))
        assert len({len(row) for row in rows}) <= 1, address
    return []


@pytest.fixture(
    scope="module", params=[MOST, pytest.param(ALL, marks=pytest.mark.walk)], ids=["some", "all"]
)
def walked(spoilt_folder: Path, request: pytest.FixtureRequest) -> dict[str, httpx.Response]:
    """Visit addresses of every kind that the site links to; return the answers."""
    found: dict[str, httpx.Response] = {}
    with in_process(spoilt_folder, is_kept=True) as get:
        walk(get, found, request.param)
    return found


def walk(get: Get, found: dict[str, httpx.Response], most: int) -> None:
    """Follow the links from the home page."""
    base = "http://localhost"
    waiting, known, alike = deque([f"{base}/"]), {f"{base}/"}, Counter[tuple[str, ...]]()
    while waiting and len(found) < most:
        address = waiting.popleft()
        found[address] = get(address.removeprefix(base))
        for link in check(address, found[address]):
            whole = link.split("#")[0]
            if whole in known or not whole.startswith(f"{base}/"):
                continue
            # Seconds each, and drawn of the same words in test_charts.py.
            if ".png" in whole and most < ALL:
                continue
            known.add(whole)
            alike[shape(whole)] += 1
            if alike[shape(whole)] <= ALIKE:
                waiting.append(whole)


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{WORDS}</p>",
        "<p><img src=x onerror=alert(2)></p>",
        '<a href=" JavaScript:alert(4)">a</a>',
        f"<script>var a = '{SCRIPT}'</script>",
        f'<a title="{TAGS}">',
    ],
)
def test_what_runs_is_noticed(page: str) -> None:
    assert Seen(page).runs


def test_nothing_runs_anywhere(walked: dict[str, httpx.Response]) -> None:
    answered = Counter(answer.status_code for answer in walked.values())
    assert answered[200] > 40, answered
    shown = [address for address, answer in walked.items() if "hacked" in answer.text]
    assert len(shown) > 20
    assert any(ENDLESS in answer.text for answer in walked.values())


def test_nothing_is_escaped_twice(walked: dict[str, httpx.Response]) -> None:
    """Readers met `&lt;` for `<`: escaped words had become plain text, and were escaped again."""
    twice = []
    for address, answer in walked.items():
        if "html" in answer.headers.get("content-type", ""):
            # What embeds a picture is code, in which a title is escaped, and is itself escaped.
            shown = re.sub(r"&lt;iframe.*?&lt;/iframe&gt;", "", answer.text, flags=re.S)
            twice += [f"{address}: {each}" for each in re.findall(".{,99}&amp;lt;/?script", shown)]
    assert not twice


def test_the_walk_comes_to_every_kind_of_page(walked: dict[str, httpx.Response]) -> None:
    paths = {urlsplit(address).path for address in walked}
    for wanted in ("/jnim", "/jnim/attacks", "/claims", "/groups/jnim", "/jnim/members"):
        assert wanted in paths
    assert any(path.endswith(".json") for path in paths)
    assert any(path.endswith(".csv") for path in paths)


# By a CHECK of the table: reports of documents have no record, and months follow from dates.
CHECKED = {("attack_reports", "record_id"), ("attacks", "date_edtf"), ("attacks", "month")}


def test_all_words_stand_in_every_column_that_takes_them(spoilt_folder: Path) -> None:
    database = connect(spoilt_folder / "jnim.db")
    seen = 0
    for table in tables(database):
        # What is counted in it, under the words of `attacks`.
        if table == "attack_counts" or not one_row_of(database, table):
            continue
        (sql,) = database.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", [table]
        ).fetchone()
        for column in spoilt_columns(database, table):
            held = all(
                database.execute(
                    f"SELECT 1 FROM [{table}] WHERE instr([{column}], ?) LIMIT 1", [words]
                ).fetchone()
                for words in (WORDS, ENDLESS)
            )
            seen += held
            is_checked = bool(re.search(rf"\b{column} TEXT[^,]*CHECK", sql))
            is_checked = is_checked or (table, column) in CHECKED
            assert held or is_checked, (table, column)
    assert seen > 100


def one_row_of(database: sqlite3.Connection, table: str) -> bool:
    return database.execute(f"SELECT 1 FROM [{table}] LIMIT 1").fetchone() is not None
