"""What the steps of a build share: facts, problems, rows, and how an id becomes a reference."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from common.dates import EXPECTED, DateError, Dates, parse
from loaders.facts import NOT_STATED, SINGULAR, Entry, Facts, Row
from loaders.problems import Place, Problems

KINDS = {"groups": "group_kinds", "people": "person_kinds", "places": "place_kinds"}
"""For each table of entities the vocabulary of their kinds."""
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
"""Fields that hold an id of the same tables in whatever row they stand."""


@dataclass
class Unknown:
    """An id that no file has: where it stands first, and everywhere."""

    place: Place
    key: str
    tables: Sequence[str]
    places: set[Place] = field(default_factory=set)


@dataclass
class Context:
    """The state of one build.

    Attributes:
        facts: What the files say.
        problems: What is wrong with it.
        rows: For each table its rows, in the order in which they are written.
        used: Ids that some row refers to.
        milestones: Ids of the milestones that claims give, which can have names.
        unknown: For each id that no file has its first place, and in how many places it stands.
        disputed: Claims with a bound that narrowing would have left without a day, with the place.
    """

    facts: Facts
    problems: Problems
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    used: set[str] = field(default_factory=set)
    milestones: set[str] = field(default_factory=set)
    unknown: dict[str, "Unknown"] = field(default_factory=dict)
    disputed: dict[str, Entry] = field(default_factory=dict)

    def reference(self, entry: Entry, key: str, tables: Sequence[str]) -> tuple[str, str] | None:
        """Look an id up.

        Args:
            entry: The mapping that holds it.
            key: The key that it stands under.
            tables: The tables that it may belong to.

        Returns:
            Its table and the id; None where there is none, which is then a problem.
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
        # What stands under `group` can be no person, whatever it may be under `who`.
        unknown.tables = [each for each in unknown.tables if each in tables] or unknown.tables
        return None

    def look_over(self, row: Row) -> None:
        """Judge the ids and dates of a row that is broken elsewhere, so that one run tells all."""
        for key in row.entry.data.keys() - row.unfit:
            if key in DATES:
                self.date(row.entry, key)
            elif key in NAMED:
                self.reference(row.entry, key, NAMED[key])

    def report_unknown(self) -> None:
        """Note the ids that no file has: each once, with the line that would add it."""
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
        """The line that would add an entity, with what only a reader knows left open (…)."""
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
        """What loaders make of a word of a vocabulary; None where it is only shown."""
        meaning: str | None = (
            self.facts.vocabularies.get(vocabulary, {}).get(word, {}).get("meaning")
        )
        return meaning

    def id_of(self, entry: Entry, key: str, table: str) -> str | None:
        """Look an id of one table up."""
        reference = self.reference(entry, key, (table,))
        return reference[1] if reference else None

    def columns(self, entry: Entry, key: str, names: dict[str, str]) -> dict[str, str | None]:
        """The columns of a reference that may go to one of several tables.

        Args:
            entry: The mapping that holds the id.
            key: The key that it stands under.
            names: For each table the column that refers to it.
        """
        reference = self.reference(entry, key, tuple(names))
        return {
            column: reference[1] if reference and reference[0] == table else None
            for table, column in names.items()
        }

    def date(self, entry: Entry, key: str) -> Dates | None:
        """Read a date, or say what is wrong with it; None where there is none."""
        edtf = entry.get(key)
        if edtf is None:
            return None
        try:
            return parse(edtf)
        except DateError as error:
            self.problems.add(entry.at(key), f"{key}: {error}", expected=EXPECTED)
            return None
