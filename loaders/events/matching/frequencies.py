"""The frequencies of tolls and words among the records compared: rare ones are better evidence."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

from loaders.events.matching.scoring import Side

_MOST_KILLED = 2000
MOST_COUNTED = 30_000
"""Above this many records, only every second, third, … is counted."""

_LOCAL = 20
"""With this many records, a square's own frequencies have as much weight as the global ones."""

Cell = tuple[int, int]


class Frequencies:
    """Counts over the records that are compared."""

    def __init__(self, sides: Iterable[Side]) -> None:
        self.records = 0
        self.words: Counter[str] = Counter()
        self.local_words: dict[Cell, Counter[str]] = defaultdict(Counter)
        self.local_records: Counter[Cell] = Counter()
        counts = [0] * (_MOST_KILLED + 1)
        for side in sides:
            cell = cell_of(side)
            self.records += 1
            self.words.update(side.words)
            self.local_words[cell].update(side.words)
            self.local_records[cell] += 1
            if side.killed is not None:
                counts[min(side.killed.best, _MOST_KILLED)] += 1
        self._up_to = [0, *accumulate(counts)]
        self.rarity = lru_cache(maxsize=65536)(self._rarity)
        """The rarity of a word in a square, in bits, without the two records that share it."""

    def share_of_tolls(self, low: int, high: int) -> float:
        """Return the share of records with so many killed; never zero, as any number may occur."""
        low, high = (max(0, min(each, _MOST_KILLED)) for each in (low, high))
        within = self._up_to[high + 1] - self._up_to[low]
        # Without one of the two records, so that a number only they have counts as rare.
        return max(within - 1, 0.5) / max(self._up_to[-1], 10)

    def _rarity(self, word: str, cell: Cell) -> float:
        everywhere = max(self.words[word] - 2, 0.5) / max(self.records - 2, 1)
        here = max(self.local_words[cell][word] - 2, 0) + _LOCAL * everywhere
        return -math.log2(min(1.0, here / (max(self.local_records[cell] - 2, 0) + _LOCAL)))


def cell_of(side: Side) -> Cell:
    """Return the one-degree square that contains a record."""
    return math.floor(side.latitude), math.floor(side.longitude)
