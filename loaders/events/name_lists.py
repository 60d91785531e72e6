"""Fields with several names: which names they hold, and which of them they leave open.

What a name means is in facts/event_actors.yml; here is only how people write lists of names.
"""

import re
from collections.abc import Callable, Iterator

from loaders.events.values import fold_word

BETWEEN_ANY = re.compile(r"\s*(?:;|\|+)\s*")
"""What stands between names and never in one."""

BETWEEN_KNOWN = re.compile(r",\s+(?:and\s+)?")
"""What stands in names as well: a field is split there if one of the names is known."""

WITHIN = re.compile(r"(\s+and\s+|\s*&\s*|\s*/\s*|\s+(?=et al\b))")
"""What stands within names as often: a field is split there if all of the names are known."""

EITHER = re.compile(r"\s+(?:and/or|or)\s+")

OTHERS = re.compile(r"(?:their |its |other )?(?:others?|allies|groups?|affiliates|et al\.?)")
"""Who is with the others, where nobody says who."""

_DOUBT = (
    "suspected|presumed|presumably|alleged|allegedly|possible|possibly|probable|probably|likely"
)
_DOUBTED = re.compile(rf"(?:(?:{_DOUBT})\s+(.+)|(.+?)\s*(?:\?|\((?:{_DOUBT}|\?)\)))", re.IGNORECASE)

Known = Callable[[str], bool]


def fold_name(name: str) -> str:
    """A name as it is compared: without letter case, and with one sort of apostrophe."""
    return fold_word(name).translate(_APOSTROPHES)


_APOSTROPHES = str.maketrans("‘’ʼ`", "''''")


def names_in(field: str, is_group: Known, is_somebody: Known) -> tuple[str, ...]:
    """The names in a field.

    Args:
        field: The field, tidied.
        is_group: Whether a whole name stands for a group that is known.
        is_somebody: Whether it names anybody of whom is known who they are.
    """
    parts = filter(None, BETWEEN_ANY.split(field))
    return tuple(name for part in parts for name in _listed(part, is_group, is_somebody))


def _listed(text: str, is_group: Known, is_somebody: Known) -> Iterator[str]:
    # Of "A, B and/or C" all are possible, so that it has to stay together.
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
    """The names that words such as "and" stand between, if all are known; else the whole text."""
    pieces = WITHIN.split(text)
    names: list[str] = []
    at = 0
    while at < len(pieces):
        # The longest first, since there are names with an "and" in them.
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
    """The names of which it was one, or more; none where the name leaves nothing open."""
    parts = EITHER.split(name)
    return parts if len(parts) > 1 else []


def doubted_name(name: str) -> str | None:
    """The name of which it is doubted that it was them, such as X in "suspected X"."""
    match = _DOUBTED.fullmatch(name)
    return (match[1] or match[2]) if match else None
