"""Dates, times of day and lengths of time in English, as the text has them."""
from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from kg.text import dateforms
from kg.text.dateforms import (
    AFTER_IT,
    AND,
    BEFORE_IT,
    COMPARED,
    CONTEXT,
    DATE,
    DISPATCHED,
    DURATION,
    NOW,
    PAST,
    PRESENT,
    SAME_PERIOD,
    SINCE,
    TIME,
    TO,
    TO_COME,
    UNTIL,
    WEEKDAY,
    DateWord,
    Phrase,
)
from kg.text.lang.en import numerals
from kg.values import value
from kg.vocabulary import AFTER, BEFORE

_LANG = "en"
_YEAR = r"(?:1[89]|20)[0-9]{2}(?![0-9A-Za-z])"
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(?: hours\b)?|[0-9]{1,2}(?: ?[ap]\.m\.| ?[ap]m\b| o'clock)|[0-9]{4} hours\b"
_CLOCK += rf"|(?:{numerals.trie(sorted(numerals.SMALL))}) (?:o'clock|[ap]\.m\.)"
_OF_DAY = r"(?: in the (?:early )?(?:morning|afternoon|evening)| at night)?"
_MORE = r"(?:more |odd |full |whole |consecutive |successive )?"
_LOOKBACK = 40
_STOP = re.compile(r"[!?\n]|\.(?=\s+[A-Z(]|\s*$)")
_YEAR_FOLLOWS = re.compile(r"(?i:\b(?:in|since|from|to|until|till|by|of|during|year|through|between|and|before|after|early|late|mid|"
                           r"summer|winter|spring|autumn|fall)|[(–-])\s?\Z")
_DAY_AFTER = frozenset(["on", "since", "from", "until", "till", "to", "by", "of", "before", "after", "between", "through", "for", "as", "and", "at"])
_HOUR_OF = frozenset({" ", " on ", " on the ", " of ", " of the ", " the "})
_TENTH = re.compile(r"\b(?i:first|second|middle|last) \Z")
_SINCE_CLAUSE = re.compile(r"\b[Ss]ince [^,.;:()]{0,60}\bon (?:the )?\Z")


@value(frozen=True, slots=True)
class _Grammar:
    """The patterns compiled from the vocabulary."""

    token: re.Pattern[str]
    labels: dict[str, DateWord]
    names: dict[str, DateWord]
    units: dict[str, DateWord]
    before: dict[str, DateWord]
    after_month: re.Pattern[str]
    after_day: re.Pattern[str]
    after_season: re.Pattern[str]
    dispatched: re.Pattern[str]
    distant: re.Pattern[str]
    thing: re.Pattern[str]
    to_come: re.Pattern[str]
    onward: re.Pattern[str]
    length: re.Pattern[str]


_NAMED = ("day_from_now", "day_from_context", "month_from_now", "month_from_context", "year_from_now", "year_from_context", "month", "weekday")


def _either_case(forms: Iterable[str]) -> list[str]:
    return sorted({variant for form in forms for variant in (form, form[0].upper() + form[1:])})


@cache
def _grammar() -> _Grammar:
    labels, before, after = (dateforms.words(_LANG, role) for role in ("label", BEFORE, AFTER))
    seasons = {"spring", "summer", "autumn", "winter"}
    names = {variant: word for form, word in labels.items() if word.group in _NAMED or word.code in {"now", "same_period"} | seasons
             for variant in _either_case([form])}
    units = {form: word for form, word in after.items() if word.group == "duration_unit"}
    group = {name: numerals.trie(_either_case(form for form, word in labels.items() if word.group == name)) for name in
             ("month", "month_from_now", "month_from_context", "year_from_now", "year_from_context")}
    year = rf"(?:(?:,| of)? (?P<year>{_YEAR})|(?:,| of)? (?P<relative>{group['year_from_now']}|{group['year_from_context']})(?![a-z])| last(?![ a-z]))?"
    unit = numerals.trie(sorted(units))
    small = numerals.trie([*numerals.SMALL, "hundred"])
    count = rf"{numerals.trie(_either_case([*numerals.SMALL, 'hundred']))}(?:[ -](?:and )?{small}){{0,16}}|[Aa]n?|[Hh]alf an?|[Ss]everal|a few|past"
    length = rf"[ -]{_MORE}(?P<unit>{unit})(?![A-Za-z])(?P<half> and a half\b)?"
    codes = {code: dateforms.alternation(form for form, word in after.items() if word.code == code) for code in (DISPATCHED, BEFORE_IT, AFTER_IT, SINCE)}
    ahead = dateforms.alternation(form for form, word in before.items() if word.code == TO_COME)
    things = dateforms.alternation(form for form, word in after.items() if word.code == "ordinal_noun" or word.group == "duration_unit")
    return _Grammar(
        token=re.compile(rf"[^A-Za-z0-9](?:(?P<name>{numerals.trie(sorted(names))})(?![A-Za-z])|(?P<clock>{_CLOCK}){_OF_DAY}"
                         rf"|(?P<number>[0-9]{{1,4}})(?P<nth>st|nd|rd|th)?(?![0-9A-Za-z%]|[,.:][0-9])|(?P<count>{count}){length})"),
        labels=labels, names=names, units=units, before=before,
        after_month=re.compile(rf"(?: (?:the )?(?P<day>[0-9]{{1,2}})(?P<nth>st|nd|rd|th)?(?![0-9A-Za-z%]|[,.:][0-9]))?{year}"),
        after_day=re.compile(rf"(?: of)? (?:(?P<month>{group['month']})(?![A-Za-z]){year}"
                             rf"|(?P<same>{group['month_from_now']}|{group['month_from_context']})(?![A-Za-z]))"),
        after_season=re.compile(year), length=re.compile(length), dispatched=re.compile(rf"(?P<hour>, ?[0-9]{{1,2}}:[0-9]{{2}})? (?:{codes[DISPATCHED]})\b"),
        to_come=re.compile(rf"\b(?:{ahead})\b[^.;:!?]{{0,30}}\Z"), onward=re.compile(rf" (?:{codes[SINCE]})(?=[,.;)])"),
        distant=re.compile(rf" (?:(?P<ago>{codes[BEFORE_IT]})|(?P<later>{codes[AFTER_IT]}))\b"),
        thing=re.compile(rf"(?:[ -][A-Z][\w'-]*){{0,3}}[ -](?:{things})\b"))


def phrases(text: str) -> list[Phrase]:
    """Every date, time of day and length of time of a text, in its order."""
    found = _Finder("\n" + text).find()          # a token begins after what is neither letter nor digit
    for phrase in found:
        phrase.start, phrase.end = phrase.start - 1, phrase.end - 1
    return found


class _Finder:
    """One pass over a text."""

    def __init__(self, text: str):
        self.text = text
        self.grammar = _grammar()
        self.found: list[Phrase] = []
        self.end = 0                              # of the last phrase, words of bound included

    def find(self) -> list[Phrase]:
        search, position = self.grammar.token.search, 0
        while match := search(self.text, position):
            fresh = self._read(match)
            if fresh is not None:
                self._place(fresh)
            position = max(match.end(), self.end)
        return self.found

    def _read(self, match: re.Match[str]) -> Phrase | None:
        if match["name"] is not None:
            return self._named(match.start("name"), match["name"])
        if match["clock"] is not None:
            return Phrase(TIME, match.start("clock"), match.end())
        if match["number"] is not None:
            return self._numbered(match.start("number"), match["number"], bool(match["nth"]), match.end())
        return self._duration(match.start("count"), match.end(), match["count"].lower(), match["unit"], bool(match["half"]))

    # What begins with a word

    def _named(self, start: int, name: str) -> Phrase | None:
        word, end = self.grammar.names[name], start + len(name)
        kind, _, base = word.group.partition("_from_")
        if base:
            return dateforms.relative(start, end, kind, word.number, NOW if base == "now" else CONTEXT)
        if word.group == "month":
            return self._month(start, end, word.number)
        if word.group == "weekday":
            return Phrase(WEEKDAY, start, end, day=word.number)
        if word.code == "same_period":
            return Phrase(SAME_PERIOD, start, end)
        if word.code == "now":
            return Phrase(PRESENT, start, end, before=UNTIL)
        match = self.grammar.after_season.match(self.text, end)
        return self._with_year(Phrase(DATE, start, match.end()), match) if match and match.end() > end else None

    def _month(self, start: int, end: int, number: int) -> Phrase:
        match = self.grammar.after_month.match(self.text, end)
        assert match is not None                  # every part of it may be absent
        phrase = Phrase(DATE, start, match.end(), month=number, day=int(match["day"]) if match["day"] else None)
        if self.text[start - 5:start] in ("this ", "This "):
            phrase.start, phrase.year, phrase.year_base = start - 5, 0, NOW
        elif self.text[start - 5:start] in ("last ", "Last "):
            phrase.start = start - 5
        return self._with_year(phrase, match)

    def _with_year(self, phrase: Phrase, match: re.Match[str]) -> Phrase:
        if match["year"]:
            phrase.year = int(match["year"])
        elif match["relative"]:
            word = self.grammar.names[match["relative"]]
            phrase.year, phrase.year_base = word.number, NOW if word.group.endswith("now") else CONTEXT
        return phrase

    # What begins with a number

    def _numbered(self, start: int, number: str, nth: bool, end: int) -> Phrase | None:
        if not nth and (length := self.grammar.length.match(self.text, end)):
            return self._duration(start, length.end(), number, length["unit"], bool(length["half"]))
        if len(number) <= 2 and (match := self.grammar.after_day.match(self.text, end)):
            return self._day_of(start, int(number), match)
        if nth:
            return Phrase(DATE, start, end, day=int(number)) if self._is_day(start, end) else None
        if re.fullmatch(_YEAR, number) and _YEAR_FOLLOWS.search(self.text, max(0, start - 12), start):
            return Phrase(DATE, start, end, year=int(number))
        if self.found and self.found[-1].day is not None and self.found[-1].month is not None and len(number) <= 2:
            gap = self.text[self.end:start]
            if gap in (" to ", "-", "–", " through ") or (gap in (" and ", ", ") and self.text[end:end + 1] in ",.;:)"):
                return Phrase(DATE, start, end, day=int(number))
        return None

    def _day_of(self, start: int, day: int, match: re.Match[str]) -> Phrase:
        if match["month"]:
            return self._with_year(Phrase(DATE, start, match.end(), month=self.grammar.names[match["month"]].number, day=day), match)
        word = self.grammar.names[match["same"]]
        return Phrase(DATE, start, match.end(), day=day, month=word.number, month_base=NOW if word.group.endswith("now") else CONTEXT)

    def _is_day(self, start: int, end: int) -> bool:
        """Whether an ordinal by itself is a day of the month, and counts nothing: on the 15th; not the 29th Division."""
        if self.grammar.dispatched.match(self.text, end):
            return True
        if self.grammar.thing.match(self.text, end):
            return False
        lead = self.text[max(0, start - _LOOKBACK):start].split()
        if lead[-1:] and lead[-1].lower() == "the":
            return len(lead) > 1 and lead[-2].lower() in _DAY_AFTER
        return bool(self.found and self.found[-1].day is not None and self.text[self.end:start] in (" and ", ", ", " to ", ", and "))

    def _duration(self, start: int, end: int, count: str, unit: str, half: bool) -> Phrase | None:
        number: float | None
        if count.isdigit():
            number = int(count)
        elif count in ("a", "an", "past"):
            number = 1
        elif count.startswith("half"):
            number = 0.5
        else:
            found = numerals.words(count)
            number = int(found.value) if found.length == len(count) and found.value is not None else None
        word = self.grammar.units[unit]
        if self.text.startswith(" of ", end) and _TENTH.search(self.text, max(0, start - 12), start):
            return None                           # the first ten days of December
        if unit == "second":
            return None                           # the Ninety-second Army, a second time
        if number is not None and half:
            number += 0.5
        phrase = Phrase(DURATION, start, end, count=number, unit=dateforms.unit_of(word.code))
        phrase.before = PAST if count == "past" else ""
        return phrase

    # Where it stands

    def _place(self, fresh: Phrase) -> None:
        """Takes in the words of bound on both sides, and an hour before a day: at 4:00 on May 7."""
        if fresh.kind == DATE and self.found and self.found[-1].kind == TIME and self.text[self.end:fresh.start] in _HOUR_OF:
            hour = self.found.pop()
            self.end = self.found[-1].end if self.found else 0
            fresh.start, fresh.before = hour.start, hour.before
            self._settle(fresh, hour.start)
            return
        inner = fresh.start
        self._lead(fresh, self.end)
        self._settle(fresh, inner)

    def _settle(self, fresh: Phrase, inner: int) -> None:
        gap_start = self.end
        gap = self.text[gap_start:fresh.start]
        fresh.joined = gap in ("", " ", ", ", " of ", " from ", " of the ")
        fresh.sentence = not self.found or bool(_STOP.search(self.text, gap_start, inner))
        fresh.item = not self.found or "\n" in gap
        if self.found and self.found[-1].kind == DATE and fresh.kind in (DATE, PRESENT):
            self._link(fresh, gap)
        self._follow(fresh)
        self.found.append(fresh)
        self.end = fresh.end

    def _link(self, fresh: Phrase, gap: str) -> None:
        """Tells a range or a list that goes on: from the 13th to the 17th, on the 11th and 12th."""
        gap = gap.strip(" ,").removesuffix(" the")
        if (fresh.before == UNTIL and gap == "" and not self.text.startswith("by ", fresh.start)) or gap in ("-", "–", "—"):
            fresh.before = TO
        elif fresh.before == "" and gap == "and":
            fresh.before = AND

    def _lead(self, fresh: Phrase, limit: int) -> None:
        """The words before it, from the nearest: part of the day, part of the month, bound."""
        fresh.start -= 4 if self.text[fresh.start - 4:fresh.start].lower() == "mid-" else 0
        lead = self.text[max(limit, fresh.start - _LOOKBACK):fresh.start].replace("\n", " ").split(" ")
        if lead.pop() == "":
            article = _drop_the(lead)
            part = self._part(fresh, lead)
            if part:
                fresh.start -= article + part
                article = _drop_the(lead)
            self._bound(fresh, lead, article)
        self._clause(fresh, limit)

    def _part(self, fresh: Phrase, lead: list[str]) -> int:
        """Takes the words of a part of the day, month or year from the end of the words; how many characters they are."""
        for length in (4, 3, 2, 1):
            word = self.grammar.labels.get(" ".join(lead[-length:]).lower()) if len(lead) >= length else None
            if word and word.group in ("daypart", "part"):
                taken = sum(map(len, lead[-length:])) + length
                del lead[-length:]
                fresh.half = word.number or None
                return taken
        return 0

    def _bound(self, fresh: Phrase, lead: list[str], article: int) -> None:
        """Takes in the word of bound that ends the words, and the article after it."""
        for length in (2, 1):
            form = " ".join(lead[-length:]) if len(lead) >= length else ""
            word = self.grammar.before.get(form.lower())
            if word and (fresh.kind != DURATION or word.code == PAST):
                fresh.before = word.code
                fresh.start -= article + len(form) + 1 if word.code not in (COMPARED, TO_COME) else 0
                return

    def _clause(self, fresh: Phrase, limit: int) -> None:
        """What the clause before a day makes of it: since the order took effect on January 14th; will have crossed by the 23rd."""
        if fresh.day is None or fresh.day_base:
            return
        if not fresh.before and _SINCE_CLAUSE.search(self.text, max(limit, fresh.start - 2 * _LOOKBACK), fresh.start):
            fresh.before = SINCE
        elif fresh.month is None and self.grammar.to_come.search(self.text, max(limit, fresh.start - _LOOKBACK), fresh.start):
            fresh.before = TO_COME

    def _follow(self, fresh: Phrase) -> None:
        if fresh.kind == DURATION:
            if match := self.grammar.distant.match(self.text, fresh.end):
                fresh.after, fresh.end = BEFORE_IT if match["ago"] else AFTER_IT, match.end()
            elif self.text.startswith((" from ", " since "), fresh.end):
                fresh.after = SINCE
            return
        if fresh.kind != DATE or fresh.day is None:
            return
        if match := self.grammar.dispatched.match(self.text, fresh.end):
            fresh.after = DISPATCHED
            fresh.end = match.end("hour") if match["hour"] else fresh.end
        elif match := self.grammar.onward.match(self.text, fresh.end):
            fresh.after, fresh.end = SINCE, match.end()


def _drop_the(lead: list[str]) -> int:
    """Takes a last ``the`` from the words; how many characters that is."""
    if lead and lead[-1].lower() == "the":
        lead.pop()
        return 4
    return 0
