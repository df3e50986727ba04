"""When a count was: the dates that a clause tells, joined where one begins a period and another ends it.

An attack that begins on one day (本月十三日起…) and is over on another (至十六日下午…) took the time between; what a sentence sums up took all that was told.
"""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from kg.model import ZH
from kg.text import calendar
from kg.text.dates import DAY, DURATION, RANGE, SINCE, UNTIL, DateMention
from kg.text.grammar import Clause, word_pattern
from kg.text.scan import Scan

_BESIDE = 2                       # how far behind a date its length may stand: 截至六月十日止，十四天内
_SOON = 12                        # how far behind a date the word may stand that ends a period with it


def told(found: Scan, clauses: Sequence[Clause], spoken: frozenset[int]) -> list[list[DateMention]]:
    """For each clause the dates in it that can date an event. ``spoken`` are the starts of those on which a source spoke."""
    result: list[list[DateMention]] = []
    last: tuple[Clause, DateMention] | None = None
    for clause in clauses:
        here: list[DateMention] = []
        for date in found.dates_in(clause.start, clause.end):
            if date.start in spoken or _compared(found, date):
                continue
            date = _over(found, clause, date, last)
            if date.period_start or date.period_end:
                here.append(date)
                last = (clause, date)
        result.append(here)
    return result


def _compared(found: Scan, date: DateMention) -> bool:
    """Whether a date is only compared with (比去年上半年多六百名), or says when somebody counted (据截至十四日下午的调查)."""
    return word_pattern(found.lang, "compared").search(found.text, max(0, date.start - 2), date.start) is not None


def is_rougher(date: DateMention, other: DateMention) -> bool:
    """Whether a date tells a year alone, as a look back does (去年刚从朝鲜调来), and another tells more."""
    return len(date.period_start or date.period_end or "") == len("1953") < len(other.period_start or other.period_end or "")


def _over(found: Scan, clause: Clause, date: DateMention, last: tuple[Clause, DateMention] | None) -> DateMention:
    """The date with the start that an earlier one gives it, where it ends a period."""
    if last is None:
        return _measured(found, date)
    began = last[1]
    near = clause.paragraph == last[0].paragraph and clause.sentence - last[0].sentence <= 1 and began.period_start is not None
    if date.kind == UNTIL and date.period_start is None:
        if near and (began.kind == SINCE or not _as_of(found, date)) and _before(began, date):
            return replace(date, period_start=began.period_start, kind=RANGE)
        return _measured(found, date)
    ends = word_pattern(found.lang, "is_over").search(found.text, date.end, min(clause.end, date.end + _SOON))
    if near and ends and began.kind == SINCE and began.period_end is None and date.kind != RANGE and _before(began, date):
        return replace(date, period_start=began.period_start, kind=RANGE)
    if date.kind == DURATION and date.period_end is None and began.kind == UNTIL and began.end + _BESIDE >= date.start:
        return replace(_with_length(began, date), start=date.start, end=date.end)
    return date


def _as_of(found: Scan, date: DateMention) -> bool:
    """Whether a date only says how far a count goes (截至…止), without an event that it ends."""
    return found.lang != ZH or word_pattern(ZH, "as_of").match(found.text, date.start) is not None


def _before(one: DateMention, other: DateMention) -> bool:
    assert one.period_start is not None
    return other.period_end is not None and calendar.first_day(one.period_start) <= calendar.last_day(other.period_end)


def _measured(found: Scan, date: DateMention) -> DateMention:
    """A date that ends a period whose length is told right behind it."""
    if date.kind != UNTIL:
        return date
    length = next((other for other in found.dates_in(date.end, date.end + _BESIDE + _SOON) if other.kind == DURATION), None)
    return _with_length(date, length) if length is not None and length.start - date.end <= _BESIDE else date


def _with_length(until: DateMention, length: DateMention) -> DateMention:
    """The period that ends with a day and lasts so many days, both its ends counted."""
    if length.unit != DAY or length.count is None or until.period_end is None or len(until.period_end) != len("1951-06-10"):
        return until
    start = calendar.first_day(until.period_end) - timedelta(days=int(length.count) - 1)
    return replace(until, period_start=start.isoformat(), kind=RANGE)


def span(periods: Sequence[tuple[str | None, str | None]]) -> tuple[str, str] | None:
    """From the earliest start to the latest end of periods that have both; None where none has."""
    closed = list(_closed(periods))
    if not closed:
        return None
    return min((start for start, _ in closed), key=calendar.first_day), max((end for _, end in closed), key=calendar.last_day)


def _closed(periods: Sequence[tuple[str | None, str | None]]) -> Iterator[tuple[str, str]]:
    yield from ((start, end) for start, end in periods if start is not None and end is not None)
