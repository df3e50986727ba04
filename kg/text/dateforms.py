"""What a text says of a date before anyone asks which day it is, and the words of the vocabulary that say it.

A language's room finds phrases; kg.text.dates resolves them. So 上月廿九日 is here "the 29th of the month one before the present one", and nothing more.
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kg import vocabulary
from kg.text.calendar import DAY, MONTH, WEEK, YEAR
from kg.values import value
from kg.vocabulary import LABEL

ABSOLUTE = ""                     # a field told by its number
NOW = "now"                       # told by its distance from when the source speaks
CONTEXT = "context"               # told by its distance from the date that the text named last

DATE = "date"
WEEKDAY = "weekday"
DURATION = "duration"
TIME = "time"
PRESENT = "present"               # 目前, now
SAME_PERIOD = "same_period"       # 同期, this period
ORDINAL_DAY = "ordinal_day"       # 第四天, the fourth day

# Codes of the words of bound.
SINCE = "since"
UP_TO_NOW = "up_to_now"
UNTIL = "until"
BEFORE_IT = "before"
AFTER_IT = "after"
PAST = "past"
EARLIER = "earlier"
WITHIN = "within"
ENTERED = "entered"
LASTED = "lasted"
FIRST_OF = "first_of"
END = "end"
QUARTER = "quarter"
TO = "to"
AND = "and"
TO_COME = "to_come"
COMPARED = "compared"
DISPATCHED = "dispatched"
OPEN_FROM = (SINCE, UP_TO_NOW, AFTER_IT)
OPEN_TO = (UNTIL, BEFORE_IT)


@dataclass(slots=True)
class Phrase:
    """A date, a time of day or a length of time as the text has it.

    ``year``, ``month`` and ``day`` are numbers of the calendar or, where their base says so, distances. ``last`` ends a list or a range within the
    finest unit (十五、十六两日). ``before`` and ``after`` are the codes of the words of bound on either side.
    """

    kind: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    year_base: str = ABSOLUTE
    month_base: str = ABSOLUTE
    day_base: str = ABSOLUTE
    last: int | None = None
    half: int | None = None       # of the year
    count: float | None = None    # of a duration; None where it is vague
    unit: str = ""
    before: str = ""
    after: str = ""
    joined: bool = False          # nothing stands between this phrase and the one before it
    sentence: bool = True         # a sentence begins between this phrase and the one before it
    item: bool = False            # a new dispatch begins between this phrase and the one before it


def relative(start: int, end: int, field: str, distance: int, base: str) -> Phrase:
    """A date whose year, month or day lies so far from the present one or the one named last."""
    phrase = Phrase(DATE, start, end)
    setattr(phrase, field, distance)
    setattr(phrase, f"{field}_base", base)
    return phrase

_UNITS = {"unit_year": YEAR, "unit_calendar_month": MONTH, "unit_half_month_more": MONTH, "unit_week": WEEK, "unit_day": DAY, "unit_nights": DAY}


@value(frozen=True, slots=True)
class DateWord:
    """A word of the scheme ``dateword``: its code, the code of its class (its own where it has none broader), and its calendar number."""

    code: str
    group: str
    number: int


@cache
def words(lang: str, role: str = LABEL) -> dict[str, DateWord]:
    """The surface forms of one language and role with what each says."""
    scheme = vocabulary.scheme("dateword")
    found: dict[str, DateWord] = {}
    for form in scheme.forms(lang, role):
        concept = scheme[form.code]
        numbers = concept.values.get("calendarNumber", ("0",))
        found[form.text] = DateWord(form.code, concept.broader[0] if concept.broader else form.code, int(numbers[0]))
    return found


def unit_of(code: str) -> str:
    """The unit of time that a date word's code counts: of the calendar (``kg.text.calendar``), or a shorter one by its own name (``hour``)."""
    return _UNITS.get(code, code.removeprefix("unit_"))


def alternation(forms: Iterable[str]) -> str:
    """A pattern of the forms, the longest first; one that never matches where there are none."""
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    return "|".join(re.escape(form) for form in ordered) or "(?!)"
