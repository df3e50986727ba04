"""Finds the numbers of an English text, with the words that qualify them."""
from __future__ import annotations

import re
from decimal import Decimal

from kg.text.lang.en import kinds
from kg.text.lang.en.numerals import NUMERAL, SCALES, Numeral, parse
from kg.text.lang.en.words import Words, head, last_word, words
from kg.text.numeral import (
    BETWEEN,
    CARDINAL,
    DATE,
    DESIGNATION,
    DIGITS,
    EXACT,
    GROUPED,
    INDEFINITE,
    LIST,
    MORE_THAN,
    NAME,
    ORDINAL,
    PERCENT,
    RANGE,
    ROUTE,
    VAGUE,
    Number,
    Qualified,
    plain,
    quotient,
)

_JOIN = re.compile(r" (?:to|or) |-|–|—| and ")
_JOINS = frozenset(" -–—")
_FROM = re.compile(r"\bfrom (?:about |some |around )?$")
_BETWEEN = re.compile(r"\bbetween (?:about |some )?$")
_ISO_DATE = re.compile(r"[12][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])")
_AND_A_HALF = re.compile(rf" and a half(?: ({'|'.join(SCALES)}))?\b")
_ODD = re.compile(rf"[ -]odd ({'|'.join(SCALES)})\b")
_ARTICLE = re.compile(r"\b(?:an?|another) (?=[a-z])", re.I)
_LINKS = frozenset((" and ", " to ", " or ", "-", "–", ", ", ", and "))
_PLURAL = re.compile(r"s\.?\s$")
_LOOSE = frozenset(("nearly", "almost", "not quite", "approximately", "roughly", "exactly", "minimum", "maximum"))
_STEPS = frozenset(Decimal(10) ** power for power in range(7))
_MULTIPLIED = (CARDINAL, DIGITS, GROUPED)


def read(text: str) -> list[Number]:
    """Every number of a folded text, in its order. See ``kg.text.numbers``."""
    low = _lower(text)
    table = words()
    found: list[Number] = []
    position = 0
    while match := NUMERAL.search(low, position):
        number, position = _number(text, low, match, table)
        found.append(_likewise(text, found[-1], number) if found else number)
    return _carried_back(text, found)


def _carried_back(text: str, found: list[Number]) -> list[Number]:
    """The 3rd, 4th and 5th Companies: what the last is told to be holds for the ordinals before it."""
    for place in range(len(found) - 2, -1, -1):
        one, after = found[place], found[place + 1]
        ordinals = text[one.end - 1].isalpha() and text[after.end - 1].isalpha()
        if ordinals and one.kind in (DATE, ORDINAL) and after.kind == DESIGNATION and text[one.end:after.start] in _LINKS:
            found[place] = one._replace(kind=DESIGNATION)
    return found


def _lower(text: str) -> str:
    """The text in lower case, code point for code point."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(ch.lower() if len(ch.lower()) == 1 else ch for ch in text)


def _number(text: str, low: str, match: re.Match[str], table: Words) -> tuple[Number, int]:
    start = match.start()
    for name in table.names.get(head(low, start), ()):
        end = start + len(name.text)
        if low.startswith(name.text, start) and not low[end:end + 1].isalpha():
            return _uncounted(start, end, NAME), end
    dated = _ISO_DATE.match(low, start)
    if dated:
        return _uncounted(start, dated.end(), DATE), dated.end()
    one = parse(match)
    upper: Decimal | None = None
    outer, before = _before(low, start, table)
    kind = kinds.kind(text, low, start, outer, one, table)
    if one.value is not None and not one.ordinal and low[start + one.length:start + one.length + 1] in _JOINS:
        one, upper = _extended(low, start, one, kind, table)
        if upper is not None:
            kind = kinds.kind(text, low, start, outer, one, table) or (DATE if kind == DATE else None)
    return _qualified(text, low, start, one, upper, kind, outer, before, table), start + one.length


def _uncounted(start: int, end: int, kind: str) -> Number:
    return Number(start, end, start, end, None, None, EXACT, None, None, CARDINAL, kind, False, False)


def _extended(low: str, start: int, one: Numeral, kind: str | None, table: Words) -> tuple[Numeral, Decimal | None]:
    """The numeral with its half (two and a half), its scale (thirty-odd thousand) or with the high end of its range, and that high end."""
    end = start + one.length
    half = _AND_A_HALF.match(low, end)
    if half and one.value is not None:
        scale = SCALES[half.group(1)] if half.group(1) else one.scale
        value = plain((one.value / one.scale + Decimal("0.5")) * scale)
        return one._replace(value=value, length=half.end() - start), None
    odd = _ODD.match(low, end)
    if odd and one.value is not None:
        scale = SCALES[odd.group(1)]
        return one._replace(value=one.value * scale, qualifier=MORE_THAN, length=odd.end() - start, scale=scale), None
    join = _JOIN.match(low, end)
    second = NUMERAL.match(low, join.end()) if join else None
    if not join or not second or kind in (LIST, NAME):
        return one, None
    high = parse(second)
    if high.value is None or one.value is None or high.ordinal or not _is_range(low, start, join.group(), one, high, table):
        return one, None
    value = _lent(one, high)
    if value >= high.value:
        return one, None
    return Numeral(value, BETWEEN, PERCENT if high.form == PERCENT else RANGE, join.end() + high.length - start, False, high.scale), high.value


def _lent(one: Numeral, high: Numeral) -> Decimal:
    """The low end in the scale or the share of the high end: six to seven hundred, 30 to 40 percent."""
    if one.value is None or high.value is None:
        return Decimal(0)
    if high.form == PERCENT and one.form != PERCENT:
        return quotient(one.value, Decimal(100))
    if high.scale > 1 and one.scale == 1 and one.value * high.scale < high.value:
        return one.value * high.scale
    return one.value


def _is_range(low: str, start: int, join: str, one: Numeral, high: Numeral, table: Words) -> bool:
    if one.value is None or high.value is None:
        return False
    if join == " and ":
        return _BETWEEN.search(low, max(0, start - 24), start) is not None
    if join == " or ":
        return _next_to(one.value, high.value) or (high.scale > 1 and _next_to(one.value, high.value / high.scale))
    if _FROM.search(low, max(0, start - 16), start):
        if high.scale > 1 and _next_to(one.value, high.value / high.scale):
            return True                   # grew from three to four thousand: none grows from three to thousands
        place = low.rfind("from", 0, start)
        return table.changed.isdisjoint(low[max(0, place - 48):place].split()[-5:])
    return one.form in (*_MULTIPLIED, PERCENT)


def _next_to(low: Decimal, high: Decimal) -> bool:
    """Five or six, eighty or ninety, two hundred or three hundred."""
    step = high - low
    return step in _STEPS and low % step == 0


def _qualified(text: str, low: str, start: int, one: Numeral, upper: Decimal | None, kind: str | None, outer: int,
               before: Qualified | None, table: Words) -> Number:
    end = start + one.length
    after = qualifier_after(text, end)
    code = one.qualifier
    place: tuple[int | None, int | None] = (None, None)
    if code == EXACT and after and after.code not in (EXACT, VAGUE):
        code, place = after.code, (after.start, after.end)
    elif code == EXACT and before and before.code not in (BETWEEN, VAGUE):
        code, place = before.code, (before.start, before.end)
    if kind in (LIST, DATE, NAME):
        outer, code, place, after = start, one.qualifier, (None, None), None
    weak = one.form == INDEFINITE or (one.value == 1 and upper is None and _stands_for_somebody(low, start, end, table))
    position = end + 1 if low[end:end + 1] == " " else end
    each = head(low, position) in table.after_codes["each"] or low.endswith("each ", 0, start)
    return Number(outer, after.end if after else end, start, end, one.value, upper, code, *place, one.form, kind, each, weak)


def _stands_for_somebody(low: str, start: int, end: int, table: Words) -> bool:
    """One of whom, no one, the one that."""
    if not low.startswith("one", start):
        return False
    return head(low, end + 1) in table.after_codes["pronoun"] or last_word(low, start)[0] in table.before_codes["determiner"]


def _likewise(text: str, before: Number, number: Number) -> Number:
    """December 9 and 10, strongholds 508 and 509: the second is what the first is."""
    if before.kind not in (DATE, DESIGNATION, ROUTE) or number.kind is not None or number.form != DIGITS or number.qualifier != EXACT:
        return number
    if text[before.end:number.start] not in _LINKS:
        return number
    if before.kind == DATE:
        dated = number.value is not None and number.value <= 31 and text[number.end:number.end + 1] in (",", ".", ";", ")", "")
        return number._replace(kind=DATE) if dated else number
    return number._replace(kind=before.kind) if _PLURAL.search(text, max(0, before.start - 16), before.start) else number


def _before(low: str, start: int, table: Words) -> tuple[int, Qualified | None]:
    """Where the qualifiers before a number begin, and the nearest of them that says more than exactly."""
    outer, found = start, None
    for _ in range(3):
        here = _one_before(low, outer, table)
        if not here:
            break
        outer = here.start
        if here.code != EXACT and not found:
            found = here
    return outer, found


def _one_before(low: str, place: int, table: Words) -> Qualified | None:
    last, end = last_word(low, place)
    for word in table.qualifiers_before.get(last, ()):
        if low.endswith(word.text, 0, end) and not low[end - len(word.text) - 1:end - len(word.text)].isalnum():
            return Qualified(word.code, end - len(word.text), end)
    return None


def qualifier_after(text: str, position: int) -> Qualified | None:
    """The qualifier that stands behind a number or its noun, after a space: or more, -odd, at least. None where none does."""
    low = text[position:position + 32].lower()
    offset = 1 if low.startswith(" ") else 0
    for word in words().qualifiers_after.get(head(low, offset), ()) if len(low) > offset else ():
        end = offset + len(word.text)
        if low.startswith(word.text, offset) and not low[end:end + 1].isalnum() and (word.text not in _LOOSE or low[end:end + 1] in (",", ".", ";", ")")):
            return Qualified(word.code, position + offset, position + end)
    return None


def articles_as_one(text: str) -> list[Number]:
    """The articles of a text, each as a weak number of value 1: "a tank", "another company"."""
    one = Decimal(1)
    return [Number(found.start(), found.end() - 1, found.start(), found.end() - 1, one, None, EXACT, None, None, CARDINAL, None, False, True)
            for found in _ARTICLE.finditer(text)]
