"""The killed and the wounded of an attack in English, from the rows of attack_tolls.

`in_list` writes them for lists and tables, in figures, with the sources in brackets; `in_sentence`
for running text. (templates/_in_french.html writes the French form from the same rows.) Both take
the rows of one property, in the order of their sources, those of one report together, its own
number first: what else a document says may count the same people, and two numbers read like a sum.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from common.citing import listed, the_names
from common.display_text import number, without_year

Row = Mapping[str, Any]
Report = list[Row]
DONE = {"killed": "killed", "injured": "wounded"}
IN_LETTERS = 12
"""The last number that a sentence spells, if it has none that is greater."""


def _alike(rows: Iterable[Row], *keys: str) -> list[list[Report]]:
    """Return the rows of each report; those of reports that are alike in these keys together."""
    found: dict[tuple[Any, ...], list[Report]] = {}
    for _, same in groupby(rows, lambda row: (row["source"], row["report_id"])):
        report = list(same)
        own = [report[0][key] for key in ("people", "on_word_of", *keys)]
        found.setdefault((*own, *(row["claim_id"] for row in report[1:])), []).append(report)
    return list(found.values())


def _is_party(row: Row) -> bool:
    """Whether another number of a document has a speaker or people of its own."""
    return bool(row["on_word_of"] or row["people"])


def _perhaps(own: Row, *others: Row) -> str:
    """Return that other numbers of a document may count the same people as its own."""
    is_same = all(row["low"] == own["low"] for row in others)
    people = "the same person" if is_same and own["low"] == 1 else "some of the same people"
    return f"perhaps {people}"


def in_list(rows: Sequence[Row], *, is_named: bool) -> str:
    """Return what each source says: `8 (A; B, citing A); at least 9 (C, in a repost)`.

    Args:
        rows: The rows, with their `number` in figures.
        is_named: Whether to name the sources; an attack may have only one.
    """
    said: list[str] = []
    for reports in _alike(rows, "number"):
        own, *others = reports[0]
        words = _figure(own) + (f", said {own['on_word_of']}" if own["on_word_of"] else "")
        for other in others:
            speaker = f"{other['on_word_of']}: " if other["on_word_of"] else ""
            words += f"{'; ' if _is_party(other) else ' or '}{speaker}{_figure(other)}"
        parties = [row for row in others if _is_party(row)]
        who = [_who(each[0], is_named=is_named) for each in reports]
        who = [each for each in (*who, _perhaps(own, *parties) if parties else "") if each]
        said.append(words + (f" ({'; '.join(who)})" if who else ""))
    return "; ".join(said)


def _figure(row: Row) -> str:
    if not row["people"]:
        return str(row["number"])
    return str(row["people"]) if row["low"] == 1 else f"{row['low']} {row['people']}"


def _who(row: Row, *, is_named: bool) -> str:
    """Return the source of a number, the works that it cites for it, and what limits it."""
    cited = f"citing {row['citing']}" if row["citing"] else ""
    unlike = f"unlike {row['unlike']}, which it cites" if row["unlike"] else ""
    named = (row["source"], cited, unlike) if is_named else ()
    return ", ".join(filter(None, (*named, row["doubt"])))


def in_sentences(rows: Sequence[Row], what: str) -> list[str]:
    """Return sentences on the killed and on the injured, one for both if one voice counts them.

    Numbers that are only possible, such as those of a doubtful repost, are left out beside others.

    Args:
        rows: The rows of an attack.
        what: What happened: `attack`.
    """
    kept: dict[str, list[list[Report]]] = {}
    for name in DONE:
        said = [row for row in rows if row["property"] == name]
        sure = [row for row in said if row["certainty"] == "certain"] or said
        if sure:
            kept[name] = _alike(sure, "low", "high", "doubt")
    alone = [said[0] for said in kept.values() if len(said) == len(said[0][0]) == 1]
    if len(alone) == len(DONE):
        (dead, hurt), voices = (each[0][0] for each in alone), {*map(_said, alone)}
        if len(voices) == 1 and not hurt["people"]:
            spell = _speller([dead, hurt])
            were = f"{_subject(dead, spell, 'killed')} and {_amount(hurt, spell)} wounded"
            return [_begun(were, what) + voices.pop()]
    return [_sentence(said, DONE[name], what) for name, said in kept.items()]


def _sentence(said: list[list[Report]], done: str, what: str) -> str:
    spell = _speller([row for reports in said for row in reports[0]])
    clauses: list[str] = []
    for reports in said:
        own, *others = reports[0]
        parties = [row for row in others if _is_party(row)]
        either = [own, *(row for row in others if row not in parties)]
        is_again = clauses and own["people"] == said[0][0][0]["people"]
        amount = " or ".join(_amount(row, spell) for row in either)
        who = amount if is_again else _subject(own, spell, "" if clauses else done, amount)
        voice = f", said {own['on_word_of']}" if parties and own["on_word_of"] else ""
        clauses.append(who + (voice if parties else _said(reports)))
        for row in parties:
            speaker = f"{row['on_word_of']} said " if row["on_word_of"] else ""
            clauses.append(speaker + _subject(row, spell, done))
        if parties:
            source = f"{'' if parties[1:] else 'both '}in {without_year(own['source'])}"
            clauses[-1] += f" ({source}; {_perhaps(own, *parties)})"
    return _begun("; ".join(clauses), what)


def _speller(rows: Iterable[Row]) -> Callable[[int], str]:
    """Return how a sentence writes its numbers: all in letters, or all in figures."""
    numbers = [row[end] for row in rows for end in ("low", "high") if row[end] is not None]
    return number if max(numbers, default=0) <= IN_LETTERS else "{:,}".format


def _begun(sentence: str, what: str) -> str:
    """Return a sentence that begins with no figure."""
    return f"In the {what}, {sentence}" if sentence[:1].isdigit() else sentence


def _amount(row: Row, spell: Callable[[int], str]) -> str:
    low, high = row["low"], row["high"]
    if low is not None and (low == high or row["people"]):
        return spell(low)
    if low is None or high is None:
        return f"at least {spell(low)}" if high is None else f"at most {spell(high)}"
    return f"between {spell(low)} and {spell(high)}"


def _subject(row: Row, spell: Callable[[int], str], done: str, amount: str = "") -> str:
    """Return whom a number counts, and what was done to them: `two guards were killed`."""
    amount = amount or _amount(row, spell)
    is_one, was = amount in ("1", number(1)), "were"
    who = f"{amount} {row['people'] or ('person' if is_one else 'people')}"
    if amount in ("0", number(0)):
        who, was = "nobody", "was"
    elif is_one:
        who, was = row["people"] or who, "was"
    return f"{who} {was} {done}" if done else who


def _said(reports: Sequence[Report]) -> str:
    """Return on whose word a number is: `, says A`, `, said the mayor (A)`."""
    names = list(dict.fromkeys(without_year(own["source"]) for own, *_ in reports))
    own = reports[0][0]
    if own["on_word_of"]:
        return f", said {own['on_word_of']} ({listed(names)})"
    doubt = f" ({own['doubt']})" if own["doubt"] else ""
    return f", {says(names)}{doubt}"


def says(names: Sequence[str]) -> str:
    """Return that sources say so: `says A`, `say A and the B`."""
    return f"{'say' if len(names) > 1 else 'says'} {the_names(names)}"
