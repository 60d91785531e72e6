"""A run of the loader: its options and its outcome."""

import contextlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

from loaders.events.mistakes import Refused
from loaders.events.staging import LoadedFile
from loaders.events.suggestion import Suggestion


@dataclass
class Options:
    """The user's options.

    Attributes:
        events: The folder with the tables.
        facts: The folder of the facts.
        output: The database to write.
        built: A database just built from these facts, if any: its rows are copied, and the facts
            are not read again.
        keep_good: Whether to leave out rows that cannot be read, and load the others.
        leave_out_withdrawn: Whether to leave out events that a newer export no longer has.
        public: Whether to leave out data sets that may not be redistributed.
        quiet: Whether to hide progress.
    """

    events: Path
    facts: Path
    output: Path
    built: Path | None = None
    keep_good: bool = False
    leave_out_withdrawn: bool = False
    public: bool = False
    quiet: bool = False

    @property
    def no_bar(self) -> bool:
        """Return whether to hide progress: on request, or if the output is not a terminal."""
        return self.quiet or not sys.stderr.isatty()


@dataclass
class Outcome:
    """The outcome of a run.

    Attributes:
        files: The tables that were loaded.
        refused: Rows and files that were left out.
        files_left_out: How many of these are files.
        notices: What the user should know, although nothing is wrong.
        suggestions: Lines of mapping files that would make unreadable tables readable.
        counts: Numbers of rows in the tables that grew.
        seconds: How long each part took.
        bar: The progress bar, which shows the current part.
    """

    files: list[LoadedFile] = field(default_factory=list)
    refused: Refused = field(default_factory=Refused)
    files_left_out: int = 0
    notices: list[str] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    bar: "tqdm[Any] | None" = field(default=None, repr=False, compare=False)

    @contextlib.contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Show the current part, and record how long it takes."""
        if self.bar is not None:
            self.bar.set_description(part)
        started = time.perf_counter()
        yield
        if self.bar is not None:
            self.bar.update()
        self.seconds[part] = self.seconds.get(part, 0) + time.perf_counter() - started
