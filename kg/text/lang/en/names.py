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
_FORCE = re.compile(rf"((?:{_WORD} ){{0,3}}{_ORDINAL}"
                    r" (?:Army|Division|Brigade|Regiment|Battalion|Corps|Column|Company))\b")
_CALENDAR = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December|\w+day)\b")


def names(text: str, hits: Sequence[Hit], numbers: Sequence[Number], start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """(start, end, kind) of the names in a stretch that no hit covers, in the order of the text. Hits and numbers are those of the stretch."""
    taken = [(hit.start, hit.end) for hit in hits if hit.entry.named]
    found = [(*match.span(1), kind) for pattern, kind in ((_FORCE, FORCE), (_PLACE, PLACE), (_LOCATED, PLACE)) for match in pattern.finditer(text, start, end)]
    reach = start
    for name in sorted(found, key=lambda name: (name[0], -name[1])):
        free = not overlaps(taken, name[0], name[1])
        if name[0] >= reach and free and not _CALENDAR.match(text, name[0]):
            yield name
            reach = name[1]
