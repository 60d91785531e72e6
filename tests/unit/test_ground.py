"""The background of all maps: of the whole world, small, and without lines that are none."""

from __future__ import annotations

from itertools import pairwise

import pytest

from common.project import ENGINE
from loaders.borders import parted, simplified
from plugins.site.drawings.ground import around, cut, ground


def test_it_is_small_and_of_the_whole_world() -> None:
    assert (ENGINE / "static/borders.json").stat().st_size < 250_000
    codes = {country.code for country in ground().countries}
    assert {"ML", "BF", "NE", "US", "AU", "BR", "MM", "Kosovo"} <= codes
    assert {"Bamako", "Timbuktu", "Gao", "Tokyo"} <= {name for name, *_ in ground().towns}
    # Towns for a far view come first.
    zooms = [zoom for *_, zoom in ground().towns]
    assert zooms == sorted(zooms)


def test_no_line_runs_across_the_whole_world() -> None:
    """Where Fiji's coast crosses the 180th meridian, a line ran through Madagascar."""
    for line in ground().lines:
        assert all(abs(one[0] - other[0]) < 180 for one, other in pairwise(line))
    line = [(179.0, -17.0), (180.0, -17.0), (-180.0, -17.0), (-179.0, -16.0)]
    assert parted(line) == [line[:2], line[2:]]


def test_outlines_close() -> None:
    assert all(ring[0] == ring[-1] for country in ground().countries for ring in country.rings)


def test_a_line_keeps_what_matters() -> None:
    line = [(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (3.0, 2.0), (4.0, 0.0)]
    assert simplified(line, 0.1) == [line[0], line[2], line[3], line[4]]


def test_an_outline_is_cut_at_the_edges() -> None:
    window = around([(0, 0)], 2, 1, 200, 1)
    square = [(-3.0, -0.5), (0.5, -0.5), (0.5, 0.5), (-3.0, 0.5), (-3.0, -0.5)]
    xs, ys = zip(*cut(square, window), strict=True)
    assert (min(xs), max(xs), min(ys), max(ys)) == pytest.approx((-1, 0.5, -0.5, 0.5))
    assert cut([(5.0, 5.0), (6.0, 5.0), (6.0, 6.0)], window) == []
