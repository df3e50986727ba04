"""English number words and digits: where a numeral stands and what it comes to."""
from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from kg.text.numeral import CARDINAL, DIGITS, EXACT, FRACTION, GROUPED, INDEFINITE, MAGNITUDE, PERCENT, VAGUE, plain, quotient

_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
         "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = ["zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
             "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"]
SMALL = {**{word: number for number, word in enumerate(_ONES)}, **{word: 20 + 10 * place for place, word in enumerate(_TENS)}}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_DOZENS = {"dozen": 12, "score": 20}
_NTH = {**{word: number for number, word in enumerate(_ORDINALS)}, **{word[:-1] + "ieth": SMALL[word] for word in _TENS},
        "hundredth": 100, "thousandth": 1000}
# "second" and "quarter" are also a length of time and a place: as the lower part of a fraction only the plural or "one quarter" is read.
_PARTS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4,
          **{word + ending: number for word, number in _NTH.items() if 4 <= number <= 20 for ending in ("", "s")}, "hundredth": 100, "hundredths": 100}
_PLURALS = ("hundreds", "thousands", "millions", "billions", "dozens", "scores", "tens")


def trie(words: list[str]) -> str:
    """A pattern that matches any of the words, longest first, with one look at each letter."""
    ends = "" in words
    heads: dict[str, list[str]] = {}
    for word in words:
        if word:
            heads.setdefault(word[0], []).append(word[1:])
    branches = [re.escape(head) + trie(sorted(set(rest))) for head, rest in sorted(heads.items())]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return body + "?" if ends else body


_WORD = trie([*SMALL, *SCALES, *_DOZENS, *_NTH])
_NEXT = trie(sorted({*SMALL, *SCALES, *_DOZENS, *_NTH, *_PARTS}))
_PART = trie([word for word in _PARTS if not word.endswith("s")])
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3}){1,8}(?![0-9])(?:\.[0-9]{1,8})?|[0-9]{1,30}(?:\.[0-9]{1,12})?"
_SCALE = trie([*SCALES])
_MANY = trie(["hundred", "hundreds", "thousand", "thousands", "dozen", "dozens", "score", "scores", "million", "millions", "tens of thousands"])
# A numeral in lower case: digits with a scale, a sign or an ordinal's ending; words in a row; magnitudes; halves.
NUMERAL = re.compile(
    rf"(?<![0-9a-z.])(?:(?P<digits>{_DIGITS})(?:(?P<nth>st|nd|rd|th)(?![a-z])|(?P<scaled>[ -](?:{_SCALE}|dozen|score)\b)?(?P<percent> ?%| ?per ?cent\b)?)"
    rf"|(?P<words>(?:an? (?=(?:{_SCALE}|dozen|score)\b|(?:{_PART}) of\b){_NEXT}|{_WORD})(?:[ -](?:and )?{_NEXT}\b){{0,16}})(?![a-z])(?P<share> per ?cent\b)?"
    rf"|(?P<magnitude>(?:tens|hundreds|dozens|scores|thousands) of (?:thousands|millions|hundreds)|{trie(list(_PLURALS))})(?![a-z])"
    rf"|(?P<several>(?:several|a few|many|some|a couple of) (?:{_MANY}))(?![a-z])"
    rf"|(?P<few>several)(?![a-z])"
    rf"|(?P<half>half)(?: (?:a|an) (?P<halved>{_SCALE}|dozen|score)\b|(?![a-z])))")


class Numeral(NamedTuple):
    """A numeral by itself: its values, its form, how long it is, and whether it is an ordinal."""

    value: Decimal | None
    qualifier: str
    form: str
    length: int
    ordinal: bool
    scale: int                    # the scale that it ends with, for a range's low end to borrow; 1 for none


def parse(match: re.Match[str]) -> Numeral:
    """What a match of NUMERAL comes to."""
    return _parsed(match.groups(), match.end() - match.start())


@lru_cache(1 << 12)
def _parsed(groups: tuple[str | None, ...], length: int) -> Numeral:
    digits, nth, scaled, percent, phrase, share, _magnitude, _several, few, half, halved = groups
    if digits:
        return _digits(digits, scaled, percent, length, nth is not None)
    if phrase:
        found = words(phrase)
        if share and found.length == len(phrase) and found.value is not None:
            return found._replace(value=quotient(found.value, Decimal(100)), form=PERCENT, length=length)
        return found
    if half:
        value = Decimal({**SCALES, **_DOZENS}[halved]) / 2 if halved else Decimal("0.5")
        return Numeral(value, EXACT, CARDINAL if halved else FRACTION, length, False, 1)
    return Numeral(None, VAGUE, INDEFINITE if few else MAGNITUDE, length, False, 1)


def _digits(digits: str, scaled: str | None, percent: str | None, length: int, nth: bool) -> Numeral:
    scale = {**SCALES, **_DOZENS}[scaled.strip(" -")] if scaled else 1
    value = plain(Decimal(digits.replace(",", "")) * scale)
    if percent:
        return Numeral(quotient(value, Decimal(100)), EXACT, PERCENT, length, False, 1)
    return Numeral(value, EXACT, GROUPED if "," in digits else DIGITS, length, nth, scale)


@lru_cache(1 << 12)
def words(phrase: str) -> Numeral:
    """The longest numeral at the head of number words: ``thirty-one thousand two hundred and twenty``, ``two-thirds``, ``sixty-sixth``."""
    state = _Sum()
    for token in re.finditer(r"[a-z]+", phrase):
        if not state.take(token.group(), token.end()):
            break
    return Numeral(state.value(), EXACT, state.form, state.end, state.ordinal, state.scale)


class _Sum:
    """Number words added up as they come; ``take`` refuses the first that does not belong."""

    def __init__(self) -> None:
        self.total = self.current = self.end = 0
        self.below = 1
        self.scale = 1
        self.form = CARDINAL
        self.ordinal = self.closed = self.begun = self.article = False
        self.floor = 10**12

    def value(self) -> Decimal:
        return Decimal(self.total + self.current) if self.below == 1 else quotient(Decimal(self.total + self.current), Decimal(self.below))

    def take(self, word: str, end: int) -> bool:
        if word in ("a", "an", "and"):
            self.article = word != "and"
            return not self.closed and (word != "and" or self.scale >= 100)
        if self.closed or not (self._small(word) or self._scale(word) or self._part(word) or self._nth(word)):
            return False
        self.end, self.begun, self.article = end, True, False
        return True

    def _small(self, word: str) -> bool:
        number = SMALL.get(word)
        if number is None or (self.current % 100 and (number >= 10 or self.current % 10 or self.current % 100 < 20)):
            return False
        self.current, self.scale = self.current + number, 1
        return True

    def _scale(self, word: str) -> bool:
        scale = SCALES.get(word) or _DOZENS.get(word)
        if not scale or scale >= self.floor:
            return False
        if scale < 1000:
            if self.current >= 100:
                return False
            self.current, self.closed = (self.current or 1) * scale, word in _DOZENS
        else:
            self.total, self.current, self.floor = self.total + (self.current or 1) * scale, 0, scale
        self.scale = scale
        return True

    def _part(self, word: str) -> bool:
        """Two-thirds, one-half; but thirty-third is an ordinal, and one second a length of time."""
        part = _PARTS.get(word)
        if part and self.article and not self.begun:
            self.current = 1
        if not part or self.total or not 0 < self.current < 20 or (self.current == 1) == word.endswith("s"):
            return False
        self.below, self.form, self.closed = part, FRACTION, True
        return True

    def _nth(self, word: str) -> bool:
        number = _NTH.get(word)
        if number is None or (number < 100 and self.current % 100 and (number >= 10 or self.current % 100 < 20)):
            return False
        if number == 2 and self.begun and self.current < 20:       # one second, ten seconds
            return False
        if number >= 100:
            self.current = (self.current or 1) * number
        else:
            self.current += number
        self.ordinal = self.closed = True
        return True
