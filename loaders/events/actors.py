"""Actors as written: each list of names that a field holds gets a number."""

from loaders.events.values import MISSING, fold_word, tidy

ActorList = tuple[tuple[str, ...], tuple[str, ...]]
"""Names, and those of them of which the data set doubts that it was them."""

NOBODY = frozenset({"unknown", "not applicable", "none", "n/a", "<na>"})
"""What data sets write where they name nobody, folded."""


def is_name(text: str) -> bool:
    """Whether a text, tidied, names somebody or something."""
    return text not in MISSING and fold_word(text) not in NOBODY


class ActorLists:
    """Every list of names that a run met. Records hold numbers instead of the same words again."""

    def __init__(self) -> None:
        self.numbers: dict[ActorList, int] = {}

    def number(self, names: tuple[str, ...], doubted: tuple[str, ...] = ()) -> int | None:
        """The number of a list; None for one without names."""
        names = tuple(name for name in names if is_name(name))
        if not names:
            return None
        return self.numbers.setdefault((names, doubted), len(self.numbers) + 1)

    def one(self, text: str) -> tuple[int | None]:
        """A field with one name."""
        return (self.number((tidy(text),)),)

    def several(self, text: str) -> tuple[int | None]:
        """A field with names joined by semicolons."""
        return (self.number(tuple(map(tidy, text.split(";")))),)
