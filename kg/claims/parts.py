"""Which number is a stated part of which.

A part is announced (其中, including), or follows its whole as the breakdown of a list (计…, as follows:), or is summed up by a total at the end (共).
Where several wholes could be meant, the arithmetic decides: the parts of a list that add up to a whole are its parts.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from kg.claims import announced
from kg.claims.kinship import FRACTION, is_joined, is_kind, is_larger, is_outcome, is_weak, may_be_shared, may_become, may_consist_of, may_hold
from kg.claims.sums import by_sums, summed
from kg.model import ZH
from kg.text.grammar import PEOPLE, UNIT, Clause, Count, covers, group, outcomes, word_pattern
from kg.text.scan import Scan

_NEAR = 8                         # how many clauses a part may stand behind its whole
_FEW = 2                          # how many counts before a part may be those of whom something became
_NAMED_WHOLE = re.compile("(?:[^其中]..[的之]|(?:占|约当|等于|相当于)[^其]{2,})$")
_ALL_OF = re.compile("(?:这|该|此)[^,;]{1,6}[的之]“?$")       # 这支兵力的四分之三


def wholes(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count]) -> list[int | None]:
    """For each count, the index of the count that it is a part of, or None. A part that says nothing else of itself shares its whole's outcome."""
    result: list[int | None] = [None] * len(counts)
    ways: list[str | None] = [None] * len(counts)
    for at, count in enumerate(counts):
        if count.unit == FRACTION:
            result[at] = _shared(found, clauses, counts, result, at)
        elif at and announced.is_out_of(found, clauses, counts[at - 1], count) and _may_lose(counts[at - 1], count):
            result[at] = at - 1
        else:
            ways[at] = announced.announcement(found, clauses, counts, result, at)
            result[at] = _whole(found, clauses, counts, result, ways, at) if ways[at] is not None else None
        whole = result[at]
        if ways[at] is not None and whole is not None:
            _take_outcome(found, clauses, counts, whole, at)
    for at in range(1, len(counts)):
        listed = result[at] is None and (_goes_on(clauses, counts, at) or _goes_likewise(found, clauses, counts, ways, at))
        whole = _of_list(clauses, counts, result, at) if listed else None
        while whole is not None and not _may_list(counts[whole], counts[at]):
            whole = result[whole]         # 其中被俘九百名（军官七名），毙伤六百名: a part of what holds that part
        if whole is not None and whole < at:
            result[at] = whole
    for at in range(1, len(counts)):
        if result[at] is None and ways[at] is None and announced.is_ranked(found, clauses, counts[at]):
            result[at] = _same_done(clauses, counts, at)
    by_sums(found, clauses, counts, result)
    summed(found, clauses, counts, result)
    return result


def _may_lose(whole: Count, part: Count) -> bool:
    """Whether what is told out of a count can be some of it: of a unit, its people (一个连里有六十三名)."""
    of_unit = group(whole.object or "other") == UNIT and group(part.object or "other") == PEOPLE
    return whole.unit == part.unit or of_unit


def _whole(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], result: Sequence[int | None], ways: Sequence[str | None], at: int) -> int | None:
    """The whole of a part that is announced, by the way in which it is."""
    way, count = ways[at], counts[at]
    beside = _beside(counts, result, ways, at)
    if beside is not None or way == announced.LIKEWISE:
        return beside
    if way == announced.BEHIND_WHOLE:
        return at - 1 if _may_include(counts[at - 1], count) or _takes_from(counts[at - 1], count) else None
    if way in (announced.OF_KIND, announced.OF_THESE):
        return at - 1 if _is_some_of(clauses, counts[at - 1], count, way) else None
    if way == announced.AMONG or (way == announced.TAKES_UP and announced.among(found, clauses, counts, at) is not None):
        return _among(found, clauses, counts, at)
    if way == announced.ALONE:
        return _alone(clauses, counts, result, at)
    if way == announced.INCLUDED and announced.is_counted_in(found, clauses[count.clause]):
        return at + 1 if at + 1 < len(counts) and _may_include(counts[at + 1], count) else None
    if way == announced.INCLUDED:
        return next((earlier for earlier in _near(found, clauses, counts, at, 0) if _may_include(counts[earlier], count)), None)
    if way == announced.LEFT:
        return next((earlier for earlier in _near(found, clauses, counts, at, 0) if _is_kind_of(counts[earlier], count)), None)
    return _announced(found, clauses, counts, result, at)


def _same_done(clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> int | None:
    """The people told before, in another sentence, to whom the same was done as to officers of some rank: 俘敌五千名. …生俘少将以上军官七名."""
    officers = counts[at]
    for earlier in range(at - 1, -1, -1):
        whole = counts[earlier]
        apart = clauses[whole.clause].sentence != clauses[officers.clause].sentence
        if apart and whole.object == "personnel" and whole.outcome == officers.outcome and not is_weak(whole) and is_larger(whole, officers):
            return earlier
    return None


def _beside(counts: Sequence[Count], result: Sequence[int | None], ways: Sequence[str | None], at: int) -> int | None:
    """The whole of the part told just before in the same way (美军占八万，英军占五千; 单是妇女就有…，孩子也有…), where it may hold both."""
    way = ways[at]
    alike = ways[at - 1] == way if way in (announced.TAKES_UP, announced.OF_KIND, announced.LIKEWISE) else False
    if not at or not (alike or (way == announced.LIKEWISE and ways[at - 1] is not None)):
        return None
    whole = result[at - 1]
    return whole if whole is not None and _may_include(_measured(counts, result, whole), counts[at]) else None


def _measured(counts: Sequence[Count], result: Sequence[int | None], at: int) -> Count:
    """The count itself, or for a share of one that one: parts of a share are measured by it."""
    whole = result[at] if counts[at].unit == FRACTION else None
    return counts[at if whole is None else whole]


def _near(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], at: int, sentences: int) -> Iterator[int]:
    """The counts before one, nearest first, in its sentence and so many before it; none that is a rate."""
    for earlier in range(at - 1, -1, -1):
        if clauses[counts[at].clause].sentence - clauses[counts[earlier].clause].sentence > sentences:
            return
        if not _is_rate(found, clauses, counts[earlier]):
            yield earlier


def _may_include(whole: Count, part: Count) -> bool:
    return may_hold(whole, part) or (is_weak(part) and is_larger(whole, part) and is_kind(whole, part))


def _takes_from(whole: Count, part: Count) -> bool:
    """Whether something may have become of some of those who only were there: 直升飞机十五架…击落其中两架."""
    return is_weak(whole) and is_larger(whole, part) and is_kind(whole, part)


def _is_some_of(clauses: Sequence[Clause], whole: Count, part: Count, way: str) -> bool:
    """Whether a count without a noun of its own counts some of those just counted: 三十二个，十一个是碉楼; 二百七十一艘，已移交者一百三十艘."""
    if clauses[whole.clause].sentence != clauses[part.clause].sentence or not is_larger(whole, part) or whole.value == part.value:
        return False
    if way == announced.OF_KIND:
        return whole.unit_text == part.unit_text and (part.noun is None or part.noun == whole.noun)
    return is_kind(whole, part) and (is_joined(whole, part) or is_weak(whole) or is_weak(part))


def _among(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> int | None:
    """The whole of a count that is told out of some people: those of whom the same became (俘虏当中), or, in its sentence, those of the kind."""
    those = announced.among(found, clauses, counts, at)
    codes = outcomes(those) if those is not None else ()
    near = _near(found, clauses, counts, at, 2 if codes else 0)
    return next((earlier for earlier in near if _may_be_of(counts[earlier], counts[at], codes)), None)


def _may_be_of(whole: Count, part: Count, codes: Sequence[str]) -> bool:
    if whole.outcome in codes:
        return _is_kind_of(whole, part)       # 打伤一百三十九名，伤者中又有二十名死去
    return _may_include(whole, part) and (not codes or any(may_become(whole, code) for code in codes))


def _alone(clauses: Sequence[Clause], counts: Sequence[Count], result: Sequence[int | None], at: int) -> int | None:
    """The whole of what one part alone comes to: a number of its outcome right before it, or the share of one."""
    for earlier in range(at - 1, -1, -1):
        if clauses[counts[at].clause].sentence - clauses[counts[earlier].clause].sentence > 1:
            return None
        if _may_include(_measured(counts, result, earlier), counts[at]) and counts[earlier].value != counts[at].value:
            return earlier
    return None


def _shared(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], result: Sequence[int | None], at: int) -> int | None:
    """The number that a share is one of: the one before it in its sentence, or, of all of a force, the one that is itself no part."""
    start, end = clauses[counts[at].clause].start, counts[at].number.start
    told = [earlier for earlier in range(at - 1, -1, -1) if _shares(clauses, counts, earlier, at)]
    if found.lang == ZH and _ALL_OF.search(found.text, start, end):
        return next((earlier for earlier in told if result[earlier] is None), None)
    if found.lang == ZH and _NAMED_WHOLE.search(found.text[start:end]):
        return None                       # 财政支出的四分之一, 占全师人数近三成: it is named
    if told and result[told[0]] is not None and announced.is_bare_share(found, clauses, counts[at]):
        return result[told[0]]            # 军官二百名，占四成
    return told[0] if told else _shared_again(clauses, counts, at)


def _shared_again(clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> int | None:
    """What the sentence before counted, where a share names the same things again: 全岛十七个大营…. 访问过的营地不到半数."""
    share = counts[at]
    if at and share.noun is not None and share.object not in (None, "other", "personnel") and share.noun.end <= share.number.start:
        for earlier in range(at - 1, -1, -1):
            behind = clauses[share.clause].sentence - clauses[counts[earlier].clause].sentence
            if behind == 1 and counts[earlier].object == share.object and counts[earlier].unit != FRACTION:
                return earlier
            if behind > 1:
                return None
    return None


def _shares(clauses: Sequence[Clause], counts: Sequence[Count], earlier: int, at: int) -> bool:
    """Whether a share may be one of a number told before it in its sentence."""
    return clauses[counts[earlier].clause].sentence == clauses[counts[at].clause].sentence and may_be_shared(counts[earlier], counts[at])


def _announced(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], result: Sequence[int | None], at: int) -> int | None:
    """The nearest number before a part that can hold it: first one of its own kind and outcome, else of its kind."""
    count = counts[at]
    close = takewhile(lambda earlier: count.clause - counts[earlier].clause <= _NEAR, range(at - 1, -1, -1))
    near = [earlier for earlier in close if not _is_rate(found, clauses, counts[earlier])]
    if near and counts[near[0]].unit != count.unit and announced.is_counting(found, clauses, count) and group(counts[near[0]].object or "other") == UNIT:
        return None                       # 两个营，计六百名: another measure of the same
    told = next((earlier for earlier in near if may_hold(counts[earlier], count)), None)
    rest = announced.is_remainder(found, clauses, count)
    if rest and told is not None and (beside := result[told]) is not None and may_hold(counts[beside], count):
        return beside                     # 十七个连，其中十二个连全部就歼，其余五个连大部被歼
    if near and may_consist_of(counts[near[0]], count):
        return near[0]
    if told is None and near and not rest and not announced.is_counting(found, clauses, count) and _breaks_down(clauses, counts[near[0]], count):
        return near[0]                    # a part that exceeds its whole is still told as its part, and is wrong
    if told is None and announced.is_open(found, clauses, count):
        sentence = clauses[count.clause].sentence
        told = next((earlier for earlier in near if clauses[counts[earlier].clause].sentence == sentence and _is_some_kind_of(counts[earlier], count)), None)
    if told is None and is_weak(count):
        told = next((earlier for earlier in near if _is_kind_of(counts[earlier], count)), None)
    if told is None and near and not rest:
        told = next((earlier for earlier in near[:_FEW] if _takes_from(counts[earlier], count)), None)
    return told


def _is_some_kind_of(whole: Count, part: Count) -> bool:
    """Whether a part that is announced outright may be of a count's kind, or of one that has no code."""
    return _is_kind_of(whole, part) or (part.object == "other" and is_larger(whole, part))


def _is_kind_of(whole: Count, part: Count) -> bool:
    return is_larger(whole, part) and is_kind(whole, part)


def _breaks_down(clauses: Sequence[Clause], whole: Count, part: Count) -> bool:
    """Whether a count would be a part of the one before it but for its size."""
    alike = whole.unit == part.unit and clauses[whole.clause].sentence == clauses[part.clause].sentence
    return alike and is_kind(whole, part) and is_outcome(whole, part)


def _is_rate(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a number is so many for each of something (每日平均八次): it has no parts."""
    return word_pattern(found.lang, "rate").search(found.text, clauses[count.clause].start, count.number.core_start) is not None


def _take_outcome(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], whole: int, at: int) -> None:
    """What became of a part of which its clause only tells the kind (军官四人在内) is what became of the whole, or of those it is told out of (俘虏当中)."""
    count, one = counts[at], counts[whole]
    if count.verb is not None or not is_weak(count) or is_weak(one) or announced.says_more(found, clauses[count.clause], count):
        return
    those = announced.among(found, clauses, counts, at) if found.lang == ZH else None
    told = next((code for code in outcomes(those) if covers(code, count.object or "other")), None) if those is not None else None
    if told is not None or covers(one.outcome or "other", count.object or "other"):
        count.outcome, count.verb, count.voice = told or one.outcome, one.verb, one.voice


def _may_list(whole: Count, part: Count) -> bool:
    return may_hold(whole, part) or may_consist_of(whole, part) or (part.verb is not None and part.noun is None and _takes_from(whole, part))


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


def _goes_likewise(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], ways: Sequence[str | None], at: int) -> bool:
    """Whether a clause only names what else of the whole its number is, by the measure of an announced part before it: 海防线上占了六列，南定线上三列."""
    count, last = counts[at], counts[at - 1]
    if ways[at - 1] is None or ways[at] is not None or count.clause - last.clause != 1 or count.unit_text is None or count.unit_text != last.unit_text:
        return False
    clause = clauses[count.clause]
    bare = clause.end - count.end <= 1 and not any(outcomes(hit) for hit in clause.hits)
    return bare and clauses[last.clause].sentence == clause.sentence and word_pattern(found.lang, "further").match(found.text, clause.start) is None


def _goes_on(clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> bool:
    """Whether a count stands right at the head of its clause, or beside the one before it, in that one's list."""
    count, last = counts[at], counts[at - 1]
    if clauses[last.clause].sentence != clauses[count.clause].sentence or count.clause - last.clause > 1:
        return False
    return count.clause == last.clause or count.start - clauses[count.clause].start <= 1
