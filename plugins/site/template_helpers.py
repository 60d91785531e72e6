"""What the pages of groups, people, attacks and sources need beside the views that they read."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.utils import tilde_decode, tilde_encode
from jinja2 import Environment
from jinja2.environment import TemplateModule
from jinja2.utils import urlize
from markupsafe import Markup

from common.citing import hedged
from common.date_words import in_short, in_words, known_of, since, until
from common.display_text import article, counted, first_sentence, in_sentence, without_year
from common.links import PAGES
from common.project import DATABASE, FOLDER
from plugins.site import queries
from plugins.site.hooks import hookimpl
from plugins.site.voices import own_sources, say, voices

# How much of what somebody types to find is looked at.
MAX_LENGTH = 200
# From how many letters on a word also finds longer ones that begin so.
LONG = 5

# What two lines must share to say the same, so that they can stand as one with two notes.
SAME = ("kind", "detail", "holder", "inverse", "is_denied", "doubt", "end_edtf")
same = itemgetter(*SAME)
# And what lines that are said in one breath share.
alike = itemgetter("kind", "detail", "inverse", "statement", "doubt", "end_edtf")
# The tables of ties between parties.
TIES = ("membership", "relations", "milestones")
# The most numbers of notes that stand on one line.
TOGETHER = 8


@dataclass
class Notes:
    """The numbered notes of one page: a claim gets its number where it is first referred to."""

    ids: dict[str, int] = field(default_factory=dict)  # of claims, with their numbers, from 1

    def number(self, claim_id: str) -> int:
        return self.ids.setdefault(claim_id, len(self.ids) + 1)

    def in_order(self, rows: Iterable[sqlite3.Row]) -> list[sqlite3.Row]:
        return sorted(rows, key=lambda row: self.ids[row["claim_id"]])

    def marks(self, claim_ids: Iterable[str]) -> Markup:
        """Return the link behind a line to the notes of all its claims.

        It is no macro, since a page has hundreds.
        """
        numbers = sorted(map(self.number, claim_ids))
        if not numbers:
            return Markup("")
        first, *more = map(str, numbers)
        others = f' data-more="{" ".join(more)}"' if more else ""
        # Few stay together: only what is as long as half a line may break.
        words = ("\u00a0" if len(numbers) <= TOGETHER else " ").join((first, *more))
        return Markup(f'\u202f<a href="#n{first}"{others}>{words}</a>')  # noqa: S704  of numbers


def merged(lines: Iterable[sqlite3.Row]) -> list[dict[str, Any]]:
    """Put lines that say the same of the same date together, in the order of their first.

    Returns:
        The columns of the first line of each, with all of them in `rows`, the claims behind them
        in `claim_ids`, in `said` who said so and when, and in `date` when it was, or empty for a
        state of things that has no day but that on which it was said; in `dated_by` the claims
        from which we infer that date, where its own give none; `in_title` where only titles say it;
        in `stem` its text without a full stop; and `alike`, which is that of all lines that one
        sentence can tell.
    """
    lines_by_key: dict[tuple[object, ...], dict[str, Any]] = {}
    for line in lines:
        date = "" if is_undated(line) else since(line, when(line))
        # What is said in the words of a claim is said once. Of areas the order says nothing; of all
        # else it may say who did what to whom.
        text = line["text"] or ""
        if line["section"] == "area":
            text = " ".join(sorted(re.findall(r"\w+", text.lower())))
        # Of whom a characteristic is, too, its words say, or they do not: none stands behind it.
        is_told_alone = line["table_name"] == "characteristics" and not line["inverse"]
        other = None if is_told_alone else line["other_id"]
        key = (line["statement"],) if line["statement"] else (*same(line), other, text, date)
        first = lines_by_key.get(key)
        is_title = "is_title" in line.keys() and bool(line["is_title"])  # noqa: SIM118  a row
        if first is None:
            first = lines_by_key[key] = dict(zip(line.keys(), line, strict=True))
            first |= {"date": date, "claim_ids": [], "rows": [], "notes": [], "dated_by": []}
            first["unsure"] = line["doubt"] or ""  # to sort by
            first["alike"] = (*alike(line), is_title, date)
        first["in_title"] = is_title and first.get("in_title", True)
        values = line["claim_id"], line, line["note"], date and line["date_claim_id"]
        for name, value in zip(("claim_ids", "rows", "notes", "dated_by"), values, strict=True):
            if value and value not in first[name]:
                first[name].append(value)
    for first in lines_by_key.values():
        first["said"] = list(said_by(first["rows"]).values())
    return [*lines_by_key.values()]


def is_undated(line: sqlite3.Row) -> bool:
    """Whether nothing dates a line but the day on which its source was published."""
    ends = ("earliest", "latest")
    is_day_of_source = all(line[f"date_{end}"] == line[f"published_{end}"] for end in ends)
    return not line["date_edtf"] or (line["date_kind"] == "seen" and is_day_of_source)


def said(row: Any) -> str:
    """Return who says what a row holds, as everywhere: `CSIS 2018`, `Varo, no date printed`."""
    is_undated = row["published_earliest"] is None and row["published_latest"] is None
    return f"{row['source']}, no date printed" if is_undated else str(row["source"])


def said_by(rows: Iterable[Any], how: str = "") -> dict[str, str]:
    """Return who says what rows hold, as `said` or a column calls them, with whom they repeat."""
    return voices(rows, itemgetter(how)) if how else voices(rows, said, ", ")


def is_whole(row: Any) -> bool:
    """Whether the first and last words of an anchor are, by their hash, all of the passage."""
    words = f"{row['fragment_start']} {row['fragment_end']}"
    is_all = hashlib.sha256(words.encode()).hexdigest() == row["span_sha256"]
    return is_all or not row["fragment_end"]


def disputes_of(
    claim_ids: Iterable[str], disputes: dict[str, list[Any]], line: Any = None
) -> list[Any]:
    """Return the disagreements that claims are readings of, each once.

    Those on ties say nothing against a `line` that is none: a claim may say more.
    """
    rows = [dispute for claim_id in claim_ids for dispute in disputes.get(claim_id, ())]
    if line and line["table_name"] not in TIES:
        rows = [dispute for dispute in rows if not dispute["is_of_tie"]]
    return [*{dispute["disagreement_id"]: dispute for dispute in rows}.values()]


def when(row: Any, stem: str = "date") -> str:
    """Return a row's date in words; `stem` is what its columns begin with.

    Of a document that prints a year alone, and cites what is newer, the days between are ours.
    """
    words = in_words(row[f"{stem}_edtf"], row[f"{stem}_earliest"], row[f"{stem}_latest"])
    is_ours = stem == "published" and words.startswith("between ")
    return f"{words}, inferred" if is_ours else words


def address(datasette: Datasette, table: str, id_: str) -> Any:
    """Return where a row is read: its own page where it has one, else Datasette's."""
    path = f"/{table}/{tilde_encode(id_)}"
    return datasette.urls.path(path if table in PAGES else f"/{DATABASE}{path}")


def runs(rows: Iterable[Any], name: str) -> list[tuple[Any, list[Any]]]:
    """Split rows into runs of one value, in the order in which they come (groupby sorts)."""
    return [(value, list(run)) for value, run in groupby(rows, key=lambda row: row[name])]


def firm(ties: Iterable[Any]) -> list[Any]:
    """Leave out what a source says with a doubt where it says it without one as well.

    What stands only in a title that it cites, it does not say.
    """
    rows, tie = list(ties), itemgetter("inverse", "kind", "other_id", "source_id")
    known = {tie(row) for row in rows if not row["doubt"] and not row["is_title"]}
    return [row for row in rows if not row["doubt"] or tie(row) not in known]


def by_kind(ties: Iterable[Any]) -> list[list[Any]]:
    """Split ties by their kind and by what is doubtful about them, those without a doubt first."""

    def sort(row: Any) -> tuple[Any, ...]:
        return (row["inverse"], row["kind"], row["doubt"] or "")

    return [list(run) for _, run in groupby(sorted(firm(ties), key=sort), key=sort)]


def holding(rows: Iterable[Any], name: str, search: str) -> list[Any]:
    """Keep the rows whose text in a column has every word of a search, or one that begins so.

    The words of addresses are none of the text's.
    """
    words = [beginning(word) for word in search[:MAX_LENGTH].split()]
    texts = ((row, re.sub(r"https?://\S+", " ", row[name])) for row in rows)
    return [row for row, text in texts if all(word.search(text) for word in words)]


@lru_cache(1024)
def beginning(word: str, least: int = LONG) -> re.Pattern[str]:
    """Return what finds a word, in the plural too; of a longer one what begins so as well."""
    # In French, `viol` is no beginning of `violent`.
    end = r"(?:s|es)?(?!\w)" if len(word) < least else ""
    return re.compile(rf"(?i)\b{re.escape(word)}{end}")


@lru_cache(1024)
def with_links(text: str) -> Markup:
    """Return a text in which an address is a link that is called by its host."""
    hosts = re.compile(r">https?://(?:www\.)?([^/<]+)[^<]*</a>")
    return Markup(hosts.sub(r">\1</a>", urlize(text)))  # noqa: S704  escaped


def releases(folder: Path) -> list[dict[str, Any]]:
    """Return the releases of RELEASES.md, if there is one, with what each reworded."""
    file, wording = folder / "RELEASES.md", folder / "docs" / "releases" / "wording.json"
    if not file.is_file():
        return []
    reworded = json.loads(wording.read_text(encoding="utf-8")) if wording.is_file() else {}
    parts = file.read_text(encoding="utf-8").replace("`", "").split("\n## ")[1:]
    return [
        {
            "title": title,
            "version": title.split(",")[0],
            "reworded": reworded.get(title.split(",")[0], []),
            "paragraphs": [
                re.sub(r"^\* (.*?: \d+)[^\n]*", r"\1.", each, flags=re.M)
                for each in paragraphs
                if not each.startswith("[")
            ],
        }
        for title, *paragraphs in (part.strip().split("\n\n") for part in parts)
    ]


def macros_in(env: Environment, name: str, **page: object) -> TemplateModule:
    return env.get_template(name).make_module(page)


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, object]:
    """Give every template `ask`, which asks a named query: ask("find", q="Ghali")."""
    return {"ask": partial(queries.named, datasette)}


@hookimpl(trylast=True)
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Give the templates what is above; which files there are is looked at when the site starts.

    Jinja awaits all that a page writes, loops over and filters, even where there is nothing to wait
    for. What asks the database nothing is compiled in `env.plain`, which does not.
    """
    env.auto_reload = False
    by_name = (
        *(when, said, said_by, say, since, until, in_words, in_short, known_of, article),
        *(counted, first_sentence, in_sentence, disputes_of, merged, runs, firm, by_kind),
        *(holding, is_whole, hedged, own_sources, with_links, without_year),
    )
    env.filters |= {each.__name__: each for each in by_name}
    env.filters |= {"untilde": tilde_decode, "from_json": json.loads, "to_json": json.dumps}
    env.globals |= {"new_notes": Notes, "page_tables": PAGES, "urls": datasette.urls}
    env.globals["site_releases"] = releases(FOLDER)
    env.globals["address"] = lru_cache(8192)(partial(address, datasette))
    plain = env.overlay(enable_async=False)
    env.extend(plain=plain)
    # They are made once for all pages that tell them the same: macros("_lead.html", in_box=True).
    env.globals["macros"] = lru_cache(64)(partial(macros_in, plain))
