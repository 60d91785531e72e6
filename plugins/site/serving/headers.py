"""The headers of every response, and which methods and hosts are answered at all.

Nobody can log in, so cookies and passwords are dropped: no response depends on them, and none holds
a token that its compressed length could reveal.
"""

import re
from typing import Any
from urllib.parse import SplitResult, urlsplit

from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import StartupError
from datasette.utils.asgi import Response

from plugins.site.downloads import withheld
from plugins.site.hooks import hookimpl
from plugins.site.reconcile import PATH as RECONCILE
from plugins.site.serving.address_limits import mistake_in
from plugins.site.serving.errors import data_response
from plugins.site.serving.processes import EMBED
from plugins.site.serving.responses import accepts_gzip

# No third-party requests, and no other site learns which page a reader comes from. Inline scripts
# and styles are needed by Datasette and its plugins; there are no inline event handlers. A drawing
# saved as SVG has its font inside.
HEADERS = {
    b"content-security-policy": (
        b"default-src 'self'; script-src 'self' 'unsafe-inline'; script-src-attr 'none'; "
        b"style-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'self'; "
        b"form-action 'self'; "
        b"frame-ancestors 'none'"
    ),
    b"x-frame-options": b"DENY",  # for browsers that do not know frame-ancestors
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    b"cross-origin-opener-policy": b"same-origin",
    b"referrer-policy": b"same-origin",
    b"x-content-type-options": b"nosniff",
}

# For pages that are embedded in other sites; they contain no forms and no frames.
FRAMED = {
    name: value.replace(b"frame-ancestors 'none'", b"frame-ancestors *")
    for name, value in HEADERS.items()
    if name != b"x-frame-options"
}

# After a response over https, browsers use only https for a year.
HTTPS_ONLY = {b"strict-transport-security": b"max-age=31536000"}

METHODS = ("GET", "HEAD", "OPTIONS")
# If datasette-mcp is installed, MCP clients send POST requests here; they write nothing.
MCP_PATH, MCP_METHODS = "/-/mcp", ("POST", "OPTIONS")
# OpenRefine's batches are too long for an address, so it uses POST; that writes nothing either.
RECONCILE_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
# A name or an IP address, and a port. Absolute addresses on pages are built from it.
HOST = re.compile(rb"([\w.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?", re.ASCII)
LOOPBACK = {b"localhost", b"127.0.0.1", b"[::1]"}

# Which headers pages of other sites may read and send, if the site allows CORS at all.
EXPOSED = b"Accept-Ranges, Content-Disposition, Content-Range, ETag, Link, Retry-After, X-Release"
CORS = {
    b"access-control-allow-origin": b"*",
    b"access-control-allow-methods": b"GET, HEAD, OPTIONS",
    b"access-control-allow-headers": b"Authorization, Content-Type, If-None-Match, If-Range, Range",
    b"access-control-expose-headers": EXPOSED,
    b"access-control-max-age": b"3600",
}
REPLACED = {*HEADERS, *CORS}
# Of a request, what no response depends on, and what is put in other words.
DROPPED = {b"cookie", b"authorization", b"accept-encoding"}


@hookimpl
def startup(datasette: Datasette) -> None:
    """Check the site's own address.

    Raises:
        StartupError: If the address in project.yml is not a valid one.
    """
    address = str(datasette.metadata("address") or "")
    if address and not re.fullmatch("https?://[^/?#@]+/?", address):
        raise StartupError(f"project.yml: address is {address!r}; write it as https://site.example")


def layer(datasette: Datasette, app: Any) -> Any:
    """Return an application that sends our headers, replacing Datasette's of the same name."""
    own = urlsplit(str(datasette.metadata("address") or ""))

    async def with_headers(scope: Any, receive: Any, send: Any) -> None:
        is_framed = scope["path"].startswith(f"{datasette.setting('base_url')}{EMBED}/")
        ours = dict(FRAMED if is_framed else HEADERS)
        # OpenRefine sends requests from its own page, and gets only names.
        is_names = scope["path"] == datasette.urls.path(RECONCILE)
        if datasette.cors or (is_names and not await withheld(datasette)):
            ours |= CORS
        if came_by_https(scope):
            ours |= HTTPS_ONLY

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0].lower() not in REPLACED]
                message = {**message, "headers": [*kept, *ours.items()]}
            await send(message)

        allowed = methods_at(datasette, scope["path"])
        allow = {"allow": ", ".join(allowed)}
        if scope["method"] == "OPTIONS":
            refusal = Response("", status=204, headers=allow)
        elif scope["method"] not in allowed:
            # Datasette fails on methods that it does not expect.
            message = f"This site can only be read, by {', '.join(allowed)}.\n"
            refusal = Response.text(message, status=405, headers=allow)
        elif is_ambiguous(scope):
            # What follows may be the rest of its body, or the next request.
            close = {"connection": "close"}
            refusal = Response.text("It is not clear where the request ends.\n", 400, close)
        elif mistake := await mistake_in_host(datasette, own.netloc.encode(), scope):
            refusal = Response.text(f"{mistake}\n", status=400)
        elif mistake := mistake_in(scope):
            refusal = data_response(scope["path"], mistake, 400)
        else:
            await app(simplified(scope, own), receive, send_with_headers)
            return
        await refusal.asgi_send(send_with_headers)

    return with_headers


def simplified(scope: Any, own: SplitResult) -> Any:
    """Return a request as the layers below see it: at the site's own address if it has one."""
    headers = [pair for pair in scope["headers"] if pair[0] not in DROPPED]
    if accepts_gzip(dict(scope["headers"]).get(b"accept-encoding", b"")):
        headers.append((b"accept-encoding", b"gzip"))
    if not own.netloc:
        return {**scope, "headers": headers}
    headers = [pair for pair in headers if pair[0] != b"host"]
    host = (b"host", own.netloc.encode())
    return {**scope, "scheme": own.scheme, "headers": [*headers, host]}


def is_ambiguous(scope: Any) -> bool:
    """Whether a server in front may find the end of a request elsewhere (RFC 9112, section 6.3)."""
    names = {name for name, _ in scope["headers"]}
    is_known = scope.get("http_version") != "1.0" and b"content-length" not in names
    return b"transfer-encoding" in names and not is_known


def methods_at(datasette: Datasette, path: str) -> tuple[str, ...]:
    if path == datasette.urls.path(RECONCILE):
        return RECONCILE_METHODS
    speaks_mcp = hasattr(pm.hook, "register_mcp_tools")  # a hook of datasette-mcp
    return MCP_METHODS if speaks_mcp and path == datasette.urls.path(MCP_PATH) else METHODS


async def mistake_in_host(datasette: Datasette, own_host: bytes, scope: Any) -> str | None:
    """Return what is wrong with the Host or Origin header, or None.

    By DNS rebinding, another site can point its own name at this machine and read what is meant
    only for its user. So data that may not be redistributed are served at localhost only, and at
    the address that project.yml states.
    """
    headers = dict(scope["headers"])
    host = HOST.fullmatch(headers.get(b"host", b"localhost"))
    if host is None:
        return "The header Host is not the name of a host."
    origin = headers.get(b"origin")  # `null` if a page has an opaque origin
    is_ours = origin is None or origin.rpartition(b"//")[2] == headers.get(b"host")
    if scope["path"].endswith(MCP_PATH) and not is_ours:
        return "Programs that speak MCP ask from this site, or from no site."
    if host[1] in LOOPBACK or headers.get(b"host") == own_host or not await withheld(datasette):
        return None
    return (
        "This site holds data that may not be passed on, and answers at localhost only. Write its "
        "address into project.yml (address: https://site.example) where it has another one."
    )


def came_by_https(scope: Any) -> bool:
    protocol = dict(scope["headers"]).get(b"x-forwarded-proto", b"")
    first: bytes = protocol.split(b",")[0].strip().lower()
    return scope.get("scheme") == "https" or first == b"https"
