"""What the steps of a build share: facts, problems, rows, and how an id becomes a reference."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from common.dates import EXPECTED, DateError, Dates, parse
from loaders.facts import NOT_STATED, SINGULAR, Entry, Facts
from loaders.problems import Problems


@dataclass
class Context:
    """The state of one build.

    Attributes:
        facts: What the files say.
        problems: What is wrong with it.
        rows: For each table its rows, in the order in which they are written.
        used: Ids that some row refers to.
        milestones: Ids of the milestones that claims give, which can have names.
        disputed: Claims with a bound that narrowing would have left without a day, with the place.
    """

    facts: Facts
    problems: Problems
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    used: set[str] = field(default_factory=set)
    milestones: set[str] = field(default_factory=set)
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
        known = [each for kind in tables for each in self.facts.entities[kind]]
        files = " or ".join(f"{each}.yml" for each in tables)
        self.problems.add(
            entry.at(key),
            f"{key}: there is no '{id_}' in {files}",
            expected=f"the id of {wanted}",
            word=id_,
            known=known,
        )
        return None

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
