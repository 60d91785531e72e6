"""The site's CSV opens correctly and safely in spreadsheets; programs may ask for the bare data."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import httpx
import polars as pl
import pytest

from common.spreadsheets import as_told, is_formula
from tests.site.tables import Get, in_process

MARK = b"\xef\xbb\xbf"


def read(answer: httpx.Response) -> list[list[str]]:
    csv.field_size_limit(10_000_000)
    text = answer.content.removeprefix(MARK).decode()
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("=1\n=2", "'=1\n'=2"),
        ("a;=1", "a;'=1"),
        ('="a,b"', '\'="a,b"'),
        ("\ufeff=1", "'\ufeff=1"),
        ("-1.5", "-1.5"),
        ("é", "é"),
    ],
)
@pytest.mark.parametrize("more", ["", "&_dl=1", "&_stream=on", "&_trace=1"])
def test_cells_and_headings_of_a_query(get: Get, cell: str, written: str, more: str) -> None:
    query = {"sql": 'select :a as a, -1.5 as b, null as "=c d"', "a": cell}
    answer = get(f"/jnim.csv?{urlencode(query)}{more}")
    assert read(answer) == [["a", "b", "'=c d"], [written, "-1.5", ""]]
    exact = get(f"/jnim.csv?{urlencode(query)}{more}&_exact=on")
    assert read(exact) == [["a", "b", "=c d"], [cell, "-1.5", ""]]
    # By which a spreadsheet knows the encoding; a program may take it for a part of the first name.
    assert answer.content.startswith(MARK + b"a,")
    assert exact.content.startswith(b"a,")
    for each in (answer, exact):
        kind = "text/csv" if "_dl" in more else "text/plain"
        assert each.headers["content-type"] == f"{kind}; charset=utf-8"
        if "content-length" in each.headers:
            assert int(each.headers["content-length"]) == len(each.content)


@pytest.mark.parametrize("more", ["", "&_labels=on", "&_stream=on", "&_stream=on&_labels=on"])
def test_tables(spoilt_folder: Path, more: str) -> None:
    with in_process(spoilt_folder) as get:
        for table in ("membership", "attacks", "attack_reports"):
            address = f"/jnim/{table}.csv?_size=10{more}"
            exact = read(get(f"{address}&_exact=on"))
            # The second time the answer may be one that was kept.
            for _ in range(2):
                safe = read(get(address))
                assert not [cell for row in safe for cell in row if is_formula(cell)]
                assert [[as_told(cell) for cell in row] for row in safe] == exact
            assert any(is_formula(cell) for row in exact for cell in row)
            assert len(safe) > (11 if "_stream" in more else 10)


def test_numbers_stay_numbers(get: Get) -> None:
    rows = read(get("/jnim/places.csv?longitude__lt=0"))
    at = rows[0].index("longitude")
    assert len(rows) > 2
    assert all(float(row[at]) < 0 for row in rows[1:])


def test_errors_stay_as_they_are(get: Get) -> None:
    for path in ("/jnim.csv?sql=drop", "/jnim/nothing.csv"):
        answer = get(path)
        assert answer.status_code >= 400
        assert answer.text
        assert MARK not in answer.content


def test_programs_read_it_with_the_mark_and_without(get: Get, tmp_path: Path) -> None:
    marked, exact = (get(f"/jnim/sources.csv?_size=9{each}").content for each in ("", "&_exact=on"))
    frames = [pl.read_csv(io.BytesIO(each)) for each in (marked, exact)]
    assert frames[0].columns == frames[1].columns
    assert frames[0].columns[0] == "id"
    lines = io.TextIOWrapper(io.BytesIO(marked), "utf-8-sig", newline="")
    assert list(csv.DictReader(lines)) == list(csv.DictReader(io.StringIO(exact.decode())))
    for name, content in (("marked", marked), ("exact", exact)):
        (tmp_path / f"{name}.csv").write_bytes(content)
        relation = duckdb.read_csv(str(tmp_path / f"{name}.csv"))
        assert relation.columns == frames[0].columns


@pytest.mark.parametrize("path", ["/jnim/claims", "/jnim/find?q=Ghali", "/jnim?sql=select+1"])
def test_pages_say_so_and_lead_to_both(get: Get, path: str) -> None:
    page = get(path).text
    assert ">raw CSV</a>" in page
    assert "_exact=on" in page
