"""Totals: which counts add up to which, and which number sums up what was listed before it."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kg.claims.kinship import FRACTION, may_hold
from kg.claims.restating import step
from kg.text.grammar import LOSS, Clause, Count, word_pattern
from kg.text.scan import Scan

_TELLING = 20                     # from which number on a list that adds up to it does so by no chance
_LIST = 40                        # how many counts a list that adds up may span


def by_sums(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], result: list[int | None]) -> None:
    """Ties the counts that follow a number, or go before a total, and add up to it exactly. Small sums are chance unless they stand in one sentence."""
    for whole in range(len(counts) - 1, -1, -1):
        count = counts[whole]
        ahead = _adding_up(counts, result, whole, 1)
        if ahead and ((count.value or 0) >= _TELLING or clauses[counts[ahead[-1]].clause].sentence == clauses[count.clause].sentence):
            for part in ahead:
                result[part] = whole
        elif _says(found, clauses, count, "total"):
            for part in _adding_up(counts, result, whole, -1):
                result[part] = whole


def _says(found: Scan, clauses: Sequence[Clause], count: Count, code: str) -> bool:
    return word_pattern(found.lang, code).search(found.text, clauses[count.clause].start, count.number.core_start) is not None


def _adding_up(counts: Sequence[Count], result: Sequence[int | None], whole: int, step_by: int) -> list[int]:
    total, parts = Decimal(0), []
    goal = counts[whole].value
    at = whole + step_by
    while goal is not None and 0 <= at < len(counts) and abs(at - whole) <= _LIST:
        part = counts[at]
        if may_hold(counts[whole], part) and part.unit != FRACTION and (result[at] is None or result[at] == whole) and part.value != goal:
            total += part.value or 0
            parts.append(at)
            if total == goal and len(parts) > 1:
                return parts
            if total > goal:
                return []
        at += step_by
    return []


def summed(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], result: list[int | None]) -> None:
    """Ties what was listed to the total that closes it: in its sentence (共计二十三个师), or in the sentences that it sums up (综计两役歼敌一万三千余人)."""
    for whole, count in enumerate(counts):
        if count.value is None or not (_says(found, clauses, count, "grand_total") or _opens_to_date(found, clauses, count)):
            continue
        parts = _in_sentence(clauses, counts, result, whole) or _in_item(found, clauses, counts, result, whole)
        for at in parts:
            result[at] = whole


def _in_sentence(clauses: Sequence[Clause], counts: Sequence[Count], result: Sequence[int | None], whole: int) -> list[int]:
    """What a sentence listed before its total, where it does not exceed the total, or is all that the sentence counts."""
    count = counts[whole]
    parts: list[int] = []
    listed = 0
    for at in range(whole - 1, -1, -1):
        if clauses[counts[at].clause].sentence != clauses[count.clause].sentence:
            break
        listed += 1
        if result[at] is None and counts[at].object == count.object and may_hold(count, counts[at]):
            parts.append(at)
    whole_list = len(parts) == listed > 1 and all(counts[at].qualifier == "exact" for at in (*parts, whole))
    return parts if whole_list or _sum(counts, parts) < _bound(count) else []


def _in_item(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], result: Sequence[int | None], whole: int) -> list[int]:
    """What the sentences before a total told, where that comes to it (or, where more than that is counted in, stays below it).

    Losses of the other side are left out where it only does without them.
    """
    count = counts[whole]
    to_date = _opens_to_date(found, clauses, count)
    if not to_date and not _says(found, clauses, count, "sums_up"):
        return []
    for alike in (True, False):
        told = list(_told_before(found, clauses, counts, result, whole, alike))
        for parts in (told, [at for at in told if counts[at].voice != LOSS]):
            least = Decimal(0) if to_date else count.value or Decimal(0)
            if len(parts) > 1 and least <= _sum(counts, parts) < _bound(count):
                return parts
    return []


def _opens_to_date(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a total counts more than was told (迄今, 连同零星战斗), as its clause or the one before it says."""
    index = count.clause
    before = clauses[index - 1] if index and clauses[index - 1].sentence == clauses[index].sentence else clauses[index]
    return any(word_pattern(found.lang, "to_date").match(found.text, clause.start) for clause in (clauses[index], before))


def _told_before(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], result: Sequence[int | None], whole: int,
                 near: bool) -> Iterator[int]:
    """The counts before a total that it may hold and that are no parts yet: of its paragraph, or of the whole item."""
    paragraph = clauses[counts[whole].clause].paragraph
    for at in range(whole - 1, max(-1, whole - 1 - _LIST), -1):
        if near and clauses[counts[at].clause].paragraph != paragraph:
            return
        part = counts[at]
        if result[at] is None and part.unit != FRACTION and may_hold(counts[whole], part) and not _is_own_loss(found, clauses, part):
            yield at


def _is_own_loss(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a clause tells what the paper's own side lost: 我军伤亡八千九百余人."""
    own = word_pattern(found.lang, "own_mark", "own_name").search(found.text, clauses[count.clause].start, count.number.start)
    return count.voice == LOSS and own is not None


def _sum(counts: Sequence[Count], parts: Sequence[int]) -> Decimal:
    return sum((counts[at].value or Decimal(0) for at in parts), Decimal(0))


def _bound(count: Count) -> Decimal:
    """What a sum of parts stays below: where the whole is only a lower bound (二万一千名以上), the next number that would have been written so."""
    assert count.value is not None
    open_end = count.qualifier in ("more_than", "at_least", "about") and count.value > 0
    return count.value + (step(count.value) if open_end else Decimal("0.1"))
