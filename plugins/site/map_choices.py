"""The selection in an address of the map, and the filters on the table of attacks for it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request

from common.date_words import in_words
from common.dates import ENDS_FIRST, DateError, is_backwards, parse, typed
from common.project import DATABASE, PROJECT
from plugins.site.drawings.drawing import NO_CHOICE, NO_ID, label
from plugins.site.drawings.months import RULE
from plugins.site.queries import Row, select
from plugins.site.serving.processes import is_large_database
from plugins.site.table_filters import condition, count

# The counting rules, as in the named queries and `attack_days`. PERHAPS is the map's own, and its
# default: it includes attacks whose perpetrator is only possible.
PERHAPS = "perpetrator-possible"
RULES = {
    RULE: " and side = 'perpetrator' and certainty = 'certain'",
    PERHAPS: " and side = 'perpetrator'",
    "party": " and certainty = 'certain'",
    "possible": "",
}
MONTH = re.compile(r"[0-9]{4}(?:-[0-9]{2})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WORD = re.compile(r"[\w.-]{1,80}")
CHOICES = {"rule": tuple(RULES), "size": ("count", "killed")}
# What is selected by an id or a code, and which there are; of the first two, a message lists them.
KNOWN = {
    "type": "select id from attack_types",
    "country": """select country_code as id from places where country_code <> ''
        union select country_code from attack_counts where country_code <> ''""",
    "group": "select id from groups",
    "source": "select id from sources",
}
# The names of these parameters on the page of the table of attacks.
WORDS = {
    **{"type": "attack_type", "country": "country_code"},
    **{name: f"_{name}" for name in ("group", "rule", "source")},
}
# Messages for invalid values, and how to write valid ones.
NO_MONTH = "“{}” is no date. Write a year or a month, as 2000, 2000-03 or March 2000."
NOT_A_MONTH = "“{}” is no day, month or year, and these are what can be chosen: write 2000-03."

PLACE = "substr(location, 1, instr(location || ',', ',') - 1)"
# How a map names an attack that has no point.
UNPLACED = f"coalesce({PLACE}, title) || coalesce(', ' || date_words, '')"
# How many attacks are dated, and their first and last days.
DATED = """count(date_edtf) as dated, count(date_words) as datable,
  min(date_earliest) filter (where date_edtf is not null) as first,
  max(date_latest) filter (where date_edtf is not null) as last"""

Filters = list[tuple[str, str]]


class View(NamedTuple):
    """The selection in an address; empty values do not restrict. Months are written 2018-03."""

    first: str = ""
    last: str = ""
    type: str = ""
    country: str = ""
    group: str = ""
    source: str = ""
    rule: str = PERHAPS
    size: str = "count"

    def address(self, **changed: Any) -> str:
        names = {"first": "from", "last": "to"}
        values = self._replace(**changed)._asdict()
        return urlencode({names.get(k, k): v for k, v in values.items() if v and v != _DEFAULT[k]})

    def filters(self, *, period: bool = True, kind: bool = True) -> Filters:
        year, _, month = self.last.partition("-")
        last = month and f"{self.last}-{calendar.monthrange(int(year) or 1, int(month))[1]:02}"
        chosen = [
            *(("scope", "incident"), ("_attacks", "only")),
            ("attack_type", self.type if kind else ""),
            ("country_code", self.country if kind else ""),
            ("date_earliest__gte", f"{self.first}-01" if period and self.first else ""),
            ("date_latest__lte", last if period else ""),
            # Redundant, but lets SQLite use an index.
            ("date_earliest__lte", last if period and self.first else ""),
            *(("_group", self.group), ("_rule", self.rule if self.group else "")),
            ("_source", self.source),
        ]
        return [(name, value) for name, value in chosen if value]


_DEFAULT = View()._asdict()


def read(arguments: Mapping[str, str]) -> tuple[View, dict[str, str]]:
    """Parse an address; invalid values are left out, and returned by name."""
    refused = dict[str, str]()

    def argument(name: str, fits: Callable[[str], object], other: str = "") -> str:
        given = ((arguments.get(each) or "").strip() for each in (name, other))
        value = next(filter(None, given), "")
        value = _month_of(value) if name in ("from", "to") else value
        if value and not fits(value):
            refused[name] = value
            return ""
        return value

    # Without the page's own names, accept those of the named queries.
    first, last = argument("from", _is_month, "start"), argument("to", _is_month, "end")
    if is_backwards(first, last):
        refused["period"] = ENDS_FIRST.format(first, last)
        first = last = ""
    # A year means all its months.
    first += "-01" if len(first) == 4 else ""
    last += "-12" if len(last) == 4 else ""
    words: dict[str, Any] = {name: argument(name, WORD.fullmatch) for name in KNOWN}
    words |= {
        name: argument(name, values.__contains__) or _DEFAULT[name]
        for name, values in CHOICES.items()
    }
    return View(first, last, **words), refused


def _month_of(text: str) -> str:
    """Return typed text as a date; for a day, its month, because attacks are counted by month."""
    text = typed(text)
    return text[:7] if DAY.fullmatch(text) and _is_date(text) else text


def days_asked(arguments: Mapping[str, str]) -> list[str]:
    """Return the days in an address, in words, to say that their whole months are shown."""
    asked = (typed(arguments.get(name) or "") for name in ("from", "to", "start", "end"))
    return list(dict.fromkeys(in_words(day) for day in asked if _month_of(day) != day))


def _is_date(text: str) -> bool:
    with suppress(DateError):
        return bool(parse(text))
    return False


def _is_month(text: str) -> bool:
    return bool(MONTH.fullmatch(text)) and _is_date(text)


async def chosen(datasette: Datasette, arguments: Mapping[str, str]) -> tuple[View, list[str]]:
    """Parse an address; unknown ids are left out, and messages say how to correct them.

    So no map, picture or list claims that there are no attacks by a group it knows nothing about.
    """
    view, refused = read(arguments)
    for name, sql in KNOWN.items():
        value = getattr(view, name)
        is_id = f"select 1 from ({sql}) where id = ?"  # noqa: S608  words of ours
        if value and not await select(datasette, is_id, [value]):
            refused[name] = value
            view = view._replace(**{name: ""})
    return view, [await _refusal(datasette, *each) for each in refused.items()]


async def check_filters(datasette: Datasette, request: Request) -> None:
    """Check the ids in filters of the table of attacks.

    Raises:
        BadRequest: If an id is unknown: otherwise there would be no rows and no explanation.
    """
    asked = {name: request.args.get(word) or "" for name, word in WORDS.items()}
    _, refused = await chosen(datasette, asked)
    if refused:
        raise BadRequest(" ".join(refused))


async def _refusal(datasette: Datasette, name: str, value: str) -> str:
    """Return a message that a value cannot be selected, and which ones can."""
    if name == "period":
        return value
    is_date, value = _is_date(value), label(value, 60)
    if name in ("from", "to"):
        return (NOT_A_MONTH if is_date else NO_MONTH).format(value)
    if name in ("group", "source"):
        return NO_ID.format(name, value)
    if not (choices := CHOICES.get(name)):
        ids = await select(datasette, f"{KNOWN[name]} order by 1")
        choices = tuple(str(row["id"]) for row in ids)
    return NO_CHOICE.format(value, name, ", ".join(choices))


async def sources_of(datasette: Datasette, view: View) -> list[Row]:
    """Return the sources that report attacks in a view; last, those without any on the map."""
    placed, others = list[Row](), list[Row]()
    for source in await select(datasette, "select id, label, access from map_sources"):
        if view.source not in ("", source["id"]):
            continue
        rows = await condition(
            datasette, DATABASE, "attacks", view._replace(source=source["id"]).filters()
        )
        sql = f"select 1 from attacks where {rows.sql} and latitude is"  # noqa: S608  Datasette's conditions
        if await select(datasette, f"{sql} not null limit 1", rows.params):
            placed.append(source | {"said": source["label"]})
        elif await select(datasette, f"{sql} null limit 1", rows.params):
            said = source["label"] if others else f"not on the map: {source['label']}"
            others.append(source | {"said": said})
    return placed + others


UNSURE = "implied or possible"
# Where sources have a group active, and where above all: the codes of countries, and the sources.
ACTIVE = """select * from map_tints where group_id = ?
  union all select '', '', '', '', '', '' limit 1"""


def adverbs(doubts: str) -> str:
    return doubts.replace("possible", "possibly") or "possibly"


async def doubtful(datasette: Datasette, view: View) -> tuple[int, str]:
    """Count the attacks only possibly by a view's group, even those it leaves out, and say why.

    The reason is implied, possible, or both. With no group chosen, circles are coloured for the
    subject's attacks; in a large data set these are not counted, which would take half a second per
    million.
    """
    if not view.group and is_large_database(datasette.get_database(DATABASE)):
        return 0, UNSURE
    asked = view._replace(group=view.group or PROJECT.subject.id, rule=PERHAPS)
    every, implied, sure = [
        await count(datasette, DATABASE, "attacks", chosen.filters(), *more)
        for chosen, more in (
            (asked, ()),
            (asked, ("attribution = 'implied'",)),
            (asked._replace(rule=RULE), ()),
        )
    ]
    doubts = {"implied": implied, "possible": every - sure - implied}
    possibly = every - sure if view.group and view.rule in (RULE, PERHAPS) else 0
    return possibly, " or ".join(word for word, attacks in doubts.items() if attacks)


async def dated(datasette: Datasette, view: View, months: Iterable[str]) -> dict[str, Any]:
    """Return the period of the attacks as `found`, and how many are `undated` or `inferred`.

    Attacks within a month are known from `months`; only the others have to be queried.
    """
    rows = await condition(datasette, DATABASE, "attacks", view.filters(), "month is null")
    sql = f"select {DATED}, count(*) as attacks from attacks where {rows.sql}"  # noqa: S608  words of ours
    [spanning] = await select(datasette, sql, rows.params)
    days = sorted([*months, *filter(None, (spanning["first"], spanning["last"]))])
    found = found_in_words(days[0], days[-1]) if days else ""
    without = spanning["attacks"] - spanning["datable"]
    inferred = spanning["datable"] - spanning["dated"]
    return {"found": found, "undated": without, "inferred": inferred}


def found_in_words(first: str | None, last: str | None) -> str:
    """Return the period in which attacks were found, in words: one month, or else the years."""
    if not first or not last:
        return ""
    if first[:7] == last[:7]:
        return in_words(first[:7])
    return "–".join(dict.fromkeys((first[:4], last[:4])))
