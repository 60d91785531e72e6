"""The named queries as tools for programs that speak MCP, where datasette-mcp is installed.

datasette-mcp brings the server, at /-/mcp, and tools that list the tables. Here each named query
becomes a tool with its title, description and parameters. A tool asks the site itself for the JSON
of its query: so it gives what readers are given, within their limits, SQL of one's own included.
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
# Rows of one answer: it is for programs that read it whole.
ROWS = 500
LINK = re.compile(r'<a href="[^"?]*(?:\?([^"]*))?">(.*?)</a>', re.DOTALL)

Answer = dict[str, Any]
Tool = Callable[..., Awaitable[Answer]]


@hookimpl(trylast=True)
def register_mcp_tools(datasette: Datasette, mcp: "MCPServer") -> None:
    """Add the tools after those of datasette-mcp, and say by which rules to read the answers."""
    # A parameter of another name is a mistake: left out, the query would ask for something else.
    ArgModelBase.model_config["extra"] = "forbid"
    only_reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    # The server turns on that every library tells what it does, and ours asks by HTTP.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    words = datasette.plugin_config(NAME) or {}
    for name, query in datasette.metadata("queries", database=DATABASE).items():
        mcp.add_tool(
            named_query(datasette, name, query.get("params", []), words["parameters"]),
            name=name,
            title=query["title"],
            description=f"{query['title']}. {plain_text(query['description_html'])}",
            annotations=only_reads,
        )

    async def execute_sql(sql: str, ctx: Context, database: str = DATABASE) -> Answer:
        return await answer(datasette, ctx, f"/{tilde_encode(database or DATABASE)}", {"sql": sql})

    # In place of datasette-mcp's, which asks past plugins/site/serving/relay.py.
    mcp.remove_tool("execute_sql")
    mcp.add_tool(execute_sql, annotations=only_reads, **words["execute_sql"])

    rules = "\n\n".join([datasette.metadata("description"), *words["rules"]])
    mcp._lowlevel_server.instructions = rules

    @mcp.resource(f"{DATABASE}://rules", title=words["title"], mime_type="text/plain")
    def how_to_read() -> str:
        return rules

    # No sessions: nothing is kept between two requests, and any copy of the site can answer.
    mcp.streamable_http_app = partial(  # type: ignore[method-assign]
        mcp.streamable_http_app, stateless_http=True
    )


def plain_text(html: str) -> str:
    """Return the description of a query without its tags; for its links, what they ask."""
    return do_striptags(LINK.sub(_link, html))


def _link(link: re.Match[str]) -> str:
    arguments = dict(parse_qsl(unescape(link[1] or "")))
    text = ", ".join(f"{name}={value}" for name, value in arguments.items())
    return f"{link[2]} ({text})" if text else link[2]


def named_query(
    datasette: Datasette, name: str, parameters: list[str], words: dict[str, str]
) -> Tool:
    """Return the tool that asks a named query; `words` is what each parameter is."""

    async def ask(ctx: Context, **arguments: str) -> Answer:
        arguments |= {each: typed(arguments[each]) for each in DATES & arguments.keys()}
        if wrong := no_dates(arguments):
            raise ToolError(wrong[0])
        return await answer(datasette, ctx, f"/{DATABASE}/{name}", arguments)

    ask.__name__ = name
    # The server reads the signature to tell clients what to send.
    ask.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=Context),
            *(
                Parameter(
                    parameter,
                    Parameter.KEYWORD_ONLY,
                    default="",
                    annotation=Annotated[
                        # A year comes as a number from some.
                        str, Field(description=words[parameter], coerce_numbers_to_str=True)
                    ],
                )
                for parameter in parameters
            ),
        ],
        return_annotation=Answer,
    )
    return ask


async def answer(
    datasette: Datasette, ctx: "Context", path: str, arguments: dict[str, str]
) -> Answer:
    """Ask the site for rows, whether there are more, and the page that shows them to people.

    Raises:
        ToolError: Where the site gives no answer; with its reason.
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
    if request is not None:  # by HTTP; a program that started the server itself has no site
        page = datasette.absolute_url(Request(request.scope, request.receive), page)
    return {
        "columns": payload["columns"],
        "rows": rows[:ROWS],
        "truncated": bool(payload["truncated"]) or len(rows) > ROWS,
        "page": str(page),
    }
