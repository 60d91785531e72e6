"""How far apart two data sets' records of the same incident are: two sets of parameters."""

from dataclasses import dataclass

USUAL_SPELLINGS = (
    *(("ou", "u"), ("dj", "j"), ("ss", "s"), ("-", " "), ("gh", "g"), ("oua", "wa"), ("k", "c")),
    *(("é", "e"), ("ui", "wi")),
)


@dataclass(frozen=True)
class Manner:
    """The parameters of the random generator.

    Attributes:
        fates: Relative numbers of records in UCDP and the others, only in UCDP, only in the others.
        tolls: Cumulative probabilities that a toll is the same, within the range, nearly the same,
            or different by the share `factor`; in the remaining cases it is zero, half or the low.
        step: The largest difference of a toll that is nearly the same.
        near: The largest distance in kilometres between points of the same place.
        elsewhere: The range of distances of another place; `region`: of a region's point.
        steps: The differences of another day, repeated by frequency.
        spellings: Replacements of letters in names; `varied`: how often, `plain`: without accents.
        words, named: The shares of the things and villages in the original text that are mentioned.
        seated: For how many records with a vague place the other data set has the village that the
            description names.
        parts: The numbers of parts of a split record with at least five killed.
        parts_near, parts_later: How often a part is in the same place, and a day later.
        in_gtd: How often the third data set has it too; `unknown`: without the perpetrator.
        unsought: The number of incidents that UCDP does not record, per record.
        merged: In all but one of this many busy days in a place, the records become one incident.
        splits: How much more often a record that can be split is split.
    """

    fates: tuple[int, int, int] = (6, 2, 2)
    tolls: tuple[float, float, float, float] = (0.6, 0.75, 0.85, 0.95)
    step: int = 1
    factor: float = 0.4
    near: float = 2
    elsewhere: tuple[float, float] = (5, 25)
    region: tuple[float, float] = (8, 45)
    steps: tuple[int, ...] = (-2, -1, -1, 1, 1, 1, 2)
    spellings: tuple[tuple[str, str], ...] = USUAL_SPELLINGS
    varied: float = 0.25
    plain: float = 0.8
    words: float = 0.5
    named: float = 0.5
    seated: float = 0.6
    parts: tuple[int, ...] = (2, 2, 3)
    parts_near: float = 0.5
    parts_later: float = 0.15
    in_gtd: float = 0.2
    unknown: float = 0.4
    unsought: float = 1.0
    merged: int = 2
    splits: int = 1


FIRST = Manner()
"""Weights and limits were set on samples generated in this manner."""

FRESH = Manner(
    fates=(5, 3, 2),
    tolls=(0.52, 0.7, 0.84, 0.93),
    step=2,
    factor=0.6,
    near=3.5,
    elsewhere=(4, 22),
    region=(5, 48),
    steps=(-2, -1, -1, -1, 1, 1, 2, 2),
    spellings=(
        *(("i", "y"), ("aa", "a"), ("w", "ou"), ("ch", "sh"), ("b", "bb"), ("g", "gu")),
        *(("e", "é"), ("n", "nn"), ("a", "aa"), ("o", "ou"), ("z", "s"), ("dou", "du")),
    ),
    varied=0.4,
    plain=0.6,
    words=0.4,
    named=0.35,
    seated=0.5,
    parts=(2, 3, 3, 4),
    parts_near=0.4,
    parts_later=0.25,
    in_gtd=0.3,
    unknown=0.5,
    unsought=1.2,
    merged=3,
    splits=2,
)
"""A second manner, fixed before anything was measured with it; no weight or limit was set on it."""
