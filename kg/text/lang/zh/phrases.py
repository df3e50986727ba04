"""Chinese: what a number counts.

The counted noun stands before the number (坦克五十八辆) or after its measure word (六百名敌军).
"""
from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from kg import vocabulary
from kg.model import ZH
from kg.text.grammar import (
    LOSS,
    PEOPLE,
    THING,
    UNIT,
    Clause,
    Count,
    choose_object,
    common,
    group,
    objects,
    outcomes,
    sufferers,
    word_pattern,
    words,
)
from kg.text.lang.zh.verbs import BACK, JOINT
from kg.text.lexicon import FORCE, PLACE, RANK, Counter, Counters, Hit
from kg.text.numbers import qualifier_after
from kg.text.numeral import Number

# Between a noun and its number: 飞机共有四架, 俘者达三千, 难民即逾三千.
_FILLER = re.compile(r"(?:的|来的|者|有|增至|增加到|增到|升至|达到|减至|达|到|至|已|即|共|计|约|仅|只|是|为|各|又|也|就"
                     r"|总数|人数|数|竟|一共|总共|合计|共计|总计|另|还有|尚有|占去|则|均|之)*$")
_TAKES_UP = re.compile("[即约仅只各]?(?:占|占了|占去|有)$")      # 登陆艇占半数
# What ends a noun phrase that follows a measure word.
_STOP = frozenset("在于至到向从由自被为把将和及与或有是都均亦也就则而又再去来曾已经据受遭用以使令要请不没落入")
# What people suffer, told of them before their number: 平民死伤一百四十余, 病人死三名.
_OF_PEOPLE = frozenset(("casualties", "killed", "wounded"))
# A number with its measure word right before a noun, which so is counted already: 三座县城及村镇四百余.
_COUNTED = re.compile(r"[一二三四五六七八九十百千万两几数余多0-9][^,、和及与]$")
_WHOLE = ("item", "person", "unit", "round")      # units that nobody halves behind the measure word
_HALF = Decimal("0.5")
_FROM_RANK_DOWN = re.compile("长?等?以下(?:官兵|官佐|人员)?[共计约达]?")
_HEAD = 7                         # how far after the measure word a noun may stand: 两个最精锐的营


def count(text: str, number: Number, clause: Clause, index: int, counters: Counters) -> Count:
    """What a number counts: the object by noun or counter word, the unit, and the phrase as it stands."""
    found = Count(number, number.value, number.upper, number.qualifier, index, number.start, number.end)
    position = number.end
    counter = counters.at(text, position) if position < clause.end else None
    direct = _starting(clause, position)
    if direct is not None and objects(direct) and (counter is None or direct.end - position > len(counter.text)):
        counter = None
    if counter is not None:
        position += len(counter.text)
        found.unit_text = counter.text
        if text.startswith("半", position) and counter.unit not in _WHOLE and found.value is not None and found.upper is None:
            found.value, position = found.value + _HALF, position + 1      # 七公里半
    _qualify(found, text, position)
    position = max(position, found.end)
    found.end = position
    before = _noun_before(text, found, clause, counter)
    after = _noun_after(text, position, clause, counter, direct)
    _settle(found, text, before, after, counter)
    if found.qualifier == "exact" and found.noun is not None and found.end == found.noun.end:
        _qualify(found, text, found.end)      # 十个营左右
    if found.qualifier == "exact" and number.form in ("fraction", "percent"):
        found.qualifier = _qualified_whole(text[clause.start:number.start])
    if _of_bodies(text, found, clause, counter):
        found.object, found.unit, found.outcome, found.voice = "personnel", "person", "killed", LOSS
        found.verb = next(hit for hit in clause.hits if "killed" in outcomes(hit))
        return found
    if found.object is None and counter is not None:
        found.object = counter.object
    if found.object is None and counter is None and direct is not None and "fought" in outcomes(direct):
        found.object = "battle"           # 三犯铁原: three times
    if _counts_battles(counter):
        told = next((hit for hit in clause.hits if hit.end == found.number.start), None)
        found.object = "other" if told is not None and objects(told) == ("other",) else "battle"       # 示威三百余起
    found.unit = _unit(found, number, counter or _counter_noun(text, found, counters))
    return found


def _qualified_whole(before: str) -> str:
    """The qualifier that stands before what a share is of: 约为敌军的四分之一."""
    codes, pattern = _qualifiers()
    told = pattern.search(before)
    return codes[told.group(1)] if told is not None else "exact"


@cache
def _qualifiers() -> tuple[dict[str, str], re.Pattern[str]]:
    """The qualifiers that may stand before a number, with their codes; and a pattern for one of them before a genitive."""
    codes = {form.text: form.code for form in vocabulary.scheme("qualifier").forms(ZH, vocabulary.BEFORE)}
    forms = "|".join(re.escape(text) for text in sorted(codes, key=len, reverse=True))
    return codes, re.compile(f"({forms})[^,、]{{2,9}}的$")


def _of_bodies(text: str, found: Count, clause: Clause, counter: Counter | None) -> bool:
    """Whether bodies are counted, which are people: 弃尸四千具, 尸体三十一具."""
    return (counter is not None and counter.text == "具" and found.object in (None, "other", "personnel")
            and any("killed" in outcomes(hit) for hit in clause.hits if hit.end <= found.number.start or hit.start <= found.end + 1))


def _starting(clause: Clause, position: int) -> Hit | None:
    return next((hit for hit in clause.hits if hit.start == position), None)


def _qualify(found: Count, text: str, position: int) -> None:
    behind = qualifier_after(text, position, ZH)
    found.end = position
    if behind is not None:
        code, end = behind.code, behind.end
        if found.qualifier == "exact":
            found.qualifier = code
        found.end = end


def _noun_before(text: str, found: Count, clause: Clause, counter: Counter | None) -> tuple[Hit, list[Hit], bool] | None:
    """(noun, all nouns of its list, whether it adjoins the number) before the number, or None."""
    opening = _FILLER.sub("", text[clause.start:found.number.start])
    if found.number.form in ("fraction", "percent"):
        opening = _TAKES_UP.sub("", opening)
    position = clause.start + len(opening)
    position = next((hit.end for hit in clause.hits if hit.start < position < hit.end <= found.number.start and _is_noun(hit)), position)      # 船只十四只
    nominal = text[position:found.number.start].startswith(("的", "者"))
    hits = [hit for hit in clause.hits if hit.end <= position]
    for hit in reversed(hits):
        adjoining = hit.end == position
        if not adjoining and position - hit.end > BACK:
            return None
        opens = hit.start == clause.start or any(verb.end == hit.start and outcomes(verb) for verb in hits)      # 枪千余, 获枪千余
        told = hit.end - hit.start > 1 or (adjoining and (counter is not None or nominal or opens))
        if told and (_is_noun(hit) or _is_acted_on(hit, hits)):
            return hit, _listed(text, hit, hits), adjoining
        suffers = adjoining and text[hit.start:hit.end] in sufferers(ZH) and (counter is not None or not _OF_PEOPLE.isdisjoint(outcomes(hit)))
        marked = _passive_mark().search(text, clause.start, hit.start) if adjoining and outcomes(hit) and (nominal or counter is not None) else None
        if adjoining and outcomes(hit) and (nominal or suffers or marked is not None):
            rest = text[clause.start:marked.start() if marked is not None else hit.start]
            position = clause.start + len(_FILLER.sub("", rest))
            continue                      # 整营被歼的两个, 居民死伤二百人, 铁路被挖断四十二处: the noun stands before the verb
        if outcomes(hit):
            return None
    return None


@cache
def _passive_mark() -> re.Pattern[str]:
    """A mark of the passive, with the side that acts where one character names it, right before a verb: 被, 均被我."""
    sides = "|".join(re.escape(form) for form in words(ZH, "own_mark", "enemy_mark"))
    return re.compile(f"(?:{word_pattern(ZH, 'befallen').pattern})(?:(?:{sides})军?)?$")


def _is_noun(hit: Hit) -> bool:
    return bool(objects(hit) and not outcomes(hit)) or FORCE in hit.entry.readings or RANK in hit.entry.readings


def _is_acted_on(hit: Hit, hits: list[Hit]) -> bool:
    """Whether a word that is a verb as well is the noun of the verb right before it: 俘虏 in 释放俘虏三百人."""
    return bool(objects(hit)) and any(verb.end == hit.start and outcomes(verb) and not objects(verb) for verb in hits)


def _listed(text: str, last: Hit, hits: list[Hit]) -> list[Hit]:
    found = [last]
    for hit in reversed(hits[:hits.index(last)]):
        if objects(hit) and hit.end < found[0].start and JOINT.fullmatch(text[hit.end:found[0].start]) and not _COUNTED.search(text, 0, hit.start):
            found.insert(0, hit)
        else:
            break
    return found


def _noun_after(text: str, position: int, clause: Clause, counter: Counter | None, direct: Hit | None) -> tuple[Hit, bool] | None:
    """(head noun of the phrase that follows a number and its measure word, whether nothing unknown stands between), or None."""
    if text[position:position + 1] == "一":
        return None                       # 俘敌四千余，一部…: another quantity
    if direct is not None and objects(direct) and counter is None:
        return direct, True
    head: Hit | None = None
    reach = position
    solid = True
    for hit in clause.hits:
        if hit.start < position:
            continue
        gap = text[reach:hit.start]
        if len(gap) > _HEAD or (not _STOP.isdisjoint(gap) and not gap.endswith("的")) or (head is not None and gap and _named(head, counter) is not None):
            break                         # 两个师、一个旅; 六个营的“扫荡”; 六个旅追堵我部队
        if head is not None and outcomes(hit) and not gap and _named(head, counter) is not None and not _counts_battles(counter):
            break                         # 七个师猛攻: the attack is what they do
        if head is not None and group(_named(head, counter) or "other") == UNIT and group(_named(hit, counter) or "other") == PEOPLE:
            break                         # 三个营兵力, 两连伪军
        if objects(hit) or FORCE in hit.entry.readings or RANK in hit.entry.readings:
            head, solid = hit, solid and not gap
        elif counter is not None and outcomes(hit) and not gap and head is None:
            pass
        elif PLACE not in hit.entry.readings:
            break
        reach = hit.end
    return (head, solid) if head is not None else None


def _counts_battles(counter: Counter | None) -> bool:
    return counter is not None and counter.object == "battle"


def _counts_things(counter: Counter | None) -> bool:
    """Whether a measure word never counts people, though it does not tell what it counts: 处, 条; 个 may."""
    return counter is not None and counter.object is None and counter.unit == "item" and counter.code != "ge"


def _settle(found: Count, text: str, before: tuple[Hit, list[Hit], bool] | None, behind: tuple[Hit, bool] | None, counter: Counter | None) -> None:
    """Takes the noun right after the measure word, else the one that adjoins the number before it, else one further on, else one further back."""
    after, solid = behind if behind is not None else (None, False)
    named = _named(after, counter) if after is not None else None
    first = before[0] if before is not None else None
    people = first is not None and (RANK in first.entry.readings or group(_named(first, counter) or "other") != THING)
    if first is not None and people and _FROM_RANK_DOWN.fullmatch(text, first.end, found.start):
        found.object, found.noun, found.start = "personnel", first, min(found.start, first.start)      # 中尉以下六名: from that rank down
        return
    if after is not None and named is not None and solid and not (first is not None and before is not None and before[2] and _opens(text, after)):
        _take(found, named, after)
    elif before is not None and before[2]:
        codes = [code for hit in before[1] if (code := _named(hit, counter)) is not None]
        if counter is not None and counter.object is not None and objects(before[0]) == ("other",) and group(counter.object) == THING:
            codes = ["other"]             # 大车三十辆, 银元五枚: the noun says more than the measure word
        if counter is None and any(group(code) == UNIT for code in codes):
            codes = ["personnel"]         # 该部二百余, 保安总队及民团五千余: a unit's strength
        if counter is not None and counter.object is None and FORCE in before[0].entry.readings and (unit := _unit_named(text[before[0].start:before[0].end])):
            codes = [unit]                # 保安旅三个
        if codes:
            found.object, found.noun = common(tuple(dict.fromkeys(codes))), before[0]
            found.start = min(found.start, before[1][0].start)
    if found.object is None and after is not None and named is not None:
        _take(found, named, after)
    if found.object is None and first is not None and (code := _named(first, counter)) is not None:
        found.object, found.noun = code, first
    for hit in (found.noun, after, first):
        if hit is not None and FORCE in hit.entry.readings and found.holder is None:
            found.holder = hit


@cache
def _unit_named(name: str) -> str | None:
    """The kind of unit that the last word of a force's name tells (保安旅), or None."""
    scheme = vocabulary.scheme("object")
    units = {form.text: form.code for form in scheme.forms(ZH) if form.code != "unit_other" and group(form.code) == UNIT}
    return next((units[name[-size:]] for size in (2, 1) if name[-size:] in units), None)


def _take(found: Count, code: str, noun: Hit) -> None:
    found.object, found.noun, found.end = code, noun, max(found.end, noun.end)


def _opens(text: str, noun: Hit) -> bool:
    """Whether a noun opens the next count: 大炮三门坦克两辆."""
    return noun.end < len(text) and text[noun.end] in "一二三四五六七八九十百千两数几廿卅0123456789"


def _named(hit: Hit, counter: Counter | None) -> str | None:
    if RANK in hit.entry.readings and not objects(hit):
        return "officer" if counter is None or counter.object is None or group(counter.object) == PEOPLE else None
    if objects(hit) == ("other",) and counter is not None and counter.text in words(ZH, "beast_measure"):
        return "other"                    # 猪二百口
    if objects(hit):
        return choose_object(hit, counter)
    if FORCE in hit.entry.readings and not _counts_things(counter):
        return "personnel" if counter is None or counter.object is None or group(counter.object) == PEOPLE else None
    return None


def _counter_noun(text: str, found: Count, counters: Counters) -> Counter | None:
    """The measure word that stands for its noun: 架次减到四十二; but 枪三百 are no shots."""
    noun = found.noun
    return counters.by_form.get(text[noun.start:noun.end]) if noun is not None and noun.end <= found.number.start and noun.end - noun.start > 1 else None


def _unit(found: Count, number: Number, counter: Counter | None) -> str:
    if number.form in ("fraction", "percent"):
        return "fraction"
    if found.object is not None and group(found.object) == UNIT and (counter is None or counter.unit in ("item", "unit")):
        return "unit"
    if counter is not None:
        if counter.unit == "item" and found.object is not None and group(found.object) == PEOPLE:
            return "person"
        return "item" if counter.unit in ("round", "person") and found.object == "other" else counter.unit
    if found.object is None:
        return "item"
    return {PEOPLE: "person", UNIT: "unit"}.get(group(found.object), "item")
