"""What happened in an attack, in plain sentences that are never surer than their sources."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from common.citing import listed, the_names
from common.display_text import article, in_sentence, without_year
from common.tolls import in_sentences, says

# The year or day at the end of a title: the sentence states the date itself.
DATED = re.compile(r",? \d{4}(-\d\d){0,2}$")
# The common nouns that titles of attacks begin with. Any other first word is a name and keeps its
# capital.
NOUNS = (
    *("Ambush", "Assassination", "Assault", "Attack", "Bombing", "Explosion", "Fighting"),
    *("Hijacking", "Kidnapping", "Killing", "Looting", "Massacre", "Murder", "Raid", "Riot"),
    *("Shelling", "Shooting", "Siege", "Sinking", "Takeover", "Violence"),
)
# The words that tell a text from others.
TELLING = re.compile(r"\w{4,}")
AREAS = ("town", "country", "region", "wider-region")


def dated(words: str) -> str:
    """Return when something happened: `on 3 March 2018`, `in 2012`, `between 2012 and 2013`."""
    if words.startswith("from ") and words.endswith(" on"):
        return f"in {words[5:-3]} or later"
    if words[:1].islower() and not words.startswith("the "):  # `in or before 2018`
        return words
    if " to " in words:  # some day of a span, not all of it
        return f"between {words.replace(' to ', ' and ')}"
    return f"on {words}" if re.match(r"\d{1,2} ", words) else f"in {words}"


def attack_sentence(
    attack: Any,
    reports: Sequence[Any],
    actors: Sequence[Any] = (),
    tolls: Sequence[Any] = (),
    weapons: Sequence[Any] = (),
) -> str:
    """Return who was behind an attack on whom, where, when, how, and the toll, each on whose word.

    “Was behind” is true of those who carried it out and of those who had it done.

    Args:
        attack: A row of page_attack.
        reports: Its rows of page_attack_reports.
        actors: Its rows of page_attack_actors.
        tolls: Its rows of attack_tolls.
        weapons: Its rows of page_report_claims that say outright with what, if any.
    """
    if reports and all(report["access"] == "data" for report in reports):
        sources = list(dict.fromkeys(report["source"] for report in reports))
        parties = dict.fromkeys(a["name"] for a in actors if a["side"] == "party" and a["name"])
        who = attack["who_words"] or (f"between {listed([*parties])}" if parties else None)
        what = ", ".join(filter(None, [_in_sentence(attack["title"]), who]))
        return f"{listed(sources)} record{'' if len(sources) > 1 else 's'} {what}."
    what, where = _place(_in_sentence(DATED.sub("", attack["title"])), attack)
    words, day = attack["date_sources"] or attack["date_words"], attack["date_edtf"]
    names = _names((attack["who_sources"] or "").split("; "))
    dating = _names(r["source"] for r in reports if day and r["date_edtf"] == day)
    more = [_targets(attack, actors)]
    for row in weapons[:1]:
        means = listed(json.loads(row["value"]))
        more.append(f"it was carried out with {means}, {says(_names([row['source']]))}")
    more += in_sentences(tolls, in_sentence(attack["kind"]))
    told = "".join(f" {sentence[:1].upper()}{sentence[1:]}." for sentence in more if sentence)
    is_sure = words and names and attack["who_certainty"] == "certain"
    if is_sure and {*names} <= {*dating} and not attack["location_source"]:
        who = f"{attack['who_name']} was behind the {what} {dated(words)}{where}"
        return f"{who}, {says(names)}.{told}"
    by = f" ({listed(dating)})" if dating else ""
    when = f"It took place {dated(words)}{by}" if words else "When it took place is not stated"
    return f"{_who(attack, names, f'{what}{where}'.rstrip(','))}. {when}.{told}"


def _names(sources: Iterable[str]) -> list[str]:
    """Return the names of sources, each once, without the days of their works."""
    return list(dict.fromkeys(without_year(source) for source in sources if source))


def _in_sentence(title: str) -> str:
    first = title.split(" ")[0].removesuffix("s")
    return in_sentence(title) if first in NOUNS else title


def _place(what: str, attack: Any) -> tuple[str, str]:
    """Return what happened, with its place completed; the place apart if the title has none."""
    location, country = attack["location"], attack["country"]
    if not location:
        return what, ""
    location = in_sentence(location) if location.split(" ")[0] in ("A", "An", "The") else location
    near, _, _ = location.partition(", ")
    full = location if not country or country in location else f"{location}, {country}"
    if near in what:
        rest = full.removeprefix(near)
        if not rest or rest.removeprefix(", ") in what:
            return what, ""
        return what.replace(near, f"{near}{rest},", 1), ""
    by = f" ({without_year(attack['location_source'])})" if attack["location_source"] else ""
    return what, f"{' in' if attack['place_kind'] in AREAS else ','} {full}{by}"


def _targets(attack: Any, actors: Sequence[Any]) -> str:
    """Return the targets that texts name outright, with these, unless the title names one."""
    aimed: dict[str, list[Any]] = {}
    for actor in actors:
        if actor["side"] == "target" and actor["certainty"] == "certain" and actor["source"]:
            aimed.setdefault(actor["other_id"] or actor["name"], []).append(actor)
    names = " ".join(actor["name"] for same in aimed.values() for actor in same)
    if {*TELLING.findall(attack["title"].lower())} & {*TELLING.findall(names.lower())}:
        return ""
    said = [
        f"{article(name)}{name} ({listed(_names(a['source'] for a in same))})"
        for same in sorted(aimed.values(), key=len, reverse=True)
        for name in [min((a["name"] for a in same), key=len)]
    ]
    return f"{'targets' if said[1:] else 'a target'} named: {listed(said)}" if said else ""


def _who(attack: Any, names: list[str], what: str) -> str:
    """Return who was behind it, on whose word, and whether that is only possible."""
    who, how = attack["who_name"], attack["attribution"] or attack["who_certainty"]
    if not who:
        return f"Which group was behind the {what} is not stated"
    if how == "implied":
        implying = f"{the_names(names)} impl{'y' if len(names) > 1 else 'ies'}"
        return f"{implying[0].upper()}{implying[1:]} that {who} was behind the {what}"
    if how == "by-parts":
        return f"Groups in {who} were behind the {what}, {says(names)}"
    if how == "possible":
        return f"{who} was possibly behind the {what}{f' ({listed(names)})' if names else ''}"
    return f"{who} was behind the {what}, {says(names)}"
