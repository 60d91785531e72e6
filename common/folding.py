"""Keys for comparing names: differences of spelling and transliteration are folded away.

Pure functions without state, light to import. The loader stores the keys beside the names; name
search folds its input by the same functions (plugins/site/sql_functions.py), looks the keys up, and
lets `alike` refuse what merely shares its consonants.

Two keys, each a list of words parted by blanks:

* folded: case, diacritics, apostrophes, hyphens, dots of acronyms and articles are gone;
* skeleton: of each word the consonants as they sound, and `0` where it ends in a vowel, so that
  Muslimeen is Muslimin and Murabitoon is Mourabitoun, but Nigeria is not Niger.
"""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from anyascii import anyascii

# The Arabic article in the shapes that transliterations give it (assimilated before "sun
# letters", joined to wa, "and"), and the English one.
ARTICLES = frozenset(
    [
        "al",
        "el",
        "ul",
        "il",
        "ad",
        "ed",
        "ar",
        "er",
        "as",
        "es",
        "ash",
        "esh",
        "at",
        "et",
        "an",
        "en",
        "un",
        "us",
        "wal",
        "wa",
        "the",
    ]
)

# A skeleton of fewer consonants says too little: Mali and Mela would be one.
MIN_CONSONANTS = 2
# The share of letters that two words of one skeleton must have in common, in order.
ALIKE = 0.7

_APOSTROPHES = re.compile(r"['`\"]")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_NO_WORD = re.compile(r"[^A-Za-z0-9]+")
_DOUBLED = re.compile(r"(.)\1+")
# What is written in more than one way and sounds alike, in the order in which it is replaced.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"^ou(?=[aeiou])", "w"),
        (r"dj", "j"),
        (r"[csz]h", "s"),
        (r"[kg]h", "k"),
        (r"([dt])h", r"\1"),
        (r"ph", "f"),
        (r"ck", "k"),
        (r"c(?=[eiy])", "s"),
        (r"[cq]", "k"),
        (r"h$", ""),
        (r"(?<=[^aeiouy])e$", ""),
    ]
]
_VOWELS = re.compile(r"[aeiouy]")


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name, in ASCII and without articles.

    A word in capitals is an acronym and no article (UN, AD), where not all the name is in
    capitals. A name of nothing but articles keeps them.

    >>> words("Jama'at Nasr al-Islam wal Muslimin")
    ('jamaat', 'nasr', 'islam', 'muslimin')
    """
    ascii_name = _DOTTED.sub(lambda match: match[0].replace(".", "") + " ", anyascii(name))
    parts = _NO_WORD.sub(" ", _APOSTROPHES.sub("", ascii_name)).split()
    loud = ascii_name.isupper()
    kept = [
        part for part in parts if (part.isupper() and not loud) or part.casefold() not in ARTICLES
    ]
    return tuple(part.casefold() for part in kept or parts)


def joined(name: str) -> str | None:
    """Return a name of two or three words as one, its articles kept; None for any other.

    >>> joined("al-Mourabitoun")
    'almourabitoun'
    """
    parts = _NO_WORD.sub(" ", _APOSTROPHES.sub("", anyascii(name))).casefold().split()
    return "".join(parts) if 2 <= len(parts) <= 3 else None


def key_folded(name: str) -> str:
    """Return the folded words, and the name as one word where people write it so.

    >>> key_folded("Bel Mokhtar")
    'bel mokhtar belmokhtar'
    """
    return " ".join([*words(name), *filter(None, [joined(name)])])


def key_skeleton(name: str) -> str:
    """Return the skeletons of all folded words.

    >>> key_skeleton("Murabitoon") == key_skeleton("Mourabitoun")
    True
    """
    return " ".join(
        dict.fromkeys(shape for word in key_folded(name).split() for shape in skeletons(word))
    )


@lru_cache(maxsize=4096)
def skeletons(word: str) -> tuple[str, ...]:
    """Return the skeletons of one folded word: its own, and that without a final t, h, m or n.

    A final consonant of a longer word is written or left out at will: Jama'at and Jama'a, Hammam
    and Hamma. A word of too few consonants has none.

    >>> skeletons("jamaat")
    ('jmt', 'jm0')
    >>> skeletons("niger") == skeletons("nigeria")
    False
    """
    shapes = [_shape(word)]
    if len(word) >= 5 and re.search(r"[aeiouy][thmn]$", word):
        shapes.append(_shape(word[:-1]))
    return tuple(
        dict.fromkeys(shape for shape in shapes if len(shape.rstrip("0")) >= MIN_CONSONANTS)
    )


def _shape(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    ending = "0" if _VOWELS.search(word[-1:]) else ""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", _DOUBLED.sub(r"\1", word))) + ending


def alike(query: str, name: str) -> bool:
    """Tell whether each word of a query looks enough like some word of a name.

    >>> alike("Muslimeen", "Jama'at Nasr al-Islam wal Muslimin"), alike("Malay", "Mali")
    (True, False)
    """
    known = key_folded(name).split()
    query_words = [*words(query)]
    as_one = joined(query)
    return all(_nearest(word, known) >= ALIKE for word in query_words) or (
        as_one is not None and _nearest(as_one, known) >= ALIKE
    )


def _nearest(word: str, known: list[str]) -> float:
    return max((SequenceMatcher(None, word, other).ratio() for other in known), default=0.0)
