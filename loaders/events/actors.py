"""Actors as written: each distinct list of names in a field gets a number."""

from loaders.events.values import MISSING, fold_word, tidy

ActorList = tuple[tuple[str, ...], tuple[str, ...]]
"""Names, and those of them that the data set marks as doubtful."""

NOBODY = frozenset({"unknown", "not applicable", "none", "n/a", "<na>"})
"""Values by which data sets name nobody, folded."""


def is_name(text: str) -> bool:
    """Return whether a tidied text names somebody or something."""
    return text not in MISSING and fold_word(text) not in NOBODY


class ActorLists:
    """All lists of names in a run. Records hold numbers instead of repeating the words."""

    def __init__(self) -> None:
        self.numbers: dict[ActorList, int] = {}

    def number(self, names: tuple[str, ...], doubted: tuple[str, ...] = ()) -> int | None:
        """Return the number of a list; None for one without names."""
        names = tuple(name for name in names if is_name(name))
        if not names:
            return None
        return self.numbers.setdefault((names, doubted), len(self.numbers) + 1)

    def one(self, text: str) -> tuple[int | None]:
        """Return the list number of a field with one name."""
        return (self.number((tidy(text),)),)

    def several(self, text: str) -> tuple[int | None]:
        """Return the list number of a field with names separated by semicolons."""
        return (self.number(tuple(map(tidy, text.split(";")))),)
