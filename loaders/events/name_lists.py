"""Fields with several names: which names they contain, and which of them are alternatives.

What a name means is in facts/event_actors.yml; this only knows how people write lists of names.
"""

import re
from collections.abc import Callable, Iterator

from loaders.events.values import fold_word

BETWEEN_ANY = re.compile(r"\s*(?:;|\|+)\s*")
"""Separators that never occur within a name."""

BETWEEN_KNOWN = re.compile(r",\s+(?:and\s+)?")
"""A separator that also occurs in names: a field is split there if one of the names is known."""

WITHIN = re.compile(r"(\s+and\s+|\s*&\s*|\s*/\s*|\s+(?=et al\b))")
"""Separators as common within names: a field is split there only if all the names are known."""

EITHER = re.compile(r"\s+(?:and/or|or)\s+")

OTHERS = re.compile(r"(?:their |its |other )?(?:others?|allies|groups?|affiliates|et al\.?)")
"""Words for unnamed others in a list."""

_DOUBT = (
    "suspected|presumed|presumably|alleged|allegedly|possible|possibly|probable|probably|likely"
)
_DOUBTED = re.compile(rf"(?:(?:{_DOUBT})\s+(.+)|(.+?)\s*(?:\?|\((?:{_DOUBT}|\?)\)))", re.IGNORECASE)

Known = Callable[[str], bool]


def fold_name(name: str) -> str:
    """Return a name in the form for comparison: ignoring case, with one kind of apostrophe."""
    return fold_word(name).translate(_APOSTROPHES)


_APOSTROPHES = str.maketrans("‘’ʼ`", "''''")


def names_in(field: str, is_group: Known, is_somebody: Known) -> tuple[str, ...]:
    """Return the names in a field.

    Args:
        field: The field, tidied.
        is_group: Whether a whole name stands for a known group.
        is_somebody: Whether it names anybody known.
    """
    parts = filter(None, BETWEEN_ANY.split(field))
    return tuple(name for part in parts for name in _listed(part, is_group, is_somebody))


def _listed(text: str, is_group: Known, is_somebody: Known) -> Iterator[str]:
    # In "A, B and/or C" each is possible, so it has to stay together.
    if is_group(text) or EITHER.search(text):
        yield text
        return
    parts = [_known_names(part, is_group, is_somebody) for part in BETWEEN_KNOWN.split(text)]
    names = [name for part in parts for name in part]
    if any(map(is_group, names)):
        yield from filter(None, names)
    else:
        yield text


def _known_names(text: str, is_group: Known, is_somebody: Known) -> list[str]:
    """Return the names separated by words such as "and", if all are known; else the whole text."""
    pieces = WITHIN.split(text)
    names: list[str] = []
    at = 0
    while at < len(pieces):
        # The longest first, because some names contain "and".
        for end in range(len(pieces), at, -2):
            name = "".join(pieces[at:end])
            if is_group(name) or is_somebody(name) or (at and OTHERS.fullmatch(name)):
                break
        else:
            return [text]
        names.append(name)
        at = end + 1
    return names


def either_of(name: str) -> list[str]:
    """Return the alternatives in a name, one or more of which took part; or an empty list."""
    parts = EITHER.split(name)
    return parts if len(parts) > 1 else []


def doubted_name(name: str) -> str | None:
    """Return the name that is marked as doubtful, such as X in "suspected X"; or None."""
    match = _DOUBTED.fullmatch(name)
    return (match[1] or match[2]) if match else None
