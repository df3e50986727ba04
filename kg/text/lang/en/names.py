"""English: names that the vocabulary does not know, by their pattern: Ban Tu Province, the Ninety-second Army, stronghold of Dong Phu.

A pattern tells only that here is the name of a place or force; nothing is guessed of which one it is.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.text.lexicon import FORCE, PLACE, Hit
from kg.text.numeral import Number
from kg.text.structure import overlaps

_WORD = r"[A-Z][\w'’-]+"
_PLACE = re.compile(rf"({_WORD}(?: {_WORD}){{0,2}} (?:Province|County|District|River|Village|Island|Mountain|State|City|Pass|Bridge|Highway|Railway))\b")
_LOCATED = re.compile(rf"(?:\b(?:at|near|in|around|of|towards?|from|to|attacked|entered|occupied|outside) )((?!The |On |In |At |According )"
                      rf"{_WORD}(?: {_WORD}){{0,2}})(?= (?:in|area|region|district|province|on the)\b|[,.;]| and )")
_ORDINAL = r"(?:\d+(?:st|nd|rd|th)|First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|[A-Z][a-z]+(?:-[a-z]+)?(?:th|st|nd|rd))"
_UNIT = r"(?:Army|Division|Brigade|Regiment|Battalion|Corps|Column|Company)"
_FORCE = re.compile(rf"((?:{_WORD} ){{0,3}}{_ORDINAL} {_UNIT})\b")
_END_OF_ORDINAL = re.compile(rf"[dht] {_UNIT}\b")
_CALENDAR = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December|\w+day)\b")


def names(text: str, hits: Sequence[Hit], numbers: Sequence[Number], start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """(start, end, kind) of the names in a stretch that no hit covers, in the order of the text. Hits and numbers are those of the stretch."""
    taken = [(hit.start, hit.end) for hit in hits if hit.entry.named]
    found = [(*match.span(1), FORCE) for match in _forces(text, start, end)]
    found.extend((*match.span(1), PLACE) for pattern in (_PLACE, _LOCATED) for match in pattern.finditer(text, start, end))
    reach = start
    for name in sorted(found, key=lambda name: (name[0], -name[1])):
        free = not overlaps(taken, name[0], name[1])
        if name[0] >= reach and free and not _CALENDAR.match(text, name[0]):
            yield name
            reach = name[1]


def _forces(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The units that an ordinal names. Only the lines where one stands before the word for a unit are searched: most lines have none."""
    while told := _END_OF_ORDINAL.search(text, start, end):
        left = text.rfind("\n", start, told.start()) + 1 or start
        right = text.find("\n", told.end(), end)
        right = end if right < 0 else right
        yield from _FORCE.finditer(text, left, right)
        start = right
