"""Reports and attacks that belong together."""

import sqlite3

from loaders.events.matching.scoring import unordered


class Groups:
    """Reports and attacks of the facts that belong together."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self.group: dict[str, list[str]] = {}
        """For each id the list that it is in, shared by all that are in it."""
        self.refused: set[tuple[str, str]] = set()
        """Pairs that may not come together."""
        self._data_sets: dict[str, str | None] = {}

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
        if any(unordered(*pair) in self.refused for pair in pairs):
            return False
        sources = [(self.data_set(mine), self.data_set(its)) for mine, its in pairs]
        if several:
            # Still no two incidents of the facts.
            return not any(mine is None and its is None for mine, its in sources)
        return not any(mine is not None and mine == its for mine, its in sources)

    def data_set(self, id_: str) -> str | None:
        """The data set of a record; None for an attack of the facts."""
        if id_ not in self._data_sets:
            row = self.database.execute(
                "SELECT source_id FROM attack_reports WHERE id = ? AND data_file_id IS NOT NULL",
                (id_,),
            ).fetchone()
            self._data_sets[id_] = row[0] if row else None
        return self._data_sets[id_]
