"""What SQL may use: SQLite's own limits, on every connection."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from plugins.site.serving import limits
from tests.conftest import ROOT
from tests.site.tables import Get, visit

TRIMS = ("trim", "ltrim", "rtrim")
PLAIN = sqlite3.connect(":memory:", check_same_thread=False)


@pytest.mark.parametrize("name", ["printf", "format"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("%d attacks", 7),
        ("%5.2f|%-8s|%08d|%+d|%,d", 1.5, "a", -3, 4, 1234567),
        ("%s %q %Q %w", None, "it's", "it's", 'a"b'),
        ("%x %X %o %c %e %g %%", 255, 255, 8, "xyz", 1.5, 1e10),
        ("%999d", 1),
        ("100% sure, since 2018", 1),
        ("1000000 of %d", 5),
        (None,),
        (),
    ],
)
def test_printf_writes_what_sqlite_writes(name: str, arguments: tuple[Any, ...]) -> None:
    marks = ", ".join("?" * len(arguments))
    expected = PLAIN.execute(f"SELECT {name}({marks})", arguments).fetchone()[0]
    assert limits.guarded(name, limits.has_wide_pattern)(*arguments) == expected


@pytest.mark.parametrize(
    "pattern", ["%.*c", "%*d", "%1000d", "%-900000000s", "%.100000000f", "%+,.2000d", "a%%%.*c"]
)
def test_printf_refuses_what_takes_seconds_in_one_step(pattern: str) -> None:
    with pytest.raises(ValueError, match="one step"):
        limits.guarded("printf", limits.has_wide_pattern)(pattern, 9_000_000, "a")


ZEROS = "hex(zeroblob(900000))"


@pytest.mark.parametrize(
    "sql",
    [
        "instr(zeroblob(1900000), zeroblob(900000) || x'01')",
        f"replace({ZEROS}, hex(zeroblob(450000)) || '1', '')",
        *(f"{name}({ZEROS}, hex(zeroblob(10)) || hex(zeroblob(60000)))" for name in TRIMS),
        "json_patch('{}', json_object('a', 1))",
    ],
)
def test_no_function_takes_seconds_in_one_step(get: Get, sql: str) -> None:
    """Two of them blocked SQL for everyone for twenty seconds, until their process was killed."""
    answer = get(f"/jnim.json?{urlencode({'sql': f'select {sql}'})}")
    assert answer.status_code == 400, answer.text[:200]
    assert "too long" not in answer.text  # it was refused, and not stopped


def test_functions_of_two_texts_are_those_of_sqlite(get: Get) -> None:
    asked = (
        "select instr('a√b', 'b'), instr(x'0102', x'02'), instr(null, 'a'), instr(123, 2),"
        " replace('aXbX', 'X', 'yy'), replace('a', '', 'b'), trim('  a '), trim('xxaxx', 'x'),"
        " ltrim('xxa', 'x'), rtrim('axx', 'x'), trim(null, 'x'), replace(101, 0, 'o')"
    )
    rows = get(f"/jnim.json?{urlencode({'sql': asked})}").json()["rows"]
    assert rows == [list(PLAIN.execute(asked).fetchone())]


def test_every_connection_is_bounded() -> None:
    def bounds(connection: sqlite3.Connection) -> dict[int, int]:
        return {category: connection.getlimit(category) for category in limits.LIMITS}

    async def ask(datasette: Datasette) -> list[dict[int, int]]:
        await datasette.client.get("/")
        names = [name for name in datasette.databases if name != "_internal"]
        return [await datasette.databases[name].execute_fn(bounds) for name in names]

    found = visit(ROOT, ask)
    assert len(found) > 1
    assert all(each == limits.LIMITS for each in found)


def test_a_page_has_no_more_cells_than_can_be_made(get: Get) -> None:
    """A thousand rows of sixty columns killed the process that all readers' SQL needs."""
    numbers = "with recursive c(i) as (select 1 union all select i + 1 from c limit 999)"
    columns = ", ".join(f"i as a{number}" for number in range(500))
    page = get(f"/jnim?{urlencode({'sql': f'{numbers} select {columns} from c'})}").text
    assert page.count("<td") == 15_000
    assert "More than 30 rows" in page
