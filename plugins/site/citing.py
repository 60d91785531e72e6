"""“Cite this”: a reference, BibTeX and CSL-JSON for every row, and the addresses of these files."""

import datetime
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from datasette.app import Datasette
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import NotFound, Request, Response

from common import bibliography, citing
from common.date_words import in_words
from common.links import PAGES, is_web_address, others_can_open
from common.project import DATABASE, FILE
from plugins.site.hooks import hookimpl
from plugins.site.queries import Row, label_of, select
from plugins.site.serving.processes import path_of
from plugins.site.template_helpers import address as address_of

Copy = dict[str, str]  # a copy of a work on the web
FORMATS = {
    "bib": "application/x-bibtex; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}
ROW = rf"(?:{DATABASE}/(?P<table>\w+)|(?P<page>" + "|".join(sorted(PAGES)) + r"))/(?P<id>[^/.]+)"

SOURCES_BEHIND = """
select * from sources where id in (
  select source_id from page_behind where table_name = ? and subject_id = ?)
order by follow_order, id"""
# The claims that were read in a repost; references name the passage only for these.
CLAIMS = """
select claims.source_id, claims.locator, claims.deep_link
from page_behind join claims on claims.id = page_behind.claim_id
where page_behind.table_name = ? and page_behind.subject_id = ?
and claims.locator like ? || '%'"""
SOURCES_OF_REPORTS = """
select * from sources where id in (select source_id from attack_reports where attack_id = ?)
order by follow_order, id"""
# A reference is copied without the page that shows what other sources say against its claim.
WARNINGS = """
select disagreement_id, words from page_reference_warnings where claim_id = ?
order by turn, disagreement_id"""
SOURCES_CITED = """
select sources.*, max(cited_works.scope = 'sentence') as is_cited
from sources join cited_works on cited_works.cited_source_id = sources.id
where cited_works.claim_id = ? group by sources.id order by min(cited_works.position)"""


def copy_of(source: citing.Row, url: str | None = None, which: str = "") -> Copy | None:
    """Return a source's copy on the web, at `url` if given; None if it has no address.

    `archived` is the archive's copy nearest to `near`, the (latest possible) day of publication; if
    that is unknown, the list of its copies.
    """
    live = next(filter(is_web_address, (url, source["url"])), None)
    if live is None:
        return None
    day = source["published_latest"] or ""
    archived = f"https://web.archive.org/web/{day.replace('-', '') or '*'}/{live}"
    label = f"{source['short'] or source['label']}{which}"
    return {"label": label, "url": live, "archived": archived, "near": day and in_words(day)}


async def cite(
    datasette: Datasette, request: Request, part: Mapping[str, str]
) -> dict[str, Any] | None:
    """Return how to cite a row; None if it does not exist or its table has no key `id`.

    Args:
        datasette: The site.
        request: The request, by whose host addresses are absolute.
        part: The parts of the row's address, by ROW.

    Returns:
        `reference`, in text, for a footnote; `bibtex` and `csl_json`; `address`, permanent and
        absolute; `public`, the same, or empty if others cannot open it, so that references leave it
        out; `row`, the path of Datasette's page of the row; and `files`, the path of the citation
        in each of FORMATS. For a claim or a work also `copies`, the works on the web that it leads
        to. For a claim also `short`, a brief reference, and `quote`, what it says, with what limits
        it and its reference. For anything else `documents`, a reference to each document behind it,
        and its copy on the web.
    """
    table, id_ = part["table"] or part["page"], tilde_decode(part["id"])
    if await datasette.get_database(DATABASE).primary_keys(table) != ["id"]:
        return None
    matches = await select(datasette, f"select * from [{table}] where id = ?", [id_])  # noqa: S608
    if not matches:
        return None
    row, page = matches[0], address_of(datasette, table, id_)
    address = str(datasette.absolute_url(request, page))
    public = address if others_can_open(address) else ""
    if table == "claims":
        own = await cite_claim(datasette, request, row, public)
    elif table == "sources":
        persons, access = await persons_in(datasette), await access_of(datasette, row)
        own = {
            "reference": citing.reference(row),
            "item": bibliography.csl_item(row, persons, access),
            "bibtex": bibliography.bibtex(row, persons, access),
            "copies": [copy_of(row)],
        }
    else:
        own = await cite_page(datasette, table, id_, address)
    return own | {
        "csl_json": json.dumps([own["item"]], ensure_ascii=False) + "\n",
        "address": address,
        "public": public,
        "row": str(datasette.urls.row(DATABASE, table, tilde_encode(id_))),
        "files": {ending: f"{page}.{ending}" for ending in FORMATS},
    }


async def persons_in(datasette: Datasette) -> set[str]:
    """Return the names of people: bibliographies list them, unlike organisations, family first."""
    return {person["name"] for person in await select(datasette, "select name from people")}


async def cite_claim(
    datasette: Datasette, request: Request, claim: Row, public: str
) -> dict[str, Any]:
    (source,) = await select(datasette, "select * from sources where id = ?", [claim["source_id"]])
    cited = await select(datasette, SOURCES_CITED, [claim["id"]])
    works = [copy_of(source, claim["deep_link"])]
    if citing.read_in(claim, source)[1]:
        works = [copy_of(source, claim["deep_link"], ", the copy read"), copy_of(source)]
    # A note on the next sentence does not cite a work for this one.
    labels = [work["label"] for work in cited if work["is_cited"]]
    works += [
        copy_of(work, which="" if work["is_cited"] else ", in the next note") for work in cited
    ]
    when, persons = seen(datasette), await persons_in(datasette)
    own = f"{citing.own_id(claim)}{when.partition(', accessed')[0]}"
    short = f"{source['short'] or source['label']}, {claim['locator']} ({own})"
    for each in await select(datasette, WARNINGS, [claim["id"]]):
        at = address_of(datasette, "disagreements", each["disagreement_id"])
        when += f"; {each['words']}, see {datasette.absolute_url(request, at) if public else at}"
        short += f"; {each['words']}"
    text = citing.claim_reference(claim, source, labels)
    reference = ", ".join(filter(None, [text, public])) + when
    access = await access_of(datasette, source)
    entry = bibliography.Cited(claim, source, persons, when, labels, access)
    return {
        "reference": reference,
        "short": f"{short}.",
        "quote": f"{citing.as_quoted(claim, source)} ({reference})",
        "item": bibliography.claim_csl_item(entry),
        "bibtex": bibliography.claim_bibtex(entry),
        "copies": works,
    }


async def access_of(datasette: Datasette, source: Row) -> bibliography.Access | None:
    """Return the day of access of a source, which is not a reader's: the address is its own."""
    read = {row["source_id"]: row["day"] for row in await select(datasette, bibliography.LAST_READ)}
    released = str(datasette.metadata("released") or "") or None
    return bibliography.access_of(source, read.get(source["id"]), released)


async def cite_page(datasette: Datasette, table: str, id_: str, address: str) -> dict[str, Any]:
    """Return how to cite any other row: its page here, with the documents behind it."""
    behind = await select(datasette, SOURCES_BEHIND, [table, id_])
    if not behind and table == "attacks":
        behind = await select(datasette, SOURCES_OF_REPORTS, [id_])
    claims = await select(datasette, CLAIMS, [table, id_, citing.REPOST])
    label = await label_of(datasette, table, id_)
    entry = entry_of(datasette, label or f"{table} {id_}", address)
    entry["id"] = f"{DATABASE}-{table}-{id_}"
    documents = []
    for source in behind:
        own = [claim for claim in claims if claim["source_id"] == source["id"]]
        # With the copies that were read for some claims.
        words = ", ".join([citing.reference(source), *citing.copies_read(own, source)])
        documents.append((words, copy_of(source)))
    return {
        "reference": f"{citing.reference(entry)}{seen(datasette)}",
        "item": bibliography.page_csl_item(entry, today()),
        "bibtex": bibliography.page_bibtex(entry, today()),
        "documents": documents,
    }


def entry_of(datasette: Datasette, title: str, address: str) -> dict[str, Any]:
    """Return a page of this site as a bibliography entry; without public address, by its path."""
    released, is_public = datasette.metadata("released"), others_can_open(address)
    site = datasette.metadata("title")
    container = FILE if title == site else f"{site} ({FILE})"
    url = urlsplit(address)
    path = unquote(url.path) + (f"?{url.query}" if url.query else "")  # as a reader writes it
    return {
        "kind": "profile",
        "title": title,
        "authors": citing.AUTHORS,
        # That of the first page is just a slash, and says nothing.
        "container": container if is_public or path == "/" else f"{container}, {path}",
        "published_edtf": str(released) if released else None,
        "url": address if is_public else None,
    }


def today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


def seen(datasette: Datasette) -> str:
    """Return the release that a reference is to, and the day of access."""
    releases = datasette.jinja_env.globals["site_releases"]
    release = f", release {releases[0]['version']}" if releases else ""
    return f"{release}, accessed {in_words(today().isoformat())}"


async def as_file(datasette: Datasette, request: Request) -> Response:
    cited = await cite(datasette, request, request.url_vars)
    if cited is None:
        raise NotFound(f"There is nothing to cite at {request.path}.")
    ending = request.url_vars["format"]
    body = cited["bibtex" if ending == "bib" else "csl_json"]
    return Response(body, content_type=FORMATS[ending])


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    """Add the routes of the citation files, before Datasette's own."""
    endings = "|".join(map(re.escape, FORMATS))
    return [(rf"^/{ROW}\.(?P<format>{endings})$", as_file)]


@hookimpl
async def extra_template_vars(datasette: Datasette, request: Request | None) -> dict[str, object]:
    """Give every template the citation of its page's row, and `absolute(path)`."""
    part = request and re.fullmatch(f"/{ROW}", path_of(datasette, request.scope))

    def absolute(path: str) -> str:
        address = datasette.urls.path(path)
        return str(datasette.absolute_url(request, address) if request else address)

    def reference_to(title: str, path: str | None = None) -> str:
        if not path and request:
            path = path_of(datasette, request.scope)
            path += f"?{request.query_string}" if request.query_string else ""
        entry = entry_of(datasette, title, absolute(path or "/"))
        return f"{citing.reference(entry)}{seen(datasette)}"

    return {
        "citation": await cite(datasette, request, part.groupdict()) if part else None,
        "absolute": absolute,
        "has_address": bool(request) and others_can_open(absolute("/")),
        "reference_to": reference_to,
        "this_address": datasette.absolute_url(request, request.path) if request else "",
    }
