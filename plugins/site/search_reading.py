"""What a search says: its words and names, its dates, and the source that it asks.

Which words mean the same or only ask stands in metadata.yml under plugins: search.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from common.dates import ENDS_FIRST, is_backwards
from plugins.site.queries import Row
from plugins.site.search_names import Names
from plugins.site.search_periods import periods
from plugins.site.search_words import (
    MAX_WORDS,
    MIN_LETTERS,
    PARTICLES,
    acronyms,
    alternates,
    folded,
    is_french,
    plainly,
)

# How like each other two words are, of 100, of which one is searched instead of the other without
# asking: Niamey is no misspelling of name.
SURE, SHORT = 85, 6
# As many texts as the query `search` gives of a kind at most.
MOST = 50
NAMES = "select distinct name from page_names where subject_id = ? and kind_id <> 'descriptive'"


@dataclass
class Unit:
    """A word of a query, or the words of one name in it."""

    typed: str
    shown: str  # as it is typed
    same: list[str]  # the words and others for the same thing, by any of which a text is found
    names: list[Row]  # what is called so, as `find` says it


def shown(units: Iterable[Unit]) -> list[str]:
    """Return words as they were typed."""
    return [unit.shown for unit in units]


class Reading:
    """What a query says; units() divides it, when it is known what it asks."""

    def __init__(self, names: Names, config: dict[str, Any], query: str) -> None:
        self._names, self._config, self.query = names, config, query
        self.asking = set(config["asking"].split())
        self.unanswered: list[str] = []
        self.sources: list[str] = []
        self.is_of_sources = False  # what each of some says
        self.better: dict[str, str] = {}
        self.is_french = is_french(query, config["french"].split())

    async def read(self) -> "Reading":
        """Find the words that tell, the dates and the source that is asked."""
        register = self._names.elsewhere(self.query)
        query, named = (self.query, None) if register else self._names.here(self.query)
        query = plainly(query, self._config["phrases"])
        tokens = [token.strip("“”«»\"'()،؛؟,;:.!?") for token in query.split()]
        self._typed = {word: token for token in tokens for word in folded(token)}
        self.words = words = folded(query)
        no_rule = self._config["unanswered"].split()
        self.unanswered = [word for word in words if word in no_rule]
        self.periods = periods(words)
        self.span = next((each for each in self.periods if each.first != each.last), None)
        self.dates = [] if self.span else [each.first for each in self.periods]
        ends = (self.span.first, self.span.last) if self.span else ("", "")
        self.backwards = ENDS_FIRST.format(*ends) if is_backwards(*ends) else ""
        cut = {*self.unanswered, *(self.span.words.split() if self.span else [])}
        several, left = self._names.sources_in(words)
        self.is_of_sources = bool(several) and not {*several[0]} & {*several[-1]}
        source, said = self._names.source(words)
        self.is_a_source = bool(source) and said == words and not self.is_of_sources
        if self.is_of_sources:
            self.sources = [id_ for ids in several for id_ in ids]
            cut.update(word for word in words if word not in left)
            comparing = [row for row in self._config["questions"] if row.get("path") == "/compare"]
            cut.update(word for row in comparing for word in row["words"])
        elif self.is_a_source or not set(words).isdisjoint(self._config["saying"].split()):
            self.sources = source
            cut.update(said)
        cut |= self.asking - acronyms(query)
        telling = [word for word in words if word not in cut][:MAX_WORDS]
        if not (telling or self.span or self.sources):
            telling = words[:MAX_WORDS]
        self.better = {} if register else await self._corrected(telling)
        self.told = list(dict.fromkeys(self.better.get(word, word) for word in telling))
        self.register = register or named or self._names.elsewhere(" ".join(self.told))
        return self

    def typed(self, words: Iterable[str]) -> str:
        """Return words as they were typed."""
        return " ".join(dict.fromkeys(self._typed.get(word, word) for word in words))

    async def _corrected(self, words: list[str]) -> dict[str, str]:
        """Return the nearest known word for each that is unknown and finds nothing."""
        known = self._names.all_words
        better = {}
        for word in words:
            if len(word) > MIN_LETTERS and not {word, word.removesuffix("s")} & known.keys():
                # A letter too many in a short word makes it another: a drone is not done; nor is
                # a president present.
                least = len(word) if len(word) <= SHORT else len(word) - 1
                near = [each for each in known if least <= len(each) <= len(word) + 1]
                close = process.extractOne(word, near, scorer=fuzz.ratio, score_cutoff=SURE)
                if close and not await self._names.search(q=word):
                    better[word] = close[0]
        return better

    async def units(self, words: list[str]) -> list[Unit]:
        """Return the words of a query, those of a name together."""
        units: list[Unit] = []
        alone = {word: self._names.called(word) for word in words}
        while words:
            size, names = self._first_name(words, alone)
            units.append(await self.unit(" ".join(words[:size]), names))
            words = words[size:]
        return units

    def _first_name(self, words: list[str], alone: dict[str, list[Row]]) -> tuple[int, list[Row]]:
        """Return of how many words the name is with which some begin, and what is called so."""
        loud = acronyms(self.query)  # UN is no article before a name
        for size in range(len(words), 1, -1):
            if words[size - 1] in PARTICLES | self.asking:
                continue  # no name ends so: it begins the next
            named = self._names.called(" ".join(words[:size]))
            said = loud.intersection(words[:size])
            if names := [row for row in named if said <= {*folded(row["matched"])}]:
                return size, names
        # Beside other words emir names nobody, nor does another word for it.
        is_word = len(alternates(words[0], self._config["words"])) > 1
        return 1, [] if is_word else alone.get(words[0], [])

    async def unit(self, text: str, names: list[Row]) -> Unit:
        """Return words with what is called so, and all by which it is found in a text."""
        same = alternates(text, self._config["words"])
        # Part of a name may be part of another's too, but for that of a person.
        meant = {
            row["id"]
            for row in names
            if row["match"] != "part" or row.get("is_whole") or row["kind"] == "person"
        }
        others = await self._names.select(NAMES, list(meant)) if len(meant) == 1 else []
        others = others or [row for row in names[:1] if row["match"] == "exact"]
        for name in sorted((row["name"].lower() for row in others), key=len):
            words = set(folded(name))
            is_asking = len(words) == 1 and words <= self.asking  # IS is an acronym, too
            if not is_asking and not any(set(folded(each)) <= words for each in same):
                same.append(name)
        if text in self.asking and len(await self._names.search(q=text)) >= MOST:
            same = same[1:] or same
        return Unit(text, self.typed(text.split()), same, names)


def as_json(values: Iterable[Any]) -> str:
    """Return values as SQL takes a list of them."""
    return json.dumps(list(values))
