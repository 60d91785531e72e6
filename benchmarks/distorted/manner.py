"""How far apart two data sets tell one incident: two sets of figures."""

from dataclasses import dataclass

USUAL_SPELLINGS = (
    *(("ou", "u"), ("dj", "j"), ("ss", "s"), ("-", " "), ("gh", "g"), ("oua", "wa"), ("k", "c")),
    *(("é", "e"), ("ui", "wi")),
)


@dataclass(frozen=True)
class Manner:
    """What is drawn, and how often.

    Attributes:
        fates: How many records are in UCDP and the others, in UCDP only, in the others only.
        tolls: Up to which chance a toll is the same, within the range, nearly the same, by the
            share `factor` more or less; what is left is none, half of it or the least.
        step: By how many killed a toll is nearly the same at most.
        near: Kilometres up to which a point of the same place lies elsewhere.
        elsewhere: Kilometres within which another place lies; `region`: a region's point.
        steps: The days by which another day differs, as often as they stand here.
        spellings: What a name's letters turn to; `varied`: how often, `plain`: without accents.
        words, named: The share of what the other text mentions, and of the villages that it names,
            that are told too.
        seated: Of so many records of a vague place the other data set has the village that the
            description names.
        parts: In how many a record of five killed or more is split.
        parts_near, parts_later: How often a part is in the same place, and a day later.
        in_gtd: How often the third data set has it too; `unknown`: without who it was.
        unsought: How many incidents that UCDP does not seek, for each of its records.
        merged: Of so many busy days in one place all but one are told as one incident.
        splits: How much more often a record that can be split is.
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
"""By what is made in this way the weights and limits were set."""

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
"""Others, which were fixed before anything was measured by them: nothing was set by these."""
