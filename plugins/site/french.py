"""Names, dates, numbers and sentences in French, for /fr and for answers of the search.

The words are in french.yml, beside this file.
"""

import re
from functools import partial, reduce
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment
from markupsafe import Markup

from common.date_words import in_words
from common.display_text import acronym
from common.project import PROJECT
from plugins.site.hooks import hookimpl

WORDS: dict[str, Any] = yaml.load(
    Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
NUMBERS: list[str] = WORDS["numbers"]
# Where French has a narrow space that does not break.
NARROW = re.compile(r"[ \u00a0](?=[;:!?»])|(?<=«)[ \u00a0]")


def said(is_french: bool, text: str, *values: object) -> Markup:
    """Return a text of a page's frame, in French if asked; its values are escaped."""
    return Markup(WORDS["frame"].get(text, text) if is_french else text).format(*values)  # noqa: S704  ours


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
    return next((each for each, words in WORDS["articles"].items() if first in words), "")


def french_heading(question: str, name: str, when: str = "") -> str:
    """Return a question with a name inserted and contracted: `le chef du front`, not `de le`."""
    text = question.format(group=french_article(name) + name, when=when)
    for apart, joined in (("de le ", "du "), ("de les ", "des "), ("à le ", "au ")):
        text = re.sub(rf"\b{apart}", joined, text)
    return re.sub(r"\b(d|qu)e (?=[AEIOUÉÎ])", r"\1’", text)


def french_date(edtf: str | None, words: str = "") -> str:
    """Return EDTF or a date in English words in French: `1er mars 2018`, `2 ou 3 mars 2018`."""
    text = words or in_words(edtf)
    text = re.sub(
        r"\b[A-Z][a-z]+\b", lambda word: WORDS["months"].get(word[0][:3].lower(), word[0]), text
    )
    return reduce(lambda said, pair: re.sub(pair[0], pair[1], said), WORDS["dates"].items(), text)


def french_topics(words: str | None) -> str:
    """Return what sources conflict on: `sur la date et les morts`; empty if a word is unknown."""
    topics = [WORDS["topics"].get(each) for each in (words or "").split(" and ")]
    return "" if None in topics else " sur " + " et ".join(map(str, topics))


def french_number(number: float) -> str:
    """Return a small number in words, any other with thousands separators."""
    is_small = number == int(number) and 0 <= number < len(NUMBERS)
    return NUMBERS[int(number)] if is_small else f"{number:,.10g}".replace(",", "\u202f")


def french_label(text: str) -> str:
    """Return words of the drawn map in French; names and the date in them, too."""
    text = reduce(lambda said, pair: re.sub(pair[0], pair[1], said), WORDS["drawn"].items(), text)
    text = ", ".join(map(french_name, text.split(", ")))
    return french_date(None, text) if re.search(r"\d", text) else text


def french_reference(text: str) -> str:
    """Return a reference to a page of this site with its dates, title and release in French."""
    parts = r"(?<=\()[^()]*\d{4}(?=\))|, (?:release \S+, )?accessed .*$"
    text = re.sub(parts, lambda part: french_date(None, part[0]), text)
    return NARROW.sub("\u202f", re.sub("“(.*?)”", "« \\1 »", text, count=1))


def french_spaces(text: str) -> Markup:
    """Return a text with narrow spaces that do not break where French has them."""
    return Markup(NARROW.sub("\u202f", text))  # noqa: S704  ours


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    filters = [french_name, french_article, french_heading, french_date, french_number]
    filters += [french_topics, french_spaces, french_reference]
    env.filters |= {each.__name__: each for each in filters}
    env.globals |= {f"french_{each}": WORDS[each] for each in ("words", "pages", "glossary")}
    env.globals["saying"] = lambda french: partial(said, french)
