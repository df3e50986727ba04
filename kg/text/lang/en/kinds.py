"""What an English number looks like when it counts nothing: a date, an ordinal, a designation, a calibre, a distance."""
from __future__ import annotations

import re

from kg.text.lang.en.numerals import Numeral
from kg.text.lang.en.words import Words, head, last_word
from kg.text.numeral import (
    AGE,
    CALIBRE,
    DATE,
    DESIGNATION,
    DIGITS,
    DIMENSION,
    DISTANCE,
    DURATION,
    EXACT,
    FRACTION,
    LIST,
    MULTIPLE,
    NAME,
    ORDINAL,
    PAGE,
    PERCENT,
    RATE,
    REFERENCE,
    ROUTE,
    TIME,
)

_CODES = {"duration": DURATION, "age": AGE, "bore": CALIBRE, "time": TIME, "month": DATE, "route": ROUTE, "multiple": MULTIPLE,
          "designation": DESIGNATION}
_LEADING = {"numbered": DESIGNATION, "month": DATE, "route": ROUTE, "rate": RATE, "reference": REFERENCE, "age": AGE, "page": PAGE}
_CLOCK = re.compile(r":[0-9]{2}(?![0-9])")
_COMPOUND = re.compile(r"-(?!odd\b|strong\b|plus\b)[a-z]+")
_PHRASE_ENDS = re.compile(r"\s*[,.;:)]|\s*$")
_NAMED = re.compile(r"\s+[A-Z]")
_FIRST_YEAR, _LAST_YEAR = 1700, 2030


def kind(text: str, low: str, start: int, outer: int, found: Numeral, words: Words) -> str | None:
    """The kind of a numeral at ``start`` with its qualifiers at ``outer``; None where it may count something. ``low`` is the text in lower case."""
    end = start + found.length
    before, after = text[start - 1:start], text[end:end + 1]
    beside = _by_signs(text, low, start, end, before, after, found)
    if beside:
        return beside
    leading = _by_word_before(text, low, start, outer, words)
    if leading:
        return leading
    if found.ordinal:
        return _ordinal(text, low, end, words)
    return _by_words_after(text, low, outer, end, found, words) or _year(low, start, end, outer, found, words) or _half(low, start, found, words)


def _by_signs(text: str, low: str, start: int, end: int, before: str, after: str, found: Numeral) -> str | None:
    """By what touches the numeral: a letter or its hyphen (B-29), a colon and minutes, brackets, the head of a line."""
    if before == "-" and text[start - 2:start - 1].isalpha():
        return DATE if found.form == DIGITS and low.endswith("mid-", 0, start) else DESIGNATION
    if _CLOCK.match(text, end) or (before == ":" and text[start - 2:start - 1].isdigit()):
        return TIME
    if (before == "(" and after == ")") or ((not before or before in "\n\r\t") and after in (".", ")", ":") and text[end + 1:end + 2] in (" ", "\t")):
        return LIST if found.value is not None and found.value <= 30 else None
    if before in ("“", '"', "‘") and after in ("”", '"', "’"):
        return NAME
    return None


def _by_word_before(text: str, low: str, start: int, outer: int, words: Words) -> str | None:
    last, place = last_word(text, start)
    if not last or last[-1] in ",;)":
        return None
    for word in words.before.get(last, ()) or words.before.get(last.lower(), ()):
        source = text if word.text[0].isupper() else low
        if source.endswith(word.text, 0, place) and not source[place - len(word.text) - 1:place - len(word.text)].isalnum():
            return _LEADING[word.code]
    return None


def _ordinal(text: str, low: str, end: int, words: Words) -> str:
    """The 19th, the 14th of January, the 712th Battalion, the 38th Parallel."""
    position = end + 1 if text[end:end + 1] == " " else end
    if text.startswith("of ", position) and any(word.code == "month" for word in words.after.get(head(text, position + 3), ())):
        return DATE
    for word in words.after.get(head(text, position), ()):
        if word.code in ("month", "route") and text.startswith(word.text, position):
            return _CODES[word.code]
    if _NAMED.match(text, end):
        return DESIGNATION
    if not text[end - 3:end - 2].isdigit():
        return ORDINAL
    follows = text[end:end + 1] == " " and low.startswith(words.after_codes["date_follows"], position)
    return DATE if follows or _PHRASE_ENDS.match(low, end) else ORDINAL


def _by_words_after(text: str, low: str, outer: int, end: int, found: Numeral, words: Words) -> str | None:
    position = _past(low, end, words)
    first = head(text, position)
    candidates = words.after.get(first, ()) or words.after.get(first.lower(), ())
    if low[end:end + 1] == "-":
        candidates += words.after.get(head(low, end), ())
    for word in candidates:
        source = text if word.text[0].isupper() else low
        at = end if word.text[0] == "-" else position
        if source.startswith(word.text, at):
            if word.code in ("length", "area"):
                return _measure(low, outer, at + len(word.text), word.code, text[end:end + 1] == "-", words)
            if word.code == "designation" and found.form != DIGITS:
                continue
            if word.code == "month" and (found.value is None or found.value > 31 or found.qualifier != EXACT):
                continue
            return _CODES.get(word.code)
    return NAME if _COMPOUND.match(low, end) and found.form not in (FRACTION, PERCENT) else None


def _past(low: str, end: int, words: Words) -> int:
    """Where the word after a number begins: past the space or hyphen, past the article of "half an hour" and the full of "two full years"."""
    if low[end:end + 1] not in (" ", "-"):
        return end
    position = end + 1
    skipped = head(low, position)
    if skipped in words.before_codes["duration"] or (skipped in ("a", "an") and low.endswith("half", 0, end)):
        position += len(skipped) + 1
    return position


def _measure(low: str, outer: int, end: int, code: str, compound: bool, words: Words) -> str | None:
    """Fifty miles south of Hanoi locates, a front of a thousand li extends; 740 kilometers of highways counts."""
    before = low[max(0, outer - 32):outer].rstrip()
    after = low[end:end + 24].lstrip()
    if code == "area":
        return None
    if compound or before.endswith(words.before_codes["extent"]) or after.startswith(words.after_codes["extent"]):
        return DIMENSION
    first = head(after, 0) if after else ""
    if first.split(".")[0] in words.after_codes["locating"] or before.endswith(words.before_codes["locating"]):
        return DISTANCE
    return None


def _year(low: str, start: int, end: int, outer: int, found: Numeral, words: Words) -> str | None:
    """In 1952, July 1952, 1946-49."""
    if found.length != 4 or found.form != DIGITS or found.value is None or not _FIRST_YEAR <= found.value <= _LAST_YEAR or outer != start:
        return None
    last = last_word(low, start)[0]
    if last.rstrip(",").rstrip(".") in words.before_codes["year"] or last.endswith(",") or not low[end:end + 1].isspace():
        return DATE
    return None


def _half(low: str, start: int, found: Numeral, words: Words) -> str | None:
    """The second half of October and the southern half of Korea are no shares."""
    halved = found.form == FRACTION and low.startswith("half", start)
    return NAME if halved and last_word(low, start)[0] in words.before_codes["not_half"] else None
