"""Chinese: names that the vocabulary does not know, by their pattern: 石滚河, 杨木林子附近, 番阳、毛阳等十二个据点, 第一六七师, 伪张岚峰部, 齐河独立营.

A pattern tells only that here is the name of a place or force; nothing is guessed of which one it is.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from kg.model import ZH
from kg.text.grammar import word_pattern, words
from kg.text.lexicon import FORCE, PLACE, Hit
from kg.text.numeral import Number
from kg.text.structure import overlaps

_HAN = "[\u4e00-\u9fff]"
# Characters of grammar, which stand in no name of a place.
_PLAIN = ("[^\\W\\d_的了在于至到向从由被为把将和及与或有是都均亦也就则而又再去来曾已经据受遭用以使令要请不没各该此这那全本每某其我敌匪伪顽逆多数两几等"
          "一二三四五六七八九十百千万名个人日月年军师旅团营连排队部处占驻攻犯窜夺]")
_SUFFIX = "(?:省|县|市|镇|村|庄|乡|屯|集|河|江|山|岛|港|湖|湾|岭|车站|高地|寨|堡|沟|洞|店|口|桥|楼|公路|铁路)"
_SUFFIXED = re.compile(f"(?:(?<=[在于至到向从由驻占犯窜距、,(之的经入攻围克复陷抵属是我赴往逼])|^)({_PLAIN}{{1,3}}{_SUFFIX})(?!{_SUFFIX})")
_LOCATED = re.compile(f"(?<=[在于至到向从由驻占犯窜距攻围克复陷抵之的我])({_PLAIN}{{2,5}}?)(?=(?:附近|一带|地区|据点"
                      "|警察所|警察局|车站|机场|飞机场|兵营|要塞|炮台|方面|以[东西南北]"
                      f"|[东西南北]{{1,2}}(?:面|部|方|侧)?|阵地|近郊|郊区|外围|截住|乡|{_SUFFIX}))"
                      f"|(?<=[向对])({_PLAIN}{{2,4}}?)(?=进攻|进犯|猛攻|攻击|推进|前进|逼近|撤退|溃退|逃窜)")
_BATTLE = re.compile(f"(?:(?<=[,。;:)(、])|^)({_PLAIN}{{2,4}}?)(?=(?:之役|战役|之战|保卫战|防御战|攻坚战|阻击战))")
_GLOSSED = re.compile(f"(?<=[地我在于至到占犯攻入之的])([一二三四五六七八九]?{_PLAIN}{{1,4}})(?=[(][^)]{{0,8}}[东南西北]{{1,2}}[^)]{{0,6}}里[^)]{{0,3}}[)])")
_WITHIN = re.compile(f"之({_PLAIN}{{2,4}})(?=[,。;、]|$)")
_LISTED = re.compile(f"(?<=[、和及与])({_PLAIN}{{2,7}}?)(?=[、]|[和及与]|等|一带|一线|地区|两|[三四五六七八九十]{{1,3}}[个处座]|各)")
_LIST = re.compile("(?:(?<=[在于至到向从由自驻占犯窜距之的经入攻围克复陷抵我])|(?<=[,。;])|^)"
                   f"(?:{_PLAIN}{{2,7}}[、和及与])+{_PLAIN}{{2,7}}?(?=等|一带|一线|各地)")
# What closes a list of places: 番阳、毛阳等十二个据点, 鬼头街、田肚里一线.
_OF_PLACES = re.compile("(?:等|等?[一二两三四五六七八九十百数几余多0-9]{1,5}[个处座])?"
                        "(?:地|处|省|县|市|城|村|镇|乡|庄|岛|荒岛|港|车站|站|据点|县城|城市|城镇|村镇|村庄|圩镇|要地|重镇|要点|高地|阵地|一带|一线)")
# A place right behind the one in which it lies: 章邱明水镇, 布拉干省的安加特.
_BEHIND = re.compile(f"(?:[省县市州]?(?:境内)?[的之]?)(?![东南西北])({_PLAIN}{{1,3}}{_SUFFIX})(?!{_SUFFIX})")
_IN_DIVISION = re.compile(f"(?<=[省县州府])的({_PLAIN}{{2,5}})(?=[,。;、]|附近|一带)")
# What makes another name of a known one: 庆云寺.
_TEMPLE = re.compile("[寺庙祠庵塔宫]|村(?!民)|庄(?![稼园户])|屯(?![兵集田垦])")
_TOWN = "镇"                       # 章邱明水镇 is no 明水 of another province
_ENDS = re.compile(f"{_SUFFIX}$")
_TOKEN = re.compile(f"{_PLAIN}{{2,7}}")
_ONE = re.compile(f"{_PLAIN}")

Spans = Sequence[tuple[int, int]]
# 三庄, 二十里屯, 三道林子, 九峪: villages that are called by a number.
_NUMBERED = re.compile("(?:里|道|家|间|棵)?(?:庄|屯|峪|沟|堡|岭|寨|铺|营子|林子|台子|河子|家子)(?!子)")
_UNIT = re.compile("野战军|兵团|集团军|方面军|纵队|军|师|旅|团|营|支队|大队|中队")
_PREFIX = re.compile("(?:国民党|阎锡山|蒋介石|李承晚|[日美英法伪匪蒋阎敌我李])?(?:军|伪军)?"
                     "(?:步兵|骑兵|炮兵|保安|独立|整编|新编|暂编|新|暂|陆战|摩托化|装甲|空降)?第?$")
_PERSONAL = re.compile(f"[伪匪逆]({_PLAIN}{{2,3}})(?:匪|伪)?部|(?<=[军匪])({_PLAIN}{{2,3}})(?:匪|逆)?部(?![队分署门长])")
_LOCAL = re.compile("独立[营团旅]|县大队|大队|区队|军区|分区|军分区|保安[团队]|自卫队|游击队|支队|守备队|驻军|部队")


def names(text: str, hits: Sequence[Hit], numbers: Sequence[Number], start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """(start, end, kind) of the names in a stretch that no hit covers, in the order of the text. Hits and numbers are those of the stretch."""
    taken = [(hit.start, hit.end) for hit in hits if hit.entry.named]
    spoken = [(hit.start, hit.end) for hit in hits if hit.end - hit.start > 1]
    verbs = [(hit.start, hit.end) for hit in hits if (hit.entry.outcomes or hit.entry.objects) and hit.end - hit.start > 1]
    places = [hit for hit in hits if PLACE in hit.entry.readings]
    ends = frozenset(hit.end for hit in places)
    glossed = {match.span(1) for match in _GLOSSED.finditer(text, start, end)}
    glossed |= {match.span(1) for match in _WITHIN.finditer(text, start, end) if match.start() in ends and not _is_word(text, *match.span(1))
                and not overlaps(spoken, *match.span(1))}
    longer = set(_longer(text, places, spoken))
    found = {*_units(text, hits, numbers, start), *_numbered(text, numbers), *_local(text, hits), *_personal(text, start, end), *_places(text, start, end),
             *_reached(text, spoken, start, end), *_beside(text, places, spoken, end), *longer, *((*span, PLACE) for span in glossed)}
    found |= {*_lists(text, ends.union(name[1] for name in found if name[2] == PLACE), spoken, start, end)}
    reach = start
    for name in sorted(found, key=lambda name: (name[0], -name[1])):
        plain = name[2] == PLACE and name[:2] not in glossed and name not in longer and overlaps(verbs, name[0], name[1])
        if name[0] >= reach and not plain and (name[2] == FORCE or name in longer or not overlaps(taken, name[0], name[1])):
            yield name
            reach = name[1]


def _is_word(text: str, left: int, right: int) -> bool:
    return word_pattern(ZH, "no_place").search(text, left, right) is not None


def _units(text: str, hits: Sequence[Hit], numbers: Sequence[Number], start: int) -> Iterator[tuple[int, int, str]]:
    armies = {hit.end: hit.start for hit in hits if FORCE in hit.entry.readings}
    reach = start
    for number in numbers:
        if number.kind in ("designation", "ordinal"):
            unit = _UNIT.match(text, number.core_end)
            if unit:
                prefix = _PREFIX.search(text, max(reach, number.core_start - 8), number.core_start)
                named = prefix.start() if prefix else number.core_start
                whose = next((armies[at] for at in (named, named + 1, named + 2) if at in armies and at <= number.core_start), named)
                yield min(whose, named), unit.end(), FORCE
                reach = unit.end()     # 七十一军八十八师 are two


def _numbered(text: str, numbers: Sequence[Number]) -> Iterator[tuple[int, int, str]]:
    for number in numbers:
        if number.kind is None and number.start == number.core_start and number.qualifier == "exact":
            place = _NUMBERED.match(text, number.core_end)
            if place and (number.value or 0) <= 100:
                yield number.core_start, place.end(), PLACE


def _local(text: str, hits: Sequence[Hit]) -> Iterator[tuple[int, int, str]]:
    for hit in hits:
        if PLACE in hit.entry.readings:
            force = _LOCAL.match(text, hit.end)
            if force:
                yield hit.start, force.end(), FORCE


def _personal(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for match in _PERSONAL.finditer(text, start, end):
        yield (match.start() if match.group(1) else match.start(2)), match.end(), FORCE


def _places(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for pattern in (_SUFFIXED, _LOCATED, _BATTLE):
        for match in pattern.finditer(text, start, end):
            left, right = match.span(match.lastindex or 1)
            if not _is_word(text, left, right):
                yield left, right, PLACE


def _reached(text: str, spoken: Spans, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """What somebody takes or gets to, right before a mark: 追至高里, 攻克番阳."""
    for match in _goal().finditer(text, start, end):
        if not _is_word(text, *match.span(1)) and not overlaps(spoken, *match.span(1)):
            yield *match.span(1), PLACE


@cache
def _goal() -> re.Pattern[str]:
    verbs = "|".join(map(re.escape, words(ZH, "reaches_place")))
    return re.compile(f"(?:{verbs})[了我入进]?(?!入)({_PLAIN}{{2,4}})(?=[,。;)])")


def _lists(text: str, ends: frozenset[int], spoken: Spans, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The unknown names of a list that a known place begins or goes before them in, or that closes as one of places does."""
    places = set(ends)
    closed = [(run.start(), run.end()) for run in _LIST.finditer(text, start, end) if _OF_PLACES.match(text, run.end())]
    for run in closed:
        first = _TOKEN.match(text, *run)
        if first and not overlaps(spoken, *first.span()) and not _is_word(text, *first.span()):
            yield *first.span(), PLACE
    for match in _LISTED.finditer(text, start, end):
        left, right = match.span(1)
        listed = left - 1 in places or any(run[0] <= left and right <= run[1] for run in closed)
        if listed and not _is_word(text, left, right) and not overlaps(spoken, left, right):
            places.add(right)
            yield left, right, PLACE


def _beside(text: str, places: Sequence[Hit], spoken: Spans, end: int) -> Iterator[tuple[int, int, str]]:
    """The names right behind a known place, and those that hold the name of one."""
    for hit in places:
        behind = _BEHIND.match(text, hit.end, end) or _IN_DIVISION.match(text, hit.end, end)
        if behind and not _is_word(text, *behind.span(1)) and not overlaps(spoken, *behind.span(1)):
            yield *behind.span(1), PLACE


def _longer(text: str, places: Sequence[Hit], spoken: Spans) -> Iterator[tuple[int, int, str]]:
    """The names that hold the name of a known place and are others: 庆云寺, 章邱明水镇, and in a list 云盘山."""
    ends = {hit.end for hit in places}
    for hit in places:
        if _TEMPLE.match(text, hit.end) or (hit.start in ends and text.startswith(_TOWN, hit.end)):
            yield hit.start, hit.end + 1, PLACE
        elif (text[hit.start - 2:hit.start - 1] == "、" and _ENDS.search(text, hit.start, hit.end) and _ONE.match(text, hit.start - 1)
                and not overlaps(spoken, hit.start - 1, hit.start)):
            yield hit.start - 1, hit.end, PLACE
