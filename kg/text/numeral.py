"""A number as a text has it, and how words that stand by numbers are kept."""
from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

SCHEME = "numeralword"

# How a number is written.
CARDINAL = "cardinal"           # 五千零七十, 12万, thirty-one
POSITIONAL = "positional"       # 四六七: digit by digit
GROUPED = "grouped"             # 二、五八二、七六四; 1,628
DIGITS = "digits"               # 37
FRACTION = "fraction"           # 三分之二, one-half
PERCENT = "percent"             # 百分之五十, 50%
MULTIPLE = "multiple"           # 三倍: so many times as much; also a kind
RANGE = "range"                 # 二三百, 三十至四十
MAGNITUDE = "magnitude"         # 几百, 数十, dozens: no value
INDEFINITE = "indefinite"       # 几, 数, several: no value, and a word rather than a number

# What a number looks like that counts nothing: codes of the reason scheme.
DATE = "date"
TIME = "time"
DURATION = "duration"
ORDINAL = "ordinal"
DESIGNATION = "designation"
CALIBRE = "calibre"
ROUTE = "route"
LIST = "list"
AGE = "age"
DISTANCE = "distance"
DIMENSION = "dimension"
RATE = "rate"
NAME = "name"
PAGE = "page"
WITHHELD = "withheld"
DIFFERENCE = "difference"
REFERENCE = "reference"
SCOPE = "scope"

EXACT = "exact"
MORE_THAN = "more_than"
ABOUT = "about"
BETWEEN = "range"
VAGUE = "vague"


_GREAT = Decimal(10) ** 12        # beyond this a quotient keeps no decimals


class Number(NamedTuple):
    """One number of a text. ``value`` and ``upper`` are None where the text has only a magnitude; ``upper`` also where it gives no range.

    ``start`` to ``end`` is the phrase with the words that qualify it (近一百二十余: 近 … 余), without the counter; ``core_start`` to ``core_end`` the numeral.
    ``kind`` is None for a number that may count something, else what it looks like instead. ``SCOPE`` is weak: such a number (两县 at the
    end of a list) counts where the places are taken or lost. ``each`` says that it holds for every item before it (各三门). ``weak`` marks a
    number that is hardly one: an article, "one" for somebody.
    """

    start: int
    end: int
    core_start: int
    core_end: int
    value: Decimal | None
    upper: Decimal | None
    qualifier: str
    qualifier_start: int | None
    qualifier_end: int | None
    form: str
    kind: str | None
    each: bool
    weak: bool


class Parsed(NamedTuple):
    """The value of a numeral by itself. ``length`` is how much of what was given belongs to it."""

    value: Decimal | None
    upper: Decimal | None
    qualifier: str
    form: str
    length: int


class Word(NamedTuple):
    """A form of the vocabulary, and the code that it stands for."""

    text: str
    code: str


def by_first(found: list[Word]) -> dict[str, tuple[Word, ...]]:
    """Words by their first character, longest first: what may begin at a place is one look-up away."""
    table: dict[str, list[Word]] = {}
    for word in sorted(found, key=lambda word: (-len(word.text), word)):
        table.setdefault(word.text[0], []).append(word)
    return {first: tuple(rest) for first, rest in table.items()}


def by_last(found: list[Word]) -> dict[str, tuple[Word, ...]]:
    """Words by their last character, longest first."""
    table: dict[str, list[Word]] = {}
    for word in sorted(found, key=lambda word: (-len(word.text), word)):
        table.setdefault(word.text[-1], []).append(word)
    return {last: tuple(rest) for last, rest in table.items()}


def quotient(above: Decimal, below: Decimal) -> Decimal:
    """A share as a decimal: exact where six places are enough, else rounded to four (two thirds is 0.6667)."""
    exact = above / below
    if abs(exact) >= _GREAT:
        return plain(exact)
    rounded = exact.quantize(Decimal("0.000001"))
    return plain(rounded) if rounded == exact else exact.quantize(Decimal("0.0001"))


def plain(value: Decimal) -> Decimal:
    """The same number without zeros behind the point and without an exponent."""
    return Decimal(f"{value.normalize():f}")


class Qualified(NamedTuple):
    """A qualifier: its code, and where its word stands."""

    code: str
    start: int
    end: int
