"""What the made-up group must show: who leads and who led, a pledge of its leader alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from common.project import PROJECT

pytestmark = pytest.mark.skipif(PROJECT.id != "harbour-db", reason="for the made-up group")
Get = Callable[[str], httpx.Response]


def words(answer: httpx.Response) -> str:
    """Return the words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_who_led_is_not_said_to_lead(get: Get) -> None:
    """The summary names the successor, and the list says until when the other led."""
    page = words(get("/groups/harbour"))
    assert "It is led by Lise Varo" in page
    assert "Tam Orrin (Coast" not in page
    assert "Tam Orrin leader , until March 2018" in page
    assert "Ben Assel deputy" in page


def test_a_pledge_of_the_leader_is_in_the_lineage_of_the_group(get: Get) -> None:
    """She pledged by herself; the group of which she is the head belongs there."""
    assert "Pledge by Lise Varo, June 2020" in words(get("/lineage"))


def test_a_death_and_a_split_are_told(get: Get) -> None:
    """On the page of whom they concern, and in time."""
    assert "Death of Tam Orrin, March 2018" in words(get("/people/tam-orrin"))
    assert "Split of the Inner Quay" in words(get("/groups/harbour"))
    assert "Split of the Inner Quay" in words(get("/timeline"))


def test_one_document_is_one(get: Get) -> None:
    """No plural for it."""
    assert "1 documents" not in words(get("/"))
