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


def test_a_figure_has_the_ends_that_are_stated(get: Get) -> None:
    """One end alone is no zero and no failure; a part of the group is not all of it."""
    for page in ("/", "/groups/harbour"):
        text = words(get(page))
        assert "around 600 fighters (“about 600 members”: All members, half of them un" in text
        assert "up to 200 fighters (“no more than 200”: Fighters of the Front in Low Har" in text
        assert "at least 50 fighters (“at least 50”: Upper Quay and Salt Isle together)" in text
        assert "Low Harbour , Upper Quay and Salt Isle" in text
    answer = words(get("/harbour/estimates_on?group=harbour&measure=fighters&date="))
    assert "up to 200 people" in answer
    assert "at least 50 people" in answer
    assert "killed: at least 2" in words(get("/map"))
    assert "at least 2 killed" in words(get("/attacks/upper-quay-2020"))


def test_whom_an_attack_is_blamed_on_possibly_did_it(get: Get) -> None:
    """In the box, in the table, in the list of the home page, of the group, and beside others."""
    assert "Who Free Harbour Front , possibly Coast" in words(get("/attacks/boat-2020"))
    assert "Who Free Harbour Front (FHF) Coast" in words(get("/attacks/upper-quay-2020"))
    assert "June 2020 possibly by Free Harbour Front" in words(get("/"))
    assert "June 2020 possibly by it" in words(get("/groups/harbour"))
    assert "June 2020 possibly" in words(get("/compare?group=harbour"))
    assert "mentioned with" not in words(get("/"))


def test_what_is_so_since_a_day_is_not_of_that_day(get: Get) -> None:
    """Who leads since then: on the pages of group and person, and in the lineage; an ally."""
    ally = words(get("/groups/southern-league"))
    assert "leader , since 4 May 2018" in ally
    assert "Partner of Free Harbour Front (FHF) , since 2019" in ally
    assert "leader , since 4 May 2018" in words(get("/people/mira-tolan"))
    page = words(get("/groups/harbour"))
    assert "leader , since April 2018" in page
    assert "founder , May 2014" in page
    assert "Since April 2018; certain from" in words(get("/lineage"))
