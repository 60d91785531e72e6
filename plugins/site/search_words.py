"""The words of a search and their spelling, without the database."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from common.date_words import in_words
from common.folding import plain_letters
from common.project import DATABASE, PROJECT
from plugins.site.template_helpers import beginning, holding

MAX_WORDS = 6
MIN_LETTERS, MIN_PART, MAX_LETTERS = 4, 3, 200
# Parts of many names, which alone name nobody.
PARTICLES = {"abu", "ag", "al", "ben", "bin", "bint", "dr", "el", "ibn", "ould", "sheikh"}
# Their French spellings.
SAME_PARTICLE = {"abou": "abu", "cheikh": "sheikh"}

# A question in the present, asked of what documents told in theirs.
THEN = {
    **{"is": "was", "are": "were", "does": "did", "leads": "led", "speaks": "spoke"},
    **{"dirige": "dirigeait", "seconde": "secondait", "parle": "parlait", "compte": "comptait"},
    **{"est": "était", "sont": "étaient", "fait": "faisait", "lie": "liait", "tire": "tirait"},
    **{"compose": "composait", "combat": "combattait", "veut": "voulait", "prend": "prenait"},
}
WORDS = Path(__file__).with_name("search.yml")
_NOW = re.compile(rf"(?<![’'])\b(?:{'|'.join(THEN)})\b")


@lru_cache(1)
def configuration() -> dict[str, Any]:
    """Return what is in search.yml, and the names that project.yml has from registers."""
    text = WORDS.read_text(encoding="utf-8").replace("@{database}", DATABASE)
    words: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return words | {"names": PROJECT.names}


@lru_cache(4096)  # each search folds all spellings, claims and notes
def folded(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case without diacritics, with Abou as Abu."""
    words = plain_letters(text).casefold().split()
    return tuple(SAME_PARTICLE.get(word, word) for word in words)


def phrase(text: str) -> str:
    """Return the folded words of a text, with spaces around each; l'homme has the word homme."""
    return " " + " ".join(folded(re.sub("['’_]", " ", text))) + " "


def plainly(query: str, phrases: Mapping[str, list[str]]) -> str:
    """Return a query with its dates in words, and without articles joined to words.

    `phrases` replaces regular expressions by a word. The word `or` means gold in French after an
    article, before other French words, and where it cannot occur in an English sentence.
    """
    query = query.replace("’", "'").strip(" ?!.")
    for word, same in phrases.items():
        query = re.sub(rf"(?i)\b(?:{'|'.join(same)})\b", word, query)
    query = re.sub(r"\b(\d\d?)/(\d\d?)/(\d{4})\b", r"\3-\2-\1", query)
    query = re.sub(r"(?<![\d/])(\d\d?)/(\d{4})\b", r"\2-\1", query)
    query = re.sub(r"(?<=\d-)(\d)\b", r"0\1", query)
    query = re.sub(r"\b(\d{4}) ?[-–/] ?(\d{4})\b", r"\1 to \2", query)
    query = re.sub(r"\b\d{4}-\d\d(-\d\d)?\b", lambda date: in_words(date[0]), query)
    return re.sub(r"['’]s\b", "", re.sub(r"(?i)\b(?:[cdjlmnst]|qu)['’]", " ", query))


def then(question: str, when: str, in_french: bool = False) -> str:
    """Return a question in the past, with when that was before its mark: `, as of 2018`."""
    past = _NOW.sub(lambda now: THEN[now[0]], question, count=1).replace("ait-t-il", "ait-il")
    when = when.replace("as of", "en").replace(" to ", " à ") if in_french else when
    return re.sub(r"(?=\s*\?$)", when, past, count=1)


def is_french(query: str, words: Iterable[str]) -> bool:
    """Return whether a query is in French: it has a French function word or accent."""
    return not {*words}.isdisjoint(phrase(query).split()) or bool(re.search("[éèêàùœç]", query))


def acronyms(query: str) -> set[str]:
    """Return the words in capitals, in lower case; none if the whole query is in capitals."""
    found = [] if query.isupper() else re.findall(r"\b[A-Z]{2,}\b", query)
    return {word.lower() for word in found}


def forms(word: str) -> set[str]:
    """Return a word with and without the s of a plural or of a verb."""
    return {word, word.removesuffix("s"), word + "s"} if len(word) >= MIN_LETTERS else {word}


def alternates(text: str, sets: Iterable[list[str]]) -> list[str]:
    """Return a word (also if given in the plural) and its synonyms."""
    forms = {text, text.removesuffix("s"), text + "s"}
    others = [other for same in sets if not forms.isdisjoint(same) for other in same]
    return [text, *(other for other in dict.fromkeys(others) if other not in forms)]


def worded(rows: list[Any], column: str, same: Iterable[list[str]]) -> list[Any]:
    """Return the rows whose text has each of some words, or a synonym of it."""
    for words in same:
        rows = [row for each in words for row in holding(rows, column, each)]
    return rows


def is_said_in(query: str, subjects: Iterable[str]) -> bool:
    """Return whether a query has one of some words, or a longer word that begins with one."""
    return any(beginning(phrase(each).strip()).search(phrase(query)) for each in subjects)


def asking_most(questions: list[dict[str, Any]], asked: set[str]) -> list[dict[str, Any]]:
    """Return the questions that match the most words: for `who founded`, not that for `founded`."""
    asked = {form for word in asked for form in forms(word)}
    phrases = [[each.split() for each in row["words"]] for row in questions]
    sizes = [max(len(each) * asked.issuperset(each) for each in row) for row in phrases]
    most = max(sizes, default=0)
    return [row for row, size in zip(questions, sizes, strict=True) if size == most > 0]
