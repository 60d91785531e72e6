"""Check that a reading of a disagreement says no more than its claim.

Code cannot check what a sentence means, but it can check names and numbers, which is what goes
wrong when a claim is split and a reading is not updated. Each capitalised word and each number in
a reading must occur in the claim, its rows or the works that it names.
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
"""Words that may begin a reading, saying which part of a document it is from."""
SOURCE_FIELDS = ("title", "short", "authors", "publisher", "container", "url")


def check_reading(context: Context, entry: Entry, claim: Claim) -> None:
    """Report names and numbers in a reading that its claim does not have.

    The first word is ignored, because it is capitalised anyway.
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
    """Report a reading that does not say that its claim was read in a copy.

    It has to say so before the colon, with the source's name: a copy may be another version.
    """
    consulted = context.facts.consulted.get(claim.source)
    copies = consulted.entry.data.get("copies", {}) if consulted is not None else {}
    copy = copies.get(claim.entry.get("copy"), {})
    # A document may itself have been read elsewhere than at its own address.
    read_in = {row["id"]: row.get("read_url") for row in context.rows["sources"]}
    is_copy = copy.get("copy") == "repost" or (
        claim.modality != "title" and read_in.get(claim.source)
    )
    said = entry["reading"].partition(":")[0]
    if is_copy and not re.search("copy|repost", said.casefold()):
        context.problems.add(
            entry.at("reading"),
            f"reading: '{claim.id}' was read in a copy, and '{said}' does not say so",
            expected="“copy” before the colon",
        )


def _is_in(word: str, carried: set[str]) -> bool:
    """Return whether a word, or another form of it, is known: Tuareg and Tuaregs, or France's."""
    if word in carried or word.isdigit():
        return word in carried
    return len(word) > 3 and any(
        each.startswith(word) or word.startswith(each) for each in carried if len(each) > 3
    )


def _folded(word: str) -> str:
    return (plain_letters(word) or word).casefold()


def _plain(text: str) -> str:
    """Return a text without thousands separators."""
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
    """Yield all texts of a claim and of what it refers to."""
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
    """Yield the works that a claim cites, and the documents that cite the claim's own work."""
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
