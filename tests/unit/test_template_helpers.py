"""What pages write hundreds of times is written as it was, and not by macros."""

from __future__ import annotations

import sqlite3

from plugins.site.template_helpers import Notes


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
