"""Names, dates and numbers in French, for the template of the French page."""

import re

from jinja2 import Environment

from common.date_words import in_words
from common.display_text import acronym
from common.project import PROJECT
from plugins.site.hooks import hookimpl

NUMBERS = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze"),
)
MONTHS = {
    **{"jan": "janvier", "feb": "février", "mar": "mars", "apr": "avril", "may": "mai"},
    **{"jun": "juin", "jul": "juillet", "aug": "août", "sep": "septembre", "oct": "octobre"},
    **{"nov": "novembre", "dec": "décembre"},
}
# The forms of dates in words that common/date_words.py produces, with their French equivalents.
_FORMS = (
    (r"\bbetween (.+) and\b", r"entre \1 et"),
    (r"\bnot before\b", "pas avant"),
    (r"\bnot dated\b", "sans date"),
    (r"\(inferred\)", "(date déduite)"),
    (r"\bfrom (.+?) on\b", r"à partir de \1"),
    (r"\bor later\b", "ou plus tard"),
    *((rf"\b{word}\b", same) for word, same in (("or", "ou"), ("to", "à"), ("about", "vers"))),
    (r"\bpossibly\b", "peut-être"),
    (r"\bby\b", "au plus tard :"),
    (r"\bthe (\d{4})s\b", r"les années \1"),
    (r"\bde les\b", "des"),
    (r"\b1 (?=[a-zéû]{3,} \d{4}|ou\b|et\b)", "1er "),
)
# What sources of an attack can conflict on, in the words of loaders/summaries.py.
_TOPICS = {
    **{"the date": "la date", "the dead": "les morts", "the wounded": "les blessés"},
    **{"the perpetrators": "les auteurs", "the target": "la cible", "the location": "le lieu"},
    **{"the weapons": "les armes", "the means": "les moyens", "the motive": "le motif"},
    **{"the outcome": "l’issue"},
}
# The first words of names that take an article in French.
_ARTICLES = {
    "le ": ("front", "mouvement", "groupe", "département", "nord", "sud", "centre", "sahel"),
    "la ": ("branche", "mission"),
    "les ": ("environs", "forces", "taliban"),
}


def french_name(name: str) -> str:
    """Return the French name of a thing from project.yml, or else its own name."""
    names = {row["name"]: row["also"][0] for row in PROJECT.names if row["register"] == "French"}
    known = names.get(name) or names.get(acronym(name))
    return str(known).replace("'", "’") if known else name


def french_article(name: str) -> str:
    """Return the article for a French name, as in `la mission`; empty for names of people."""
    first = re.split(r"[ '’]", name)[0].lower()
    if name.isupper() and name[0] not in "AEIOUH":
        return "le "
    return next((each for each, words in _ARTICLES.items() if first in words), "")


def french_heading(question: str, name: str, when: str = "") -> str:
    """Return a question with a name inserted and contracted: `le chef du front`, not `de le`."""
    text = question.format(group=french_article(name) + name, when=when)
    for apart, joined in (("de le ", "du "), ("de les ", "des "), ("à le ", "au ")):
        text = re.sub(rf"\b{apart}", joined, text)
    return re.sub(r"\bde (?=[AEIOUÉÎ])", "d’", text)


def french_date(edtf: str | None, words: str = "") -> str:
    """Return EDTF or a date in English words in French: `1er mars 2018`, `2 ou 3 mars 2018`."""
    text = words or in_words(edtf)
    text = re.sub(r"\b[A-Z][a-z]+\b", lambda word: MONTHS.get(word[0][:3].lower(), word[0]), text)
    for form, same in _FORMS:
        text = re.sub(form, same, text)
    return text


def french_days(words: str) -> str:
    """Return days with their sources: `2 mars 2018 (département d’État américain) ou …`."""
    parts = re.split(r"(\([^()]+\))", words)
    for at, part in enumerate(parts):
        names = "\u00a0; ".join(french_name(each) for each in part.strip("()").split("; "))
        is_date = part and (at % 2 == 0 or part == "(inferred)")
        parts[at] = french_date(None, part) if is_date else part and f"({names})"
    return "".join(parts)


def french_topics(words: str | None) -> str:
    """Return what sources conflict on: `sur la date et les morts`; empty if a word is unknown."""
    topics = [_TOPICS.get(each) for each in (words or "").split(" and ")]
    return "" if None in topics else " sur " + " et ".join(map(str, topics))


def french_number(number: float) -> str:
    """Return a small number in words, any other with thousands separators."""
    is_small = number == int(number) and 0 <= number < len(NUMBERS)
    return NUMBERS[int(number)] if is_small else f"{number:,.10g}".replace(",", "\u202f")


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    dates = (french_date, french_days)
    for each in (french_name, french_article, french_heading, *dates, french_number, french_topics):
        env.filters[each.__name__] = each
