"""Keys of names: what writing and transliteration differ in is folded away."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import folding
from common.folding import key_folded, key_skeleton


def test_examples_in_the_module() -> None:
    results = doctest.testmod(folding)
    assert results.attempted > 0
    assert results.failed == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jama'at Nasr", "Jama’at Nasr"),
        ("Jama'at Nasr", "JAMAʿAT NASR"),
        ("Hay'at Tahrir al-Sham", "Hayat Tahrir al Sham"),
        ("Bannér", "banner"),
        ("U.N. mission", "UN mission"),
    ],
)
def test_what_is_written_in_more_than_one_way(one: str, other: str) -> None:
    assert set(key_folded(one).split()) & set(key_folded(other).split())
    assert key_folded(one).split()[0] == key_folded(other).split()[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Murabitoon", "Mourabitoun"),
        ("Murabitun", "Mourabitoun"),
        ("Muslimin", "Muslimeen"),
        ("Ghaly", "Ghali"),
        ("Hamma", "Hammam"),
        ("Jama'at", "Jama'a"),
    ],
)
def test_what_transliterations_differ_in(one: str, other: str) -> None:
    assert set(key_skeleton(one).split()) & set(key_skeleton(other).split())


@given(st.text(max_size=40))
def test_any_name_has_keys(name: str) -> None:
    for key in (key_folded(name), key_skeleton(name)):
        assert key == " ".join(key.split())
        assert key.isascii()
    assert key_folded(name) == key_folded(name)
