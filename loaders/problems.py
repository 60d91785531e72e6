"""Mistakes in facts and documents, collected to be printed together."""

import difflib
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file: line and column count from 1; line 0 is the file itself."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it is, what is wrong, and what would be right."""

    place: Place
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}." + (f" {self.hint}" if self.hint else "")


@dataclass
class Problems:
    """All mistakes of one run."""

    entries: set[Problem] = field(default_factory=set)
    questions: list[str] = field(default_factory=list)
    """Things that may be right or wrong; they do not stop the build."""

    def add(
        self,
        place: Place,
        message: str,
        *,
        expected: str = "",
        word: str = "",
        known: Iterable[str] = (),
        remedy: str = "",
    ) -> None:
        """Note a mistake.

        Args:
            place: Where it is.
            message: What is wrong, a clause without its full stop.
            expected: What would be right, to follow the word "Expected".
            word: An unknown word ...
            known: ... and the known words, among which similar ones are suggested.
            remedy: How to fix it, as a separate sentence, with the line to paste.
        """
        close = difflib.get_close_matches(word, list(known), n=3, cutoff=0.6) if word else []
        guess = "did you mean " + " or ".join(f"'{each}'" for each in close) + "?" if close else ""
        if expected and guess:
            hint = f"Expected {expected}; {guess}"
        elif expected:
            hint = f"Expected {expected}."
        else:
            hint = guess[:1].upper() + guess[1:]
        self.entries.add(Problem(place, message, " ".join(filter(None, (hint, remedy)))))

    def __bool__(self) -> bool:
        return bool(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def outcome(self, output: Path) -> str:
        """Return how many mistakes there are, and what happened to the output file, in words."""
        left = "is as it was" if output.exists() else "is not written yet"
        return f"{len(self)} to mend; {output} {left}"

    def print(self) -> None:
        """Print every mistake to standard error, by file and line."""
        for problem in sorted(self.entries):
            print(problem, file=sys.stderr)
