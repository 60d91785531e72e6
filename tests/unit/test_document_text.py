"""Blocks, sentences and anchors of a text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.documents.text import (
    AnchorError,
    blocks,
    find_anchor,
    marker_spans,
    occurrences,
    sentences,
)

TEXTS = st.text(st.sampled_from("ab \n\t.¹²—é"), max_size=60)


@given(TEXTS)
def test_blocks_hold_every_word_and_nothing_else(text: str) -> None:
    found = blocks(text)
    assert all(text[block.start : block.end] == block.text for block in found)
    assert "".join("".join(block.text.split()) for block in found) == "".join(text.split())
    assert all("\n\n" not in block.text for block in found)
    assert all(block.text == block.text.strip() for block in found)


def test_blocks_are_parted_by_blank_lines_with_or_without_blanks() -> None:
    assert [block.text for block in blocks("\n\none\ntwo\n \t \nthree\n\n\n")] == [
        "one\ntwo",
        "three",
    ]


@given(TEXTS)
def test_sentences_hold_every_word(text: str) -> None:
    spans = sentences(text, "paragraph")
    assert "".join(text[span.start : span.end] for span in spans).split() == text.split() or (
        "".join("".join(text[span.start : span.end].split()) for span in spans)
        == "".join(text.split())
    )
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_a_marker_belongs_to_the_sentence_that_it_closes() -> None:
    text = "They met in spring.¹ They parted in autumn.²³ It was cold.⁴"
    assert [text[span.start : span.end] for span in sentences(text, "paragraph")] == [
        "They met in spring.¹",
        "They parted in autumn.²³",
        "It was cold.⁴",
    ]


@pytest.mark.parametrize("kind", ["caption", "note", "reference", "heading", "title"])
def test_other_blocks_are_one_sentence(kind: str) -> None:
    text = "Okko, Mara. 2020. A title. A place."
    assert sentences(text, kind) == ((0, len(text)),)


TEXT = "Anso's boat left Grayford at noon. The U.N. boat, of 1,000 tons, left at noon too.¹"


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("The U.N. boat", "", "The U.N. boat"),
        ("The U.N", "1,000 tons", "The U.N. boat, of 1,000 tons"),
        ("left Grayford", "noon", None),  # twice
        ("left", "noon too", None),  # `left` twice
        (
            "left Grayford",
            "noon too",
            "left Grayford at noon. The U.N. boat, of 1,000 tons, left at noon too",
        ),
        ("Anso", "Grayford", None),  # Anso's is one word
        ("Anso's", "", "Anso's"),
        ("boat left", "left Grayford", None),  # they overlap
        ("of 1", "tons", None),  # 1,000 is one word
        ("The U", "tons", None),  # U.N is one word
        ("noon too", "", "noon too"),
        ("tons", "boat left", None),  # it stands before
        ("the U.N", "", None),  # another case
        ("left at\nnoon", "too", "left at noon too"),
    ],
)
def test_anchor(first: str, last: str, found: str | None) -> None:
    if found is None:
        with pytest.raises(AnchorError):
            find_anchor(TEXT, first, last)
    else:
        start, end = find_anchor(TEXT, first, last)
        assert TEXT[start:end] == found


@given(st.lists(st.sampled_from(["ab", "a", "b", "a-b"]), min_size=1, max_size=12), st.data())
def test_an_anchor_that_is_found_spans_its_words(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    cut = data.draw(st.integers(0, len(words) - 1))
    first = " ".join(words[cut : cut + 3])
    spans = occurrences(text, first)
    assert spans
    assert all(text[span.start : span.end] == first for span in spans)


def test_markers() -> None:
    text = "One.¹ Two.¹² Three (Okko and Velt 2020). Four (see Okko 2020)."
    assert [text[span.start : span.end] for span in marker_spans(text, "1")] == ["¹"]
    assert [text[span.start : span.end] for span in marker_spans(text, "12")] == ["¹²"]
    assert not marker_spans(text, "2")
    assert len(marker_spans(text, "Okko and Velt 2020")) == 1
    assert not marker_spans(text, "Okko 2020")
