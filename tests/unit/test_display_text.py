"""How a page shows a text."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from common.display_text import (
    LONGEST,
    closing_marks,
    counted,
    first_sentence,
    in_sentence,
    isolate,
    truncate,
)
from common.links import is_web_address
from plugins.site.escaping import Whole, long, shown, shown_html, whole

FACTS = Path(__file__).resolve().parents[2] / "facts"
MARKS = st.text(st.sampled_from("\u202a\u202e\u2066\u2068\u202c\u2069ab"), max_size=12)


@given(MARKS)
def test_what_a_text_opens_it_closes(text: str) -> None:
    opened: list[str] = []
    for each in text + closing_marks(text):
        kind = unicodedata.bidirectional(each)
        if kind in ("LRE", "RLO", "LRI", "FSI"):
            opened.append("PDI" if kind in ("LRI", "FSI") else "PDF")
        elif opened and kind == opened[-1]:
            opened.pop()
    assert opened == []


@pytest.mark.parametrize("text", ["", "Timbuktu", "Mokhtar Belmokhtar – né 1972", "“quoted”"])
def test_texts_from_left_to_right_stay_as_they_are(text: str) -> None:
    assert isolate(text) == shown(text) == text


@pytest.mark.parametrize("text", ["\u202eabc", "\u0627\u0644", "a\u200f"])
def test_texts_with_a_direction_stand_apart(text: str) -> None:
    assert isolate(text)[0] == "\u2068"
    assert isolate(text)[-1] == "\u2069"
    assert text in isolate(text)
    assert whole(text) == text


def test_long_texts_are_cut_and_say_so() -> None:
    assert truncate("abc", 2) == "ab… (3 characters)"
    assert shown("W" * 100_000) == "W" * LONGEST + "… (100,000 characters)"
    assert len(long("W" * 100_000)) < 21_000
    assert shown(whole("W" * 100_000)) == "W" * 100_000


def test_what_is_no_text_of_a_row_is_left_alone() -> None:
    address = "/jnim/attacks?title=" + "W" * 10_000
    for value in (
        address,
        Markup("<b>{}</b>").format("W" * 10_000),
        None,
        1.5,
        Whole("W" * 10_000),
    ):
        assert shown(value) == value


def test_texts_in_html_are_cut_between_tags() -> None:
    text = "<&" * 10_000
    html = Markup('<a href="/x">{}</a>&nbsp;<em>id</em>').format(text)
    assert shown_html(html) == Markup('<a href="/x">{}</a>&nbsp;<em>id</em>').format(truncate(text))
    assert shown_html(escape(text)) == escape(truncate(text))
    assert "href" not in shown_html(Markup('<a href="{}">a</a>').format("/" + "W" * 9000))


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://example.org/", True),
        ("https://example.org/é", True),
        ("javascript:alert(1)", False),
        (" https://example.org/", False),
        ("https://example.org/a b", False),
        ('https://example.org/"onclick=', False),
        ("https://example.org/\u202egpj.exe", False),
        ("https://example.org/\n", False),
        ("https://example.org/" + "W" * 3000, False),
        (None, False),
    ],
)
def test_web_addresses(value: object, is_one: bool) -> None:
    assert is_web_address(value) is is_one


def test_a_label_within_a_sentence_keeps_its_names() -> None:
    """“United Nations body” became “united nations body” wherever a page gave a group's kind."""
    words = yaml.safe_load((FACTS / "vocabularies.yml").read_text("utf-8"))
    labels = [word["label"] for table in words.values() for word in table.values()]
    assert len(labels) > 100
    for label in labels:
        shown = in_sentence(label)
        assert shown[1:] == label[1:]
        # A capital letter stays only where a name or an acronym begins.
        assert shown[0].islower() or re.match(r"\w*[A-Z0-9]|\w+ [A-Z]", label[1:]), label
    assert in_sentence("United Nations body") == "United Nations body"
    assert in_sentence("ACLED actor") == "ACLED actor"
    assert in_sentence("Armed group") == "armed group"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("The title does not name the branch; CSIS cites it for JNIM. Mali, it says.", 1),
        ("“Since being a signee”. He was one in 1991.", 1),
        ("By “wing in Mali.” We read it in a repost.", 1),
        ("In 28.5 of 30 cases, not of the U.S. forces", 0),
    ],
)
def test_a_note_in_short_is_its_first_sentence_whole(text: str, first: int) -> None:
    """Notes were cut at forty letters, which removed what they warned about."""
    assert first_sentence(text) == (re.split(r"(?<=[.”]) (?=[A-Z])", text)[0] if first else text)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "no claims"),
        (1, "1 claim"),
        (2, "2 claims"),
        (1200, "1,200 claims"),
        (None, "no claims"),
    ],
)
def test_how_many_agrees_with_the_number(number: int | None, words: str) -> None:
    """It said “All 1 claims”, in a new project."""
    assert counted(number, "claim") == words
    assert counted(2, "note or bracket", "notes or brackets") == "2 notes or brackets"
