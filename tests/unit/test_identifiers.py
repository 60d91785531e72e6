"""Numbers and names in other registers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

Get = Callable[[str], httpx.Response]
WORDS = """identifier_schemes:
  list: {label: The List, address: "https://list.example/{}", description: Outlawed boats.}
"""
BUILT = """reed-banner:
  - {scheme: list, id: R-12, source: ministry-2019, listed: 2019-03-09}
  - {scheme: list, id: R-13, source: ministry-2019, certainty: probable, note: By its name.}
old-sluice:
  - {scheme: list, id: R-12, source: ministry-2019}
"""


@pytest.fixture
def identified(facts: Path) -> Path:
    """Return invented facts with a list in which two groups share a number."""
    words = facts / "vocabularies.yml"
    words.write_text(words.read_text() + WORDS)
    (facts / "identifiers.yml").write_text(BUILT)
    return facts


@pytest.mark.usefixtures("identified")
def test_each_identifier_is_a_row(run_build: Callable[[], int], output: Path) -> None:
    assert run_build() == 0
    with closing(sqlite3.connect(output)) as database:
        rows = database.execute(
            "SELECT id, confidence, url, listed_on FROM identifiers ORDER BY id"
        )
        assert rows.fetchall() == [
            ("old-sluice--list", "certain", "https://list.example/R-12", None),
            ("reed-banner--list", "certain", "https://list.example/R-12", "2019-03-09"),
            ("reed-banner--list-2", "probable", "https://list.example/R-13", None),
        ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("old-sluice:", "old-sluce:", "identifiers.yml:4: there is no 'old-sluce' in groups.yml"),
        (
            "old-sluice:",
            "ministry-2019:",
            "identifiers.yml:4: there is no 'ministry-2019' in groups.yml",
        ),
        ("scheme: list, id: R-13", "scheme: lists, id: R-13", "'lists' is no word of identifier_"),
        ("id: R-13", "id: R-12", "identifiers.yml:3: the identifier 'R-12' of 'reed-banner' is"),
        ("id: R-13, source: ministry-2019", "id: R-13", "identifiers.yml:3: 'source' is missing"),
        ("listed: 2019-03-09", "listed: March", "identifiers.yml:2: 'March' does not fit here"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    identified: Path,
    run_build: Callable[[], int],
    capsys: pytest.CaptureFixture[str],
    old: str,
    new: str,
    says: str,
) -> None:
    path = identified / "identifiers.yml"
    path.write_text(path.read_text().replace(old, new, 1))
    assert run_build() == 1
    assert says in capsys.readouterr().err


def test_numbers_of_registers_stand_on_the_pages(get: Get) -> None:
    page = get("/groups/jnim").text
    assert "QDe.159" in page
    assert 'href="https://www.wikidata.org/wiki/Q28877411"' in page
    page = get("/groups/hayat-tahrir-al-sham").text
    assert "also the number of Jabhat Fatah al-Sham" in page
    assert "QDi.425" in get("/people/mohamed-koufa").text
    assert "probably" in get("/people/mohamed-koufa").text
