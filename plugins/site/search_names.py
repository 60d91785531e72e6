"""What things are called: by the documents, in any spelling, and by registers and other languages.

By name things are found by the query `find`. Names that no document here gives stand in the
identifiers of registers and, where these have none, in metadata.yml under plugins: search. What
is written like one of them is found by the keys of `find` (schema/15_questions.sql).
"""

import json
import re
from functools import lru_cache, partial
from typing import Any

from datasette.app import Datasette

from plugins.site.queries import Row, named, select
from plugins.site.search_words import MIN_LETTERS, MIN_PART, PARTICLES, SAME_PARTICLE, folded

SEVERAL = re.compile(
    r"; |,? (?:aka|also known as|with) | \(Formerly |\)$| \([A-Z]+\)$| and others as aliases$"
)
# The words of a text, and their keys; those of its words as one as well.
KEYS = """select asked.value as text, is_joined, word, skeleton from json_each(?) as asked
    cross join spelled_words on question = json_array(asked.value)"""
# How much of the letters of two words of one key are the same, of 1, as in `find`.
ALIKE = 0.56
# What is less like than the nearest, by so much, is not meant.
NEARLY = 0.9
LONG = 7
# What a name that another register or language has for it is called here.
HERE = """select distinct id, name, spelling,
    case table_name when 'groups' then 'group' when 'people' then 'person' else 'place' end as kind
    from page_spellings
    where register is null and spelling in (select value from json_each(?))"""
Words = list[tuple[int, str, str | None]]
_keys: dict[str, Words] = {}
"""Those of names, which stay."""


@lru_cache(4096)  # a search goes through all names for each of its words
def words_of(spelling: str) -> tuple[frozenset[str], list[frozenset[str]]]:
    """Return the words of what may be several names in one, and of each of these."""
    each = [frozenset(folded(name)) for name in SEVERAL.split(spelling)]
    return frozenset(folded(spelling)), each


def told(row: Row, match: str) -> Row:
    """Return the name of a thing as `find` tells it."""
    return {**row, "matched": row["spelling"], "match": match, "source_id": None}


def has_parts(row: Row) -> bool:
    """Return whether parts of a name are one, too: none of a group's, which may be a sentence.

    What a man is also called may be the name of others: Khaled, Barry.
    """
    return bool(row["kind"] == "person" and not row.get("is_whole"))


def by_thing(found: list[Row]) -> list[Row]:
    """Return one row for each thing, with all registers that call it so."""
    rows: dict[str, Row] = {}
    for row in found:
        rows.setdefault(row["id"], row)
    for id_, row in rows.items():
        # What the site itself calls it needs nobody's word.
        registers = dict.fromkeys(same.get("register") for same in found if same["id"] == id_)
        row["register"] = row.get("register") and ", ".join(filter(None, registers))
    return list(rows.values())


def several(spelling: str) -> list[str]:
    """Return the names in what may be several in one, in plain words."""
    return [plain(name) for name in SEVERAL.split(spelling)]


def plain(text: str) -> str:
    """Return a text with particles of names written in one way, and the French ç as it sounds."""
    text = text.translate({ord("ç"): "s", ord("Ç"): "S"})
    return re.sub(r"\w+", lambda word: SAME_PARTICLE.get(word[0].lower(), word[0]), text)


@lru_cache(16_384)
def likeness(word: str, other: str) -> float:
    """Return how many pairs of letters two words have in common, of 1; an h at the end is none."""
    word, other = f" {word.rstrip('h')} ", f" {other.rstrip('h')} "
    same = sum(word[at : at + 2] in other for at in range(len(word) - 1))
    same += sum(other[at : at + 2] in word for at in range(len(other) - 1))
    return same / (len(word) + len(other) - 2)


def alike(words: Words, others: Words) -> float:
    """Return how like another name is that has all words of a name, or all as one; 0 if none is."""

    def nearest(word: str, skeleton: str | None) -> float:
        return max(
            likeness(word, other) * (word == other or (skeleton is not None and skeleton == key))
            for _, other, key in others
        )

    best = 0.0
    for is_joined in (0, 1):
        forms: dict[str, float] = {}
        for form, word, skeleton in words:
            if form == is_joined:
                forms[word] = max(forms.get(word, 0), nearest(word, skeleton) if others else 0)
        if forms and min(forms.values()) >= ALIKE:
            best = max(best, sum(forms.values()) / len(forms))
    return best


class Names:
    """What is called by a text."""

    def __init__(self, datasette: Datasette, others: list[Row]) -> None:
        self._find = partial(named, datasette, "find")
        self._search = partial(named, datasette, "search")
        self._others = others
        self._select = partial(select, datasette)
        self._own: list[Row] = []
        self._typed: dict[str, Words] = {}
        self._known: dict[str, list[Row]] = {}  # what is called by a text, so that it is asked once

    async def read(self) -> "Names":
        """Read what the site, registers and other languages call things."""
        own = await self._select("select * from page_own_names")
        here = await self._select(HERE, [json.dumps([row["name"] for row in self._others])])
        others = [
            {"confidence": None} | other | row | {"spelling": also, "is_whole": True}
            for other in self._others
            for also in other["also"]
            for row in here
            if row["spelling"] == other["name"]
        ]
        self._own = own + others
        await self._add(_keys, [each for row in self._own for each in several(row["spelling"])])
        return self

    async def _add(self, keys: dict[str, Words], texts: list[str]) -> None:
        """Add the words of those texts that have none yet."""
        new: dict[str, Words] = {text: [] for text in texts if text not in keys}
        for row in await self._select(KEYS, [json.dumps([*new])]) if new else []:
            new[row["text"]].append((row["is_joined"], row["word"], row["skeleton"]))
        keys.update(new)

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
        asked = plain((self.elsewhere(text) or {"name": text})["name"])
        if asked not in self._known:
            is_name = asked and not asked.isdigit()
            self._known[asked] = await self._find(q=asked) if is_name else []
        found = self._known[asked]
        if found and found[0]["match"] == "exact":
            return found
        sure = [row for row in found if row["match"] != "alike"]
        if own := self._by_own_name(asked):
            return sure + own if sure and own[0]["match"] == "part" else own + sure
        return sure or await self._nearest(asked, found)

    def _by_own_name(self, text: str) -> list[Row]:
        """Return what the site or a register calls so; people also by a part of a name."""
        words = set(folded(text))
        if max(map(len, words), default=0) < MIN_PART or words <= PARTICLES:
            return []
        found = []
        for row in self._own:
            whole, each = words_of(row["spelling"])
            is_all = words in each
            is_part = has_parts(row) and words < whole
            if is_all or (is_part and max(map(len, words)) >= MIN_LETTERS):
                found.append(told(row, "exact" if is_all else "part"))
        return by_thing([row for row in found if row["match"] == "exact"] or found)

    async def _nearest(self, text: str, found: list[Row]) -> list[Row]:
        """Return what is written like a text, by a document or by a register, the nearest first."""
        if len(text) < MIN_LETTERS:
            return found
        await self._add(self._typed, [text, *(plain(row["matched"]) for row in found)])
        words = self._typed[text]
        near = [(alike(words, self._typed[plain(row["matched"])]), row) for row in found]
        for row in self._own:
            for name in several(row["spelling"]):
                is_meant = has_parts(row) or alike(_keys[name], words)
                near.append((is_meant and alike(words, _keys[name]), told(row, "alike")))
        best = max((like for like, _ in near), default=0)
        near = sorted(near, key=lambda each: -each[0])
        return by_thing([row for like, row in near if like and like >= NEARLY * best]) or found

    async def called(self, text: str) -> list[Row]:
        """Return what is called so, as nearly as anything is; sharia is a word, and not Syria."""
        # Of many, as of one: les Talibans; dunes are not Dine.
        one = text.removesuffix("s") if len(text) > LONG else text
        rows = await self.found(text) or await self.found(one)
        if rows and rows[0]["match"] == "alike" and await self._is_word(text):
            return []
        return [row for row in rows if row["match"] == rows[0]["match"]]

    async def _is_word(self, text: str) -> bool:
        """Return whether a text is of the claims' words, rather than written as a name is."""
        found = [] if len(text) < MIN_LETTERS else await self._search(q=text)
        # Endings of words are taken off: Ghali finds Ghaly, Mourabitoune finds Mourabitoun.
        said = (set(folded(row["title"])) for row in found)
        return len(text) < MIN_LETTERS or any(set(folded(text)) <= each for each in said)
