"""What the search page finds, and what it says of how; templates/pages/search.html draws it.

Name search itself is the query `find`, and text search the query `search`. Which words mean the
same, ask a ready question or ask for conflicts, and which names only another register gives,
stands in metadata.yml under plugins: search.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from itertools import combinations, islice, product
from typing import Any

from datasette.app import Datasette
from jinja2 import Environment

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
SURE = 0.85
MIN_PART = 3
# Things that are called so in part, up to which they are listed where other words stand beside.
FEW = 3
KINDS = ("claim", "attack", "source", "record")
NAMES = "select distinct name from page_names where subject_id = ? and kind_id <> 'descriptive'"
# An attack is also what a claim is about that has the words, where it is one and no description.
ABOUT = """select claim_id, attack_id, title from page_report_claims
    inner join page_told_attacks using (attack_id)
    where scope = 'incident' and claim_id in (select value from json_each(?))"""


@dataclass
class Unit:
    """A word of a query, or the words of one name in it.

    Attributes:
        same: The words and others for the same thing, by any of which a text is found.
        names: What is called so, as `find` says it.
    """

    typed: str
    same: list[str]
    names: list[Row]


def folded(text: str) -> list[str]:
    """Return the words of a text in small plain letters."""
    return plain_letters(text).casefold().split()


def telling(query: str, asking: Iterable[str]) -> list[str]:
    """Return the words of a query without those that only ask, `who`; all where none is left."""
    words = folded(re.sub(r"['’]s\b", "", re.sub(r"(?i)\b(?:[cdjlmnst]|qu)['’]", " ", query)))
    return ([word for word in words if word not in set(asking)] or words)[:MAX_WORDS]


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
    words = folded(query)[:MAX_WORDS]
    wanted = [*words, *(["".join(words)] if len(words) in (2, 3) else [])]
    scored, best = [], 0
    for least in (MIN_PART, len(query) + 1):
        texts = [(folded(row[column]), row) for row in rows]
        scored = [(sum(_is_near(word, text, least) for word in wanted), row) for text, row in texts]
        best = max((score for score, _ in scored), default=0)
        if best >= len(words):
            break
    return [row for score, row in scored if score == best > 0]


def _is_near(word: str, words: list[str], least: int) -> bool:
    if len(word) >= least and any(other.startswith(word) for other in words):
        return True
    return len(word) >= MIN_LETTERS and bool(get_close_matches(word, words, 1, LIKENESS))


class Search:
    """What the words of a query may mean."""

    def __init__(self, datasette: Datasette) -> None:
        self.words: dict[str, Any] = datasette.plugin_config("search") or {}
        self.select = partial(select, datasette)
        self.find = partial(named, datasette, "find")
        self.search = partial(named, datasette, "search")

    def elsewhere(self, text: str) -> dict[str, Any] | None:
        """Return what another register calls by just this name: its name here, and which."""
        rows = self.words.get("names", [])
        return next((row for row in rows if folded(text) in map(folded, row["also"])), None)

    async def found(self, text: str) -> list[Row]:
        """Return what is called so, in full or in part, the nearest first."""
        return await self.find(q=(self.elsewhere(text) or {"name": text})["name"]) if text else []

    async def called(self, text: str) -> list[Row]:
        """Return what is called so, as nearly as anything is."""
        rows = await self.found(text)
        return [row for row in rows if row["match"] == rows[0]["match"]]

    async def corrected(self, words: list[str], spellings: list[Row]) -> dict[str, str]:
        """Return the nearest known word for each that is unknown and finds nothing."""
        rows = await self.select("select statement as spelling from claims") + spellings
        texts = [json.dumps(self.words), *(row["spelling"] for row in rows)]
        known = {word for text in texts for word in folded(text)}
        better = {}
        for word in words:
            if len(word) > MIN_LETTERS and known.isdisjoint((word, word.removesuffix("s"))):
                close = get_close_matches(word, sorted(known), 1, SURE)
                if close and not await self.search(q=word):
                    better[word] = close[0]
        return better

    async def unit(self, text: str, names: list[Row]) -> Unit:
        """Return words with what is called so, and all by which it is found in a text."""
        same = alternates(text, self.words["words"])
        # Part of a name may be part of another's too, but for that of a person.
        meant = {row["id"] for row in names if row["match"] != "part" or row["kind"] == "person"}
        others = await self.select(NAMES, list(meant)) if len(meant) == 1 else []
        asking = [{word} for word in self.words["asking"].split()]  # IS is an acronym, too
        for name in sorted((row["name"].lower() for row in others), key=len):
            words = set(folded(name))
            if words not in asking and not any(set(folded(each)) <= words for each in same):
                same.append(name)
        return Unit(text, same, names)

    async def units(self, words: list[str]) -> list[Unit]:
        """Return the words of a query, those of a name together."""
        units: list[Unit] = []
        # Beside other words emir names nobody, nor does another word for it.
        plain = {word for word in words if len(alternates(word, self.words["words"])) > 1}
        alone = {word: await self.called(word) for word in words}
        while words:
            for size in range(len(words), 0, -1):
                text = " ".join(words[:size])
                if size == 1:
                    names = [] if text in plain else alone[text]
                # What has all words is found by each; two may be one that is written apart.
                elif size == 2 or all(alone[word] for word in words[:size]):
                    names = await self.called(text)
                else:
                    names = []
                if names:
                    break
            units.append(await self.unit(text, names))
            words = words[size:]
        return units

    async def texts(self, *parts: Iterable[Unit]) -> list[Row]:
        """Return the claims, attacks, sources and records that have all words of a part."""
        found: dict[tuple[str, ...], Row] = {}
        for part in parts:
            # What joins the words of a name makes them one phrase.
            same = [
                [each.replace(" ", "_" if unit.names else " ") for each in unit.same]
                for unit in part
            ]
            for row in await self.search(q=" | ".join(wordings(same))):
                number = row["matched"] or "" if row["kind"] == "record" else ""
                found.setdefault((row["kind"], row["id"], number), row)
        return list(found.values())

    async def together(self, units: list[Unit]) -> tuple[list[tuple[Unit, ...]], list[Unit]]:
        """Return the most of some units that a text has together, in each way, or the one name.

        Beside it those that are found alone.
        """
        found = [unit for unit in units if await self.texts([unit])][:MAX_TOGETHER]
        for size in range(len(found), 1, -1):
            if parts := [each for each in combinations(found, size) if await self.texts(each)]:
                return parts, []
        # What says that it is about the subject would be nearly all.
        subject = PROJECT.subject.id
        names = [unit for unit in found if unit.names and unit.names[0]["id"] != subject]
        return [tuple(names)] if len(names) == 1 else [], found

    async def disputes(self, units: list[Unit]) -> list[Row]:
        """Return the disagreements whose subject has all of some words, the gravest first."""
        rows = await self.select("""select * from page_disagreements
            inner join page_dispute_words using (disagreement_id) order by turn, topic""")
        tried = wordings(unit.same for unit in units)
        found = [row["topic"] for each in tried for row in holding(rows, "subject", each)]
        return [row for row in rows if row["topic"] in found]

    async def asked(self, words: list[str]) -> tuple[list[dict[str, Any]], Row | None]:
        """Return the ready questions that words ask, and of which group: the subject by default."""
        rows = [row for row in self.words.get("questions", []) if set(words) & set(row["words"])]
        known = {word for row in rows for word in row["words"]}
        if not (besides := " ".join(word for word in words if word not in known)):
            return rows, {"id": PROJECT.subject.id, "name": PROJECT.subject.name}
        things = list({row["id"]: row for row in await self.called(besides)}.values())
        is_group = len(things) == 1 and things[0]["kind"] == "group"
        if not is_group:
            return [], None
        # A state is not listed as terrorist, and has no fighters.
        kind = await self.select("select kind from groups where id = ?", [things[0]["id"]])
        is_armed = kind[0]["kind"] in self.words["armed"]
        return [row for row in rows if is_armed or "answer" not in row], things[0]


async def searched(datasette: Datasette, query: str) -> dict[str, Any]:
    """Return all that a query finds, and what was made of it."""
    search, query = Search(datasette), query.replace("\0", " ").strip()[:MAX_LENGTH]
    spellings = await search.select("select * from page_spellings order by name")
    if not query:
        return {"q": "", "spellings": spellings}
    words = telling(query, search.words["asking"].split())
    better = await search.corrected(words, spellings)
    words = [better.get(word, word) for word in words]
    told = " ".join(words)
    conflict = search.words["conflicts"]
    asks_conflicts = not set(words).isdisjoint(conflict["words"])
    subject = [word for word in words if word not in conflict["words"] + conflict["beside"]]
    words = subject if asks_conflicts and subject else words
    helped = holding(search.words["glossary"] + search.words["help"], "find", told)
    whole = [row for row in await search.called(query) if not helped or row["match"] != "alike"]
    units = [await search.unit(told, whole)] if whole or helped else await search.units(words)
    questions, group = ([], None) if asks_conflicts else await search.asked(words)
    # What several are called in part says little beside other words.
    few = [unit.names for unit in units if len({row["id"] for row in unit.names}) <= FEW]
    names = await search.found(query) if whole else [row for rows in few for row in rows]
    rows = await search.texts(units)
    is_lacking = bool(subject) and not (rows or questions) and len(units) > 1
    parts, alone = await search.together(units) if is_lacking else ([], [])
    rows = rows or await search.texts(*parts)
    is_found = names or rows or alone or questions or helped or asks_conflicts
    alike = [] if is_found else near(told, spellings, "spelling")
    if len({row["id"] for row in alike}) == 1:
        rows = await search.texts([await search.unit(alike[0]["spelling"].lower(), [])])
    ready = [] if questions or whole or asks_conflicts else ready_questions(datasette)
    tried = wordings(unit.same for unit in units)
    others = [each for unit in units for each in unit.same[1:]]
    titles = [set(folded(row["title"])) for row in rows]
    return {
        "q": query,
        "spellings": spellings,
        "better": better,
        "register": search.elsewhere(query) or search.elsewhere(told),
        "also": [
            each
            for each in dict.fromkeys(others)
            if any(set(folded(each)) <= title for title in titles)
        ],
        # Where no text has all words: these, which are together in one, and which found alone.
        "lacking": [unit.typed for unit in units] if parts or (alone and not helped) else [],
        "parts": [[unit.typed for unit in part] for part in parts],
        "alone": [unit.typed for unit in alone if (unit,) not in parts],
        "questions": questions,
        "group": group,
        "ready": [row for each in tried for row in holding(ready, "question", each)],
        "help": helped,
        "asks_conflicts": asks_conflicts,
        "subject": " ".join(subject),
        "disputes": await search.disputes(units if subject or not asks_conflicts else []),
        "names": names,
        "alike": alike,
        "texts": {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS},
        "about": await search.select(ABOUT, [json.dumps([row["id"] for row in rows])]),
    }


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
        "searched": partial(searched, datasette),
        "search_words": config,
        "wordings": lambda query: [query, *wordings(map(same, folded(query)))[1:]],
    }
