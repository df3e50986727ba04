"""When a count was: the dates that a clause tells, joined where one begins a period and another ends it.

An attack that begins on one day (本月十三日起…) and is over on another (至十六日下午…) took the time between; what a sentence sums up took all that was told.
"""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from kg.model import ZH
from kg.text import calendar, dateforms
from kg.text.dates import DAY, DURATION, RANGE, SINCE, UNTIL, DateMention
from kg.text.grammar import Clause, word_pattern
from kg.text.scan import Scan
from kg.text.structure import Item, Stretch

_BESIDE = 2                       # how far behind a date its length may stand: 截至六月十日止，十四天内
_GROWN = 24                       # how far behind a date the word may stand that leads to a later number
_OF_WORDS = 5                     # how far behind a date it may end that somebody found out or wrote something then: 十七日继续查明
_A_DAY = len("1951-06-10")
_SOON = 12                        # how far behind a date the word may stand that ends a period with it


def told(found: Scan, clauses: Sequence[Clause], spoken: frozenset[int]) -> list[list[DateMention]]:
    """For each clause the dates in it that can date an event. ``spoken`` are the starts of those on which a source spoke."""
    result: list[list[DateMention]] = []
    last: tuple[Clause, DateMention] | None = None
    opened: tuple[Clause, DateMention] | None = None
    for clause in clauses:
        here: list[DateMention] = []
        for date in found.dates_in(clause.start, clause.end):
            if date.start in spoken or _compared(found, date) or _is_of_words(found, date):
                continue
            date = _over(found, clause, date, last, opened)
            if date.period_start or date.period_end:
                here.append(date)
                last = (clause, date)
                opened = last if begins(found, clause, date) else None if opened and closes(date, opened[1]) else opened
        result.append(here)
    return _closed(found, clauses, result)


def _closed(found: Scan, clauses: Sequence[Clause], told_: Sequence[Sequence[DateMention]]) -> list[list[DateMention]]:
    """The dates, each that begins what goes on with the end that the date after it tells: 十九日拂晓进攻，激战至翌日上午; 自七日渡江，于二十四日结束."""
    result: list[list[DateMention]] = []
    after: tuple[Clause, DateMention] | None = None
    for clause, dates in zip(reversed(clauses), reversed(told_), strict=True):
        here: list[DateMention] = []
        for date in reversed(dates):
            end = _end_of(found, clause, date, *after) if after is not None else None
            if end is not None:
                date = replace(date, period_end=end, kind=RANGE)
            here.append(date)
            after = clause, date
        result.append(here[::-1])
    return result[::-1]


def _end_of(found: Scan, clause: Clause, date: DateMention, later: Clause, after: DateMention) -> str | None:
    """The end of what begins on a date, where the date after it tells one; None where that tells of something else."""
    if date.period_start != after.period_start or after.period_end is None or after.kind != RANGE:
        return None
    open_ended = date.kind == SINCE and date.period_end is None and clause.sentence == later.sentence
    fought_on = is_day(date) and later.sentence - clause.sentence <= 1 and word_pattern(found.lang, "fights_on").search(
        found.text, max(date.end, after.start - _SOON), after.start) is not None
    return after.period_end if open_ended or fought_on else None


def _compared(found: Scan, date: DateMention) -> bool:
    """Whether a date is only compared with (比去年上半年多六百名), or says when somebody counted (据截至十四日下午的调查)."""
    return word_pattern(found.lang, "compared").search(found.text, max(0, date.start - 2), date.start) is not None


def _is_of_words(found: Scan, date: DateMention) -> bool:
    """Whether something was found out on a date (十七日查明), or written (十二月十七日代电)."""
    return word_pattern(found.lang, "of_words").search(found.text, date.end, date.end + _OF_WORDS) is not None


def is_rougher(date: DateMention, other: DateMention) -> bool:
    """Whether a date tells a year alone, as a look back does (去年刚从朝鲜调来), and another tells more."""
    return len(date.period_start or date.period_end or "") == len("1953") < len(other.period_start or other.period_end or "")


def grown(found: Scan, date: DateMention) -> int | None:
    """Where the word stands that leads from a date's number to a later one: 由去年年底的二千六百名增加到五千五百名; None where no such word follows."""
    if date.kind != SINCE or date.period_start is None or word_pattern(found.lang, "of_then").match(found.text, date.end) is None:
        return None
    word = word_pattern(found.lang, "grown_to").search(found.text, date.end, date.end + _GROWN)
    return word.start() if word is not None else None


def looks_back(date: DateMention, told: DateMention) -> bool:
    """Whether a year is only that of which more was told before: 八月份打掉三万发，占今年运到的四成."""
    return is_rougher(date, told) and within(told, date)


def _over(found: Scan, clause: Clause, date: DateMention, last: tuple[Clause, DateMention] | None,
          opened: tuple[Clause, DateMention] | None) -> DateMention:
    """The date with the start that an earlier one gives it, where it ends a period."""
    if opened is not None and (clause.paragraph - opened[0].paragraph > 1 or not _before(opened[1], date)):
        opened = None
    if opened is not None and is_day(date) and _ends(found, clause, date):
        return replace(date, period_start=opened[1].period_start, kind=RANGE)
    if last is None:
        return _measured(found, date)
    began = last[1]
    near = clause.paragraph == last[0].paragraph and clause.sentence - last[0].sentence <= 1 and began.period_start is not None
    if date.kind == UNTIL and date.period_start is None:
        if near and (began.kind == SINCE or not _as_of(found, date)) and _before(began, date):
            return replace(date, period_start=began.period_start, kind=RANGE)
        if opened is not None and len(date.period_end or "") == _A_DAY:
            return replace(date, period_start=opened[1].period_start, kind=RANGE)
        return _measured(found, date)
    if near and began.kind == SINCE and began.period_end is None and date.kind != RANGE and _before(began, date) and _ends(found, clause, date):
        return replace(date, period_start=began.period_start, kind=RANGE)
    if date.kind == DURATION and date.period_end is None and began.kind == UNTIL and began.end + _BESIDE >= date.start:
        return replace(_with_length(began, date), start=date.start, end=date.end)
    return date


def _ends(found: Scan, clause: Clause, date: DateMention) -> bool:
    """Whether something is over on a date."""
    return word_pattern(found.lang, "is_over").search(found.text, date.end, min(clause.end, date.end + _SOON)) is not None


def _as_of(found: Scan, date: DateMention) -> bool:
    """Whether a date only says how far a count goes (截至…止), without an event that it ends."""
    return found.lang != ZH or word_pattern(ZH, "as_of").match(found.text, date.start) is not None


def _is_hour(found: Scan, date: DateMention) -> bool:
    """Whether a date that nothing leads up to tells by its part of the day when something happened: 至二十七日晚，我军发起总攻."""
    return len(date.period_end or "") == _A_DAY and found.text[date.start:date.end].endswith(_parts_of_day(found.lang))


@cache
def _parts_of_day(lang: str) -> tuple[str, ...]:
    return tuple(form for form, word in dateforms.words(lang).items() if word.group == "daypart")


def _before(one: DateMention, other: DateMention) -> bool:
    assert one.period_start is not None
    return other.period_end is not None and calendar.first_day(one.period_start) <= calendar.last_day(other.period_end)


def _measured(found: Scan, date: DateMention) -> DateMention:
    """A date that ends a period, with its length where that is told right behind it; the day itself where it tells when something happened."""
    if date.kind != UNTIL:
        return date
    length = next((other for other in found.dates_in(date.end, date.end + _BESIDE + _SOON) if other.kind == DURATION), None)
    if length is not None and length.start - date.end <= _BESIDE:
        return _with_length(date, length)
    return replace(date, period_start=date.period_end, kind=DAY) if not _as_of(found, date) and _is_hour(found, date) else date


def _with_length(until: DateMention, length: DateMention) -> DateMention:
    """The period that ends with a day and lasts so many days, both its ends counted."""
    if length.unit != DAY or length.count is None or until.period_end is None or len(until.period_end) != _A_DAY:
        return until
    start = calendar.first_day(until.period_end) - timedelta(days=int(length.count) - 1)
    return replace(until, period_start=start.isoformat(), kind=RANGE)


def begins(found: Scan, clause: Clause, date: DateMention) -> bool:
    """Whether a campaign that goes on begins with a day: 于五日发起平汉战役, 自本月五日起."""
    if not date.period_start or len(date.period_start) != _A_DAY or date.period_end not in (None, date.period_start):
        return False
    ahead = min(clause.end, date.end + _SOON)
    return date.kind == SINCE or (date.kind != UNTIL and word_pattern(found.lang, "sets_out").search(found.text, date.end, ahead) is not None)


def closes(date: DateMention, opened: DateMention) -> bool:
    """Whether a date tells how long a campaign was, of which a day before it was the first."""
    return date.period_end is not None and date.period_start == opened.period_start != date.period_end


def is_bare_end(date: DateMention) -> bool:
    """Whether a date tells how far a time goes, and not when it began."""
    return date.period_start is None and date.period_end is not None


def is_day(date: DateMention) -> bool:
    """Whether a date is one day."""
    return date.period_start is not None and date.period_start == date.period_end and len(date.period_start) == _A_DAY


def within(date: DateMention, whole: DateMention) -> bool:
    """Whether a date lies in a period that has both its ends."""
    start, end = date.period_start or date.period_end, date.period_end or date.period_start
    if start is None or end is None or whole.period_start is None or whole.period_end is None:
        return False
    return calendar.first_day(whole.period_start) <= calendar.first_day(start) and calendar.last_day(end) <= calendar.last_day(whole.period_end)


def joined(first: DateMention, last: DateMention) -> tuple[str, str] | None:
    """From the start of one date to the end of another that comes later; None where it does not."""
    start, end = first.period_start, last.period_end
    return (start, end) if start and end and calendar.first_day(start) < calendar.last_day(end) else None


def is_period(date: DateMention) -> bool:
    """Whether a date has both its ends, and is more than a day."""
    return date.period_start is not None and date.period_end is not None and not is_day(date)


def results_of(found: Scan, item: Item) -> Stretch | None:
    """The first sentence of an item that tells the results of a battle or a time (石家庄战役战果如下), without a date of its own; None for other items."""
    opening = next((sentence for paragraph in item.paragraphs for sentence in found.sentences_in(paragraph)), None)
    if opening is None or found.dates_in(opening.start, opening.end):
        return None
    return opening if word_pattern(found.lang, "results").search(found.text, opening.start, opening.end) else None


def span(periods: Sequence[tuple[str | None, str | None]]) -> tuple[str, str] | None:
    """From the earliest start to the latest end of periods that have both, those that are told to the day where any are; None where none has both."""
    closed = list(_with_both(periods))
    to_the_day = [period for period in closed if len(period[0]) == len(period[1]) == _A_DAY]
    if not closed:
        return None
    closed = to_the_day or closed
    return min((start for start, _ in closed), key=calendar.first_day), max((end for _, end in closed), key=calendar.last_day)


def _with_both(periods: Sequence[tuple[str | None, str | None]]) -> Iterator[tuple[str, str]]:
    yield from ((start, end) for start, end in periods if start is not None and end is not None)
