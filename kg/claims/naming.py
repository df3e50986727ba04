"""The words of a clause that stand for a force beside its names: 我 and 敌, 该师, units that are named through what they belong to."""
from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from kg import authority, vocabulary
from kg.claims.mentions import Naming
from kg.model import ZH, Named
from kg.text.grammar import THING, Clause, group, objects, word_pattern, words
from kg.text.lexicon import FORCE
from kg.text.scan import Scan

_AREA = "area"                    # 敌占区 is no thing of the enemy's
_MARKS = ("own_mark", "enemy_mark", "puppet_mark")
_TOWARDS = 2                      # how near before a force a word may stand that makes it the aim
_TOWARDS_FAR = 7                  # and how far 向 may stand before it: 向该城敌军兵营轰击
_TOWARDS_IT = re.compile("[向对][^由从自,、以]*$")


def whole_units(found: Scan, forces: Sequence[Naming]) -> list[Naming]:
    """The forces of a clause, with units that are named through what they belong to taken for that: 九十二军之二十一师一六六团 is 九十二军."""
    result: list[Naming] = []
    for force in forces:
        last = result[-1] if result else None
        within = last is not None and not force.thing.known and not authority.generic(last.thing.path) and _is_of(found, last.end, force.start)
        result.append(Naming(force.start, force.end, FORCE, last.thing) if within and last is not None else force)
    return result


def _is_of(found: Scan, end: int, start: int) -> bool:
    """Whether what stands between two names makes the second a part of the first: nothing, 之, 所属."""
    return end == start or word_pattern(found.lang, "part_of").fullmatch(found.text, end, start) is not None


def is_aim(found: Scan, clause: Clause, force: Naming) -> bool:
    """Whether a force is what somebody goes for or makes do something: 向我守军发炮, 犯我, 迫使敌军撤出."""
    if word_pattern(found.lang, "causes").search(found.text, max(clause.start, force.start - _TOWARDS), force.start):
        return True
    if found.lang == ZH and _TOWARDS_IT.search(found.text, max(clause.start, force.start - _TOWARDS_FAR), force.start):
        return True
    return word_pattern(found.lang, "aim").search(found.text, max(clause.start, force.start - _TOWARDS), force.start) is not None


@cache
def _mark_pattern(lang: str) -> re.Pattern[str]:
    plain = word_pattern(lang, "no_mark").pattern
    marks = "|".join(form.text for code in _MARKS for form in vocabulary.scheme("word")[code].forms if form.lang == lang)
    return re.compile(f"(?:{marks})(?!{plain})" if marks else r"(?!)")


@cache
def _stands_for(lang: str, mark: str) -> Named:
    scheme = vocabulary.scheme("word")
    code = next(code for code in _MARKS if any(form.text == mark and form.lang == lang for form in scheme[code].forms))
    return authority.thing(f"force/{scheme[code].links['standsFor'][0]}")


def marks(found: Scan, clause: Clause) -> list[Naming]:
    """The single characters of a clause that stand for a side (毙伤伪八十余), outside of any word."""
    return [Naming(match.start(), match.end(), FORCE, _stands_for(found.lang, match.group()))
            for match in _mark_pattern(found.lang).finditer(found.text, clause.start, clause.end)
            if not any(hit.start <= match.start() < hit.end and FORCE not in hit.entry.readings and hit.end - hit.start > 2
                       and not (hit.start == match.start() and any(group(code) == THING and code != _AREA for code in objects(hit))) for hit in clause.hits)
            and not any(hit.start <= match.start() < hit.end and FORCE in hit.entry.readings for hit in clause.hits)]


@lru_cache(1 << 12)
def is_ruler(source: Named) -> bool:
    """Whether a source is a government, an authority or a mission, which acts as forces do: 傀儡政府, 高级专员."""
    return not authority.is_force(source.path) and word_pattern(ZH, "ruler").search(source.label_zh or "") is not None


def said_again(found: Scan, clause: Clause, code: str, unit: Named | None) -> list[Naming]:
    """The words of a clause by which it means a force that was named before (该师, 该部; 歼其)."""
    if unit is None:
        return []
    words = word_pattern(found.lang, code)
    return [Naming(match.start(), match.end(), FORCE, unit) for match in words.finditer(found.text, clause.start, clause.end)]


def some_unit(found: Scan, force: Naming) -> bool:
    """Whether a unit of a side is told without its name, which 该部 then means: 我某旅."""
    return word_pattern(found.lang, "some_unit").match(found.text, force.end) is not None


def is_led(found: Scan, force: Naming) -> bool:
    """Whether a force stands behind the word for who leads it, and acts itself: 率匪徒八十余人袭击…."""
    return found.text.endswith(words(found.lang, "leads"), 0, force.start)


def relative_head(found: Scan, clause: Clause, forces: Sequence[Naming]) -> Naming | None:
    """The force that a clause begins to tell of by what it does or suffered: 盘踞邹县之蒋军, 被我包围之敌; None where it begins otherwise."""
    if not forces or word_pattern(found.lang, "opens_relative").match(found.text, clause.start) is None:
        return None
    return next((force for force in forces if found.text.endswith(words(found.lang, "relative"), clause.start, force.start)), None)
