# ruff: noqa: E501
"""A small spreadsheet by hand: no library is needed to write one."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
{sheets}
</Types>"""
_SHEET_TYPE = '<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
_RELS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
{relations}
</Relationships>"""
_REL = '<Relationship Id="rId{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
_BOOK = """<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets>{sheets}</sheets></workbook>"""


def write_xlsx(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    """Write rows of text into one sheet, numbers as numbers."""
    return write_book(path, {"Data": rows})


def write_book(path: Path, sheets: Mapping[str, Iterable[Sequence[str]]]) -> Path:
    """Write several sheets."""
    numbered = list(enumerate(sheets, 1))
    relations = "".join(
        _REL.format(number=number, kind="worksheet", target=f"worksheets/sheet{number}.xml")
        for number, _ in numbered
    )
    named = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in numbered
    )
    types = "".join(_SHEET_TYPE.format(number=number) for number, _ in numbered)
    office = _REL.format(number=1, kind="officeDocument", target="xl/workbook.xml")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES.format(sheets=types))
        archive.writestr("_rels/.rels", _RELS.format(relations=office))
        archive.writestr("xl/workbook.xml", _BOOK.format(sheets=named))
        archive.writestr("xl/_rels/workbook.xml.rels", _RELS.format(relations=relations))
        for (number, _), rows in zip(numbered, sheets.values(), strict=True):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows))
    return path


def _sheet(rows: Iterable[Sequence[str]]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _cell(text, f"{_letters(column)}{number}") for column, text in enumerate(row)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return sheet_of("".join(lines))


def sheet_of(rows: str) -> str:
    """A sheet of rows in XML."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def _cell(text: str, place: str) -> str:
    if not text:
        return ""
    if text.replace(".", "", 1).removeprefix("-").isdecimal():
        return f'<c r="{place}"><v>{text}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
