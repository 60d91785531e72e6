"""What pages write hundreds of times is written as it was, and not by macros."""

from __future__ import annotations

import sqlite3

import pytest
from jinja2 import Environment

from plugins.site.template_helpers import Line, Notes, column_or


def test_the_marks_of_a_line_open_all_its_notes_in_one_card() -> None:
    notes = Notes()
    assert notes.marks([]) == ""
    assert notes.marks(["b"]) == '\u202f<a href="#n1">1</a>'
    assert notes.marks(["a", "b"]) == '\u202f<a href="#n1" data-more="2">1 2</a>'


def test_notes_stand_in_the_order_of_their_numbers() -> None:
    notes = Notes()
    notes.marks(["b", "a"])
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    rows = connection.execute("SELECT 'a' AS claim_id UNION ALL SELECT 'b'")
    assert [row["claim_id"] for row in notes.in_order(rows)] == ["b", "a"]


@pytest.mark.parametrize("kind", ["row", "line"])
def test_templates_read_a_column_and_else_what_jinja_finds(kind: str) -> None:
    environment = Environment(autoescape=True)
    environment.getattr = column_or(environment.getattr)  # type: ignore[assignment, method-assign]
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    row = connection.execute("SELECT 'Koufa' AS name, NULL AS place").fetchone()
    told = {"it": row if kind == "row" else Line(row)}
    words = "{{ it.name }} {{ it.place }} {{ it.keys()|list|length }}{{ it.no }}"
    assert environment.from_string(words).render(told) == "Koufa None 2"
