"""Texts as readers meet them: no longer than somebody reads, and nothing beside them turned round.

A text that holds U+202E, and not the mark that ends it, turns round whatever stands behind it; one
in Arabic letters takes a number behind it to its other side.
"""

import re

# Characters of a text on a page. The longest text of the facts has a fourth of this.
LONGEST = 1500

# What may not stand in XML 1.0 in any form.
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_POP, _POP_ISOLATE = "\u202c", "\u2069"
_CLOSERS = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", _POP),
    **dict.fromkeys("\u2066\u2067\u2068", _POP_ISOLATE),
}
_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Marks of direction, and letters that run from right to left.
_TURNS = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]"
)


def closers(text: str) -> str:
    """Return the marks that close what a text opens and leaves open, the last opened first."""
    opened: list[str] = []
    for mark in _MARKS.findall(text):
        if mark in _CLOSERS:
            opened.append(_CLOSERS[mark])
        elif opened and mark == opened[-1]:
            opened.pop()
    return "".join(reversed(opened))


def apart(text: str) -> str:
    """Set a text that has a direction of its own apart from what stands around it."""
    if text.isascii() or not _TURNS.search(text):
        return text
    return f"\u2068{text}{closers(text)}{_POP_ISOLATE}"


def cut(text: str, longest: int = LONGEST) -> str:
    """Return the beginning of a long text, and say how long it is; a shorter one as it is."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]}… ({len(text):,} characters)"
