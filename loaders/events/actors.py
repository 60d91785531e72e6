"""Actors as written: each list of names that a field holds gets a number."""

from loaders.events.values import BLANK, MISSING

ActorList = tuple[tuple[str, ...], bool]
"""Names, and whether the data set doubts that it was them."""


class ActorLists:
    """Every list of names that a run met. Records hold numbers instead of the same words again."""

    def __init__(self) -> None:
        self.numbers: dict[ActorList, int] = {}

    def number(self, names: tuple[str, ...], *, doubtful: bool = False) -> int | None:
        """The number of a list; None for one without names."""
        if not names:
            return None
        return self.numbers.setdefault((names, doubtful), len(self.numbers) + 1)

    def one(self, text: str) -> tuple[int | None]:
        """A field with one name."""
        name = text.strip(BLANK)
        return (self.number((name,)) if name not in MISSING else None,)

    def several(self, text: str) -> tuple[int | None]:
        """A field with names joined by semicolons."""
        names = (name.strip(BLANK) for name in text.split(";"))
        return (self.number(tuple(name for name in names if name not in MISSING)),)
