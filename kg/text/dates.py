"""Which day, month or period a text means: phrases resolved against the paper's date and what the text named before.

Nothing is invented: what the text and the paper's date do not settle has no period.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kg.text import calendar
from kg.text.calendar import DAY, MONTH, WEEK, YEAR
from kg.text.dateforms import ABSOLUTE, CONTEXT, DATE, DURATION, NOW, ORDINAL_DAY, PRESENT, SAME_PERIOD, TIME, WEEKDAY, Phrase
from kg.text.lang.en import dates as en
from kg.text.lang.zh import dates as zh

RANGE = "range"
LIST = "list"
SINCE = "since"
UNTIL = "until"
RELATIVE = "relative"

_FINDERS: dict[str, Callable[[str], list[Phrase]]] = {"en": en.phrases, "zh": zh.phrases}
_OPEN_FROM = ("since", "up_to_now", "after")
_OPEN_TO = ("until", "before")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A stretch of text that tells a date, a time of day or a length of time; ``text[start:end]`` is its surface, words of bound included.

    ``period_start`` and ``period_end`` are ISO 8601 at the precision of the text, None for an open end or for what nothing settles. ``kind`` is day, month,
    year, range, list, since, until, relative (told by its distance from another date), duration or time. ``anchored`` tells a date that the text gives down
    from its year from one that the paper's date or the context completes. ``count`` and ``unit`` measure a length of time (None where it is vague);
    ``issued`` marks the date on which a wire item was sent.
    """

    start: int
    end: int
    period_start: str | None
    period_end: str | None
    kind: str
    anchored: bool
    count: float | None = None
    unit: str = ""
    issued: bool = False


@dataclass(frozen=True, slots=True)
class DateState:
    """What a text has named so far, for the text that follows it. Days are ISO 8601."""

    issued: str | None = None             # the day on which the source speaks, where its dateline tells
    day: str | None = None                # 同日 is this day
    told: str | None = None               # the last day that was told by its number; 第四天 counts from it
    year: int | None = None
    month: int | None = None              # of ``year``; the month of a bare 十九日
    period: tuple[str, str] | None = None
    since: str | None = None              # the start of a period that has not ended yet


@dataclass(slots=True)
class _Context:
    """The running context; what DateState holds, as it changes."""

    paper: date
    now: date
    day: date | None = None
    told: date | None = None
    year: int | None = None
    month: tuple[int, int] | None = None
    period: tuple[str, str] | None = None
    since: str | None = None
    same_sentence: bool = False           # as the start of ``since``
    days: dict[int, date] = field(default_factory=dict)
    length: Phrase | None = None          # a length of time whose start was told: in the 130 days from …

    def reset(self, issued: date) -> None:
        """A new dispatch begins, sent on that day."""
        self.now, self.day = issued, None
        self.told = self.year = self.month = self.period = self.since = self.length = None
        self.days = {}


def read_dates(text: str, lang: str, paper: date, start_state: DateState | None = None) -> list[DateMention]:
    """Every date, time of day and length of time of a folded text, in order and disjoint, resolved against the date of the paper it stands in.

    ``start_state`` carries on from a text before it (see ``read_on``). A length of time that nothing settles takes the period of this text that lasts as long.
    """
    return read_on(text, lang, paper, start_state)[0]


def read_on(text: str, lang: str, paper: date, start_state: DateState | None = None) -> tuple[list[DateMention], DateState]:
    """As ``read_dates``, with the state in which the text leaves the reader."""
    resolver = _Resolver(paper, start_state)
    for phrase in _FINDERS[lang](text):
        resolver.take(phrase)
    return settle(resolver.mentions), resolver.state()


def settle(mentions: list[DateMention]) -> list[DateMention]:
    """The mentions, each open length of time with the period of the text that lasts as long: 二十天 beside 七月十日至二十九日. The first such period counts."""
    periods = dict.fromkeys((m.period_start, m.period_end) for m in mentions if m.period_start and m.period_end and m.period_start != m.period_end)
    return [_settled(mention, periods) if mention.kind == DURATION and mention.period_end is None else mention for mention in mentions]


def _settled(mention: DateMention, periods: dict[tuple[str | None, str | None], None]) -> DateMention:
    for start, end in periods:
        if start and end and mention.count and calendar.lasts(start, end, mention.count, mention.unit):
            return replace(mention, period_start=start, period_end=end)
    return mention


def resolve_dateline(text: str, lang: str, paper: date) -> DateMention | None:
    """The date in the few words of a dateline (新华社二十一日讯; Xinhua News Agency, 21st dispatch): the latest such day that is not after the paper's."""
    return next((m for m in read_dates(text, lang, paper) if m.period_start and m.period_start == m.period_end and len(m.period_start) == 10), None)


class _Resolver:
    """Turns phrases into mentions, one after the other."""

    def __init__(self, paper: date, state: DateState | None):
        self.context = _Context(paper, paper)
        self.mentions: list[DateMention] = []
        if state:
            self._restore(state)

    def _restore(self, state: DateState) -> None:
        context = self.context
        context.now = date.fromisoformat(state.issued) if state.issued else context.now
        context.day = date.fromisoformat(state.day) if state.day else None
        context.told = date.fromisoformat(state.told) if state.told else None
        context.year, context.period, context.since = state.year, state.period, state.since
        context.month = (state.year, state.month) if state.year and state.month else None

    def state(self) -> DateState:
        """What the text has named so far."""
        context = self.context
        year, month = context.month or (context.year, None)
        return DateState(context.now.isoformat() if context.now != context.paper else None, context.day.isoformat() if context.day else None,
                         context.told.isoformat() if context.told else None, year, month, context.period, context.since)

    def take(self, phrase: Phrase) -> None:
        """Reads one phrase in the context of those before it."""
        if phrase.sentence:
            self.context.same_sentence, self.context.length = False, None
        reader = {DATE: self._date, DURATION: self._duration, TIME: self._time, PRESENT: self._present, SAME_PERIOD: self._same_period,
                  ORDINAL_DAY: self._ordinal_day, WEEKDAY: self._weekday}[phrase.kind]
        mention = reader(phrase)
        if mention is not None:
            self.mentions.append(mention)

    # Dates

    def _date(self, phrase: Phrase) -> DateMention | None:
        previous = self.mentions[-1] if self.mentions else None
        if phrase.before in ("to", "and") and previous and previous.period_start and previous.kind not in (DURATION, TIME, UNTIL):
            return self._joined(phrase, previous)
        if phrase.after == "dispatched" and phrase.month is None and phrase.day is not None and phrase.day_base == ABSOLUTE:
            return self._issue(phrase)
        found = self._bounds(phrase)
        if found is None:
            return None if self._impossible(phrase) else self._mention(phrase, (None, None), self._kind(phrase))
        self._remember(phrase, found)
        return self._bounded(phrase, found)

    def _impossible(self, phrase: Phrase) -> bool:
        """Whether the phrase tells a day that no month could have."""
        return bool(phrase.day is not None and phrase.day_base == ABSOLUTE and (phrase.month is None or phrase.month_base == ABSOLUTE))

    def _kind(self, phrase: Phrase) -> str:
        finest = phrase.day_base if phrase.day is not None else phrase.month_base if phrase.month is not None else phrase.year_base
        if phrase.last is not None:
            return LIST
        if finest != ABSOLUTE:
            return RELATIVE
        return DAY if phrase.day is not None else MONTH if phrase.month is not None else YEAR

    def _mention(self, phrase: Phrase, period: tuple[str | None, str | None], kind: str) -> DateMention:
        anchored = phrase.year is not None and phrase.year_base == ABSOLUTE
        return DateMention(phrase.start, phrase.end, period[0], period[1], kind, anchored, phrase.count, phrase.unit)

    def _issue(self, phrase: Phrase) -> DateMention | None:
        """The date of a wire item, the latest such day: what follows speaks on that day."""
        issued = calendar.latest_day(phrase.day or 1, self.context.paper if phrase.item else self.context.now)
        if issued is None:
            return None
        if phrase.item:
            self.context.reset(issued)
        else:
            self.context.now, self.context.day = issued, None
        return replace(self._mention(phrase, (issued.isoformat(), issued.isoformat()), DAY), issued=True)

    def _bounded(self, phrase: Phrase, found: tuple[str, str]) -> DateMention:
        """The mention of a date by itself, open at one end where a word of bound says so."""
        context = self.context
        if phrase.before == "since" and phrase.after not in _OPEN_TO or phrase.after in _OPEN_FROM:
            context.since, context.same_sentence = found[0], True
            return self._mention(phrase, (found[0], self._end_of(found[0])), SINCE)
        if phrase.before == "until" or phrase.after in _OPEN_TO:
            return self._until(phrase, found[1])
        context.since = None
        return self._measuring(phrase, found) or self._mention(phrase, found, self._kind(phrase))

    def _end_of(self, start: str) -> str | None:
        """The end of a period of which only the start is told: that of the period it lies in, or the present month where it began in it."""
        period, this_month = self.context.period, f"{self.context.now:%Y-%m}"
        if period and calendar.first_day(period[0]) <= calendar.first_day(start) <= calendar.last_day(period[1]):
            return period[1]
        return this_month if start == this_month else None

    def _measuring(self, phrase: Phrase, found: tuple[str, str]) -> DateMention | None:
        """in the one month of November: the length before the date belongs to it."""
        previous = self.mentions[-1] if self.mentions else None
        if previous is None or not phrase.joined or previous.kind != DURATION or not previous.count or not calendar.lasts(*found, previous.count, previous.unit):
            return None
        self.mentions.pop()
        return replace(self._mention(phrase, found, self._kind(phrase)), start=previous.start, count=previous.count, unit=previous.unit)

    def _until(self, phrase: Phrase, end: str) -> DateMention:
        """A bound that ends a period: the one that the same sentence began, or one without a start."""
        context, previous = self.context, self.mentions[-1] if self.mentions else None
        if previous and phrase.joined and previous.kind == DURATION and previous.count:
            self.mentions.pop()
            start = self._counted_back(end, previous.count, previous.unit)
            return DateMention(previous.start, phrase.end, start, end, RANGE if start else UNTIL, False, previous.count, previous.unit)
        start = context.since if context.same_sentence else None
        if phrase.day_base == CONTEXT and phrase.day and context.told and len(end) == 10:
            start = (date.fromisoformat(end) - timedelta(phrase.day)).isoformat()
        if start is not None and phrase.before == "until":
            start = self._before(start, end)
            self._span(start, end)
            return self._mention(phrase, (start, end), RANGE)
        self.context.period = None
        return self._mention(phrase, (None, end), UNTIL)

    def _before(self, start: str, end: str) -> str:
        """The start, moved back a year where it would come after the end."""
        if calendar.first_day(start) > calendar.last_day(end):
            return f"{int(start[:4]) - 1:04d}{start[4:]}"
        return start

    def _span(self, start: str, end: str) -> None:
        """Remembers a period."""
        context = self.context
        context.period, context.since = (start, end), None
        if len(end) == 10:
            context.month = (int(end[:4]), int(end[5:7]))
            context.told = context.day = date.fromisoformat(end)
        context.year = int(end[:4])

    def _joined(self, phrase: Phrase, previous: DateMention) -> DateMention | None:
        """A date that ends a range or carries a list on: one mention with the date before it."""
        ends = self._close_range(phrase, previous)
        if ends is None:
            return None if self._impossible(phrase) else self._mention(phrase, (None, None), self._kind(phrase))
        self.mentions.pop()
        self._span(*ends)
        kind = RANGE if phrase.before == "to" else LIST
        return DateMention(previous.start, phrase.end, ends[0], ends[1], kind, previous.anchored or bool(phrase.year and not phrase.year_base))

    def _close_range(self, phrase: Phrase, previous: DateMention) -> tuple[str, str] | None:
        """Start and end of a range whose two sides complete each other: 三十日到八月七日, 七月十日至二十九日, 十二月到一月."""
        start = previous.period_start
        assert start is not None
        if phrase.year is None and (len(start) == 10 or phrase.day is None):
            end = self._after(phrase, start)
        else:
            end = None
        found = (end, end) if end else self._bounds(phrase)
        if found is None:
            return None
        if not previous.anchored and calendar.first_day(start) > calendar.last_day(found[1]):
            start = self._before(start, found[1])
        return (start, found[1]) if calendar.first_day(start) <= calendar.last_day(found[1]) else None

    def _after(self, phrase: Phrase, start: str) -> str | None:
        """The first date from the start on that a phrase without a year can mean; None where it is told by its distance from another."""
        first = calendar.first_day(start)
        if phrase.day_base or phrase.month_base or phrase.half:
            return None
        if phrase.month is None:
            found = calendar.earliest_day(phrase.last or phrase.day, first) if phrase.day else None
            return found.isoformat() if found else None
        year = first.year
        if phrase.day is None:
            year += (phrase.last or phrase.month) < first.month
            return calendar.iso_month(year, phrase.last or phrase.month)
        year += (phrase.month, phrase.last or phrase.day) < (first.month, first.day)
        found = calendar.day_of(year, phrase.month, phrase.last or phrase.day)
        return found.isoformat() if found else None

    # What a date phrase means

    def _bounds(self, phrase: Phrase) -> tuple[str, str] | None:
        """First and last of what the phrase tells, at its precision; None where it cannot be settled."""
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
            return self.context.now.year + phrase.year
        if phrase.year_base == CONTEXT:
            year = self.context.year or (self.context.day.year if self.context.day else None)
            return None if year is None else year + phrase.year
        return phrase.year + 1900 if phrase.year < 100 else phrase.year

    def _month(self, phrase: Phrase, year: int | None) -> tuple[int, int] | None:
        """The month of a phrase that tells one."""
        context, month = self.context, phrase.month
        assert month is not None
        if phrase.month_base == NOW:
            return calendar.add_months(context.now.year, context.now.month, month)
        if phrase.month_base == CONTEXT:
            named = context.month or ((context.day.year, context.day.month) if context.day else None)
            return calendar.add_months(*named, month) if named else None
        if year is not None:
            return year, month
        if context.year is not None and (context.month is None or (context.year, month) >= context.month) \
                and (context.year, month) <= (context.paper.year, context.paper.month):
            return context.year, month
        return calendar.latest_year(month, context.paper, phrase.day if phrase.day and phrase.day_base == ABSOLUTE else 1), month

    def _months(self, phrase: Phrase, year: int | None) -> tuple[str, str] | None:
        month = self._month(phrase, year)
        if month is None:
            return None
        last = (month[0] + (phrase.last < month[1]), phrase.last) if phrase.last else month
        return calendar.iso_month(*month), calendar.iso_month(*last)

    def _days(self, phrase: Phrase) -> tuple[str, str] | None:
        assert phrase.day is not None
        if phrase.day_base != ABSOLUTE:
            origin = self.context.now if phrase.day_base == NOW else self.context.day or (self.context.now if phrase.day == 0 else None)
            found = origin + timedelta(phrase.day) if origin else None
        elif phrase.month is not None:
            month = self._month(phrase, self._year(phrase))
            found = calendar.day_of(*month, phrase.day) if month else None
        else:
            found = self._bare_day(phrase)
        if found is None:
            return None
        last = calendar.earliest_day(phrase.last, found) if phrase.last else found
        return (found.isoformat(), last.isoformat()) if last else None

    def _bare_day(self, phrase: Phrase) -> date | None:
        """A day told by its number alone: of the month that was named, else the latest that is not after the paper's date."""
        context, day = self.context, phrase.day
        assert day is not None
        if phrase.before == "to_come" or phrase.after == "to_come":
            return calendar.earliest_day(day, context.now)
        if day in context.days:
            return context.days[day]
        if context.month is None:
            return calendar.latest_day(day, context.paper)
        year, month = context.month
        named = [calendar.day_of(year, month, day), calendar.day_of(*calendar.add_months(year, month, 1), day)]
        possible = [found for found in named if found and found <= context.paper]
        if context.told is None or (context.told.year, context.told.month) != context.month:
            return possible[0] if possible else calendar.latest_day(day, context.paper)
        told = context.told
        return min(possible, key=lambda found: abs((found - told).days), default=calendar.latest_day(day, context.paper))

    def _remember(self, phrase: Phrase, found: tuple[str, str]) -> None:
        """What this date settles for those after it. A date that only measures (比九月份) or bounds settles no month."""
        context = self.context
        if phrase.before in ("compared", "to_come") or phrase.after == "to_come":
            return
        if len(found[1]) == 10:
            context.day = date.fromisoformat(found[1])
            if phrase.day_base == ABSOLUTE:
                context.told = date.fromisoformat(found[0])
                context.days[context.told.day] = context.told
        if phrase.month is not None and phrase.before not in ("since", "until") and phrase.after not in _OPEN_FROM + _OPEN_TO:
            context.month = int(found[1][:4]), int(found[1][5:7])
        if phrase.year is not None or (context.year is not None and phrase.month is not None):
            context.year = int(found[1][:4])
            if context.month and context.month[0] != context.year:
                context.month = None
        if found[0] != found[1]:
            context.period = found

    # What else tells time

    def _time(self, phrase: Phrase) -> DateMention:
        return self._mention(phrase, (None, None), TIME)

    def _weekday(self, phrase: Phrase) -> DateMention:
        day = calendar.latest_weekday(phrase.day or 1, self.context.now)
        return self._mention(phrase, (day.isoformat(), day.isoformat()), RELATIVE)

    def _present(self, phrase: Phrase) -> DateMention | None:
        """至今, 截至目前: the period ends when the source speaks."""
        if phrase.before not in ("until", "to"):
            return None
        now, start = self.context.now.isoformat(), self.context.since
        previous = self.mentions[-1] if self.mentions else None
        if phrase.before == "to" and previous and previous.period_start and previous.end >= phrase.start - 3:
            start = previous.period_start
        if (length := self.context.length) and length.count:
            start = self._counted_back(now, length.count, length.unit) or start
        if start is not None and calendar.first_day(start) <= self.context.now:
            self.context.period = (start, now)
            return self._mention(phrase, (start, now), RANGE)
        return self._mention(phrase, (None, now), UNTIL)

    def _same_period(self, phrase: Phrase) -> DateMention | None:
        previous = self.mentions[-1] if self.mentions else None
        if phrase.joined and previous and previous.kind in (RANGE, LIST):
            self.mentions[-1] = replace(previous, end=phrase.end)
            return None
        return self._mention(phrase, self.context.period or (None, None), RELATIVE)

    def _ordinal_day(self, phrase: Phrase) -> DateMention | None:
        """第四天: counted from the last day that was told by its number."""
        first, nth = self.context.told, phrase.day or 1
        found = first + timedelta(nth - 1) if first else None
        if first is None or found is None or found > self.context.paper:
            return self._mention(phrase, (None, None), RELATIVE)
        if phrase.before == "until":
            return self._mention(phrase, (first.isoformat(), found.isoformat()), RANGE)
        self.context.day = found
        return self._mention(phrase, (found.isoformat(), found.isoformat()), RELATIVE)

    # Lengths of time

    def _duration(self, phrase: Phrase) -> DateMention | None:
        previous = self.mentions[-1] if self.mentions else None
        if phrase.joined and previous and previous.kind in (RANGE, LIST, UNTIL) and phrase.after in ("", "within", "since"):
            return self._measured(phrase, previous)
        if phrase.after in ("before", "after") or phrase.before == "earlier":
            return self._distant(phrase)
        if phrase.before == "past" or phrase.after == "up_to_now":
            return self._mention(phrase, self._until_now(phrase), DURATION)
        if phrase.after == "since":
            self.context.length = phrase
        period = self.context.period
        if period and phrase.count and calendar.lasts(*period, phrase.count, phrase.unit):
            return self._mention(phrase, period, DURATION)
        return self._mention(phrase, (None, None), DURATION)

    def _measured(self, phrase: Phrase, previous: DateMention) -> None:
        """从十三日到十七日的五天里; 到四月为止的十八个月中: the length belongs to the period before it, and gives its start where that has none."""
        start, end = previous.period_start, previous.period_end
        if start is None and end and phrase.count:
            start = self._counted_back(end, phrase.count, phrase.unit)
        self.mentions[-1] = replace(previous, end=phrase.end, period_start=start, kind=RANGE if start else previous.kind, count=phrase.count, unit=phrase.unit)
        if start and end:
            self.context.period = (start, end)

    def _counted_back(self, end: str, length: float, unit: str) -> str | None:
        """The start of a period of known end and length, where both are told in the same unit; a length in weeks is too rough for a day."""
        count = int(length)
        if count != length:
            return None
        if unit == DAY and len(end) == 10:
            return (date.fromisoformat(end) - timedelta(count)).isoformat()
        if unit == MONTH and len(end) == 7:
            return calendar.iso_month(*calendar.add_months(int(end[:4]), int(end[5:]), 1 - count))
        return f"{int(end) - count + 1:04d}" if unit == YEAR and len(end) == 4 else None

    def _distant(self, phrase: Phrase) -> DateMention:
        """三天以后, 两星期前, 再早一个星期: so far from the day named last, or back from the present one; to the day only where counted in days."""
        context = self.context
        origin = context.now if phrase.after == "before" and phrase.before != "earlier" else context.day
        if origin is None or phrase.count is None or phrase.count != int(phrase.count):
            return self._mention(phrase, (None, None), DURATION)
        count = int(phrase.count) * (1 if phrase.after == "after" else -1)
        if phrase.unit in (DAY, WEEK):
            found = origin + timedelta(count * (7 if phrase.unit == WEEK else 1))
            iso = found.isoformat() if phrase.unit == DAY else f"{found:%Y-%m}"
        elif phrase.unit == MONTH:
            iso = calendar.iso_month(*calendar.add_months(origin.year, origin.month, count))
        elif phrase.unit == YEAR:
            iso = f"{origin.year + count:04d}"
        else:
            return self._mention(phrase, (None, None), DURATION)
        if calendar.first_day(iso) > context.paper:
            return self._mention(phrase, (None, None), DURATION)
        if len(iso) == 10:
            context.day = date.fromisoformat(iso)
        return self._mention(phrase, (iso, iso), RELATIVE)

    def _until_now(self, phrase: Phrase) -> tuple[str | None, str | None]:
        """最近两个月, 四个月来: a length of time that ends when the source speaks. A year's length is said too loosely to be counted."""
        now, period = self.context.now, self.context.period
        if phrase.count is None or phrase.count != int(phrase.count):
            return None, None
        if period and calendar.lasts(*period, phrase.count, phrase.unit):
            return (period[0], period[1][:7]) if phrase.unit == MONTH and phrase.before != "past" and period[1] == now.isoformat() else period
        if phrase.unit == DAY:
            return (now - timedelta(int(phrase.count))).isoformat(), now.isoformat()
        if phrase.unit == MONTH:
            return calendar.iso_month(*calendar.add_months(now.year, now.month, -int(phrase.count))), now.isoformat()
        return None, None
