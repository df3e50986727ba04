"""Chinese: the verb that governs a count.

It stands before the noun (击毁坦克五十八辆), after it with a mark of the passive (四百五十名被歼), or among the words of a noun that ends in 的
(被打死的有三百).
"""
from __future__ import annotations

import re

from kg.model import ZH
from kg.text.grammar import (
    ACTIVE,
    LOSS,
    MEANS,
    PASSIVE,
    PEOPLE,
    UNIT,
    WEAK,
    Clause,
    Count,
    choose_outcome,
    group,
    is_loss,
    objects,
    of_people,
    outcomes,
    word_pattern,
    words,
)
from kg.text.lexicon import FORCE, Hit

_SHARE = re.compile("(?:近|约|已)?(?:[一二三四五六七八九十百]+分之|过?半|[一二三四五六七八九]成)")
JOINT = re.compile(r"[、和及与或并]*$|(?:以及|或者)$")
_AGENT = 8                       # how far behind the mark of the passive that opens a clause its verb may stand, in code points
BACK = 12                        # how far before a number its noun may stand when other words part them


def govern(text: str, found: Count, clause: Clause, previous: int, following: int) -> None:
    """Sets the verb that governs a count, from its own clause; leaves it unset where the clause has none.

    ``previous`` and ``following`` are where the neighbouring numbers of the clause end and start (or the clause does).
    """
    if found.outcome is not None:
        return                            # bodies are of the killed, whatever is done with them
    if found.object == "unit_other" and text.endswith(words(ZH, "divides"), clause.start, found.start):
        found.outcome, found.voice = "deployed", MEANS       # 分三路追击
        return
    if text[found.start - 1:found.start] == "以" and found.object is not None and group(found.object) in (PEOPLE, UNIT):
        found.outcome, found.voice = "deployed", MEANS
        return
    verbs = [hit for hit in clause.hits if outcomes(hit) and (found.noun is None or hit.start != found.noun.start) and not _makes_up(text, found, hit)]
    if found.object == "battle" and any("repelled" in outcomes(hit) and hit.end <= found.number.start for hit in verbs):
        verbs = [hit for hit in verbs if "battle" not in objects(hit)]      # 打退反扑七次: what was driven off is the noun
    before = _verbs_proper([hit for hit in verbs if hit.end <= found.number.start and not _holds_out(hit)], found)
    behind = [hit for hit in verbs if found.number.end <= hit.start < following and not _of_next(text, hit, following, clause)]
    if len(behind) > 1 and text.startswith("下", behind[0].end):
        behind = behind[1:]               # 九十四人在连长率领下起义
    after = _verbs_proper(behind, found)
    if len(after) > 1 and word_pattern(ZH, "carries").match(text, after[0].start):
        after = after[1:]                 # 一百二十名带着武器投诚
    if after and _closes(text, clause, found, before, after[0]):
        together = _together(text, after[0], after)
        outcome = _said(found, together)
        if outcome is not None and not (outcome == "other" and _said_first(text, found, before) in ("deployed", "fought")):
            _set(found, outcome, after[0], LOSS if _loss(text, after[0]) else PASSIVE)
            found.end = max(found.end, together[-1].end) if after[0].start - found.end <= 4 else found.end
            return
    modifier: tuple[list[Hit], str] | None = None
    for index in range(len(before) - 1, -1, -1):
        together = _together_before(text, before[:index + 1])
        outcome = _said(found, together)
        if outcome is None or (outcome in WEAK and _describes_taken(text, found, before, index)):
            continue
        describes = text.startswith(("的", "来的", "去的", "之"), together[-1].end) or (
            found.noun is not None and found.noun.start == together[-1].end and "被" in text[together[0].start - 1:together[0].start + 1])     # 救回被掳群众
        if describes and found.noun is not None and found.noun.start > together[-1].end and word_pattern(ZH, "still_there").match(text, together[0].start):
            continue                      # 逃出来的老兵: which ones they are
        if modifier is None and describes and index:
            modifier = (together, outcome)       # 释放俘虏之官佐: the verb before it may govern
            continue
        hit = together[0]
        people = found.object is not None and group(found.object) == PEOPLE and hit is before[0] and hit.start - clause.start <= _AGENT
        marked = word_pattern(ZH, "passive").search(text[max(clause.start, hit.start - 2):hit.start]) is not None or (
            people and word_pattern(ZH, "befallen").match(text, clause.start) is not None)        # 被地雷炸死四百名
        _set(found, outcome, hit, LOSS if _loss(text, hit) else PASSIVE if marked else ACTIVE)
        if previous <= hit.start and found.number.start - together[-1].end <= BACK:
            found.start = min(found.start, hit.start)
        return
    if modifier is not None:
        _set(found, modifier[1], modifier[0][0], PASSIVE)


def _describes_taken(text: str, found: Count, before: list[Hit], index: int) -> bool:
    """Whether a weak verb between another and its noun only says which ones: 俘押运敌兵六十余, 歼来援敌人二百."""
    weak, noun = before[index], found.noun
    if not index or noun is None or not noun.end <= found.number.start or text[weak.end:noun.start] not in ("", "之", "的", "之敌"):
        return False
    governs = before[index - 1]
    outcome = _said(found, [governs])
    return text[governs.end:weak.start] in ("", "了", "敌", "其") and outcome is not None and outcome not in WEAK


def _makes_up(text: str, found: Count, verb: Hit) -> bool:
    """Whether a verb only says what share of people a number is, and takes nothing: 儿童占三分之一."""
    people = found.object is None or group(found.object) == PEOPLE
    return people and found.unit == "fraction" and word_pattern(ZH, "makes_up").fullmatch(text, verb.start, verb.end) is not None


def _verbs_proper(verbs: list[Hit], found: Count) -> list[Hit]:
    """The verbs without those that are nouns as well, where others stand beside them: 释放 in 释放俘虏."""
    proper = [hit for hit in verbs if not objects(hit) or found.object == "battle"]
    return proper if any(not objects(hit) for hit in verbs) else verbs


def _holds_out(hit: Hit) -> bool:
    """Whether a hit is a noun for a force in place (守敌), of which any verb says more."""
    return "battle" not in objects(hit) and bool(objects(hit)) and set(outcomes(hit)) <= set(WEAK)


def _of_next(text: str, verb: Hit, following: int, clause: Clause) -> bool:
    """Whether a verb counts what stands behind it: 六千人被歼灭五分之四, 二十四辆军车毁了十一辆."""
    if following - verb.end <= 2 and _SHARE.match(text, following):
        return True
    if following >= clause.end or objects(verb):
        return False
    if text[verb.end:following] in ("", "了"):
        return True
    acts = not _loss(text, verb) and word_pattern(ZH, "passive").search(text, max(clause.start, verb.start - 3), verb.start) is None
    return acts and (word_pattern(ZH, "them").fullmatch(text, verb.end, following) is not None                     # 一个连毙伤其四百名
                     or any(hit.start == verb.end and following - hit.end <= 1 and not outcomes(hit) for hit in clause.hits))      # 一人俘敌九名


def _closes(text: str, clause: Clause, found: Count, before: list[Hit], verb: Hit) -> bool:
    """Whether a verb after the number governs it rather than one before it."""
    if before and _adjoins(text, before[-1], found) and any(
            FORCE in hit.entry.readings and found.end <= hit.start and hit.end <= verb.start for hit in clause.hits):
        return False                      # 俘敌四千余一部藏军起义: somebody else's act
    if not before or _loss(text, verb):
        return True
    if word_pattern(ZH, "passive").search(text[max(found.end, verb.start - 3):verb.start]):
        return True
    return verb.start <= found.end and not _adjoins(text, before[-1], found)


def _said(found: Count, together: list[Hit]) -> str | None:
    """The outcome of verbs that stand together; it makes people of a bare number that has no noun."""
    if found.object is not None:
        return choose_outcome(together, found.object)
    outcome = choose_outcome(together, "personnel")
    if outcome is not None and of_people(outcome) and found.unit_text is None and (found.unit != "fraction" or outcome not in WEAK):
        found.object, found.unit = "personnel", found.unit if found.unit == "fraction" else "person"
        return outcome
    fired = choose_outcome(together, "ammunition")
    if fired == "fired" and (found.unit_text is None or found.unit == "tonne"):
        found.object, found.unit = "ammunition", found.unit if found.unit == "tonne" else "round"      # 投弹一千以上, 投弹三十吨
        return fired
    return choose_outcome(together, "other")


def _said_first(text: str, found: Count, before: list[Hit]) -> str | None:
    """What the nearest verb before a count says of it: 带着两千六百人向南逃命 tells of a force that moves."""
    return _said(found, _together_before(text, before)) if before else None


def _set(found: Count, outcome: str, verb: Hit, voice: str) -> None:
    found.outcome, found.verb, found.voice = outcome, verb, voice


def _loss(text: str, hit: Hit) -> bool:
    return is_loss(ZH, text[hit.start:hit.end])


def _adjoins(text: str, verb: Hit, found: Count) -> bool:
    return found.number.start - verb.end <= 2 or (found.noun is not None and 0 <= found.noun.start - verb.end <= 2)


def _together(text: str, first: Hit, hits: list[Hit]) -> list[Hit]:
    found = [first]
    for hit in hits[hits.index(first) + 1:]:
        if JOINT.fullmatch(text[found[-1].end:hit.start]):
            found.append(hit)
        else:
            break
    return found


def _together_before(text: str, hits: list[Hit]) -> list[Hit]:
    found = [hits[-1]]
    for hit in reversed(hits[:-1]):
        if hit.end == found[0].start and text.startswith("被", hit.end):
            break                         # 屠杀被捕群众: what befell them before
        if JOINT.fullmatch(text[hit.end:found[0].start]):
            found.insert(0, hit)
        else:
            break
    return found
