"""The lock file of a profile: the offsets and hashes of its passages and anchors.

`loaders.documents.anchors` writes it from the document, and `loaders.build` reads it without
needing the document. It is CSV so that reviews show changes line by line.
"""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from loaders.problems import Place, Problems
from loaders.yaml_positions import read_text

HINT = "a lock that `make anchors` has brought up to date (DOCS=… where the texts lie elsewhere)"
COLUMNS = (
    "kind",
    "id",
    "locator",
    "position",
    "start",
    "end",
    "sha256",
    "sentences",
    "with_claims",
    "without_facts",
    "first_words",
    "last_words",
)


class LockedPassage(NamedTuple):
    """A block of the document."""

    id: str
    locator: str
    position: int
    start: int
    end: int
    sha256: str
    sentences: int
    with_claims: int
    without_facts: int


class LockedAnchor(NamedTuple):
    """The span of a claim, or of a sentence that states no fact."""

    id: str
    locator: str
    position: int
    start: int
    end: int
    sha256: str
    first_words: str
    last_words: str


@dataclass
class Lock:
    """The content of a lock file."""

    file: str
    sha256: str
    length: int
    passages: list[LockedPassage] = field(default_factory=list)
    anchors: list[LockedAnchor] = field(default_factory=list)
    no_facts: list[LockedAnchor] = field(default_factory=list)


def lock_path(profile: Path) -> Path:
    """Return the path of a profile's lock file."""
    return profile.with_name(profile.stem + ".lock.csv")


def to_csv(lock: Lock) -> str:
    """Return the text of a lock file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerow(
        {"kind": "document", "id": lock.file, "start": 0, "end": lock.length, "sha256": lock.sha256}
    )
    for passage in lock.passages:
        writer.writerow({"kind": "passage", **passage._asdict()})
    for anchor in lock.anchors:
        writer.writerow({"kind": "anchor", **anchor._asdict()})
    for anchor in lock.no_facts:
        writer.writerow({"kind": "no-fact", **anchor._asdict()})
    return out.getvalue()


def read_lock(path: Path, profile: Place, problems: Problems) -> Lock | None:
    """Read a lock file.

    Args:
        path: The lock file.
        profile: The profile it belongs to, for the message if the file is missing.
        problems: Collects the mistakes in it.
    """
    if not path.exists():
        problems.add(profile, f"there is no lock file {path.name}", expected=HINT)
        return None
    text = read_text(path, str(path), problems)
    if text is None:
        return None
    lock: Lock | None = None
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
        try:
            span = int(row["start"]), int(row["end"]), row["sha256"]
            if row["kind"] == "document":
                lock = Lock(row["id"], row["sha256"], int(row["end"]))
                continue
            place = row["id"], row["locator"], int(row["position"])
            if lock is None or len(row["sha256"]) != 64:
                raise ValueError
            if row["kind"] == "passage":
                counts = int(row["sentences"]), int(row["with_claims"]), int(row["without_facts"])
                lock.passages.append(LockedPassage(*place, *span, *counts))
            else:
                anchors = {"anchor": lock.anchors, "no-fact": lock.no_facts}[row["kind"]]
                words = row["first_words"], row["last_words"]
                anchors.append(LockedAnchor(*place, *span, *words))
        except (KeyError, TypeError, ValueError):
            problems.add(Place(str(path), number), "this line is no line of a lock", expected=HINT)
            return None
    if lock is None:
        problems.add(Place(str(path)), "the lock is empty", expected=HINT)
    return lock
