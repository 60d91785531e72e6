"""What things are called: by the documents, in any spelling, and by registers and other languages.

By name things are found by the query `find`. Names that no document here gives stand in the
identifiers of registers and, where these have none, in metadata.yml under plugins: search.
"""

from functools import partial
from typing import Any

from datasette.app import Datasette

from common.links import TABLE_OF_KIND
from plugins.site.queries import Row, named
from plugins.site.search_words import MIN_LETTERS, folded, is_like


class Names:
    """What is called by a text."""

    def __init__(self, datasette: Datasette, spellings: list[Row], others: list[Row]) -> None:
        self._find = partial(named, datasette, "find")
        self._search = partial(named, datasette, "search")
        self._others = others
        registered = [row for row in spellings if row["register"]]
        self._registers = [(row, folded(row["spelling"])) for row in registered]
        self._known: dict[str, list[Row]] = {}  # what is called by a text, so that it is asked once

    def elsewhere(self, text: str) -> dict[str, Any] | None:
        """Return what another register calls by just this name: its name here, and which."""
        return next((row for row in self._others if folded(text) in map(folded, row["also"])), None)

    async def found(self, text: str) -> list[Row]:
        """Return what is called so, in full or in part, the nearest first."""
        asked = (self.elsewhere(text) or {"name": text})["name"]
        if asked not in self._known:
            is_name = asked and not asked.isdigit()
            self._known[asked] = await self._find(q=asked) if is_name else []
        return self._known[asked]

    async def called(self, text: str) -> list[Row]:
        """Return what is called so, as nearly as anything is; sharia is a word, and not Syria."""
        rows = await self.found(text)
        if rows and rows[0]["match"] == "alike" and await self._is_word(text, rows):
            return []
        nearest = [row for row in rows if row["match"] == rows[0]["match"]]
        return nearest or await self._registered(text)

    async def _is_word(self, text: str, rows: list[Row]) -> bool:
        """Return whether a text is of the claims' words, rather than written as a name is."""
        found = [] if len(text) < MIN_LETTERS else await self._search(q=text)
        if len(text) < MIN_LETTERS or {row["kind"] for row in rows} != {"person"}:
            return len(text) < MIN_LETTERS or bool(found)
        # Endings of words are taken off: Ghali finds Ghaly.
        return any(set(folded(text)) <= set(folded(row["title"])) for row in found)

    async def _registered(self, text: str) -> list[Row]:
        """Return the one thing that registers call so, in full or in part, and no document."""
        words = folded(text)
        rows = [
            row
            for row, have in self._registers
            if len(have) <= len(words) * 2
            and all(word in have or is_like(word, have) for word in words)
        ]
        # Of groups a word is often one of the language, as in Salafist Group for Call and Combat.
        is_said = len(words) > 1 or {row["table_name"] for row in rows} == {"people"}
        is_long = max(map(len, words), default=0) >= MIN_LETTERS
        if len({row["id"] for row in rows}) != 1 or not is_said or not is_long:
            return []
        if len(words) == 1 and await self._search(q=text):
            return []
        kind = next(kind for kind, table in TABLE_OF_KIND.items() if table == rows[0]["table_name"])
        called = {"kind": kind, "match": "register", "source_id": None}
        return [row | called | {"matched": row["spelling"]} for row in rows]
