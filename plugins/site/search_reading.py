"""What a search says: its words and names, its dates, and the source that it asks.

Which words mean the same or only ask stands in search.yml.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from common.dates import ENDS_FIRST, is_backwards
from plugins.site.queries import Row
from plugins.site.search_names import Names
from plugins.site.search_periods import periods, with_year
from plugins.site.search_words import (
    MAX_WORDS,
    MIN_LETTERS,
    PARTICLES,
    SECOND,
    alternates,
    english,
    folded,
    is_one_of,
    plainly,
    stem,
    terms_of,
)

# How like each other two words are, of 100, of which one is searched instead of the other without
# asking: Niamey is no misspelling of name.
SURE, SURER, SHORT = 83, 85, 6


@dataclass
class Unit:
    """A word of a query, or the words of one name in it."""

    typed: str
    shown: str  # as it is typed
    same: list[str]  # the words and others for the same thing, by any of which a text is found
    names: list[Row]  # what is called so


def shown(units: Iterable[Unit]) -> list[str]:
    return [unit.shown for unit in units]


class Reading:
    """What a query says; units() divides it, when it is known what it asks."""

    def __init__(self, names: Names, config: dict[str, Any], query: str) -> None:
        self._names, self._config, self._query = names, config, query
        self._asking = "|".join(config["asking"])
        # A common word is no correction of another.
        self._common = {*config["french"], *re.split(r"[|\W]+", self._asking)}

    def is_asking(self, word: str) -> bool:
        """Return whether a word only asks."""
        return is_one_of(word, self._asking)

    async def read(self) -> "Reading":
        """Find the words that tell, the dates and the source that is asked."""
        query, self.elsewhere = self._names.here(self._query)
        self.plain = query = plainly(query, self._config["phrases"])
        tokens = [token.strip("“”«»\"'()،؛؟,;:.!?") for token in query.split()]
        self._typed = {word: token for token in tokens for word in folded(token)}
        self.words = words = folded(query)
        self.now = [word for word in words if is_one_of(word, self._config["now"])]
        self.unanswered = [word for word in words if word in self._config["unanswered"].split()]
        self.periods = periods(with_year(words, self._names.days))
        self.span = next((each for each in self.periods if each.first != each.last), None)
        self.dates = [] if self.span else [each.first for each in self.periods]
        ends = (self.span.first, self.span.last) if self.span else ("", "")
        self.backwards = ENDS_FIRST.format(*ends) if is_backwards(*ends) else ""
        cut = {*self.unanswered, *self.now, *(self.span.words.split() if self.span else [])}
        capitals = {t.lower() for t in tokens if t.isupper() and t[1:] and not query.isupper()}
        cut |= self._read_sources() | ({*filter(self.is_asking, words)} - capitals)
        cut -= {word for row in self.elsewhere.values() for word in folded(row["name"])}
        telling = [word for word in words if word not in cut][:MAX_WORDS]
        if not (telling or self.span or self.sources):
            telling = [*words[:MAX_WORDS]]
        self.instead = await self._instead(telling)
        self.better = await self._corrected([w for w in telling if w not in self.instead])
        meant = self.better | {w: " ".join(folded(near)) for w, near in self.instead.items()}
        for near in self.instead.values():
            self._typed |= zip(folded(near), near.split(), strict=False)
        self.told = list(dict.fromkeys(meant.get(word, word) for word in telling))
        # Who founded it, and where it is active: the words of each part.
        parts = [part.split() for part in SECOND.split(" ".join(words))]
        self.parts = [{*part, *(meant.get(word, word) for word in part)} for part in parts]
        return self

    def _read_sources(self) -> set[str]:
        """Find the sources that are asked, alone or side by side; return the words that do so."""
        saying = {word for word in self.words if is_one_of(word, self._config["saying"])}
        named = self._names.sources_in(self.words)
        self.is_of_sources = len(named) > 1 and {*named[0][0]}.isdisjoint(named[-1][0])
        named = named if self.is_of_sources else named[:1]
        is_one = bool(named) and not self.is_of_sources
        others = {*self.words}.difference(*(said for _, said in named))
        self.is_a_source = is_one and all(map(self.is_asking, others))
        if not (self.is_of_sources or self.is_a_source or saying):
            named = []
        self.sources = [id_ for ids, _ in named for id_ in ids]
        return {word for _, said in named for word in said} | (saying if named else set())

    def typed(self, words: Iterable[str]) -> str:
        """Return words as they were typed."""
        return " ".join(dict.fromkeys(self._typed.get(word, word) for word in words))

    async def _instead(self, words: list[str]) -> dict[str, str]:
        """Return what answers instead of each word that nothing has: what it is in or near to."""
        asking, near = terms_of(self._config["questions"]), self._config["instead"]
        of = {w: near[same] for w in words for same in near if is_one_of(w, same)}
        named = {w for w in of if any(r["match"] == "exact" for r in self._names.found(w))}
        known = {w for w in of if is_one_of(w, asking) or await self._names.search(q=w)}
        same = {w: alternates(of[w].lower(), self._config["words"]) for w in of}
        told = {w for w in of if await self._names.search(q=" | ".join(same[w]))}
        return {word: of[word] for word in of if word in told - named - known}

    async def _corrected(self, words: list[str]) -> dict[str, str]:
        """Return the nearest known word for each that is unknown and finds nothing."""
        known, better = self._names.all_words, {}
        asking = terms_of(self._config["questions"])
        for word in words:
            is_known = is_one_of(word, asking) or not known.isdisjoint(
                [word, stem(word), word + "s", word.removesuffix("s")]
            )
            if len(word) > MIN_LETTERS and not is_known:
                # A letter too many in a short word makes it another: a drone is not done; nor is
                # a president present.
                least = len(word) if len(word) <= SHORT else len(word) - 1
                near = sorted(w for w in known - self._common if least <= len(w) <= len(word) + 1)
                close = process.extractOne(word, near, scorer=fuzz.ratio, score_cutoff=SURE)
                # A man is another by one letter: Ansari is not Ansaru, which is a group.
                is_sure = close and (close[1] >= SURER or close[0] not in self._names.of_people)
                if close and is_sure and not await self._names.search(q=word):
                    better[word] = close[0]
        return better

    async def units(self, words: list[str]) -> list[Unit]:
        """Return the words of a query, those of a name together."""
        units: list[Unit] = []
        while words:
            size, names = self._first_name(words)
            units.append(await self.unit(" ".join(words[:size]), names))
            words = words[size:]
        return units

    def _first_name(self, words: list[str]) -> tuple[int, list[Row]]:
        """Return of how many words the name is with which some begin, and what is called so."""
        for size in range(len(words), 1, -1):
            if words[size - 1] in PARTICLES or self.is_asking(words[size - 1]):
                continue  # no name ends so: it begins the next
            if names := self._names.called(self.typed(words[:size])):
                return size, names
        # Beside other words emir names nobody, nor does another word for it.
        is_word = len(alternates(words[0], self._config["words"])) > 1
        typed = self.typed(words[:1])  # in Arabic with its vowels; of two in one each
        one = typed if len(folded(typed)) == 1 else words[0]
        return 1, [] if is_word else self._names.called(one)

    async def unit(self, text: str, names: list[Row]) -> Unit:
        """Return words with what is called so, and all by which it is found in a text."""
        if row := self._names.elsewhere.get(folded(text)):
            self.elsewhere[self.typed(text.split())] = row
        same = alternates(text, self._config["words"])
        same = [each for each in same if each != english(text) or not self.is_asking(text)] or same
        same += [self._names.apart[text]] if text in self._names.apart else []
        # Part of a name may be part of another's too, but for that of a person.
        whole = [each for each in names if each["match"] != "part" or each.get("is_whole")]
        meant = {row["id"] for row in whole + [row for row in names if row["kind"] == "person"]}
        others = self._names.of(*meant) if len(meant) == 1 else []
        others = others or [row["name"].lower() for row in names[:1] if row["match"] == "exact"]
        # The French embassy is the embassy of France.
        first, *last = text.split() or [""]
        for country in alternates(first, self._config["words"])[1:] if names and last else []:
            same.append(f"{' '.join(last)} of {country}")
        for name in sorted(others, key=len):
            words = {*folded(name)}
            is_asking = len(words) == 1 and self.is_asking(*words)  # IS is an acronym, too
            if not is_asking and not any({*folded(each)} <= words for each in same):
                same.append(name)
        return Unit(text, self.typed(text.split()), same, names)


def as_json(values: Iterable[Any]) -> str:
    """Return values as SQL takes a list of them."""
    return json.dumps(list(values))
