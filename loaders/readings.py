"""A reading of a disagreement says no more than its claim.

Nobody can check in code what a sentence means. Names and numbers can be checked, and they are
what goes wrong when a claim is split and a reading stays behind: each word with a capital letter
and each number of a reading has to stand in the claim, in its rows or in the works that it names.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from common.date_words import in_words
from common.folding import plain_letters
from loaders.context import Context
from loaders.facts import Claim, Entry

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ABOUT_TEXTS = frozenset({"title", "address", "same"})
"""Words that a reading may begin with to say where in a document it is from."""
SOURCE_FIELDS = ("title", "short", "authors", "publisher", "container", "url")


def check_reading(context: Context, entry: Entry, claim: Claim) -> None:
    """Note the names and numbers of a reading that its claim does not have.

    Its first word is left out: that one has a capital letter whatever it is.
    """
    carried = set(_words(_texts(context, claim)))
    _, *words = re.findall(r"[^\W_]+", _plain(entry["reading"])) or [""]
    for word in dict.fromkeys(words):
        if not (word[0].isupper() or word[0].isdigit()):
            continue
        folded = _folded(word)
        if folded not in ABOUT_TEXTS and not _is_in(folded, carried):
            context.problems.add(
                entry.at("reading"),
                f"reading: the claim '{claim.id}' does not carry '{word}'",
                expected="the claim that says it, or a reading without it",
            )


def check_repost(context: Context, entry: Entry, claim: Claim) -> None:
    """Note a reading that does not say that its claim was read in a copy.

    Whose it is stands before the colon, and with it what was read: a copy may be another version.
    """
    consulted = context.facts.consulted.get(claim.source)
    copies = consulted.entry.data.get("copies", {}) if consulted is not None else {}
    copy = copies.get(claim.entry.get("copy"), {})
    said = entry["reading"].partition(":")[0]
    if copy.get("copy") == "repost" and not re.search("copy|repost", said.casefold()):
        context.problems.add(
            entry.at("reading"),
            f"reading: '{claim.id}' was read in a copy, and '{said}' does not say so",
            expected="“copy” before the colon",
        )


def _is_in(word: str, carried: set[str]) -> bool:
    """Whether a word is there; Tuareg is there in Tuaregs, and France's in France."""
    if word in carried or word.isdigit():
        return word in carried
    return len(word) > 3 and any(
        each.startswith(word) or word.startswith(each) for each in carried if len(each) > 3
    )


def _folded(word: str) -> str:
    return (plain_letters(word) or word).casefold()


def _plain(text: str) -> str:
    """A text without the commas in its numbers."""
    return re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", text)


def _words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _words_of(text)


@lru_cache(maxsize=10_000)
def _words_of(text: str) -> tuple[str, ...]:
    words = []
    for word in re.findall(r"[^\W_]+", _plain(text)):
        words.append(_folded(word))
        if word.isdigit() and int(word) < len(NUMBERS):
            words.append(NUMBERS[int(word)])
    if re.fullmatch(r"[0-9./?~%X-]+", text) and in_words(text) != text:
        words += _words_of(in_words(text))
    return tuple(words)


def _texts(context: Context, claim: Claim) -> Iterator[str]:
    """Everything that a claim says or refers to, in words."""
    facts = context.facts
    yield "the"
    for key in ("says", "at", "note", "from", "to"):
        yield claim.entry.get(key) or ""
    ids = set(_scalars([row.entry.data for row in claim.rows]))
    yield from ids
    for table in ("groups", "people", "places"):
        for id_ in ids & set(facts.entities[table]):
            yield facts.entities[table][id_].get("name") or ""
    for source in {claim.source, claim.entry.get("about"), *_cited(context, claim), *ids}:
        if source in facts.entities["sources"]:
            yield from _source_words(facts.entities["sources"][source])


def _cited(context: Context, claim: Claim) -> Iterator[str | None]:
    """The works that a claim cites, and the documents that cite the work it is of."""
    markers = {cite["marker"] for cite in claim.entry.data.get("cites", [])}
    for profile in context.facts.profiles:
        if any(each.get("work") == claim.source for each in profile.citations):
            yield profile.source
        if profile.source == claim.source:
            yield from (
                each.get("work") for each in profile.citations if each.get("marker") in markers
            )


def _source_words(source: Entry) -> Iterator[str]:
    yield from (source.get(key) or "" for key in SOURCE_FIELDS)
    yield from _scalars(source.data.get("published"))


def _scalars(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from _scalars(value)
    elif isinstance(data, list):
        for value in data:
            yield from _scalars(value)
    elif isinstance(data, str):
        yield data
