"""Whether the points of places are those of GeoNames, as far as its list of towns goes."""

from collections.abc import Iterator, Mapping
from typing import Any

NEAR = 0.05
"""Degrees, some five kilometres: GeoNames moves its points a little."""


def doubts(
    places: Mapping[str, Mapping[str, Any]], towns: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    """A line for each place whose point is not that of its number.

    Args:
        places: What places.yml has.
        towns: GeoNames' towns of 500 people or more by their numbers. A village is not among them;
            who has read its page there says so in the place's note.
    """
    for id_, place in places.items():
        number = str(place.get("geonames_id") or "")
        town = towns.get(number)
        if not number:
            continue
        page = f"see https://www.geonames.org/{number}"
        if town is None:
            if not place.get("note"):
                yield f"{id_}: GeoNames' list of towns has no {number}: {page}, and say so in note"
            continue
        apart = (abs(float(place[axis]) - town[axis]) for axis in ("latitude", "longitude"))
        if max(apart) > NEAR or place.get("country") not in (None, town["countrycode"]):
            point = f"{town['latitude']}, {town['longitude']}"
            yield f"{id_}: {number} is {town['name']}, {town['countrycode']}, at {point}: {page}"
