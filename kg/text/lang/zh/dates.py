"""Dates, times of day and lengths of time in Chinese, as the text has them."""
from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from kg.text import dateforms
from kg.text.calendar import DAY
from kg.text.dateforms import (
    AND,
    COMPARED,
    CONTEXT,
    DATE,
    DISPATCHED,
    DURATION,
    EARLIER,
    END,
    FIRST_OF,
    LASTED,
    NOW,
    ORDINAL_DAY,
    PAST,
    PRESENT,
    QUARTER,
    SAME_PERIOD,
    TIME,
    TO,
    TO_COME,
    WEEKDAY,
    WITHIN,
    DateWord,
    Phrase,
    alternation,
)
from kg.text.lang.zh.datenumerals import DIGITS, NEIGHBOURS, first_and_last, numeral
from kg.values import value
from kg.vocabulary import AFTER, BEFORE

_LANG = "zh"
_NO_DATE = "not_a_date"
_VAGUE = frozenset("几数余多万")
_NUMERALS = frozenset("零〇○一二两三四五六七八九十廿卅百千万半几数余多")
_NUMERAL = "0-9零〇○一二两三四五六七八九十廿卅百千万半几数余多"
_FIRST_YEAR, _LAST_YEAR = 1800, 2099
_QUARTERS = 4
_ABLE = frozenset((*(("day", number) for number in range(1, 32)), *(("month", number) for number in range(1, 13))))
_YEAR_ZERO = 1911                 # year 1 of the Republic is 1912
_ITEM = re.compile(r"[【〔\[\n]")
_STOP = re.compile(r"[。!?！？【〔\[\n]")
_MONTH_FOLLOWS = re.compile(rf"[{_NUMERAL}]{{1,2}}月")
_YEAR_CONFIRMED = re.compile(rf"[{_NUMERAL}]{{1,3}}[月年]|[春夏秋冬底初度]")
_YEAR_BEFORE = frozenset("在到自从至迄于")


@value(frozen=True, slots=True)
class _Grammar:
    """The patterns compiled from the vocabulary."""

    token: re.Pattern[str]
    quarters: frozenset[str]
    names: dict[str, DateWord]
    units: dict[str, DateWord]
    before: dict[str, DateWord]
    after: dict[str, DateWord]
    begins: frozenset[str]                    # what a part, a part of the day, an hour or a word of bound after a date begins with
    ends: frozenset[str]                      # what a word of bound before a date ends with
    links: dict[str, str]                     # what joins two dates into a range or a list
    year_ends: frozenset[str]                 # the words for the last month of a year: 一九五二年底
    halves: dict[str, int]                    # of the year
    part: re.Pattern[str]
    tail: re.Pattern[str]
    suffix: re.Pattern[str]
    daypart: re.Pattern[str]
    clock: re.Pattern[str]
    length: re.Pattern[str]


_NAMED = ("day_from_now", "day_from_context", "month_from_now", "month_from_context", "year_from_now", "year_from_context", "month", "weekday", "now",
          "same_period")
_CLOCK = rf"(?:[{_NUMERAL}]{{1,3}}(?:时|点钟?)(?!间|期|代|候|局|评)(?:[{_NUMERAL}]{{1,3}}分|[一三]刻|半|许|正)?)"


@cache
def _grammar() -> _Grammar:
    labels, before, after = dateforms.words(_LANG), dateforms.words(_LANG, BEFORE), dateforms.words(_LANG, AFTER)
    names = {form: word for form, word in labels.items() if (word.group in _NAMED or word.code in _NAMED) and form[0] not in _NUMERALS}
    names.update({form: word for form, word in labels.items() if word.code == _NO_DATE})
    units = {form: word for form, word in after.items() if word.group == "duration_unit"}
    bounds = {form: word for form, word in after.items() if word.group == "bound" and word.code not in (TO, AND)}
    other = alternation(form for form, word in after.items() if word.code == _NO_DATE)
    parts = [form for form, word in labels.items() if word.group == "part"]
    names.update({form: labels[form] for form in parts if len(form) == 2 and form[0] in "年月"})
    names_of_day = [form for form, word in labels.items() if word.group == "daypart"]
    dayparts = alternation(names_of_day)
    quarters = frozenset(form for form, word in after.items() if word.code == QUARTER)
    unit = alternation([*units, "月份", "号", "时", "点"])
    return _Grammar(
        token=re.compile(_token(names, unit, quarters)), quarters=quarters, names=names, units=units, before=before, after=bounds,
        begins=frozenset(form[0] for form in (*bounds, *parts, *names_of_day, "的")) | _NUMERALS | frozenset("0123456789"),
        ends=frozenset(form[-1] for form in before),
        year_ends=frozenset(form for form in parts if labels[form].code == END),
        halves={form: labels[form].number for form in parts if labels[form].number},
        links={form: word.code for form, word in after.items() if word.code in (TO, AND)},
        length=re.compile(rf"(?!{other})(?:之?[内久]|来|之?间)"), part=re.compile(rf"(?!{other})的?(?:{alternation(parts)})"),
        tail=re.compile(rf"(?:的?(?!{other})(?:{dayparts}))?{_CLOCK}?"),
        suffix=re.compile(alternation(bounds)),
        daypart=re.compile(dayparts), clock=re.compile(_CLOCK))


def _token(names: dict[str, DateWord], unit: str, quarters: Iterable[str]) -> str:
    """One pattern for all that can begin a phrase. It opens with a set of characters, which the engine scans for quickly; sets keep the branches rare."""
    by_first: dict[str, list[str]] = {}
    for form in names:
        if form[0] not in _NUMERALS:
            by_first.setdefault(form[0], []).append(form[1:])
    second = "".join(sorted({rest[:1] for rests in by_first.values() for rest in rests if rest}))
    single = alternation(first for first, rests in by_first.items() if "" in rests)
    named = "|".join(f"(?<={first})(?:{alternation(rest for rest in rests if rest)})" for first, rests in sorted(by_first.items()))
    begins = "".join(sorted({form[0] for form in unit.split("|")}))
    idiom = "|".join(f"(?<={form[0]}){re.escape(form[1:])}" for form in sorted(names) if form[0] in _NUMERALS) or "(?!)"
    run = rf"(?<=[{_NUMERAL}])(?<![{_NUMERAL}][{_NUMERAL}])(?!{idiom})(?P<run>[{_NUMERAL}]{{0,9}}+(?:[、至到—～~-][{_NUMERAL}]{{1,9}}+){{0,9}}+)各?"
    run += f"(?=[{begins}])(?P<unit>{unit})"
    ordinal = rf"(?<=第)(?P<nth>[{_NUMERAL}]{{1,9}}+)(?P<of>天|日|昼夜|{alternation(quarters)})?"
    firsts = "".join(sorted(set(by_first)))
    glossed = sorted(form for form, word in names.items() if len(form) == 2 and "_from_" in word.group)
    gloss = rf"(?<=[{''.join(sorted({form[0] for form in glossed}))}])\((?P<gloss>[{_NUMERAL}]{{1,4}})\)[{''.join(sorted({form[1] for form in glossed}))}]"
    return f"[{_NUMERAL}第{firsts}](?:{run}|{ordinal}|{gloss}|(?P<name>(?=[{second}])(?:{named})|(?<={single})))"


def phrases(text: str) -> list[Phrase]:
    """Every date, time of day and length of time of a folded text, in its order."""
    return _Finder(text).find()


class _Finder:
    """One pass over a text: tokens that stand together make one phrase, coarse before fine."""

    def __init__(self, text: str):
        self.text = text
        self.grammar = _grammar()
        self.found: list[Phrase] = []
        self.end = 0                              # of the last phrase, words of bound included
        self.closed = True                        # whether the last phrase can take no more tokens

    def find(self) -> list[Phrase]:
        search, position = self.grammar.token.search, 0
        while match := search(self.text, position):
            position = self._take(match)
        self._close()
        return self.found

    def _take(self, match: re.Match[str]) -> int:
        """Reads a token, and says where to read on."""
        if match.lastgroup == "unit":
            fresh = self._numbered(match)
        elif match.lastgroup == "name":
            fresh = self._named(match)
        elif match.lastgroup == "gloss":
            fresh = self._glossed(match)
        else:
            number = numeral(match["nth"])
            fresh = self._ordinal(match, number) if match["of"] and number else None
        if fresh is None:
            return match.end()
        if not self._extends(fresh):
            self._close()
            if fresh.start < self.end:
                return max(self.end, match.start() + 1)
            self._open(fresh)
        if self.found[-1].kind != DATE or self.found[-1].day is not None:
            self._close()
        return max(self.end, self.found[-1].end)

    def _ordinal(self, match: re.Match[str], number: int) -> Phrase | None:
        """第四天; 第三季度."""
        if match["of"] not in self.grammar.quarters:
            return Phrase(ORDINAL_DAY, match.start(), match.end(), day=number)
        return Phrase(DATE, match.start(), match.end(), month=number * 3 - 2, last=number * 3) if number <= _QUARTERS else None

    def _named(self, match: re.Match[str]) -> Phrase | None:
        word = self.grammar.names[match.group()]
        start, end = match.span()
        kind, _, base = word.group.partition("_from_")
        if base:
            return self._with_part(dateforms.relative(start, end, kind, word.number, NOW if base == "now" else CONTEXT))
        if word.group == "month":
            return self._with_part(Phrase(DATE, start, end, month=word.number))
        if word.group == "weekday":
            return None if self.text[start - 1:start] in ("上", "下") else Phrase(WEEKDAY, start, end, day=word.number)
        if word.group == "part":
            year = match.group()[0] == "年"
            return dateforms.relative(start, end, "year" if year else "month", 0, CONTEXT) if not year or self.text[start - 1:start] in _YEAR_BEFORE else None
        if word.code == "same_period":
            return Phrase(SAME_PERIOD, start, end)
        if word.code == "now" and any(self.text[max(0, start - n):start] in self.grammar.before for n in (1, 2, 3)):
            return Phrase(PRESENT, start, end)
        return None

    def _glossed(self, match: re.Match[str]) -> Phrase | None:
        """昨(十四)日, 上(九)月: a day, month or year told both ways; its number is the surer."""
        word = self.grammar.names.get(match.group()[0] + match.group()[-1])
        number, field = numeral(match["gloss"]), word.group.partition("_")[0] if word else ""
        if number is None or ((field, number) not in _ABLE and (field != "year" or number < _FIRST_YEAR)):
            return None
        phrase = Phrase(DATE, *match.span())
        setattr(phrase, field, number)
        return self._with_part(phrase) if field != "day" else phrase

    def _numbered(self, match: re.Match[str]) -> Phrase | None:
        unit, start, end = match["unit"], match.start(), match.end()
        run = self.text[start:match.end("run")]
        if unit in ("时", "点"):
            return self._time(start, run)
        if unit in ("年", "月", "月份", "日", "号"):
            reader = {"年": self._year, "日": self._day, "号": self._day}.get(unit, self._month)
            return reader(start, end, run, unit)
        return self._duration(start, end, run, unit)

    def _year(self, start: int, end: int, run: str, unit: str) -> Phrase | None:
        digits = all(char in DIGITS for char in run)
        first, _, rest = run.partition("至") if "至" in run else run.partition("到")
        if rest and len(first) == 4 and _FIRST_YEAR <= (numeral(first) or 0) <= (last := numeral(rest) or 0) <= _LAST_YEAR:
            return self._with_part(Phrase(DATE, start, end, year=numeral(first), last=last))
        if digits and len(run) == 4 and _FIRST_YEAR <= (numeral(run) or 0) <= _LAST_YEAR:
            return self._with_part(Phrase(DATE, start, end, year=numeral(run)))
        if self.text[start - 2:start] == "民国" and (number := numeral(run)):
            return self._with_part(Phrase(DATE, start - 2, end, year=_YEAR_ZERO + number))
        number = numeral(run)
        if digits and len(run) == 2 and number and self._two_digit_year(start, end, run):
            return self._with_part(Phrase(DATE, start, end, year=number))
        if number and 20 <= number < 60 and _MONTH_FOLLOWS.match(self.text, end):
            return Phrase(DATE, start, end, year=_YEAR_ZERO + number)
        return self._duration(start, end, run, unit)

    def _two_digit_year(self, start: int, end: int, run: str) -> bool:
        """四五年 is 1945 or four to five years: its neighbours tell."""
        if "两" in run or DIGITS[run[0]] < 1:
            return False
        if run not in NEIGHBOURS and run != "三五":
            return True
        return self.text[max(0, start - 1):start] in _YEAR_BEFORE or _YEAR_CONFIRMED.match(self.text, end) is not None

    def _month(self, start: int, end: int, run: str, unit: str) -> Phrase | None:
        values = first_and_last(run, 12)
        if unit == "月" and (run in ("两", "半") or not values or (self.text[end:end + 1] == "来" and self._is_length(end))):
            return self._duration(start, end, run, unit) if run in ("两", "半") or values or _VAGUE & set(run) else None
        return self._with_part(Phrase(DATE, start, end, month=values[0], last=values[1])) if values else None

    def _day(self, start: int, end: int, run: str, unit: str) -> Phrase | None:
        if unit == "号":
            values = first_and_last(run, 31)
            return Phrase(DATE, start, end, day=values[0], last=values[1]) if values and self._numbered_day(start, end) else None
        length = self._is_length(end) or self._behind(start, LASTED)
        values = None if run in ("两", "半") or length else first_and_last(run, 31)
        if values and run not in NEIGHBOURS:
            return Phrase(DATE, start, end, day=values[0], last=values[1], count=None if values[1] else values[0], unit="" if values[1] else DAY)
        if length or "百" in run or run in ("两", "半") or _VAGUE & set(run) or values:
            return self._duration(start, end, run, unit)
        return None

    def _is_length(self, end: int) -> bool:
        """Whether what follows makes a number of days or months a length: 五日内, 三月来, and not 五日来犯."""
        return self.grammar.length.match(self.text, end) is not None

    def _behind(self, start: int, code: str) -> int:
        """How long the word of a code is that stands right before a place; 0 where none does."""
        lengths = (3, 2, 1) if self.text[start - 1:start] in self.grammar.ends else ()
        return next((n for n in lengths if (word := self.grammar.before.get(self.text[max(0, start - n):start])) and word.code == code), 0)

    def _numbered_day(self, start: int, end: int) -> bool:
        """Whether N号 is a day: after a month, or before a part of the day."""
        last = self.found[-1] if self.found else None
        return bool(last and last.end == start and last.month is not None) or bool(self.grammar.daypart.match(self.text, end))

    def _time(self, start: int, run: str) -> Phrase | None:
        match = self.grammar.clock.match(self.text, start)
        before = next((n for n in (2, 1) if self.grammar.daypart.fullmatch(self.text, max(0, start - n), start)), 0)
        if match is None or (numeral(run) or 0) > 24 or (not before and (run == "一" or (match.group()[len(run)] == "点" and match.group()[-1] == "点"))):
            return None
        return Phrase(TIME, start - before, match.end())

    def _duration(self, start: int, end: int, run: str, unit: str) -> Phrase:
        if unit == "个月" and len(run) > 2 and (months := first_and_last(run[:-1], 12)) and months[1] and numeral(run[-1]) == (months[1] - months[0]) % 12 + 1:
            return Phrase(DATE, start, end, month=months[0], last=months[1])          # 七、八、九三个月
        if unit == "个月" and (months_on := self._first_months(start, end, run)):
            return months_on
        word = self.grammar.units[unit]
        count: float | None = 0.5 if run == "半" else None if _VAGUE & set(run) or "多" in unit else numeral(run)
        if count is not None and word.code == "unit_half_month_more":
            count += 0.5
        if count is not None and self.text[end:end + 1] == "半" and unit in ("年", "天", "小时"):
            count, end = count + 0.5, end + 1
        return Phrase(DURATION, start, end, count=count, unit=dateforms.unit_of(word.code))

    def _first_months(self, start: int, end: int, run: str) -> Phrase | None:
        """今年头两个月: of the year that stands right before it."""
        year, last = self.found[-1] if self.found and not self.closed else None, 2 if run == "两" else numeral(run)
        if year is None or year.year is None or year.month is not None or not last or last > 12 or not (length := self._behind(start, FIRST_OF)):
            return None
        return Phrase(DATE, year.end, end, month=1, last=last) if year.end in (start, start - length) else None

    def _with_part(self, phrase: Phrase) -> Phrase:
        """The phrase with the part of the month or year that follows: 四月底, 一九五〇年冬."""
        if self.text[phrase.end:phrase.end + 1] in self.grammar.begins and (match := self.grammar.part.match(self.text, phrase.end)):
            form = match.group().removeprefix("的")
            phrase.end, phrase.half = match.end(), self.grammar.halves.get(form)
            if phrase.year is not None and phrase.month is None and form in self.grammar.year_ends:
                phrase.month = 12
        return phrase

    def _extends(self, fresh: Phrase) -> bool:
        """Adds a finer token to the phrase before it, where nothing stands between them."""
        last = self.found[-1] if self.found and not self.closed else None
        if last is None or last.end != fresh.start or last.kind != DATE or fresh.kind != DATE or last.last is not None or last.day is not None:
            return False
        if fresh.year is not None or (last.month is not None and fresh.day is None) or fresh.day_base or fresh.month_base:
            return False
        last.end, last.last = fresh.end, fresh.last
        last.month, last.day, last.half = fresh.month if last.month is None else last.month, fresh.day, fresh.half
        return True

    def _open(self, fresh: Phrase) -> None:
        gap_start, start = self.end, fresh.start
        if start - gap_start <= 2 and self.found:
            gap = self.text[gap_start:start]
            fresh.before = self.grammar.links.get(gap, "")
            fresh.joined = gap in ("", "的", "这")
            last = self.found[-1]
            if not gap and last.day is not None and last.kind == fresh.kind == DATE and fresh.month is None and fresh.day == 1:
                fresh.kind, fresh.day, fresh.count, fresh.unit = DURATION, None, 1, DAY         # 七日一日即伤亡八百
        if not fresh.before:
            self._prefix(fresh, gap_start)
        fresh.sentence = not self.found or _STOP.search(self.text, gap_start, start) is not None
        fresh.item = fresh.sentence and (not self.found or _ITEM.search(self.text, gap_start, start) is not None)
        self.found.append(fresh)
        self.closed = False

    def _prefix(self, fresh: Phrase, limit: int) -> None:
        if self.text[fresh.start - 1:fresh.start] not in self.grammar.ends:
            return
        for length in (3, 2, 1):
            word = self.grammar.before.get(self.text[fresh.start - length:fresh.start]) if fresh.start - length >= limit else None
            if word and word.code not in (LASTED, FIRST_OF) and (fresh.kind != DURATION or word.code in (PAST, EARLIER)):
                fresh.before = word.code
                fresh.start -= length if word.code not in (COMPARED, TO_COME) else 0
                return

    def _close(self) -> None:
        """Ends the last phrase: the time of day and the word of bound after it."""
        if self.closed or not self.found:
            return
        last = self.found[-1]
        begins = self.grammar.begins
        if last.day is not None and last.kind != WEEKDAY and self.text[last.end:last.end + 1] in begins:
            match = self.grammar.tail.match(self.text, last.end)
            if match and match.end() > last.end:
                last.end, last.count = match.end(), None
        if self.text[last.end:last.end + 1] in begins and (match := self.grammar.suffix.match(self.text, last.end)):
            code = self.grammar.after[match.group()].code
            last.after = "" if code == _NO_DATE or (code == WITHIN and last.day is not None) else code
            if last.after and last.after not in (DISPATCHED, TO_COME):
                last.end = match.end()
        self.end, self.closed = last.end, True
