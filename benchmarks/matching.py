"""Precision and recall of the matcher on real records that were rewritten as other data sets."""

import argparse
import os
import sqlite3
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from benchmarks.distorted import FIRST, FRESH, Labelled, Manner, write_distorted
from loaders.events.load import load
from loaders.events.run import Options
from loaders.problems import Problems

RECORDS = "ucdp-ged-jnim-related-2012-2024-newest.csv"
FOLDER = Path(os.environ.get("UCDP_FILES") or "../shared/data/ucdp")


@dataclass
class Scores:
    """The matcher's results for one half of the incidents.

    Attributes:
        right: Matched pairs of records of two data sets that are the same incident.
        wrong: Matched pairs that are different incidents.
        matched: By kind of difficulty, the pairs of the same incident that were matched.
        there: By kind, all pairs of the same incident.
    """

    right: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    matched: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Scores") -> None:
        """Add the pairs of another sample."""
        self.right += other.right
        self.wrong += other.wrong
        self.matched += other.matched
        self.there += other.there

    @property
    def precision(self) -> float:
        """Return the share of matched pairs that are the same incident."""
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """Return the share of pairs of the same incident that were matched."""
        return self.matched.total() / max(1, self.there.total())

    def of(self, kind: str) -> float:
        """Return the recall of one kind."""
        return self.matched[kind] / max(1, self.there[kind])


def load_distorted(
    source: Path, folder: Path, *, hard: bool, seed: int, manner: Manner
) -> tuple[Labelled, Path]:
    """Distort real records and load them; return their labels and the database."""
    exports = folder / "exports"
    exports.mkdir(parents=True)
    labelled = write_distorted(source, exports, seed=seed, hard=hard, manner=manner)
    problems = Problems()
    output = folder / "matched" / "jnim.db"
    outcome = load(Options(exports, Path("facts"), output, quiet=True), problems)
    problems.print()
    assert outcome is not None, "the distorted records load"
    return labelled, output


def measure(
    source: Path, folder: Path, *, hard: bool, seed: int = 7, manner: Manner = FIRST
) -> tuple[Scores, Scores]:
    """Distort real records, load them, and score both halves of the incidents.

    Weights and thresholds were set on the first half.
    """
    labelled, output = load_distorted(source, folder, hard=hard, seed=seed, manner=manner)
    with sqlite3.connect(output) as database:
        attack_of = dict(
            database.execute(
                "SELECT id, attack_id FROM attack_reports WHERE data_file_id IS NOT NULL"
            )
        )
    return _score(labelled, attack_of, 0), _score(labelled, attack_of, 1)


def _score(labelled: Labelled, attack_of: dict[str, str], half: int) -> Scores:
    scores = Scores()
    together: dict[str, list[str]] = defaultdict(list)
    for report, attack in attack_of.items():
        together[attack].append(report)
    for reports in together.values():
        for one, other in combinations(sorted(reports), 2):
            if one.split("-")[0] == other.split("-")[0] or labelled.half(one) != half:
                continue
            if labelled.incident_of(one) == labelled.incident_of(other):
                scores.right += 1
            else:
                scores.wrong.append((one, other))
    for pair, kind in labelled.kind.items():
        one, other = sorted(pair)
        if labelled.half(one) == half:
            scores.there[kind] += 1
            scores.matched[kind] += attack_of[one] == attack_of[other]
    return scores


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--records", type=Path, default=FOLDER / RECORDS, help="real UCDP records")
    parser.add_argument("--seeds", type=int, nargs="+", default=[7], help="summed up")
    parser.add_argument(
        "--fresh", action="store_true", help="told in the manner by which nothing was set"
    )
    options = parser.parse_args(arguments)
    manner = FRESH if options.fresh else FIRST
    if not options.records.is_file():
        print(f"needs real UCDP records, and there is no {options.records}: set UCDP_FILES")
        return
    print("| sample | half | precision | recall | by kind |\n|---|---|---|---|---|")
    for hard in (False, True):
        halves = (Scores(), Scores())
        for seed in options.seeds:
            with tempfile.TemporaryDirectory() as folder:
                measured = measure(
                    options.records, Path(folder), hard=hard, seed=seed, manner=manner
                )
            for half, scores in zip(halves, measured, strict=True):
                half.add(scores)
        for name, scores in zip("AB", halves, strict=True):
            pairs = scores.right + len(scores.wrong)
            kinds = ", ".join(
                f"{kind} {scores.of(kind):.2f} of {count}"
                for kind, count in sorted(scores.there.items())
            )
            print(
                f"| {'hard' if hard else 'plain'} | {name} | {scores.precision:.3f} of {pairs} |"
                f" {scores.recall:.3f} of {scores.there.total()} | {kinds} |"
            )


if __name__ == "__main__":
    main()
