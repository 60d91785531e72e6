"""The layout of a document: its sections and blocks, and the notation for a place in it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

MAIN_KINDS = ("paragraph", "note", "reference")
_LOCATOR_WORDS = {
    "paragraph": "para.",
    "reference": "entry",
    "pull-quote": "pull quote",
    "date-line": "date line",
    "credit": "credit line",
    "furniture": "page furniture",
}
_ALONE = frozenset({"heading", "title", "date-line", "credit"})
"""Kinds that a locator does not number if the section has only one of them."""


class LayoutError(ValueError):
    """A place that is not in the layout."""

    def __init__(self, message: str, word: str = "", known: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.word = word
        self.known = list(known)


@dataclass(frozen=True)
class Spot:
    """A block of the layout, with its number among those of its kind in its section."""

    position: int
    section: str
    kind: str
    number: int
    passage_id: str
    locator: str


def slug(words: str) -> str:
    """Return text as lower-case letters and digits, with hyphens between words."""
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")


class Layout:
    """The blocks of a document in order.

    Args:
        source: The document's id.
        sections: The name of each section, and the kinds of its blocks.
    """

    def __init__(self, source: str, sections: Iterable[tuple[str, list[str]]]) -> None:
        self.spots: list[Spot] = []
        self.main_kinds: dict[str, str | None] = {}
        self._by_place: dict[tuple[str, str, int], Spot] = {}
        for section, kinds in sections:
            counts = Counter(kinds)
            main = next((kind for kind in MAIN_KINDS if kind in counts), None)
            self.main_kinds[section] = main
            numbers: Counter[str] = Counter()
            for kind in kinds:
                numbers[kind] += 1
                number = numbers[kind]
                name = str(number) if kind == main else f"{kind}-{number}"
                spot = Spot(
                    position=len(self.spots) + 1,
                    section=section,
                    kind=kind,
                    number=number,
                    passage_id=f"{source}-{slug(section)}-{name}",
                    locator=_locator(section, kind, number, counts[kind]),
                )
                self.spots.append(spot)
                self._by_place[section, kind, number] = spot

    def at(self, spot: Spot) -> str:
        """Return a block's name in a profile, the inverse of `find`."""
        bare = spot.kind == self.main_kinds[spot.section]
        return f"{spot.section} / {'' if bare else f'{spot.kind} '}{spot.number}"

    def find(self, at: str) -> Spot:
        """Return the block that `at` names: `Section / 2` or `Section / caption 1`.

        Raises:
            LayoutError: If the layout has no such block.
        """
        section, slash, rest = at.rpartition(" / ")
        match = re.fullmatch(r"(?:([a-z-]+)(?: |$))?(\d+)?", rest)
        if not slash or not rest or not match:
            raise LayoutError(f"'{at}' names no place in the document")
        if section not in self.main_kinds:
            raise LayoutError(f"the layout has no section '{section}'", section, self.main_kinds)
        kinds = sorted({spot.kind for spot in self.spots if spot.section == section})
        kind = match[1] or self.main_kinds[section]
        if kind is None:
            raise LayoutError(
                f"section '{section}' has no paragraphs, notes or entries for a bare number; "
                f"it has {', '.join(kinds)}"
            )
        if kind not in kinds:
            raise LayoutError(f"section '{section}' has no {kind}", kind, kinds)
        spot = self._by_place.get((section, kind, int(match[2] or 1)))
        if spot is None:
            many = sum(s.section == section and s.kind == kind for s in self.spots)
            raise LayoutError(f"section '{section}' has {many} of the kind {kind}, no {match[2]}")
        return spot


def _locator(section: str, kind: str, number: int, of: int) -> str:
    words = _LOCATOR_WORDS.get(kind, kind)
    return f"{section}, {words}" if kind in _ALONE and of == 1 else f"{section}, {words} {number}"
