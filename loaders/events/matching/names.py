"""Names of places and parties as two data sets may share them."""

import difflib
import re

_STATE = re.compile(r"(?:Government of|Military Forces of|Police Forces of) (.+?)(?: \(.*)?")


def plain_name(name: str) -> str:
    """A party's name as two data sets may share it: the country of a state, civilians, the name."""
    if match := _STATE.fullmatch(name):
        return f"the state of {match[1]}"
    if name.startswith(("Civilians", "Private Citizens")):
        return "civilians"
    if name.startswith(("Unidentified", "Unknown")):
        return ""
    return name.partition(" (")[0].partition(":")[0].strip().lower()


_WORD = re.compile(r"[^\W_]{4,}")
GENERIC = frozenset(
    [
        "town",
        "city",
        "village",
        "province",
        "region",
        "department",
        "commune",
        "area",
        "camp",
        "district",
        "outskirts",
    ]
)
_COMMON = frozenset(
    [
        "attack",
        "attacked",
        "against",
        "near",
        "town",
        "city",
        "with",
        "from",
        "that",
        "were",
        "have",
        "they",
        "their",
        "forces",
    ]
)


def same_name(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two places may have the same name: a shared word, allowing for spelling."""
    if one & other:
        return True
    return any(
        difflib.SequenceMatcher(None, mine, theirs).ratio() >= 0.8
        for mine in one
        for theirs in other
    )


def words_of(*texts: str | None) -> frozenset[str]:
    """The words of some texts that distinguish a place or target."""
    words = set()
    for text in texts:
        if text:
            words.update(_WORD.findall(text.lower()))
    return frozenset(words - _COMMON)
