"""Resolve what readers type for the ids and dates of a named query: any name, `3 March 2018`.

If it means one thing, the reader is redirected to the query with its id, so that addresses and data
contain only ids and EDTF; otherwise the page lists what it may mean. The view page_choices lists
the values that each parameter accepts.
"""

import re
from collections.abc import Iterable
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

from datasette.app import Datasette
from datasette.utils import path_with_replaced_args
from datasette.utils.asgi import BadRequest, Request
from rapidfuzz import fuzz, process

from common.dates import ENDS_FIRST, NO_DATE, DateError, is_backwards, parse, typed
from plugins.site.hooks import hookimpl
from plugins.site.queries import Row, select
from plugins.site.search_names import in_order
from plugins.site.search_words import MIN_PART, folded
from plugins.site.serving.errors import OnwardError

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
SPELLINGS = "select id, label, spelling from page_spelled where parameter = ? order by label"


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
    datasette: Datasette, request: Request, parameters: dict[str, str | list[str]]
) -> dict[str, list[Row]]:
    """Return the parameters with a value that is not an id, each with the rows it may mean.

    Raises:
        OnwardError: If a name or a date is understood.
    """
    unknown, understood = {}, []
    given = ((k, [v] if isinstance(v, str) else v) for k, v in parameters.items())
    asked = [(name, value) for name, values in given for value in values]
    for name, value in asked:
        text = value.replace("\0", " ").strip()[:MAX_LENGTH]  # SQLite ends text at a null
        meaning = value
        if name in DATES and typed(text) != text:
            meaning = typed(text)
        elif text and name not in WORDS | DATES:
            choices, is_sure = await meant(datasette, name, text)
            if is_sure:
                meaning = choices[0]["id"]
            else:
                unknown[name] = choices
        understood.append((name, meaning))
    if understood != asked:
        known = [pair for pair in understood if pair[0] in request.args]
        raise OnwardError(path_with_replaced_args(request, known))
    return unknown


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
    names = await datasette.jinja_env.globals["names_known"]()
    called = names.called(text) if name in SPELLED else []
    found = [row for row in called if row["confidence"] != "probable"]
    ids = [row["id"] for row in found]
    rows = await select(datasette, BY_ID.format(", ".join("?" * len(ids))), [name, *ids])
    found = [row for row in found if row["id"] in {each["id"] for each in rows}]
    best = [row["id"] for row in found if row["match"] == found[0]["match"]]
    if rows := [row for row in rows if row["id"] in best]:
        # Part of a name, or one or two letters, is not enough to identify anybody.
        is_name = found[0]["match"] != "part" and sum(map(str.isalnum, text)) >= MIN_PART
        return rows[:MOST], is_name and len(rows) == 1
    known = await select(datasette, SPELLINGS, [name])
    # What shares the most words with the text, or is spelled like it.
    spellings = [in_order(folded(row["spelling"])) for row in known]
    scorer, words = fuzz.token_set_ratio, in_order(folded(text))
    close = process.extract(words, spellings, scorer=scorer, score_cutoff=LIKENESS, limit=None)
    alike = [known[i] for _, score, i in close if score == close[0][1]]
    alike = alike or (known if len(known) <= MOST else [])
    return list({row["id"]: row for row in alike}.values())[:MOST], False


@hookimpl
def extra_template_vars(datasette: Datasette, request: Request) -> dict[str, Any]:
    return {
        "no_ids": partial(no_ids, datasette, request),
        "lead_to_example": partial(lead_to_example, request),
        "no_dates": no_dates,
        "dates": DATES,
    }
