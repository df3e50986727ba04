"""The running context of a text, and what a date phrase means in it.

A bare month or day is the latest that is not after the paper's date, unless the text has named a year or month that it belongs to.
"""
from __future__ import annotations

from datetime import date, timedelta

from kg.text import calendar
from kg.text.dateforms import ABSOLUTE, COMPARED, CONTEXT, NOW, OPEN_FROM, OPEN_TO, TO_COME, Phrase
from kg.values import value

Bounds = tuple[str, str]


@value(frozen=True, slots=True)
class DateState:
    """What a text has named so far, for the text that follows it. Days are ISO 8601."""

    issued: str | None = None             # the day on which the source speaks, where its dateline tells
    day: str | None = None                # 同日 is this day
    told: str | None = None               # the last day that was told by its number; 第四天 counts from it
    year: int | None = None               # that bare months belong to
    month: tuple[int, int] | None = None  # that bare days belong to
    period: Bounds | None = None
    since: str | None = None              # the start of a period that has not ended yet
    whole: str | None = None              # the last month or year that was told by itself: 十一月份战绩


class Context:
    """What a text has named so far, as it changes."""

    def __init__(self, paper: date, state: DateState | None = None):
        state = state or DateState()
        self.paper = paper
        self.now = _day(state.issued) or paper
        self.day, self.told = _day(state.day), _day(state.told)
        self.year, self.month = state.year, state.month
        self.whole_before: Bounds | None = None   # the month or year that was told by itself before the last: 九月…去年同期
        self.passing_year: int | None = None      # a year by itself: it holds for its sentence
        self.period, self.since, self.whole = state.period, state.since, state.whole
        self.same_sentence = False                # as the start of ``since``
        self.length: Phrase | None = None         # a length of time whose start was told: in the 130 days from …

    def state(self) -> DateState:
        """What the text that follows has to know."""
        return DateState(_iso(self.now) if self.now != self.paper else None, _iso(self.day), _iso(self.told), self.year, self.month, self.period, self.since,
                         self.whole)

    def issue(self, issued: date, item: bool) -> None:
        """A wire item was sent on that day, on which its source speaks; a new item forgets what the one before it named."""
        self.now = self.day = issued
        if item:
            self.told = self.year = self.passing_year = self.month = self.period = self.since = self.whole = self.length = None

    def begin_sentence(self) -> None:
        """Forgets what holds within a sentence alone."""
        self.same_sentence, self.length, self.passing_year = False, None, None

    def span(self, start: str, end: str) -> None:
        """Remembers a period."""
        self.period, self.since = (start, end), None
        self.year = int(end[:4])
        if self.month and self.month[0] != self.year:
            self.month = None
        if len(end) == 10:
            self.month = self.year, int(end[5:7])
            self.told = self.day = date.fromisoformat(end)

    def remember(self, phrase: Phrase, found: Bounds) -> None:
        """What a date settles for those after it. One that only measures (比九月份) or lies ahead settles nothing, a bound of a period no month."""
        if phrase.before in (COMPARED, TO_COME) or phrase.after == TO_COME:
            return
        if len(found[1]) == 10:
            self.day = date.fromisoformat(found[1])
            if phrase.day_base == ABSOLUTE:
                self.told = date.fromisoformat(found[0])
        if phrase.month is not None:
            self._remember_month(phrase, int(found[1][:4]), int(found[1][5:7]))
        elif phrase.year is not None:
            self.year = self.month = None
            self.passing_year = int(found[1]) if phrase.year_base == ABSOLUTE and len(found[1]) == 4 else None
        if found[0] != found[1]:
            self.period = found
        elif len(found[0]) < len("1951-06-10"):
            self.whole, self.whole_before = found[0], (self.whole, self.whole) if self.whole else None

    def _remember_month(self, phrase: Phrase, year: int, month: int) -> None:
        if phrase.before not in OPEN_FROM + OPEN_TO and phrase.after not in OPEN_FROM + OPEN_TO:
            self.month = year, month
        elif self.month and self.month[0] != year:
            self.month = None
        if phrase.year is not None or self.year is not None:
            self.year = year

    # What a phrase means

    def bounds(self, phrase: Phrase) -> Bounds | None:
        """First and last of what a date phrase tells, at its precision; None where nothing settles it."""
        if phrase.day is not None:
            return self._days(phrase)
        year = self._year(phrase)
        if phrase.month is not None:
            return self._months(phrase, year)
        if year is None:
            return None
        if phrase.half:
            return calendar.iso_month(year, phrase.half * 6 - 5), calendar.iso_month(year, phrase.half * 6)
        return f"{year:04d}", f"{phrase.last or year:04d}"

    def _year(self, phrase: Phrase) -> int | None:
        if phrase.year is None:
            return None
        if phrase.year_base == NOW:
            return self.now.year + phrase.year
        if phrase.year_base == CONTEXT:
            year = self.year or self.passing_year or (self.day.year if self.day else None)
            return None if year is None else year + phrase.year
        return phrase.year + 1900 if phrase.year < 100 else phrase.year

    def _month(self, phrase: Phrase, year: int | None) -> tuple[int, int] | None:
        """The month of a phrase that tells one."""
        month = phrase.month
        assert month is not None
        if phrase.month_base == NOW:
            return calendar.add_months(self.now.year, self.now.month, month)
        if phrase.month_base == CONTEXT:
            named = self.month or ((self.day.year, self.day.month) if self.day else None)
            return calendar.add_months(*named, month) if named else None
        if year is not None:
            return year, month
        if TO_COME in (phrase.before, phrase.after):
            return self.now.year + (month < self.now.month), month
        named_year = self.year or self.passing_year
        if named_year and (named_year, month) <= (self.paper.year, self.paper.month) and (self.month is None or (named_year, month) >= self.month):
            return named_year, month
        return calendar.latest_year(month, self.paper, phrase.day if phrase.day and phrase.day_base == ABSOLUTE else 1), month

    def _months(self, phrase: Phrase, year: int | None) -> Bounds | None:
        month = self._month(phrase, year)
        if month is None:
            return None
        last = (month[0] + (phrase.last < month[1]), phrase.last) if phrase.last else month
        return calendar.iso_month(*month), calendar.iso_month(*last)

    def _days(self, phrase: Phrase) -> Bounds | None:
        assert phrase.day is not None
        if phrase.day_base != ABSOLUTE:
            found = self._relative_day(phrase.day, phrase.day_base)
        elif phrase.month is not None:
            month = self._month(phrase, self._year(phrase))
            found = calendar.day_of(*month, phrase.day) if month else None
        else:
            found = self._bare_day(phrase.day, TO_COME in (phrase.before, phrase.after))
        if found is None:
            return None
        last = calendar.earliest_day(phrase.last, found) if phrase.last else found
        return (found.isoformat(), last.isoformat()) if last else None

    def _relative_day(self, distance: int, base: str) -> date | None:
        if base == NOW:
            return self.now + timedelta(distance)
        found = self.day + timedelta(distance) if self.day else None
        return found if found and found <= self.paper else None

    def _bare_day(self, day: int, to_come: bool) -> date | None:
        """A day told by its number alone: of the month that was named, else the latest that is not after the paper's date."""
        if to_come:
            return calendar.earliest_day(day, self.now)
        if self.month is None:
            return calendar.latest_day(day, self.paper)
        near = [calendar.day_of(*self.month, day), calendar.day_of(*calendar.add_months(*self.month, 1), day)]
        possible = [found for found in near if found and found <= self.paper]
        told, period = self.told, self.period
        inside = [found for found in possible if period and calendar.first_day(period[0]) <= found <= calendar.last_day(period[1])]
        if len(inside) == 1:
            return inside[0]
        if told is None or (told.year, told.month) != self.month:
            return possible[0] if possible else calendar.latest_day(day, self.paper)
        return min(possible, key=lambda found: abs((found - told).days), default=calendar.latest_day(day, self.paper))

    def following(self, phrase: Phrase, start: str) -> str | None:
        """The first date from the start on that the end of a range can mean; None where it is told by its distance from another date."""
        first = calendar.first_day(start)
        if phrase.day_base or phrase.month_base or phrase.half:
            return None
        if phrase.month is None:
            found = calendar.earliest_day(phrase.last or phrase.day, first) if phrase.day else None
            return found.isoformat() if found else None
        last = phrase.last or (phrase.month if phrase.day is None else phrase.day)
        if phrase.day is None:
            return calendar.iso_month(first.year + (last < first.month), last)
        found = calendar.day_of(first.year + ((phrase.month, last) < (first.month, first.day)), phrase.month, last)
        return found.isoformat() if found else None


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
