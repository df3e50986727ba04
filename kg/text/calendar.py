"""Arithmetic on dates at the precision that a text gives: ``1952``, ``1952-07`` and ``1953-10-19`` (ISO 8601, EDTF level 0)."""
from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

DAY = "day"
WEEK = "week"
MONTH = "month"
YEAR = "year"

_DAYS = {DAY: 1.0, WEEK: 7.0, MONTH: 30.44, YEAR: 365.25}


def day_of(year: int, month: int, day: int) -> date | None:
    """That day, or None where the calendar has none such: 31 June, 29 February 1953."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def iso_month(year: int, month: int) -> str:
    """``1952-07``."""
    return f"{year:04d}-{month:02d}"


def add_months(year: int, month: int, count: int) -> tuple[int, int]:
    """The month so many months on, or back where the count is negative."""
    months = year * 12 + month - 1 + count
    return months // 12, months % 12 + 1


@lru_cache(1 << 12)
def first_day(iso: str) -> date:
    """The first day that a date of any precision covers."""
    parts = [int(part) for part in iso.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


@lru_cache(1 << 12)
def last_day(iso: str) -> date:
    """The last day that a date of any precision covers."""
    parts = [int(part) for part in iso.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = add_months(parts[0], parts[1] if len(parts) == 2 else 12, 1)
    return date(year, month, 1) - timedelta(1)


def latest_day(day: int, limit: date) -> date | None:
    """The latest such day of a month that does not come after the limit: the 31st before 1 November is 31 October."""
    year, month = limit.year, limit.month
    for _ in range(3):                                       # two months running never both lack a day
        found = day_of(year, month, day)
        if found and found <= limit:
            return found
        year, month = add_months(year, month, -1)
    return None


def earliest_day(day: int, limit: date) -> date | None:
    """The first such day of a month that does not come before the limit."""
    year, month = limit.year, limit.month
    for _ in range(3):
        found = day_of(year, month, day)
        if found and found >= limit:
            return found
        year, month = add_months(year, month, 1)
    return None


def latest_year(month: int, limit: date, day: int = 1) -> int:
    """The year of the latest such month (and day) that begins no later than the limit: December before January is of the year before."""
    return limit.year if (month, day) <= (limit.month, limit.day) else limit.year - 1


def latest_weekday(weekday: int, limit: date) -> date:
    """The latest such day of the week, 1 for Monday, that does not come after the limit."""
    return limit - timedelta((limit.isoweekday() - weekday) % 7)


@lru_cache(1 << 12)
def lasts(start: str, end: str, count: float, unit: str) -> bool:
    """Whether the period from one date to another lasts so many days, weeks, months or years, as people count: one day or a tenth more or less."""
    if unit not in _DAYS:
        return False
    said = count * _DAYS[unit]
    inclusive = (last_day(end) - first_day(start)).days + 1
    slack = 0.0 if unit == DAY else max(1.0, said / 10)
    return inclusive - 1 - slack <= said <= inclusive + slack


def just_over(iso: str, now: date) -> bool:
    """Whether a month or year ended so lately that what lasted as long and "ended now" means it."""
    first, last = first_day(iso), last_day(iso)
    return timedelta(0) <= now - last <= (last - first) / 3


def not_after(start: str, end: str) -> str | None:
    """The start, moved back a year where it would come after the end; None where that makes no date."""
    if first_day(start) <= last_day(end):
        return start
    earlier = f"{int(start[:4]) - 1:04d}{start[4:]}"
    return None if earlier.endswith("02-29") or first_day(earlier) > last_day(end) else earlier


def whole(count: float | None) -> int | None:
    """The count where it is a whole number, and one that arithmetic on dates can bear."""
    return int(count) if count is not None and count == int(count) and count <= 9999 else None


def moved(origin: date, count: int, unit: str) -> str | None:
    """The date so far from a day, at the precision of the unit: weeks are told too roughly for a day."""
    try:
        if unit in (DAY, WEEK):
            found = (origin + timedelta(count * (7 if unit == WEEK else 1))).isoformat()
            return found if unit == DAY else found[:7]
        if unit == MONTH:
            return iso_month(*add_months(origin.year, origin.month, count))
        return f"{origin.year + count:04d}" if unit == YEAR and origin.year + count > 0 else None
    except (OverflowError, ValueError):
        return None


def counted_back(end: str, length: float, unit: str) -> str | None:
    """The start of a period of known end and length, where both are told in the same unit; a length in weeks is too rough for a day."""
    count = whole(length)
    if count is None:
        return None
    if unit == DAY and len(end) == 10:
        return moved(date.fromisoformat(end), -count, DAY)
    if unit == MONTH and len(end) == 7:
        return moved(first_day(end), 1 - count, MONTH)
    return moved(first_day(end), 1 - count, YEAR) if unit == YEAR and len(end) == 4 else None
