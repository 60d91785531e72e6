"""What happened in an attack, in plain sentences that are never surer than their sources."""

import re
from collections.abc import Sequence
from typing import Any

from common.citing import listed
from common.display_text import article, in_sentence, number, without_year
from plugins.site.voices import the_names

# The year or day at the end of a title: the sentence states the date itself.
DATED = re.compile(r",? \d{4}(-\d\d){0,2}$")
# The common nouns that titles of attacks begin with. Any other first word is a name and keeps its
# capital.
NOUNS = (
    *("Ambush", "Assassination", "Assault", "Attack", "Bombing", "Explosion", "Fighting"),
    *("Hijacking", "Kidnapping", "Killing", "Looting", "Massacre", "Murder", "Raid", "Riot"),
    *("Shelling", "Shooting", "Siege", "Sinking", "Takeover", "Violence"),
)
# What is left to the table: doubtful reposts beside others, how numbers compare, the days of works.
ASIDE = (
    r", [^(),;]+ \([^();]*in a repost [^();]*\)|; [^;()]*in a repost [^;(),]*"
    r"|, unlike [^,]+, which it cites|, citing [^,;)]+|,? (\d+ [A-Z][a-z]+ )?\d{4}\b"
)
AREAS = ("town", "country", "region", "wider-region")
IMPLIED = " (implied)"


def dated(words: str) -> str:
    """Return when something happened: `on 3 March 2018`, `in 2012`, `between 2012 and 2013`."""
    if words.startswith("from ") and words.endswith(" on"):
        return f"in {words[5:-3]} or later"
    if words[:1].islower() and not words.startswith("the "):  # `in or before 2018`
        return words
    if " to " in words:  # some day of a span, not all of it
        return f"between {words.replace(' to ', ' and ')}"
    return f"on {words}" if re.match(r"\d{1,2} ", words) else f"in {words}"


def attack_sentence(attack: Any, reports: Sequence[Any], parties: Sequence[str] = ()) -> str:
    """Return who was behind an attack on whom, where, when, and the toll, each on whose word.

    “Was behind” is true of those who carried it out and of those who had it done.

    Args:
        attack: A row of page_attack.
        reports: Its rows of page_attack_reports.
        parties: Whom records of data sets name; who of them attacked is not stated.
    """
    if reports and all(report["access"] == "data" for report in reports):
        sources = list(dict.fromkeys(report["source"] for report in reports))
        who = attack["who_words"] or (f"between {listed(list(parties))}" if parties else None)
        what = ", ".join(filter(None, [_in_sentence(attack["title"]), who]))
        return f"{listed(sources)} record{'' if len(sources) > 1 else 's'} {what}."
    what, where = _place(_in_sentence(DATED.sub("", attack["title"])), attack)
    words, who = attack["date_sources"] or attack["date_words"], attack["who_words"] or ""
    more = _toll(attack, reports)
    names, day = _names(attack["who_sources"]), attack["date_edtf"]
    dating = _names("; ".join(r["source"] for r in reports if day and r["date_edtf"] == day))
    is_sure = words and names and who.startswith("by ") and not who.endswith(IMPLIED)
    if is_sure and {*names} <= {*dating} and not attack["location_source"]:
        return f"{who[3:]} was behind the {what} {dated(words)}{where}, {_say(names)}.{more}"
    by = f" ({listed(dating)})" if dating else ""
    when = f"It took place {dated(words)}{by}" if words else "When it took place is not stated"
    return f"{_who(attack, f'{what}{where}'.rstrip(','))}. {when}.{more}"


def _names(sources: str | None) -> list[str]:
    """Return the names in a list of sources, each once, without the days of their works."""
    return list(dict.fromkeys(map(without_year, sources.split("; ")))) if sources else []


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


def _toll(attack: Any, reports: Sequence[Any]) -> str:
    """Return the target, the dead and the wounded, each with whose word it is."""
    target = re.sub(ASIDE, "", attack["target_words"] or "")
    lines = [f" A target was {article(target)}{target}."] if target else []
    toll = re.sub(ASIDE, "", attack["toll_words"] or "")
    if both := re.fullmatch(r"killed: (\d+) (\([^()]*\)); wounded: (\d+) \2", toll):
        dead = number(int(both[1])).capitalize()
        return "".join([*lines, f" {dead} people were killed and {both[3]} wounded {both[2]}."])
    for kind, many, by in re.findall(r"(\w+): ([^(]+?)( \(.*?\))?(?=; wounded: |$)", toll):
        words = re.sub(r"^\d+", lambda digits: number(int(digits[0])), many)
        was = "was" if many.split(" ")[0] == "1" else "were"
        by = by or f" ({re.sub(ASIDE, '', reports[0]['source'])})"
        lines.append(f" {words[0].upper()}{words[1:]} {was} {kind}{by}.")
    return "".join(lines)


def _who(attack: Any, what: str) -> str:
    """Return who was behind it, on whose word, and whether that is only possible."""
    words, names = attack["who_words"] or "", _names(attack["who_sources"])
    it = words.removeprefix("possibly ").removeprefix("by ").removesuffix(IMPLIED)
    if not it:
        return f"Which group was behind the {what} is not stated"
    if words.startswith("possibly ") or not names:
        return f"{it} was possibly behind the {what}{f' ({listed(names)})' if names else ''}"
    if words.endswith(IMPLIED):
        implying = f"{the_names(names)} impl{'y' if len(names) > 1 else 'ies'}"
        return f"{implying[0].upper()}{implying[1:]} that {it} was behind the {what}"
    return f"{it} was behind the {what}, {_say(names)}"


def _say(names: Sequence[str]) -> str:
    return f"{'say' if len(names) > 1 else 'says'} {the_names(names)}"
