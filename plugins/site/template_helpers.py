"""Helpers for the templates of groups, people, attacks and sources."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.utils import CustomRow, tilde_decode, tilde_encode
from jinja2 import Environment
from jinja2.environment import TemplateModule
from jinja2.utils import urlize
from markupsafe import Markup, escape

from common.citing import hedged
from common.date_words import in_short, in_words, known_of, since, until
from common.display_text import article, counted, first_sentence, in_sentence, without_year
from common.links import PAGES
from common.project import DATABASE, FOLDER
from plugins.site import queries
from plugins.site.attack_sentence import attack_sentence, dated
from plugins.site.drawings.drawing import short
from plugins.site.escaping import shown
from plugins.site.hooks import hookimpl
from plugins.site.profile_lines import firm_lines, how_many, merged, when
from plugins.site.voices import by_note, own_sources, partly, say, voices

# Characters of a search text that are considered.
MAX_LENGTH = 200
# Words with at least this many letters also match longer words that begin with them.
LONG = 5

# The tables of ties between parties.
TIES = ("membership", "relations", "milestones")
# Up to this many note numbers are kept on one line.
TOGETHER = 8
# The sections of a profile whose lines must name the other party.
UNNAMED = ("active", "located", "designated")
# What a row is, and names in a template that are no columns.
ROWS, METHODS = {dict, sqlite3.Row, CustomRow}, {*dir(dict)}


@dataclass
class Notes:
    """The numbered notes of one page: a claim gets its number when it is first referred to."""

    ids: dict[str, int] = field(default_factory=dict)  # of claims, with their numbers, from 1
    limited: set[tuple[str, str]] = field(default_factory=set)  # limits of claims already stated

    def number(self, claim_id: str) -> int:
        return self.ids.setdefault(claim_id, len(self.ids) + 1)

    def once(self, claim_id: str, limit: str | None) -> str:
        """Return what limits a claim, the first time it is stated; after that its note says so."""
        parts = limit.split("; ") if limit else []
        new = [part for part in parts if (claim_id, part) not in self.limited]
        self.limited.update((claim_id, part) for part in parts)
        return "; ".join(new)

    def in_order(self, rows: Iterable[sqlite3.Row]) -> list[sqlite3.Row]:
        return sorted(rows, key=lambda row: self.ids[row["claim_id"]])

    def marks(self, claim_ids: Iterable[str]) -> Markup:
        """Return the link after a line to the notes of all its claims.

        This is not a macro, because a page has hundreds.
        """
        numbers = sorted(map(self.number, claim_ids))
        if not numbers:
            return Markup("")
        first, *more = map(str, numbers)
        others = f' data-more="{" ".join(more)}"' if more else ""
        # A few numbers stay on one line; longer lists may break.
        words = ("\u00a0" if len(numbers) <= TOGETHER else " ").join((first, *more))
        return Markup(f'\u202f<a href="#n{first}"{others}>{words}</a>')  # noqa: S704  of numbers


def said(row: Any) -> str:
    """Return the source of a row as pages name it: `CSIS 2018`, `Varo, no date printed`."""
    is_undated = row["published_earliest"] is None and row["published_latest"] is None
    return f"{row['source']}, no date printed" if is_undated else str(row["source"])


def said_by(rows: Iterable[Any], how: str = "") -> dict[str, str]:
    """Return the sources of rows, named by `said` or a column, with those whom they repeat.

    For a source with several lists of who merged, it says if only some of them have this.
    """
    rows, name = list(rows), itemgetter(how) if how else said
    words = voices(rows, name, " " if how else ", ")
    for each in words:
        if parts := {partly(row) for row in rows if name(row) == each} - {""}:
            words[each] += f" {parts.pop()}"
    return words


def is_whole(row: Any) -> bool:
    """Whether the first and last words of an anchor are the whole passage, judging by its hash."""
    words = f"{row['fragment_start']} {row['fragment_end']}"
    is_all = hashlib.sha256(words.encode()).hexdigest() == row["span_sha256"]
    return is_all or not row["fragment_end"]


def disputes_of(
    claim_ids: Iterable[str],
    disputes: dict[str, list[Any]],
    line: Any = None,
    shown: Container[str] = (),
) -> list[Any]:
    """Return the disagreements in which claims are readings, each once, but for those shown.

    For a `line` that is not a tie, those about ties are left out: they concern another part of the
    claim.
    """
    rows = [dispute for claim_id in claim_ids for dispute in disputes.get(claim_id, ())]
    if line and line["table_name"] not in TIES:
        rows = [dispute for dispute in rows if not dispute["is_of_tie"]]
    by_id = {dispute["disagreement_id"]: dispute for dispute in rows}
    return [dispute for id_, dispute in by_id.items() if id_ not in shown]


def disputes_by_row(rows: dict[str, list[Any]], disputes: Iterable[Any]) -> dict[str, list[Any]]:
    """Return disagreements by the row of a table with most of their claims, except attacks.

    `rows` has the lines of each row, and `disputes` a disagreement for each claim of it.
    """
    titles = [title for title in rows if title != "Attacks"]
    of_row = {title: {line["claim_id"] for line in rows[title]} for title in titles}
    by_id: dict[str, list[Any]] = {}
    for dispute in disputes:
        by_id.setdefault(dispute["disagreement_id"], []).append(dispute)
    found: dict[str, list[Any]] = {}
    for same in by_id.values():
        claims = {dispute["claim_id"] for dispute in same}
        title = max(of_row, key=lambda title: len(of_row[title] & claims), default="")
        if title and of_row[title] & claims:
            found.setdefault(title, []).append(same[0])
    return found


def address(datasette: Datasette, table: str, id_: str) -> Any:
    """Return the address of a row's page: ours if there is one, or else Datasette's."""
    path = f"/{table}/{tilde_encode(id_)}"
    return datasette.urls.path(path if table in PAGES else f"/{DATABASE}{path}")


def linked_sentence(line: Any, address: Callable[[str, str], Any]) -> Markup:
    """Return a line in the words of its claim, with a link to the first entity that they name.

    An entity that they do not name is put in front as a link, in the sections whose lines must name
    it.
    """

    def link(row: Any, words: str) -> Markup:
        href = address(row["other_table"], row["other_id"])
        return Markup('<a href="{}">{}</a>').format(href, shown(words))

    text, unnamed = line["statement"].rstrip("."), list[Markup]()
    others = {row["other_id"]: row for row in line["rows"] if row["other_id"]}
    named = escape(shown(text))
    for row in reversed(others.values()):
        names = [name for name in (row["other"], short(row["other"])) if name in text]
        if names:
            before, name, after = re.split(rf"({re.escape(names[0])}(?:s\b)?)", text, maxsplit=1)
            named = escape(shown(before)) + link(row, name) + escape(shown(after))
        elif line["section"] in UNNAMED:
            unnamed.insert(0, link(row, row["other"]))
    return Markup(", ").join(unnamed) + ": " + named if unnamed else named


def years_of(rows: Iterable[Any]) -> list[str]:
    """Return the years in which the sources of rows were published, each once, in order."""
    return sorted({row["published_latest"][:4] for row in rows if row["published_latest"]})


def runs(rows: Iterable[Any], name: str) -> list[tuple[Any, list[Any]]]:
    """Split rows into runs of equal values, keeping their order (Jinja's groupby sorts)."""
    return [(value, list(run)) for value, run in groupby(rows, key=lambda row: row[name])]


def holding(rows: Iterable[Any], name: str, search: str) -> list[Any]:
    """Keep the rows whose text in a column has every word of a search, or one beginning with it.

    Web addresses in the text are ignored.
    """
    words = [beginning(word) for word in search[:MAX_LENGTH].split()]
    texts = ((row, re.sub(r"https?://\S+", " ", row[name])) for row in rows)
    return [row for row, text in texts if all(word.search(text) for word in words)]


@lru_cache(1024)
def beginning(word: str, least: int = LONG) -> re.Pattern[str]:
    """Return a pattern for a word and its plural; for a long word, also for its continuations."""
    # Not for short words: the French `viol` should not match `violent`.
    end = r"(?:s|es)?(?!\w)" if len(word) < least else ""
    return re.compile(rf"(?i)\b{re.escape(word)}{end}")


@lru_cache(1024)
def with_links(text: str) -> Markup:
    """Return a text with web addresses as links, shown by their host names."""
    hosts = re.compile(r">https?://(?:www\.)?([^/<]+)[^<]*</a>")
    return Markup(hosts.sub(r">\1</a>", urlize(text)))  # noqa: S704  escaped


def releases(folder: Path) -> list[dict[str, Any]]:
    """Return the releases in RELEASES.md, if it exists, with the claims each reworded."""
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


def column(env: Environment, row: Any, name: str) -> Any:
    """Return `row.name` in a template, as Jinja does.

    Jinja looks for an attribute first, and most rows of a page have none of the name of a column.
    """
    if type(row) in ROWS and name not in METHODS:
        try:
            return row[name]
        except LookupError:
            pass
    return Environment.getattr(env, row, name)


def macros_in(env: Environment, name: str, **page: object) -> TemplateModule:
    return env.get_template(name).make_module(page)


@hookimpl(trylast=True)
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Give templates the helpers above; template files are listed once, when the site starts.

    In async mode, Jinja awaits everything a page writes, loops over and filters. Templates that
    need nothing from the database are compiled in `env.plain`, which is not async.
    """
    env.auto_reload = False
    env.getattr = partial(column, env)  # type: ignore[method-assign]
    by_name = (
        *(when, said, said_by, say, by_note, since, until, in_words, in_short, known_of, article),
        *(counted, first_sentence, in_sentence, disputes_of, disputes_by_row, partly, merged),
        *(how_many, runs, firm_lines, attack_sentence, dated, holding, is_whole, hedged),
        *(own_sources, with_links, without_year, years_of),
    )
    env.filters |= {each.__name__: each for each in by_name}
    env.filters |= {"untilde": tilde_decode, "from_json": json.loads, "to_json": json.dumps}
    env.tests["partly"] = partly
    env.globals |= {"new_notes": Notes, "page_tables": PAGES, "urls": datasette.urls}
    env.globals["site_releases"] = releases(FOLDER)
    env.globals["ask"] = partial(queries.named, datasette)  # ask("find", q="Ghali")
    env.globals["labels_of"] = partial(queries.labels_of, datasette)
    addressed = lru_cache(8192)(partial(address, datasette))
    env.globals["address"] = addressed
    env.filters["linked_sentence"] = partial(linked_sentence, address=addressed)
    plain = env.overlay(enable_async=False)
    env.extend(plain=plain)
    # Cached for all pages that pass the same values: macros("_lead.html", in_box=True).
    env.globals["macros"] = lru_cache(64)(partial(macros_in, plain))
    env.globals["page_macros"] = partial(macros_in, plain)  # for the rows and notes of one page
