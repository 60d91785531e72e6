"""The one stack of ASGI layers around Datasette, from the innermost to the outermost."""

from collections.abc import Callable
from typing import Any

from datasette.app import Datasette

from plugins.site.hooks import hookimpl
from plugins.site.serving import (
    address_limits,
    cache,
    compression,
    errors,
    files,
    gate,
    headers,
    relay,
)
from plugins.site.serving.worker import role

LAYERS = (
    files.layer,  # of a file, the part that is asked for
    relay.layer,  # pass on what may take long to a worker
    compression.layer,
    cache.layer,  # keep finished responses
    address_limits.layer,  # refuse what asks for too much, before anybody reads it
    errors.layer,  # say of what fails that it does, and of an incomplete page not to keep it
    headers.layer,  # methods, Host, and the headers of every response
    gate.layer,  # begin with one request after the other, of each reader in turn
)
# In a worker; the process that passes on to it has the others.
WORKER_LAYERS = (files.layer, errors.layer, relay.worker_layer)


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    def wrap(app: Any) -> Any:
        outermost = app
        for layer in LAYERS if role() is None else WORKER_LAYERS:
            outermost = layer(datasette, outermost)

        async def answer(scope: Any, receive: Any, send: Any) -> None:
            # The beginning and the end of the server are no request.
            await (outermost if scope["type"] == "http" else app)(scope, receive, send)

        return answer

    return wrap
