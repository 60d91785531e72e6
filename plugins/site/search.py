"""What the search page finds, and what it says of how; templates/pages/search.html draws it.

Name search itself is the query `find`, and text search the query `search`. Which words mean the
same, ask a ready question or ask for conflicts, and which names only another register gives,
stands in metadata.yml under plugins: search.
"""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from functools import partial
from itertools import combinations
from typing import Any

from datasette.app import Datasette
from jinja2 import Environment

from common.dates import ENDS_FIRST, is_backwards
from common.folding import ARTICLES
from common.project import DATABASE, PROJECT
from plugins.site.hooks import hookimpl
from plugins.site.queries import Row, named, select
from plugins.site.search_names import Names
from plugins.site.search_periods import periods
from plugins.site.search_questions import Questions, Unit, defined
from plugins.site.search_words import (
    MAX_WORDS,
    MIN_LETTERS,
    PARTICLES,
    acronyms,
    alternates,
    beside,
    folded,
    is_said_in,
    plainly,
    telling,
    wordings,
)
from plugins.site.template_helpers import holding

MAX_LENGTH, MAX_TOGETHER = 200, 4
# How like each other two words are, of 1, of which one is searched instead of the other without
# asking: Niamey is no misspelling of name.
SURE, SHORT = 0.85, 6
# Things that are called so in part, up to which they are listed where other words stand beside.
FEW = 3
KINDS = ("claim", "attack", "source", "record")
NAMES = "select distinct name from page_names where subject_id = ? and kind_id <> 'descriptive'"
BY_ID = """select 'claim' as kind, id, statement as title, null as matched, source_id
    from claims where id in (select value from json_each(?))"""
# An attack is also what a claim is about that has the words, where it is one and no description.
ABOUT = """select claim_id, attack_id, title from page_claim_attacks
    inner join page_told_attacks using (attack_id)
    where scope = 'incident' and claim_id in (select value from json_each(?))"""
DISPUTES = "select disagreement_id, subject from page_dispute_words"
MARKED = """select * from page_disagreements
    where disagreement_id in (select value from json_each(?)) order by turn, topic"""
# Of so many claims it is said what they conflict with, whatever words that has.
MANY = 6
# As many claims as the query `search` gives at most.
MOST = 50
OF = """select disagreement_id from claim_disputes
    where sort = 'conflict' and claim_id in (select value from json_each(?))"""


class Search:
    """What the words of a query may mean, and what is found by them."""

    def __init__(
        self, datasette: Datasette, names: Names, words: dict[str, Any], query: str
    ) -> None:
        self._datasette, self._names, self._words = datasette, names, words
        self._select = partial(select, datasette)
        self._search = partial(named, datasette, "search")
        self.q = query.replace("\0", " ").strip()[:MAX_LENGTH]
        self.spellings = names.spellings
        self.better: dict[str, str] = {}
        self.related: list[str] = []
        self._found: dict[str, list[Row]] = {}

    async def read(self) -> "Search":
        """Read the query, if there is one, and find what it asks for."""
        if self.q:
            self.help = defined(self.q, self._words, self._pages_of_help())
            # What a word of the site means is in no claim.
            if self.help or not folded(plainly(self.q, {})):
                return self
            await self._understand()
            await self._look_up()
        return self

    async def _understand(self) -> None:
        """Find out what the query asks and names."""
        conflict, asking = self._words["conflicts"], self._words["asking"].split()
        register = self._names.elsewhere(self.q)
        query, named = (self.q, None) if register else self._names.here(self.q.replace("’", "'"))
        query = plainly(query, self._words.get("phrases", {}))
        tokens = [token.strip("“”«»\"'()،؛؟,;:.!?") for token in query.split()]
        self._typed = {word: token for token in tokens for word in folded(token)}
        self.unanswered = [
            word for word in folded(query) if word in self._words["unanswered"].split()
        ]
        self.periods = periods(folded(query))
        self.span = next((each for each in self.periods if each.first != each.last), None)
        if self.span:
            typed = [self._typed.get(word, word) for word in self.span.words.split()]
            self.span_typed = " ".join(typed)
            ends = self.span.first, self.span.last
            self.backwards = ENDS_FIRST.format(*ends) if is_backwards(*ends) else ""
        self.dates = [] if self.span else [each.first for each in self.periods]
        cut = [*self.unanswered, *(self.span.words.split() if self.span else [])]
        words = telling(query, [*asking, *cut])
        words = words or [] if self.span else words or folded(query)[:MAX_WORDS]
        self.better = {} if register else await self._corrected(words)
        words = list(dict.fromkeys(self.better.get(word, word) for word in words))
        self.told = told = " ".join(words)
        self.register = register or named or self._names.elsewhere(told)
        self.asks_conflicts = not set(words).isdisjoint(conflict["words"])
        besides = [word for word in words if word not in conflict["words"] + conflict["beside"]]
        self.subject = " ".join(besides)
        words = besides if self.asks_conflicts and besides else words
        pages = self._words["glossary"] + self._pages_of_help()
        all_told = " ".join([*self.unanswered, *told.split()])
        self.help = holding(pages, "find", all_told) if all_told and not self.span else []
        self.unanswered = [] if self.help else self.unanswered
        self.is_left_out = is_said_in(self.q, self._datasette.metadata("left_out_words") or [])
        called = await self._names.called(self.q)
        whole = [row for row in called if not self.help or row["match"] != "alike"]
        is_one = whole or self.help
        self._units = [await self._unit(told, whole)] if is_one else await self._split(words)
        asking = [] if self.asks_conflicts else words
        self._asks = Questions(self._names, self._words, self.q, told, self._units)
        self.questions: list[dict[str, Any]] = []
        self.thing: Row | None = None
        if not self.unanswered:
            self.questions, self.thing = await self._asks.asked(asking)
        thing = [self.thing] if self.thing else []
        others = self._asks.besides(self.questions, thing)
        self.besides = [u for u in others if u.names or await self._names.called(u.typed)]
        # What several are called in part says little beside other words.
        few = [u.names for u in self._units if len({row["id"] for row in u.names}) <= FEW]
        those = whole and (await self._names.found(self.q) or whole)
        self.names = those or [row for rows in few for row in rows]

    async def _look_up(self) -> None:
        """Find the texts that have all words, or most of them."""
        is_of_attacks = not self.unanswered and (
            self._asks.asks_attacks(bool(self.span)) or self._asks_of_a_place()
        )
        is_span = self.is_listed = bool(is_of_attacks and self.span)
        if is_span:  # which are listed
            self.questions = [row for row in self.questions if row.get("part") != "attacks"]
        self.attacks: list[Row] = []
        self.of: dict[str, list[Any]] = {}  # what they are chosen by
        if is_of_attacks:
            self.attacks, self.of = await self._asks.attacks(self.periods, bool(self.span))
        rows, parts, alone = await self._rows()
        told = {*self.told.split()}  # what has the words as typed stands first
        rows.sort(key=lambda row: -len(told & {*folded(row["title"])}))
        is_told = parts or (alone and not self.help)
        self.lacking = shown(self._units) if is_told else []
        self.nowhere = await self._nowhere() if self.lacking or not rows else []
        if self.lacking:  # what is called so in part is not what is asked for
            whole = [each for each in self.names if each["match"] != "part"]
            self.names = whole or [each for each in self.names if each["kind"] == "person"]
        is_found = (
            rows or self.names or self.questions or self.help or self.asks_conflicts or is_span
        )
        self.parts = [shown(part) for part in parts]
        self.alone = shown(unit for unit in alone if (unit,) not in parts)
        titles = [set(folded(row["title"])) for row in rows]
        others = dict.fromkeys(each for unit in self._units for each in unit.same[1:])
        self.also = [each for each in others if any(set(folded(each)) <= title for title in titles)]
        asks_of = self.subject or not self.asks_conflicts
        # What a word that is nowhere begins is not of it.
        is_left = self.asks_conflicts or (self._units and not is_span and not self.nowhere)
        found = await self._disputes(self._units if asks_of else []) if is_left else []
        found += [] if self.asks_conflicts or self.lacking else await self._conflicts_of(rows)
        self.disputes = await self._select(MARKED, [json.dumps(found)]) if found else []
        self.related = [] if is_found else await self._related()
        self.texts = {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS}
        claims = [row["id"] for row in self.texts["claim"]]
        self.about = await self._select(ABOUT, [json.dumps(claims)]) if claims else []
        if self.of:  # not those that a claim names beside the place
            there = [row["attack_id"] for row in self.attacks]
            self.about = [row for row in self.about if row["attack_id"] in there] + self.attacks
        is_asked = not (self.help or self.unanswered)
        self.registers = await self._asks.registers(self.questions) if is_asked else []
        if self.registers:  # that says it
            self.lacking = []

    def _asks_of_a_place(self) -> bool:
        """Return whether it asks if a group is active at a place, of which attacks there tell."""
        kinds = {row["kind"] for unit in self.besides for row in unit.names}
        return "place" in kinds and any(row.get("answer") == "areas" for row in self.questions)

    async def _rows(self) -> tuple[list[Row], list[tuple[Unit, ...]], list[Unit]]:
        """Return the texts that are found; where none has all words, which they have, and which."""
        if self.is_listed:  # of a span of time only attacks are known to be of it
            return [], [], []
        ids = json.dumps(self.q.lower().split())  # as somebody cites it
        rows = await self._select(BY_ID, [ids]) or await self._texts(self._units)
        named_units = [unit for unit in self._units if unit.names]
        is_of_all = [row for row in self.questions if "of" in row] or self._asks_of_a_place()
        if not rows and len(named_units) > 1 and is_of_all:
            rows = await self._texts(named_units)
        # A page of all attacks answers what is asked of one, and does not name it.
        is_answered = rows or any("path" not in row for row in self.questions)
        if is_answered or not self.subject or len(self._units) < 2:
            return rows, [], []
        # Child soldiers are no soldiers: where no text has all words, these are together in one.
        parts, alone = await self._together()
        return await self._texts(*parts), parts, alone

    async def _nowhere(self) -> list[str]:
        """Return the words that are in no text, but for dates and those that only ask."""
        left = beside(self._words["questions"], self.subject.split(), self._words["beside"].split())
        units = [unit for unit in self._units if not unit.names and unit.typed in left]
        texts = {unit.shown: unit.typed.isdigit() or await self._texts([unit]) for unit in units}
        return [shown for shown, found in texts.items() if not found]

    async def _corrected(self, words: list[str]) -> dict[str, str]:
        """Return the nearest known word for each that is unknown and finds nothing."""
        known = self._names.all_words
        better = {}
        for word in words:
            if len(word) > MIN_LETTERS and not {word, word.removesuffix("s")} & known.keys():
                close = get_close_matches(word, known, 1, SURE)
                # A letter too many in a short word makes it another: a drone is not done.
                is_short = close and len(close[0]) < len(word) <= SHORT
                is_other = close and abs(len(close[0]) - len(word)) > 1  # president and present
                if close and not is_short and not is_other and not await self._search(q=word):
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
        if {text} in asking and len(await self._search(q=text)) >= MOST:
            same = same[1:] or same
        typed = " ".join(self._typed.get(word, word) for word in text.split())
        return Unit(text, text if typed.isascii() else typed, same, names)

    async def _split(self, words: list[str]) -> list[Unit]:
        """Return the words of a query, those of a name together."""
        units: list[Unit] = []
        unending = PARTICLES.union(self._words["asking"].split())
        alone = {word: await self._names.called(word) for word in words if word not in PARTICLES}
        # Ag is within names, and names nobody by itself.
        is_named = {word: alone.get(word) or word not in {*alone, *ARTICLES} for word in words}
        while words:
            begins_name = words[0] in self._names.words
            for size in range(len(words), 0, -1):
                text, names = " ".join(words[:size]), []
                if size > 1 and words[size - 1] in unending:
                    continue  # no name ends so: it begins the next
                # Beside other words emir names nobody, nor does another word for it.
                if size == 1 and len(alternates(text, self._words["words"])) == 1:
                    names = alone.get(text, [])
                # What has all words is found by each; two may be one that is written apart.
                elif size == 2 or (
                    size > 2 and (begins_name or all(map(is_named.get, words[:size])))
                ):
                    # UN is no article before a name.
                    loud = acronyms(self.q).intersection(words[:size])
                    names = await self._names.called(text)
                    names = [row for row in names if loud <= {*folded(row["matched"])}]
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
            asked = " | ".join(wordings(same))
            if asked not in self._found:  # what a word alone finds is asked for more than once
                self._found[asked] = await self._search(q=asked)
            for row in self._found[asked]:
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
        if len(names) == 1:
            return [(names[0],)], found
        # Where each word is found, some are an answer: of a word that many texts have and one that
        # few have, the few.
        sizes = [len(await self._texts([unit])) for unit in found]
        few: list[tuple[Unit, ...]] = [
            (u,) for u, size in zip(found, sizes, strict=True) if size < MANY * min(sizes)
        ]
        return few if len(found) == len(self._units) else [], found

    async def _disputes(self, units: list[Unit]) -> list[str]:
        """Return the disagreements whose subject has all of some words; of none, all."""
        rows = await self._select(DISPUTES)
        for unit in units:  # one by one: all their wordings are many
            rows = [row for each in unit.same for row in holding(rows, "subject", each)]
        return [*dict.fromkeys(row["disagreement_id"] for row in rows)]

    async def _conflicts_of(self, rows: list[Row]) -> list[str]:
        """Return the conflicts of a few claims that are found, under another subject: of tolls."""
        claims = [row["id"] for row in rows if row["kind"] == "claim"]
        if not claims or len(claims) > MANY:
            return []
        return [row["disagreement_id"] for row in await self._select(OF, [json.dumps(claims)])]

    async def _related(self) -> list[str]:
        """Return what else can be searched for, of what nothing is found of; ransoms are money.

        Or the one name that another register or language gives, of which these are words.
        """
        if name := self._names.in_part(self.told.split()):
            return [name]
        words = {word for unit in self._units for word in unit.typed.split()}
        rows = [row for row in self._words["related"] if not words.isdisjoint(row["words"])]
        tried = dict.fromkeys(each for row in rows for each in row["see"])
        return [each for each in tried if await self._texts([await self._unit(each, [])])]

    def _pages_of_help(self) -> list[dict[str, Any]]:
        """Return those that hold here: where no address takes corrections, none is promised."""
        is_set = any((self._datasette.metadata("corrections") or {}).values())
        rows = self._words["help"]
        return [row for row in rows if row.get("where_corrections_are_taken", is_set) == is_set]


def shown(units: Iterable[Unit]) -> list[str]:
    """Return words as they were typed."""
    return [unit.shown for unit in units]


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Give the search page what is above, the glossary its words, and disagreements `wordings`."""
    config = datasette.plugin_config("search") or {}
    same = partial(alternates, sets=config.get("words", []))
    kept: list[Names] = []

    async def names() -> Names:
        """Return what things are called, read once where the file does not change."""
        if kept:
            return kept[0]
        read = await Names(datasette, config).read()
        if not datasette.get_database(DATABASE).is_mutable:
            kept.append(read)
        return read

    async def called(text: str) -> list[Row]:
        """Return what is called just so, or in part, or is written like it."""
        return await (await names()).found(text)

    async def searched(query: str) -> Search:
        return await Search(datasette, await names(), config, query).read()

    env.globals |= {
        "called": called,
        "searched": searched,
        "search_words": config,
        "wordings": lambda query: [query, *wordings(map(same, folded(query)))[1:]],
    }
