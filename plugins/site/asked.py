"""Resolve what readers type for the ids and dates of a named query: any name, `3 March 2018`.

If it means one thing, the reader is redirected to the query with its id, so that addresses and data
contain only ids and EDTF; otherwise the page lists what it may mean. The view page_choices lists
the values that each parameter accepts.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

from datasette.app import Datasette
from datasette.utils import path_with_replaced_args
from datasette.utils.asgi import BadRequest, Base400, Request, Response
from rapidfuzz import fuzz, process

from common.dates import ENDS_FIRST, NO_DATE, DateError, is_backwards, parse, typed
from plugins.site.hooks import hookimpl
from plugins.site.queries import Row, named, select
from plugins.site.search_words import MIN_PART, PARTICLES, folded

# Characters of the input that are considered, and choices that are shown.
MAX_LENGTH, MOST = 200, 12
# Similarity (0 to 100) from which one word is taken for another; Kati is not Katiba.
LIKENESS = 82
# The parameters that are dates, that are free text, and that accept spellings besides labels.
DATES = {"as_of", "known_by", "date", "start", "end"}
WORDS, SPELLED = {"q", "topic"}, {"group", "id"}
CHOICES = "select distinct id, label from page_choices where parameter = ? and "
# Two queries, and ids as a list: joined, or with a subquery, SQLite would read all attacks.
BY_ID, BY_LABEL = f"{CHOICES} id in ({{}})", f"{CHOICES} lower(label) = lower(?)"
GROUPS = 'select id from "groups" where id in (select value from json_each(?))'
SPELLINGS = "select id, label, spelling from page_spelled where parameter = ? order by label"


class OnwardError(Base400):  # type: ignore[misc]  # plugins/site/serving/errors.py leaves these to others
    """Redirect to the same query, with the ids and dates that were meant."""


def no_dates(parameters: dict[str, str]) -> list[str]:
    """Return messages for invalid dates, or for a period that ends before it begins."""
    wrong = []
    for value in filter(None, (parameters[name].strip() for name in parameters if name in DATES)):
        try:
            parse(value[:MAX_LENGTH])
        except DateError:
            wrong.append(NO_DATE.format(value[:60]))
    period = [parameters.get(name, "").strip() for name in ("start", "end")]
    return wrong or [ENDS_FIRST.format(*period)] * is_backwards(*period)


def check_dates(request: Request, names: Iterable[str]) -> None:
    """Check the dates in a program's query, which would otherwise get no rows and no explanation.

    Raises:
        OnwardError: If a date is understood but not written in EDTF.
        BadRequest: If a date is invalid.
    """
    asked = {name: request.args.get(name) or "" for name in DATES.intersection(names)}
    if understood := {k: typed(v) for k, v in asked.items() if typed(v) != v.strip()}:
        raise OnwardError(path_with_replaced_args(request, understood))
    if wrong := no_dates(asked):
        raise BadRequest(" ".join(wrong))


async def no_ids(
    datasette: Datasette, request: Request, parameters: dict[str, str]
) -> dict[str, list[Row]]:
    """Return the parameters whose value is not an id, each with the rows it may mean.

    Raises:
        OnwardError: If a name or a date is understood.
    """
    unknown, understood = {}, {}
    for name, text in parameters.items():
        asked = text.replace("\0", " ").strip()[:MAX_LENGTH]  # SQLite ends text at a null
        if name in DATES:
            understood[name] = typed(asked) if typed(asked) != asked else text
        elif asked and name not in WORDS:
            choices, is_sure = await meant(datasette, name, asked)
            if is_sure:
                understood[name] = choices[0]["id"]
            else:
                unknown[name] = choices
    if any(parameters[name] != value for name, value in understood.items()):
        raise OnwardError(path_with_replaced_args(request, understood))
    return unknown


async def by_ids(datasette: Datasette, request: Request) -> str:
    """Return the address of a page with ids for the names of groups; empty if it has none."""
    asked = [text.strip()[:MAX_LENGTH] for text in request.args.getlist("group") if text.strip()]
    known = {row["id"] for row in await select(datasette, GROUPS, [json.dumps(asked)])}
    ids = list(asked)
    for at, text in enumerate(asked):
        if text not in known:
            rows, is_sure = await meant(datasette, "group", text.replace("\0", " "))
            ids[at] = rows[0]["id"] if is_sure else text
    return path_with_replaced_args(request, [("group", id_) for id_ in ids]) if ids != asked else ""


def lead_to_example(request: Request, html: str | None) -> None:
    """Redirect a query without parameters to the first example in its description.

    Raises:
        OnwardError: If there is an example.
    """
    example = re.search(r'href="[^"?]+\?([^"]+)"', html or "")
    if example and not request.query_string:
        asked = dict(parse_qsl(unescape(example[1]), keep_blank_values=True))
        raise OnwardError(path_with_replaced_args(request, asked))


async def meant(datasette: Datasette, name: str, text: str) -> tuple[list[Row], bool]:
    """Return the rows a text may mean for a parameter, and whether it names exactly one."""
    for sql in (BY_ID.format("?"), BY_LABEL):
        if rows := await select(datasette, sql, [name, text]):
            return rows[:MOST], len(rows) == 1
    found = await named(datasette, "find", q=text) if name in SPELLED else []
    if name in SPELLED and not found:  # what registers and other languages call so
        names = await datasette.jinja_env.globals["names_known"]()
        found = [row for row in names.called(text) if row["confidence"] != "probable"]
    ids = [row["id"] for row in found]
    rows = await select(datasette, BY_ID.format(", ".join("?" * len(ids))), [name, *ids])
    found = [row for row in found if row["id"] in {each["id"] for each in rows}]
    best = [row["id"] for row in found if row["match"] == found[0]["match"]]
    if rows := [row for row in rows if row["id"] in best]:
        # Part of a name, or one or two letters, is not enough to identify anybody.
        is_name = found[0]["match"] != "part" and sum(map(str.isalnum, text)) >= MIN_PART
        return rows[:MOST], is_name and len(rows) == 1
    known = await select(datasette, SPELLINGS, [name])
    alike = near(text, known, "spelling") or (known if len(known) <= MOST else [])
    return list({row["id"]: row for row in alike}.values())[:MOST], False


def near(query: str, rows: list[Row], column: str) -> list[Row]:
    """Return the rows whose text shares the most words with a query, or is spelled like it."""
    words = " ".join(word for word in folded(query) if word not in PARTICLES)
    texts = [" ".join(folded(row[column])) for row in rows]
    close = process.extract(
        words, texts, scorer=fuzz.token_set_ratio, score_cutoff=LIKENESS, limit=None
    )
    return [rows[i] for _, score, i in close if score == close[0][1]]


@hookimpl
def extra_template_vars(datasette: Datasette, request: Request) -> dict[str, Any]:
    return {
        "no_ids": partial(no_ids, datasette, request),
        "by_ids": partial(by_ids, datasette, request),
        "lead_to_example": partial(lead_to_example, request),
        "no_dates": no_dates,
        "dates": DATES,
    }


@hookimpl
def handle_exception(
    datasette: Datasette, exception: Exception
) -> Callable[[], Awaitable[Response]] | None:
    if not isinstance(exception, OnwardError):
        return None

    async def answer() -> Response:
        return Response.redirect(datasette.urls.path(str(exception)))

    return answer
