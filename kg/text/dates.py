"""Which day, month or period a text means: phrases resolved against the paper's date and what the text named before.

Nothing is invented: what the text and the paper's date do not settle has no period.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from kg.text import calendar, dateforms
from kg.text.calendar import DAY, MONTH, YEAR
from kg.text.datecontext import Bounds, Context, DateState
from kg.text.dateforms import ABSOLUTE, CONTEXT, DATE, DISPATCHED, DURATION, OPEN_FROM, OPEN_TO, ORDINAL_DAY, PRESENT, SAME_PERIOD, TIME, WEEKDAY, Phrase
from kg.text.lang.en import dates as en
from kg.text.lang.zh import dates as zh
from kg.values import value

__all__ = ["DAY", "DURATION", "LIST", "MONTH", "RANGE", "RELATIVE", "SINCE", "TIME", "UNTIL", "YEAR",
           "DateMention", "DateState", "read_dates", "read_on", "resolve_dateline", "settle"]

RANGE = "range"
LIST = "list"
SINCE = "since"
UNTIL = "until"
RELATIVE = "relative"

_FINDERS: dict[str, Callable[[str], list[Phrase]]] = {"en": en.phrases, "zh": zh.phrases}
_CLOSED = (DATE, DAY, MONTH, YEAR, RANGE, LIST, RELATIVE, SINCE)
_UNSETTLED = (None, None)
_HOUR = "hour"
_ABOUT = timedelta(3)             # how far the day a battle has entered may lie from when the source speaks


@value(frozen=True, slots=True)
class DateMention:
    """A stretch of text that tells a date, a time of day or a length of time; ``text[start:end]`` is its surface, words of bound included.

    ``period_start`` and ``period_end`` are ISO 8601 at the precision of the text, None for an open end or for what nothing settles. ``kind`` is day, month,
    year, range, list, since, until, relative (told by its distance from another date), duration or time. ``anchored`` tells a date that the text gives down
    from its year from one that the paper's date or the context completes. ``count`` and ``unit`` measure a length of time (None where it is vague),
    or what a bare day (三日) would be as one;
    ``running`` marks one that ends when the source speaks (一年来), ``within`` one in which something happened (三日内),
    ``issued`` the date on which a wire item was sent.
    """

    start: int
    end: int
    period_start: str | None
    period_end: str | None
    kind: str
    anchored: bool
    count: float | None = None
    unit: str = ""
    running: bool = False
    within: bool = False
    issued: bool = False


def read_dates(text: str, lang: str, paper: date, start_state: DateState | None = None, origin: int = 0) -> list[DateMention]:
    """Every date, time of day and length of time of a folded text, in order and disjoint, resolved against the date of the paper it stands in.

    ``start_state`` carries on from a text before it (see ``read_on``). A length of time that nothing settles takes the period of this text that lasts as long.
    ``origin`` is the place of the text's beginning, from which positions are to count.
    """
    return read_on(text, lang, paper, start_state, origin)[0]


def read_on(text: str, lang: str, paper: date, start_state: DateState | None = None, origin: int = 0) -> tuple[list[DateMention], DateState]:
    """As ``read_dates``, with the state in which the text leaves the reader."""
    resolver = _Resolver(Context(paper, start_state))
    for phrase in _FINDERS[lang](text):
        phrase.start, phrase.end = phrase.start + origin, phrase.end + origin
        resolver.take(phrase)
    return settle(resolver.mentions), resolver.context.state()


def settle(mentions: Iterable[DateMention], heading: int = 0) -> list[DateMention]:
    """The mentions, each unsettled length of time with the first period told among them that lasts as long: 二十天 beside 七月十日至二十九日.

    Before ``heading``, where the title ends, a bare day is such a length (三日歼匪四千) where the body tells of three days, and not of that one.
    """
    mentions = list(mentions)
    told = [(m.period_start, m.period_end) for m in mentions if m.period_start and m.period_end and m.period_start != m.period_end]
    periods = [(start, end) for start, end in dict.fromkeys(told) if start and end]
    if not periods:
        return mentions
    days = {mention.period_start for mention in mentions if mention.start >= heading}
    return [_settled(mention, periods) if (mention.kind == DURATION and mention.period_end is None)
            or (mention.start < heading and mention.kind == DAY and mention.period_start not in days) else mention for mention in mentions]


def _settled(mention: DateMention, periods: list[Bounds]) -> DateMention:
    for start, end in periods:
        if not mention.running and _lasts((start, end), mention.count, mention.unit):
            return replace(mention, period_start=start, period_end=end, kind=DURATION)
    return mention


def _lasts(period: Bounds | None, count: float | None, unit: str) -> bool:
    """Whether a length of time names the period. A single day names none: two days' difference is one."""
    return period is not None and count is not None and (count > 1 or unit != DAY) and calendar.lasts(*period, count, unit)


def _fills(start: str, end: str, phrase: Phrase) -> bool:
    """Whether a length of time only says again how long the date before it is: 四月份一个月, 二十七日一天."""
    return _lasts((start, end), phrase.count, phrase.unit) or (phrase.count == 1 and phrase.unit == DAY and start == end and len(start) == 10)


def resolve_dateline(text: str, lang: str, paper: date) -> DateMention | None:
    """The date in the few words of a dateline (新华社二十一日讯; Xinhua News Agency, 21st dispatch): the latest such day that is not after the paper's."""
    days = [mention for mention in read_dates(text, lang, paper) if mention.period_start == mention.period_end and len(mention.period_start or "") == 10]
    return next((day for day in days if day.issued), days[0] if days else None)


class _Resolver:
    """Turns phrases into mentions, one after the other."""

    def __init__(self, context: Context):
        self.context = context
        self.mentions: list[DateMention] = []
        self._readers: dict[str, Callable[[Phrase], DateMention | None]] = {
            DATE: self._date, DURATION: self._duration, TIME: self._time, PRESENT: self._present, SAME_PERIOD: self._same_period,
            ORDINAL_DAY: self._ordinal_day, WEEKDAY: self._weekday}

    def take(self, phrase: Phrase) -> None:
        """Reads one phrase in the context of those before it."""
        if phrase.sentence:
            self.context.begin_sentence()
        mention = self._readers[phrase.kind](phrase)
        if mention is not None:
            self.mentions.append(mention)

    @property
    def _previous(self) -> DateMention | None:
        return self.mentions[-1] if self.mentions else None

    # Dates

    def _date(self, phrase: Phrase) -> DateMention | None:
        previous = self._previous
        if phrase.before in (dateforms.TO, dateforms.AND) and previous and previous.period_start and previous.kind in _CLOSED:
            return self._joined(phrase, previous, previous.period_start)
        if phrase.after == DISPATCHED and phrase.month is None and phrase.day is not None and phrase.day_base == ABSOLUTE:
            return self._issue(phrase, phrase.day)
        found = self.context.bounds(phrase)
        if found is None:
            return _unsettled(phrase)
        self.context.remember(phrase, found)
        if phrase.after == DISPATCHED and len(found[0]) == 10:
            if phrase.item and phrase.day_base == CONTEXT:
                found = (self.context.now.isoformat(),) * 2           # 同社同日电: of the day of the item before
            self.context.issue(date.fromisoformat(found[0]), phrase.item)
            return replace(_mention(phrase, found, _kind(phrase)), issued=True)
        return self._bounded(phrase, found)

    def _issue(self, phrase: Phrase, day: int) -> DateMention | None:
        """The date of a wire item is the latest such day."""
        issued = calendar.latest_day(day, self.context.paper if phrase.item else self.context.now)
        if issued is None:
            return None
        self.context.issue(issued, phrase.item)
        told = issued.isoformat()
        return DateMention(phrase.start, phrase.end, told, told, DAY, False, issued=True)

    def _bounded(self, phrase: Phrase, found: Bounds) -> DateMention:
        """The mention of a date by itself, open at one end where a word of bound says so."""
        context = self.context
        if (phrase.before in OPEN_FROM and phrase.after not in OPEN_TO) or phrase.after in OPEN_FROM:
            context.since, context.same_sentence = found[0], True
            return _mention(phrase, (found[0], self._end_of(found[0])), SINCE)
        if phrase.before in OPEN_TO or phrase.after in OPEN_TO:
            return self._until(phrase, found[1])
        context.since = None
        return self._measured_before(phrase, found) or _mention(phrase, found, _kind(phrase))

    def _end_of(self, start: str) -> str | None:
        """The end of a period of which only the start is told: that of the period it lies in, or the present month where it began in it."""
        period, this_month = self.context.period, f"{self.context.now:%Y-%m}"
        if period and calendar.first_day(period[0]) <= calendar.first_day(start) <= calendar.last_day(period[1]):
            return period[1]
        return this_month if start == this_month else None

    def _measured_before(self, phrase: Phrase, found: Bounds) -> DateMention | None:
        """in the one month of November: the length before the date belongs to it."""
        previous = self._previous
        if previous is None or not phrase.joined or previous.kind != DURATION or not _lasts(found, previous.count, previous.unit):
            return None
        self.mentions.pop()
        return replace(_mention(phrase, found, _kind(phrase)), start=previous.start, count=previous.count, unit=previous.unit)

    def _until(self, phrase: Phrase, end: str) -> DateMention:
        """A bound that ends a period: the one that the same sentence began, or whose length stands before it, or one without a start."""
        context, previous = self.context, self._previous
        if previous and phrase.joined and previous.kind == DURATION and previous.count:
            self.mentions.pop()
            start = calendar.counted_back(end, previous.count, previous.unit)
            return DateMention(previous.start, phrase.end, start, end, RANGE if start else UNTIL, False, previous.count, previous.unit)
        start = context.since if context.same_sentence else None
        if phrase.day_base == CONTEXT and phrase.day:
            start = (date.fromisoformat(end) - timedelta(phrase.day)).isoformat()
        if start is None or phrase.before != dateforms.UNTIL:
            return _mention(phrase, (None, end), UNTIL)
        later = context.following(phrase, start) if phrase.year is None and (len(start) == 10 or phrase.day is None) else None
        if later is not None and calendar.first_day(start) > calendar.last_day(end) and calendar.first_day(later) <= context.paper:
            end = later                        # 自去年十二月廿五日，至二月底止: of this year
        start = calendar.not_after(start, end)
        if start is None:
            return _mention(phrase, (None, end), UNTIL)
        context.span(start, end)
        return _mention(phrase, (start, end), RANGE)

    def _joined(self, phrase: Phrase, previous: DateMention, start: str) -> DateMention | None:
        """A date that ends a range or carries a list on makes one mention with the date before it: 三十日到八月七日, 十二月到一月."""
        end = self.context.following(phrase, start) if phrase.year is None and (len(start) == 10 or phrase.day is None) else None
        found = (end, end) if end else self.context.bounds(phrase)
        if found is None:
            return _unsettled(phrase)
        first = start if previous.anchored else calendar.not_after(start, found[1])
        if first is None or calendar.first_day(first) > calendar.last_day(found[1]):
            self.context.remember(phrase, found)
            return _mention(phrase, found, _kind(phrase))
        self.mentions.pop()
        self.context.span(first, found[1])
        kind = RANGE if phrase.before == dateforms.TO or previous.kind == SINCE else LIST
        return replace(previous, end=phrase.end, period_start=first, period_end=found[1], kind=kind, anchored=previous.anchored or _anchored(phrase))

    # What else tells time

    def _time(self, phrase: Phrase) -> DateMention:
        return _mention(phrase, _UNSETTLED, TIME)

    def _weekday(self, phrase: Phrase) -> DateMention:
        day = calendar.latest_weekday(phrase.day or 1, self.context.now).isoformat()
        return _mention(phrase, (day, day), RELATIVE)

    def _present(self, phrase: Phrase) -> DateMention:
        """至今, 截至目前: the period ends when the source speaks."""
        context, now = self.context, self.context.now.isoformat()
        start, previous = context.since, self._previous
        if phrase.before == dateforms.TO and previous and previous.period_start and previous.kind in _CLOSED:
            start = previous.period_start
        if context.length and context.length.count:
            start = calendar.counted_back(now, context.length.count, context.length.unit) or start
        if start is None or calendar.first_day(start) > context.now:
            return _mention(phrase, (None, now), UNTIL)
        context.period = (start, now)
        return _mention(phrase, (start, now), RANGE)

    def _same_period(self, phrase: Phrase) -> DateMention | None:
        previous = self._previous
        if phrase.joined and previous and previous.period_start == previous.period_end and len(previous.period_start or "") == len("1953"):
            self.mentions[-1] = self._same_of_year(phrase, previous)
            return None
        if phrase.joined and previous and previous.kind in (RANGE, LIST):
            self.mentions[-1] = replace(previous, end=phrase.end)
            return None
        whole = self.context.whole
        return _mention(phrase, self.context.period or ((whole, whole) if whole else _UNSETTLED), RELATIVE)

    def _same_of_year(self, phrase: Phrase, year: DateMention) -> DateMention:
        """去年同期: the period told last, in another year."""
        period = self.context.period or self.context.whole_before
        bounds = tuple(f"{year.period_start}{bound[4:]}" for bound in period) if period else _UNSETTLED
        if any(bound is not None and bound.endswith("02-29") for bound in bounds):
            bounds = _UNSETTLED
        return replace(year, end=phrase.end, period_start=bounds[0], period_end=bounds[1])

    def _ordinal_day(self, phrase: Phrase) -> DateMention:
        """第四天: counted from the last day that was told by its number; 已进入第四天: else back from the day on which the source speaks."""
        first, length = self.context.told, timedelta((phrase.day or 1) - 1)
        found = first + length if first else None
        if phrase.before == dateforms.ENTERED and (found is None or abs(self.context.now - found) > _ABOUT):
            return _mention(phrase, ((self.context.now - length).isoformat(), self.context.now.isoformat()), RANGE)
        if first is None or found is None or found > self.context.paper:
            return _mention(phrase, _UNSETTLED, RELATIVE)
        if phrase.before in (dateforms.UNTIL, dateforms.ENTERED):
            return _mention(phrase, (first.isoformat(), found.isoformat()), RANGE)
        self.context.day = found
        return _mention(phrase, (found.isoformat(), found.isoformat()), RELATIVE)

    # Lengths of time

    def _duration(self, phrase: Phrase) -> DateMention | None:
        if phrase.joined and self._measured(phrase):
            return None
        if phrase.after in (dateforms.BEFORE_IT, dateforms.AFTER_IT) or phrase.before == dateforms.EARLIER:
            return self._distant(phrase)
        if phrase.before == dateforms.PAST or phrase.after == dateforms.UP_TO_NOW:
            return replace(_mention(phrase, self._until_now(phrase), DURATION), running=True)
        if phrase.after == dateforms.SINCE:
            self.context.length = phrase
        return replace(_mention(phrase, self._same_length(phrase) or _UNSETTLED, DURATION), within=phrase.after == dateforms.WITHIN)

    def _same_length(self, phrase: Phrase) -> Bounds | None:
        """The period told last where it lasts as long; else that which began and goes on: since January 14th …, in four months."""
        context = self.context
        if context.period and _lasts(context.period, phrase.count, phrase.unit):
            return context.period
        start = context.since or (context.told.isoformat() if context.told and phrase.after == dateforms.WITHIN and phrase.unit != DAY else None)
        running = (start, context.now.isoformat()) if start else None
        if running is None or not _lasts(running, phrase.count, phrase.unit):
            return None
        return (running[0], running[1][:7]) if phrase.unit == MONTH else running

    def _measured(self, phrase: Phrase) -> bool:
        """从十三日到十七日的五天里, 四月份一个月内: the length belongs to the date before it; 到四月为止的十八个月中: and gives its start where it has none."""
        previous = self._previous
        if previous is None or phrase.after not in ("", dateforms.WITHIN):
            return False
        start, end = previous.period_start, previous.period_end
        if previous.kind == UNTIL and end and phrase.count:
            start = calendar.counted_back(end, phrase.count, phrase.unit)
        elif previous.kind not in (RANGE, LIST) and not (previous.kind in _CLOSED and start and end and _fills(start, end, phrase)):
            return False
        kind = RANGE if previous.kind == UNTIL and start else previous.kind
        self.mentions[-1] = replace(previous, end=phrase.end, period_start=start, kind=kind, count=phrase.count, unit=phrase.unit)
        if start and end and start != end:
            self.context.period = (start, end)
        return True

    def _distant(self, phrase: Phrase) -> DateMention:
        """三天以后, 两星期前, 再早一个星期: so far from the day named last, or back from the present one; to the day only where counted in days."""
        context = self.context
        origin = context.now if phrase.after == dateforms.BEFORE_IT and phrase.before != dateforms.EARLIER else context.day
        count = calendar.whole(phrase.count)
        if origin is None or count is None:
            return _mention(phrase, _UNSETTLED, DURATION)
        found = calendar.moved(origin, count if phrase.after == dateforms.AFTER_IT else -count, phrase.unit)
        if found is None or calendar.first_day(found) > context.paper:
            return _mention(phrase, _UNSETTLED, DURATION)
        if len(found) == 10:
            context.day = date.fromisoformat(found)
        return _mention(phrase, (found, found), RELATIVE)

    def _until_now(self, phrase: Phrase) -> tuple[str | None, str | None]:
        """最近两个月, 四个月来: a length of time that ends when the source speaks. A year's length is said too loosely to be counted."""
        now, period, unit, count = self.context.now, self.context.period, phrase.unit, calendar.whole(phrase.count)
        if count is None:
            return _UNSETTLED
        whole = self.context.whole
        if whole and calendar.just_over(whole, now) and _lasts((whole, whole), count, unit):
            return whole, whole                # 发表一九四七年度战绩。一年来…
        if unit == _HOUR and count % 24 == 0:
            unit, count = DAY, count // 24
        if period and _lasts(period, count, unit):
            months = unit == MONTH and phrase.after == dateforms.UP_TO_NOW and period[1] == now.isoformat()
            return (period[0], period[1][:7]) if months else period
        if unit not in (DAY, MONTH):
            return _UNSETTLED
        return calendar.moved(now, -count, unit), now.isoformat()


# Arithmetic on phrases


def _mention(phrase: Phrase, period: tuple[str | None, str | None], kind: str) -> DateMention:
    return DateMention(phrase.start, phrase.end, period[0], period[1], kind, _anchored(phrase), phrase.count, phrase.unit)


def _anchored(phrase: Phrase) -> bool:
    return phrase.year is not None and phrase.year_base == ABSOLUTE


def _kind(phrase: Phrase) -> str:
    if phrase.last is not None:
        return LIST
    finest = phrase.day_base if phrase.day is not None else phrase.month_base if phrase.month is not None else phrase.year_base
    if finest != ABSOLUTE:
        return RELATIVE
    return DAY if phrase.day is not None else MONTH if phrase.month is not None else YEAR


def _unsettled(phrase: Phrase) -> DateMention | None:
    """A date that nothing settles; none where its numbers make no date: 31 June."""
    numbered = phrase.day is not None and phrase.day_base == ABSOLUTE and (phrase.month is None or phrase.month_base == ABSOLUTE)
    return None if numbered else _mention(phrase, _UNSETTLED, _kind(phrase))
