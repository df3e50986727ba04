"""Finds the numbers of a Chinese text, with the words that qualify them."""
from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from kg.text.lang.zh import kinds
from kg.text.lang.zh.joins import GROUPS, RUN, SIGNS, STEMS, Reach, reach
from kg.text.lang.zh.words import NUMERALS, Words, words
from kg.text.numeral import (
    BETWEEN,
    CARDINAL,
    DATE,
    DESIGNATION,
    EXACT,
    FRACTION,
    INDEFINITE,
    LIST,
    MAGNITUDE,
    NAME,
    ORDINAL,
    ROUTE,
    VAGUE,
    Number,
    Qualified,
)

_ROUND = "十百千万亿"
_MAGNITUDES = _ROUND + "半"
# After a counter these stand for a qualifier where the phrase ends; before a noun they begin another word (三架多次, 五人强攻).
_LOOSE = frozenset("多余许强弱来整")
_MEASURED = ("个", "年", "里", "吨", "斤", "亩", "米", "尺", "倍", "小时", "天", "月", "成", "岁", "元", "点", "辈", "数")
_LINKS = frozenset(("、", "、第", "和", "及", "与", "和第", "及第", "与第", "至", "到", "至第", "-", "—", "~"))
_CARRIED = frozenset((DESIGNATION, DATE, ORDINAL, ROUTE))
_PLAIN = frozenset((EXACT, BETWEEN))
_ISO_DATE = re.compile(r"[12][0-9]{3}-[0-9]{1,2}(?:-[0-9]{1,2})?(?![0-9])")
_ENDS = frozenset(",。;:、!?()（）“”的 \n")


def read(text: str) -> list[Number]:
    """Every number of a folded text, in its order. See ``kg.text.numbers``."""
    table = words()
    found: list[Number] = []
    position = 0
    search = RUN.search
    while run := search(text, position):
        number, position = _number(text, run.start(), run.group(), table) if run.group() not in SIGNS else _sign(run)
        if number:
            found.append(number)
    return _carried(text, found)


def _sign(run: re.Match[str]) -> tuple[Number, int]:
    """①, ㈠, (甲): one character that numbers an item of a list."""
    sign = run.group()
    value = Decimal(STEMS.index(sign) + 1 if sign in STEMS else int(unicodedata.numeric(sign)))
    return Number(run.start(), run.end(), run.start(), run.end(), value, None, EXACT, None, None, CARDINAL, LIST, False, False), run.end()


def _carried(text: str, found: list[Number]) -> list[Number]:
    """In 三十七、三十八、…七十一等五个师 what the last of a list is told to be holds for those before it; in 第一、二次 what the first is."""
    for place in range(len(found) - 2, -1, -1):
        one, after = found[place], found[place + 1]
        if one.kind is None and after.kind in _CARRIED and text[one.end:after.start] in _LINKS and one.qualifier in _PLAIN:
            found[place] = one._replace(kind=after.kind)
    for place in range(1, len(found)):
        before, one = found[place - 1], found[place]
        if one.kind is None and before.kind == ORDINAL and one.qualifier == EXACT and text[before.end:one.start] == "、":
            found[place] = one._replace(kind=ORDINAL)
    return found


def _number(text: str, start: int, run: str, table: Words) -> tuple[Number | None, int]:
    """The number that begins at ``start``, if there is one, and where to read on."""
    dated = _ISO_DATE.match(text, start) if run[0] in "12" else None
    if dated:
        return _uncounted(start, dated.end(), start, DATE), dated.end()
    named = _name(text, start, table)
    if named:
        return named, named.end
    if run[0] == "半" or text.startswith("一半", start):
        return _half(text, start, table)
    one = reach(text, start, run, table)
    if (one.form == INDEFINITE and not _is_several(text, start, one.end, table)) or (one.value == 0 and _links(text, start, one.end, table)):
        return None, one.end
    number = _qualified(text, start, one, table)
    end = number.core_end
    if text[end:end + 1] == "两" and text.startswith(table.after_codes["tael"], end + 1):
        end += 1                               # 二两重: 两 is the weight
    return number, end


def _name(text: str, start: int, table: Words) -> Number | None:
    """A set phrase or a name around the numeral, unless a longer word there counts. After 第 no numeral begins a name."""
    before = text[start - 1:start]
    if before == "第":
        return None
    for word in table.names.get(text[start:start + 2], ()):
        if text.startswith(word.text, start) and not _goes_on(text, start, start + len(word.text), table):
            return _phrase(start, start, start + len(word.text), word.code)
    for word, at in table.names_around.get(text[start - 1:start + 1], ()):
        if text.startswith(word.text, start - at) and not _goes_on(text, start - at, start - at + len(word.text), table):
            return _phrase(start - at, start, start - at + len(word.text), word.code)
    return None


def _goes_on(text: str, start: int, end: int, table: Words) -> bool:
    """二百五 is a phrase, 二百五十九 a number; 八一 a feast, 八一毫米 a calibre and 八一名 a count."""
    if text.startswith("分之", end - 1) and text[end + 1:end + 2] in NUMERALS:
        return True                       # 十分之一
    if text[end - 1] not in NUMERALS:
        return False
    if text[end:end + 1] in NUMERALS or GROUPS.match(text, end):
        return True                       # 一一、六三九名
    return NUMERALS.issuperset(text[start:end]) and (text[end:end + 1] in table.after or table.counter(text, end) is not None)


def _phrase(outer: int, start: int, end: int, code: str) -> Number | None:
    """成千上万 says a magnitude, 四平街 nothing of the kind; 四平方公里 is left to be read as a number."""
    if code == VAGUE:
        return Number(outer, end, start, end, None, None, VAGUE, None, None, MAGNITUDE, None, False, False)
    return None if code == "counted" else _uncounted(start, end, start, NAME)


def _uncounted(start: int, end: int, core: int, kind: str) -> Number:
    return Number(start, end, core, end, None, None, EXACT, None, None, CARDINAL, kind, False, False)


def _is_several(text: str, start: int, end: int, table: Words) -> bool:
    """几架, 数名, 几天: 几 or 数 before a measure word; not 几乎, 人数, 数字."""
    return table.counted(text, end) and not text.endswith(table.before_codes["not_several"], 0, start)


def _links(text: str, start: int, end: int, table: Words) -> bool:
    """一个师零两个团: 零 alone is no number but before the hour."""
    return end == start + 1 and text[start] in "零〇" and not text.startswith(table.after_codes["time"], end)


def _half(text: str, start: int, table: Words) -> tuple[Number | None, int]:
    """半数, 一半, 半个连; 半年 is a length of time; 半 in other words is no numeral."""
    at = start + 1 if text[start] == "一" else start
    kind = kinds.half(text, at, table)
    if kind is None:
        return None, at + 1
    end = at + (2 if text.startswith("半数", at) else 1)
    return _qualified(text, start, Reach(Decimal("0.5"), None, EXACT, FRACTION, end), table)._replace(kind=kind or None), end


def _qualified(text: str, start: int, one: Reach, table: Words) -> Number:
    """The number with its qualifiers, and what it looks like."""
    outer, before = _before(text, start, table) if text[start - 1:start] in table.qualifiers_before else (start, None)
    after = qualifier_after(text, one.end) if text[one.end:one.end + 1] in table.qualifiers_after else None
    if after and text[one.end] in _LOOSE and text[one.end] != "来":
        after = None
    code = one.qualifier
    place: tuple[int | None, int | None] = (None, None)
    if code == EXACT and after and after.code != EXACT:
        code, place = after.code, (after.start, after.end)
    elif code == EXACT and before:
        code, place = before.code, (before.start, before.end)
    kind = kinds.kind(text, start, outer, one._replace(end=after.end) if after and text[one.end] == "来" else one, table)
    one = _and_a_half(text, one) if text.startswith("个半", one.end) else one
    end = after.end if after else one.end
    if kind == LIST:
        outer, end, code, place = start, one.end, EXACT, (None, None)
    return Number(outer, end, start, one.end, one.value, one.upper, code, *place, one.form, kind, kinds.each(text, outer, start, table), False)


def _and_a_half(text: str, one: Reach) -> Reach:
    """两个半修道工人: the half stands behind the counter."""
    return one if one.value is None or one.upper is not None else one._replace(value=one.value + Decimal("0.5"), end=one.end + 2)


def _before(text: str, start: int, table: Words) -> tuple[int, Qualified | None]:
    """Where the qualifiers before a number begin, and the nearest of them that says more than exactly."""
    outer, found = start, None
    for _ in range(3):
        here = _one_before(text, outer, start, table)
        if not here:
            break
        outer = here.start
        if here.code != EXACT and not found:
            found = here
    return outer, found


def _one_before(text: str, place: int, start: int, table: Words) -> Qualified | None:
    last = text[place - 1:place]
    for word in table.qualifiers_before.get(last, ()):
        if text.endswith(word.text, 0, place):
            other = table.unqualified_before.get(last, ())
            if any(len(no.text) > len(word.text) - 1 and text.endswith(no.text, 0, place) for no in other):
                return None
            if word.text in table.before_codes["magnitude"] and text[start] not in _MAGNITUDES:
                return None
            return Qualified(word.code, place - len(word.text), place)
    return None


def qualifier_after(text: str, position: int) -> Qualified | None:
    """The qualifier that stands at a place behind a number or its counter: 以上, 左右, 之多, 多 (三个多连). None where none does."""
    first = text[position:position + 1]
    table = words()
    for word in table.qualifiers_after.get(first, ()):
        if text.startswith(word.text, position):
            if any(text.startswith(no.text, position) for no in table.unqualified_after.get(first, ())):
                return None
            end = position + len(word.text)
            if len(word.text) == 1 and word.text in _LOOSE and not _adheres(text, position, end, table):
                return None
            return Qualified(word.code, position, end)
    return None


def _adheres(text: str, position: int, end: int, table: Words) -> bool:
    """三个多连, 三公里多, 二十来人; not 三架多次, 三百来犯之敌."""
    word, after = text[position], text[end:end + 1]
    if word == "来":
        return text[position - 1] in _ROUND and table.counted(text, end)
    if not after or after in _ENDS:
        return True
    return word in "多余" and text.endswith(_MEASURED, 0, position)


def articles_as_one(text: str) -> list[Number]:
    """Chinese has no article: 一 is a numeral."""
    return []
