"""Links: deep links into documents, and which rows have their own page.

A deep link is a document's address with a text fragment that opens it at the words of a claim
(https://wicg.github.io/scroll-to-text-fragment/).
"""

import ipaddress
import re
from typing import TypeGuard
from urllib.parse import quote, urlsplit

# The tables whose rows have our own page, at /<table>/<id>. Other rows have Datasette's.
PAGES = frozenset({"groups", "people", "places", "attacks", "sources", "claims", "disagreements"})
# The table for each kind of thing in the results of named queries.
TABLE_OF_KIND = {
    **{"group": "groups", "person": "people", "place": "places", "milestone": "milestones"},
    "attack": "attacks",
}


# Addresses that browsers open and readers can read: no spaces, nothing invisible, not too long.
_WEB_ADDRESS = re.compile(
    r"https?://[^\s<>\"\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]{1,2000}",
    re.IGNORECASE,
)


def is_web_address(value: object) -> TypeGuard[str]:
    """Whether a value may be the target of a link: only http and https."""
    return isinstance(value, str) and _WEB_ADDRESS.fullmatch(value) is not None


def others_can_open(address: str) -> bool:
    """Whether an absolute address can be reached from outside this machine and its network."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return host != "localhost" and not host.endswith((".localhost", ".local"))


def fragment_words(words: str) -> str:
    """Return words as a page shows them: without Markdown's asterisks, with single spaces."""
    return " ".join(words.replace("*", "").split())


def encode(words: str) -> str:
    """Percent-encode words for a text directive, in which `-`, `,` and `&` have a meaning."""
    return quote(fragment_words(words), safe="").replace("-", "%2D")


def deep_link(url: str, first_words: str, last_words: str = "") -> str:
    """Return the address that opens a page at a passage.

    Args:
        url: The page's address.
        first_words: The first words of the passage.
        last_words: Its last words; empty if the first words are the whole passage.
    """
    text = encode(first_words)
    if last_words:
        text += "," + encode(last_words)
    # If the address already has a fragment, the directive follows it.
    return f"{url}{'' if '#' in url else '#'}:~:text={text}"
