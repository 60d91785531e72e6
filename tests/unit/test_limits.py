"""What SQL may take: SQLite's own limits, on every connection."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from datasette.app import Datasette

from plugins.site import limits
from tests.conftest import ROOT
from tests.site.tables import visit

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
    assert limits.bounded_printf(name)(*arguments) == expected


@pytest.mark.parametrize(
    "pattern", ["%.*c", "%*d", "%1000d", "%-900000000s", "%.100000000f", "%+,.2000d", "a%%%.*c"]
)
def test_printf_refuses_what_takes_seconds_in_one_step(pattern: str) -> None:
    with pytest.raises(ValueError, match="width"):
        limits.bounded_printf("printf")(pattern, 9_000_000, "a")


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
