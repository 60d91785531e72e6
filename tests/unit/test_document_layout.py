"""Places in a document and how they are cited."""

from __future__ import annotations

import pytest

from loaders.documents.document_layout import Layout, LayoutError, slug

LAYOUT = Layout(
    "atlas-2020",
    [
        ("Head", ["furniture", "title", "date-line"]),
        ("Origins & Aims", ["heading", "paragraph", "caption", "paragraph", "pull-quote"]),
        ("Notes", ["note", "note", "credit", "credit"]),
        ("Works Cited", ["heading", "reference"]),
    ],
)


@pytest.mark.parametrize(
    ("at", "locator", "passage_id"),
    [
        ("Origins & Aims / 2", "Origins & Aims, para. 2", "atlas-2020-origins-aims-2"),
        ("Origins & Aims / paragraph 2", "Origins & Aims, para. 2", "atlas-2020-origins-aims-2"),
        (
            "Origins & Aims / caption 1",
            "Origins & Aims, caption 1",
            "atlas-2020-origins-aims-caption-1",
        ),
        (
            "Origins & Aims / pull-quote 1",
            "Origins & Aims, pull quote 1",
            "atlas-2020-origins-aims-pull-quote-1",
        ),
        (
            "Origins & Aims / heading",
            "Origins & Aims, heading",
            "atlas-2020-origins-aims-heading-1",
        ),
        ("Notes / 2", "Notes, note 2", "atlas-2020-notes-2"),
        ("Notes / credit 2", "Notes, credit line 2", "atlas-2020-notes-credit-2"),
        ("Works Cited / 1", "Works Cited, entry 1", "atlas-2020-works-cited-1"),
        ("Head / date-line 1", "Head, date line", "atlas-2020-head-date-line-1"),
        ("Head / furniture 1", "Head, page furniture 1", "atlas-2020-head-furniture-1"),
    ],
)
def test_place(at: str, locator: str, passage_id: str) -> None:
    spot = LAYOUT.find(at)
    assert (spot.locator, spot.passage_id) == (locator, passage_id)


@pytest.mark.parametrize(
    ("at", "says", "known"),
    [
        ("Origin & Aims / 1", "no section 'Origin & Aims'", ["Origins & Aims"]),
        ("Origins & Aims / 3", "has 2 of the kind paragraph, no 3", []),
        ("Origins & Aims / captoin 1", "has no captoin", ["caption"]),
        ("Head / 1", "no paragraphs, notes or entries", []),
        ("Notes", "names no place", []),
        ("Notes / ", "names no place", []),
        ("Notes / 0", "has 2 of the kind note, no 0", []),
    ],
)
def test_no_place(at: str, says: str, known: list[str]) -> None:
    with pytest.raises(LayoutError, match=says) as error:
        LAYOUT.find(at)
    assert set(known) <= set(error.value.known)


def test_positions_run_through_the_document() -> None:
    assert [spot.position for spot in LAYOUT.spots] == list(range(1, 15))
    assert len({spot.passage_id for spot in LAYOUT.spots}) == 14


def test_slug() -> None:
    assert slug("Works Cited (MLA-style)") == "works-cited-mla-style"
