"""The state that the steps of a build share, and the resolution of ids to references."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from common.dates import EXPECTED, DateError, Dates, parse
from loaders.facts import NOT_STATED, SINGULAR, Entry, Facts, Row
from loaders.problems import Place, Problems

KINDS = {"groups": "group_kinds", "people": "person_kinds", "places": "place_kinds"}
"""The vocabulary of kinds for each table of entities."""
DATES = ("date", "start", "end", "as_of", "period")
NAMED = {
    "group": ("groups",),
    "authority": ("groups",),
    "who": ("groups", "people"),
    "from": ("groups", "people"),
    "to": ("groups", "people"),
    "place": ("places",),
    "about_attack": ("attacks",),
}
"""The tables that the ids in these fields belong to, in every kind of row."""


@dataclass
class Unknown:
    """An id that is in no file: where it is first used, and how often."""

    place: Place
    key: str
    tables: Sequence[str]
    places: set[Place] = field(default_factory=set)


@dataclass
class Context:
    """The state of one build.

    Attributes:
        facts: The content of the files.
        problems: The mistakes in it.
        rows: The rows of each table, in the order in which they are written.
        used: Ids that rows refer to.
        milestones: Ids of the milestones that claims give, which can have names.
        unknown: Ids that are in no file, with their first place and the number of places.
        disputed: Claims with a date whose limit would have left no day, with the place.
    """

    facts: Facts
    problems: Problems
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    used: set[str] = field(default_factory=set)
    milestones: set[str] = field(default_factory=set)
    unknown: dict[str, "Unknown"] = field(default_factory=dict)
    disputed: dict[str, Entry] = field(default_factory=dict)

    def reference(self, entry: Entry, key: str, tables: Sequence[str]) -> tuple[str, str] | None:
        """Look up an id.

        Args:
            entry: The mapping that holds it.
            key: Its key in the mapping.
            tables: The tables that it may belong to.

        Returns:
            Its table and the id; None if there is none, or if it is unknown, which is a problem.
        """
        id_ = entry.get(key)
        if id_ is None or id_ == NOT_STATED:
            return None
        table = self.facts.tables.get(id_)
        if table is not None and table in tables:
            self.used.add(id_)
            return table, id_
        wanted = " or ".join(SINGULAR[each] for each in tables)
        if table is not None:
            self.problems.add(
                entry.at(key),
                f"{key}: '{id_}' is {SINGULAR[table]}",
                expected=f"the id of {wanted}",
            )
            return None
        unknown = self.unknown.setdefault(id_, Unknown(entry.at(key), key, tables))
        unknown.places.add(entry.at(key))
        # An id under `group` cannot be a person's, although one under `who` could be.
        unknown.tables = [each for each in unknown.tables if each in tables] or unknown.tables
        return None

    def check_broken(self, row: Row) -> None:
        """Check the ids and dates of a row that is broken elsewhere, to report all in one run."""
        for key in row.entry.data.keys() - row.unfit:
            if key in DATES:
                self.date(row.entry, key)
            elif key in NAMED:
                self.reference(row.entry, key, NAMED[key])

    def report_unknown(self) -> None:
        """Report the ids that are in no file: each once, with the line that would add it."""
        for id_, unknown in self.unknown.items():
            files = [f"{table}.yml" for table in unknown.tables]
            others = len(unknown.places) - 1
            self.problems.add(
                unknown.place,
                f"{unknown.key}: there is no '{id_}' in {' or '.join(files)}"
                + (f", here and in {others} more places" if others else ""),
                expected=f"the id of {' or '.join(SINGULAR[each] for each in unknown.tables)}",
                word=id_,
                known=[each for table in unknown.tables for each in self.facts.entities[table]],
                remedy=f"If it is new, add to {' or '.join(files)}: {self._line(id_, unknown)}",
            )

    def _line(self, id_: str, unknown: "Unknown") -> str:
        """Return the line that would add an entity, with … where only the editor knows."""
        name = id_.replace("-", " ").title()
        if unknown.tables[0] == "attacks":
            return f"{id_}: {{title: {name}, scope: incident}}"
        if unknown.tables[0] == "sources":
            return f"{id_}: {{title: …, kind: …, access: cited}}"
        kinds = [
            f"{SINGULAR[table]} is {', '.join(self.facts.vocabularies.get(KINDS[table], {}))}"
            for table in unknown.tables
            if table in KINDS
        ]
        return f"{id_}: {{name: {name}, kind: …}} ({'; '.join(kinds)})"

    def meaning(self, vocabulary: str, word: str) -> str | None:
        """Return the meaning of a vocabulary word for loaders; None if it is only displayed."""
        meaning: str | None = (
            self.facts.vocabularies.get(vocabulary, {}).get(word, {}).get("meaning")
        )
        return meaning

    def id_of(self, entry: Entry, key: str, table: str) -> str | None:
        """Look up an id in one table."""
        reference = self.reference(entry, key, (table,))
        return reference[1] if reference else None

    def columns(self, entry: Entry, key: str, names: dict[str, str]) -> dict[str, str | None]:
        """Return the columns of a reference to one of several tables.

        Args:
            entry: The mapping that holds the id.
            key: Its key in the mapping.
            names: The column that refers to each table.
        """
        reference = self.reference(entry, key, tuple(names))
        return {
            column: reference[1] if reference and reference[0] == table else None
            for table, column in names.items()
        }

    def date(self, entry: Entry, key: str) -> Dates | None:
        """Parse a date; None if there is none or it is invalid, which is a problem."""
        edtf = entry.get(key)
        if edtf is None:
            return None
        try:
            return parse(edtf)
        except DateError as error:
            self.problems.add(entry.at(key), f"{key}: {error}", expected=EXPECTED)
            return None
