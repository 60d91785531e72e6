"""A profile started from a text: its layout and markers are guessed, its claims are empty."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from common.command import exit_code
from editing.reading import anchor_at
from loaders.documents import new_profile, verify
from loaders.documents.cited_works import cited_works
from loaders.documents.document_layout import Layout
from loaders.documents.guess import guess_layout, guess_markers, guess_sentences
from loaders.documents.text import blocks, find_anchor, marker_spans
from loaders.problems import Problems
from loaders.read_facts import read_facts

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
TEXT = """Reeds and Ferries

Published March 4, 2022

The Reed Banner has 300 boats [2]. It burnt the ferry [1, 3], says one
paper (Okko 2020; Dorn 2019, p. 4).

What Follows

Figure 2: The ferry

It may return.

[1] Delta Wire, "Ferry burnt," June 3, 2019.

[2] Marsh Post, "Boats," June 5, 2019.

[3] Ibid.
"""


def run(facts: Path, text: Path, source: str = "third-2022") -> int:
    url = "https://example.org/third"
    arguments = ["--source", source, "--text", str(text), "--url", url, "--facts", str(facts)]
    return exit_code(new_profile.main, arguments)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "docs" / "third.txt"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_begun_profile_builds(
    facts: Path, text: Path, run_build: Callable[[], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(facts, text) == 0
    said = capsys.readouterr().out
    assert "9 blocks in 4 sections, 5 citation markers" in said
    assert "sources.yml: the stub of third-2022" in said
    assert run_build() == 0
    assert exit_code(verify.main, ["--facts", str(facts), "--docs", str(text.parent)]) == 0
    assert "third-2022: 9 passages, 0 anchors" in capsys.readouterr().out


def test_every_empty_claim_fits_its_sentence(facts: Path, text: Path) -> None:
    run(facts, text)
    path = facts / "profiles" / "third-2022.yml"
    words = path.read_text(encoding="utf-8")
    profile = yaml.safe_load(re.sub(r"^  # (?!-{3})", "  ", words, flags=re.M))
    claims = [*profile["claims"], *profile["no_facts"]]
    assert [claim["at"] for claim in profile["claims"]][:3] == ["Text / 1"] * 2 + [
        "What Follows / caption 1"
    ]
    assert [each["why"] for each in profile["no_facts"]] == [
        "a title",
        "the day of publication",
        "a heading",
    ]
    assert len(claims) == 10
    found = {block.text for block in blocks(TEXT)}
    for claim in claims:
        assert any(
            claim["from"] in block and find_anchor(block, claim["from"], claim.get("to", ""))
            for block in found
        )


def test_markers_lead_to_their_notes() -> None:
    sections = guess_layout(blocks(TEXT))
    layout = Layout("x", [(section.name, section.kinds) for section in sections])
    markers = guess_markers(layout, blocks(TEXT))
    assert [(m.text, m.form, m.entry and layout.at(m.entry)) for m in markers] == [
        ("2", "footnote", "Notes / 2"),
        ("1", "footnote", "Notes / 1"),
        ("3", "footnote", "Notes / 3"),
        ("Okko 2020", "author-date", None),
        ("Dorn 2019", "author-date", None),
    ]


RAISED = """Rise\n\nINTRODUCTION\n\nThe Reeds were founded in 2015 by Okko.¹ They moved.² ³

“We are the sea,” said their first word.⁴\n\nNOTES\n\n¹ A.\n\n² B.\n\n³ C.\n\n⁴ D.
"""
MARKDOWN = """# Reeds: A Primer\n\n*12 May 2021*\n\n## Who Leads Them?\n\nDorn does.[1, 3]

They tax [1-3].\n\n## References\n\n1. Okko, M. (2016): Reeds.\n\n2. Ibid.\n\n3. Dorn: Taxes.
"""
NUMBERED = """REEDS AND FERRIES\n\nMarsh Institute, June 2022\n\n1. Background\n\nThey fought (1).

2. Who Leads\n\nDorn took over in April 2018 (2). In (3) towns.\n\nEndnotes\n\n1 Okko.\n\n2 Ibid.
"""


@pytest.mark.parametrize(
    ("text", "sections", "markers"),
    [
        (
            RAISED,
            [
                "Page head: title",
                "Introduction: heading paragraph paragraph",
                "Notes: heading note*4",
            ],
            "1 2 3 4",
        ),
        (
            MARKDOWN,
            [
                "Page head: title date-line",
                "Who Leads Them?: heading paragraph paragraph",
                "References: heading note*3",
            ],
            "1 3 1 2 3",
        ),
        (
            NUMBERED,
            [
                "Page head: title date-line",
                "1. Background: heading paragraph",
                "2. Who Leads: heading paragraph",
                "Endnotes: heading note*2",
            ],
            "1 2",
        ),
    ],
)
def test_layouts_and_markers_of_several_houses(
    text: str, sections: list[str], markers: str
) -> None:
    guessed = guess_layout(blocks(text))
    shown = [f"{each.name}: {' '.join(each.kinds)}" for each in guessed]
    many = re.compile(r"note( note)+")
    assert [
        many.sub(lambda run: f"note*{run[0].count('note')}", each) for each in shown
    ] == sections
    layout = Layout("x", [(section.name, section.kinds) for section in guessed])
    leading = guess_markers(layout, blocks(text))
    assert " ".join(marker.text for marker in leading) == markers
    for marker in leading:
        assert marker.entry is not None
        block = dict(zip(layout.spots, blocks(text), strict=True))[marker.spot]
        assert marker_spans(block.text, marker.text)


def test_notes_without_blank_lines_between_them_are_named(
    facts: Path, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text.write_text("Reeds\n\nThey burn (1).\n\nNotes\n\n1 Okko, 2016.\n2 Ibid.\n", "utf-8")
    assert run(facts, text) == 0
    assert "third.txt:7: 2 numbered lines stand in one block" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["marsh-atlas-2020", "delta-notes-2021"])
def test_the_layout_of_the_invented_documents_is_guessed(name: str) -> None:
    text = (FIXTURES / "docs" / f"{name}.txt").read_text(encoding="utf-8")
    check_guess(FIXTURES / "facts", name, text, right=0.8)


@pytest.mark.parametrize("name", ["csis-2018", "modern-insurgent-2022"])
def test_the_layout_of_the_documents_is_guessed(docs: Path, name: str) -> None:
    text = (docs / f"{name}.txt").read_text(encoding="utf-8")
    check_guess(ROOT / "facts", name, text, right=0.95)


def check_guess(facts: Path, name: str, text: str, *, right: float) -> None:
    """Compare a guess with the layout that a person wrote, and try the anchor of each sentence."""
    (profile,) = [each for each in read_facts(facts, Problems()).profiles if each.source == name]
    assert profile.layout is not None
    sections = guess_layout(blocks(text))
    guessed = [kind for section in sections for kind in section.kinds]
    written = [spot.kind for spot in profile.layout.spots]
    assert len(guessed) == len(written)
    assert sum(a == b for a, b in zip(guessed, written, strict=True)) >= right * len(written)
    of_spot = dict(zip(profile.layout.spots, blocks(text), strict=True))
    for each in guess_sentences(profile.layout, blocks(text), []):
        find_anchor(of_spot[each.spot].text, each.first, each.last)


def test_what_cannot_be_begun(facts: Path, text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in facts.rglob("*.yml")}
    assert run(facts, text, "marsh-atlas-2020") == 2
    assert "marsh-atlas-2020.yml is there already" in capsys.readouterr().err
    assert run(facts, text, "Third 2022") == 2
    assert "'Third 2022' is no id: write it like 'third-2022'" in capsys.readouterr().err
    assert run(facts, text.parent / "none.txt") == 2
    assert "there is no file" in capsys.readouterr().err
    text.write_text("\n \n", encoding="utf-8")
    assert run(facts, text) == 2
    assert "holds no text" in capsys.readouterr().err
    text.write_bytes(b"Bann\xe9r")
    assert run(facts, text) == 1
    assert {path: path.read_bytes() for path in facts.rglob("*.yml")} == before


def test_a_layout_that_does_not_fit_shows_where(
    facts: Path, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(facts, text)
    path = facts / "profiles" / "third-2022.yml"
    words = path.read_text(encoding="utf-8")
    path.write_text(words.replace("[heading, caption, paragraph]", "[heading, paragraph]"))
    assert exit_code(verify.main, ["--facts", str(facts), "--docs", str(text.parent)]) == 1
    said = capsys.readouterr().err
    assert "the layout has 8 blocks and third.txt has 9" in said
    assert (
        "which begins 'Figure 2: The ferry': the layout has paragraph there, and it looks like"
        in said
    )


BARE = """The Reed Banner

Reed Desk, 4 March 2022

In 2015,1 Okko founded the Reed Banner with 1,200 men and 3.5 boats. He led it until 2017.2 Dorn
followed.3 It burnt the ferry at 10:30.

Notes

1 Delta Wire, "Ferry burnt," June 3, 2019.

2 Ibid.

3 Marsh Post, "Boats in the Reeds," 5 June 2019, https://example.org/boats.

4 Marsh Post, "Nets," 2019.
"""


def test_what_a_text_shows_of_its_citations_is_written_down(
    facts: Path, text: Path, run_build: Callable[[], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Superscript numbers as a browser copies them: markers, works and cites are right at once."""
    text.write_text(BARE, encoding="utf-8")
    assert run(facts, text) == 0
    said = capsys.readouterr().out
    assert "3 citation markers" in said
    assert "no marker was found in the text for Notes / 4" in said
    sources = facts / "sources.yml"
    words = sources.read_text(encoding="utf-8")
    assert "published: {edtf: 2022-03-04} # by the line in the text" in words
    head, _, stubs = words.partition("# What third-2022 cites")
    stubs = re.sub("(?m)^# ", "", stubs.partition("\n")[2]).replace("kind: …", "kind: news")
    assert yaml.safe_load(stubs)["marsh-post-2019-06-05"] == {
        "title": "Boats in the Reeds",
        "kind": "news",
        "publisher": "Marsh Post",
        "published": {"edtf": datetime.date(2019, 6, 5)},
        "url": "https://example.org/boats",
        "access": "cited",
    }
    sources.write_text(head + stubs, encoding="utf-8")
    profile = facts / "profiles" / "third-2022.yml"
    words = profile.read_text(encoding="utf-8")
    assert words.count("  #   cites: [{marker: ") == 3
    assert "form: ibid, work: delta-wire-2019-06-03, through: 1}" in words
    words = re.sub("(?m)^# (?=citations:|  - )", "", words)
    profile.write_text(words.replace("claims:", "claims: []", 1), encoding="utf-8")
    assert run_build() == 0
    assert exit_code(verify.main, ["--facts", str(facts), "--docs", str(text.parent)]) == 0
    assert (
        "third-2022: 8 passages, 0 anchors, 0 sentences without facts, 0 spellings, 3 citation"
        in (capsys.readouterr().out)
    )


def test_the_lines_of_selected_words_cite_what_their_sentence_cites(
    facts: Path, text: Path
) -> None:
    """The page of the text produces a whole claim."""
    text.write_text(BARE, encoding="utf-8")
    run(facts, text)
    profile = facts / "profiles" / "third-2022.yml"
    words = re.sub("(?m)^# (?=citations:|  - )", "", profile.read_text(encoding="utf-8"))
    profile.write_text(words, encoding="utf-8")
    lines = anchor_at(facts, text.parent, "third-2022", "third-2022-text-1", "led it until")
    assert lines is not None
    assert "cites: [{marker: 2, scope: sentence}]" in lines


def test_a_work_is_dated_by_its_note_and_not_by_who_looked_at_it() -> None:
    """The first number of a note was dropped wherever it was; a news note had no author."""
    notes = [
        "Smith, John. “A piece”, The Paper, 3 May 2019. Retrieved 4 June 2020",
        "2. “Ferry blast,” Reuters, January 20, 2007.",
        "[3] Some Body, Title of it, https://example.org/a, accessed June 1, 2023",
    ]
    works = [(work.id, work.maker, work.published) for work in cited_works(notes)]
    assert works == [
        ("smith-2019-05-03", "Smith", "2019-05-03"),
        ("reuters-2007-01-20", "Reuters", "2007-01-20"),
        ("some-body", "Some Body", None),
    ]
