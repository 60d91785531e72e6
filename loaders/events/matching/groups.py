"""Reports and attacks that belong together."""

import sqlite3


class Groups:
    """Reports and attacks of the facts that belong together."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
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

    def may_join(self, one: str, other: str, refused: set[frozenset[str]]) -> bool:
        """Whether no refused pair, and no two records of one data set, would come together."""
        if other in self.of(one):
            return True
        pairs = [(mine, theirs) for mine in self.of(one) for theirs in self.of(other)]
        if any(frozenset(pair) in refused for pair in pairs):
            return False
        sources = [(self.data_set(mine), self.data_set(theirs)) for mine, theirs in pairs]
        return not any(mine is not None and mine == theirs for mine, theirs in sources)

    def data_set(self, id_: str) -> str | None:
        """The data set of a record; None for an attack of the facts."""
        return data_set_of(self.database, id_)


def data_set_of(database: sqlite3.Connection, id_: str) -> str | None:
    """The data set that a record is from; None for what is no record."""
    row = database.execute(
        "SELECT source_id FROM attack_reports WHERE id = ? AND data_file_id IS NOT NULL", (id_,)
    ).fetchone()
    return row[0] if row else None
