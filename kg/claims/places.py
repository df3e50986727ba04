"""Where a count was: which of the places that a sentence names is the scene, which is only where somebody came from or whose somebody is.

A force that attacks is counted where it attacks (由太原出发，…向北格镇进犯), not where it is stationed (驻阳曲之七十一师); a garrison that is
wiped out, where it stood.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from kg import authority
from kg.claims.mentions import Mentions, Naming, named_by
from kg.model import ZH, Named
from kg.text.grammar import THING, Clause, Count, group, objects, outcomes, word_pattern, words
from kg.text.lexicon import FORCE, PLACE, Hit
from kg.text.scan import Scan
from kg.text.structure import Stretch

_LISTED = re.compile("[、之和及与]|等地?、?|, |,? and ")
_BELONGS = re.compile("(?:等[地处县])?[之的]?")
_DIRECTION = re.compile(r"[城市县]?(?:以|之)?[东南西北]{1,2}(?:[面部方侧]|[^,、和向]{1,8}(?:里|公里|处))?的?$")
_TOWARDS = re.compile("[向朝][^由从自距离]*$")
_WIRE = re.compile("(?:电讯?|讯|消息|广播)$")
_OF_THEIRS = re.compile("(?:[、和及与][\u4e00-\u9fff]{1,5}){0,4}籍")
_REACHES = re.compile("[省县市的以]?(?:之线)?[,、]?(?:直?[到至迄]|通[往向到至]|直通|开往|[东西南北]至|以至)[东西南北中]?")
_FROM_THERE = re.compile("(?:[东西南北]起|[东西南北]自|起自|从)[\u4e00-\u9fff]{2,6}[、,]?(?:[东西南北]至|直[到至]|迄)$")
_REACHED = re.compile("[省县市]?(?:[的之]|沿线|一线|一带|[,、]|两岸|广大|全线|(?:以及|及|和|与))|$")
_INSIDE = frozenset(("", "的", "之", "境内的", "境内", "境", "城内", "城郊", "城外", "北部", "南部", "东部", "西部", "中部"))
_COUNTED = re.compile("等(?:大小)?[\u4e00-\u9fff]{0,4}?[一二三四五六七八九十两数百0-9]+[余多]?[个座处县城省市村镇乡]")
_NUMBER = re.compile("[一二三四五六七八九十两0-9]+大?[个座处县城省市村镇乡]")
_ROADS = frozenset(("road", "railway", "line"))
_AT = frozenset("在于")
_BETWEEN = re.compile("之?间|两?线上?间")          # 新津、邛崃间 is one place, and no list
_HEAD = 3                         # how far behind a place what lies in it may begin: 阜宁之陈集
_ALONE = 4                        # how far before a place a word may stand that sets it apart
_MANY = 4                         # so many places in a list are all over the scene: 茶荣、美荻、永隆、朔庄等十四省
_CLOSES = re.compile("(?:等地?|[、之的])*$")
_BACK = 24                        # how far before a place a word may stand that says what it is to the deed, English prepositions and articles included
# What a force does where it goes to; in any other outcome it was where it is said to be.
_CONTINENT = "region"             # what spans countries: 欧洲平民
_BASE = "base_area"               # the kind of 解放区, around all that is told
_NOWHERE = "place/liberated-area"       # 解放区: which of them, it does not say
_GOING = frozenset(("deployed", "repelled", "fought", "fired"))


class Bearing(IntEnum):
    """What a place is to what the clause tells."""

    AWAY = 0                      # where somebody came from, is stationed or belongs; what another place is near to
    WIDE = 1                      # an area around all that is told (解放区)
    HERE = 2
    AIM = 3                       # what somebody goes for


class Spot(NamedTuple):
    """A place named in a clause, and its bearing."""

    naming: Naming
    bearing: Bearing
    owner: bool                   # whose force it is: 德胜伪军, which is there when it is hit, and is not when it goes elsewhere
    joined: bool                  # goes on with the list of the place before it
    outer: bool = False           # only says in what the place behind it lies: 霹雳州丹戎马林
    spread: bool = False          # is one of so many in a list that it is told of none of them: 茶荣、美荻、永隆、朔庄等十四省
    listed: bool = False          # stands in a list that says what was done to each, not where all was: 解放甲、乙
    counted: bool = False         # in one that is told in part, with its number: 收复甲、乙等村镇三十余处
    closed: bool = False          # in one that its number closes, whole or in part
    apart: bool = False           # is told for one number alone: 帕特雷一地, 其中河内线上占了六列
    alone: bool = False           # is told for what follows alone: 单是丰沙里省
    road: bool = False            # is a road or a railway, along which much can be


def spots(found: Scan, clause: Clause, named: Mentions, spoken: Sequence[Stretch] = ()) -> list[Spot]:
    """The places of a clause where something can be, in order; a country that only says whose force or whose people it is (法国正规军) is none.

    ``spoken`` are the stretches that tell who speaks (据北平十三日消息): where they name a place, it is the speaker's.
    """
    told = named.within(clause.start, clause.end, PLACE)
    if not told:
        return []
    following = {hit.start: hit for hit in clause.hits}
    forces = {naming.start for naming in named.within(clause.start, clause.end, FORCE)}
    namings = [naming for naming in told if not _whose(found, following.get(naming.end), naming)]
    wire = found.text[clause.end:clause.end + 1] == ":" and _WIRE.search(found.text, clause.start, clause.end) is not None
    result: list[Spot] = []
    for at, naming in enumerate(namings):
        last = result[-1] if result else None
        joined = last is not None and _LISTED.fullmatch(found.text, last.naming.end, naming.start) is not None
        inside = last is not None and holds(found, last.naming, naming)
        if last is not None and inside:
            result[-1], joined = last._replace(outer=True), last.joined
        elif last is not None and last.naming.end == naming.start and last.bearing > Bearing.WIDE:
            joined = True                 # 高平七溪 in a title
        if wire or _speaks(found, spoken, naming) or _only_places(found, namings, at):
            bearing = Bearing.AWAY
        elif last is not None and last.bearing != Bearing.WIDE and (joined or inside):
            bearing = last.bearing
        else:
            bearing = _bearing(found, clause, naming)
        apart, alone = _apart(found, clause, naming), _alone(found, naming)
        if last is not None and inside:
            apart, alone = apart or last.apart, alone or last.alone
        road = authority.place_kind(named_by(naming)[0].path) in _ROADS
        result.append(Spot(naming, bearing, _owns(found, naming, forces), joined, apart=apart, alone=alone, road=road))
    return _spread(found, result)


def _spread(found: Scan, told: list[Spot]) -> list[Spot]:
    """The places of a clause, those of its long lists and of those that a number closes marked."""
    start = 0
    while start < len(told):
        stop = start + 1
        while stop < len(told) and told[stop].joined:
            stop += 1
        named = sum(not spot.outer for spot in told[start:stop])
        between = start < stop - 1 and _BETWEEN.match(found.text, told[stop - 1].naming.end) is not None
        if not between:
            here = found.text[told[start].naming.start - 1] in _AT
            counted = _COUNTED.match(found.text, told[stop - 1].naming.end) is not None
            closed = counted or (named > 1 and _NUMBER.match(found.text, told[stop - 1].naming.end) is not None)
            listed = named > 1 and not here
            if listed or counted or closed or named >= _MANY:
                told[start:stop] = [spot._replace(spread=named >= _MANY, listed=listed, counted=counted, closed=closed) for spot in told[start:stop]]
        start = stop
    return told


def _speaks(found: Scan, spoken: Sequence[Stretch], naming: Naming) -> bool:
    """Whether a place is only that of who speaks: 据北平十三日消息, 伦敦“每日邮报”记者."""
    return any(words.start <= naming.start < words.end or naming.end == words.start for words in spoken)


def holds(found: Scan, outer: Naming, inner: Naming) -> bool:
    """Whether a place only says in what the one right behind it lies: 霹雳州丹戎马林, 布拉干省的安加特."""
    between = found.text[outer.end:inner.start]
    if between not in _INSIDE or outer.told is not None:
        return False
    path, within = outer.thing.path, named_by(inner)[0]
    if between or path in authority.ancestors(within.path)[1:] or authority.place_kind(path) == _BASE:
        return True
    return found.lang == ZH and (_divides(found, outer, inner) or (outer.thing.known and not within.known))


def _divides(found: Scan, outer: Naming, inner: Naming) -> bool:
    """Whether a name ends as that of a division of a country does (拉瓜省), and the one behind it is no other of its rank."""
    last = found.text[outer.end - 1]
    return word_pattern(ZH, "division").match(last) is not None and found.text[inner.end - 1] != last


def reaches(found: Scan, one: Naming, other: Naming) -> bool:
    """Whether two places only tell how far something reaches: 从南巴到孟赛的大小据点, 西起宜昌、东至赣江的战线."""
    if found.lang != ZH or word_pattern(ZH, "reaches_from").search(found.text, max(0, one.start - 2), one.start) is None:
        return False
    return _REACHES.fullmatch(found.text, one.end, other.start) is not None and _REACHED.match(found.text, other.end) is not None


def _apart(found: Scan, clause: Clause, naming: Naming) -> bool:
    """Whether a place is told for one number alone, which is a part of what happened elsewhere as well: 帕特雷一地, 其中河内线上占了六列."""
    return (word_pattern(found.lang, "alone_after").match(found.text, naming.end) is not None
            or word_pattern(found.lang, "apart").match(found.text, clause.start) is not None)


def _alone(found: Scan, naming: Naming) -> bool:
    """Whether a place is told for what follows alone: 单是丰沙里省，半个月里就供给白米一百二十吨."""
    return word_pattern(found.lang, "alone", "apart").search(found.text, max(0, naming.start - _ALONE), naming.start) is not None


def parts_apart(found: Scan, clauses: Sequence[Clause], told: Sequence[list[Spot]]) -> None:
    """Marks the places of the clauses that go on with parts: 其中河内—海防线上占了六列，河内—南定线上三列."""
    parting: Clause | None = None
    for clause, spots_ in zip(clauses, told, strict=True):
        if parting is not None and (clause.sentence != parting.sentence or ";" in found.text[parting.end:clause.start]):
            parting = None
        if word_pattern(found.lang, "apart").match(found.text, clause.start):
            parting = clause
        if parting is not None:
            spots_[:] = [spot._replace(apart=True) for spot in spots_]


def _only_places(found: Scan, namings: Sequence[Naming], at: int) -> bool:
    """Whether a place only says where the one after it lies, or how far something reaches."""
    if at + 1 < len(namings) and _near(found, namings[at], namings[at + 1]):
        return True
    if any(reaches(found, one, other) for one, other in pairwise(namings[max(0, at - 1):at + 2])):
        return True
    before = found.text[max(0, namings[at].start - _BACK):namings[at].start]
    return found.lang == ZH and _FROM_THERE.search(before) is not None and _REACHED.match(found.text, namings[at].end) is not None


def _near(found: Scan, naming: Naming, following: Naming) -> bool:
    """Whether a place only says where the one after it lies: 金边城以西磅实居省."""
    between = found.text[naming.end:following.start]
    return len(between) <= _BACK and _DIRECTION.match(between) is not None


def _bearing(found: Scan, clause: Clause, naming: Naming) -> Bearing:
    path = named_by(naming)[0].path
    before = found.text[max(clause.start, naming.start - _BACK):naming.start].lower()
    if path == _NOWHERE:
        return Bearing.AWAY
    if word_pattern(found.lang, "away_after").match(found.text, naming.end) or _ends(found.lang, "away").search(before) or _aside(found, clause):
        return Bearing.AWAY
    if _belongs(found.lang).match(found.text, naming.end):
        return Bearing.AWAY               # 雅典当局, 东北保安司令长官
    if authority.place_kind(path) == "country" and before.endswith("向"):
        return Bearing.AWAY               # 向美国索取
    if _ends(found.lang, "aim").search(before) or _gone_for(found, clause, naming, before):
        return Bearing.AIM
    return Bearing.WIDE if authority.place_kind(path) == _BASE else Bearing.HERE


def _gone_for(found: Scan, clause: Clause, naming: Naming, before: str) -> bool:
    """Whether an attack that a word before a place turns to it is told behind it: 向我驻军防地桥梓村一线进攻."""
    if found.lang != ZH or _TOWARDS.search(before) is None:
        return False
    return any("fought" in outcomes(hit) for hit in clause.hits if hit.start >= naming.end)


@cache
def _belongs(lang: str) -> re.Pattern[str]:
    """A pattern for what follows a place's name where that says whose a body, an office or a paper is."""
    bodies = "|".join(re.escape(form) for form in words(lang, "belongs_to_place"))
    qualities = "|".join(re.escape(form) for form in words(lang, "body_quality"))
    return re.compile(f"(?:[和与、][\u4e00-\u9fff]{{2,4}}?)?(?:{qualities}|“[^”]{{1,8}}?(?=”?(?:{bodies})))*”?(?:{bodies})" if bodies else r"(?!)")


@cache
def _ends(lang: str, code: str) -> re.Pattern[str]:
    """A pattern for the end of the words before a place: one of some words, and what may stand between (向我方之)."""
    forms = "|".join(re.escape(form) for form in words(lang, code))
    between = "(?:我军?|其|解放区|之|了)?" if lang == ZH else r"\s+(?:(?:the|our|areas?|towns?|villages?|city|county|of)\s+)*"
    return re.compile(rf"(?:{'' if lang == ZH else chr(92) + 'b'}(?:{forms})){between}$" if forms else r"(?!)")


def _aside(found: Scan, clause: Clause) -> bool:
    """Whether a clause stands between brackets: （阳曲西北约二十余里） tells where a place lies."""
    return found.text[clause.start - 1:clause.start] == "("


def _owns(found: Scan, naming: Naming, forces: set[int]) -> bool:
    """Whether a force is called after a place: 晋中阎军, 驻阳曲之七十一师."""
    after = _BELONGS.match(found.text, naming.end)
    return after is not None and after.end() in forces


def _whose(found: Scan, after: Hit | None, naming: Naming) -> bool:
    """Whether a country's name tells whose something is (抗击美国侵略), as it does unless a word of place stands before or behind it."""
    if found.text[naming.end:naming.end + 1] == "号" or _OF_THEIRS.match(found.text, naming.end):
        return True                       # a ship's name; 廓尔卡、非洲和马来籍部队
    path = named_by(naming)[0].path
    continent = naming.thing.known and authority.theatre(path) is None and authority.place_kind(path) == _CONTINENT
    if authority.theatre(path) != path and not continent:
        return False
    if found.lang == ZH and found.text[naming.start - 1:naming.start] in ("在", "于"):
        return False
    if word_pattern(found.lang, "nationality").match(found.text, naming.end):
        return True
    if after is not None and (FORCE in after.entry.readings or any(group(code) != THING or code == "aircraft" for code in objects(after))):
        return True
    if found.lang != ZH:
        return False
    before = found.text[max(0, naming.start - 2):naming.start]
    return not (word_pattern(ZH, "place_word").search(before) or word_pattern(ZH, "place_after").match(found.text, naming.end))


def scene(told: Sequence[Spot]) -> Naming | None:
    """The place that a clause leaves as the scene of what follows: the first of the last list of places in it that are not away; None where it names none."""
    told = [spot for spot in told if not (spot.outer or spot.spread or spot.counted or spot.apart or spot.alone)]
    here = [spot for spot in told if spot.bearing > Bearing.WIDE and not spot.owner] or [spot for spot in told if spot.bearing > Bearing.AWAY]
    return _of_list(here, len(here) - 1).naming if here else None


def _of_list(told: Sequence[Spot], at: int) -> Spot:
    while at > 0 and told[at].joined and told[at].bearing == told[at - 1].bearing:
        at -= 1
    return told[at]


def place(found: Scan, count: Count, sentence: range, told: Sequence[Sequence[Spot]], theatre: Named | None, overall: int | None) -> Named | None:
    """The place that the sentence gives a count; None where it gives none.

    ``sentence`` are its clauses, ``told`` the spots of each clause, ``theatre`` the scene of the item. ``overall`` is where the word stands, if any, that
    says that the count is told of all places together: then no list that another clause has, nothing before that word and no road is its place.
    """
    own = [spot for spot in told[count.clause] if not (spot.outer or (overall is not None and spot.road))]
    before = [spot for spot in own if spot.naming.start < count.number.start]
    listed = _closed(found, count, before)
    before = [spot for spot in before[:len(before) - len(listed)] if not (spot.spread or (overall is not None and spot.counted))]
    here = [spot for spot in own if not spot.spread]
    after = [spot for spot in here if spot.naming.start >= count.number.start]
    others = [spot for at in sentence if at != count.clause for spot in told[at]
              if not (spot.outer or spot.spread or spot.counted or spot.apart)
              and (overall is None or not (spot.listed or spot.road or spot.naming.start < overall))]
    earlier = [spot for spot in others if spot.naming.start < count.start]
    ahead = [spot for spot in others if spot.naming.start >= count.start and not (spot.alone or spot.closed)]
    if count.outcome in _GOING:
        chosen = (_pick(before, Bearing.AIM, -1) or _pick(after, Bearing.AIM, 0) or _pick(ahead, Bearing.AIM, 0) or _pick(earlier, Bearing.AIM, -1))
        if chosen is not None:
            return chosen.naming.thing
        before, after, earlier, ahead = ([spot for spot in group if not spot.owner] for group in (before, after, earlier, ahead))
    chosen = _pick(before, Bearing.HERE, -1)
    if chosen is None and listed:
        around = next((spot for spot in told[count.clause] if spot.outer and _leads(spot, listed[0])), None)
        if around is None and count.value == len(listed) > 1:
            around = listed[0]            # 收复甲、乙、丙三城: there, and nowhere else
        around = around or _pick(earlier, Bearing.HERE, -1)
        return around.naming.thing if around is not None else theatre or (None if listed[0].spread else listed[0].naming.thing)
    stationed = _pick(here, Bearing.AWAY, -1) if count.outcome == "deployed" else None
    chosen = (chosen or _pick(after, Bearing.HERE, 0) or _pick(before, Bearing.WIDE, -1) or stationed or _pick(earlier, Bearing.HERE, -1)
              or _pick(ahead, Bearing.HERE, 0) or _pick(earlier, Bearing.WIDE, -1) or _pick(after, Bearing.WIDE, 0))
    return chosen.naming.thing if chosen is not None else None


def _leads(outer: Spot, first: Spot) -> bool:
    """Whether a place is the one in which the first of a list lies."""
    return 0 <= first.naming.start - outer.naming.end <= _HEAD


def _pick(told: Sequence[Spot], least: Bearing, which: int) -> Spot | None:
    """The first (0) or the last (-1) of the places that are at least so near; of a list, its first."""
    fit = [spot for spot in told if spot.bearing >= least]
    if not fit:
        return None
    return fit[0] if which == 0 else _of_list(fit, len(fit) - 1)


def _closed(found: Scan, count: Count, before: Sequence[Spot]) -> Sequence[Spot]:
    """The list of places that a number counts (占领杨各庄、下园、高各庄等村庄三十余处), or a long one before it: where they all are, other words tell."""
    if not before or not (before[-1].joined or before[-1].counted):
        return ()
    at = len(before) - 1
    while at > 0 and before[at].joined:
        at -= 1
    last = before[-1].naming.end
    counted = _CLOSES.fullmatch(found.text, last, count.start if count.start > last else count.number.start) is not None
    return before[at:] if counted or len(before) - at >= _MANY else ()


def sentence_of(clauses: Sequence[Clause], at: int) -> range:
    """The clauses of the sentence that one of them is in."""
    start, stop = at, at + 1
    while start and clauses[start - 1].sentence == clauses[at].sentence:
        start -= 1
    while stop < len(clauses) and clauses[stop].sentence == clauses[at].sentence:
        stop += 1
    return range(start, stop)
