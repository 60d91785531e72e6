"""One rule folds names and questions, in SQL: differences in spelling disappear."""

from __future__ import annotations

import doctest
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import folding
from loaders.database import create_schema
from loaders.names import fill_letters


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as database:
        create_schema(database)
        fill_letters(database)
        yield database


def words(database: sqlite3.Connection, text: str) -> list[tuple[str, str | None, int]]:
    """The words of a text, with their skeletons, and whether each is the whole text as one."""
    return database.execute(
        "SELECT word, skeleton, is_joined FROM spelled_words WHERE question = json_array(?)",
        (text,),
    ).fetchall()


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
        ("word.example.org", "word example org"),
    ],
)
def test_what_is_written_in_more_than_one_way(
    database: sqlite3.Connection, one: str, other: str
) -> None:
    assert words(database, one) == words(database, other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Murabitoon", "Mourabitoun"),
        ("Murabitun", "Mourabitoun"),
        ("Muslimin", "Muslimeen"),
        ("Ghaly", "Ghali"),
        ("Hamma", "Hammam"),
        ("Jama'at", "Jama'a"),
        ("Ouadud", "Wadoud"),
        ("Djamel", "Jamal"),
        ("Zawahiri", "Zawahri"),
    ],
)
def test_what_transliterations_differ_in(
    database: sqlite3.Connection, one: str, other: str
) -> None:
    skeletons = [{skeleton for _, skeleton, _ in words(database, text)} for text in (one, other)]
    assert skeletons[0] & skeletons[1] - {None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jama'at Nasr al-Islam wal Muslimin", ["jamaat", "nasr", "islam", "muslimin"]),
        ("AD and UN", ["ad", "and", "un"]),  # acronyms in a text of small letters
        ("ANSAR AD DIN", ["ansar", "din"]),
        ("al", ["al"]),
        ("", []),
        ("-- % _", []),
        ("Nasr\0Islam", []),
    ],
)
def test_articles_are_no_words(
    database: sqlite3.Connection, text: str, expected: list[str]
) -> None:
    single = [word for word, _, is_joined in words(database, text) if not is_joined]
    assert list(dict.fromkeys(single)) == expected


def test_a_short_name_is_one_word_as_well(database: sqlite3.Connection) -> None:
    assert ("almourabitoun", "lmrbtn", 1) in words(database, "al-Mourabitoun")


@given(text=st.text(st.characters(max_codepoint=0x2E7F, exclude_characters="\0."), max_size=40))
def test_sql_reads_what_python_reads(database: sqlite3.Connection, text: str) -> None:
    """Except dots, which Python handles when everything is in plain letters."""
    single = [word for word, _, is_joined in words(database, text) if not is_joined]
    assert [*dict.fromkeys(single)] == [*dict.fromkeys(folding.words(text))]
