"""What the files of the facts say: entries, claims, profiles, each with its place in a file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loaders.documents.document_layout import Layout, LayoutError, Spot
from loaders.documents.lock import Lock
from loaders.problems import Place, Problems
from loaders.yaml_positions import Keys, YamlFile

NOT_STATED = "null"
"""What stands for something that the document leaves open (YAML's null, read as text)."""

ENTITIES = ("groups", "people", "places", "sources", "attacks")
VERDICTS = (
    "supports",
    "supports-in-part",
    "says-otherwise",
    "not-found-in-it",
    "not-readable",
)
"""Verdicts of citation checks, of which the loaders know what each needs."""
SINGULAR = {
    "groups": "a group",
    "people": "a person",
    "places": "a place",
    "sources": "a source",
    "attacks": "an attack",
}


@dataclass(frozen=True)
class Entry:
    """A mapping in a file of facts.

    Attributes:
        file: The file.
        keys: The way to it in the file.
        data: What it says.
        broken: Whether it does not fit its schema; what it says is then not judged further.
    """

    file: YamlFile
    keys: Keys
    data: dict[str, Any]
    broken: bool = False

    def at(self, *keys: str | int) -> Place:
        """The place of the entry, or of a part of it."""
        return self.file.at((*self.keys, *keys))

    def get(self, key: str) -> str | None:
        """The text under a key, None where it is left out or no text."""
        value = self.data.get(key)
        return value if isinstance(value, str) else None

    def __getitem__(self, key: str) -> str:
        value: str = self.data[key]
        return value

    def part(self, *keys: str | int) -> "Entry":
        """A mapping inside it."""
        data: Any = self.data
        for key in keys:
            data = data[key]
        return Entry(self.file, (*self.keys, *keys), data, self.broken)


@dataclass(frozen=True)
class Row:
    """One row that a claim gives: its kind (`name`, `member` ...) and its fields.

    Attributes:
        kind: Its kind.
        entry: Its fields.
        unfit: Those that do not fit its schema, which has been said of them.
    """

    kind: str
    entry: Entry
    unfit: frozenset[str | int] = frozenset()


@dataclass(frozen=True)
class Claim:
    """A claim as written, with its rows."""

    id: str
    source: str
    entry: Entry
    rows: tuple[Row, ...]
    event_links: tuple[Entry, ...] = ()

    @property
    def modality(self) -> str:
        """How the document says it."""
        return self.entry.get("modality") or "stated"

    @property
    def certainty(self) -> str:
        """How certain its rows are that say nothing else: what is only implied is not said."""
        return "possible" if self.modality == "implied" else "certain"


@dataclass
class Profile:
    """One document: layout, citations, claims, and its lock."""

    source: str
    path: Path
    file: YamlFile
    layout: Layout | None
    citations: list[Entry]
    claims: list[Claim]
    no_facts: list[Entry]
    lock: Lock | None = None

    def spot(self, entry: Entry, key: str, problems: Problems) -> Spot | None:
        """The block that a place under a key names; None, and a problem, where there is none."""
        at = entry.get(key)
        if self.layout is None or at is None:
            return None
        try:
            return self.layout.find(at)
        except LayoutError as error:
            problems.add(
                entry.at(key),
                f"{key}: {error}",
                expected="a block of the layout",
                word=error.word,
                known=error.known,
            )
            return None


@dataclass
class Consulted:
    """A cited work that was looked for: what was read of it, and what it says itself."""

    source: str
    entry: Entry
    claims: list[Claim]


@dataclass
class Checks:
    """The checks of what one document cites: a file of facts/checks/."""

    source: str
    path: Path
    file: YamlFile
    entries: list[Entry]


@dataclass
class Facts:
    """All that the files say."""

    folder: Path
    vocabularies: dict[str, dict[str, Any]] = field(default_factory=dict)
    vocabulary_file: YamlFile | None = None
    entities: dict[str, dict[str, Entry]] = field(default_factory=dict)
    identifiers: list[tuple[str, Entry]] = field(default_factory=list)
    """For each identifier the id of its entity, and what the file says."""
    disagreements: list[Entry] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    consulted: dict[str, Consulted] = field(default_factory=dict)
    checks: list[Checks] = field(default_factory=list)
    claims: dict[str, Claim] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    """For each id the table of its entity."""
    whole: bool = True
    """Whether all of each file could be read; what a missing part leads to is not said as well."""

    def claims_in_order(self) -> Iterator[Claim]:
        """The claims of the documents, in their order, and then those of the works consulted."""
        for profile in self.profiles:
            yield from profile.claims
        for work in self.consulted.values():
            yield from work.claims
