"""What things are called: by the documents, in any spelling, and by registers and other languages.

By name things are found by the query `find`. Names that no document here gives stand in the
identifiers of registers and, where these have none, in metadata.yml under plugins: search. What
is written like one of them is found by the keys of `find` (schema/15_questions.sql). The file of a
served site does not change: what it calls things is read once.
"""

import json
import re
from difflib import SequenceMatcher, get_close_matches
from functools import partial
from typing import Any

from datasette.app import Datasette

from common.folding import words
from plugins.site.queries import Row, named, select
from plugins.site.search_words import (
    MAX_LETTERS,
    MAX_WORDS,
    MIN_LETTERS,
    MIN_PART,
    PARTICLES,
    SAME_PARTICLE,
    folded,
)

SEVERAL = re.compile(
    r"; |,? (?:aka|also known as|with) | \(Formerly |\)$| \([A-Z]+\)$| and others as aliases$"
)
# How like each other two words are, of 1, of which one may be meant by the other; and by how many
# letters one may be longer.
ALIKE, LONGER = 0.8, 2
# What is less like than the nearest, by so much, is not meant.
NEARLY = 0.9
LONG = 7
# Of so many texts at most it is remembered what is called so.
MANY = 2000
# Names that are suggested at once; how like each other their beginnings are; and how many of the
# letters typed are compared, each time with some 2,000 names.
SUGGESTED, BEGINS_ALIKE, MAX_TYPED = 8, 0.75, 40
KINDS = {"groups": "group", "people": "person", "places": "place"}


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


def sounds(text: str) -> list[str]:
    """Return the words of a name as they sound, however French or English writes it."""
    return [word.replace("dj", "j").replace("ch", "sh").replace("ou", "u") for word in words(text)]


def nearest(word: str, known: set[str], least: float) -> dict[str, float]:
    """Return the words that are written nearly as a word is, and about as long, with how nearly."""
    close = get_close_matches(word, known, 20, least) if len(word) >= MIN_LETTERS else []
    close = [other for other in close if abs(len(other) - len(word)) <= LONGER and word.isalpha()]
    return {other: SequenceMatcher(None, word, other).ratio() for other in close} | {word: 1}


def begin_so(words: set[str], start: str) -> set[str]:
    return {word for word in words if word.startswith(start)}


def begin_alike(words: set[str], start: str) -> set[str]:
    """Return the words whose beginning is like another: `mokht` is like that of `mukhtar`."""
    if len(start) < MIN_LETTERS:
        return begin_so(words, start)
    # It looks through the second text once, and has cheaper bounds of what it compares.
    likeness = SequenceMatcher(None, "", start, autojunk=False)
    found = set()
    for word in (word for word in words if word[0] == start[0]):
        likeness.set_seq1(word[: len(start)])
        if likeness.quick_ratio() >= BEGINS_ALIKE <= likeness.ratio():
            found.add(word)
    return found


class Names:
    """What is called by a text."""

    def __init__(self, datasette: Datasette, config: dict[str, Any]) -> None:
        self._find = partial(named, datasette, "find")
        self.search = partial(named, datasette, "search")
        self.select = partial(select, datasette)
        self._config = config
        self._others: list[Row] = config.get("names", [])
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
        rows = [*self.spellings, *own][:MANY]
        self._starts = [(str(row["name"]), {*sounds(plain(row["spelling"]))}) for row in rows]
        self._words = set[str]().union(*(words for _, words in self._starts))
        # What the site itself calls things may be many, with a data set, and documents write it so.
        self._far = [
            (row, sounds(plain(a))) for row in own if row["register"] for a in each[row["spelling"]]
        ]
        whole = [str(row["spelling"]) for row in others if row["kind"] == "person"]
        # Of names that people have only whole.
        self.words = {word for name in whole for word in folded(name) if len(word) >= MIN_LETTERS}
        texts = [row["statement"] for row in await self.select("select statement from claims")]
        texts.append(json.dumps(self._config, ensure_ascii=False))
        texts += [row["spelling"] for row in self.spellings]
        self.all_words = dict.fromkeys(sorted({word for text in texts for word in folded(text)}))
        rows = await self.select(
            "select label from identifier_schemes where id in (select scheme from identifiers)"
        )
        self.registers = [str(row["label"]) for row in rows]
        # A state is not listed as terrorist, and has no fighters.
        fighting = await self.select("select id from page_groups where meaning = 'organisation'")
        self.fighting = {str(row["id"]) for row in fighting}
        self._sources: dict[tuple[str, ...], dict[str, None]] = {}
        for row in await self.select("select * from page_source_names"):
            name = folded(row["name"])
            # Of an author the last name alone, and The Modern Insurgent without the article.
            alone = name[-1:] if row["is_author"] else name[name[:1] == ["the"] :]
            for called in (name, alone):
                self._sources.setdefault(tuple(called), {})[row["source_id"]] = None
        return self

    def source(self, words: list[str]) -> tuple[list[str], list[str]]:
        """Return the sources that some of a query's words name, the longest name, and the words."""
        for size in range(max(map(len, self._sources), default=0), 0, -1):
            for i in range(len(words) - size + 1):
                if found := self._sources.get(tuple(words[i : i + size])):
                    return list(found), words[i : i + size]
        return [], []

    def sources_in(self, words: list[str]) -> tuple[list[list[str]], list[str]]:
        """Return all sources that some words name, one after the other, and the words left."""
        found, left = [], words
        while (named := self.source(left))[0]:
            found.append(named[0])
            left = [word for word in left if word not in named[1]]
        return found, left

    def beginning(self, text: str) -> list[str]:
        """Return the names of a few things whose words, or words like them, begin as a text has."""
        asked = sounds(plain(text[:MAX_TYPED]))[:MAX_WORDS]
        if len("".join(asked)) < MIN_PART:
            return []
        for begin in (begin_so, begin_alike):
            fitting = [begin(self._words, start) for start in asked]
            found = [name for name, words in self._starts if all(map(words.intersection, fitting))]
            if found:
                return list(dict.fromkeys(found))[:SUGGESTED]
        return []

    def elsewhere(self, text: str) -> Row | None:
        """Return what another register calls by just this name: its name here, and which."""
        return self._elsewhere.get(tuple(folded(text)))

    def here(self, query: str) -> tuple[str, Row | None]:
        """Return a question with a name of several words that is another's called as here."""
        typed = query.split()
        for size in range(min(len(typed), max(map(len, self._elsewhere), default=0)), 1, -1):
            for i in range(len(typed) - size + 1):
                if row := self.elsewhere(" ".join(typed[i : i + size])):
                    return " ".join([*typed[:i], row["name"], *typed[i + size :]]), row
        return query, None

    def in_part(self, words: list[str]) -> str:
        """Return the name elsewhere that has all of some words, if they mean one thing."""
        names = {each: row["name"] for row in self._others for each in row["also"]}
        meant = [each for each in names if {*words} <= {*folded(re.sub("['’]", " ", each))}]
        # Arabic writes no short vowels: its words are shorter.
        is_long = max(map(len, words), default=0) > MIN_LETTERS
        is_long = is_long or (len(words) > 1 and len("".join(words)) >= LONG)
        is_one = len({names[each] for each in meant}) == 1
        return meant[0] if is_one and is_long else ""

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
        return sure or self._nearest(asked, found)

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

    def _nearest(self, text: str, found: list[Row]) -> list[Row]:
        """Return what is written like a text, by a document or by a register, the nearest first."""
        rows = [(row, sounds(plain(row["matched"])), True) for row in found]
        rows += [(told(row, "alike"), name, has_parts(row)) for row, name in self._far]
        known = {word for _, name, _ in rows for word in name}
        near: list[tuple[float, Row]] = []
        for asked, least in ((sounds(text), ALIKE), (["".join(sounds(text))], NEARLY)):
            close = [nearest(word, known, least) for word in asked]
            for row, name, is_part in rows:
                likest = [max((each.get(word, 0) for word in name), default=0) for each in close]
                if likest and all(likest) and (is_part or len(name) <= len(asked)):
                    near.append((sum(likest) / len(likest), row))
        least = NEARLY * max((like for like, _ in near), default=0)
        near.sort(key=lambda each: (bool(each[1].get("register")), -each[0]))
        return by_thing([row for like, row in near if like >= least]) or found

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
        found = [] if len(text) < MIN_LETTERS else await self.search(q=text)
        # Endings of words are taken off: Ghali finds Ghaly, Mourabitoune finds Mourabitoun.
        said = (set(folded(row["title"])) for row in found)
        return len(text) < MIN_LETTERS or any(set(folded(text)) <= each for each in said)
