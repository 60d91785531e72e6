"""What the search page finds, and what it says of how; templates/pages/search.html draws it.

Name search itself is the query `find`, and text search the query `search`. Which words mean the
same, ask a ready question or ask for conflicts, and which names only another register gives,
stands in metadata.yml under plugins: search.
"""

import json
import re
from calendar import month_name
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache, partial
from itertools import combinations, islice, product
from typing import Any

from datasette.app import Datasette
from jinja2 import Environment

from common.date_words import in_words
from common.folding import plain_letters
from common.project import DATABASE, PROJECT
from plugins.site.hooks import hookimpl
from plugins.site.queries import Row, named, select
from plugins.site.template_helpers import holding

MAX_LENGTH, MAX_WORDS, MAX_WORDINGS, MAX_TOGETHER = 200, 6, 80, 4
# How like each other two words are, of 1, that are taken for one another; shorter ones never are.
LIKENESS = 0.82
MIN_LETTERS = 4
# The same of what is searched instead without asking: Niamey is no misspelling of name.
SURE, SHORT = 0.85, 6
MIN_PART = 3
# Things that are called so in part, up to which they are listed where other words stand beside.
FEW = 3
SEVERAL = re.compile(r"; |,? (?:aka|also known as) | \([A-Z]+\)$")
# What is in the names of many, and by itself names nobody.
PARTICLES = {"abu", "ag", "al", "ben", "bin", "bint", "dr", "el", "ibn", "ould", "sheikh"}
# As they are written in French: too short for `find` to be taken for one another.
SAME_PARTICLE = {"abou": "abu", "cheikh": "sheikh"}
MONTHS = {month.lower() for month in month_name if month}
KINDS = ("claim", "attack", "source", "record")
NAMES = "select distinct name from page_names where subject_id = ? and kind_id <> 'descriptive'"
# A state is not listed as terrorist, and has no fighters.
FIGHTS = """select 1 from "groups" inner join group_kinds on "groups".kind = group_kinds.id
    where "groups".id = ? and group_kinds.meaning = 'organisation'"""
# An attack is also what a claim is about that has the words, where it is one and no description.
ABOUT = """select claim_id, attack_id, title from page_report_claims
    inner join page_told_attacks using (attack_id)
    where scope = 'incident' and claim_id in (select value from json_each(?))"""
# What the site itself calls a thing, and what registers call people and armed groups: a document
# may write it otherwise. A register has several names in one, and the surname in front.
OWN = """
select * from (
  select 'group' as kind, id, name, name as spelling, null as register from "groups"
  union all select 'person', id, name, name, null from people
  union all select 'place', id, name, name, null from places
  union all
  select case table_name when 'groups' then 'group' else 'person' end, id, name, spelling, register
  from page_spellings
  where register is not null and (table_name = 'people' or id in (
    select "groups".id from "groups" inner join group_kinds on "groups".kind = group_kinds.id
    where group_kinds.meaning = 'organisation'
  ))
)
"""
DISPUTES = """select * from page_disagreements
    inner join page_dispute_words using (disagreement_id) order by turn, topic"""


@dataclass
class Unit:
    """A word of a query, or the words of one name in it."""

    typed: str
    same: list[str]  # the words and others for the same thing, by any of which a text is found
    names: list[Row]  # what is called so, as `find` says it


def folded(text: str) -> list[str]:
    """Return the words of a text in small plain letters, Abou as Abu."""
    words = plain_letters(text).casefold().split()
    return [SAME_PARTICLE.get(word, word) for word in words]


@lru_cache(4096)  # a search goes through all names for each of its words
def words_of(spelling: str) -> tuple[frozenset[str], list[frozenset[str]]]:
    """Return the words of what may be several names in one, and of each of these."""
    each = [frozenset(folded(name)) for name in SEVERAL.split(spelling)]
    return frozenset(folded(spelling)), each


def telling(query: str, asking: Iterable[str], phrases: Mapping[str, list[str]]) -> list[str]:
    """Return the words of a query without those that only ask, `who`; all where none is left.

    Phrases that mean one word are that word: `or` is gold in French behind an article alone.
    """
    query = query.replace("’", "'")
    for word, same in phrases.items():
        query = re.sub(rf"(?i)\b(?:{'|'.join(map(re.escape, same))})\b", word, query)
    query = re.sub(r"\b(\d\d)/(\d\d)/(\d{4})\b", r"\3-\2-\1", query)
    query = re.sub(r"\b\d{4}-\d\d(-\d\d)?\b", lambda date: in_words(date[0]), query)
    words = folded(re.sub(r"['’]s\b", "", re.sub(r"(?i)\b(?:[cdjlmnst]|qu)['’]", " ", query)))
    return ([word for word in words if word not in asking] or words)[:MAX_WORDS]


def alternates(text: str, sets: Iterable[list[str]]) -> list[str]:
    """Return a word, of one thing or of several, and others for the same."""
    forms = {text, text.removesuffix("s"), text + "s"}
    others = [other for same in sets if not forms.isdisjoint(same) for other in same]
    return [text, *(other for other in dict.fromkeys(others) if other not in forms)]


def wordings(same: Iterable[list[str]]) -> list[str]:
    """Return each way to say all of some words by others for the same thing."""
    return [" ".join(words) for words in islice(product(*same), MAX_WORDINGS)]


def near(query: str, rows: list[Any], column: str) -> list[Any]:
    """Return the rows whose text has all words of a query in part, or most nearly as a word."""
    words = [word for word in folded(query) if word not in PARTICLES][:MAX_WORDS]
    wanted = [*words, *(["".join(words)] if len(words) in (2, 3) else [])]
    texts = [folded(row[column]) for row in rows]
    for least in (MIN_PART, len(query) + 1):
        scores = [sum(_is_near(word, text, least) for word in wanted) for text in texts]
        best = max(scores, default=0)
        if best >= len(words):
            break
    return [row for row, score in zip(rows, scores, strict=True) if score == best > 0]


def _is_near(word: str, words: list[str], least: int) -> bool:
    if len(word) >= least and any(other.startswith(word) for other in words):
        return True
    return len(word) >= MIN_LETTERS and bool(get_close_matches(word, words, 1, LIKENESS))


class Search:
    """What the words of a query may mean, and what is found by them."""

    def __init__(self, datasette: Datasette, query: str) -> None:
        self._words: dict[str, Any] = datasette.plugin_config("search") or {}
        self._select = partial(select, datasette)
        self._find = partial(named, datasette, "find")
        self._search = partial(named, datasette, "search")
        self._datasette = datasette
        self._own: list[Row] = []
        self.q = query.replace("\0", " ").strip()[:MAX_LENGTH]

    async def read(self) -> "Search":
        """Read the query, if there is one."""
        self.spellings = await self._select("select * from page_spellings order by name")
        self._own = await self._select(OWN)
        if self.q:
            await self._understand()
            await self._look_up()
        return self

    async def names_only(self) -> list[Row]:
        """Return what is called just so, or in part, or is written like it."""
        return await self._found(self.q)

    async def _understand(self) -> None:
        """Find out what the query asks and names."""
        conflict, asking = self._words["conflicts"], self._words["asking"].split()
        words = telling(self.q, asking, self._words.get("phrases", {}))
        self.better = await self._corrected(words)
        words = list(dict.fromkeys(self.better.get(word, word) for word in words))
        self.told = told = " ".join(words)
        self.register = self._elsewhere(self.q) or self._elsewhere(told)
        self.asks_conflicts = not set(words).isdisjoint(conflict["words"])
        besides = [word for word in words if word not in conflict["words"] + conflict["beside"]]
        self.subject = " ".join(besides)
        words = besides if self.asks_conflicts and besides else words
        self.help = holding(self._words["glossary"] + self._words["help"], "find", told)
        called = await self._called(self.q)
        whole = [row for row in called if not self.help or row["match"] != "alike"]
        is_one = whole or self.help
        self._units = [await self._unit(told, whole)] if is_one else await self._split(words)
        self.questions, self.group = await self._asked([] if self.asks_conflicts else words)
        # What several are called in part says little beside other words.
        few = [u.names for u in self._units if len({row["id"] for row in u.names}) <= FEW]
        self.names = await self._found(self.q) if whole else [row for rows in few for row in rows]
        tried = wordings(unit.same for unit in self._units)
        is_told = self.questions or whole or self.asks_conflicts
        ready = [] if is_told else ready_questions(self._datasette)
        self.ready = [row for each in tried for row in holding(ready, "question", each)]

    async def _look_up(self) -> None:
        """Find the texts that have all words, or most of them."""
        rows = await self._texts(self._units)
        # A page of all attacks answers what is asked of one, and does not name it.
        is_answered = rows or any("path" not in row for row in self.questions)
        is_lacking = bool(self.subject) and not is_answered and len(self._units) > 1
        parts, alone = await self._together() if is_lacking else ([], [])
        # Child soldiers are no soldiers; but where each word is found, some of them are an answer:
        # of a year and what never was in it, that year.
        some = [(unit,) for unit in alone] if len(alone) == len(self._units) else []
        parts = parts or [part for part in some if part[0].typed.isdigit()]
        rows = rows or await self._texts(*(parts or some))
        is_found = rows or self.names or self.questions or self.help or self.asks_conflicts
        self.nearest = [] if is_found or alone else near(self.told, self.spellings, "spelling")
        # Where no text has all words: these, which are together in one, and which found alone.
        is_told = parts or (alone and not self.help)
        self.lacking = [unit.typed for unit in self._units] if is_told else []
        if self.lacking:  # what is called so in part is not what is asked for
            whole = [each for each in self.names if each["match"] != "part"]
            self.names = whole or [each for each in self.names if each["kind"] == "person"]
        self.parts = [[unit.typed for unit in part] for part in parts]
        self.alone = [unit.typed for unit in alone if (unit,) not in parts]
        titles = [set(folded(row["title"])) for row in rows]
        others = dict.fromkeys(each for unit in self._units for each in unit.same[1:])
        self.also = [each for each in others if any(set(folded(each)) <= title for title in titles)]
        asks_of = self.subject or not self.asks_conflicts
        self.disputes = await self._disputes(self._units if asks_of else [])
        self.texts = {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS}
        self.about = await self._select(ABOUT, [json.dumps([row["id"] for row in rows])])

    def _elsewhere(self, text: str) -> dict[str, Any] | None:
        """Return what another register calls by just this name: its name here, and which."""
        rows = self._words.get("names", [])
        return next((row for row in rows if folded(text) in map(folded, row["also"])), None)

    async def _found(self, text: str) -> list[Row]:
        """Return what is called so, in full or in part, the nearest first."""
        asked = (self._elsewhere(text) or {"name": text})["name"]
        asked = re.sub(r"\w+", lambda word: SAME_PARTICLE.get(word[0].lower(), word[0]), asked)
        found = [] if asked.isdigit() or not asked else await self._find(q=asked)
        self._own = self._own or await self._select(OWN)
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
            registers = dict.fromkeys(each["register"] for each in best if each["id"] == id_)
            row["register"] = row["register"] and ", ".join(filter(None, registers))
        return list(rows.values())

    async def _called(self, text: str) -> list[Row]:
        """Return what is called so, as nearly as anything is; sharia is a word, and not Syria."""
        rows = await self._found(text)
        is_alike = rows and rows[0]["match"] == "alike"
        is_word = is_alike and (len(text) < MIN_LETTERS or await self._search(q=text))
        return [] if is_word else [row for row in rows if row["match"] == rows[0]["match"]]

    async def _corrected(self, words: list[str]) -> dict[str, str]:
        """Return the nearest known word for each that is unknown and finds nothing."""
        rows = await self._select("select statement as spelling from claims") + self.spellings
        texts = [json.dumps(self._words), *(row["spelling"] for row in rows)]
        known = {word for text in texts for word in folded(text)}
        better = {}
        for word in words:
            if len(word) > MIN_LETTERS and known.isdisjoint((word, word.removesuffix("s"))):
                close = get_close_matches(word, sorted(known), 1, SURE)
                # A letter too many in a short word makes it another: a drone is not done.
                is_short = close and len(close[0]) < len(word) <= SHORT
                if close and not is_short and not await self._search(q=word):
                    better[word] = close[0]
        return better

    async def _unit(self, text: str, names: list[Row]) -> Unit:
        """Return words with what is called so, and all by which it is found in a text."""
        same = alternates(text, self._words["words"])
        # Part of a name may be part of another's too, but for that of a person.
        meant = {row["id"] for row in names if row["match"] != "part" or row["kind"] == "person"}
        others = await self._select(NAMES, list(meant)) if len(meant) == 1 else []
        asking = [{word} for word in self._words["asking"].split()]  # IS is an acronym, too
        for name in sorted((row["name"].lower() for row in others), key=len):
            words = set(folded(name))
            if words not in asking and not any(set(folded(each)) <= words for each in same):
                same.append(name)
        return Unit(text, same, names)

    async def _split(self, words: list[str]) -> list[Unit]:
        """Return the words of a query, those of a name together."""
        units: list[Unit] = []
        alone = {word: [] if word in PARTICLES else await self._called(word) for word in words}
        while words:
            for size in range(len(words), 0, -1):
                text, names = " ".join(words[:size]), []
                if size > 1 and words[size - 1] in PARTICLES:
                    continue  # no name ends so: it begins the next
                # Beside other words emir names nobody, nor does another word for it.
                if size == 1 and len(alternates(text, self._words["words"])) == 1:
                    names = alone[text]
                # What has all words is found by each; two may be one that is written apart.
                elif size == 2 or (size > 2 and all(alone[word] for word in words[:size])):
                    names = await self._called(text)
                if names:
                    break
            units.append(await self._unit(text, names))
            words = words[size:]
        return units

    async def _texts(self, *parts: Iterable[Unit]) -> list[Row]:
        """Return the claims, attacks, sources and records that have all words of a part."""
        found: dict[tuple[str, ...], Row] = {}
        for part in parts:
            # What joins the words of a name makes them one phrase.
            same = [
                [each.replace(" ", "_" if unit.names else " ") for each in unit.same]
                for unit in part
            ]
            for row in await self._search(q=" | ".join(wordings(same))):
                number = row["matched"] or "" if row["kind"] == "record" else ""
                found.setdefault((row["kind"], row["id"], number), row)
        return list(found.values())

    async def _together(self) -> tuple[list[tuple[Unit, ...]], list[Unit]]:
        """Return the most words that a text has together, in each way, or the one name.

        Beside it those that are found alone.
        """
        units = [unit for unit in self._units if unit.typed not in PARTICLES]
        found = [unit for unit in units if await self._texts([unit])][:MAX_TOGETHER]
        for size in range(len(found), 1, -1):
            if parts := [each for each in combinations(found, size) if await self._texts(each)]:
                return parts, []
        # What says that it is about the subject would be nearly all.
        subject = PROJECT.subject.id
        names = [unit for unit in found if unit.names and unit.names[0]["id"] != subject]
        return [tuple(names)] if len(names) == 1 else [], found

    async def _disputes(self, units: list[Unit]) -> list[Row]:
        """Return the disagreements whose subject has all of some words, the gravest first."""
        rows = await self._select(DISPUTES)
        for unit in units:
            found = [row["topic"] for each in unit.same for row in holding(rows, "subject", each)]
            rows = [row for row in rows if row["topic"] in found]
        return rows

    def _is_when(self, word: str) -> bool:
        """Whether a word is a year or the name of a month."""
        return word.isdigit() or not MONTHS.isdisjoint(alternates(word, self._words["words"]))

    async def _asked(self, words: list[str]) -> tuple[list[dict[str, Any]], Row | None]:
        """Return the ready questions that words ask, and of which group: the subject by default."""
        # What asks by more words asks more exactly: `who founded` is not when.
        asked = {*words, *folded(self.q)} if words else set()
        questions = self._words.get("questions", [])
        phrases = [[each.split() for each in row["words"]] for row in questions]
        sizes = [max(len(each) * asked.issuperset(each) for each in row) for row in phrases]
        most = max(sizes, default=0)
        rows = [row for row, size in zip(questions, sizes, strict=True) if size == most > 0]
        known = {word for row in rows for each in row["words"] for word in each.split()}
        # How strong it was in 2018: that names no other thing.
        is_by_date = any("by_date" in row for row in rows)
        others = [word for word in words if word not in known]
        besides = " ".join(each for each in others if is_by_date or not self._is_when(each))
        # Who or what a name is, where more than the name is written.
        if not rows and len(self._units) == 1 and folded(self.q) != self._units[0].typed.split():
            rows, besides = [row for row in questions if row["words"] == [""]], self._units[0].typed
        if not besides or all("path" in row for row in rows):  # which ask of no one group
            return rows, {"id": PROJECT.subject.id, "name": PROJECT.subject.name}
        # Of what has a name whole, whatever else is asked of it.
        named = [row for unit in self._units for row in unit.names if row["match"] == "exact"]
        things = await self._called(besides) or named
        if len({row["id"] for row in things}) != 1 or things[0]["kind"] != "group":
            return [], None
        if not await self._select(FIGHTS, [things[0]["id"]]):
            rows = [row for row in rows if row.keys().isdisjoint({"answer", "lines"})]
        return rows, things[0]


def ready_questions(datasette: Datasette) -> list[dict[str, Any]]:
    """Return the questions of the home page, and the titles of the named queries."""
    queries = (datasette.metadata("queries", database=DATABASE) or {}).items()
    return [
        *(datasette.metadata("questions") or []),
        *({"question": each["title"], "path": f"/{DATABASE}/{name}"} for name, each in queries),
    ]


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Give the search page what is above, the glossary its words, and disagreements `wordings`."""
    config = datasette.plugin_config("search") or {}
    same = partial(alternates, sets=config.get("words", []))
    env.globals |= {
        "called": lambda text: Search(datasette, text).names_only(),
        "searched": lambda query: Search(datasette, query).read(),
        "search_words": config,
        "wordings": lambda query: [query, *wordings(map(same, folded(query)))[1:]],
    }
