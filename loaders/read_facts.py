"""Read all fact files, check each against its schema, and index them by id."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from common.errors import UserError
from loaders.documents.document_layout import Layout, slug
from loaders.facts import ENTITIES, SINGULAR, Checks, Claim, Consulted, Entry, Facts, Profile, Row
from loaders.problems import Place, Problems
from loaders.schemas import check
from loaders.yaml_positions import Keys, YamlFile, read_yaml

EVENT_TABLES = ("countries", "event_actors", "event_sources", "event_types", "matches")
"""Files that loaders.events reads."""
BEGIN_EMPTY = (*ENTITIES, "identifiers", "consulted", "disagreements")
"""Files that may contain only comments."""
LISTS = ("citations", "claims", "no_facts", "checks")
"""Keys in a document's file that may have no value."""


def read_facts(folder: Path, problems: Problems) -> Facts:
    """Read a folder of facts.

    Args:
        folder: The folder that holds groups.yml, profiles/ ...
        problems: Collects every mistake.

    Raises:
        UserError: If there is no such folder.
    """
    if not folder.is_dir():
        raise UserError(f"there is no folder {folder} with facts")
    facts = Facts(folder)
    file, _ = _read(folder / "vocabularies.yml", "vocabularies", facts, problems)
    if file is not None and isinstance(file.data, dict):
        facts.vocabulary_file = file
        facts.vocabularies = {
            table: words for table, words in file.data.items() if isinstance(words, dict)
        }
    for table in ENTITIES:
        facts.entities[table] = dict(_read_entities(folder, table, facts, problems))
    _read_identifiers(folder / "identifiers.yml", facts, problems)
    file, broken = _read(folder / "disagreements.yml", "disagreements", facts, problems)
    if file is not None and isinstance(file.data, list):
        facts.disagreements = list(_entries(file, ("disagreements",), broken, top=True))
    for path in sorted((folder / "profiles").glob("*.yml")):
        profile = _read_profile(path, facts, problems)
        if profile is not None:
            facts.profiles.append(profile)
    facts.profiles.sort(key=lambda profile: profile.source)
    _read_consulted(folder / "consulted.yml", facts, problems)
    for path in sorted((folder / "checks").glob("*.yml")):
        _read_checks(path, facts, problems)
    _check_ids(facts, problems)
    _check_file_names(folder, problems)
    return facts


def _read(
    path: Path, schema: str, facts: Facts, problems: Problems
) -> tuple[YamlFile | None, set[Keys]]:
    if not path.exists():
        problems.add(Place(str(path)), "there is no such file", expected="a file of facts")
        facts.whole = False
        return None, set()
    key = (_bytes(path), facts.vocabularies)
    if path in _KEPT and _KEPT[path][0] == key:
        return _KEPT[path][1]
    before = len(problems)
    file = read_yaml(path, str(path), problems, may_be_empty=schema in BEGIN_EMPTY)
    facts.whole = facts.whole and len(problems) == before
    if file is None:
        return None, set()
    file = replace(file, data=_begun(file.data, schema))
    broken = check(file, f"{schema}.schema.json", facts.vocabularies, problems)
    if len(problems) == before:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[path] = key, (file, broken)
    return file, broken


_KEPT: dict[Path, tuple[Any, tuple[YamlFile, set[Keys]]]] = {}
"""Files without mistakes, as last read: an editor saves one at a time."""
_MOST_KEPT = 50


def _bytes(path: Path) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes()
    return None


def _begun(data: Any, schema: str) -> Any:
    """Treat a file without content, which somebody has just begun, as having no entries."""
    if data == "" and schema in BEGIN_EMPTY:
        return [] if schema == "disagreements" else {}
    if not isinstance(data, dict):
        return data
    if schema == "vocabularies":
        return {key: value or {} for key, value in data.items()}
    return {key: value or [] if key in LISTS else value for key, value in data.items()}


def _read_entities(
    folder: Path, table: str, facts: Facts, problems: Problems
) -> Iterator[tuple[str, Entry]]:
    file, broken = _read(folder / f"{table}.yml", table, facts, problems)
    if file is None or not isinstance(file.data, dict):
        return
    for id_, data in file.data.items():
        entry = data if isinstance(data, dict) else {}
        yield id_, Entry(file, (id_,), entry, _touches(broken, (id_,)))


def _read_identifiers(path: Path, facts: Facts, problems: Problems) -> None:
    """Read the identifiers in other registers, if there is such a file."""
    if not path.exists():
        return
    file, broken = _read(path, "identifiers", facts, problems)
    if file is None or not isinstance(file.data, dict):
        return
    for of in file.data:
        facts.identifiers += [(of, entry) for entry in _entries(file, (of,), broken)]


def _touches(broken: set[Keys], keys: Keys) -> bool:
    """Return whether a part, or something inside it, violates its schema."""
    return any(each[: len(keys)] == keys for each in broken)


def _unfit(broken: set[Keys], keys: Keys) -> frozenset[str | int]:
    """Return the fields of a mapping in which something violates its schema."""
    depth = len(keys)
    return frozenset(each[depth] for each in broken if len(each) > depth and each[:depth] == keys)


def _entries(
    file: YamlFile, keys: Keys, broken: set[Keys], *, top: bool = False
) -> Iterator[Entry]:
    """Yield the mappings of a list in a file."""
    prefix: Keys = () if top else keys
    items = file.data
    for key in prefix:
        items = items.get(key) if isinstance(items, dict) else None
    if not isinstance(items, list):
        return
    for number, data in enumerate(items):
        way = (*prefix, number)
        if isinstance(data, dict):
            yield Entry(file, way, data, _touches(broken, way))


def _read_profile(path: Path, facts: Facts, problems: Problems) -> Profile | None:
    file, broken = _read(path, "profile", facts, problems)
    if file is None or not isinstance(file.data, dict):
        return None
    source = file.data.get("source")
    if not isinstance(source, str):
        return None
    layout = None
    if not _touches(broken, ("layout",)) and ("layout" in file.data):
        layout = _layout(source, file, problems)
    return Profile(
        source=source,
        path=path,
        file=file,
        layout=layout,
        citations=list(_entries(file, ("citations",), broken)),
        claims=_read_claims(source, file, ("claims",), broken, facts, problems),
        no_facts=list(_entries(file, ("no_facts",), broken)),
    )


def _read_consulted(path: Path, facts: Facts, problems: Problems) -> None:
    """Read which cited works were consulted, if there is such a file."""
    if not path.exists():
        return
    file, broken = _read(path, "consulted", facts, problems)
    if file is None or not isinstance(file.data, dict):
        return
    for work, data in sorted(file.data.items()):
        claims = _read_claims(work, file, (work, "claims"), broken, facts, problems)
        others = {keys for keys in broken if keys[:2] != (work, "claims")}
        entry = Entry(
            file, (work,), data if isinstance(data, dict) else {}, _touches(others, (work,))
        )
        facts.consulted[work] = Consulted(work, entry, claims)


def _read_checks(path: Path, facts: Facts, problems: Problems) -> None:
    file, broken = _read(path, "checks", facts, problems)
    if file is None or not isinstance(file.data, dict):
        return
    source = file.data.get("source")
    if isinstance(source, str):
        entries = list(_entries(file, ("checks",), broken))
        facts.checks.append(Checks(source, path, file, entries))


def _read_claims(
    source: str, file: YamlFile, keys: Keys, broken: set[Keys], facts: Facts, problems: Problems
) -> list[Claim]:
    """Read a list of claims, whose ids must be unique across all files."""
    claims = []
    inner = {way for way in broken if {"gives", "event_links"} & set(way[:-1])}
    for entry in _entries(file, keys, broken):
        id_ = entry.data.get("id")
        if not isinstance(id_, str):
            continue
        head = Entry(file, entry.keys, entry.data, _touches(broken - inner, entry.keys))
        claim = Claim(id_, source, head, tuple(_rows(head, broken)), tuple(_links(head, broken)))
        if id_ in facts.claims:
            first = facts.claims[id_].entry.at("id")
            problems.add(
                entry.at("id"),
                f"the claim '{id_}' is already at {first}",
                expected="each id once over all profiles",
            )
            continue
        facts.claims[id_] = claim
        claims.append(claim)
    return claims


def _rows(claim: Entry, broken: set[Keys]) -> Iterator[Row]:
    gives = claim.data.get("gives")
    for number, row in enumerate(gives if isinstance(gives, list) else []):
        if not isinstance(row, dict):
            continue
        keys = (*claim.keys, "gives", number)
        for kind, fields in row.items():
            # The row `source: <id>` has no fields but its id.
            data = fields if isinstance(fields, dict) else {"source": fields}
            entry = Entry(claim.file, (*keys, kind), data, _touches(broken, keys))
            yield Row(kind, entry, _unfit(broken, entry.keys))


def _links(claim: Entry, broken: set[Keys]) -> Iterator[Entry]:
    links = claim.data.get("event_links")
    for number, link in enumerate(links if isinstance(links, list) else []):
        keys = (*claim.keys, "event_links", number)
        if isinstance(link, dict):
            yield Entry(claim.file, keys, link, _touches(broken, keys))


def _layout(source: str, file: YamlFile, problems: Problems) -> Layout:
    sections: list[tuple[str, list[str]]] = []
    for number, section in enumerate(file.data["layout"]):
        name = section["section"]
        place = file.at(("layout", number, "section"))
        if slug(name) in [slug(each) for each, _ in sections]:
            problems.add(
                place, f"the section '{name}' stands here twice", expected="each name once"
            )
            continue
        kinds: list[str] = []
        for block in section["blocks"]:
            if isinstance(block, str):
                kinds.append(block)
            else:
                ((kind, many),) = block.items()
                kinds.extend([kind] * int(many))
        sections.append((name, kinds))
    return Layout(source, sections)


def _check_ids(facts: Facts, problems: Problems) -> None:
    """Check that ids are unique across groups, people, places, sources and attacks."""
    for table in ENTITIES:
        for id_, entry in facts.entities[table].items():
            if id_ in facts.tables:
                first = facts.entities[facts.tables[id_]][id_].at()
                problems.add(
                    entry.at(),
                    f"the id '{id_}' is already that of {SINGULAR[facts.tables[id_]]}, at {first}",
                    expected="each id once over all entities, attacks and sources",
                )
            else:
                facts.tables[id_] = table
    seen: dict[str, Entry] = {}
    for entry in facts.disagreements:
        id_ = entry.get("id") or ""
        if id_ in seen:
            problems.add(
                entry.at("id"),
                f"the disagreement '{id_}' is already at {seen[id_].at('id')}",
                expected="each id once",
            )
        seen.setdefault(id_, entry)


def _check_file_names(folder: Path, problems: Problems) -> None:
    """Report files with unknown names, which would otherwise be silently ignored."""
    tables = (*ENTITIES, "vocabularies", "disagreements", "consulted", "identifiers", *EVENT_TABLES)
    names = [f"{table}.yml" for table in tables]
    below = [path for name in ("profiles", "checks") for path in (folder / name).glob("*.yaml")]
    paths = [*folder.glob("*.y*ml"), *below]
    for path in sorted(paths):
        if path.name not in names or path.parent != folder:
            right = path.with_suffix(".yml")
            known = path.parent != folder or right.name in names
            places = ", ".join([*names, "profiles/<source>.yml", "checks/<source>.yml"])
            problems.add(
                Place(str(path)),
                "no file of facts has this name",
                expected=f"the name {right}" if known else f"one of {places}",
                word="" if known else path.name,
                known=names,
            )
