"""Keep spreadsheets from running text in CSV, in the exports and in the site's own CSV.

Spreadsheets run a cell that begins like a formula, so such a text gets a leading apostrophe. Texts
that already begin with apostrophes and then like a formula get one more, so that `as_told` can
restore the original. Numbers stay numbers.

Where the decimal separator is a comma, as in French, Excel splits files at semicolons and
recognises quotes only at the beginning of a cell. A text then becomes several cells, and each of
them is escaped.
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
# The column with a map plugin's pop-up, made from the other columns, is left out of all files.
LEFT_OUT = "popup"
# Signs that begin a formula (but alone are none), including the full-width ones of Chinese and
# Japanese keyboards.
_SIGNS = frozenset("=+-@\t\r＝＋－＠")  # noqa: RUF001
# Parts of a text that may become separate cells.
_PARTS = re.compile(r"(?<=[;\r\n])[^;\r\n]+")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula."""
    if not text or text[0].isalnum() or _NUMBER.fullmatch(text):
        return False
    for place, each in enumerate(text, 1):
        if each in _SIGNS:
            return place < len(text)
        # Spreadsheets skip leading white space and invisible characters; and where Excel splits at
        # semicolons, it takes a doubled quotation mark as an empty beginning of the cell.
        if each != '"' and not each.isspace() and unicodedata.category(each) not in ("Cc", "Cf"):
            return False
    return False


def as_text(text: str) -> str:
    """Return a text escaped for a cell, so that no spreadsheet runs it."""
    return _PARTS.sub(lambda part: _marked(part[0]), _marked(text))


def as_told(cell: str) -> str:
    """Return the original text of an escaped cell."""
    return _bare(_PARTS.sub(lambda part: _bare(part[0]), cell))


def _marked(text: str) -> str:
    return f"'{text}" if is_formula(text.lstrip("'")) else text


def _bare(text: str) -> str:
    return text[1:] if text.startswith("'") and is_formula(text.lstrip("'")) else text


# ------------------------------------------------------------------------ lines of CSV

_QUOTED = r'[^"]*+(?:""[^"]*+)*+"'
_NEXT = r"; ?(?=[A-Za-z0-9])"
_END = r"(?:,|\r\n|\n)"
# A run of cells that need no escaping (every part begins with a letter or digit, is a number, or is
# empty), or else a single cell.
_CELLS = re.compile(
    rf'(?:(?:[A-Za-z0-9](?:[^,;"\r\n]++|{_NEXT})*+|"[A-Za-z0-9](?:[^";\r\n]++|""|{_NEXT})*+"|'
    rf"-[0-9]++(?:\.[0-9]*+)?|){_END})++"
    rf'|("{_QUOTED}|[^,"\r\n]*+)({_END}|\Z)'
)


def lines_as_text(lines: str) -> str:
    """Return complete lines of CSV with every cell escaped that needs it."""
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
