"""Which number is a stated part of which, and which says again what another said.

A part is announced (其中, including), or follows its whole as the breakdown of a list (计…, as follows:), or is summed up by a total at the end (共).
Where several wholes could be meant, the arithmetic decides: the parts of a list that add up to a whole are its parts.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import takewhile

from kg import vocabulary
from kg.model import ZH
from kg.text.grammar import PEOPLE, UNIT, WEAK, Clause, Count, group, word_pattern
from kg.text.lexicon import OBJECT
from kg.text.scan import Scan

_NEAR = 8                         # how many clauses a part may stand behind its whole
_TELLING = 20                     # from which number on a list that adds up to it does so by no chance
_LIST = 40                        # how many counts a list that adds up may span
_NAMED_WHOLE = re.compile("(?:[^其中]..[的之]|(?:占|约当|等于|相当于)[^其]{2,})$")
_AMONG = re.compile("[之当其]?[中里内间](?![^,，。]{0,2}[国央部])")
_SHARE = re.compile("占去?了?$|^之?中")       # 美军就占去八万多; 三个支撑点中先有两个
# What an outcome may break down into; an outcome is always a part of itself.
_WITHIN = {
    "eliminated": {"killed", "wounded", "captured", "casualties", "killed_or_captured", "surrendered", "deserted", "routed"},
    "casualties": {"killed", "wounded", "captured", "surrendered", "deserted"},
    "killed_or_captured": {"killed", "captured"},
    "destroyed_or_damaged": {"destroyed", "damaged", "shot_down", "sunk"},
    "captured": {"surrendered", "released"},
}


def wholes(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count]) -> list[int | None]:
    """For each count, the index of the count that it is a part of, or None."""
    result: list[int | None] = [None] * len(counts)
    for at in range(len(counts)):
        if counts[at].unit == "fraction":
            if _of_something_named(found, clauses[counts[at].clause], counts[at]):
                continue
            result[at] = next((earlier for earlier in range(at - 1, -1, -1) if _shares(clauses, counts, earlier, at)), None)
        elif at and _out_of(found, clauses, counts[at - 1], counts[at]):
            result[at] = at - 1
        elif _cue(found, clauses, counts, result, at):
            result[at] = _announced(found, clauses, counts, at)
    for at in range(1, len(counts)):
        listed = result[at] is None and _goes_on(clauses, counts, at)
        whole = _of_list(clauses, counts, result, at) if listed else None
        if whole is not None and _may_hold(counts[whole], counts[at]):
            result[at] = whole
    _by_sums(found, clauses, counts, result)
    _summed(found, clauses, counts, result)
    return result


def _of_list(clauses: Sequence[Clause], counts: Sequence[Count], result: Sequence[int | None], at: int) -> int | None:
    """The whole of the list that a count goes on with: that of the count before it, or of one that the count before is a part of."""
    for earlier in range(at - 1, -1, -1):
        if clauses[counts[earlier].clause].sentence != clauses[counts[at].clause].sentence:
            return None
        if result[earlier] is not None:
            return result[earlier]
        if earlier < at - 1 and not _goes_on(clauses, counts, earlier + 1):
            return None
    return None


def _out_of(found: Scan, clauses: Sequence[Clause], whole: Count, part: Count) -> bool:
    """Whether a count is told out of the one before it: 六十七辆汽车中焚毁四十一辆, 飞机四架中的三架."""
    if found.lang != ZH or part.clause - whole.clause > 1 or clauses[whole.clause].sentence != clauses[part.clause].sentence:
        return False
    return _AMONG.match(found.text, whole.end) is not None and (_is_larger(whole, part) or whole.unit == part.unit)


def _of_something_named(found: Scan, clause: Clause, count: Count) -> bool:
    """Whether the words before a share name what it is a share of: 财政支出的四分之一, 占全师人数近三成."""
    before = found.text[clause.start:count.number.start]
    return found.lang == ZH and _NAMED_WHOLE.search(before) is not None


def _shares(clauses: Sequence[Clause], counts: Sequence[Count], earlier: int, at: int) -> bool:
    """Whether a share is one of a number told before it in its sentence."""
    one, other = counts[earlier], counts[at]
    alike = one.object == other.object or other.object == "other" or (other.object == "personnel" and group(one.object or "other") == UNIT)
    return clauses[one.clause].sentence == clauses[other.clause].sentence and one.unit != "fraction" and alike


def _cue(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], result: Sequence[int | None], at: int) -> bool:
    """Whether the words before a count, in its clause, announce it as a part."""
    count = counts[at]
    start = clauses[count.clause].start
    before = list(takewhile(lambda earlier: counts[earlier].clause == count.clause, range(at - 1, -1, -1)))
    since = found.text[min(counts[before[0]].end, count.number.start):count.number.start] if before else ""
    parted = any(result[earlier] is not None for earlier in before)
    words = since if parted else found.text[start:count.number.start]
    if found.lang != ZH:
        return word_pattern(found.lang, "part", "remainder").search(words.lower()) is not None
    if word_pattern(ZH, "part", "remainder").match(words.lstrip()) or _SHARE.search(since if before else words):
        return True
    near = at > 0 and clauses[counts[at - 1].clause].sentence == clauses[count.clause].sentence
    left = near and count.outcome == "other" and word_pattern(ZH, "still_there").search(words) is not None
    return left or _announced_before(found, clauses, counts, at)


def _announced_before(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> bool:
    """Whether the clause before a count counts nothing and announces parts: 按国籍分，法国本国的将近两万."""
    index = counts[at].clause - 1
    if index < 0 or clauses[index].sentence != clauses[index + 1].sentence or (at and counts[at - 1].clause >= index):
        return False
    return word_pattern(found.lang, "part").match(found.text, clauses[index].start, clauses[index].end) is not None


def _announced(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> int | None:
    """The nearest number before a part that can hold it: first one of its own kind and outcome, else of its kind."""
    close = takewhile(lambda earlier: counts[at].clause - counts[earlier].clause <= _NEAR, range(at - 1, -1, -1))
    near = [earlier for earlier in close if not _is_rate(found, clauses, counts[earlier])]
    told = next((earlier for earlier in near if _may_hold(counts[earlier], counts[at])), None)
    if told is None and near and not _remainder(found, clauses, counts, at) and _breaks_down(clauses, counts, near[0], at):
        return near[0]                    # a part that exceeds its whole is still told as its part, and is wrong
    if told is None and _opens_with_part(found, clauses, counts[at]):
        sentence = clauses[counts[at].clause].sentence
        told = next((earlier for earlier in near if clauses[counts[earlier].clause].sentence == sentence
                     and _is_larger(counts[earlier], counts[at]) and _is_kind(counts[earlier], counts[at])), None)
    if told is None and counts[at].outcome in WEAK:
        told = next((earlier for earlier in near if _is_larger(counts[earlier], counts[at]) and _is_kind(counts[earlier], counts[at])), None)
    return told


def _opens_with_part(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a clause says outright that its number is a part (其中五个营损失过半), whatever became of it."""
    opening = word_pattern(found.lang, "part").match(found.text, clauses[count.clause].start)
    return found.lang == ZH and opening is not None and count.start - opening.end() <= 1


def _remainder(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> bool:
    """Whether a count is announced as what is left (其余): of what, its size alone can tell."""
    return word_pattern(found.lang, "remainder").search(found.text, clauses[counts[at].clause].start, counts[at].number.core_start) is not None


def _is_rate(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a number is so many for each of something (每日平均八次): it has no parts."""
    return word_pattern(found.lang, "rate").search(found.text, clauses[count.clause].start, count.number.core_start) is not None


def _by_sums(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], result: list[int | None]) -> None:
    """Ties the counts that follow a number, or go before a total, and add up to it exactly. Small sums are chance unless they stand in one sentence."""
    for whole in range(len(counts) - 1, -1, -1):
        count = counts[whole]
        ahead = _adding_up(counts, result, whole, 1)
        if ahead and ((count.value or 0) >= _TELLING or clauses[counts[ahead[-1]].clause].sentence == clauses[count.clause].sentence):
            for part in ahead:
                result[part] = whole
        elif word_pattern(found.lang, "total").search(found.text, clauses[count.clause].start, count.number.core_start):
            for part in _adding_up(counts, result, whole, -1):
                result[part] = whole


def _adding_up(counts: Sequence[Count], result: Sequence[int | None], whole: int, step: int) -> list[int]:
    total, parts = Decimal(0), []
    goal = counts[whole].value
    at = whole + step
    while goal is not None and 0 <= at < len(counts) and abs(at - whole) <= _LIST:
        part = counts[at]
        if _may_hold(counts[whole], part) and part.unit != "fraction" and (result[at] is None or result[at] == whole) and part.value != goal:
            total += part.value or 0
            parts.append(at)
            if total == goal and len(parts) > 1:
                return parts
            if total > goal:
                return []
        at += step
    return []


def _may_hold(whole: Count, part: Count) -> bool:
    """Whether a count can be a part of another by its kind and outcome."""
    if part.unit == "fraction":
        return whole.unit != "fraction" and (whole.object == part.object or part.object == "other")
    return _is_larger(whole, part) and _is_outcome(whole, part) and _is_kind(whole, part)


def _is_outcome(whole: Count, part: Count) -> bool:
    return part.outcome == whole.outcome or part.outcome in _WITHIN.get(whole.outcome or "", ())


def _breaks_down(clauses: Sequence[Clause], counts: Sequence[Count], whole: int, part: int) -> bool:
    """Whether a count would be a part of the one before it but for its size."""
    one, other = counts[whole], counts[part]
    alike = one.unit == other.unit and clauses[one.clause].sentence == clauses[other.clause].sentence
    return alike and _is_kind(one, other) and _is_outcome(one, other)


def _is_larger(whole: Count, part: Count) -> bool:
    return whole.value is not None and part.value is not None and whole.value >= part.value and whole.unit == part.unit


def _is_kind(whole: Count, part: Count) -> bool:
    return _akin(whole.object or "other", part.object or "other")


@cache
def _akin(one: str, other: str) -> bool:
    objects = vocabulary.scheme(OBJECT)
    return one in objects.broader(other) or other in objects.broader(one) or group(one) == group(other) == PEOPLE


def _goes_on(clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> bool:
    """Whether a count stands right at the head of its clause, or beside the one before it, in that one's list."""
    count, last = counts[at], counts[at - 1]
    if clauses[last.clause].sentence != clauses[count.clause].sentence or count.clause - last.clause > 1:
        return False
    return count.clause == last.clause or count.start - clauses[count.clause].start <= 1


def _summed(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], result: list[int | None]) -> None:
    """Ties what a sentence listed to the total that closes it (共计二十三个师), where it does not exceed the total, or is all that the sentence counts."""
    for whole, count in enumerate(counts):
        if count.value is None or not word_pattern(found.lang, "grand_total").search(found.text, clauses[count.clause].start, count.number.core_start):
            continue
        parts: list[int] = []
        listed = 0
        for at in range(whole - 1, -1, -1):
            if clauses[counts[at].clause].sentence != clauses[count.clause].sentence:
                break
            listed += 1
            if result[at] is None and counts[at].object == count.object and _may_hold(count, counts[at]):
                parts.append(at)
        whole_list = len(parts) == listed > 1 and all(counts[at].qualifier == "exact" for at in (*parts, whole))
        if whole_list or sum((counts[at].value or Decimal(0) for at in parts), Decimal(0)) < _bound(count):
            for at in parts:
                result[at] = whole


def _bound(count: Count) -> Decimal:
    """What a sum of parts stays below: where the whole is only a lower bound (二万一千名以上), the next number that would have been written so."""
    assert count.value is not None
    open_end = count.qualifier in ("more_than", "at_least", "about") and count.value > 0
    return count.value + (_step(count.value) if open_end else Decimal("0.1"))


def same(one: Count, other: Count) -> bool:
    """Whether two counts can be one claim said twice: same outcome, kind of object and unit, and numbers that agree."""
    return one.outcome == other.outcome and one.object == other.object and one.unit == other.unit and _agree(one, other)


def _agree(one: Count, other: Count) -> bool:
    if one.value is None or other.value is None:
        return False
    return (one.value, one.upper) == (other.value, other.upper) or _rounds(one, other)


def _rounds(short: Count, full: Count) -> bool:
    """Whether a title's number says the body's in fewer digits: 五万多 for 五万二千多, 两万 for 一九九四九."""
    assert short.value is not None and full.value is not None
    if short.value <= 0 or full.value <= 0:
        return False
    if short.qualifier in ("more_than", "at_least"):
        return full.value >= short.value and full.value - short.value < _step(short.value)
    return False


def _step(value: Decimal) -> Decimal:
    """One unit of the last digit that a round number gives: 10,000 for 50,000."""
    digits = re.sub(r"0+$", "", str(int(value)))
    return Decimal(10) ** (len(str(int(value))) - len(digits))
