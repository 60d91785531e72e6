"""Names of groups, people and places for OpenRefine: the Reconciliation Service API, version 0.2.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/. Read-only. The
candidates are those of the named query `find`, and no others; only a name spelled exactly so, and
borne by one thing alone, counts as a match.

We do not use datasette-reconcile: it searches one table with LIKE or FTS5 and its own similarity
measure, knows no other spellings, offers anything that contains the letters, and limits neither the
size of a batch nor the length of a name.
"""

import json
from typing import Any
from urllib.parse import parse_qs

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from common.links import TABLE_OF_KIND
from plugins.site.hooks import hookimpl
from plugins.site.queries import named, select

PATH = "/reconcile"
TYPES = {"group": "Group", "person": "Person", "place": "Place"}
# Scores (0 to 100) for the kinds of match in `find`.
SCORES = {"exact": 100, "folded": 80, "part": 60, "alike": 40}
# Labels of sources by their ids, and doubtful numbers with their registers.
Known = tuple[dict[str, str], set[tuple[str, str]]]
# Queries in a batch, characters of a name, candidates.
BATCH, NAME, MOST = 25, 200, 10
# Register numbers that are not enough for a match: those that are only probable, and those of
# digits alone, which can occur in any column.
DOUBTFUL = """
select scheme, identifier from identifiers
where confidence <> 'certain' or identifier not glob '*[^0-9]*'
"""


class RequestError(Exception):
    """A request is invalid; the message says why."""


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [(rf"^{PATH}$", answer)]


async def answer(datasette: Datasette, request: Request) -> Response:
    """Answer a batch of queries, or return the service manifest without one."""
    try:
        body = await request.post_body() if request.method == "POST" else b""
        form = parse_qs(body.decode("utf-8", "replace"))
        queries = (form.get("queries") or [request.args.get("queries")])[0]
        if queries:
            data = await answers(datasette, parsed(queries))
        elif typed := request.args.get("prefix"):
            data = await suggestions(datasette, typed[:NAME], request.args.get("type"))
        elif form or request.args.get("extend"):
            raise RequestError("This service answers queries, and extends no data")
        else:
            data = manifest(datasette, request)
    except RequestError as error:
        return Response.json({"error": str(error)}, status=400)
    return Response.json(data)


def parsed(text: str) -> dict[str, dict[str, Any]]:
    try:
        queries = json.loads(text)
        json.dumps(queries, ensure_ascii=False).encode()  # fails on a lone surrogate, as SQLite
    except (ValueError, RecursionError):
        raise RequestError("queries takes JSON") from None
    if not isinstance(queries, dict) or not all(isinstance(q, dict) for q in queries.values()):
        raise RequestError('queries takes an object of queries: {"q0": {"query": "Ansar Dine"}}')
    if len(queries) > BATCH:
        raise RequestError(f"A batch takes at most {BATCH} queries")
    for query in queries.values():
        if not isinstance(query.get("query"), str) or len(query["query"]) > NAME:
            raise RequestError(f"A query is a name, of at most {NAME} characters")
    return queries


async def answers(datasette: Datasette, queries: dict[str, Any]) -> dict[str, Any]:
    known = await read_known(datasette)
    return {
        key: {"result": candidates(await named(datasette, "find", q=q["query"]), q, known)}
        for key, q in queries.items()
    }


async def suggestions(datasette: Datasette, typed: str, kind: str | None) -> dict[str, Any]:
    """Return suggestions for the beginning of a name."""
    names = (await datasette.jinja_env.globals["names_known"]()).beginning(typed)
    queries = dict.fromkeys([typed, *names])
    rows = [row for query in queries for row in await named(datasette, "find", q=query)]
    result = candidates(rows, {"type": kind}, await read_known(datasette))
    return {
        "result": [
            {"notable": each["type"]} | {key: each[key] for key in ("id", "name", "description")}
            for each in result
        ]
    }


async def read_known(datasette: Datasette) -> Known:
    """Return labels of sources, to describe candidates, and doubtful register numbers."""
    doubtful = {(row["scheme"], row["identifier"]) for row in await select(datasette, DOUBTFUL)}
    sources = await select(datasette, "select id, label from sources")
    return {row["id"]: row["label"] for row in sources}, doubtful


def candidates(rows: list[Any], query: dict[str, Any], known: Known) -> list[Any]:
    """Return the candidates for a name, each once, with all matching spellings and sources."""
    labels, doubtful = known
    types = query.get("type") or list(TYPES)
    wanted = set(map(str, types if isinstance(types, list) else [types]))
    by_id: dict[str, Any] = {}
    for row in rows:
        if row["kind"] not in TYPES or row["kind"] not in wanted:
            continue
        is_doubtful = (row["name_kind"], row["matched"]) in doubtful
        score = SCORES["part" if is_doubtful else row["match"]]
        id_ = f"{TABLE_OF_KIND[row['kind']]}/{row['id']}"
        kind = {"id": row["kind"], "name": TYPES[row["kind"]]}
        new = {"id": id_, "name": row["name"], "score": 0, "spellings": {}, "type": [kind]}
        entry = by_id.setdefault(id_, new)
        entry["score"] = max(entry["score"], score)
        entry["spellings"][f"“{row['matched']}” in {labels[row['source_id']]}"] = None
    exact = [each for each in by_id.values() if each["score"] == SCORES["exact"]]
    for entry in by_id.values():
        entry["match"] = exact == [entry]
        entry["description"] = "; ".join([*entry.pop("spellings")][:5])
    limit = query.get("limit")
    most = min(MOST, limit) if type(limit) is int and limit > 0 else MOST
    return sorted(by_id.values(), key=lambda entry: -entry["score"])[:most]


def manifest(datasette: Datasette, request: Request) -> dict[str, Any]:
    site = str(datasette.absolute_url(request, datasette.urls.path("/")))
    return {
        "versions": ["0.2"],
        "name": str(datasette.metadata("title")),
        "identifierSpace": site,
        "schemaSpace": site,
        "documentation": f"{site}about",
        "defaultTypes": [{"id": id_, "name": name} for id_, name in TYPES.items()],
        "view": {"url": f"{site}{{{{id}}}}"},
        "batchSize": BATCH,
        "suggest": {"entity": {"service_url": site.rstrip("/"), "service_path": PATH}},
    }
