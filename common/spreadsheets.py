"""Texts in CSV that no spreadsheet runs: the one rule of the exports and of the site's own CSV.

Spreadsheets run a cell that begins like a formula, so an apostrophe goes in front of such a text.
So that it can be told from an apostrophe of the text's own, one more goes in front of texts that
begin with apostrophes and then like a formula. `as_told` undoes it. Numbers stay numbers.

Where a comma is for decimals, as in French, Excel parts a file at semicolons and knows no quotes
but those in front of a cell: so a text has several cells there, each of which is kept from running.
"""

import re
import unicodedata

RULE = (
    "Texts that begin like a formula (=, +, -, @, a tab or a carriage return and something after "
    "it, also behind blanks and quotation marks) and are no number have an apostrophe in front, so "
    "that no spreadsheet runs them, and so has what begins so behind a semicolon or a line's end, "
    "where some of them begin a cell; what begins with apostrophes and then like a formula has one "
    "more. Take one away to get the text."
)
# What a plugin's map draws of a row, made of its other columns, is in no file.
LEFT_OUT = "popup"
# A lone sign is none. Wide ones are for keyboards that write Chinese or Japanese.
_SIGNS = frozenset("=+-@\t\r＝＋－＠")  # noqa: RUF001
# What may become a cell of its own.
_PARTS = re.compile(r"(?<=[;\r\n])[^;\r\n]+")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula."""
    if not text or text[0].isalnum() or _NUMBER.fullmatch(text):
        return False
    for place, each in enumerate(text, 1):
        if each in _SIGNS:
            return place < len(text)
        # Spreadsheets pass over blanks, and over what nobody sees; and a quotation mark, doubled as
        # it stands in a file, is to Excel a cell's empty beginning where it parts at semicolons.
        if each != '"' and not each.isspace() and unicodedata.category(each) not in ("Cc", "Cf"):
            return False
    return False


def as_text(text: str) -> str:
    """Return a text as it stands in a cell, where no spreadsheet runs it."""
    return _PARTS.sub(lambda part: _marked(part[0]), _marked(text))


def as_told(cell: str) -> str:
    """Return the text that a cell stands for."""
    return _bare(_PARTS.sub(lambda part: _bare(part[0]), cell))


def _marked(text: str) -> str:
    return f"'{text}" if is_formula(text.lstrip("'")) else text


def _bare(text: str) -> str:
    return text[1:] if text.startswith("'") and is_formula(text.lstrip("'")) else text


# ------------------------------------------------------------------------ lines of CSV

_QUOTED = r'[^"]*+(?:""[^"]*+)*+"'
_NEXT = r"; ?(?=[A-Za-z0-9])"
_END = r"(?:,|\r\n|\n)"
# Many cells at once that begin, as all their parts, with a letter or digit, are numbers or empty;
# or else a single one.
_CELLS = re.compile(
    rf'(?:(?:[A-Za-z0-9](?:[^,;"\r\n]++|{_NEXT})*+|"[A-Za-z0-9](?:[^";\r\n]++|""|{_NEXT})*+"|'
    rf"-[0-9]++(?:\.[0-9]*+)?|){_END})++"
    rf'|("{_QUOTED}|[^,"\r\n]*+)({_END}|\Z)'
)


def lines_as_text(lines: str) -> str:
    """Return whole lines of CSV with every cell as text; what need not change stays as it is."""
    return _CELLS.sub(_as_text, lines)


def _as_text(cells: re.Match[str]) -> str:
    raw, end = cells.groups()
    if raw is None:
        return cells[0]
    text = raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
    safe = as_text(text)
    if safe == text:
        return cells[0]
    return '"' + safe.replace('"', '""') + '"' + end
