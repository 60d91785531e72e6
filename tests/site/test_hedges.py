"""What limits a claim goes wherever its words go: copied, cited, embedded, listed, exported."""

from __future__ import annotations

import html
import re

import pytest

from tests.site.tables import Get
from tests.site.test_evidence import text_of

# What stands beside the value on pages, by the claim that it rests on.
LIMITS = {
    "csis-ghaly-leads": "implied",
    "weiss-ansari-founding-member": "uncertain copy",
    "mi-fighters": "estimated by its source",
    "csis-macina-effect": "assessed by its source",
    "csis-inspired-by-syria": "reported",
    "mi-gold-value": "the sentence does not name JNIM",
    "mi-ansar-dine-founder": "inferred date: by 2012",
    "csis-title-merger": "title only",
    "csis-fighters": "citation problem",
    "csis-timbuktu-injured": "sources conflict",
    "mi-share-of-incidents": "may be out of date",
}


@pytest.mark.parametrize(("claim", "words"), LIMITS.items())
def test_what_limits_a_claim_is_in_all_that_is_copied_of_it(
    get: Get, claim: str, words: str
) -> None:
    """A page said “leader (implied)”, and what its note copied “Ghaly leads JNIM.” alone."""
    page = get(f"/claims/{claim}").text
    quote = re.search(r'class="cite-text cite-claim"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert quote is not None
    said, _, reference = html.unescape(quote[1]).partition("). (")
    assert words in said
    assert words not in reference  # once is enough
    assert words in text_of(re.search(r"<h1.*?</h1>", page, re.DOTALL)[0])  # type: ignore[index]
    assert words in html.unescape(re.search(r'class="cite-text"[^>]*>(.*?)</p>', page)[1])  # type: ignore[index]
    for ending in ("bib", "csl.json"):
        assert words in get(f"/claims/{claim}.{ending}").text
    assert words in text_of(get(f"/embed/claims/{claim}").text)
    assert words in get(f"/jnim/claims.json?id={claim}&_shape=objects").json()["rows"][0]["hedge"]


def test_what_a_document_says_outright_bears_no_limit(get: Get) -> None:
    page = get("/claims/mi-coalition").text
    assert '<small class="hedge">' not in page
    quote = re.search(r'class="cite-text cite-claim"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert quote is not None
    assert html.unescape(quote[1]).startswith(
        "JNIM is not one organisation but a coalition of several jihadist groups. (The Modern"
    )


def test_the_notes_of_a_page_say_what_limits_each(get: Get) -> None:
    page = get("/groups/jnim").text
    notes = text_of(re.search(r'<details class="notes.*?</details>', page, re.DOTALL)[0])  # type: ignore[index]
    for words in ("(implied)", "uncertain copy", "title only", "estimated by its source"):
        assert words in notes, words
    listed = text_of(get("/claims?source=modern-insurgent-2022").text)
    assert "the sentence does not name JNIM" in listed
