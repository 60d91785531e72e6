"""Where things are read: deep links into documents, and the rows that have a page of their own.

A deep link is a document's address with a text fragment that opens it at the words of a claim.
"""

import ipaddress
import re
from typing import TypeGuard
from urllib.parse import quote, urlsplit

# The tables whose rows have a page of their own, at /<table>/<id>. Other rows have Datasette's.
PAGES = frozenset({"groups", "people", "places", "attacks", "sources", "claims", "disagreements"})
# The table of each kind of thing that the named queries tell of.
TABLE_OF_KIND = {
    **{"group": "groups", "person": "people", "place": "places", "milestone": "milestones"},
    "attack": "attacks",
}


# Addresses that browsers open and readers can read: no blanks, no invisible marks, not too long.
_WEB_ADDRESS = re.compile(
    r"https?://[^\s<>\"\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]{1,2000}",
    re.IGNORECASE,
)


def is_web_address(value: object) -> TypeGuard[str]:
    """Whether a value may be the target of a link: nothing but http and https."""
    return isinstance(value, str) and _WEB_ADDRESS.fullmatch(value) is not None


def others_can_open(address: str) -> bool:
    """Whether an absolute address leads to more than this machine and those of its network."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return host != "localhost" and not host.endswith((".localhost", ".local"))


def fragment_words(words: str) -> str:
    """The words as the page shows them: without Markdown's asterisks, single spaces between."""
    return " ".join(words.replace("*", "").split())


def encode(words: str) -> str:
    """Percent-encode for a text directive, in which `-`, `,` and `&` have a meaning."""
    return quote(fragment_words(words), safe="").replace("-", "%2D")


def deep_link(url: str, first_words: str, last_words: str = "") -> str:
    """Return the address that opens a page at a passage.

    Args:
        url: The page's address.
        first_words: The first words of the passage.
        last_words: Its last words; empty where the first words are all of it.
    """
    text = encode(first_words)
    if last_words:
        text += "," + encode(last_words)
    # A page that is addressed by a fragment of its own keeps it in front of the directive.
    return f"{url}{'' if '#' in url else '#'}:~:text={text}"
