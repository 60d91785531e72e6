"""The versions of data sets, as stated in the publishers' file names."""

import datetime
import re
from itertools import pairwise

# Yearly releases (ged251, GEDEvent_v25_1), monthly candidate releases (v24_0_10) and quarterly ones
# (v22_01_22_03).
_RELEASE = re.compile(
    r"ged[a-z_-]*?v?(\d\d)(?:[._]?(\d)|[._](\d{1,2}))(?:[._](\d\d?))?(?:[._](\d\d?))?(?!\d)",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")
_NAMED_DAY = re.compile(r"(?<!\d)(20\d\d)[-_ ]([a-z]{3})[a-z]*[-_ ]?(\d\d?)(?!\d)", re.IGNORECASE)
_DAY_NAMED = re.compile(r"(?<!\d)(\d\d?)[-_ ]?([a-z]{3})[a-z]*[-_ ]?(20\d\d)(?!\d)", re.IGNORECASE)
_GTD_ISSUE = re.compile(r"_(\d\d)(\d\d)dist", re.IGNORECASE)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"


def version_day(version: str) -> datetime.date | None:
    """Return the day that a version stands for: release 21.1 is from 2021, 2025-01-17 is a day."""
    if match := re.fullmatch(r"(\d\d)\.0?1\.(\d\d)\.(\d\d?)", version):
        # A quarter's candidate release comes out after that of its last month.
        return _month_after(2000 + int(match[2]), int(match[3]), day=2)
    if match := re.fullmatch(r"(\d\d)\.0\.(\d\d?)", version):
        return _month_after(2000 + int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d\d)\.(\d)(?:\.\d+)*", version):
        return datetime.date(2000 + int(match[1]), 6, 1)
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", version):
        return _date(*map(int, match.groups()))
    if match := re.fullmatch(r"(\d{4})-(\d\d)", version):
        return _date(int(match[1]), int(match[2]), 1)
    if re.fullmatch(r"\d{4}", version):
        return datetime.date(int(version), 6, 1)
    return None


def _month_after(year: int, month: int, day: int = 1) -> datetime.date | None:
    return _date(year + month // 12, month % 12 + 1, day) if 1 <= month <= 12 else None


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def version_in_name(name: str) -> str | None:
    """Return the version in a file name: a release such as ged251, or a day.

    If there are several days it is the last one: ACLED names an export START-END-Country.
    """
    stem = name.rpartition("/")[2]
    for part in (stem, name):
        if days := days_in_name(part):
            return max(days).isoformat()
        if match := _RELEASE.search(part):
            parts = [match[1], match[2] or match[3], match[4], match[5]]
            version = ".".join(each for each in parts if each)
            if version_day(version):
                return version
        if match := _GTD_ISSUE.search(part):
            # An issue states its month, but no day.
            day = _date(2000 + int(match[2]), int(match[1]), 1)
            return f"{day:%Y-%m}" if day else None
    return None


def days_in_name(name: str) -> list[datetime.date]:
    """Return the days in a file name, in order."""
    found: list[tuple[int, datetime.date | None]] = [
        *((each.start(), _date(*map(int, each.groups()))) for each in _DAY.finditer(name)),
        *((each.start(), _named(each[1], each[2], each[3])) for each in _NAMED_DAY.finditer(name)),
        *((each.start(), _named(each[3], each[2], each[1])) for each in _DAY_NAMED.finditer(name)),
    ]
    return [day for _, day in sorted(found, key=lambda each: each[0]) if day]


def _named(year: str, month: str, day: str) -> datetime.date | None:
    at = f" {_MONTHS}".find(f" {month.lower()}")
    return _date(int(year), at // 4 + 1, int(day)) if at >= 0 else None


def period_in_name(name: str) -> tuple[str, str] | None:
    """Return the first and last day that an export covers, if its name states them."""
    for first, last in pairwise(days_in_name(name.rpartition("/")[2])):
        if first < last:
            return first.isoformat(), last.isoformat()
    return None
