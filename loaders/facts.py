"""The content of the fact files: entries, claims, profiles, each with its place in a file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loaders.documents.document_layout import Layout, LayoutError, Spot
from loaders.documents.lock import Lock
from loaders.problems import Place, Problems
from loaders.yaml_positions import Keys, YamlFile

NOT_STATED = "null"
"""Marks something that the document leaves open (YAML's null, read as text)."""

ENTITIES = ("groups", "people", "places", "sources", "attacks")
VERDICTS = (
    "supports",
    "supports-in-part",
    "says-otherwise",
    "not-found-in-it",
    "not-readable",
)
"""Verdicts of citation checks; the loaders know what each requires."""
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
        keys: The path to it in the file.
        data: Its content.
        broken: Whether it violates its schema; its content is then not checked further.
    """

    file: YamlFile
    keys: Keys
    data: dict[str, Any]
    broken: bool = False

    def at(self, *keys: str | int) -> Place:
        """Return the place of the entry, or of a part of it."""
        return self.file.at((*self.keys, *keys))

    def get(self, key: str) -> str | None:
        """Return the text under a key; None if it is missing or not text."""
        value = self.data.get(key)
        return value if isinstance(value, str) else None

    def __getitem__(self, key: str) -> str:
        value: str = self.data[key]
        return value

    def part(self, *keys: str | int) -> "Entry":
        """Return a mapping inside it."""
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
        unfit: Fields that violate the schema, which has been reported already.
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
        """Return how the document says it."""
        return self.entry.get("modality") or "stated"

    @property
    def certainty(self) -> str:
        """How certain its rows are that say nothing else: what is only implied is not said."""
        return "possible" if self.modality == "implied" else "certain"

    def row_doubt(self) -> str | None:
        """What stands behind its rows, where the sentence itself is in no doubt."""
        speaker = self.entry.get("on_word_of")
        return self.entry.get("row_doubt") or (f"on the word of {speaker}" if speaker else None)


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
        """Return the block at the place under a key; None, and a problem, if there is none."""
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
    """A cited work that was looked for: what was read of it, and its own claims."""

    source: str
    entry: Entry
    claims: list[Claim]


@dataclass
class Checks:
    """The checks of one document's citations: a file in facts/checks/."""

    source: str
    path: Path
    file: YamlFile
    entries: list[Entry]


@dataclass
class Facts:
    """The content of all files."""

    folder: Path
    vocabularies: dict[str, dict[str, Any]] = field(default_factory=dict)
    vocabulary_file: YamlFile | None = None
    entities: dict[str, dict[str, Entry]] = field(default_factory=dict)
    identifiers: list[tuple[str, Entry]] = field(default_factory=list)
    """For each identifier, the id of its entity and the entry."""
    disagreements: list[Entry] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    consulted: dict[str, Consulted] = field(default_factory=dict)
    checks: list[Checks] = field(default_factory=list)
    claims: dict[str, Claim] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    """The table of each entity, by id."""
    whole: bool = True
    """Whether all files could be read completely; if not, consequences are not reported as well."""

    def claims_in_order(self) -> Iterator[Claim]:
        """Yield the claims of the documents, in order, and then those of consulted works."""
        for profile in self.profiles:
            yield from profile.claims
        for work in self.consulted.values():
            yield from work.claims
