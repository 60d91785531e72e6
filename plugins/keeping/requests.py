"""Requests without what has no bearing on their answer, so that one answer serves them all."""

import re
from typing import Any

# Datasette's own cookies: who is logged in, messages to them, the token of their forms.
COOKIE = re.compile(rb"(?:^|;)\s*ds_")
# What newsletters, search engines and social sites add to links to see who follows them.
TRACKING = re.compile(
    rb"(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid"
    rb"|mc_cid|mc_eid|_ga|_gl)(?:=|$)",
    re.IGNORECASE,
)


def plain(scope: Any) -> Any:
    """Return a request without others' cookies and without tracking parameters.

    Cookies of a whole domain, and the parameters, would else have each reader's pages made anew.
    The order of the other parameters stays: pages repeat them in their forms and links.
    """
    query = scope["query_string"]
    kept = [each for each in query.split(b"&") if not TRACKING.match(each)] if query else []
    headers = [pair for pair in scope["headers"] if pair[0] != b"cookie" or COOKIE.search(pair[1])]
    return {**scope, "query_string": b"&".join(kept), "headers": headers}


def is_personal(headers: dict[bytes, bytes]) -> bool:
    """Whether a request says who makes it."""
    return b"cookie" in headers or b"authorization" in headers
