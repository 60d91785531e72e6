"""The one stack of ASGI layers around Datasette, from the innermost to the outermost."""

from collections.abc import Callable
from typing import Any

from datasette.app import Datasette

from plugins.site.hooks import hookimpl
from plugins.site.serving import cache, errors, headers, relay, responses
from plugins.site.serving.worker import role

LAYERS = (
    responses.files_layer,  # serve byte ranges of files
    relay.layer,  # forward requests that may be slow to a worker
    responses.gzip_layer,
    cache.layer,  # cache finished responses
    errors.layer,  # turn failures into error pages, and mark incomplete pages no-store
    headers.layer,  # check what is asked, and how, and set the headers of every response
)
# The layers in a worker; the process that forwards to it has the others.
WORKER_LAYERS = (responses.files_layer, errors.layer, relay.worker_layer)


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    def wrap(app: Any) -> Any:
        outermost = app
        for layer in LAYERS if role() is None else WORKER_LAYERS:
            outermost = layer(datasette, outermost)

        async def answer(scope: Any, receive: Any, send: Any) -> None:
            # Lifespan events are not requests.
            await (outermost if scope["type"] == "http" else app)(scope, receive, send)

        return answer

    return wrap
