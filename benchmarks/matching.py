"""Precision and recall of the matcher on labelled pairs of records."""

import sqlite3
import tempfile
from pathlib import Path

from benchmarks.synthetic import Pair, labelled
from loaders.events.load import load
from loaders.events.run import Options
from loaders.problems import Problems


def measure(folder: Path, *, count: int = 600, seed: int = 7) -> dict[str, tuple[int, int]]:
    """Match two made-up exports: of each kind of pair how many were put together, of how many."""
    exports = folder / "exports"
    exports.mkdir()
    pairs = labelled(exports, count=count, seed=seed)
    problems = Problems()
    output = folder / "matched" / "jnim.db"
    outcome = load(Options(exports, Path("facts"), output, quiet=True), problems)
    problems.print()
    assert outcome is not None, "the made-up exports load"
    with sqlite3.connect(output) as database:
        attack_of = dict(database.execute("SELECT id, attack_id FROM attack_reports"))
    counts: dict[str, tuple[int, int]] = {}
    for pair in pairs:
        kind = f"{'same' if pair.same else 'different'}: {pair.kind}"
        together, total = counts.get(kind, (0, 0))
        counts[kind] = (together + _together(pair, attack_of), total + 1)
    return counts


def _together(pair: Pair, attack_of: dict[str, str]) -> bool:
    return attack_of[f"acled-{pair.acled}"] == attack_of[f"ucdp-{pair.ucdp}"]


def scores(counts: dict[str, tuple[int, int]]) -> tuple[float, float]:
    """Precision and recall."""
    right = sum(together for kind, (together, _) in counts.items() if kind.startswith("same"))
    there = sum(total for kind, (_, total) in counts.items() if kind.startswith("same"))
    found = sum(together for together, _ in counts.values())
    return right / max(1, found), right / max(1, there)


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        counts = measure(Path(folder))
    pairs = sum(total for _, total in counts.values())
    precision, recall = scores(counts)
    print(f"{pairs} labelled pairs: precision {precision:.3f}, recall {recall:.3f}")
    for kind, (together, total) in sorted(counts.items(), reverse=True):
        print(f"  {kind:32} {together:4} of {total:4} put together")


if __name__ == "__main__":
    main()
