"""Groups of reports and attacks that are the same incident."""

import sqlite3
from collections.abc import Callable, Collection

from loaders.events.matching.scoring import unordered


class Groups:
    """Groups of reports, and attacks in the facts, that are the same incident."""

    def __init__(
        self,
        database: sqlite3.Connection,
        refused: Collection[tuple[str, str]],
        is_refused: Callable[[str, str], bool],
    ) -> None:
        """Start with each in its own group.

        Args:
            database: The database with the reports.
            refused: Pairs that must not be joined, judged by hand.
            is_refused: Whether two records must not be joined, by comparison.
        """
        self.database = database
        self._refused = refused
        self._is_refused = is_refused
        self.group: dict[str, list[str]] = {}
        """The group of each id: a list shared by all its members."""

    def of(self, id_: str) -> list[str]:
        """Return the group of an id, which may be just itself."""
        return self.group.get(id_) or [id_]

    def all(self) -> list[list[str]]:
        """Return every group once."""
        return list({id(members): members for members in self.group.values()}.values())

    def join(self, one: str, other: str) -> None:
        """Join two groups."""
        members = self.of(one)
        if other not in members:
            members = [*members, *self.of(other)]
            for id_ in members:
                self.group[id_] = members

    def may_join(self, one: str, other: str, *, several: bool = False) -> bool:
        """Return whether joining would bring together no refused pair and no two of one data set.

        Args:
            one: The id of a report, or of an attack in the facts.
            other: Another one.
            several: Whether a data set may have several records of the incident.
        """
        if other in self.of(one):
            return True
        pairs = [(mine, its) for mine in self.of(one) for its in self.of(other)]
        if any(unordered(*pair) in self._refused or self._is_refused(*pair) for pair in pairs):
            return False
        sources = [(self.data_set(mine), self.data_set(its)) for mine, its in pairs]
        if several:
            # But never two incidents in the facts.
            return not any(mine is None and its is None for mine, its in sources)
        return not any(mine is not None and mine == its for mine, its in sources)

    def between(self, one: str, other: str) -> list[tuple[str, str]]:
        """Return the pairs of records of different data sets that joining two would bring together.

        If they are in one group already, that is just the two.
        """
        if other in self.of(one):
            return [unordered(one, other)]
        pairs = [(mine, its) for mine in self.of(one) for its in self.of(other)]
        if len(pairs) == 1:
            return [unordered(one, other)]
        sets = {id_: self.data_set(id_) for id_ in (*self.of(one), *self.of(other))}
        return [unordered(mine, its) for mine, its in pairs if None is not sets[mine] != sets[its]]

    def data_set(self, id_: str) -> str | None:
        """Return the data set of a record; None for an attack in the facts."""
        row = self.database.execute(
            "SELECT source_id FROM attack_reports WHERE id = ? AND data_file_id IS NOT NULL",
            (id_,),
        ).fetchone()
        return row[0] if row else None
