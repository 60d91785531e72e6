"""The columns of a data set of the user's own, as named in a mapping file."""

from anyascii import anyascii

from loaders.events.actors import ActorLists
from loaders.events.columns import Step, Values
from loaders.events.layouts.builder import TYPES, Builder, typed_by
from loaders.events.reference import UNSPECIFIED, EventType, ReferenceData
from loaders.events.values import (
    UnreadableValueError,
    excerpt,
    span,
    tidy,
    whole_number,
)

PLAIN = {
    "id": "the key of a record",
    "date": "its day, or its first day",
    "date_end": "its last day",
    "type": "its type, a word of attack_types",
    "perpetrator": "who attacked",
    "target": "who or what was attacked",
    "party_1": "one who fought",
    "party_2": "one who fought with it",
    "country": "the country's name or code",
    "location": "the place",
    "latitude": "degrees",
    "longitude": "degrees",
    "killed_low": "killed, at least",
    "killed": "killed",
    "killed_high": "killed, at most",
    "source": "whom the table names as its source",
    "notes": "its own notes",
}
"""The columns that a mapping may name for a data set of the user's own."""


_DOUBTS = (
    "presumed suspected alleged probable possible likely supposed presume presumes presumee "
    "suspect suspecte suspectes suppose"
)
"""Words of a column's name by which nobody in it is said to have attacked for certain."""


def plain_types(reference: ReferenceData) -> dict[str, EventType]:
    """Return the types that a table of the user's own may use: our words."""
    names = {kind.attack_type for each in reference.types.values() for kind in each.values()}
    return {name: EventType(name, False, None) for name in (*sorted(names), UNSPECIFIED)}


def _killed(low: str, best: str, high: str) -> Values:
    """Return the least, the best and the most killed; the outer two from the others if empty."""
    numbers = [whole_number(text, at) for at, text in enumerate((low, best, high))]
    known = [number for number in numbers if number is not None]
    if known != sorted(known):
        raise UnreadableValueError(0, "low, best and high are not in order", "low ≤ best ≤ high")
    return (min(known), numbers[1], max(known)) if known else (None, None, None)


def build(builder: Builder, reference: ReferenceData, actors: ActorLists) -> list[Step]:
    """Return the steps for the columns of a data set of the user's own."""
    types = plain_types(reference)
    attacked = "perpetrator" in builder.columns

    def typed(text: str) -> Values:
        attack_type, label, _ = typed_by(types)(text)
        return attack_type, label, int(attacked)

    def days(start: str, end: str) -> Values:
        first, last = builder.period_of(start, 0)
        if end:
            last = builder.period_of(end, 1)[1]
        if last < first:
            raise UnreadableValueError(
                1, f"'{excerpt(end)}' is before '{excerpt(start)}'", "a later day"
            )
        return *span(first, last), None

    named = "_".join(builder.columns.get("perpetrator", ()))
    words = set(anyascii(named).lower().split("_"))
    is_doubted = not words.isdisjoint(_DOUBTS.split())

    def attacker(text: str) -> Values:
        name = (tidy(text),)
        return (actors.number(name, name if is_doubted else ()),)

    # In a table without types, the columns say who attacked.
    untyped = attacked and "type" not in builder.columns
    return [
        *(builder.lookup(("perpetrator",), ("first_attacks",), lambda _: (1,)) if untyped else []),
        *builder.pattern(
            "id", "record", "[A-Za-z0-9._:/-]{1,80}", "a key of letters, digits and . _ : / -"
        ),
        *builder.dates(("date", "date_end"), days),
        *builder.lookup(("type",), TYPES, typed),
        *builder.tolls(
            ("killed_low", "killed", "killed_high"),
            ("killed_low", "killed_best", "killed_high"),
            _killed,
        ),
        *builder.lookup(("perpetrator",), ("actor_1",), attacker),
        *builder.lookup(("target",), ("actor_2",), actors.one),
        *(builder.lookup(("party_1",), ("actor_1",), actors.one) if not attacked else []),
        *(
            builder.lookup(("party_2",), ("actor_2",), actors.one)
            if "target" not in builder.columns
            else []
        ),
        *builder.points(),
        *builder.lookup(("country",), ("country_code",), lambda text: (reference.country(text),)),
        *builder.text("location", "location"),
        *builder.text("source", "source_note"),
        *builder.text("notes", "notes"),
    ]
