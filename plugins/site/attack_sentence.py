"""What happened in an attack, in one plain sentence that is never surer than its sources."""

import re
from collections.abc import Sequence
from typing import Any

from common.citing import listed
from common.date_words import known_of
from common.display_text import in_sentence, without_year

# The year or day at the end of a title: the sentence states the date itself.
DATED = re.compile(r",? \d{4}(-\d\d){0,2}$")
# The common nouns that titles of attacks begin with. Any other first word is a name and keeps its
# capital.
NOUNS = (
    *("Ambush", "Assassination", "Assault", "Attack", "Bombing", "Explosion", "Fighting"),
    *("Hijacking", "Kidnapping", "Killing", "Looting", "Massacre", "Murder", "Raid", "Riot"),
    *("Shelling", "Shooting", "Siege", "Takeover", "Violence"),
)
AREAS = ("town", "country", "region", "wider-region")


def dated(words: str) -> str:
    """Return when something happened: `on 3 March 2018`, `in 2012`, `between 2012 and 2013`."""
    if words.startswith("from ") and words.endswith(" on"):
        return f"in {words[5:-3]} or later"
    if words[:1].islower() and not words.startswith("the "):  # `by May 2018`, `possibly 2012`
        return words
    if " to " in words:  # some day of a span, not all of it
        return f"between {words.replace(' to ', ' and ')}"
    return f"on {words}" if re.match(r"\d{1,2} ", words) else f"in {words}"


def attack_sentence(attack: Any, reports: Sequence[Any], parties: Sequence[str] = ()) -> str:
    """Return when and where an attack was, and who carried it out, each on whose word.

    Args:
        attack: A row of page_attack.
        reports: Its rows of page_attack_reports.
        parties: Whom records of data sets name; who of them attacked is not stated.
    """
    if reports and all(report["access"] == "data" for report in reports):
        sources = list(dict.fromkeys(report["source"] for report in reports))
        who = attack["who_words"] or (parties and f"between {listed(list(parties))}")
        record = "records" if len(sources) == 1 else "record"
        said = f"{listed(list(sources))} {record} {_in_sentence(attack['title'])}"
        return f"{said}, {who}." if who else f"{said}."
    what, where = _place(_in_sentence(DATED.sub("", attack["title"])), attack)
    words = attack["date_sources"] or attack["date_words"]
    if not attack["date_sources"] and words:
        words += _whose_day(attack, reports)
    when = f"The {what} took place {dated(words)}" if words else f"When the {what} took place"
    return f"{when}{where}{'' if words else ' is not stated'}; {_who(attack)}."


def _whose_day(attack: Any, reports: Sequence[Any]) -> str:
    """Return who gives the date, if not all who say who it was give it as exactly."""
    saying = attack["who_sources"].split("; ") if attack["who_sources"] else []
    known = known_of(list(reports))
    dating = {r["source"] for r in reports if known and r["date_edtf"] == known[0]["date_edtf"]}
    if not dating or (saying and dating.issuperset(saying)):
        return ""
    return f" ({listed(list(dict.fromkeys(map(without_year, sorted(dating)))))})"


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
        before, _, after = what.partition(near)
        return f"{before}{near}{rest},{after}", ""
    by = f" ({attack['location_source']})" if attack["location_source"] else ""
    return what, f"{' in' if attack['place_kind'] in AREAS else ','} {full}{by}"


def _who(attack: Any) -> str:
    """Return who carried it out, on whose word, and whether that is only possible."""
    words, sources = attack["who_words"] or "", (attack["who_sources"] or "").split("; ")
    by = listed(sources)
    verb = "say" if len(sources) > 1 else "says"
    if not words:
        return "which group carried it out is not stated"
    if words.startswith("possibly by ") or not by:
        name = words.removeprefix("possibly by ").removeprefix("by ")
        return f"{name} possibly carried it out{f' ({by})' if by else ''}"
    if words.endswith(" (implied)"):
        verb, words = ("imply" if len(sources) > 1 else "implies"), words.removesuffix(" (implied)")
    return f"{by} {verb} that {words.removeprefix('by ')} carried it out"
