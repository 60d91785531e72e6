"""The rule that keeps texts in CSV from running as formulas in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.spreadsheets import as_text, as_told, is_formula, lines_as_text

# Letters of formulas, blanks, marks that nobody sees, and others.
CELLS = st.text(st.sampled_from("'=+-@;\t\r\n\0 \u202e\u200b\u2028\ufeff＝\"a1.,é"), max_size=6)  # noqa: RUF001


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("  =1+1", "'  =1+1"),
        ("+1+1", "'+1+1"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\u202e=1+1", "'\u202e=1+1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\0=1", "'\0=1"),
        ("＝1", "'＝1"),  # noqa: RUF001
        ("\n=1", "'\n'=1"),
        ("\t1", "'\t1"),
        ("\rx", "'\rx"),
        ("-\n1", "'-\n1"),
        ("--1", "'--1"),
        ("'=1+1", "''=1+1"),
        ("''@x", "'''@x"),
        ("=", "="),
        (">=", ">="),
        ("'quoted'", "'quoted'"),
        ("'", "'"),
        ("a=b", "a=b"),
        ("a\n=1", "a\n'=1"),
        ("=1\r\n+a", "'=1\r\n'+a"),
        ("a;=cmd|'/c calc'!A0;b", "a;'=cmd|'/c calc'!A0;b"),
        ("a; '@x", "a; '@x"),
        ("a;'@x", "a;''@x"),
        ('a;"=1+1;b', "a;'\"=1+1;b"),
        ("a;-1.5;b; c", "a;-1.5;b; c"),
        ("", ""),
        ("-1.5475", "-1.5475"),
        ("+1", "+1"),
        ("-1.5e-3", "-1.5e-3"),
        ("-.5", "-.5"),
        ("'-1", "'-1"),
        ("2018-03-03", "2018-03-03"),
    ],
)
def test_cells(text: str, written: str) -> None:
    assert as_text(text) == written
    assert as_told(written) == text


@given(CELLS)
def test_any_text_comes_back(text: str) -> None:
    cell = as_text(text)
    # Of the lines and parts that a spreadsheet of another country makes of it as well.
    assert not any(map(is_formula, [cell, *re.split("[;\r\n]", cell)]))
    assert as_told(cell) == text


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4))
def test_any_lines_come_back(rows: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    safe = lines_as_text(written.getvalue())
    found = list(csv.reader(io.StringIO(safe, newline="")))
    assert found == [[as_text(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("text", ['a;"=1+1;b', 'a\n"=1+1;b', 'a;" =1+1;b'])
def test_a_quotation_mark_is_no_way_around_where_semicolons_part_cells(text: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(["x", text])
    safe = lines_as_text(written.getvalue())
    # As Excel reads it in French: the doubled mark is an empty beginning of a cell.
    rows = csv.reader(io.StringIO(safe, newline=""), delimiter=";")
    assert not any(cell.lstrip() == "=1+1" for row in rows for cell in row)


def test_what_needs_no_change_stays_byte_for_byte() -> None:
    lines = 'a,"b, ""c""",-1.5,\r\n"x\ny",é,,2018-03-03\r\na;b,"a;""b"\r\n'
    assert lines_as_text(lines) == lines


def test_cells_of_any_length() -> None:
    assert lines_as_text(f'a,"={"W" * 1_000_000}"\r\n').startswith("a,\"'=W")
