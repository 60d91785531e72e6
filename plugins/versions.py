"""What differs between Datasette 0.65 and 1.0, so that the other plugins and the templates need not know.

All of them are written for 0.65. On 1.0 the same files are read, the functions that plugins call and
the names that templates read are there under the same names, and what can be asked stays at the same
addresses. On 0.65 it only keeps what that asks itself too often.

Where one spelling works on both versions it stands where it is used, and not here.
"""

import functools
import json
import re
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from typing import Any
from urllib.parse import parse_qsl

from datasette import __version__, hookimpl
from datasette.app import DEFAULT_SETTINGS, Datasette
from datasette.database import Database, Results
from datasette.plugins import pm
from datasette.utils.asgi import NotFound, Request
from datasette.utils.sqlite import sqlite3

IS_NEW = int(__version__.partition(".")[0]) >= 1

# Pages of 1.0 for debugging and for those who may write; as DEBUG_PAGES in plugins/site.py.
NOT_HERE = (
    *("actions", "allowed", "api", "auth-token", "check", "create-token", "debug/autocomplete"),
    *("rules", "tasks"),
)
# What a page of 0.65 takes from the metadata around it.
INHERITED = ("source", "source_url", "license", "license_url", "about", "about_url")
COUNT = re.compile(r"select count\(\*\) from \(select \* (from .+) limit \d+\)", re.DOTALL)

Words = dict[str, Any]


@dataclass
class Page:
    """What became of the query of a page, of which the page is not told all."""

    answer: Results | None = None
    failed: bool = False


_page: ContextVar[Page | None] = ContextVar("page", default=None)


# ------------------------------------------------------------------------------- what is read


@hookimpl(tryfirst=True)  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(datasette: Datasette) -> None:
    """Make a Datasette 1.0 what the plugins expect: the first hook to be told of it."""
    if IS_NEW:
        read_settings(datasette)
        read_queries(datasette)
        add_methods(datasette)


def read_settings(datasette: Datasette) -> None:
    """Take what settings.json says, unless it has been set otherwise."""
    path = datasette.config_dir and datasette.config_dir / "settings.json"
    told = json.loads(path.read_text()) if path and path.is_file() else {}
    for name, value in told.items():
        if datasette.setting(name) == DEFAULT_SETTINGS.get(name):
            datasette._settings[name] = value
    datasette.page_size = datasette.setting("default_page_size")
    datasette.max_returned_rows = datasette.setting("max_returned_rows")
    datasette.sql_time_limit_ms = datasette.setting("sql_time_limit_ms")


def read_queries(datasette: Datasette) -> None:
    """Take the named queries from metadata.yml, where 1.0 wants a file of its own."""
    databases = datasette.config.setdefault("databases", {})
    for name, told in datasette._metadata_local.get("databases", {}).items():
        for query, text in told.get("queries", {}).items():
            databases.setdefault(name, {}).setdefault("queries", {}).setdefault(query, text)


def whole(metadata: Words, config: Words) -> Words:
    """Return metadata.yml as it was before 1.0 parted it in two."""
    found = {**metadata, **config}
    for key in metadata.keys() & config.keys():
        if isinstance(metadata[key], dict) and isinstance(config[key], dict):
            found[key] = whole(metadata[key], config[key])
    return found


# ------------------------------------------------------------------------ what plugins call


def add_methods(datasette: Datasette) -> None:
    """Give a Datasette 1.0 the methods of 0.65."""
    words = whole(datasette._metadata_local, datasette.config)
    ask, find, told = datasette.execute, datasette.get_database, datasette.plugin_config
    expand, render = datasette.expand_foreign_keys, datasette.render_template

    def metadata(key: str | None = None) -> Any:
        return words if key is None else words.get(key)

    def table_metadata(database: str, table: str) -> Words:
        return dict(of(words, "databases", database, "tables", table))

    async def get_canned_queries(database: str, actor: object) -> dict[str, Words]:
        queries = of(words, "databases", database, "queries")
        return {name: {**query, "name": name} for name, query in queries.items()}

    async def get_canned_query(database: str, name: str, actor: object) -> Words | None:
        return (await get_canned_queries(database, actor)).get(name)

    async def ensure_permissions(actor: object, permissions: Iterable[tuple[str, Any]]) -> None:
        for action, named in permissions:
            names = named if isinstance(named, tuple) else (named, None)
            resource = datasette.resource_for_action(action, *names)
            await datasette.ensure_permission(action=action, resource=resource, actor=actor)

    async def expand_foreign_keys(*given: Any) -> Any:
        # In 1.0 the actor comes first; ours are everybody.
        return await expand(*([None] if len(given) == 4 else []), *given)

    def plugin_config(name: str, *level: Any, fallback: bool = True, **where: Any) -> Any:
        found = told(name, *level, fallback=fallback, **where)
        # What a database has no word on is not looked up further out by 1.0a41.
        return told(name) if found is None and fallback else found

    def get_database(name: str | None = None, route: str | None = None) -> Database:
        # datasette-tiles looks there for the databases that hold tiles.
        internal = name == "_internal" and route is None
        return datasette.get_internal_database() if internal else find(name, route)

    async def execute(*given: Any, **options: Any) -> Results:
        page = _page.get() or Page()
        try:
            page.answer = await ask(*given, **options)
        except sqlite3.DatabaseError:
            page.failed = True
            raise
        return page.answer

    async def render_template(
        templates: Any,
        context: Any = None,
        request: Request | None = None,
        view_name: str | None = None,
    ) -> str:
        if is_dataclass(context):
            context = {field.name: getattr(context, field.name) for field in fields(context)}
        names = {**(context or {}), **old_names(words, context or {}, view_name, request)}
        page: str = await render(templates, names, request, view_name)
        return page

    for method in (
        *(metadata, table_metadata, get_canned_queries, get_canned_query),
        *(ensure_permissions, expand_foreign_keys, plugin_config, get_database),
        *(execute, render_template),
    ):
        setattr(datasette, method.__name__, method)
    datasette.jinja_env = datasette.get_jinja_environment()


def of(words: Words, *names: str) -> Words:
    """Return what words say at a place, nothing where there is no such place."""
    return functools.reduce(lambda found, name: found.get(name) or {}, names, words)


# ----------------------------------------------------------------------- what templates read


def old_names(words: Words, context: Words, view: str | None, request: Request | None) -> Words:
    """Return what the template of a page finds in 0.65, by the names that it has there."""
    if view == "index":
        return {"metadata": words}
    if view not in ("database", "table", "row"):
        return {}
    database = of(words, "databases", context["database"])
    if view == "database" and "stored_query" in context:
        page = _page.get()
        answer = page.answer if page and not page.failed else None
        name = context["stored_query"]
        return {
            "metadata": of(database, "queries", name) if name else inheriting(words, database),
            "canned_query": name,
            "canned_write": context["stored_query_write"],
            "rows": answer.rows if answer else [],
            "truncated": answer.truncated if answer else False,
        }
    if view == "database":
        order = [*of(database, "tables")]
        views = sorted(context["views"], key=lambda view: place(order, view.name))
        queries = [{**told, "name": name} for name, told in of(database, "queries").items()]
        return {"metadata": inheriting(words, database), "queries": queries, "views": views}
    table = inheriting(words, of(database, "tables", context["table"]))
    if view == "row":
        return {"metadata": table}
    return {
        "metadata": table,
        "facet_results": context["facet_results"]["results"],
        "filtered_table_rows_count": context["count"],
        "search": (request.args.get("_search") if request else None) or "",
    }


def place(order: list[str], name: str) -> int:
    """Return the place of a name in an order; those that are not in it come last."""
    return order.index(name) if name in order else len(order)


def inheriting(words: Words, own: Words) -> Words:
    """Return words with the source and licence of the site, where they have none of their own."""
    return {**own, **{name: own.get(name) or words.get(name) for name in INHERITED}}


@hookimpl  # type: ignore[untyped-decorator]
def extra_js_urls(view_name: str) -> list[str]:
    """Load what the menus of columns (table.js) are started by."""
    return ["/-/static/datasette-manager.js"] if IS_NEW and view_name == "table" else []


# ---------------------------------------------------------------------- how databases are asked


@hookimpl(tryfirst=True)  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> Awaitable[None] | None:
    """Let every query go through `execute_fn`, which other plugins wrap."""
    if not IS_NEW:
        return None
    for database in datasette.databases.values():
        database.execute_fn = database._execute_fn
        database._execute_fn = by_its_name(database)
        # Numbers of rows are whole numbers, and not “more than 10,000”.
        database.count_limit = sys.maxsize - 1

    async def name_catalog() -> None:
        internal = datasette.get_internal_database()
        for name in ("columns", "databases", "tables"):
            view = f"create view if not exists {name} as select * from catalog_{name}"
            await internal.execute_write(view)

    return name_catalog()


def by_its_name(database: Database) -> Callable[[Any], Awaitable[Any]]:
    """Return a function that calls `execute_fn` as it is by then."""

    async def execute(function: Any) -> Any:
        return await database.execute_fn(function)

    return execute


@hookimpl(specname="startup", trylast=True)  # type: ignore[untyped-decorator]
def startup_last(datasette: Datasette) -> None:
    """Ask 1.0 for numbers of rows in the words of 0.65; keep who may see which table in 0.65.

    Datasette 0.65 copies all of metadata.yml to find out whether a table may be shown, for each of
    the forty tables that a page lists: a third of a second.
    """
    if IS_NEW:
        for database in datasette.databases.values():
            database.execute = counting(database.execute)
    # A plugin may give metadata that changes; ours stands in a file that is read at the start.
    elif not pm.hook.get_metadata.get_hookimpls():
        datasette._table_permission_allows = functools.cache(datasette._table_permission_allows)


def counting(ask: Callable[..., Awaitable[Results]]) -> Callable[..., Awaitable[Results]]:
    """Return `Database.execute` without limits inside of counts."""

    async def execute(sql: str, *parameters: Any, **options: Any) -> Results:
        count = COUNT.fullmatch(sql)
        return await ask(f"select count(*) {count[1]}" if count else sql, *parameters, **options)

    return execute


# -------------------------------------------------------------------------- who may do what


@hookimpl  # type: ignore[untyped-decorator]
def permission_resources_sql(
    datasette: Datasette, actor: object, action: str
) -> Awaitable[list[Any]]:
    """Ask the plugins by the hook of 0.65 what may be done with each database."""
    from datasette.permissions import PermissionSQL

    async def rules() -> list[Any]:
        found = []
        for name in datasette.databases:
            for told in pm.hook.permission_allowed(
                datasette=datasette, actor=actor, action=action, resource=name
            ):
                allowed = await told if isinstance(told, Awaitable) else told
                if allowed is not None:
                    sql = f"select :of_{len(found)} as parent, null as child, {int(allowed)} as allow"
                    params = {f"of_{len(found)}": name}
                    found.append(PermissionSQL(f"{sql}, 'a plugin' as reason", params))
        return found

    return rules()


# ------------------------------------------------------------------------------- addresses


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Iterator[None]:
    """Put what is below next to Datasette itself, inside of what other plugins wrap it in."""
    outcome: Any = yield
    if IS_NEW:
        outcome.force_result([functools.partial(wrapped, datasette), *outcome.get_result()])


def wrapped(datasette: Datasette, app: Any) -> Any:
    """Return an application that answers as 0.65 does where 1.0 does otherwise.

    SQL of the reader's own has its page at `/jnim?sql=`, and is not led elsewhere. The page of a
    query that failed has the status 400, so that nobody keeps it.
    """

    async def as_before(scope: Any, receive: Any, send: Any) -> None:
        page = Page()

        async def send_status(message: Any) -> None:
            if page.failed and message.get("status") == 200:
                message = {**message, "status": 400}
            await send(message)

        token = _page.set(page)
        try:
            await app(at_the_query(datasette, scope), receive, send_status)
        finally:
            _page.reset(token)

    return as_before


def at_the_query(datasette: Datasette, scope: Any) -> Any:
    """Return a request of a database's page with `?sql=` as one of the page for that."""
    query = parse_qsl(scope.get("query_string", b"").decode("latin-1"))
    if scope["type"] != "http" or not any(name == "sql" and sql.strip() for name, sql in query):
        return scope
    base = re.escape(datasette.setting("base_url").rstrip("/"))
    address = re.compile(rf"({base}/[^/.]+)((?:\.\w+)?)")
    given = scope.get("raw_path") or scope["path"].encode()
    if not (found := address.fullmatch(given.partition(b"?")[0].decode("latin-1"))):
        return scope
    path = f"{found[1]}/-/query{found[2]}"
    return {**scope, "path": path, "raw_path": path.encode("latin-1")}


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[[], None]]]:
    """Take the pages of 1.0 that are for others off the site."""
    return [(rf"^/-/{name}(\.json)?$", not_here) for name in NOT_HERE]


def not_here() -> None:
    """Answer that there is no such page."""
    raise NotFound("There is no such page")


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Any:
    """Say that there is no page in a form that there is not, at which 1.0 fails."""
    if not (isinstance(exception, AssertionError) and "Invalid format" in str(exception)):
        return None
    missing = NotFound(str(exception))
    # The first of the answers counts.
    return pm.hook.handle_exception(datasette=datasette, request=request, exception=missing)[0]
