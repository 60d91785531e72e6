"""Learn from labelled pairs how many bits each comparison of two records adds.

For each record and the nearby records of another data set, the weights should predict which of them
it matches, if any (a conditional logit: a softmax over the rivals, in which "none" has zero bits).
It learns only from the incidents of half A.
"""

import argparse
import math
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.distorted import FIRST, Labelled
from benchmarks.matching import FOLDER, RECORDS, load_distorted
from loaders.events.matching.candidates import pairs_near
from loaders.events.matching.evidence import weigh
from loaders.events.matching.frequencies import Frequencies
from loaders.events.matching.sides import Sides
from loaders.events.matching.weights import WEIGHTS
from loaders.events.reference import read_reference
from loaders.problems import Problems

Amounts = tuple[tuple[str, float], ...]
"""The amounts of a pair, by weight."""

Group = list[tuple[Amounts, bool]]
"""A record's pairs with those of another data set, and whether each is the same incident."""

_SHRINK = 0.5
"""The penalty on large weights, so that rare features get small ones."""

_SET = {"rarity of the killed, each bit": 0.5 * math.log(2)}
"""Not learned: few of the incidents that only one data set has are of one or two killed in the
samples, so they would teach that a rare toll in common says no more than a frequent one."""

_STEPS = 500
_STEP = 0.1


def groups_of(database: sqlite3.Connection, labelled: Labelled) -> Iterator[Group]:
    """Yield the records of half A, each with the nearby records of another data set."""
    reference = read_reference(Path("facts"), Problems())
    ones, others = pairs_near(database)
    sides = Sides(database, reference.actor_class).of({*ones, *others})
    frequencies = Frequencies(sides.values())
    groups: dict[tuple[str, str], Group] = defaultdict(list)
    for one, other in ((sides[one], sides[other]) for one, other in zip(ones, others, strict=True)):
        evidence = weigh(one, other, frequencies)
        if evidence is None or evidence.objections:
            continue
        amounts = tuple(amount for trait in evidence.traits for amount in trait.amounts)
        is_one = labelled.incident_of(one.id) == labelled.incident_of(other.id)
        for record, rival in ((one, other), (other, one)):
            if labelled.half(record.id) == 0:
                groups[record.id, rival.source].append((amounts, is_one))
    yield from groups.values()


def learn(groups: list[Group]) -> dict[str, float]:
    """Return the weights, in bits, that maximise the likelihood of the labels."""
    weights: dict[str, float] = defaultdict(float, _SET)
    mean: dict[str, float] = defaultdict(float)
    spread: dict[str, float] = defaultdict(float)
    for step in range(1, _STEPS + 1):
        slopes = _slopes(groups, weights)
        for name in slopes.keys() - _SET:
            slope = slopes[name]
            # Adam: the step of each weight depends on its recent gradients.
            mean[name] += 0.1 * (slope - mean[name])
            spread[name] += 0.01 * (slope * slope - spread[name])
            steep = math.sqrt(spread[name] / (1 - 0.99**step)) + 1e-9
            slowing = 1 - (step - 1) / _STEPS
            weights[name] -= _STEP * slowing * mean[name] / (1 - 0.9**step) / steep
    return {name: weight / math.log(2) for name, weight in weights.items()}


def _slopes(groups: list[Group], weights: dict[str, float]) -> dict[str, float]:
    """Return the gradient of the cost."""
    slopes = defaultdict(float, {name: _SHRINK * weight for name, weight in weights.items()})
    for group in groups:
        odds = [
            math.exp(min(30.0, sum(weights[name] * amount for name, amount in amounts)))
            for amounts, _ in group
        ]
        total = 1 + sum(odds)
        right = sum(each for each, (_, is_one) in zip(odds, group, strict=True) if is_one)
        for each, (amounts, is_one) in zip(odds, group, strict=True):
            excess = each / total - (each / right if is_one else 0)
            for name, amount in amounts:
                slopes[name] += excess * amount
    return slopes


def main(arguments: list[str] | None = None) -> None:
    """Print the table of weights."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weights", description=__doc__)
    parser.add_argument("--records", type=Path, default=FOLDER / RECORDS, help="real UCDP records")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(21, 27)))
    options = parser.parse_args(arguments)
    groups: list[Group] = []
    for seed in options.seeds:
        for hard in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                labelled, output = load_distorted(
                    options.records, Path(folder), hard=hard, seed=seed, manner=FIRST
                )
                with sqlite3.connect(output) as database:
                    groups += groups_of(database, labelled)
    # Features that occur in no sample keep their weights.
    for name, weight in sorted((WEIGHTS | learn(groups)).items()):
        print(f'        "{name}": {weight:.1f},')


if __name__ == "__main__":
    main()
