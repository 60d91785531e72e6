"""What a search asks: a ready question, what a word of the site means, or the attacks of a place.

Which words ask what stands in search.yml.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from common.project import PROJECT
from plugins.site.queries import Row
from plugins.site.search_names import Names
from plugins.site.search_periods import MONTHS, Period
from plugins.site.search_reading import Reading, Unit, as_json
from plugins.site.search_words import (
    ASKING,
    asking_most,
    folded,
    is_one_of,
    phrase,
    terms_of,
    worded,
)
from plugins.site.template_helpers import holding

Questions = list[dict[str, Any]]

PARTIES = ("group", "person")
# Before the name of whoever is attacked; the last stands for `who attacked`.
TARGETING = ("on", "against", "contre", "perpetrator")
# Before the name of whoever attacks.
ACTING = ("by", "par")
SUBJECT = {"id": PROJECT.subject.id, "name": PROJECT.subject.name, "kind": "group"}
PERPETRATORS = """select attack_id, subject_id from page_attacks
    where side = 'perpetrator' and attack_id in (select value from json_each(?))"""
ARTICLE = re.compile(" (?:the|la|le|les) ")
REGISTERED = "select * from page_registered where scheme in (select value from json_each(?))"
# Of so many registers at most words mean each: most are lists. So many attacks nearby are offered.
FEW = 3


def defined(query: str, config: dict[str, Any]) -> list[Row]:
    """Return the terms or help pages that a query asks about, if it names nothing else."""
    terms = {
        phrase(name).strip(): row
        for row in config["glossary"]
        for name in [*row["title"].split(", "), *row.get("also", [])]
    }
    means = "|".join(config["defining"]["terms"])
    rest, count = re.subn(rf"(?<= )(?:{means})(?= )", ",", phrase(query))
    names = re.compile(rf"(?<= )({'|'.join(sorted(terms, key=len)[::-1])})s?(?= )")
    found = {terms[name]["id"]: terms[name] for name in names.findall(rest) if count}
    rest = names.sub(" ", rest) if count else rest
    left = [word for word in folded(rest) if not is_one_of(word, "|".join(config["asking"]))]
    if found and not left:
        return [*found.values()]
    asks_how = any(phrase(each) in phrase(query) for each in config["defining"]["help"])
    is_ready = asking_most(config["questions"], {*folded(query)})
    is_asked = asks_how and left and not is_ready
    return holding(config["help"], "find", " ".join(left)) if is_asked else []


def named_in(units: Iterable[Unit], *kinds: str) -> dict[str, Row]:
    """Return the things of some kinds, or of any, that units name, by id."""
    rows = (row for unit in units for row in unit.names)
    return {row["id"]: row for row in rows if not kinds or row["kind"] in kinds}


def is_within(attack: Row, periods: list[Period]) -> bool:
    """Return whether sources date an attack to one of the periods; true if there are none."""
    first, last = attack["date_earliest"], attack["date_latest"]
    days = [period.days() for period in periods if attack["date_edtf"]]
    return not periods or any(last >= start and first <= end for start, end in days)


class Asked:
    """The prepared questions that a query asks, about whom, and the attacks it asks for."""

    def __init__(
        self, names: Names, config: dict[str, Any], reading: Reading, units: list[Unit]
    ) -> None:
        self._names, self._config, self._reading, self._units = names, config, reading, units
        self.questions: Questions = []
        self.thing: Row | None = None
        self.attacks: list[Row] = []
        self.of: dict[str, Any] = {}  # how the attacks were selected
        self.used: set[str] = set()  # the ids they were selected by
        self.others: set[str] = set()  # attacks not selected, where some are

    async def read(self) -> "Asked":
        """Find the questions and the attacks."""
        self.questions, self.thing = self._ready()
        named = named_in(self.left(self.questions), *PARTIES)
        if how := self._how():
            # Attacks are only part of what was done at a time, or of where somebody is active.
            is_sure = how in ("question", "word") or bool(self._reading.span)
            await self._choose(is_any=how == "question" or bool(self._reading.span))
            if not self.attacks and not is_sure:
                self.of = {}  # it did not ask about attacks there
            elif not self.attacks and how == "question" and (self.of or named):
                self.questions = []  # the page says that there are none
        return self

    def _how(self) -> str:
        """Return how the query asks for attacks, the surest first; empty if it does not."""
        left = self.left(self.questions)
        some = self._names.fighting | {*named_in(left, "place")}
        others = [u for u in left if some.isdisjoint(row["id"] for row in u.names)]
        if any("attacks" in row for row in self.questions):
            return "question"
        if any(is_one_of(word, self._config["attacks"]) for word in self._reading.told):
            return "word"
        if self._reading.periods and not (others or self.questions):
            return "time"
        is_where = any(row.get("answer") == "areas" for row in self.questions)
        is_where |= any(is_one_of(word, self._config["happening"]) for word in self._reading.words)
        return "place" if is_where and named_in(left, "place") else ""

    def left(self, questions: Questions, used: Iterable[str] = ()) -> list[Unit]:
        """Return the units other than question words, dates, and the things in `used`."""
        config = self._config
        known = "|".join([terms_of(questions), config["beside"], config["now"], *MONTHS])
        return [
            unit
            for unit in self._units
            if any(not (word.isdigit() or is_one_of(word, known)) for word in unit.typed.split())
            and {*used}.isdisjoint(row["id"] for row in unit.names)
        ]

    def _ready(self) -> tuple[Questions, Row | None]:
        """Return the prepared questions that match, and about whom: by default, our subject."""
        rows, units = self._config["questions"], self._units
        words = {*self._reading.told, *self._reading.words}
        # A group's name in several words is no question: “AQIM's Sahara branch” asks of no branch.
        whole = [u.typed.split() for u in units if self._names.fighting & {*named_in([u])}]
        named_words = {word for each in whole if len(each) > 1 for word in each}
        words -= named_words
        about = {word for word in words if not re.fullmatch(ASKING, word)}
        kinds = {row["kind"] for unit in units for row in unit.names}
        rows = [row for row in rows if row.get("unless") not in kinds]
        rows = [row for row in rows if "with" not in row or row["with"] in kinds]

        def asked(*of: str) -> Questions:
            some = [row for row in rows if not {*of}.isdisjoint(row.get("of", "group").split(", "))]
            # “And when” asks of what the other part names.
            parts = [part - named_words for part in self._reading.parts]
            found = [asking_most(some, part) or asking_most(some, part | about) for part in parts]
            return [row for row in some if any(row in each for each in found)]

        named = {kind: [*named_in(units, kind).values()] for kind in ("person", "milestone")}
        if self._names.fighting.isdisjoint(named_in(units, "group")):
            named["state"] = [row for unit in units for row in self.states(unit)][:1]
        for kind, things in named.items():
            if len({row["name"] for row in things}) == 1 and asked(kind):
                return asked(kind), things[-1]
        questions = asked("group", "two groups")
        left = self.left(questions)
        # Two groups, and at most what the one may do with the other, as in “does A fight B”.
        pair = self.left([{"words": [self._config["between"]]}])
        is_of_two = all(row.get("path") == "/compare" for row in questions)
        if is_of_two and len(pair) == len(named_in(pair, "group")) == 2:
            left = pair
            is_whole = all(row["match"] != "part" for unit in pair for row in unit.names)
            both = [row | {"only": True} for row in rows if "of_both" in row and is_whole][-1:]
            questions = both + questions
        # “Who is”, “what is” or “where is” a name, or the name alone.
        asking = {*filter(self._reading.is_asking, words)}
        if len(units) == 1 and units[0].names and not self._reading.sources:
            of_names = [row for row in rows if row["words"] == [""]]
            for kind in ("person", "place", "milestone"):
                things = [*named_in(units, kind).values()]
                is_alone = not asking and kind != "place"
                some = [row for row in of_names if row.get("of") == kind]
                some = [row for row in some if is_alone or asking & {*row.get("asked_with", ())}]
                is_one = len({row["name"] for row in things}) == 1
                if is_one and some and (kind != "person" or not questions):
                    return some, things[-1]
            if not questions and not named_in(units, "person"):
                is_sure = asking or units[0].names[0]["match"] == "exact"
                questions = [row for row in of_names if "of" not in row and is_sure]
                left = units
        if not left or all("path" in row for row in questions):  # they are not about one group
            return questions, SUBJECT
        return self._of_group(questions, left)

    def _of_group(self, questions: Questions, left: list[Unit]) -> tuple[Questions, Row | None]:
        """Return the questions that apply to the group that the query names, and the group."""
        # Whether a person leads a group is a question about the group.
        left = [unit for unit in left if not named_in([unit], "person")] or left
        # How two groups are related is a question about the first one named.
        of_two = [row for row in questions if row.get("of") == "two groups"]
        groups = {
            row["id"]: row
            for unit in self._units
            for row in unit.names
            if row["kind"] == "group"
            and (
                left == [unit]
                or row["match"] == "exact"
                or (of_two and len({each["id"] for each in unit.names}) == 1)
            )
        }
        fighting = [row for id_, row in groups.items() if id_ in self._names.fighting]
        if len(fighting) == 1 or (fighting and of_two):
            return questions if len(fighting) == 1 else of_two, fighting[0]
        # A state is not on lists of terrorists: it makes them.
        is_by_state = groups and any(map(self.states, left)) and not fighting
        by_others = [row for row in questions if row.get("by") == "a state"]
        return (by_others, SUBJECT) if by_others and is_by_state else ([], None)

    async def _choose(self, is_any: bool) -> None:
        """Select attacks by the places, parties and periods that the query names.

        If it has other words too, such as “an embassy in 2018”, texts have to answer it. With
        `is_any` it asks for attacks outright, or names a period, which no text is known to be of.
        """
        named, parties = named_in(self._units, "place"), named_in(self._units, *PARTIES)
        exact = {id_ for id_, row in named.items() if row["match"] in ("exact", "alike")}
        places = exact or {*named}
        # A surname is a man's name.
        ids = {i for i, r in parties.items() if r["match"] != "part" or r["kind"] == "person"}
        fighting, periods = ids & self._names.fighting, self._reading.periods
        asking = [*self.questions, {"words": [self._config["attacks"]]}]
        others = self.left(asking, places | fighting)
        if not (periods or places or fighting or (is_any and ids)) or (others and not is_any):
            return
        rows = await self._names.select("select * from page_incidents")
        there = [row for row in rows if not places or places & {*json.loads(row["places"])}]
        then = [row for row in there if is_within(row, periods)]

        def by(attacks: list[Row], parties: set[str]) -> list[Row]:
            return [row for row in attacks if parties <= {*json.loads(row["parties"])}]

        # Those named may not be listed as parties: attacks on French soldiers do not list France.
        by_all = by(then, ids) if is_any else []
        if not (by_all or places or periods or fighting):
            return
        self.attacks = by_all or by(then, fighting)
        # What a group did is not what was done to it.
        done_to = [u for u in self._units if named_in([u], *PARTIES).keys() & fighting]
        is_target = self._is_named_after(TARGETING, done_to)
        did = [(r, fighting <= {*json.loads(r["perpetrators"])}) for r in self.attacks]
        self.attacks = [r for r, is_own in did if is_own != is_target] or self.attacks
        self.others = {r["attack_id"] for r in rows} - {r["attack_id"] for r in self.attacks}
        self.used = places | (ids if by_all else fighting)
        self.of = {
            "groups": [row for id_, row in parties.items() if id_ in fighting],
            "places": [row for id_, row in named.items() if id_ in places],
            "others": [] if by_all else others,
        }
        if places and not self.attacks:
            year = int((periods[0].first or periods[0].last)[:4]) if periods else 0
            near = by(there, fighting) or then or there
            near.sort(key=lambda row: abs(int(row["date_earliest"][:4] or 0) - year))
            self.of["nearest"] = near[:FEW]

    def _is_named_after(self, words: Iterable[str], units: list[Unit]) -> bool:
        """Return whether one of some units stands right after one of some words."""
        said = ARTICLE.sub(" ", phrase(" ".join(self._reading.words)))
        return any(f" {word} {unit.typed} " in said for word in words for unit in units)

    def states(self, unit: Unit) -> list[Row]:
        """Return the states, or forces of states, that a unit or another word for it names."""
        called = [row for each in unit.same for row in self._names.called(each)]
        return [r for r in called if r["match"] == "exact" and r["id"] in self._names.states]

    async def turned_round(self, attacks: Iterable[str]) -> set[str]:
        """Return the attacks by a state if the query asks for those on it, and the other way round.

        What is said of its soldiers or embassy is found by words, and names it as no party.
        """
        states = [unit for unit in self._units if self.states(unit)]
        is_by = self._is_named_after(ACTING, states)
        if is_by == self._is_named_after(TARGETING[:-1], states):
            return set()
        rows = await self._names.select(PERPETRATORS, [as_json(attacks)])
        own = {row["attack_id"] for row in rows if row["subject_id"] in self._names.fighting}
        return own if is_by else {row["attack_id"] for row in rows} - own

    async def registers(self) -> list[Row]:
        """Return the entries of registers that the query names, for those it names or for all."""
        # If the query asks who lists somebody, one word for the register is enough.
        is_listing = any(row.get("answer") == "listed" for row in self.questions)
        about = self.thing["id"] if self.thing and is_listing else ""
        # It may also be that of a state or body: the UN, but not whoever is listed.
        asked = (u for u in self._units if not u.names or (about and about not in named_in([u])))
        words = [unit.same for unit in asked]
        named = [same for same in words if worded(self._names.registers, "label", [same])]
        meant = worded(self._names.registers, "label", named)
        is_asked = named == words and not self.questions
        if not named or len(meant) > FEW or not (is_listing or is_asked):
            return []
        ids = {about} if about else {*named_in(self._units)}
        rows = await self._names.select(REGISTERED, [as_json(row["label"] for row in meant)])
        return [row for row in rows if not ids or row["subject_id"] in ids]
