"""Functions write what pages repeat hundreds of times, with the same result as the macros had."""

from __future__ import annotations

import sqlite3

from jinja2 import Environment

from plugins.site.template_helpers import Notes, column, disputes_of


def test_the_marks_of_a_line_open_all_its_notes_in_one_card() -> None:
    notes = Notes()
    assert notes.marks([]) == ""
    assert notes.marks(["b"]) == '\u202f<a href="#n1">1</a>'
    assert notes.marks(["a", "b"]) == '\u202f<a href="#n1" data-more="2">1\xa02</a>'


def test_notes_stand_in_the_order_of_their_numbers() -> None:
    notes = Notes()
    notes.marks(["b", "a"])
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    rows = connection.execute("SELECT 'a' AS claim_id UNION ALL SELECT 'b'")
    assert [row["claim_id"] for row in notes.in_order(rows)] == ["b", "a"]


def test_a_column_is_found_at_once_and_all_else_as_jinja_finds_it() -> None:
    env, connection = Environment(autoescape=True), sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    row = connection.execute("SELECT 1 AS title, 2 AS 'keys'").fetchone()
    values = {"title": 1, "items": 2}
    for of in (row, values, "text"):
        for name in ("title", "keys", "items", "nothing"):
            found, expected = column(env, of, name), env.getattr(of, name)
            assert (found == expected) or (type(found), repr(found).split(" at ")[0]) == (
                type(expected),
                repr(expected).split(" at ")[0],
            )


def test_a_disagreement_that_is_shown_already_is_not_marked_again() -> None:
    disputes = {"claim": [{"disagreement_id": each, "is_of_tie": 0} for each in ("a", "b", "a")]}
    named = [each["disagreement_id"] for each in disputes_of(["claim"], disputes)]
    assert named == ["a", "b"]
    assert not disputes_of(["claim"], disputes, None, named)
