"""Functions write what pages repeat hundreds of times, with the same result as the macros had."""

from __future__ import annotations

import sqlite3

from jinja2 import Environment

from plugins.site.template_helpers import (
    Notes,
    column,
    disputes_by_row,
    disputes_of,
    linked_sentence,
)


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


def test_a_sentence_links_the_first_that_it_names_and_names_others_in_front() -> None:
    rows = [
        {"other_id": "tide", "other_table": "groups", "other": "The Tide (TD)"},
        {"other_id": None, "other_table": None, "other": None},
        {"other_id": "sea", "other_table": "groups", "other": "Sea & Co"},
        {"other_id": "sea", "other_table": "groups", "other": "Sea & Co"},
    ]
    line = {"statement": "It is feared by Sea & Co.", "rows": rows, "section": "active"}
    linked = linked_sentence(line, lambda table, id_: f"/{table}/{id_}")
    assert linked == (
        '<a href="/groups/tide">The Tide (TD)</a>: '
        'It is feared by <a href="/groups/sea">Sea &amp; Co</a>'
    )
    linked = linked_sentence(line | {"section": "target"}, lambda table, id_: f"/{table}/{id_}")
    assert linked == 'It is feared by <a href="/groups/sea">Sea &amp; Co</a>'


def test_a_disagreement_is_marked_at_the_row_with_most_of_its_claims() -> None:
    rows = {
        "Led by": [{"claim_id": "a"}, {"claim_id": "b"}],
        "Names": [{"claim_id": each} for each in "abc"],
        "Attacks": [{"claim_id": each} for each in "abcd"],
    }
    disputes = [{"claim_id": each, "disagreement_id": "leader"} for each in "abcd"]
    disputes.append({"claim_id": "a", "disagreement_id": "other"})
    found = disputes_by_row(rows, disputes)
    assert {title: [each["disagreement_id"] for each in of] for title, of in found.items()} == {
        "Names": ["leader"],
        "Led by": ["other"],
    }
