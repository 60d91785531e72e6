"""One run: what the user asks for, and what comes of it."""

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
    """What the user asked for.

    Attributes:
        events: The folder with the tables.
        facts: The folder of the facts.
        output: The database to write.
        built: A database that has just been built of these facts, where there is one: its rows are
            taken, and the facts not read once more.
        keep_good: Whether to leave out rows that cannot be read, and load the others.
        leave_out_withdrawn: Whether to leave out events that a newer export has no more.
        public: Whether to leave out data sets that may not be passed on.
        quiet: Whether to show no progress.
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
        """Whether to show no progress: on request, or where the output is no terminal."""
        return self.quiet or not sys.stderr.isatty()


@dataclass
class Outcome:
    """What a run did.

    Attributes:
        files: Each table that was loaded.
        refused: Rows that were left out, and files.
        files_left_out: How many of these are files.
        notices: What the user should know, though nothing is wrong.
        suggestions: Lines of mapping files that would make readable what is not.
        counts: Rows of the tables that grew.
        seconds: How long each part took.
        bar: Shows which part is under way.
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
        """Note how long a part takes, and show that it is under way."""
        if self.bar is not None:
            self.bar.set_description(part)
        started = time.perf_counter()
        yield
        if self.bar is not None:
            self.bar.update()
        self.seconds[part] = self.seconds.get(part, 0) + time.perf_counter() - started
