"""What a Chinese number looks like when it counts nothing: a date, a designation, a calibre, a distance. The words that decide stand in the vocabulary."""
from __future__ import annotations

import re
from decimal import Decimal

from kg.text.lang.zh.joins import Reach
from kg.text.lang.zh.words import Words
from kg.text.numeral import (
    AGE,
    CALIBRE,
    CARDINAL,
    DATE,
    DESIGNATION,
    DIGITS,
    DIMENSION,
    DISTANCE,
    DURATION,
    EXACT,
    LIST,
    NAME,
    ORDINAL,
    PAGE,
    POSITIONAL,
    RANGE,
    RATE,
    REFERENCE,
    ROUTE,
    SCOPE,
    TIME,
    WITHHELD,
)

_OPENING, _CLOSING = "“‘《「『\"", "”’》」』\""
_LINE = "\n\r \t"
_LIST_SIGN = "、.:)"
_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿廿卅卌0123456789")
_CLAUSE = re.compile(r"[^,。;:、!?()“”\n]*$")
_TIMES = {"time": TIME, "duration": DURATION, "age": AGE, "route": ROUTE, "model": DESIGNATION, "bore": CALIBRE}
_LISTED = re.compile(r"等?(?:[二两三四五六七八九十]{1,3}个?|各)|等")
_HAN = re.compile(r"[一-鿿]")


def kind(text: str, start: int, outer: int, found: Reach, words: Words) -> str | None:
    """The kind of a number whose numeral stands at ``start``, with its qualifiers at ``outer``; None where it may count something."""
    end = found.end
    before, after = text[start - 1:start], text[end:end + 1]
    beside = _by_signs(text, start, found, before, after, words)
    if beside:
        return beside
    leading = _by_word_before(text, start, outer, found, words)
    if leading:
        return leading
    listed = _listed(text, end, words) if after in words.listing and after else None
    if listed:
        return listed
    if found.form == CARDINAL and found.qualifier == EXACT and _is_place(text, start, end, words):
        return NAME
    for word in words.after.get(after, ()):
        if text.startswith(word.text, end):
            told = _by_word_after(text, start, outer, found, word.code, end + len(word.text), words)
            if told != "":
                return told
    return _named(text, start, found, before, after, words)


def _listed(text: str, end: int, words: Words) -> str | None:
    """What ends a list and is counted: 二〇八、二〇九两团, 七十一等五个师, 十六、十五两日, 一、四、七、十各日."""
    found = _LISTED.match(text, end)
    if not found or not found.group():
        return None
    if text.startswith(words.after_codes["day"] + words.after_codes["month"], found.end()):
        return DATE
    return DESIGNATION if text.startswith(words.after_codes["designation"], found.end()) else None


def _by_signs(text: str, start: int, found: Reach, before: str, after: str, words: Words) -> str | None:
    """By the characters on both sides: letters, brackets, quotation marks, the head of a line."""
    if not before or before in _LINE:
        return LIST if _heads_line(text, found, after) else None
    if (before.isascii() and before.isalpha()) or (before in "-—–" and text[start - 2:start - 1].isascii() and text[start - 2:start - 1].isalpha()):
        return DESIGNATION
    if before == "(" and after == ")":
        return LIST if found.value is not None and found.value <= 30 and found.qualifier == EXACT else None
    if before in _OPENING and after and after in _CLOSING:
        return NAME
    if before in words.withheld or (after in words.withheld and after):
        return WITHHELD
    if before in "。;:!?" and after in "、." and found.value is not None and found.value <= 30 and text[found.end + 1:found.end + 2] not in _NUMERALS:
        return LIST
    return None


def _heads_line(text: str, found: Reach, after: str) -> bool:
    if found.value is None or found.value > 30 or found.qualifier != EXACT or not after:
        return False
    return after in _LINE or (after in _LIST_SIGN and text[found.end + 1:found.end + 2] not in _NUMERALS)


def _by_word_before(text: str, start: int, outer: int, found: Reach, words: Words) -> str | None:
    for place in {start, outer}:
        for word in words.before.get(text[place - 1:place], ()) if place else ():
            if text.endswith(word.text, 0, place):
                if word.code == "ordinal":
                    return _ordinal(text, found.end, words)
                if word.code == "rate":
                    return RATE
                if word.code == "numbered":
                    return DESIGNATION
                if word.code == "day":
                    return DATE
                if _refers(text, place, found, word.code, words):
                    return REFERENCE
    return None


def _ordinal(text: str, end: int, words: Words) -> str:
    if text.startswith(words.after_codes["page"], end):
        return PAGE
    return ROUTE if text.startswith(words.after_codes["route"], end) else ORDINAL


def _refers(text: str, place: int, found: Reach, code: str, words: Words) -> bool:
    """这两个县城, 上述三地; but not 千人以上四十二次."""
    if code != "reference" or found.qualifier != EXACT or found.form not in (CARDINAL, DIGITS):
        return False
    return not (text.endswith("以上", 0, place) and (text[place - 3:place - 2] in _NUMERALS or _ends_with_count(text, place - 2, words)))


def _ends_with_count(text: str, place: int, words: Words) -> bool:
    """Whether a number with its counter ends at a place."""
    return any(text[place - size - 1:place - size] in _NUMERALS | {"余", "多"} and words.counter(text, place - size) for size in (1, 2) if place > size)


def _by_word_after(text: str, start: int, outer: int, found: Reach, code: str, end: int, words: Words) -> str | None:
    """What the word after the number tells; an empty string where it tells nothing, None where the number counts."""
    if code in _TIMES:
        return _TIMES[code]
    if code == "day":
        return _day(text, found, words)
    if code == "month":
        return DATE if found.form != CARDINAL or (found.value is not None and found.value <= 12 and text[start] != "两") else DURATION
    if code == "year":
        return DATE if found.form == POSITIONAL or (found.value is not None and found.value >= 1000) or text[end:end + 1] in _NUMERALS else DURATION
    if code == "hour_point":
        return _hour(text, start, end, words)
    if code == "minute":
        return TIME if text.endswith(words.before_codes["minute"], 0, start) else ""
    if code == "designation":
        return _designation(text, start, outer, found, end, words)
    if code == "calibre":
        return CALIBRE if _names_weapon(found) else ""
    if code in ("length", "area", "weight"):
        return _measure(text, start, outer, end, code, words)
    if code == "scope":
        return SCOPE if found.qualifier == EXACT and found.value is not None and found.value <= 10 else ""
    if code == "place_scope":
        return SCOPE if _closes_list(text, start, found) else ""
    if code == "ordinal":
        return "" if text.endswith(words.before_codes["ordinal_count"], 0, start) or found.qualifier != EXACT else ORDINAL
    return ""


def _day(text: str, found: Reach, words: Words) -> str | None:
    """十五日; but 五十日军 and 二百余日军 count men."""
    if found.value is None or found.value > 31 or found.qualifier not in (EXACT, "range"):
        return None if text.startswith(words.after_codes["not_day"], found.end) else DURATION
    return DATE


def _hour(text: str, start: int, end: int, words: Words) -> str | None:
    after = text[end:end + 1]
    if text.endswith(words.before_codes["hour_point"], 0, start) or not after or after in "半,。、)许多左" or after in _NUMERALS:
        return TIME
    return ""


def _designation(text: str, start: int, outer: int, found: Reach, end: int, words: Words) -> str | None:
    """六十六军, 二七二团, 三营 name a unit; 九师之众, 两团 and 歼敌三团 count units. N路 counts columns unless an army follows."""
    if found.form == POSITIONAL:
        return DESIGNATION
    if (found.qualifier != EXACT and found.form != RANGE) or text[start] == "两":
        return None
    if text.startswith(words.after_codes["counts_units"], end) or text.endswith(words.before_codes["counts_units"], 0, outer):
        return None
    if text.startswith("路", found.end) and not text.startswith("路军", found.end):
        return None
    if found.form == RANGE and "、" in text[start:found.end]:
        return None
    return DESIGNATION


def _names_weapon(found: Reach) -> bool:
    if found.form in (POSITIONAL, DIGITS):
        return True
    if found.form == RANGE:
        return True
    return found.qualifier == EXACT and found.value is not None and found.value >= 20


def _measure(text: str, start: int, outer: int, end: int, code: str, words: Words) -> str | None:
    """A distance that locates (以南五十英里), an extent (长约二十里), or a length that counts (公路七百四十公里)."""
    if code == "area":
        return None
    if text.endswith(words.before_codes["extent"], 0, outer) or text.startswith(words.after_codes["extent"], end):
        return DIMENSION
    if code == "weight":
        return None
    if text.startswith((")", "左右)", "许)"), end):
        return DISTANCE
    clause = _CLAUSE.search(text, max(0, outer - 24), outer)
    before = clause.group() if clause else ""
    if text.endswith(words.before_codes["locating"], 0, outer) or any(word in before for word in words.before_codes["distant"]):
        return DISTANCE
    return DISTANCE if text.startswith(words.after_codes["at"], end) else None


def _closes_list(text: str, start: int, found: Reach) -> bool:
    """离石、临南、兴县三县: the number sums up a list of names before it."""
    if found.value is None or found.value > 20 or found.qualifier != EXACT:
        return False
    return "、" in text[max(0, start - 8):start] or text[start - 1:start] in "等"


def _named(text: str, start: int, found: Reach, before: str, after: str, words: Words) -> str | None:
    """By nothing beside it: a numeral in the name of a person or a place; digits that are all withheld."""
    if found.value == 0 and found.form == POSITIONAL:
        return WITHHELD
    if found.form != CARDINAL or found.qualifier != EXACT:
        return None
    if found.end - start != 1 or words.counter(text, found.end) or not _HAN.match(after):
        return None
    return NAME if before in words.surnames else None


def _is_place(text: str, start: int, end: int, words: Words) -> bool:
    """三岔河, 四望山, 二十里屯: a numeral, at most two characters that count nothing, and the end of a place's name."""
    if text.startswith(words.place_tails, end) and (text[end] == "里" or end - start == 1):
        return True
    if end - start != 1 or text[end:end + 1] in words.place_words:
        return False
    return any(text.startswith(words.place_ends, end + size) and (text[end:end + size].isalpha() or text[end] == "@") for size in (1, 2))


def each(text: str, outer: int, start: int, words: Words) -> bool:
    """Whether the number holds for each of several items: 各三门, 各约三十人."""
    found = words.before_codes["each"]
    return text.endswith(found, 0, start) or text.endswith(found, 0, outer) or text.startswith("各", outer)


def half(text: str, start: int, words: Words) -> Decimal | None:
    """0.5 where 半 at a place counts (半数, 半个连), else None."""
    counts = text.startswith(words.after_codes["half"], start + 1) and not text.endswith(words.before_codes["not_half"], 0, start)
    return Decimal("0.5") if counts else None
