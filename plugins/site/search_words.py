"""The words of a search and their spelling, without the database."""

import re
from calendar import month_name
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from common.date_words import in_words
from common.dates import FRENCH_MONTHS
from common.display_text import number
from common.folding import plain_letters
from common.project import DATABASE, PROJECT
from plugins.site.french import NUMBERS
from plugins.site.template_helpers import beginning, holding

MAX_WORDS = 6
MIN_LETTERS, MIN_PART, MAX_LETTERS = 4, 3, 200
# Parts of many names, which alone name nobody.
PARTICLES = {"abu", "ag", "al", "ben", "bin", "bint", "dr", "el", "ibn", "ould", "sheikh"}
# Their French spellings.
SAME_PARTICLE = {"abou": "abu", "cheikh": "sheikh"}

# What begins the second part of a question.
ASKING = "who|whom|when|where|how|what|which|why|qui|quand|ou|combien|comment|quel(?:le)?s?|quoi"
SECOND = re.compile(rf" (?:and|et) (?:\w{{1,5}} )?(?=(?:{ASKING})\b)")
SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z“])")
# “AQIM’s” is a word with AQIM, in queries and in names.
POSSESSIVE = re.compile(r"['’]s\b")

WORDS = Path(__file__).with_name("search.yml")


@lru_cache(1)
def configuration() -> dict[str, Any]:
    """Return what is in search.yml, and the names that project.yml has from registers."""
    text = WORDS.read_text(encoding="utf-8").replace("@{database}", DATABASE)
    words: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    # Texts write small numbers as words, and readers may not; “one”, “neuf” and “sept” have other
    # meanings as well.
    numbers = [[str(n), number(n), *{NUMBERS[n]} - {"neuf"}] for n in range(2, len(NUMBERS))]
    months = [[month_name[int(n)].lower(), m] for m, n in FRENCH_MONTHS.items() if m not in NUMBERS]
    return words | {"names": PROJECT.names, "words": words["words"] + numbers + months}


@lru_cache(2048)
def english(word: str) -> str:
    """Return the English of a folded word of French or Arabic, or the word."""
    known = configuration()["french"] | configuration()["arabic"]
    return str(known.get(word) or known.get(word.removesuffix("s"), word))


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
    return POSSESSIVE.sub("", re.sub(r"(?i)\b(?:[cdjlmnst]|qu)['’]", " ", query))


def stem(word: str) -> str:
    """Return a word without an ending of a plural or a verb, in English or French."""
    found = re.match(r"(\w{4,}?)(?:ing|ees?|ed|es?|s)$", word)
    return found[1] if found else word


def has_word(text: str, same: list[str]) -> bool:
    """Return whether a text has a word, and not only a synonym or a longer word."""
    said = {*map(stem, folded(text))}
    return any({*map(stem, folded(each))} <= said for each in same[:2])


def alternates(text: str, sets: Iterable[list[str]]) -> list[str]:
    """Return a word and its synonyms, of which a text has any form."""
    known = {stem(text), stem(english(text))}
    others = [other for same in sets if known & {*map(stem, same)} for other in same]
    return list(dict.fromkeys([text, english(text), *others]))


def worded(rows: list[Any], column: str, same: Iterable[list[str]]) -> list[Any]:
    """Return the rows whose text has each of some words, or a synonym of it."""
    for words in same:
        rows = [row for each in words for row in holding(rows, column, each)]
    return rows


def is_said_in(query: str, subjects: Iterable[str]) -> bool:
    """Return whether a query has one of some words, or a longer word that begins with one."""
    return any(beginning(phrase(each).strip()).search(phrase(query)) for each in subjects)


@lru_cache(2048)
def pattern(words: str) -> re.Pattern[str]:
    """Return a pattern for the words that search.yml has as `a|b*`: in the plural, too."""
    any_end = words.replace("*", r"\w*")
    return re.compile(rf"\b(?:{any_end})s?\b")


def is_one_of(word: str, words: str) -> bool:
    """Return whether a word is one of those in search.yml, as `a|b*`."""
    return any(pattern(words).fullmatch(each) for each in (word, english(word)))


def terms_of(questions: Iterable[dict[str, Any]]) -> str:
    """Return all words that ask questions, or may accompany them, as `a|b*`."""
    texts = [each for row in questions for each in (*row["words"], row.get("beside", ""))]
    return "|".join(word for each in texts for word in each.split())


def asking_most(questions: list[dict[str, Any]], asked: set[str]) -> list[dict[str, Any]]:
    """Return the questions that match the most words: for `who founded`, not that for `founded`."""
    text = " ".join([*asked, *map(english, asked)])

    def size(row: dict[str, Any]) -> int:
        phrases = (each.split() for each in row["words"])
        return max(len(each) * all(pattern(w).search(text) for w in each) for each in phrases)

    most = max(map(size, questions), default=0)
    return [row for row in questions if size(row) == most > 0]
