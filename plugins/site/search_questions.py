"""What a search asks: a ready question, what a word of the site means, or the attacks of a place.

Which words ask what stands in metadata.yml under plugins: search.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from common.project import PROJECT
from plugins.site.queries import Row
from plugins.site.search_names import Names
from plugins.site.search_periods import MONTHS, Period
from plugins.site.search_words import asking_most, beside, folded, is_short
from plugins.site.template_helpers import holding

SUBJECT = {"id": PROJECT.subject.id, "name": PROJECT.subject.name}
# A state is not listed as terrorist, and has no fighters.
FIGHTS = """select "groups".id from "groups"
    inner join group_kinds on "groups".kind = group_kinds.id
    where group_kinds.meaning = 'organisation'
        and "groups".id in (select value from json_each(?))"""
# The attacks that documents place within some places, date to some periods, and in which all of
# some groups had a part; of none, any.
ATTACKS = """select '' as claim_id, attack_id, title from page_told_attacks
    where scope = 'incident' and (json_array_length(:places) = 0 or attack_id in (
        select attack_id from page_place_attacks
        inner join page_place_parts as parts on page_place_attacks.place_id = part_id
        where parts.place_id in (select value from json_each(:places))
    )) and (json_array_length(:groups) = 0 or attack_id in (
        select attack_id from page_attacks
        where subject_id in (select value from json_each(:groups))
        group by attack_id having count(distinct subject_id) = json_array_length(:groups)
    )) and (json_array_length(:periods) = 0 or date_edtf is not null and exists (
        select 1 from json_each(:periods) as periods
        where coalesce(date_latest, '9999') >= json_extract(periods.value, '$[0]')
            and coalesce(date_earliest, '') <= json_extract(periods.value, '$[1]')
    ))"""
# What registers say of whom, by their names: an arrest warrant of the ICC.
REGISTERS = """select page_identifiers.*, table_name, page_labels.label as name
    from page_identifiers inner join page_labels on subject_id = page_labels.id
    where scheme in (select value from json_each(?))
        and table_name in ('groups', 'people', 'places')
    order by turn, name"""
# Of so many registers at most words mean each: most are lists.
FEW = 3


@dataclass
class Unit:
    """A word of a query, or the words of one name in it."""

    typed: str
    shown: str  # as it is typed, where that is in another script or has accents
    same: list[str]  # the words and others for the same thing, by any of which a text is found
    names: list[Row]  # what is called so, as `find` says it


def phrase(text: str) -> str:
    """Return the words of a text, a blank on either side."""
    words = folded(re.sub("['’_]", " ", text))
    return f" {' '.join(words)} "


def defined(query: str, words: dict[str, Any], pages: list[Row]) -> list[Row]:
    """Return the terms or pages of help that a query asks about, if it names nothing else."""
    asking = words.get("defining", {})
    terms = {
        phrase(name).strip(): row
        for row in words["glossary"]
        for name in [*row["title"].split(", "), *row.get("also", [])]
    }
    means = "|".join(map(str.strip, map(phrase, asking.get("terms", []))))
    rest, count = re.subn(rf"(?<= )(?:{means})(?= )", ",", phrase(query))
    found = []
    if count:
        names = re.compile(rf"(?<= )({'|'.join(sorted(terms, key=len)[::-1])})s?(?= )")
        found = [terms[each[1]] for each in names.finditer(rest)]
        rest = names.sub(" ", rest)
    left = [word for word in folded(rest) if word not in words["asking"].split()]
    if found and not left:
        return list({row["id"]: row for row in found}.values())
    asks_how = any(each in phrase(query) for each in map(phrase, asking.get("help", [])))
    is_ready = asking_most(words.get("questions", []), set(folded(query)))
    return holding(pages, "find", " ".join(left)) if asks_how and left and not is_ready else []


def named_by(words: list[list[str]], name: str) -> int:
    """Return how many of some words a name has, each or another for the same, in one or many."""
    has = {word.removesuffix("s") for word in folded(name)}
    return sum(any(each.removesuffix("s") in has for each in same) for same in words)


class Questions:
    """What a query asks, by its words and the names in it."""

    def __init__(
        self, names: Names, words: dict[str, Any], query: str, told: str, units: list[Unit]
    ) -> None:
        self._names, self._words, self._units = names, words, units
        self._rows: list[dict[str, Any]] = words.get("questions", [])
        self._query, self._told = query, told  # as it is typed, and its words that tell

    async def asked(self, words: list[str]) -> tuple[list[dict[str, Any]], Row | None]:
        """Return the ready questions that words ask, and of whom: the subject by default."""
        asked = {*words, *folded(self._query)} if words else set()
        rows = self._rows
        people = {row["id"]: row for u in self._units for row in u.names if row["kind"] == "person"}
        of_people = asking_most([row for row in rows if row.get("of") == "person"], asked)
        if of_people and len(people) == 1:
            return of_people, next(iter(people.values()))
        questions = asking_most([row for row in rows if row.get("of") != "person"], asked)
        named = {row["id"]: "" for u in self._units for row in u.names if row["kind"] == "group"}
        side = "?" + urlencode([("group", id_) for id_ in named])
        questions = [
            row | {"path": row["path"] + side} if row.get("of") == "groups" else row
            for row in questions
            if row.get("of") != "groups" or len(named) > 1
        ]
        besides = beside(questions, words, self._words["beside"].split())
        # Who or what a name is, where more than the name is written.
        is_name = len(self._units) == 1 and self._units[0].names
        if not questions and is_name and folded(self._query) != self._told.split():
            questions, besides = [row for row in rows if row["words"] == [""]], [self._told]
        timeless = [word for word in besides if not word.isdigit() and word not in MONTHS]
        if not besides or all("path" in row for row in questions):  # which ask of no one group
            return questions, SUBJECT
        if not timeless:  # of a year only what is answered in short, each with its day
            return [row for row in questions if is_short(row)], SUBJECT
        return await self._of_group(questions, " ".join(timeless))

    async def _of_group(
        self, questions: list[dict[str, Any]], besides: str
    ) -> tuple[list[dict[str, Any]], Row | None]:
        """Return those of some questions that can be asked of the group that a query names."""
        # Of what has a name whole, whatever else is asked of it.
        of_two = [row for row in questions if row.get("of") == "two groups"]
        exact = [
            row
            for unit in self._units
            for row in unit.names
            if row["match"] == "exact" or (of_two and len({each["id"] for each in unit.names}) == 1)
        ]
        called = await self._names.called(besides)
        groups = {row["id"]: row for row in called or exact if row["kind"] == "group"}
        fighting = await self._names.select(FIGHTS, [json.dumps(list(groups))])
        ids = [id_ for id_ in groups if id_ in [row["id"] for row in fighting]]
        # What two are to each other is asked of that named first.
        if len(ids) == 1 or (ids and of_two and not called):
            # What is answered with a list alone is no answer where a place is named as well.
            is_apart = {row["kind"] for row in called or exact} == {"group"}
            asked = questions if len(ids) == 1 else of_two
            return [row for row in asked if is_apart or is_short(row)], groups[ids[0]]
        # A state is no one's to list: it is one that lists.
        by_others = [row for row in questions if row.get("by") == "a state"]
        if groups and by_others and not ids:
            return by_others, SUBJECT
        if len(groups) != 1 or len(groups) < len({row["id"] for row in called}):
            return [], None
        return [row for row in questions if not is_short(row)], next(iter(groups.values()))

    def besides(self, questions: list[dict[str, Any]], used: Iterable[Row]) -> list[Unit]:
        """Return what a query names beside the things that are used, what it asks, and dates."""
        ids = {row["id"] for row in used}
        left = beside(questions, self._told.split(), self._words["beside"].split())
        words = {word for word in left if not word.isdigit() and word not in MONTHS}
        units = [unit for unit in self._units if not words.isdisjoint(unit.typed.split())]
        return [unit for unit in units if ids.isdisjoint(row["id"] for row in unit.names)]

    def asks_attacks(self, is_span: bool) -> bool:
        """Return whether attacks are asked for; of a period with no other word, they are."""
        rows = [row for row in self._rows if row.get("part") == "attacks"]
        asking = {word for row in rows for word in row["words"]}
        return not asking.isdisjoint(self._told.split()) or (is_span and not self._units)

    async def attacks(
        self, periods: list[Period], is_span: bool
    ) -> tuple[list[Row], dict[str, list[Any]]]:
        """Return the attacks of the places, groups and periods that are named, and these by name.

        A kidnapping is one by its kind, and a place may have none at all. Where more is asked, of
        an embassy in 2018, texts answer; but none is known to be of a span of time.
        """
        named = {row["id"]: row for unit in self._units for row in unit.names}
        places = [row for row in named.values() if row["kind"] == "place"]
        places = [row for row in places if row["match"] in ("exact", "alike")] or places
        ids = [
            id_ for id_, row in named.items() if (row["kind"], row["match"]) != ("group", "part")
        ]
        fighting = {row["id"] for row in await self._names.select(FIGHTS, [json.dumps(ids)])}
        groups = [named[id_] for id_ in ids if id_ in fighting]
        asking = [
            row for row in self._rows if "attacks" in (row.get("part"), row.get("path", "")[1:])
        ]
        others = self.besides(asking, groups + places)
        if not (periods or places) or (others and not is_span):
            return [], {}
        found = await self._names.select(
            ATTACKS,
            {
                "places": json.dumps([row["id"] for row in places]),
                "groups": json.dumps([row["id"] for row in groups]),
                "periods": json.dumps([period.days() for period in periods]),
            },
        )
        return found, {"groups": groups, "places": places, "others": others}

    async def registers(self, questions: list[dict[str, Any]]) -> list[Row]:
        """Return what registers that a query names say, of those whom it names or of all."""
        words = [unit.same for unit in self._units if not unit.names]
        listing = any(row.get("answer") == "listed" for row in questions)
        if not words or (questions and not listing):
            return []
        named = {scheme: named_by(words, scheme) for scheme in self._names.registers}
        # Beside words that ask who lists somebody, one is enough.
        most = max(named.values(), default=0) if listing else len(words)
        meant = [scheme for scheme, number in named.items() if number == most > 0]
        if not 0 < len(meant) <= FEW:
            return []
        ids = {row["id"] for unit in self._units for row in unit.names}
        rows = await self._names.select(REGISTERS, [json.dumps(meant)])
        return [row for row in rows if not ids or row["subject_id"] in ids]
