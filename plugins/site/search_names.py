"""What things are called: by the documents, in any spelling, and by registers and other languages.

By name things are found by the query `find`. Names that no document here gives stand in the
identifiers of registers and, where these have none, in metadata.yml under plugins: search.
"""

import re
from functools import lru_cache, partial
from typing import Any

from datasette.app import Datasette

from plugins.site.queries import Row, named, select
from plugins.site.search_words import MIN_LETTERS, MIN_PART, PARTICLES, SAME_PARTICLE, folded

SEVERAL = re.compile(r"; |,? (?:aka|also known as) | \([A-Z]+\)$")


@lru_cache(4096)  # a search goes through all names for each of its words
def words_of(spelling: str) -> tuple[frozenset[str], list[frozenset[str]]]:
    """Return the words of what may be several names in one, and of each of these."""
    each = [frozenset(folded(name)) for name in SEVERAL.split(spelling)]
    return frozenset(folded(spelling)), each


class Names:
    """What is called by a text."""

    def __init__(self, datasette: Datasette, others: list[Row]) -> None:
        self._find = partial(named, datasette, "find")
        self._search = partial(named, datasette, "search")
        self._others = others
        self._select = partial(select, datasette)
        self._own: list[Row] = []
        self._known: dict[str, list[Row]] = {}  # what is called by a text, so that it is asked once

    async def read(self) -> "Names":
        """Read what the site and registers call things."""
        self._own = await self._select("select * from page_own_names")
        return self

    def elsewhere(self, text: str) -> dict[str, Any] | None:
        """Return what another register calls by just this name: its name here, and which."""
        return next((row for row in self._others if folded(text) in map(folded, row["also"])), None)

    def in_part(self, words: list[str]) -> str:
        """Return the name elsewhere that has all of some words, if they mean one thing."""
        names = {each: row["name"] for row in self._others for each in row["also"]}
        meant = [each for each in names if {*words} <= {*folded(re.sub("['’]", " ", each))}]
        is_one = len({names[each] for each in meant}) == 1 and max(map(len, words)) > MIN_LETTERS
        return meant[0] if is_one else ""

    async def found(self, text: str) -> list[Row]:
        """Return what is called so, in full or in part, the nearest first."""
        asked = (self.elsewhere(text) or {"name": text})["name"]
        asked = re.sub(r"\w+", lambda word: SAME_PARTICLE.get(word[0].lower(), word[0]), asked)
        if asked not in self._known:
            is_name = asked and not asked.isdigit()
            self._known[asked] = await self._find(q=asked) if is_name else []
        found = self._known[asked]
        own = self._by_own_name(asked)
        if not own or (found and found[0]["match"] == "exact"):
            return found
        is_worse = own[0]["match"] == "part" and found and found[0]["match"] != "alike"
        return found + own if is_worse else own + [row for row in found if row["match"] != "alike"]

    def _by_own_name(self, text: str) -> list[Row]:
        """Return what the site or a register calls so; people also by a part of a name."""
        words = set(folded(text))
        if max(map(len, words), default=0) < MIN_PART or words <= PARTICLES:
            return []
        found = []
        for row in self._own:
            whole, each = words_of(row["spelling"])
            is_all = words in each
            is_part = row["kind"] == "person" and words < whole
            if is_all or (is_part and max(map(len, words)) >= MIN_LETTERS):
                match = "exact" if is_all else "part"
                found.append({**row, "matched": row["spelling"], "match": match, "source_id": None})
        best = [row for row in found if row["match"] == "exact"] or found
        rows = {row["id"]: row for row in reversed(best)}
        for id_, row in rows.items():
            # What the site itself calls it needs nobody's word.
            registers = dict.fromkeys(same["register"] for same in best if same["id"] == id_)
            row["register"] = row["register"] and ", ".join(filter(None, registers))
        return list(rows.values())

    async def called(self, text: str) -> list[Row]:
        """Return what is called so, as nearly as anything is; sharia is a word, and not Syria."""
        rows = await self.found(text)
        if rows and rows[0]["match"] == "alike" and await self._is_word(text, rows):
            return []
        return [row for row in rows if row["match"] == rows[0]["match"]]

    async def _is_word(self, text: str, rows: list[Row]) -> bool:
        """Return whether a text is of the claims' words, rather than written as a name is."""
        found = [] if len(text) < MIN_LETTERS else await self._search(q=text)
        if len(text) < MIN_LETTERS or {row["kind"] for row in rows} != {"person"}:
            return len(text) < MIN_LETTERS or bool(found)
        # Endings of words are taken off: Ghali finds Ghaly.
        return any(set(folded(text)) <= set(folded(row["title"])) for row in found)
