"""Place names, words in notes, and parties, in forms that can be compared between data sets."""

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import lru_cache
from sys import intern

from anyascii import anyascii

STATE, CIVILIANS, HUNTERS = "state", "civilians", "hunters"
NOBODY = frozenset({"unknown", "generic"})
"""Classes of names (facts/event_actors.yml) that do not say who it was."""

_WORD = re.compile(r"[A-Z]+[a-z]*|[a-z]+")
"""A word, or one part of a camel-case hashtag such as #CentreNord."""

_LEAST_LETTERS = 4
_GENERIC = frozenset(
    [
        *("town", "city", "village", "province", "region", "department", "commune", "area", "camp"),
        *("district", "outskirts", "between", "near", "border", "cercle", "sector", "municipality"),
        *("ville", "entre", "pres", "departement", "secteur", "north", "south", "east", "west"),
        *("centre", "center", "unknown", "militia", "communal", "group", "armed", "ethnic", "self"),
        *("defense", "defence", "forces", "movement", "from", "with", "that", "were", "have"),
        *("they", "their", "attack", "attacked", "against", "axis", "road"),
    ]
)
_MONTHS = frozenset(
    [
        *("january", "february", "march", "april", "june", "july", "august", "september"),
        *("october", "november", "december"),
    ]
)
_ENDING = re.compile(r"(?<=[a-z]{4})(?:ing|ed|es|s|e)$")
_SAME_SPELLING = 0.84
_LEAST_CONSONANTS = 3


@lru_cache(maxsize=65536)
def name_words(text: str | None) -> frozenset[str]:
    """Return the distinctive words of a place or party name, in ASCII."""
    if not text:
        return frozenset()
    words = [word.lower() for word in _WORD.findall(_plain(text))]
    return frozenset(word for word in words if _tells(word)) or frozenset(words) - _GENERIC


def text_words(*texts: str | None) -> frozenset[str]:
    """Return the stemmed words of texts: `ambushes` equals `ambushed`."""
    found = _WORD.findall(_plain("\n".join(filter(None, texts))))
    return frozenset(map(_stem, found)) - _NOTHING


def _plain(text: str) -> str:
    return text if text.isascii() else anyascii(text)


def _tells(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS and word not in _MONTHS and word not in _GENERIC


_NOTHING = frozenset({""})


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """Return a word's stem as an interned string; empty if the word is not distinctive."""
    word = word.lower()
    return intern(_ENDING.sub("", word)) if _tells(word) else ""


@lru_cache(maxsize=65536)
def same_name(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two places may have the same name: they share a word in any spelling."""
    return bool(one & other) or any(_same_word(mine, its) for mine in one for its in other)


def names_place(words: frozenset[str], place: frozenset[str]) -> bool:
    """Return whether a text names a place, in any spelling."""
    return not place.isdisjoint(words) or not _skeletons(place).isdisjoint(_skeletons(words))


@lru_cache(maxsize=2048)
def _skeletons(words: frozenset[str]) -> frozenset[str]:
    """Return the consonant skeletons of words, if long enough to be distinctive."""
    return frozenset(each for each in map(_consonants, words) if len(each) >= _LEAST_CONSONANTS)


@lru_cache(maxsize=65536)
def _same_word(one: str, other: str) -> bool:
    alike = SequenceMatcher(None, one, other).ratio()
    return alike >= _SAME_SPELLING or (alike >= 0.7 and _consonants(one) == _consonants(other))


@lru_cache(maxsize=65536)
def _consonants(word: str) -> str:
    """Return what transliterations have in common: the consonants, with doubled ones once."""
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiouwy]", "", word))


def party_name(name: str, class_of: Callable[[str], str | None]) -> str:
    """Return a party other than a known group in comparable form; empty for nobody.

    Args:
        name: The name as written in a data set.
        class_of: Returns the class of a name (facts/event_actors.yml).
    """
    class_ = (class_of(name) or "").partition(":")[0]
    if class_ in NOBODY:
        return ""
    if class_ in (STATE, CIVILIANS, HUNTERS):
        return class_
    return anyascii(name.partition(" (")[0].partition(":")[0].strip().lower())
