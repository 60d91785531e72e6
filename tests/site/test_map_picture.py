"""The map as a picture, and what its address says when it is shared or embedded."""

from __future__ import annotations

import html
import random
import re
import sqlite3
from itertools import accumulate, combinations, pairwise, product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from common.project import ENGINE
from plugins.site.drawings import attack_map
from plugins.site.drawings.drawing import LIGHT, Drawing, text_width
from plugins.site.map_choices import View
from tests.site.tables import Get, copy_of_site, in_process

pytestmark = pytest.mark.pinned

# Water; the countries around those of attacks; and these.
TONES = ("sea", "active", "most")


def words(get: Get, query: str) -> str:
    """Return the words of the picture, line by line."""
    root = ElementTree.fromstring(get(f"/-/charts/map.svg?{query}").text)
    lines = ("".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text"))
    return "\n".join(lines)


def outlines(path: ElementTree.Element) -> list[list[tuple[int, int]]]:
    """Return the lines of a path, each of which is a point and steps from it."""
    lines = [re.findall(r"([-\d]+),([-\d]+)", line) for line in (path.get("d") or "").split("M")]
    steps = [[(int(x), int(y)) for x, y in line] for line in lines[1:]]
    return [
        list(accumulate(line, lambda at, step: (at[0] + step[0], at[1] + step[1])))
        for line in steps
    ]


def test_a_picture_says_what_it_shows_and_that_it_is_not_all(get: Get) -> None:
    said = words(get, "group=jnim&country=ML&from=2018-01&to=2018-12")
    assert (
        "Two attacks in Mali attributed to JNIM that one document describes, from January 2018"
        in said
    )
    assert "may have been attacks that these sources do not mention" in " ".join(said.split())
    assert "Timbuktu" in said.splitlines()
    assert "2 or 3 March" not in said
    assert "Natural Earth" in said


def test_a_picture_has_borders_and_credits_what_its_points_are_from(get: Get) -> None:
    one = words(get, "group=jnim&country=ML")
    assert "Reuters, 14 April 2018" in one
    assert "BBC" not in one
    assert "BBC" in words(get, "")
    assert {"MALI", "BURKINA FASO"} <= set(words(get, "").splitlines())


def test_a_picture_stands_alone(get: Get) -> None:
    """It showed two dots, without dates, conflicts, neighbouring countries or a scale."""
    for query in ("group=jnim", ""):
        said = words(get, query)
        assert re.search("Ouagadougou\nAttack,\\s2 or 3 March 2018 ≠", said)
        # Of two attacks at one place, which one it is about; on what is in its page and popup.
        assert re.search("Attack,\\s14 April 2018\\s\\(≠ (?:dead and )?wounded\\)", said)
        assert said.count("sources conflict") == 1, "the legend"
        assert {"MAURITANIA", "NIGER", "200 km"} <= set(said.splitlines())
    said = " ".join(words(get, "group=jnim&from=2018-03&rule=perpetrator").split())
    # Printed years later it said that these were all.
    assert "2 attacks; 2 on the map" in said
    more = "2 more are only possible."
    assert f"{more} Tinted: countries where JNIM was active, says CSIS 2018, not how far" in said
    assert "more are possibly" not in words(get, "group=jnim&rule=perpetrator-possible")
    picture = words(get, "group=jnim&rule=perpetrator").replace("\n", " ")
    assert "3 attacks; 2 on the map, 1 without an exact place" in picture
    assert "Not on the map: Outside Bamako, June 2017." in picture
    none = " ".join(words(get, "group=jnim&from=2019-01&to=2020-12").split())
    assert "That does not mean that there was none. Nothing here is later than" in none


@pytest.mark.parametrize("query", ["", "group=jnim", "group=jnim&rule=perpetrator-possible"])
def test_each_country_of_an_attack_has_its_name_on_a_telephone(get: Get, query: str) -> None:
    """Burkina Faso had none next to the words about Ouagadougou."""
    shown = words(get, f"{query}&width=narrow").split()
    assert {"MALI", "NIGER", "BURKINA", "FASO"} <= {*shown}


@pytest.mark.parametrize("query", ["", "group=jnim", "from=2018-03"])
def test_a_telephones_picture_has_dates_and_conflicts_too(get: Get, query: str) -> None:
    """If no space was clear of borders, it had bare names: Timbuktu, Ouagadougou."""
    said = words(get, f"width=narrow&{query}")
    assert re.search("Ouagadougou\nAttack,\\s2 or 3 March 2018 ≠", said)
    assert re.search("Attack,\\s14 April 2018\\s\\(≠ (?:dead and )?wounded\\)", said)
    assert {"MAURITANIA", "MALI", "NIGER", "200 km"} <= set(said.splitlines())


def test_a_picture_of_all_dates_says_so_and_which_were_found(get: Get) -> None:
    """Nobody says “certainly, by implication or possibly by”, or “all dates (those found: …)”."""
    one, several = (
        words(get, query).replace("\n", " ")
        for query in ("group=jnim&country=BF", "group=jnim&rule=perpetrator")
    )
    assert "One attack in Burkina Faso attributed to JNIM that three documents describe" in one
    assert "Three attacks by JNIM that three documents describe, 2017–2018" in several
    said = words(get, "group=jnim&rule=perpetrator-possible").replace("\n", " ")
    title = (
        "Five attacks or kidnappings attributed to JNIM that three documents describe, 2017–2021"
    )
    assert f"{title} (two only possible)" in said
    assert " 2 of " not in said, "the title has it"


def test_a_file_is_called_after_what_it_shows(get: Get) -> None:
    """All were called map.png, and ten of them in a folder could not be told apart."""
    names = {
        "map.svg?width=narrow": "jnim-map-narrow.svg",
        "map.svg?group=jnim&country=BF": "jnim-map-country-bf-group-jnim.svg",
        "map.png?from=2018-03&to=2018": "jnim-map-from-2018-03-to-2018.png",
        "timeline.svg?to=3+March+2018": "jnim-timeline-to-2018-03-03.svg",
        "timeline.svg": "jnim-timeline.svg",
        "card.svg?page=/groups/jnim": "jnim-card-page-groups-jnim.svg",
    }
    for path, name in names.items():
        answer = get(f"/-/charts/{path}")
        # A picture for a report is saved, and does not replace the page.
        shown = "attachment" if ".png" in path else "inline"
        assert answer.headers["content-disposition"] == f'{shown}; filename="{name}"'


@pytest.mark.parametrize("width", ["", "narrow"])
def test_nothing_is_written_over_what_is_written(get: Get, width: str) -> None:
    drawing = ElementTree.fromstring(get(f"/-/charts/map.svg?width={width}").text)
    boxes = []
    for group in next(drawing.iterfind(".//{*}svg")).iter("{http://www.w3.org/2000/svg}g"):
        for each in group.findall("{http://www.w3.org/2000/svg}text"):
            size = float(each.get("font-size") or group.get("font-size") or 12)
            x, y = float(each.get("x", "0")), float(each.get("y", "0"))
            wide = text_width(each.text or "", size, bool(each.get("font-weight"))) * 0.8
            anchor = group.get("text-anchor")
            left = x - wide if anchor == "end" else x - wide / 2 if anchor == "middle" else x
            if each.text and len(each.text) > 3:
                boxes.append((each.text, left, y - size * 0.7, left + wide, y))
    assert len(boxes) > (8 if not width else 5)
    for one, other in combinations(boxes, 2):
        assert one[1] > other[3] or other[1] > one[3] or one[2] > other[4] or other[2] > one[4], (
            one,
            other,
        )


def test_a_picture_is_there_as_png(get: Get) -> None:
    answer = get("/-/charts/map.png?group=jnim")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("query", ["from=never", "group=nobody", "rule=none", "source=nobody"])
def test_what_cannot_be_chosen_is_no_picture(get: Get, query: str) -> None:
    assert get(f"/-/charts/map.svg?{query}").status_code == 400


def test_of_no_attack_on_the_map_the_picture_tells_no_zero(get: Get) -> None:
    said = words(get, "from=2025-01&to=2025-02").replace("\n", " ")
    assert "What was read mentions no such attack" in said
    assert "0 attacks" not in said


def test_the_area_of_a_circle_is_the_number_and_unknown_is_a_ring(get: Get) -> None:
    picture = get("/-/charts/map.svg?size=killed").text
    circles = dict(
        re.findall(r'<circle cx="[^"]+" cy="[^"]+" r="([^"]+)" (fill="none"|fill="#)', picture)
    )
    assert 'fill="none"' in circles.values()
    one, eight = (attack_map.radius_of(killed, 8, attack_map.LARGEST) for killed in (1, 8))
    assert eight**2 / one**2 == pytest.approx(8)
    assert "number in it, are the best" in words(get, "size=killed").replace("\n", " ")


def test_of_too_many_attacks_the_newest_are_drawn_in_few_circles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(1)
    monkeypatch.setattr(attack_map, "LIMIT", 30_000)
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.execute(
        "create table attacks (id, latitude, longitude, killed_best, location, geo_precision,"
        " country_code, date_earliest, perpetrator_id, date_words default '2017 or 2018',"
        " date_latest, date_edtf default '2017/2018')"
    )
    connection.execute("create table attack_actors (attack_id, group_id, side, certainty)")
    for year, killed in (("2017", 1), ("2018", None)):
        connection.executemany(
            "insert into attacks (id, latitude, longitude, killed_best, geo_precision,"
            " date_earliest, perpetrator_id) values (?, ?, ?, ?, 'exact', ?, ?)",
            [
                (n, chance.uniform(8, 24), chance.uniform(-12, 16), killed, year, "abc"[n % 3])
                for n in range(25_000)
            ],
        )
    total, spots = attack_map.spots_of(connection, "1", {"by": "a"}, "killed_best")
    assert 200 < len(spots) <= attack_map.MOST * 1.1
    assert sum(spot.attacks for spot in spots) == 30_000
    assert sum(spot.value or 0 for spot in spots) == 5_000
    assert 0 < sum(spot.certain for spot in spots) == sum(spot.not_other for spot in spots) < 15_000
    assert (total["attacks"], total["placed"]) == (50_000, 50_000)
    most = max(spot.value or 0 for spot in spots)
    tints = dict.fromkeys(("codes", "most", "active_said", "most_said"), "")
    empty = Drawing("A", facts={"active": tints})
    drawn = attack_map.draw(empty, spots, most, View(), "A", "possibly", "")
    assert len(drawn.values["circles"]) == len(spots)


def test_of_more_attacks_than_are_drawn_a_picture_says_so(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attack_map, "LIMIT", 2)
    assert "7 incidents, the newest 2 of them on the map" in words(get, "again=limit")


def test_no_count_beside_a_choice_is_of_other_attacks_than_are_shown(get: Get) -> None:
    assert ">Mali (6)</option>" in get("/map").text
    assert ">Mali</option>" in get("/map?from=2018-03&group=jnim").text
    page = html.unescape(get("/map?type=complex-attack&country=BF&group=jnim").text)
    assert "An attack is listed under one type here; its page has them all." in page


def test_a_chosen_country_fills_the_picture(get: Get) -> None:
    """One dot of Burkina Faso stood on a map from Liberia to Algeria."""
    drawn = ElementTree.fromstring(get("/-/charts/map.svg?country=BF").text)
    _, *meant = [
        path for path in drawn.iterfind(".//{*}path") if path.get("fill") == LIGHT["active"]
    ]
    # Niger and Burkina Faso, of which only the last lies in it whole.
    lines = [line for path in meant for line in outlines(path)]
    whole = min(lines, key=lambda line: max(x for x, _ in line) - min(x for x, _ in line))
    xs, ys = zip(*whole, strict=True)
    assert 0 < min(xs) < max(xs) < 900
    assert 0 < min(ys) < max(ys) < 666
    assert max(ys) - min(ys) > 400 or max(xs) - min(xs) > 600


def test_land_water_and_where_the_group_is_active_are_told_apart(get: Get) -> None:
    """The countries where a source has the group active were the only ones without a tint."""
    drawn = ElementTree.fromstring(get("/-/charts/map.svg").text)
    sea, active, most = (drawn.findall(f".//{{*}}path[@fill='{LIGHT[each]}']") for each in TONES)
    assert len(sea) == 2, "of the map, and of the small one in its corner"
    # Niger and Burkina Faso, and Mali, of which the source says “above all”; and each in the key.
    assert [(path.get("d") or "").count("M") for path in active] == [1, 1, 1]
    assert [(path.get("d") or "").count("M") for path in most] == [1, 1]
    (here,) = drawn.findall(".//{*}svg//{*}svg/{*}rect")
    assert (
        0 < float(here.get("x", "")) < 50 < float(here.get("x", "")) + float(here.get("width", ""))
    )
    said = words(get, "").splitlines()
    # “above all” alone told nobody what of.
    assert {"active in these countries (CSIS 2018)", "Mali, above all"} <= {*said}
    assert "not how far it reached" in " ".join(said)
    # Of a group of which nobody says where it is active, there is nothing to tell.
    assert "active" not in words(get, "group=ansar-dine")


@pytest.mark.parametrize("query", ["", "width=narrow", "width=middle", "group=jnim&width=narrow"])
def test_the_capitals_of_these_countries_are_on_every_picture(get: Get, query: str) -> None:
    """The map of the home page cut off Bamako, and none but Niamey was there for bearings."""
    said = words(get, query).splitlines()
    assert [said.count(name) for name in ("Bamako", "Niamey", "Ouagadougou")] == [1, 1, 1]


def test_the_sign_of_a_conflict_is_one_character_of_the_font(get: Get) -> None:
    """It was drawn of two, of which the second had no halo, and copied as two."""
    drawn = get("/-/charts/map.svg").text
    assert re.search(r"≠ (?:dead and )?wounded\)</text>", drawn)
    assert "=" not in words(get, "")
    assert "U+2260" in (ENGINE / "publishing/fonts.py").read_text("utf-8")


def test_the_groups_short_name_is_in_its_control(get: Get) -> None:
    assert ">JNIM</option>" in get("/map").text


def test_an_embedded_map_names_its_filters_and_only_the_works_behind_its_points(get: Get) -> None:
    page = html.unescape(get("/embed/map?group=jnim&country=ML&from=2018-01").text)
    assert "in Mali attributed to JNIM that two documents describe, since January 2018" in page
    assert "may have been attacks that these sources do not mention" in page
    assert "Reuters, 14 April 2018" in page
    assert "BBC" not in page


def test_what_is_counted_without_a_point_has_its_source_named(get: Get) -> None:
    """Two attacks were counted, and the only source of the second was in no list."""
    said = "not on the map: U.S. Department of State, 5 September 2018"
    page = get("/embed/map?group=jnim&country=ML").text
    assert f"{said}." in page
    assert "1 not on the map (Outside Bamako, June 2017): " in page
    assert said in words(get, "group=jnim&country=ML").replace("\n", " ")


def test_a_shared_map_is_called_by_its_filters(get: Get) -> None:
    page = html.unescape(get("/map?group=jnim&country=ML").text)
    title = re.search('property="og:title" content="([^"]*)"', page)
    assert title is not None
    assert title[1].startswith("Attacks in Mali, attributed to JNIM")
    assert re.search(r'property="og:url" content="[^"]*/map\?country=ML&group=jnim"', page)
    assert re.search(r'property="og:image" content="[^"]*/map\.png\?country=ML&group=jnim"', page)


def test_the_page_offers_its_picture_and_the_menu_the_groups_map(get: Get) -> None:
    assert '/-/charts/map.png?country=ML" download' in get("/map?country=ML").text
    menu = 'href="/map?group=jnim&amp;rule=perpetrator-possible">Map</a>'
    assert menu in get("/about").text


def test_the_picture_says_whose_attacks_its_circles_are(get: Get) -> None:
    """All circles looked alike: those of other groups, and those that are only possibly JNIM's."""
    drawn = get("/-/charts/map.svg").text
    implied = "by JNIM, possibly"
    for words in ("by JNIM", implied, "by others, or not stated"):
        assert f">{words}</text>" in drawn
    assert f">{implied}" not in get("/-/charts/map.svg?group=jnim&rule=perpetrator").text


def test_the_title_says_of_which_years_and_a_size_has_no_colour(get: Get) -> None:
    """It said “all dates”, and its sizes were explained by circles of attacks by the subject."""
    drawn = get("/-/charts/map.svg").text
    assert (
        '<title id="drawing-title">Seven incidents that three documents describe, 2012–2021</title>'
        in drawn
    )
    assert "3 by JNIM" in drawn
    assert "1 with only a date that we infer; 5 on the map" in drawn
    assert 'fill="none" stroke="#5f5850"' in get("/-/charts/map.svg?size=killed").text
    # By whom stands in the title, where all are by one.
    outright = get("/-/charts/map.svg?group=jnim&rule=perpetrator").text
    assert ">by JNIM</text>" not in outright


def test_no_border_runs_through_words(get: Get) -> None:
    """Mauritania's border struck through “Sources conflict on the wounded”, and then hid it."""
    drawing = ElementTree.fromstring(get("/-/charts/map.svg").text)
    plot = next(drawing.iterfind(".//{*}svg"))
    svg = "{http://www.w3.org/2000/svg}"
    assert plot.findall(f"{svg}rect") == []
    land = [path for path in plot.iterfind("{*}g/{*}path") if "l" in (path.get("d") or "")]
    assert len(land) == 4, "the three countries where the group is active, and the others"
    borders = {
        (round(ax + (bx - ax) * at / 200), round(ay + (by - ay) * at / 200))
        for path in land
        for line in outlines(path)
        for (ax, ay), (bx, by) in pairwise(line)
        for at in range(201)
    }
    named = [text.text for text in plot.iter(f"{svg}text")]
    assert {"MALI", "BURKINA FASO", "NIGER", "NIGERIA", "CÔTE D'IVOIRE", "BENIN"} <= {*named}
    for group in plot.findall(f"{svg}g"):
        for text in group.findall(f"{svg}text"):
            half = text_width(text.text or "", 12) * 0.8 / 2
            shift = {"end": -half, "middle": 0}.get(group.get("text-anchor") or "", half)
            x, y = float(text.get("x") or 0) + shift, float(text.get("y") or 0) - 4
            across = range(round(x - half), round(x + half))
            assert borders.isdisjoint(product(across, range(round(y) - 4, round(y) + 5))), text.text


def test_a_circle_of_two_attacks_does_not_look_like_one(get: Get) -> None:
    drawn = ElementTree.fromstring(get("/-/charts/map.svg?country=ML").text)
    numbers = [each.text for each in drawn.iterfind(".//{*}text") if each.get("font-size") == "10"]
    assert "2" in numbers


@pytest.mark.parametrize("width", ["", "&width=narrow"])
def test_a_circle_of_people_killed_has_their_number(get: Get, width: str) -> None:
    """One killed had no number, and the legend had a size that no attack has."""
    drawn = ElementTree.fromstring(get(f"/-/charts/map.svg?size=killed{width}").text)
    small = [each.text for each in drawn.iterfind(".//{*}text") if each.get("font-size") == "10"]
    # How many attacks there are, in such a circle, would be taken for that.
    assert small == ["8", "1", "200 km"]
    assert "killed</text>" not in ElementTree.tostring(drawn, "unicode")


@pytest.mark.parametrize("width", ["", "&width=narrow"])
def test_a_chosen_country_has_its_name(get: Get, width: str) -> None:
    """It gave way to the name and date of the only attack in it."""
    for query in ("country=BF&from=2018-01", "country=BF&size=killed", "country=ML"):
        said = words(get, f"{query}{width}").splitlines()
        name = "Mali" if "ML" in query else "Burkina Faso"
        written = name.upper()
        assert written in said or "\n".join(written.split()) in "\n".join(said), query
        assert re.search(rf" in {name} that", words(get, query))


def test_a_places_map_is_in_the_font_of_its_page(get: Get) -> None:
    """It was a picture, which has only the fonts of the reader's system."""
    page = get("/places/mali").text
    assert "/-/charts/map.svg" not in page
    figure = page.split('<figure class="drawn-map">')[1].split("</figure>")[0]
    assert "<svg" in figure
    assert "font-family" not in figure
    assert "var(--accent)" in figure


def test_what_was_no_plain_attack_is_said_to_be_what_it_was(get: Get) -> None:
    """A kidnapping and a takeover were dots with a date, like armed attacks."""
    for width in ("", "&width=narrow"):
        said = words(get, f"country=ML{width}").replace(",\n", ", ")
        assert "Gao\nKidnapping, April 2021" in said
        assert "Aguelhok\nAttack, July 2018" in said
    assert "Timbuktu\nTakeover of a town, 2012" in words(get, "")


def test_unknown_is_drawn_otherwise_than_possible(get: Get) -> None:
    """The same ring meant both “implied” and “no number stated”."""
    killed = get("/-/charts/map.svg?size=killed").text
    count = get("/-/charts/map.svg").text
    assert killed.count('stroke-dasharray="3 2"') == 3, "Aguelhok, Gao and the legend"
    assert "stroke-dasharray" not in count
    assert ">two or more here</text>" in count


def test_the_key_says_whether_attacks_are_implied_or_only_possible(tmp_path: Path) -> None:
    """“Implied or possibly” was one mark for two degrees of doubt, of which one was there."""

    def doubted(database: sqlite3.Connection) -> None:
        who = "UPDATE attacks SET who_words = 'possibly by JNIM', attribution = NULL WHERE id = ?"
        database.execute(who, ["aguelhok-2018"])

    with in_process(copy_of_site(tmp_path, doubted)) as get:
        assert ">by JNIM, implied or possibly</text>" in get("/-/charts/map.svg").text
        assert "2 more are only implied or possible" in get("/map?group=jnim&rule=perpetrator").text


def test_the_first_page_draws_only_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It drew the map for a wide page as well, and threw it away."""
    drawn, draw = list[str](), attack_map.draw

    def noted(*given: Any) -> Drawing:
        drawn.append(given[-1])
        return draw(*given)

    monkeypatch.setattr(attack_map, "draw", noted)
    with in_process(copy_of_site(tmp_path, lambda _: None)) as get:
        assert get("/").text.count('class="chart"') == 2
        assert drawn == ["middle", "narrow"]
        assert get("/places/mali").text.count('class="chart"') == 1
        assert drawn[2:] == ["narrow"]


def test_the_small_map_of_an_attack_has_the_ring_of_the_large_ones(get: Get) -> None:
    """One that a source only implies was a ring on /map and a full dot on its own page."""
    points = {
        attack: re.search('<span class="point([^"]*)"', get(f"/attacks/{attack}").text)
        for attack in ("aguelhok-2018", "timbuktu-2018")
    }
    assert {each: found and found[1] for each, found in points.items()} == {
        "aguelhok-2018": " possible",
        "timbuktu-2018": "",
    }
