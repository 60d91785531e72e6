"""The page /about: who reads and how often, where corrections go, the releases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.site.tables import ROOT, Get, copy_of_site, in_process


@pytest.mark.parametrize(
    ("corrections", "leads_to"),
    [
        ('{issues: "", email: ""}', []),
        (
            '{issues: "", email: "desk@example.org"}',
            ["mailto:desk%40example.org?subject=Mistake%20on%20/"],
        ),
        (
            '{issues: "https://example.org/issues", email: ""}',
            ["https://example.org/issues?title="],
        ),
    ],
)
def test_readers_are_led_to_corrections_only_where_there_is_an_address(
    tmp_path: Path, corrections: str, leads_to: list[str]
) -> None:
    copy_of_site(tmp_path, lambda database: None)
    words = yaml.safe_load((ROOT / "metadata.yml").read_text(encoding="utf-8"))
    words["corrections"] = yaml.safe_load(corrections)
    (tmp_path / "metadata.yml").unlink()
    (tmp_path / "metadata.yml").write_text(yaml.safe_dump(words), encoding="utf-8")
    with in_process(tmp_path) as get:
        about = get("/about").text
        for page in (get("/glossary").text, about):
            links = re.findall(r'<a class="report" href="([^"]+)"', page)
            assert len(links) == len(leads_to)
            assert all(link.startswith(to) for link, to in zip(links, leads_to, strict=True)), links
    assert ('id="mistakes"' in about) == bool(leads_to)
    assert ("names no address for corrections" in about) != bool(leads_to)


def test_about_says_how_it_was_read_and_folds_its_releases_away(get: Get) -> None:
    page = get("/about").text
    method = page[page.index('id="method"') :].split("</section>")[0]
    assert "The jnim.db authors read <a" in method
    assert "looked up twice, the second time by a reader who had not seen" in method
    assert re.search(r"Of \d+ sentences, \d+ have a claim, \d+ state no fact", method)
    before, _, folded = page.partition("<details")
    assert "Content hash" not in before
    assert "Content hash" in folded
