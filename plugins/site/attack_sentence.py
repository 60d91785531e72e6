"""What happened in an attack, in plain sentences that are never surer than their sources."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from common.citing import listed, the_names
from common.display_text import article, in_sentence, without_year
from common.tolls import in_sentences, says

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
    problems: Sequence[Any] = (),
) -> str:
    """Return who was behind an attack, when, where, on whom, and the toll, each on whose word.

    It stands below the title: “X was behind this attack, says CSIS.” That is true of those who
    carried it out and of those who had it done.

    Args:
        attack: A row of page_attack.
        reports: Its rows of page_attack_reports.
        actors: Its rows of page_attack_actors.
        tolls: Its rows of attack_tolls.
        problems: Its rows of page_disputes by which a cited work says otherwise of a target.
    """
    if reports and all(report["access"] == "data" for report in reports):
        sources = list(dict.fromkeys(report["source"] for report in reports))
        parties = dict.fromkeys(a["name"] for a in actors if a["side"] == "party" and a["name"])
        who = attack["who_words"] or (f"between {listed([*parties])}" if parties else "")
        record = f"record{'' if len(sources) > 1 else 's'} it{' as ' if who else ''}{who}"
        return f"{listed(sources)} {record}."
    words, day = attack["date_sources"] or attack["date_words"], attack["date_edtf"]
    names = _names((attack["who_sources"] or "").split("; "))
    dating = _names(r["source"] for r in reports if day and r["date_edtf"] == day)
    more = [_targets(attack, actors, problems), *in_sentences(tolls, in_sentence(attack["kind"]))]
    told = "".join(f" {sentence[:1].upper()}{sentence[1:]}." for sentence in more if sentence)
    is_sure = words and names and attack["who_certainty"] == "certain"
    where = _place(attack)
    if is_sure and {*names} <= {*dating} and not attack["location_source"]:
        took = f"which took place {dated(words)}{where}"
        return f"{attack['who_name']} was behind {_what(attack)}, {took}, {says(names)}.{told}"
    by = f" ({listed(dating)})" if dating else ""
    when = f"It took place {dated(words)}{by}" if words else "When it took place is not stated"
    return f"{_who(attack, names)}. {when}{where}.{told}"


def _names(sources: Iterable[str]) -> list[str]:
    """Return the names of sources, each once, without the days of their works."""
    return list(dict.fromkeys(without_year(source) for source in sources if source))


def _place(attack: Any) -> str:
    """Return where it was, unless the title says so."""
    location, country = attack["location"], attack["country"]
    if not location or location.partition(", ")[0].lower() in attack["title"].lower():
        return ""
    location = in_sentence(location) if location.split(" ")[0] in ("A", "An", "The") else location
    full = location if not country or country in location else f"{location}, {country}"
    by = f" ({without_year(attack['location_source'])})" if attack["location_source"] else ""
    return f"{' in' if attack['place_kind'] in AREAS else ','} {full}{by}"


def _targets(attack: Any, actors: Sequence[Any], problems: Sequence[Any]) -> str:
    """Return the targets that texts name outright, with these, unless the title names one."""
    aimed: dict[str, list[Any]] = {}
    for actor in actors:
        if actor["side"] == "target" and actor["certainty"] == "certain" and actor["source"]:
            aimed.setdefault(actor["other_id"] or actor["name"], []).append(actor)
    names = " ".join(actor["name"] for same in aimed.values() for actor in same)
    if {*TELLING.findall(attack["title"].lower())} & {*TELLING.findall(names.lower())}:
        return ""
    # Where nobody else names that target; its mark begins with who cites the work.
    by = {row["owner"].removesuffix(": "): row["mark"] for row in problems}
    said = [
        f"{article(name)}{name} ({by.get(who, who)})"
        for same in sorted(aimed.values(), key=len, reverse=True)
        for name in [min((a["name"] for a in same), key=len)]
        for who in [listed(_names(a["source"] for a in same))]
    ]
    return f"{'targets' if said[1:] else 'a target'} named: {listed(said)}" if said else ""


def _what(attack: Any) -> str:
    """Return what it was: `this attack`, `this kidnapping`."""
    return f"this {in_sentence(attack['kind'])}"


def _who(attack: Any, names: list[str]) -> str:
    """Return who was behind it, on whose word, and whether that is only possible."""
    who, how = attack["who_name"], attack["attribution"] or attack["who_certainty"]
    what = _what(attack)
    if not who:
        return f"Which group was behind {what} is not stated"
    if how == "implied":
        implying = f"{the_names(names)} impl{'y' if len(names) > 1 else 'ies'}"
        return f"{implying[0].upper()}{implying[1:]} that {who} was behind {what}"
    if how == "by-parts":
        return f"Groups in {who} were behind {what}, {says(names)}"
    if how == "possible":
        return f"{who} was possibly behind {what}{f' ({listed(names)})' if names else ''}"
    return f"{who} was behind {what}, {says(names)}"
