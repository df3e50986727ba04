"""Which number is a stated part of which, and which says again what another said.

A part is announced (其中, including), or follows its whole as the breakdown of a list (计…, as follows:), or is summed up by a total at the end (共).
Where several wholes could be meant, the arithmetic decides: the parts of a list that add up to a whole are its parts.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from kg import vocabulary
from kg.model import ZH
from kg.text.grammar import PEOPLE, Clause, Count, group, word_pattern
from kg.text.lexicon import OBJECT
from kg.text.scan import Scan

# What an outcome may break down into; an outcome is always a part of itself.
_WITHIN = {
    "eliminated": {"killed", "wounded", "captured", "casualties", "killed_or_captured", "surrendered", "deserted", "routed"},
    "casualties": {"killed", "wounded", "captured"},
    "killed_or_captured": {"killed", "captured"},
    "destroyed_or_damaged": {"destroyed", "damaged", "shot_down", "sunk"},
    "captured": {"surrendered"},
}


def wholes(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count]) -> list[int | None]:
    """For each count, the index of the count that it is a part of, or None."""
    result: list[int | None] = [None] * len(counts)
    for at, count in enumerate(counts):
        cue = _cue(found, clauses, counts, at)
        if cue:
            result[at] = _whole(counts, result, at)
        elif at and result[at - 1] is not None and _goes_on(clauses, counts, at) and _may_hold(counts[result[at - 1] or 0], count):
            result[at] = result[at - 1]
    return result


def _cue(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> bool:
    """Whether the words before a count, in its clause, announce a part."""
    count = counts[at]
    clause = clauses[count.clause]
    start = clause.start
    if at and counts[at - 1].clause == count.clause:
        start = counts[at - 1].number.end
    words = found.text[start:count.number.start]
    pattern = word_pattern(found.lang, "part", "remainder")
    if found.lang == ZH:
        return pattern.match(words.lstrip()) is not None
    return pattern.search(words.lower()) is not None


def _whole(counts: Sequence[Count], result: list[int | None], at: int) -> int | None:
    for earlier in range(at - 1, -1, -1):
        if counts[at].clause - counts[earlier].clause > 8:
            break
        if _may_hold(counts[earlier], counts[at]):
            return earlier
    return None


def _may_hold(whole: Count, part: Count) -> bool:
    if part.unit == "fraction":
        return whole.object == part.object or part.object == "other"
    if whole.value is None or part.value is None or whole.value < part.value or whole.unit != part.unit:
        return False
    if part.outcome != whole.outcome and part.outcome not in _WITHIN.get(whole.outcome or "", ()):
        return False
    objects = vocabulary.scheme(OBJECT)
    part_object, whole_object = part.object or "other", whole.object or "other"
    return whole_object in objects.broader(part_object) or part_object in objects.broader(whole_object) or (group(part_object) == group(whole_object) == PEOPLE)


def _goes_on(clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> bool:
    """Whether a count stands in the same list as the one before it."""
    one, other = clauses[counts[at - 1].clause], clauses[counts[at].clause]
    return one.sentence == other.sentence and counts[at].clause - counts[at - 1].clause <= 2


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
