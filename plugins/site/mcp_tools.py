"""The named queries as tools for MCP clients, if datasette-mcp is installed.

datasette-mcp provides the server, at /-/mcp, and tools that list the tables. Here each named query
becomes a tool with its title, description and parameters. A tool requests the JSON of its query
from the site itself, so it returns what readers get, within their limits; so does `execute_sql`.
"""

import logging
import re
from collections.abc import Awaitable, Callable
from functools import partial
from html import unescape
from inspect import Parameter, Signature
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

import httpx
from datasette.app import Datasette
from datasette.utils import tilde_encode
from datasette.utils.asgi import Request
from jinja2.filters import do_striptags
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase
from mcp.types import ToolAnnotations
from pydantic import Field

from common.dates import typed
from common.project import DATABASE
from plugins.site.asked import DATES, no_dates
from plugins.site.hooks import hookimpl
from plugins.site.serving.relay import IN_MEMORY

NAME = "tools"
# Most rows in an answer, because clients read all of it.
ROWS = 500
LINK = re.compile(r'<a href="[^"?]*(?:\?([^"]*))?">(.*?)</a>', re.DOTALL)

Answer = dict[str, Any]
Tool = Callable[..., Awaitable[Answer]]


@hookimpl(trylast=True)
def register_mcp_tools(datasette: Datasette, mcp: "MCPServer") -> None:
    """Add the tools after those of datasette-mcp, and the rules for reading their answers."""
    # Reject unknown parameters: ignoring one would run a different query.
    ArgModelBase.model_config["extra"] = "forbid"
    only_reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    # The MCP server enables logging for all libraries, and our tools use httpx.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    words = datasette.plugin_config(NAME) or {}
    for name, query in datasette.metadata("queries", database=DATABASE).items():
        description = do_striptags(LINK.sub(link_in_words, query["description_html"]))
        mcp.add_tool(
            named_query(datasette, name, query.get("params", []), words["parameters"]),
            name=name,
            title=query["title"],
            description=f"{query['title']}. {description}",
            annotations=only_reads,
        )

    async def execute_sql(sql: str, ctx: Context, database: str = DATABASE) -> Answer:
        return await answer(datasette, ctx, f"/{tilde_encode(database or DATABASE)}", {"sql": sql})

    # Replaces datasette-mcp's, which bypasses the workers (plugins/site/serving/relay.py).
    mcp.remove_tool("execute_sql")
    mcp.add_tool(execute_sql, annotations=only_reads, **words["execute_sql"])

    rules = "\n\n".join([datasette.metadata("description"), *words["rules"]])
    mcp._lowlevel_server.instructions = rules

    @mcp.resource(f"{DATABASE}://rules", title=words["title"], mime_type="text/plain")
    def how_to_read() -> str:
        return rules

    # Stateless: no sessions between requests, so any copy of the site can answer.
    mcp.streamable_http_app = partial(  # type: ignore[method-assign]
        mcp.streamable_http_app, stateless_http=True
    )


def link_in_words(link: re.Match[str]) -> str:
    """Return a link of a query's description with its parameters in words."""
    arguments = dict(parse_qsl(unescape(link[1] or "")))
    text = ", ".join(f"{name}={value}" for name, value in arguments.items())
    return f"{link[2]} ({text})" if text else link[2]


def named_query(
    datasette: Datasette, name: str, parameters: list[str], words: dict[str, str]
) -> Tool:
    """Return the tool for a named query; `words` describes each parameter."""

    async def ask(ctx: Context, **arguments: str) -> Answer:
        arguments |= {each: typed(arguments[each]) for each in DATES & arguments.keys()}
        if wrong := no_dates(arguments):
            raise ToolError(wrong[0])
        return await answer(datasette, ctx, f"/{DATABASE}/{name}", arguments)

    ask.__name__ = name
    # The server derives the input schema for clients from the signature.
    keyword = partial(Parameter, kind=Parameter.KEYWORD_ONLY)
    asked = [keyword("ctx", annotation=Context)]
    for each in parameters:
        # Some clients send a year as a number.
        described = Field(description=words[each], coerce_numbers_to_str=True)
        asked.append(keyword(each, default="", annotation=Annotated[str, described]))
    ask.__signature__ = Signature(asked, return_annotation=Answer)  # type: ignore[attr-defined]
    return ask


async def answer(
    datasette: Datasette, ctx: "Context", path: str, arguments: dict[str, str]
) -> Answer:
    """Return rows from the site, whether there are more, and the address of the page with them.

    Raises:
        ToolError: If the site responds with an error; it has the site's message.
    """
    query = urlencode(arguments)
    try:
        address = f"{path}.json?{query}&_shape=objects"
        response = await datasette.client.get(address, headers={IN_MEMORY: "1"})
    except httpx.InvalidURL:
        raise ToolError("This is too long to be asked at once.") from None
    is_json = response.headers["content-type"].startswith("application/json")
    payload = response.json() if is_json else {}
    if response.status_code != httpx.codes.OK:
        status = f"The site answers that with status {response.status_code}."
        raise ToolError(str(payload.get("error") or status))
    rows = payload["rows"]
    page = datasette.urls.path(f"{path}?{query}" if query else path)
    request = ctx.request_context.request
    if request is not None:  # over HTTP; a client on standard input and output has no site
        page = datasette.absolute_url(Request(request.scope, request.receive), page)
    return {
        "columns": payload["columns"],
        "rows": rows[:ROWS],
        "truncated": bool(payload["truncated"]) or len(rows) > ROWS,
        "page": str(page),
    }
