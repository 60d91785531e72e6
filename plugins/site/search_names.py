"""What things are called: by the documents, in any spelling, and by registers and other languages.

By name things are found by the query `find`. Names that no document here gives stand in the
identifiers of registers and, where these have none, in metadata.yml under plugins: search. What
is written like one of them is found by the keys of `find` (schema/15_questions.sql). The file of a
served site does not change: what it calls things is read once.
"""

import json
import re
from functools import lru_cache, partial
from typing import Any

from datasette.app import Datasette

from plugins.site.queries import Row, named, select
from plugins.site.search_words import (
    MAX_LETTERS,
    MIN_LETTERS,
    MIN_PART,
    PARTICLES,
    SAME_PARTICLE,
    folded,
)

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
# Of so many texts at most it is remembered what is called so.
MANY = 2000
KINDS = {"groups": "group", "people": "person", "places": "place"}
Words = list[tuple[int, str, str | None]]
_keys: dict[str, Words] = {}
"""Those of the names of registers, which stay."""


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


def plain(text: str) -> str:
    """Return a text with particles of names written in one way, and the French ç as it sounds."""
    text = text[:MAX_LETTERS].translate({ord("ç"): "s", ord("Ç"): "S"})
    return re.sub(r"\w+", lambda word: SAME_PARTICLE.get(word[0].lower(), word[0]), text)


@lru_cache(16_384)
def likeness(word: str, other: str) -> float:
    """Return how many pairs of letters two words have in common, of 1; an h at the end is none."""
    word, other = f" {word.rstrip('h')} ", f" {other.rstrip('h')} "
    same = sum(word[at : at + 2] in other for at in range(len(word) - 1))
    same += sum(other[at : at + 2] in word for at in range(len(other) - 1))
    return same / (len(word) + len(other) - 2)


def signs(words: Words) -> set[str]:
    """Return the words of a text and their keys, of which another has to have one to be like it."""
    return {sign for _, *both in words for sign in both if sign}


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

    def __init__(self, datasette: Datasette, words: dict[str, Any]) -> None:
        self._find = partial(named, datasette, "find")
        self._search = partial(named, datasette, "search")
        self.select = partial(select, datasette)
        self._config = words
        self._others: list[Row] = words.get("names", [])
        self._elsewhere = {tuple(folded(a)): row for row in self._others[::-1] for a in row["also"]}
        self._known: dict[str, list[Row]] = {}  # what is called by a text

    async def read(self) -> "Names":
        """Read what the site, registers and other languages call things."""
        self.spellings = await self.select("select * from page_spellings order by name")
        here: dict[str, dict[str, Row]] = {}
        for row in self.spellings:
            if row["register"] is None:
                thing = {"id": row["id"], "name": row["name"], "kind": KINDS[row["table_name"]]}
                here.setdefault(row["spelling"], {})[row["id"]] = thing
        others = [
            {"confidence": None} | other | thing | {"spelling": also, "is_whole": True}
            for other in self._others
            for also in other["also"]
            for thing in here.get(other["name"], {}).values()
        ]
        own = await self.select("select * from page_own_names") + others
        # One spelling of a register may be several names.
        each = {row["spelling"]: SEVERAL.split(row["spelling"]) for row in own}
        self._own = [
            (row, {*folded(row["spelling"])}, [{*folded(name)} for name in each[row["spelling"]]])
            for row in own
        ]
        # What the site itself calls things may be many, with a data set, and documents write it so.
        registered = [
            (row, plain(a)) for row in own if row["register"] for a in each[row["spelling"]]
        ]
        await self._add(_keys, [name for _, name in registered])
        self._far = [(row, _keys[name], signs(_keys[name])) for row, name in registered]
        whole = [str(row["spelling"]) for row in others if row["kind"] == "person"]
        # Of names that people have only whole.
        self.words = {word for name in whole for word in folded(name) if len(word) >= MIN_LETTERS}
        claims = await self.select("select statement from claims")
        texts = [
            json.dumps(self._config, ensure_ascii=False),
            *(row["statement"] for row in claims),
        ]
        texts += [row["spelling"] for row in self.spellings]
        self.all_words = dict.fromkeys(sorted({word for text in texts for word in folded(text)}))
        rows = await self.select(
            "select label from identifier_schemes where id in (select scheme from identifiers)"
        )
        self.registers = [str(row["label"]) for row in rows]
        return self

    async def _add(self, keys: dict[str, Words], texts: list[str]) -> None:
        """Add the words of those texts that have none yet."""
        new: dict[str, Words] = {text: [] for text in texts if text not in keys}
        for row in await self.select(KEYS, [json.dumps([*new])]) if new else []:
            new[row["text"]].append((row["is_joined"], row["word"], row["skeleton"]))
        keys.update(new)

    def elsewhere(self, text: str) -> Row | None:
        """Return what another register calls by just this name: its name here, and which."""
        return self._elsewhere.get(tuple(folded(text)))

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
            if len(self._known) >= MANY:
                self._known.clear()
            self._known[asked] = await self._called(asked)
        return [dict(row) for row in self._known[asked]]

    async def _called(self, asked: str) -> list[Row]:
        is_name = asked and not asked.isdigit()
        found = await self._find(q=asked) if is_name else []
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
        if exact := [told(row, "exact") for row, _, each in self._own if words in each]:
            return by_thing(exact)
        is_long = max(map(len, words)) >= MIN_LETTERS
        parts = [row for row, whole, _ in self._own if words < whole and has_parts(row)]
        return by_thing([told(row, "part") for row in parts if is_long])

    async def _nearest(self, text: str, found: list[Row]) -> list[Row]:
        """Return what is written like a text, by a document or by a register, the nearest first."""
        if len(text) < MIN_LETTERS:
            return found
        keys: dict[str, Words] = {}
        await self._add(keys, [text, *(plain(row["matched"]) for row in found)])
        words = keys[text]
        near = [(alike(words, keys[plain(row["matched"])]), row) for row in found]
        shared = signs(words)
        for row, others, their_signs in self._far:
            if not shared.isdisjoint(their_signs) and (has_parts(row) or alike(others, words)):
                near.append((alike(words, others), told(row, "alike")))
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
