"""Deep links with text fragments."""

from __future__ import annotations

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from common.links import deep_link


def test_link() -> None:
    assert deep_link("https://example.org/a", "oaths of *bayat* to", "al-Qaeda, once & again") == (
        "https://example.org/a#:~:text=oaths%20of%20bayat%20to,al%2DQaeda%2C%20once%20%26%20again"
    )


def test_a_page_with_a_fragment_keeps_it() -> None:
    assert deep_link("https://example.org/a#b", "one") == "https://example.org/a#b:~:text=one"


@given(st.text(min_size=1), st.text())
def test_marks_that_mean_something_are_encoded(first: str, last: str) -> None:
    _, _, directive = deep_link("https://example.org/", first, last).partition("#:~:text=")
    parts = directive.split(",")
    assert len(parts) == (2 if last else 1)
    assert not set("-&# ") & set(directive)
    assert unquote(parts[0]) == " ".join(first.replace("*", "").split())
