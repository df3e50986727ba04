"""By which words a count is told as a part: before it (其中, 占, 俘虏当中, 单是), behind it (在内, 十一个是碉楼), or in the clause before (按国籍分，)."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile

from kg.claims.kinship import is_kind, is_weak
from kg.model import ZH
from kg.text.grammar import PEOPLE, Clause, Count, group, objects, outcomes, word_pattern, words
from kg.text.lexicon import PLACE, SOURCE, Hit
from kg.text.numeral import REFERENCE, SCOPE
from kg.text.scan import Scan

OPENS = "opens"                   # 其中五百名
TAKES_UP = "takes_up"             # 美军占八万
LEFT = "left"                     # 只逃出四人
INCLUDED = "included"             # 军官四人在内
AMONG = "among"                   # 俘虏当中，军官九十三名
ALONE = "alone"                   # 仅某地一役即歼敌三百
OF_KIND = "of_kind"               # 十一个是碉楼
OF_THESE = "of_these"             # 已移交者一百三十艘
LIKEWISE = "likewise"             # 孩子也有一百五十名
BEHIND_WHOLE = "behind_whole"     # 敌军三百名歼灭二百名; 被俘九百名（军官七名）

_OUT_OF = re.compile("[之当其]?[中里内间](?![^,，。]{0,2}[国央部])")
_RIGHT_BEHIND = re.compile("之?中")                     # 三个支撑点中先有两个
_FROM_RANK_UP = re.compile("(?:以上|级)(?:的|之)?(?:军官|将领|官佐|官员)?$|[将校尉]官$")
_JOINED = re.compile("[、和及与]$|又$")
_HEADLESS = re.compile("[者的](?:约|共|有|计|达|已|仅|只有?|就有)*$")
_HEAD = 4                         # how far into its clause a word that sets a part apart may stand: 岛上单是
_MORE = {True: 3, False: 12}      # how much of a part's clause may be left beside its kind, in code points
_NEVER = re.compile("(?!)")
_COUNTER = 3                      # how long a measure word may be: 这九十三名里


def announcement(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], parted: Sequence[int | None], at: int) -> str | None:
    """How the words around a count announce it as a part; None where they do not. ``parted`` are the wholes of the counts before it."""
    count = counts[at]
    before = list(takewhile(lambda earlier: counts[earlier].clause == count.clause, range(at - 1, -1, -1)))
    since = min(counts[before[0]].end, count.number.start) if before else clauses[count.clause].start
    if at and _is_behind(found, clauses, counts[at - 1], count):
        return BEHIND_WHOLE
    if found.lang != ZH:
        return _in_english(found, clauses[count.clause], count, since if any(parted[earlier] is not None for earlier in before) else None)
    start = since if any(is_kind(counts[earlier], count) for earlier in before) else clauses[count.clause].start
    if _opens(found, clauses[count.clause], start, "part", "remainder") or _of_them().search(found.text, since, count.number.core_start):
        return OPENS
    if _taking_up().search(found.text, since, count.number.start) or (before and _RIGHT_BEHIND.match(found.text, since, count.number.start)):
        return TAKES_UP
    if _still_there(found, clauses, counts, at):
        return LEFT
    if _is_included(found, clauses[count.clause], counts, at):
        return INCLUDED
    return _by_clause(found, clauses, counts, at, start)


def _by_clause(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], at: int, start: int) -> str | None:
    count, clause = counts[at], clauses[counts[at].clause]
    if _announced_before(found, clauses, counts, at):
        return OPENS
    if among(found, clauses, counts, at) is not None:
        return AMONG
    if start == clause.start and _out_of_these(found, clause, count):
        return OPENS
    if start == clause.start and (_is_alone(found, clause, count) or _at_worst(found, clauses, count)):
        return ALONE
    if at and start == clause.start and _likewise().search(found.text, clause.start, count.number.start):
        return LIKEWISE
    if at and count.start - clause.start <= 1 and word_pattern(ZH, "of_kind").match(found.text, count.end):
        return OF_KIND
    if at and start == clause.start and counts[at - 1].clause == count.clause - 1 and _HEADLESS.search(found.text, clause.start, count.number.start):
        return OF_THESE
    return None


def _in_english(found: Scan, clause: Clause, count: Count, since: int | None) -> str | None:
    start = clause.start if since is None else since
    if word_pattern(found.lang, "part", "remainder").search(found.text[start:count.number.start].lower()):
        return OPENS
    return INCLUDED if word_pattern(found.lang, "included").search(found.text[count.end:clause.end].lower()) else None


def is_counting(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether the word that announces a count may as well give it another measure: 两个营，计六百名."""
    return word_pattern(found.lang, "counting").match(found.text, clauses[count.clause].start) is not None


def is_bare_share(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a clause says nothing but a share: 不足三分之一, 占四成."""
    clause = clauses[count.clause]
    return count.number.start - clause.start <= _HEAD and clause.end - count.number.end <= 1


def _is_behind(found: Scan, clauses: Sequence[Clause], whole: Count, part: Count) -> bool:
    """Whether a count stands in brackets behind its whole (被俘九百名（军官七名）), or counts some of those just named in its clause (敌军三百名歼灭二百名)."""
    if whole.clause == part.clause:
        between = found.text[whole.end:part.number.start]
        verb = part.verb
        told = verb is not None and whole.number.end <= verb.start < part.number.start and part.noun in (None, whole.noun)
        alike = whole.unit_text is not None and whole.unit_text == part.unit_text and (is_weak(whole) or whole.verb == verb)
        return told and alike and _JOINED.search(between) is None
    clause = clauses[part.clause]
    opened = found.text[clause.start - 1:clause.start] == "(" and clause.start - 1 - whole.end <= 1 and part.clause - whole.clause == 1
    return opened and whole.unit == part.unit and word_pattern(found.lang, "left_out").search(found.text, part.end, clause.end) is None


def is_ranked(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a count is of the officers from some rank up, whom a total of people holds: 少将以上军官七名. Further ones (另俘) are none of them."""
    before = found.text[clauses[count.clause].start:count.number.start]
    return found.lang == ZH and count.object == "officer" and _FROM_RANK_UP.search(before) is not None and not word_pattern(ZH, "further").match(before)


def is_open(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a clause says outright that its number is a part (其中五个营损失过半), whatever became of it."""
    opening = word_pattern(found.lang, "part").match(found.text, clauses[count.clause].start)
    return found.lang == ZH and opening is not None and count.start - opening.end() <= 1


def is_remainder(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a count is announced as what is left (其余): of what, its size alone can tell."""
    return word_pattern(found.lang, "remainder").search(found.text, clauses[count.clause].start, count.number.core_start) is not None


def is_counted_in(found: Scan, clause: Clause) -> bool:
    """Whether a clause says that its number is among the one that follows: 连同伤者十名在内，共损失五十名."""
    return word_pattern(found.lang, "counted_in").match(found.text, clause.start) is not None


def is_out_of(found: Scan, clauses: Sequence[Clause], whole: Count, part: Count) -> bool:
    """Whether a count stands right behind words that tell it out of the one before it: 六十七辆汽车中焚毁四十一辆, 飞机四架中的三架."""
    if found.lang != ZH or part.clause - whole.clause > 1 or clauses[whole.clause].sentence != clauses[part.clause].sentence:
        return False
    return _OUT_OF.match(found.text, whole.end) is not None


def says_more(found: Scan, clause: Clause, count: Count) -> bool:
    """Whether the clause of a part says more than of what kind it is, so that something else may have become of it: 其中八十二人参加了游击队."""
    if found.lang == ZH and _HEADLESS.search(found.text, clause.start, count.number.start):
        return True
    at, left = clause.start, ""
    filled = [(hit.start, hit.end) for hit in clause.hits if not outcomes(hit) or objects(hit)]
    filled += [(number.core_start, number.core_end + 1) for number in found.all_numbers_in(clause.start, count.number.start)]      # 这九十名里
    for start, end in sorted((*filled, (count.start, count.end))):
        left += found.text[at:start]
        at = max(at, end)
    left = _announcing(found.lang).sub("", left + found.text[at:clause.end])
    return sum(map(str.isalnum, left)) > _MORE[found.lang == ZH]


def among(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> Hit | None:
    """The word for those out of whom a count is told: 俘虏 in 俘虏当中，军官九十三名, in its clause or one before it that counts nothing."""
    own = clauses[counts[at].clause]
    for clause, end in _silent(clauses, counts, at):
        for hit in reversed(clause.hits):
            told = _after_those(found, hit).match(found.text, hit.end, end) if hit.end < end else None
            if told is not None and (clause is own or told.end() == clause.end) and not _begins(clause, told.start(), told.end()):
                return hit
    return None


def _silent(clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> Iterator[tuple[Clause, int]]:
    """The clause of a count up to it, and the one before it in its sentence where that counts nothing; none where the count is not its clause's first."""
    index = counts[at].clause
    last = next((counts[earlier].clause for earlier in range(at - 1, -1, -1) if counts[earlier].value != 1), -1)     # 一地 counts nothing
    if last == index:
        return
    yield clauses[index], counts[at].number.start
    if index and clauses[index - 1].sentence == clauses[index].sentence and last != index - 1:
        yield clauses[index - 1], clauses[index - 1].end


def _after_those(found: Scan, hit: Hit) -> re.Pattern[str]:
    """What stands behind a word where it is those out of whom a count is told: 俘虏中, 枪决的人里."""
    if PLACE in hit.entry.readings:
        return _NEVER
    people = SOURCE in hit.entry.readings or any(group(code) == PEOPLE for code in objects(hit))
    if people or (outcomes(hit) and found.text[hit.end - 1] == "者"):
        return word_pattern(ZH, "among")
    return _those() if outcomes(hit) else _NEVER


def _begins(clause: Clause, start: int, end: int) -> bool:
    """Whether a longer word of the vocabulary begins where one of grammar seems to: 内格罗斯, 中将."""
    return any(hit.start == start and hit.end > end for hit in clause.hits)


def _out_of_these(found: Scan, clause: Clause, count: Count) -> bool:
    """Whether a count is told out of a number that is said again: 这九十三名里尉官三十一名."""
    again = [number for number in found.all_numbers_in(clause.start, count.number.start) if found.excluded.get(number.core_start) in (SCOPE, REFERENCE)]
    told = word_pattern(ZH, "among").search(found.text, again[-1].end, count.number.start) if again else None
    return told is not None and told.start() - again[-1].end <= _COUNTER


def _opens(found: Scan, clause: Clause, start: int, *codes: str) -> bool:
    """Whether a stretch of a clause begins with a word that announces parts, and not with a longer word that only begins like it."""
    while found.text[start:start + 1] in (" ", "、", "和", "及"):
        start += 1
    opening = word_pattern(ZH, *codes).match(found.text, start)
    if opening is None or word_pattern(ZH, "no_part").match(found.text, start):
        return False
    return not _begins(clause, start, opening.end())


def _still_there(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> bool:
    count = counts[at]
    if not at or count.outcome != "other" or clauses[counts[at - 1].clause].sentence != clauses[count.clause].sentence:
        return False
    start = max(clauses[count.clause].start, counts[at - 1].number.end)
    return word_pattern(ZH, "still_there").search(found.text, start, count.number.start) is not None


def _is_included(found: Scan, clause: Clause, counts: Sequence[Count], at: int) -> bool:
    """Whether the words behind a count, before the next one, say that it was counted already: 军官四人在内."""
    end = counts[at + 1].start if at + 1 < len(counts) and counts[at + 1].clause == counts[at].clause else clause.end
    left_out = word_pattern(ZH, "left_out").search(found.text, counts[at].end, end)
    return left_out is None and word_pattern(ZH, "included").search(found.text, counts[at].end, end) is not None


def _announced_before(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], at: int) -> bool:
    """Whether the clause before a count counts nothing and announces parts: 按国籍分，法国本国的将近两万."""
    index = counts[at].clause - 1
    if index < 0 or clauses[index].sentence != clauses[index + 1].sentence or (at and counts[at - 1].clause >= index):
        return False
    return _opens(found, clauses[index], clauses[index].start, "part")


def _is_alone(found: Scan, clause: Clause, count: Count) -> bool:
    """Whether a clause tells what one part alone comes to: 仅…一役即, 单是…就有."""
    if _as_many().search(found.text, clause.start, count.number.core_start):
        return word_pattern(ZH, "rate").search(found.text, clause.start, count.number.core_start) is None
    opening = word_pattern(ZH, "alone").search(found.text, clause.start, min(clause.start + _HEAD, count.number.core_start))
    return opening is not None and word_pattern(ZH, "comes_to").search(found.text, opening.end(), count.number.core_start) is not None


@cache
def _announcing(lang: str) -> re.Pattern[str]:
    return word_pattern(lang, "part", "remainder", "included", "takes_up", "comes_to", "alone", "among", "passive")


@cache
def _taking_up() -> re.Pattern[str]:
    return re.compile(f"(?:{_any('takes_up')})$")


def _at_worst(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a sentence opens by picking out the place that fared worst, or the greatest of several: 受害最烈者为荷泽."""
    first = count.clause
    while first and clauses[first - 1].sentence == clauses[count.clause].sentence:
        first -= 1
    return word_pattern(ZH, "at_worst").search(found.text, clauses[first].start, min(clauses[first].end, count.number.start)) is not None


@cache
def _as_many() -> re.Pattern[str]:
    return re.compile(f"(?:{_any('as_many')})$")


@cache
def _of_them() -> re.Pattern[str]:
    return re.compile(f"(?:{_any('of_them')})$")


@cache
def _likewise() -> re.Pattern[str]:
    return re.compile(f"(?:{_any('likewise')})$")


@cache
def _those() -> re.Pattern[str]:
    return re.compile(f"[的之]?(?:人们|人员|人|者)(?:{_any('among')})")


def _any(code: str) -> str:
    return "|".join(re.escape(form) for form in words(ZH, code))
