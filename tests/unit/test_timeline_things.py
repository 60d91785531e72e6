"""Designations of one day are one entry of the timeline, and only those of a programme."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.site.drawings.timeline import _joined


def designation(programme: str | None, **more: Any) -> dict[str, Any]:
    title = f"FHF designated as {programme} by Tidia" if programme else "FHF designated by Tidia"
    same = {"kind": "designation", "party_id": "fhf", "group_ids": "[]", "when": "5 June 2020"}
    return same | {"title": title, "programme": programme, "readings": [programme]} | more


def titles(*things: dict[str, Any]) -> list[str]:
    return [thing["title"] for thing in _joined([*things])]


def test_what_an_authority_designates_on_one_day_is_one_entry() -> None:
    both = _joined([designation("List A"), designation("List B"), designation("List C")])
    assert [each["title"] for each in both] == [
        "FHF designated as List A and List B and List C by Tidia"
    ]
    assert both[0]["readings"] == ["List A", "List B", "List C"]


@pytest.mark.parametrize(
    "other",
    [
        designation(None),
        designation("List B", when="6 June 2020"),
        designation("List B", party_id="other"),
    ],
)
def test_others_stay_apart(other: dict[str, Any]) -> None:
    """One without a programme gave “and  by” to the one before."""
    first = designation("List A")
    assert titles(first, other) == [first["title"], other["title"]]
    assert titles(other, first) == [other["title"], first["title"]]
