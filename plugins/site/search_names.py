"""What things are called: by the documents, in any spelling, and by registers and other languages.

Names that no document here gives stand in the identifiers of registers and, where these have none,
in project.yml. The file of a served site does not change: what it calls
things is read once. What is written like one of them, rapidfuzz tells.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from datasette.app import Datasette
from rapidfuzz import fuzz, process

from common.folding import words
from plugins.site.queries import Row, named, select
from plugins.site.search_words import (
    MAX_LETTERS,
    MAX_WORDS,
    MIN_LETTERS,
    MIN_PART,
    PARTICLES,
    POSSESSIVE,
    folded,
)

LATIN = re.compile("[A-Za-z]")
SEVERAL = re.compile(
    r"; |,? (?:aka|also known as|with) | \(Formerly |\)$| \([A-Z]+\)$| and others as aliases$"
)
# What is one sound, and is written otherwise in French, in English or from Arabic.
SOUNDS = {
    **{"dj": "j", "ch": "sh", "sh": "sh", "ci": "si", "ce": "se", "kh": "k", "c": "k", "q": "k"},
    **{"gh": "g", "rh": "g", "ph": "f", "ou": "u", "oo": "u", "o": "u", "ee": "i", "y": "i"},
}
# What search.yml and project.yml have that nobody types.
NOT_ASKED = dict.fromkeys(("help", "glossary", "names", "instead"))
FRENCH, FRENCH_ARTICLES = "French", {"le", "la", "les"}
# Letters of Arabic that are typed for one another, the first with its sound, which is else dropped;
# and its article, which is joined to a word.
ARABIC = str.maketrans("اأإآىة", "aaaaيه")  # noqa: RUF001  they are Arabic
ARABIC_ARTICLE = r"\bال(?=\w{3})"  # noqa: RUF001
# How like each other, of 100, two names are of which one may be meant by the other: of as many
# words, each as one word, and of a long surname alone; and by how many letters that may be longer.
ALIKE, JOINED, SURNAME, LONGER = 82, 90, 85, 2
LONG = 7
# Names that are suggested at once; how like each other their beginnings are; how many of the
# letters typed are compared, and with how many names.
SUGGESTED, BEGINS_ALIKE, MAX_TYPED, MANY = 8, 75, 40, 2000


def letters(text: str) -> tuple[str, ...]:
    """Return the words of a name in plain letters, without articles."""
    text = re.sub(ARABIC_ARTICLE, "", re.sub("[çÇ]", "s", text[:MAX_LETTERS])).translate(ARABIC)
    parts = words(text)
    return tuple(part for part in parts if part not in FRENCH_ARTICLES)


def sounds(text: str) -> tuple[str, ...]:
    """Return the words of a name as they sound, however French or English writes it."""
    alike = (re.sub("|".join(SOUNDS), lambda same: SOUNDS[same[0]], w) for w in letters(text))
    return tuple(re.sub(r"(.)\1", r"\1", word) for word in alike)


def in_order(name: Iterable[str]) -> str:
    """Return the words of a name in one order, without those that are in the names of many."""
    return " ".join(sorted(word for word in name if word not in PARTICLES))


def has_part(row: Row, name: Iterable[str], asked: Sequence[str]) -> bool:
    """Return whether words of a name are a name by themselves: of a group as they stand there.

    What a man is also called elsewhere may be the name of others, as Khaled and Barry are, but
    not in letters that no document here has; and a register may call a group by a sentence.
    """
    if row["kind"] == "person":
        is_name = not row["register"] or max(map(len, asked), default=0) >= MIN_LETTERS
        return is_name and not (row.get("is_whole") and LATIN.search(row["spelling"]))
    is_name = len("".join(asked)) >= LONG if row.get("is_whole") else bool(row["source_id"])
    return is_name and len("".join(asked)) >= MIN_PART and " ".join(asked) in " ".join(name)


def by_thing(rows: list[Row], match: str) -> list[Row]:
    """Return what is called so here, and once what only registers call so, with all of these."""
    found: dict[tuple[str, ...], Row] = {}
    here = {row["id"] for row in rows if not row["register"]}
    for row in (row for row in rows if not row["register"] or row["id"] not in here):
        key = (row["id"], "" if row["register"] else row["spelling"], row["source_id"] or "")
        first = found.setdefault(key, {**row, "matched": row["spelling"], "match": match})
        if row["register"] and row["register"] not in first["register"]:
            first["register"] += ", " + row["register"]
    return list(found.values())


class Names:
    """What is called by a text."""

    def __init__(self, datasette: Datasette, config: dict[str, Any]) -> None:
        self.search = partial(named, datasette, "search")
        self.select = partial(select, datasette)
        self._config = config
        # What another register calls by just this name: its name here, and which.
        self.elsewhere = {folded(a): row for row in config["names"][::-1] for a in row["also"]}
        french = [name for name, row in self.elsewhere.items() if row["register"] == FRENCH]
        self._french = {name[0] for name in french if len(name) == 1} | config["french"].keys()

    async def read(self) -> "Names":
        """Read what the site, registers and other languages call things."""
        rows = await self.select("select * from page_all_names")
        things = {row["spelling"]: row for row in rows[::-1] if not row["register"]}
        rows += [
            {**things[row["name"]], "confidence": None, "source_id": None, "is_whole": True}
            | row
            | {"name": things[row["name"]]["name"], "spelling": also}
            for row in self._config["names"]
            for also in row["also"]
            if row["name"] in things
        ]
        each = [
            (row, name)
            for row in rows
            for name in (SEVERAL.split(row["spelling"]) if row["register"] else [row["spelling"]])
            if name
        ]
        each = [(row, POSSESSIVE.sub("", name)) for row, name in each]  # as in queries
        self._spelled = [
            [(row, dict.fromkeys(fold(name))) for row, name in each] for fold in (letters, sounds)
        ]  # words, quick to look up and in their order
        self._sorted = [in_order(name) for _, name in self._spelled[1]]
        self._surnames = {
            i: word
            for i, (row, name) in enumerate(self._spelled[1])
            for word in name
            if row["kind"] == "person" and len(word) >= LONG
        }
        self._joined = ["".join(name) for _, name in self._spelled[1]]
        self.spellings = await self.select("select * from page_spellings order by name")
        starts = [(row["name"], sounds(row["spelling"])) for row in self.spellings]
        starts += [(r["name"], tuple(w)) for r, w in self._spelled[1] if r["kind"] != "milestone"]
        self._starts = starts[:MANY]
        claims = await self.select("select id, statement, modality from claims")
        texts = [row["statement"] for row in claims] + [row["spelling"] for row in self.spellings]
        # Implied or quoted claims count for less than statements; notes and titles for least.
        less = {"implied": 1, "quoted": 1, "reference": 2, "title": 2}
        self.lateness = {row["id"]: less.get(row["modality"], 0) for row in claims}
        # A word of the help's own sentences is no correction of one that is asked.
        texts.append(json.dumps(self._config | NOT_ASKED, ensure_ascii=False))
        texts += [row["find"] for row in self._config["help"] + self._config["glossary"]]
        people = [w for r, w in self._spelled[0] if r["kind"] == "person" and r["is_name"]]
        self.of_people = {word for name in people for word in name}
        # Words with an apostrophe, which texts have as two, may be typed as one.
        self.apart = {"".join(folded(w)): w for t in texts for w in re.findall(r"\b\w+['’]\w+", t)}
        self.all_words = {word for text in texts for word in folded(text)}
        await self._read_beside()
        return self

    async def _read_beside(self) -> None:
        """Read what is no name: registers, days of attacks, what groups are, and sources."""
        self.registers = await self.select(
            "select label from identifier_schemes where id in (select scheme from identifiers)"
        )
        dates = await self.select("select date_earliest, date_latest from page_incidents")
        self.days = {day for row in dates for day in (row["date_earliest"], row["date_latest"])}
        # A state is not listed as terrorist, and has no fighters.
        groups = await self.select("select id, meaning from page_groups")
        self.fighting = {str(row["id"]) for row in groups if row["meaning"] == "organisation"}
        self.states = {str(row["id"]) for row in groups if row["meaning"] == "state"}
        self._sources: dict[tuple[str, ...], dict[str, None]] = {}
        for row in await self.select("select * from page_source_names"):
            source = folded(row["name"])
            # Of an author the last name alone, and The Modern Insurgent without the article.
            alone = source[-1:] if row["is_author"] else source[source[:1] == ("the",) :]
            for called in (source, alone):
                self._sources.setdefault(called, {})[row["source_id"]] = None

    def sources_in(self, words: tuple[str, ...]) -> list[tuple[list[str], tuple[str, ...]]]:
        """Return the sources that some words name, the longest name first, and with which words."""
        for size in range(max(map(len, self._sources), default=0), 0, -1):
            for i in range(len(words) - size + 1):
                if found := self._sources.get(words[i : i + size]):
                    left = tuple(word for word in words if word not in words[i : i + size])
                    return [([*found], words[i : i + size]), *self.sources_in(left)]
        return []

    def sources_of(self, names: Iterable[str]) -> set[str]:
        """Return the sources whose name begins with one of some names, such as “US”."""
        starts = [folded(name) for name in names]
        begun = [name for name in self._sources for each in starts if name[: len(each)] == each]
        return {id_ for name in begun for id_ in self._sources[name]}

    def of(self, id_: str) -> list[str]:
        """Return what documents call a thing, without what only describes it."""
        names = [row for row, _ in self._spelled[0] if row["id"] == id_ and row["is_name"]]
        return list(dict.fromkeys(row["spelling"].lower() for row in names))

    def beginning(self, text: str) -> list[str]:
        """Return the names of a few things whose words, or words like them, begin as a text has."""
        asked = sounds(text[:MAX_TYPED])[:MAX_WORDS]
        for least in (100, BEGINS_ALIKE) if len("".join(asked)) >= MIN_PART else ():
            found = [
                str(name)
                for name, words in self._starts
                if all(
                    any(w[0] == a[0] and fuzz.ratio(w[: len(a)], a) >= least for w in words)
                    for a in asked
                )
            ]
            if found:
                return list(dict.fromkeys(found))[:SUGGESTED]
        return []

    def is_french(self, query: str) -> bool:
        """Return whether a query has a French accent, word or name, and no word of English."""
        words = {*folded(re.sub("['’]", " ", query))}
        if not words.isdisjoint(self._config["english"].split()):
            return False
        words |= {word.removesuffix("s") for word in words}
        accent = re.search(r"[éèêàùœç]|\b(?:[dl]|qu)['’](?!Ivoire)\w", query)
        return bool(accent) or not words.isdisjoint(self._french)

    def here(self, query: str) -> tuple[str, dict[str, Row]]:
        """Return a question with a name of several words as this site has it, and that name."""
        typed = [word for word in query.split() if folded(word)]
        for size in range(min(len(typed), max(map(len, self.elsewhere), default=0)), 1, -1):
            for i in range(len(typed) - size + 1):
                if row := self.elsewhere.get(folded(" ".join(typed[i : i + size]))):
                    said = " ".join(typed[i : i + size])
                    return " ".join([*typed[:i], row["name"], *typed[i + size :]]), {said: row}
        return query, {}

    def found(self, text: str) -> list[Row]:
        """Return what is called so, in full and in part, or sounds so, or is written like it."""
        if text.isdigit() or not letters(text) or {*folded(text)} <= PARTICLES:
            return []
        # A word of claims is not taken for a name spelled like it: sharia is not Syria.
        is_known = {*folded(text)} <= self.all_words
        for sure, part, fold, spelled in zip(
            ("exact", "alike"), ("part", "alike"), (letters, sounds), self._spelled, strict=True
        ):
            asked = fold(text)
            same, joined = {*asked}, "".join(asked)
            names = [
                (row, name)
                for row, name in spelled
                # “Bel Mokhtar” is a word of a name that is written in two.
                if same <= name.keys() or (len(joined) >= LONG and joined in name)
            ]
            exact = [row for row, name in names if same == name.keys()]
            parts = [row for row, name in names if row not in exact and has_part(row, name, asked)]
            # Short words sound like many others, and “cite” is not a name that sounds like it.
            is_word = is_known and text.isascii() and len(asked) == 1
            is_name = fold is letters or (len(joined) >= MIN_LETTERS and not is_word)
            if (exact or parts) and is_name:
                return by_thing(exact, sure) + by_thing(parts, part)
        return [] if is_known else by_thing(self._alike(sounds(text)), "alike")

    def _alike(self, asked: Sequence[str]) -> list[Row]:
        """Return what is written nearly so, the nearest of it."""
        one = "".join(asked)
        if len(one) < MIN_LETTERS:
            return []
        alike = partial(process.extract, scorer=fuzz.ratio, limit=MANY)
        near = alike(in_order(asked), self._sorted, score_cutoff=ALIKE)
        near = [each for each in near if each[0].count(" ") == in_order(asked).count(" ")]
        joined = alike(one, self._joined, score_cutoff=JOINED)
        near += [each for each in joined if abs(len(each[0]) - len(one)) <= LONGER]
        if len(asked) == 1 and len(one) >= LONG:
            near += alike(one, self._surnames, score_cutoff=SURNAME)
        best = max((score for _, score, _ in near), default=0)
        return [self._spelled[1][i][0] for _, score, i in near if score >= best - 1]

    def called(self, text: str) -> list[Row]:
        """Return what is called so, as nearly as anything is."""
        rows = self.found(text)
        return [row for row in rows if row["match"] == rows[0]["match"]]
