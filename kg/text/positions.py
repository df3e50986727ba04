"""Where a text says that something lies to a place that it names: 河内以南五十英里, 距海防十公里, 红河左岸, 50 miles south of Hanoi, near Fuxian.

The words stand in ontology/schemes/direction.ttl. A word that names a part of the place, or its inside (北部, 境内, northern), places nothing beside it.
"""
from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kg import vocabulary
from kg.model import ZH
from kg.text.lexicon import DIRECTION, Counters, Hit
from kg.text.numeral import DISTANCE, Number
from kg.text.scan import Scan

UNITS = ("kilometre", "mile", "li")
NEAR = "near"
_WITHIN = ("inside", "centre", "between")         # the place itself; and what two places tell together
_PART = {True: re.compile("[部端头麓翼]$"), False: re.compile(r"(?:ern|part of|section of|^in the \w+ of|^the \w+ of|central)$")}
_SUFFIX = frozenset("城市县镇村庄站")                #  靖江城西南: what the name may go on with
_AWAY = "距离"
_OF = "之"                         # 睢县之东; 绛县之东马村 is a village
_STANDS = re.compile(r"\W|$|[的之、]|地[区方]|一带|各[地县村]")
_GOES = re.compile("[进犯上下撤移开调去飞窜运援]")       # 沈阳西北撤: where somebody goes, not where something lies
_GOVERNS = re.compile(r"(?:\b(?:of|to|off|from|near|beside|opposite|facing|behind|along|alongside))$")
_TO_NAME = re.compile(r"\s(?:the\s)?(?:[A-Z][\w-]+\s)?(?:(?:provincial\s|county\s)?(?:capital|city|town|village|port)\s(?:of\s)?)?")
_FROM = re.compile(r"\s+(?:away\s+)?from\s(?:the\s)?(?:(?:city|town|village)\sof\s)?")
_BETWEEN = re.compile(r"\s+(?:away\s+)?(?:(?:to|in|on)\s+the\s+)?")
_REACH = 64                       # how far before an English name its position may begin, in code points


class Distance(NamedTuple):
    """A distance: its number, the code of its unit, and where it ends."""

    number: Number
    unit: str
    end: int


class Position(NamedTuple):
    """How something lies to a named place: the stretch that tells it, name included, the code of the direction, and the distance."""

    start: int
    end: int
    direction: str | None
    distance: Distance | None
    bare: bool = False            # a single character (沧州南), which means something only before a place or a distance


def position(found: Scan, counters: Counters, start: int, end: int) -> Position | None:
    """What the words beside a place's name say lies so to it; None where they say nothing of the kind."""
    return _chinese(found, counters, start, end) if found.lang == ZH else _english(found, counters, start, end)


def _chinese(found: Scan, counters: Counters, start: int, end: int) -> Position | None:
    after_name = found.text[end:end + 1]
    if not (after_name in _heads() or after_name in _SUFFIX or found.text[start - 1:start] in tuple(_AWAY)):
        return None
    for at in (end, end + 1) if after_name in _SUFFIX else (end,):
        told = _direction(found, at)
        if told is not None:
            code, after, bare = told
            distance = _distance(found, counters, after)
            if distance is None and (_GOES.match(found.text, after) or (found.text[at] == _OF and not _STANDS.match(found.text, after))):
                return None
            return Position(start, distance.end if distance else after, code, distance, bare and distance is None)
        distance = _distance(found, counters, at) if found.text[start - 1:start] in tuple(_AWAY) else None
        if distance is not None:
            return Position(start, distance.end, None, distance)
    return None


def _direction(found: Scan, at: int) -> tuple[str, int, bool] | None:
    """The direction that stands at a place in a Chinese text, where it ends, and whether it is a single character."""
    hit = found.hit_at(at)
    code = _code(found, hit) if hit is not None else None
    if hit is not None and code is not None:
        return code, hit.end, False
    single = found.text[at:at + 1]
    return (_singles()[single], at + 1, True) if single in _singles() else None


def is_direction(words: str) -> bool:
    """Whether words are made of the names of directions alone: 西北."""
    return _singles().keys() >= set(words)


@cache
def _heads() -> frozenset[str]:
    """What a Chinese word of direction may begin with."""
    return frozenset((*_singles(), *(form.text[0] for form in vocabulary.scheme(DIRECTION).forms(ZH))))


@cache
def _singles() -> dict[str, str]:
    """The directions whose name is one character: 东, 南, 西, 北."""
    return {concept.labels[ZH]: concept.code for concept in vocabulary.scheme(DIRECTION) if len(concept.labels[ZH]) == 1}


def _code(found: Scan, hit: Hit) -> str | None:
    """The direction that a word gives; None for a part of the place, and for the place itself."""
    codes = hit.entry.readings.get(DIRECTION, ())
    if not codes or codes[0] in _WITHIN or _PART[found.lang == ZH].search(found.text[hit.start:hit.end].lower()):
        return None
    return codes[0]


def _distance(found: Scan, counters: Counters, at: int) -> Distance | None:
    """The distance that begins at a place."""
    number = found.number_at(at)
    if number is None or found.excluded.get(number.core_start) != DISTANCE:
        return None
    return _measured(found, counters, number)


def _measured(found: Scan, counters: Counters, number: Number) -> Distance | None:
    at = number.end + (found.lang != ZH and found.text[number.end:number.end + 1] in (" ", "-"))
    counter = counters.at(found.text, at)
    return Distance(number, counter.unit, at + len(counter.text)) if counter is not None and counter.unit in UNITS else None


def _english(found: Scan, counters: Counters, start: int, end: int) -> Position | None:
    window = max(0, start - _REACH)
    for hit in found.hits_before(start, window):
        code = _code(found, hit)
        if code is not None and _GOVERNS.search(found.text[hit.start:hit.end].lower()) and _TO_NAME.fullmatch(found.text, hit.end, start):
            distance = _before(found, counters, window, hit.start, _BETWEEN)
            return Position(distance.number.start if distance else hit.start, end, code, distance)
    if "from" not in found.text[window:start]:
        return None
    distance = _before(found, counters, window, start, _FROM)
    return Position(distance.number.start, end, None, distance) if distance else None


def _before(found: Scan, counters: Counters, start: int, end: int, between: re.Pattern[str]) -> Distance | None:
    """The distance that stands before a place in an English text."""
    for number in reversed(found.all_numbers_in(start, end)):
        measured = _measured(found, counters, number)
        if measured is not None and between.fullmatch(found.text, measured.end, end):
            found.excluded.setdefault(number.core_start, DISTANCE)
            return measured
    return None
