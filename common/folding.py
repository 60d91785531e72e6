"""Fold text to plain letters, so that different spellings compare equal.

The query `find` folds names and input with views over a table that is filled from here
(schema/15_questions.sql, loaders/names.py); a test checks that the two agree.
"""

import re
from functools import lru_cache

from anyascii import anyascii

# The Arabic article in the forms of its transliterations (assimilated before "sun letters", joined
# to wa, "and"), and the English one.
ARTICLES = frozenset(
    "al el ul il ad ed ar er as es ash esh at et an en un us wal wa the".split()  # noqa: SIM905
)

_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")


@lru_cache(maxsize=16_384)
def plain_letters(text: str) -> str:
    """Return a text in Latin letters without diacritics and apostrophes, other signs as spaces.

    >>> plain_letters("Jamāʿat U.N. al-Din")
    'Jamaat UN al Din'
    """
    ascii_text = _DOTTED.sub(lambda match: match[0].replace(".", ""), anyascii(text))
    return re.sub("[^A-Za-z0-9]", " ", re.sub("['`\"]", "", ascii_text))


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower-case plain letters, without articles.

    A word in capitals is an acronym, not an article (UN, AD), unless the whole name is in capitals.
    A name made up only of articles keeps them.

    >>> words("Jama'at Ansar al-Islam")
    ('jamaat', 'ansar', 'islam')
    """
    plain = plain_letters(name)
    parts = plain.split()
    loud = plain.isupper()
    kept = [
        part for part in parts if (part.isupper() and not loud) or part.casefold() not in ARTICLES
    ]
    return tuple(part.casefold() for part in kept or parts)
