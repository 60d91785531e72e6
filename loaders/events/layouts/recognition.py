"""Recognise a file's layout by its columns, in any order and case."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from loaders.events.values import BLANK, tidy


@dataclass(frozen=True)
class Known:
    """A layout that is recognised by its columns.

    Attributes:
        title: Its name for messages.
        layout: The data set's reading: `ucdp`, `acled`, `gtd` or `plain`.
        required: The columns that identify it, in lower case.
        without: Columns that it does not have.
        renamed: Columns that have another name in the reading.
    """

    title: str
    layout: str
    required: frozenset[str]
    without: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UCDP = _words(
    "id type_of_violence side_a side_b where_prec latitude longitude country date_prec "
    "date_start date_end"
)
_ACLED = _words(
    "event_id_cnty event_date year time_precision event_type actor1 country location "
    "latitude longitude "
    "geo_precision source notes fatalities"
)
_GTD = _words(
    "eventid iyear imonth iday country_txt city latitude longitude specificity "
    "attacktype1_txt gname nkill"
)

KNOWN = (
    Known(
        "UCDP web-site export",
        "ucdp",
        _UCDP | _words("relid best_est high_est low_est"),
        renamed={"best_est": "best", "high_est": "high", "low_est": "low"},
    ),
    Known("UCDP GED 23.1 and later", "ucdp", _UCDP | _words("relid best high low")),
    Known("UCDP GED 19.1", "ucdp", _UCDP | _words("best high low"), without=_words("relid")),
    Known("ACLED since 2023", "acled", _ACLED | _words("disorder_type sub_event_type actor2")),
    Known(
        "ACLED 2016",
        "acled",
        _ACLED | _words("actor2 ally_actor_1 ally_actor_2"),
        renamed={"ally_actor_1": "assoc_actor_1", "ally_actor_2": "assoc_actor_2"},
    ),
    Known(
        "ACLED 2020",
        "acled",
        _ACLED | _words("sub_event_type actor2"),
        without=_words("disorder_type"),
    ),
    Known(
        "ACLED 2020, one row for each actor",
        "acled",
        _ACLED | _words("sub_event_type"),
        without=_words("actor2"),
    ),
    Known("ACLED 2019", "acled", _ACLED | _words("actor2"), without=_words("sub_event_type")),
    Known("GTD", "gtd", _GTD),
)

MONADIC = "ACLED 2020, one row for each actor"

_PERIODS = _words("year month week reference_period_start")
_COUNTED = _PERIODS | _words(
    "events fatalities country iso iso3 region admin1 admin2 admin1_pcode admin2_pcode"
)
"""Columns of tables that say how many were killed where and when, and of no single event."""


def why_no_events(header: Iterable[str]) -> str | None:
    """Return why a table with such a header has no events, if it is of a known kind."""
    have = frozenset(map(column_name, header)) - {""}
    if "deleted_timestamp" in have:
        return "it lists events that have been withdrawn, which a newer export no longer has"
    if "event_id_cnty" in have or not _PERIODS & have:
        return None
    if "events" in have or ("fatalities" in have and have <= _COUNTED):
        return (
            "it counts events by district and period: single events cannot be told from it, and "
            "with the events themselves they would count twice"
        )
    return None


def column_name(text: str) -> str:
    """Return a column's name in the form used by layouts: lower case with underscores."""
    return re.sub("[ .-]", "_", tidy(text.strip(BLANK + '"')).lower())


def recognise(header: Iterable[str]) -> Known | None:
    """Return the layout of a header; None if it is unknown."""
    have = frozenset(map(column_name, header))
    for known in KNOWN:
        if known.required <= have and not known.without & have:
            return known
    return None


def nearest(header: Iterable[str]) -> tuple[Known, list[str]]:
    """Return the known layout with the fewest missing columns, and these columns."""
    have = frozenset(map(column_name, header))

    def lacking(known: Known) -> tuple[float, int]:
        missing = len(known.required - have)
        return missing / len(known.required), missing

    known = min(KNOWN, key=lacking)
    return known, sorted(known.required - have)
