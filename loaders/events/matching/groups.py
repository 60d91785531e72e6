"""Reports and attacks that belong together."""

import sqlite3
from collections.abc import Callable, Collection

from loaders.events.matching.scoring import unordered


class Groups:
    """Reports and attacks of the facts that belong together."""

    def __init__(
        self,
        database: sqlite3.Connection,
        refused: Collection[tuple[str, str]],
        is_refused: Callable[[str, str], bool],
    ) -> None:
        """Begin with each by itself.

        Args:
            database: With the reports.
            refused: Pairs that may not come together, as people judged.
            is_refused: Whether two records may not, as was found.
        """
        self.database = database
        self._refused = refused
        self._is_refused = is_refused
        self.group: dict[str, list[str]] = {}
        """For each id the list that it is in, shared by all that are in it."""

    def of(self, id_: str) -> list[str]:
        """The group of an id: itself alone, where it was not joined."""
        return self.group.get(id_) or [id_]

    def all(self) -> list[list[str]]:
        """Every group once."""
        return list({id(members): members for members in self.group.values()}.values())

    def join(self, one: str, other: str) -> None:
        """Put two groups together."""
        members = self.of(one)
        if other not in members:
            members = [*members, *self.of(other)]
            for id_ in members:
                self.group[id_] = members

    def may_join(self, one: str, other: str, *, several: bool = False) -> bool:
        """Whether no refused pair would come together, and no two records of one data set.

        Args:
            one: The id of a report or of an attack of the facts.
            other: Another one.
            several: Whether a data set may have several records of it.
        """
        if other in self.of(one):
            return True
        pairs = [(mine, its) for mine in self.of(one) for its in self.of(other)]
        if any(unordered(*pair) in self._refused or self._is_refused(*pair) for pair in pairs):
            return False
        sources = [(self.data_set(mine), self.data_set(its)) for mine, its in pairs]
        if several:
            # Still no two incidents of the facts.
            return not any(mine is None and its is None for mine, its in sources)
        return not any(mine is not None and mine == its for mine, its in sources)

    def data_set(self, id_: str) -> str | None:
        """The data set of a record; None for an attack of the facts."""
        row = self.database.execute(
            "SELECT source_id FROM attack_reports WHERE id = ? AND data_file_id IS NOT NULL",
            (id_,),
        ).fetchone()
        return row[0] if row else None
