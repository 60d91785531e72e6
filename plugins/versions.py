"""What differs between Datasette 0.65 and 1.0, so that plugins and templates need not know it.

All of them are written for 0.65. On 1.0 the same files are read, the methods that plugins call and
the names that templates read are there as before, and what can be asked stays at its address. On
0.65 nothing is done here but to keep what it asks itself too often.

Where one spelling works on both, it stands where it is used, and not here.
"""

import functools
import json
import re
import sys
from collections import ChainMap
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
from datasette.views.base import DatasetteError

IS_NEW = int(__version__.partition(".")[0]) >= 1

# Pages of 1.0 for debugging, and for those who may write; as CLOSED in plugins/site.py.
NOT_HERE = (
    *("actions", "allowed", "api", "auth-token", "check", "create-token", "debug/autocomplete"),
    *("rules", "tasks"),
)
# What a page has from the words of the whole site, where its table or database has none.
INHERITED = ("source", "source_url", "license", "license_url", "about", "about_url")
# How 1.0 counts the rows that a filter leaves.
COUNT = re.compile(r"select count\(\*\) from \(select \* (from .+) limit \d+\)", re.DOTALL)
# The tables in which datasette-tiles looks for databases with tiles, by their names in 0.65.
CATALOG = ("create view if not exists columns as select * from catalog_columns",)

Words = dict[str, Any]


@dataclass
class Page:
    """What became of the queries of one request, of which templates are not told all."""

    answer: Results | None = None
    failed: bool = False


_page: ContextVar[Page | None] = ContextVar("page", default=None)


# ------------------------------------------------------------------------------- what is read


@hookimpl  # type: ignore[untyped-decorator]
def register_output_renderer(datasette: Datasette) -> list[Words]:
    """Make a Datasette 1.0 what the plugins expect: this hook is called while it is being made."""
    if IS_NEW:
        read_settings(datasette)
        read_queries(datasette)
        before = Before(datasette)
        for name in METHODS:
            setattr(datasette, name, getattr(before, name))
        datasette.jinja_env = datasette.get_jinja_environment()
    return []


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
        queries = databases.setdefault(name, {}).setdefault("queries", {})
        queries.update({**told.get("queries", {}), **queries})


def whole(metadata: Words, config: Words) -> Words:
    """Return metadata.yml as it was before 1.0 parted it in two."""
    found = {**metadata, **config}
    for key in metadata.keys() & config.keys():
        if isinstance(metadata[key], dict) and isinstance(config[key], dict):
            found[key] = whole(metadata[key], config[key])
    return found


def of(words: Words, *names: str | None) -> Words:
    """Return what words say at a place, nothing where there is no such place."""
    return functools.reduce(lambda found, name: found.get(name or "") or {}, names, words)


def inheriting(words: Words, own: Words) -> Words:
    """Return the words of a table or database, with those of the site where it has none."""
    return {**own, **{name: own.get(name) or words.get(name) for name in INHERITED}}


# --------------------------------------------------------------------------- what plugins call


class Before:
    """The methods that a Datasette 0.65 has, for a Datasette 1.0."""

    def __init__(self, datasette: Datasette) -> None:
        self.words = whole(datasette._metadata_local, datasette.config)
        self.now = datasette
        # What the methods below take the place of.
        self.ask, self.get, self.config = (
            *(datasette.execute, datasette.get_database, datasette.plugin_config),
        )
        self.expand, self.render = datasette.expand_foreign_keys, datasette.render_template

    def metadata(
        self,
        key: str | None = None,
        database: str | None = None,
        table: str | None = None,
        fallback: bool = True,
    ) -> Any:
        """Return a word of metadata.yml, or all of them."""
        levels = [self.words]
        if database:
            levels.insert(0, of(self.words, "databases", database))
        if table:
            levels.insert(0, of(levels[0], "tables", table))
        if key is None:
            return levels[0]
        return ChainMap(*levels[: None if fallback else 1]).get(key)

    def table_metadata(self, database: str, table: str) -> Words:
        """Return the words about a table."""
        return dict(of(self.words, "databases", database, "tables", table))

    async def get_canned_queries(self, database: str, _: object) -> dict[str, Words]:
        """Return the named queries, in the order of metadata.yml."""
        queries = of(self.words, "databases", database, "queries")
        return {name: {**query, "name": name} for name, query in queries.items()}

    async def get_canned_query(self, database: str, name: str, actor: object) -> Words | None:
        """Return a named query."""
        return (await self.get_canned_queries(database, actor)).get(name)

    async def ensure_permissions(self, actor: object, asked: Iterable[tuple[str, Any]]) -> None:
        """Raise Forbidden unless all of what is asked is allowed."""
        for action, named in asked:
            names = named if isinstance(named, tuple) else (named, None)
            resource = self.now.resource_for_action(action, *names)
            await self.now.ensure_permission(action=action, resource=resource, actor=actor)

    async def expand_foreign_keys(self, *given: Any) -> Any:
        """Return labels. In 1.0 the actor comes before the database; ours are everybody."""
        return await self.expand(*([None] if len(given) == 4 else []), *given)

    def plugin_config(self, plugin: str, *at: Any, fallback: bool = True, **named: Any) -> Any:
        """Return a plugin's settings; 1.0a41 forgets those of the site for a database's query."""
        found = self.config(plugin, *at, fallback=fallback, **named)
        return self.config(plugin) if found is None and fallback else found

    def get_database(self, name: str | None = None, route: str | None = None) -> Database:
        """Return a database, the internal one by its name in 0.65 as well."""
        if name == "_internal" and route is None:
            return self.now.get_internal_database()
        return self.get(name, route)

    async def execute(self, *given: Any, **options: Any) -> Results:
        """Ask a database, and note what became of it."""
        page = _page.get() or Page()
        try:
            page.answer = await self.ask(*given, **options)
        except sqlite3.DatabaseError:
            page.failed = True
            raise
        return page.answer

    async def render_template(
        self,
        templates: Any,
        context: Any = None,
        request: Request | None = None,
        view_name: str | None = None,
    ) -> str:
        """Render a template, to which everything is there by the name that it has in 0.65."""
        if is_dataclass(context):
            context = {field.name: getattr(context, field.name) for field in fields(context)}
        context = context or {}
        before = names_before(self.words, context, request, view_name)
        page: str = await self.render(templates, {**context, **before}, request, view_name)
        return page


METHODS = [name for name in vars(Before) if not name.startswith("_")]


# -------------------------------------------------------------------------- what templates read


def names_before(words: Words, context: Words, request: Request | None, view: str | None) -> Words:
    """Return what the template of a page finds in 0.65, where 1.0 has other names or shapes."""
    if view == "index":
        return {"metadata": words}
    if view not in ("database", "table", "row"):
        return {}
    database = of(words, "databases", context["database"])
    if view == "database":
        is_query = "stored_query" in context
        return of_query(words, database, context) if is_query else of_list(words, database, context)
    told = {"metadata": inheriting(words, of(database, "tables", context["table"]))}
    if view == "row":
        return told
    return {
        **told,
        "facet_results": context["facet_results"]["results"],
        "filtered_table_rows_count": context["count"],
        "search": (request.args.get("_search") if request else None) or "",
    }


def of_query(words: Words, database: Words, context: Words) -> Words:
    """Return what the page of a query finds."""
    name = context["stored_query"]
    page = _page.get()
    answer = page.answer if page and not page.failed else None
    return {
        "metadata": of(database, "queries", name) if name else inheriting(words, database),
        "canned_query": name,
        "canned_write": context["stored_query_write"],
        "rows": answer.rows if answer else [],
        "truncated": bool(answer and answer.truncated),
    }


def of_list(words: Words, database: Words, context: Words) -> Words:
    """Return what the page of a database finds: all queries, and views not by their letters."""
    order = [*of(database, "tables")]
    last = len(order)
    return {
        "metadata": inheriting(words, database),
        "queries": [{**told, "name": name} for name, told in of(database, "queries").items()],
        "views": sorted(
            context["views"],
            key=lambda view: order.index(view.name) if view.name in order else last,
        ),
    }


@hookimpl  # type: ignore[untyped-decorator]
def extra_js_urls(view_name: str) -> list[str]:
    """Load what starts the menus of the columns (table.js)."""
    return ["/-/static/datasette-manager.js"] if IS_NEW and view_name == "table" else []


# ------------------------------------------------------------------------ how databases are asked


@hookimpl(tryfirst=True)  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> Awaitable[None] | None:
    """Let every query go through `execute_fn`, which other plugins wrap, and count to the end."""
    if not IS_NEW:
        return None
    for database in datasette.databases.values():
        database.execute_fn = database._execute_fn
        database._execute_fn = through_execute_fn(database)
        database.count_limit = sys.maxsize - 1

    async def name_catalog() -> None:
        for view in CATALOG:
            await datasette.get_internal_database().execute_write(view)

    return name_catalog()


def through_execute_fn(database: Database) -> Callable[[Any], Awaitable[Any]]:
    """Return a function that calls `execute_fn` as others have wrapped it by then."""

    async def execute(function: Any) -> Any:
        return await database.execute_fn(function)

    return execute


@hookimpl(specname="startup", trylast=True)  # type: ignore[untyped-decorator]
def startup_last(datasette: Datasette) -> None:
    """Ask 1.0 for numbers of rows as 0.65 does; keep who may see which table in 0.65.

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
    """Return `Database.execute` for which a count is one that plugins/counts.py knows."""

    async def execute(sql: str, *given: Any, **options: Any) -> Results:
        count = COUNT.fullmatch(sql)
        return await ask(f"select count(*) {count[1]}" if count else sql, *given, **options)

    return execute


# ------------------------------------------------------------------------------ who may do what


@hookimpl  # type: ignore[untyped-decorator]
def permission_resources_sql(
    datasette: Datasette, actor: object, action: str
) -> Awaitable[list[Any]]:
    """Ask the plugins by the hook of 0.65 what may be done with each database."""
    from datasette.permissions import PermissionSQL

    async def rules() -> list[Any]:
        found: list[Any] = []
        for name in datasette.databases:
            for told in pm.hook.permission_allowed(
                datasette=datasette, actor=actor, action=action, resource=name
            ):
                allowed = await told if isinstance(told, Awaitable) else told
                if allowed is not None:
                    sql = "select :name as parent, null as child, :allow as allow, :why as reason"
                    mark = f"_before_{len(found)}"
                    values = {f"name{mark}": name, f"allow{mark}": allowed, f"why{mark}": "plugin"}
                    found.append(PermissionSQL(re.sub(r":(\w+)", rf":\1{mark}", sql), values))
        return found

    return rules()


# ------------------------------------------------------------------------------------ addresses


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Iterator[None]:
    """Put what is below next to Datasette itself, inside of what other plugins wrap it in."""
    outcome: Any = yield
    if IS_NEW:
        outcome.force_result([functools.partial(as_before, datasette), *outcome.get_result()])


def as_before(datasette: Datasette, app: Any) -> Any:
    """Return an application that answers as 0.65 does where 1.0 does otherwise.

    SQL of the reader's own has its page at `/jnim?sql=`, and is not led elsewhere. The page of a
    query that failed has the status 400, so that nobody keeps it.
    """

    async def answer(scope: Any, receive: Any, send: Any) -> None:
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

    return answer


def at_the_query(datasette: Datasette, scope: Any) -> Any:
    """Return a request of a database's page with `?sql=` as one of 1.0's page for that."""
    query = parse_qsl(scope.get("query_string", b"").decode("latin-1"))
    if scope["type"] != "http" or not any(name == "sql" and sql.strip() for name, sql in query):
        return scope
    base = re.escape(datasette.setting("base_url").rstrip("/"))
    given = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0].decode("latin-1")
    if not (found := re.fullmatch(rf"({base}/[^/.]+)(\.\w+)?", given)):
        return scope
    path = f"{found[1]}/-/query{found[2] or ''}"
    return {**scope, "path": path, "raw_path": path.encode("latin-1")}


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[[], None]]]:
    """Take the pages of 1.0 that nobody reads here off the site."""
    return [(rf"^/-/{name}(\.json)?$", not_here) for name in NOT_HERE]


def not_here() -> None:
    """Answer that there is no such page."""
    raise NotFound("There is no such page")


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Any:
    """Say what is wrong with an address at which 1.0 fails, as 0.65 does."""
    if not IS_NEW:
        return None
    told: Exception
    if isinstance(exception, AssertionError) and "Invalid format" in str(exception):
        told = NotFound(str(exception))
    elif isinstance(exception, sqlite3.DatabaseError | OverflowError):
        told = DatasetteError(str(exception), title="Invalid SQL", status=400)
    else:
        return None
    # The first of the answers counts.
    return pm.hook.handle_exception(datasette=datasette, request=request, exception=told)[0]
