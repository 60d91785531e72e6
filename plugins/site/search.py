"""From a question to what templates/pages/search.html shows of it.

1. A term of the glossary or a page of help, if it is about the site (`defined`).
2. Reading (search_reading.py): the dates (search_periods.py), the source that is asked, what only
   asks, and, corrected, what tells something. Phrases are made plain before (search_words.py).
3. Units: these words, those of a name together, with what is called so in any spelling
   (search_names.py, in memory) and the synonyms by which texts are found.
4. Questions (search_questions.py): the ready questions of search.yml with the most words of each
   part of the query, about whom they are, and attacks by place, party and period.
5. Texts with all the words, by the named query `search`, or with as many as any text has.
6. Disagreements on them, and the attacks that they are about.
"""

import re
from collections.abc import Iterable
from itertools import combinations

from datasette.app import Datasette
from markupsafe import Markup, escape

from common.project import PROJECT
from plugins.site.queries import Row
from plugins.site.search_names import Names
from plugins.site.search_questions import Asked, defined, named_in
from plugins.site.search_reading import Reading, Unit, as_json, shown
from plugins.site.search_words import (
    MIN_LETTERS,
    PARTICLES,
    SENTENCE,
    folded,
    has_word,
    is_one_of,
    is_said_in,
    plainly,
    stem,
    terms_of,
    worded,
)
from plugins.site.template_helpers import holding

MAX_LENGTH, MAX_TOGETHER = 200, 4
# If a query has other words too, partial matches of a name are listed up to this many.
FEW = 3
# So many words or names are a question, and not only a name or two.
SEVERAL = 3
# Up to this many claims, all disagreements about them are shown, whatever their words.
MANY = 6
KINDS = ("claim", "attack", "source", "record")
BY_ID = """select 'claim' as kind, id, statement as title, null as matched, source_id
    from claims where id in (select value from json_each(?))"""
BY_SOURCE = BY_ID.replace("id in", "source_id in") + " order by rowid limit 50"
# The incidents that claims are about: an attack is also found by the words of a claim about it.
ABOUT = "select * from page_claim_incidents where claim_id in (select value from json_each(?))"
# The claims that say why an attack was made.
MOTIVES = """select claim_id from page_report_claims where property = 'motive'
    and attack_id in (select value from json_each(?))"""
NOTED = "select * from page_noted"
DISPUTES = "select disagreement_id, subject from page_dispute_words"
MARKED = """select * from page_disagreements
    where disagreement_id in (select value from json_each(?)) order by turn, topic"""
OF = """select disagreement_id from claim_disputes
    where sort = 'conflict' and claim_id in (select value from json_each(?))"""


def is_subject(unit: Unit) -> bool:
    """Return whether a unit names what this database is about."""
    return any(row["id"] == PROJECT.subject.id for row in unit.names)


def is_whole(row: Row) -> bool:
    """Return whether a name is called so in full, or a person so in part: by a surname."""
    return bool(row["match"] != "part" or row["kind"] == "person")


def few(names: list[Row]) -> list[Row]:
    """Return the names that a word stands for; of many, one that is in all: a country's regions."""
    if len({row["id"] for row in names}) <= FEW:
        return names
    of_all = (row for row in names if all(row["name"] in each["matched"] for each in names))
    return [row | {"match": "exact"} for row in of_all]


class Search:
    """What a query asks and names, and the results."""

    def __init__(
        self, datasette: Datasette, names: Names, config: Row, query: str, language: str
    ) -> None:
        self._datasette, self._names, self._config = datasette, names, config
        self._select = names.select
        self.q = query.replace("\0", " ").strip()[:MAX_LENGTH]
        # The language, once known, is kept for later searches.
        self.is_french = language == "fr" or (language != "en" and names.is_french(self.q))
        self._found: dict[str, list[Row]] = {}  # searches made so far; some recur
        self.asked_conflicts: list[Row] = []
        # The claims that give a reason for an attack, if one is asked, and the attack's title.
        self.reasons: list[str] = []
        self.reasons_of = ""

    async def read(self) -> "Search":
        """Interpret the query, if there is one, and search."""
        if not self.q:
            return self
        self.help = defined(self.q, self._config)
        # If a query asks what a term of the site means, claims do not answer it.
        if not self.help and folded(plainly(self.q, {})):
            self.reading = await Reading(self._names, self._config, self.q).read()
            self._pages = self._config["glossary"] + self._config["help"]
            await self._read_units()
            await self._read_questions()
            await self._find_texts()
            await self._find_disputes()
            await self._find_about()
            await self._find_reasons()
        return self

    async def _read_units(self) -> None:
        """Split the query into units, and find help pages and names for its words."""
        reading, conflict = self.reading, self._config["conflicts"]
        told = [*reading.unanswered, *reading.told, *reading.now]
        is_help = told and not reading.span
        self.help = holding(self._pages, "find", " ".join(told)) if is_help else []
        self.unanswered = [] if self.help else reading.unanswered
        self.now = [] if self.help else reading.typed(reading.now).split()
        self.is_why = any(is_one_of(word, self._config["why"]) for word in self.unanswered)
        self._left_out = self._datasette.metadata("left_out_words") or []
        self.is_left_out = is_said_in(self.q, self._left_out)
        self.asks_conflicts = any(is_one_of(word, conflict["words"]) for word in reading.told)
        besides = [w for w in reading.told if not is_one_of(w, "|".join(conflict.values()))]
        self.subject = reading.typed(besides)
        texts = [reading.typed(reading.told)] if reading.better else [self.q, reading.plain]
        whole = next(filter(None, map(self._names.found, texts)), [])
        if whole or self.help:
            called = [row for row in whole if row["match"] == whole[0]["match"]]
            self._units = [await reading.unit(" ".join(reading.told), called)]
        else:
            words = besides if self.asks_conflicts and besides else reading.told
            # What sets two against each other is said in many words: texts with both answer why.
            between = self._config["between"] if self.is_why else ""
            words = [word for word in words if not is_one_of(word, between)] or words
            self._units = await reading.units(words)
        near = [u for u in self._units if u.names and u.names[0]["match"] == "alike"]
        self.alike = shown(u for u in near if not {*u.typed.split()} & {*reading.better.values()})
        self.names = whole or [row for unit in self._units for row in few(unit.names)]

    async def _read_questions(self) -> None:
        """Find the questions that the query asks, and the attacks it asks for."""
        # What asks why is answered with reasons alone.
        rows = self._config["questions"]
        rows = [row for row in rows if ("reason" in row.get("lines", [])) == self.is_why]
        if not self.reading.sources:
            rows = [row for row in rows if row.get("of_sources") != "works"]
        config = self._config | {"questions": rows}
        self._asked = asked = Asked(self._names, config, self.reading, self._units)
        others = [w for w in self.unanswered if not is_one_of(w, self._config["why"])]
        if not (others or self.asks_conflicts):
            await asked.read()
        self.unanswered = [] if asked.questions else self.unanswered
        self.questions, self.thing, self.of = asked.questions, asked.thing, asked.of
        if self.reading.is_of_sources:  # it compares sources, not groups
            self.questions = [row for row in self.questions if row.get("path") != "/compare"]
        self.attacks, self._others = asked.attacks, asked.others
        self._is_of_attacks = any("attacks" in row for row in self.questions)
        # A toll of a state's people has to name them among the dead.
        self.victims = [unit for unit in self._units if asked.states(unit)]
        self.asked_words = shown(self._units)
        self.asked_sources = self.reading.sources
        if self.reading.is_a_source and not self.questions:
            self.questions = [row for row in rows if row.get("of_sources") == "works"]
        elif any("of_sources" in row for row in self.questions):  # not what these sources say
            self.names, self._units, self.reading.sources = [], [], []
        self.asks_number = any(is_one_of(w, self._config["counting"]) for w in self.reading.words)
        self.is_of_event = any(is_one_of(w, self._config["events"]) for w in self.reading.told)
        used = {self.thing["id"] if self.thing else ""}
        self.besides = [] if self._is_of_attacks else asked.left(self.questions, used)
        is_where = any(row.get("answer") == "areas" for row in self.questions)
        self._places = [u for u in self.besides if is_where and named_in([u], "place")]
        self.is_listed = bool(self.of and self.reading.span)  # attacks, by their days
        self.registers = [] if self.help or self.unanswered else await asked.registers()
        self._left = asked.left(asked.questions, asked.used)
        asking = {"words": [self._config["conflicts"]["words"]]}
        self._beside = asked.left([asking, *self._config["questions"]])

    async def _find_texts(self) -> None:
        """Find the texts that have all the words, or as many as any has."""
        self._sources = self.reading.sources
        rows, parts, alone = await self._rows()
        self.is_silent = bool(self._sources and not rows)
        self.is_said = bool(await self._having(self._units))
        if self.is_silent:  # other sources may say it
            self._sources = []
            rows, parts, alone = await self._rows()
        is_told = parts or (alone and not self.help)
        self.lacking = shown(self._units) if is_told and not self.registers else []
        # The words that occur in no text, except dates and question words.
        beside = [u for u in self._beside if not u.names] if self.lacking or not rows else []
        nowhere = [unit for unit in beside if not await self._having([unit])]
        # A word that only a page of help has finds that page.
        helped = {word: holding(self._pages, "find", word) for word in shown(nowhere)}
        helping = sum(helped.values(), list[Row]())
        self.help = self.help or [page for page in self._pages if page in helping]
        unhelped = [unit for unit in nowhere if not helped[unit.shown]]
        self.nowhere = shown(await self._unnoted(unhelped))
        foreign = self._config["foreign"]
        self.is_foreign = any(is_one_of(word, foreign) for w in self.nowhere for word in folded(w))
        # The subject alone answers nothing about a word found nowhere.
        named = [u for u in self._units if is_subject(u) and u.names[0]["match"] != "part"]
        besides = {u.shown for u in self._units if u not in named}
        is_alone = len(besides) < len(self._units) and besides <= {*self.nowhere}
        is_cut = is_alone and not (self.questions or self.attacks)
        self.names = [] if self.nowhere and is_cut else self.names
        # Nor does what is said of a name that is only spelled like it: it may be another person's.
        if self.nowhere and (is_cut or {*shown(self._units)} <= {*self.nowhere, *self.alike}):
            rows, parts, alone, self.lacking = [], [], [], []
        asking = terms_of(self.questions)
        told = {word for word in self.reading.told if not is_one_of(word, asking)}
        # What gives a reason, or tells what something is, comes first; then what is stated, and of
        # that what has the words as typed.
        late, first = self._names.lateness, self._config["reasons" if self.is_why else "describing"]

        def rank(row: Row) -> tuple[int, int, int]:
            says = [at for at, each in enumerate(first) if is_said_in(row["title"], [each])]
            as_typed = told & {*folded(row["title"])}
            return min(says, default=len(first)), late.get(row["id"], 0), -len(as_typed)

        rows.sort(key=rank)
        self.first_says = "" if self.lacking or not rows else [*first, ""][rank(rows[0])[0]]
        self.texts = {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS}
        self.parts = [shown(part) for part in parts]
        # A part of longer names, or a word that only asks, leads nowhere by itself.
        alone = [u for u in alone if not u.names or any(map(is_whole, u.names))]
        alone = [u for u in alone if not self.reading.is_asking(u.typed) and (u,) not in parts]
        self.alone = shown(unit for unit in alone if unit.shown != self.q)
        if self.lacking:  # partial matches of names are not what was asked for
            self.names = [row for row in self.names if is_whole(row)]

    def marked(self, text: str) -> Markup:
        """Return a text with the words of the query, or words for the same, marked."""
        same = [stem(each) for unit in self._units for each in unit.same if each]
        words = "|".join(re.escape(e) + r"\w*" * (len(e) >= MIN_LETTERS) for e in same) or "$^"
        signs = re.sub(rf"(?i)\b({words})\b", "\x02\\1\x03", text)  # they occur in no text
        return Markup(str(escape(signs)).translate({2: "<mark>", 3: "</mark>"}))  # noqa: S704

    async def _rows(self) -> tuple[list[Row], list[tuple[Unit, ...]], list[Unit]]:
        """Return the texts that match.

        If none has all the words: also the sets of words that they have, and the words that occur
        only separately.
        """
        having, units, sources = self._having, self._units, self.reading.sources
        if self.is_listed:  # only attacks are known to fall in a period
            return [], [], []
        if sources and (self.reading.is_a_source or not units):
            return await self._select(BY_SOURCE, [as_json(sources)]), [], []
        # Where no attack is known, what is said of that place by whoever is named.
        named_units = [unit for unit in units if unit.names]
        if self.of and not self.attacks:
            rows = await having(named_units) if named_units else []
            # Nor does a title answer that only has the year.
            if 0 < len(rows) <= MANY or not (named_units or self.of["others"]):
                self.asked_words = shown(named_units)
                return rows, [], []
        # A claim by its id, as in a citation.
        rows = await self._select(BY_ID, [as_json(self.q.lower().split())]) or await having(units)
        if self.is_why and len(units) > len(self.victims):
            # A state that is named may be who says why: its own texts need not name it.
            own = self._names.sources_of(name for unit in self.victims for name in unit.same)
            others = await having([unit for unit in units if unit not in self.victims])
            rows += [row for row in others if row["source_id"] in own and row not in rows]
        if self._is_of_attacks:
            named_units = [unit for unit in self._left if not is_subject(unit)]
        is_more = len(named_units) > (not self._is_of_attacks) or named_in(named_units, "person")
        if not (rows or self.attacks or self.registers) and is_more and self.questions:
            rows = await having(named_units)
        if self._places and len(rows) <= FEW:  # add what is said about the place, whoever is there
            rows = await having(units, named_units, self._places)
        ready = [row for row in self.questions if not {"path", "of_both"} & row.keys()]
        if rows or self.attacks or ready or not self.subject or len(units) < 2:
            return rows, [], []
        parts, alone = await self._together(units)
        return await having(*parts), parts, alone

    async def _unnoted(self, units: list[Unit]) -> list[Unit]:
        """Return the words that no note has either; keep the sentences of notes with the others.

        Also, on the attacks that are asked for, those with a word that the documents leave out.
        """
        notes = await self._select(NOTED) if units or self.is_left_out else []
        notes = [row | {"words": each} for row in notes for each in SENTENCE.split(row["words"])]
        attacks = {row["attack_id"] for row in self.attacks}
        on_them = [row for row in notes if row["attack_id"] in attacks]
        asked = [(on_them, u) for u in self._units if is_said_in(u.typed, self._left_out)]
        asked += [(notes, unit) for unit in units]
        found = {u.typed: [r for r in rows if has_word(r["words"], u.same)] for rows, u in asked}
        self.noted = list({row["words"]: row for rows in found.values() for row in rows}.values())
        return [unit for unit in units if not found[unit.typed]]

    async def _find_disputes(self) -> None:
        """Find disagreements on the subject, and those about the claims found, if these are few."""
        is_source, rows = self.reading.is_a_source, list[Row]()
        claims = [row["id"] for row in self.texts["claim"]]
        # Not if a word occurs nowhere: a longer word that begins with it is another subject.
        if self.asks_conflicts or not (is_source or self.is_listed or self.nowhere):
            units = self._units if self.subject or not self.asks_conflicts else []
            known = await self._select(DISPUTES) if units or self.asks_conflicts else []
            rows = worded(known, "subject", [unit.same for unit in units])
        most = FEW if self.lacking else MANY
        if len(claims) <= most and not (self.asks_conflicts or is_source):
            rows += await self._select(OF, [as_json(claims)])  # under any subject, such as tolls
        found = dict.fromkeys(row["disagreement_id"] for row in rows)
        self.disputes = await self._select(MARKED, [as_json(found)]) if found else []
        # A conflict with all the words in its name is what is asked, if no ready answer has them.
        is_asked = len(self._units) >= SEVERAL and not self.asks_conflicts
        if is_asked and (self.besides or not self.questions):
            conflicts = [row for row in self.disputes if row["sort"] == "conflict"]
            self.asked_conflicts = worded(conflicts, "topic", [u.same for u in self._units])
            self.questions = [] if self.asked_conflicts else self.questions

    async def _find_about(self) -> None:
        """Find the attacks that the claims are about; for a place, only those there."""
        self.about = await self._select(ABOUT, [as_json(row["id"] for row in self.texts["claim"])])
        if self._is_of_attacks and self._left:
            about = {row["attack_id"]: row for row in self.about if not self.lacking}
            there = [row for row in self.attacks if row["attack_id"] in about]
            self.attacks = there or self.attacks or [*about.values()]
            self.questions = self.questions if self.attacks else []
        ids = [row["attack_id"] for row in self.about] + [row["id"] for row in self.texts["attack"]]
        turned = await self._asked.turned_round(ids)
        # Nor does a claim or disagreement answer that is about such attacks alone.
        kept = {row["claim_id"] for row in self.about if row["attack_id"] not in turned}
        gone = {row["claim_id"] for row in self.about} - kept
        self.texts["claim"] = [row for row in self.texts["claim"] if row["id"] not in gone]
        self.disputes = [row for row in self.disputes if row["attack_id"] not in turned]
        others = turned | (self._others if self.attacks else set())
        # An attack that has a word for a leader is no answer to who leads.
        is_asked = self._is_of_attacks or self.is_of_event or self.of or self._places
        others |= set() if is_asked or not self.questions else {*ids}
        self.about = [row for row in self.about if row["attack_id"] not in others]
        self.texts["attack"] = [row for row in self.texts["attack"] if row["id"] not in others]
        # The attacks of a place or time that are asked for, or the only one found, are the answer.
        is_one = len({row["attack_id"] for row in self.about}) == 1
        if is_one and self.is_of_event and not (self.of or self.lacking):
            self.attacks = self.attacks or self.about[:1]
        if self.attacks and not (self.questions or self.asks_conflicts or self.is_why):
            self.questions = [r for r in self._config["questions"] if r.get("attacks") == "any"]

    async def _find_reasons(self) -> None:
        """Find the claims that say why the attack was made that a query asks about."""
        named = {row["attack_id"]: row["title"] for row in self.attacks or self.about}
        if not self.is_why or self.lacking or len(named) != 1:
            return
        motives = await self._select(MOTIVES, [as_json(named)])
        self.reasons = [row["claim_id"] for row in motives]
        [self.reasons_of] = named.values()
        others = [row for row in self.texts["claim"] if row["id"] not in self.reasons]
        self.texts["claim"] = await self._select(BY_ID, [as_json(self.reasons)]) + others

    async def _having(self, *parts: Iterable[Unit]) -> list[Row]:
        """Return the texts with all words of any part, in the selected sources."""
        found: dict[tuple[str, ...], Row] = {}
        for part in parts:
            # Underscores make the words of a name a phrase.
            same = [[each.replace(" ", "_" if u.names else " ") for each in u.same] for u in part]
            asked = " & ".join(map(" | ".join, same))
            if asked not in self._found:
                self._found[asked] = await self._names.search(q=asked)
            for row in self._found[asked]:
                number = row["matched"] or "" if row["kind"] == "record" else ""
                found.setdefault((row["kind"], row["id"], number), row)
        of = self._sources
        return [row for row in found.values() if not of or row["source_id"] in of]

    async def _together(self, units: list[Unit]) -> tuple[list[tuple[Unit, ...]], list[Unit]]:
        """Return the largest sets of words that occur together in a text, or the only name.

        With the second of these, also the words that occur separately: a text on soldiers does not
        answer “child soldiers”. Numbers are ignored: “8 killed” does not mean note 8.
        """
        little = {u.typed for u in units if u.typed.isdigit() and len(u.typed) < len("2018")}
        units = [unit for unit in units if unit.typed not in little | PARTICLES] or units
        sizes = [(unit, len(await self._having([unit]))) for unit in units]
        found = [unit for unit, size in sizes if size][:MAX_TOGETHER]
        for size in range(len(found), 1, -1):
            if parts := [each for each in combinations(found, size) if await self._having(each)]:
                return parts, []
        # Not the site's subject, which nearly every text names.
        if len(names := [unit for unit in found if unit.names and not is_subject(unit)]) == 1:
            return [(names[0],)], found
        # Otherwise the rarer words, as the likely answer; none if one of them occurs nowhere.
        most = MANY * min((size for _, size in sizes), default=0)
        return [(unit,) for unit, size in sizes if size < most], found
