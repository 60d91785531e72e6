"""Two of whom one cites the other are not two voices, and no page says that they are."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from plugins.site.voices import own_voices, say, voices

Get = Callable[..., httpx.Response]


def row(source_id: str, source: str, cites: str | None = None) -> dict[str, Any]:
    return {"source_id": source_id, "source": source, "cites": cites}


@pytest.mark.parametrize(
    ("rows", "words", "own"),
    [
        ([row("a", "Varo 2001"), row("b", "Pell 2002")], "say Varo and Pell", ["Varo", "Pell"]),
        (
            [row("a", "Varo 2001", "b"), row("b", "Pell 2002")],
            "says Pell, and Varo citing it",
            ["Pell"],
        ),
        ([row("a", "Varo 2001", "c,d")], "says Varo", ["Varo"]),
        (
            [row("a", "Varo 2001", "b,x"), row("b", "Pell 2002"), row("c", "Omm 2003")],
            "say Pell and Omm, and Varo citing Pell",
            ["Pell", "Omm"],
        ),
        # Each cites the other: neither may be left out.
        ([row("a", "Varo", "b"), row("b", "Pell", "a")], "say Varo and Pell", ["Varo", "Pell"]),
        ([row("a", "Varo", "a"), row("a", "Varo")], "says Varo", ["Varo"]),
    ],
)
def test_who_repeats_another_is_no_voice_of_his_own(
    rows: list[dict[str, Any]], words: str, own: list[str]
) -> None:
    assert say(rows) == words
    assert own_voices(rows) == own


def test_each_says_whom_it_cites_of_those_that_say_the_same() -> None:
    rows = [row("a", "CSIS 2018", "s,t"), row("s", "US State Department 2018")]
    assert voices(rows, lambda each: str(each["source"])) == {
        "CSIS 2018": "CSIS 2018 citing the US State Department",
        "US State Department 2018": "US State Department 2018",
    }


@pytest.mark.parametrize("path", ["/", "/groups/jnim", "/timeline"])
def test_the_formation_has_one_voice_and_one_that_cites_it(get: Get, path: str) -> None:
    """“Say CSIS and the US State Department”, of which the first cites the second."""
    text = html.unescape(re.sub("<[^>]+>", "", get(path).text))
    assert "says the US State Department, and CSIS citing it" in text
    assert "say CSIS and the US State Department" not in text


@pytest.mark.parametrize("ending", ["", ".bib", ".csl.json"])
def test_the_copied_reference_says_whom_the_claim_cites(get: Get, ending: str) -> None:
    text = get(f"/claims/csis-formation{ending}").text
    assert "citing U.S. Department of State, 5 September 2018" in text


@pytest.mark.parametrize("path", ["/", "/groups/jnim", "/search?q=how+many+fighters"])
def test_a_figure_bears_what_the_editors_note_on_it(get: Get, path: str) -> None:
    """The figure that everybody quotes bore no mark, though no work of that title was found."""
    text = get(path).text
    assert 'href="/disagreements/forthcoming-report">citation problem</a>' in text
    assert 'href="/disagreements/fighters-date">may repeat the older figure</a>' in text
