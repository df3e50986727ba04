"""What a Chinese number looks like when it counts nothing: a date, a designation, a calibre, a distance. The words that decide stand in the vocabulary."""
from __future__ import annotations

import re

from kg.text.lang.zh.joins import Reach
from kg.text.lang.zh.words import Words
from kg.text.numeral import (
    AGE,
    CALIBRE,
    CARDINAL,
    DATE,
    DESIGNATION,
    DIFFERENCE,
    DIGITS,
    DIMENSION,
    DISTANCE,
    DURATION,
    EXACT,
    LIST,
    MULTIPLE,
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
_LONGEST_LIST = 30
_ARMIES = 20
_UNITS = 30                        # so many are not counted without a measure word
_COMPARED = 20                     # how far before a difference what it is reckoned from may stand
_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿廿卅卌0123456789")
_CLAUSE = re.compile(r"[^,。;:、!?()“”\n]*$")
_TIMES = {"era": DATE, "time": TIME, "duration": DURATION, "age": AGE, "route": ROUTE, "model": DESIGNATION, "bore": CALIBRE, "storey": DIMENSION}
_LISTED = re.compile(r"等?(?:[二两三四五六七八九十]{1,3}个?|各)|等")
_RATIO_SIGNS = frozenset("与对和")
_RATIO = re.compile("[与对和][零一二三四五六七八九十百千万]{1,5}(?:之比|的比)")
_FIRST_HAN = "\u3400"              # signs, letters and the empty string sort before ideographs
_HAN = re.compile(r"[一-鿿]")


def kind(text: str, start: int, outer: int, found: Reach, words: Words) -> str | None:
    """The kind of a number whose numeral stands at ``start``, with its qualifiers at ``outer``; None where it may count something."""
    end = found.end
    before, after = text[start - 1:start], text[end:end + 1]
    if found.form == MULTIPLE:
        return MULTIPLE
    if _is_ratio(text, start, end, before, after):
        return RATE
    beside = _by_signs(text, start, found, before, after, words) if before < _FIRST_HAN or before in words.withheld or after in words.behind else None
    if beside:
        return beside
    leading = _by_word_before(text, start, outer, found, words)
    if leading:
        return leading
    if text.endswith(words.before_codes["difference"], 0, outer) and _is_difference(text, outer, words):
        return DIFFERENCE
    listed = _listed(text, end, words) if after in words.listing and after else None
    if listed:
        return listed
    if found.form == CARDINAL and found.qualifier == EXACT and after not in words.calendar and _is_place(text, start, end, words):
        return NAME
    for word in words.after.get(after, ()):
        if text.startswith(word.text, end):
            told = _by_word_after(text, start, outer, found, word.code, end + len(word.text), words)
            if told != "":
                return told
    return _named(text, start, outer, found, before, after, words)


def _is_ratio(text: str, start: int, end: int, before: str, after: str) -> bool:
    """Whether a number is one side of a proportion or a score: 零比七, 八与一之比."""
    if (after == "比" and text[end + 1:end + 2] in _NUMERALS and text[end + 1:end + 2]) or (before == "比" and text[start - 2:start - 1] in _NUMERALS):
        return True
    return (after == "之" and text.startswith("之比", end)) or (after in _RATIO_SIGNS and _RATIO.match(text, end) is not None)


def _is_difference(text: str, outer: int, words: Words) -> bool:
    """Whether the clause compares: 比去年同期多三架, 较九月份增加三十架."""
    clause = _CLAUSE.search(text, max(0, outer - _COMPARED), outer)
    return clause is not None and any(word in clause.group()[:-2] for word in words.before_codes["compares"])


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
        return LIST if found.value is not None and found.value <= _LONGEST_LIST and found.qualifier == EXACT else None       # (2)十八日夜
    if before in _OPENING and after and after in _CLOSING:
        return NAME
    if before in words.withheld or (after in words.withheld and after):
        return WITHHELD
    return LIST if before in "。;:!?," and after and after in "、." and _numbers_item(text, found) else None


def _heads_line(text: str, found: Reach, after: str) -> bool:
    return bool(after) and (after in _LINE or after in _LIST_SIGN) and _numbers_item(text, found)


def _numbers_item(text: str, found: Reach) -> bool:
    """A small exact number with no numeral behind its sign."""
    return found.value is not None and found.value <= _LONGEST_LIST and found.qualifier == EXACT and text[found.end + 1:found.end + 2] not in _NUMERALS


def _by_word_before(text: str, start: int, outer: int, found: Reach, words: Words) -> str | None:
    for place in (start,) if outer == start else (start, outer):
        for word in words.before.get(text[place - 1:place], ()):
            if text.endswith(word.text, 0, place):
                if word.code == "ordinal":
                    return _ordinal(text, found.end, words)
                if word.code == "rate":
                    return RATE
                if word.code == "numbered" or (word.code == "height" and found.form in (POSITIONAL, DIGITS)):
                    return DESIGNATION
                if word.code == "day" and place == start:      # 星期三; not 每星期有三架
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
    if code != "reference" or found.qualifier != EXACT or found.form not in (CARDINAL, DIGITS) or text[found.end:found.end + 1] in words.calendar:
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
        dated = found.form == POSITIONAL or (found.value is not None and found.value >= 1000) or text[end:end + 1] in _NUMERALS
        return DATE if dated or text.endswith(words.before_codes["year"], 0, start) else DURATION
    if code == "hour_point":
        return _hour(text, start, end, words)
    if code == "minute":
        return TIME if text.endswith(words.before_codes["minute"], 0, start) else ""
    if code == "designation":
        return _designation(text, start, outer, found, end, words)
    if code == "degree":
        return DIMENSION if found.value is not None and found.value >= 10 else None
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
        if text.startswith("号", found.end):
            return DESIGNATION
        return None if text.startswith(words.after_codes["not_day"], found.end) else DURATION
    return DATE


def _hour(text: str, start: int, end: int, words: Words) -> str | None:
    after = text[end:end + 1]
    if text.endswith(words.before_codes["hour_point"], 0, start) or not after or after in "半,。、)许多左" or after in _NUMERALS:
        return TIME
    return ""


def _designation(text: str, start: int, outer: int, found: Reach, end: int, words: Words) -> str | None:
    """六十六军, 二七二团, 三营 name a unit; 九师之众, 两团 and 歼敌三团 count units. N路 counts columns unless an army follows."""
    if text.startswith(words.after_codes["not_unit"], found.end):
        return None
    if found.form == POSITIONAL:
        return DESIGNATION
    if (found.qualifier != EXACT and found.form != RANGE) or text[start] == "两" or (found.form == RANGE and "、" in text[start:found.end]):
        return None
    if text.startswith("军", found.end) and found.value is not None and found.value > _ARMIES:
        return DESIGNATION                # 其余四十九军: nobody counts so many armies without a measure word
    counts = words.before_codes["counts_units"]
    named = (found.value or 0) > _UNITS or text.endswith(words.after_codes["designation"], 0, start)      # 六十六师就歼, 二团三营被歼
    if (not named and text.startswith(words.after_codes["counts_units"], end)) or text.endswith(counts, 0, outer) or text.endswith(counts, 0, start):
        return None
    if text.startswith("路", found.end) and not text.startswith("路军", found.end):
        return None
    return None if _engaged(text, outer, found, end, words) else DESIGNATION


def _engaged(text: str, outer: int, found: Reach, end: int, words: Words) -> bool:
    """歼敌三营, 击溃敌军二团: a verb of fighting before a small number of units, which is not told to be the name of one."""
    if found.value is None or found.value > 9 or text.startswith("军", found.end) or text.startswith(words.after_codes["names_unit"], end):
        return False
    names = words.after_codes["enemy_name"]
    size = next((len(name) for name in names if text.endswith(name, 0, outer)), 0)
    verbs = words.before_codes["engages_units"]
    return text.endswith(verbs, 0, outer - size) or (size > 0 and text.endswith(verbs, 0, outer))


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
    if code == "weight" and text.endswith(words.before_codes["in_all"], 0, start):
        return None
    if text.endswith(words.before_codes["extent"], 0, outer) or text.startswith(words.after_codes["extent"], end):
        return DIMENSION
    if code == "weight":
        return DIMENSION if text.startswith(words.after_codes["tonnage"], end) else None
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


def _named(text: str, start: int, outer: int, found: Reach, before: str, after: str, words: Words) -> str | None:
    """By nothing beside it: a numeral in the name of a person or a place; digits that are all withheld."""
    if found.value == 0 and found.form == POSITIONAL:
        return WITHHELD
    if before == "月" and text[start - 2:start - 1] in _NUMERALS and found.value is not None and found.value <= 31 and not words.counter(text, found.end):
        return DATE
    if found.form != CARDINAL or found.qualifier != EXACT:
        return None
    if found.end - start != 1 or words.counter(text, found.end) or not _HAN.match(after):
        return None
    return NAME if before in words.surnames or (outer == start and text[start] in "百千万亿") else None


def _is_place(text: str, start: int, end: int, words: Words) -> bool:
    """三岔河, 四望山, 二十里屯: a numeral, at most two characters that count nothing, and the end of a place's name."""
    single, after = end - start == 1, text[end:end + 1]
    if after in words.tail_heads and (single or after == "里") and text.startswith(words.place_tails, end):
        return _ends_name(text, end, words.place_tails, words)
    if not single or after in words.place_words:
        return False
    for size in (1, 2):
        middle = text[end:end + size]
        if (middle.isalpha() or middle[:1] == "@") and text.startswith(words.place_ends, end + size) and words.place_words.isdisjoint(middle):
            return _ends_name(text, end + size, words.place_ends, words)
    return False


def _ends_name(text: str, place: int, tails: tuple[str, ...], words: Words) -> bool:
    """Whether the name ends where its tail does: 五家店, but not 五家店铺."""
    end = place + len(next(tail for tail in tails if text.startswith(tail, place)))
    return text[end:end + 1] not in words.place_goes_on


def each(text: str, outer: int, start: int, words: Words) -> bool:
    """Whether the number holds for each of several items: 各三门, 各约三十人."""
    if "各" not in text[max(0, outer - 2):start]:
        return False
    found = words.before_codes["each"]
    return text.endswith(found, 0, start) or text.endswith(found, 0, outer) or text.startswith("各", outer)


def half(text: str, at: int, words: Words) -> str | None:
    """What 半 at a place is: a length of time (半年), an empty string where it counts (半数, 一半, 过半, 半个连), None where it is no numeral."""
    if text.startswith(words.half_durations, at + 1):
        return DURATION
    preceded = text.endswith(words.before_codes["half"], 0, at) and not text.endswith(words.before_codes["unqualified"], 0, at)
    if text[at - 1:at] == "一" or text.startswith("半数", at) or preceded:
        return ""
    counts = text.startswith(words.after_codes["half"], at + 1) and not text.endswith(words.before_codes["not_half"], 0, at)
    return "" if counts else None
