"""Make texts safe to display: truncated, on one line, isolated from the text direction around them.

A text with an unclosed U+202E reverses whatever follows it, and an Arabic text moves a number that
follows it to its other side.
"""

import re
import unicodedata

# Most characters of a text on a page: four times the longest text in the facts.
LONGEST = 1500

# Characters that XML 1.0 does not allow, escaped or not.
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: object) -> str:
    """Return a value without characters that XML does not allow; it still has to be escaped."""
    return NOT_IN_XML.sub("\ufffd", str(text))


def acronym(name: str) -> str:
    """Return the acronym in brackets at the end of a name, or else the name."""
    found = re.search(r"\(([A-Z]{2,8})\)$", name)
    return found[1] if found else name


# The year or day at the end of a source's label.
LABEL_YEAR = re.compile(r"(?:,[^,]*)? ?(\d{4})$")


def without_year(source: str) -> str:
    """Return a source's label as a name: `CSIS 2018` as `CSIS`, `BBC, 2 March 2018` as `BBC`."""
    return LABEL_YEAR.sub("", source)


_WITH_ARTICLE = re.compile(
    r"(?<!the )"
    r"(archipelago|basin|caucasus|coast|delta|department|desert|gulf|highlands|islands|isles|levant"
    r"|maghreb|ministry|mountains|netherlands|peninsula|philippines|region|republic|river|sahel|sea|strait|valley"
    r"|taliban|troops"
    r"|united states|united kingdom|united arab emirates|islamic state)$"
    r"|^(surroundings|outskirts|borders?|cent(er|re)|united nations|u\.s\. department) "
    r"|\b(embassy|front|headquarters|movement)\b",
    re.IGNORECASE,
)


def article(name: str) -> str:
    """Return `the ` if a name needs it in a sentence and does not begin with it."""
    return "the " if _WITH_ARTICLE.search(name) and not name.startswith(("The ", "the ")) else ""


def first_sentence(text: str) -> str:
    """Return the first sentence of a text."""
    first = re.split(r"(?:(?<=[.?!])|(?<=[.?!]”)) (?=[A-Z“])", text, maxsplit=1)[0]
    return type(text)(first)  # keep Markup as Markup


def in_sentence(label: str) -> str:
    """Return a label in the form for use in a sentence: `armed group`, but `United Nations body`.

    Labels begin with a capital letter. If the first word is an acronym, or the second begins with a
    capital too, the label begins with a name and is kept.
    """
    first, _, rest = label.partition(" ")
    is_name = first[1:] != first[1:].lower() or rest[:1].isupper()
    return label if is_name else label[:1].lower() + label[1:]


def counted(number: int | None, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 claim`, `1,200 claims`, `no claims`."""
    return f"{f'{number:,}' if number else 'no'} {one if number == 1 else many or f'{one}s'}"


_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def number(count: int) -> str:
    """Return a number, up to twelve in words."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


_POP, _POP_ISOLATE = "\u202c", "\u2069"
_CLOSERS = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", _POP),
    **dict.fromkeys("\u2066\u2067\u2068", _POP_ISOLATE),
}
_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Direction marks, and letters of right-to-left scripts.
_TURNS = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]"
)


def closing_marks(text: str) -> str:
    """Return the direction marks that close those a text leaves open, last opened first."""
    opened: list[str] = []
    for mark in _MARKS.findall(text):
        if mark in _CLOSERS:
            opened.append(_CLOSERS[mark])
        elif opened and mark == opened[-1]:
            opened.pop()
    return "".join(reversed(opened))


def one_line(text: str | None) -> str:
    """Return text on one line: control characters, including line ends, become spaces.

    Direction marks stay, and those left open are closed, so that they end with the text.
    """
    text = text or ""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    cleaned = "".join(" " if unicodedata.category(each) == "Cc" else each for each in text)
    return " ".join(cleaned.split()) + closing_marks(cleaned)


def isolate(text: str) -> str:
    """Wrap a text with its own direction in isolating marks."""
    if text.isascii() or not _TURNS.search(text):
        return text
    return f"\u2068{text}{closing_marks(text)}{_POP_ISOLATE}"


def truncate(text: str, longest: int = LONGEST) -> str:
    """Truncate a long text and append its length; return a shorter one unchanged."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]}… ({len(text):,} characters)"
