"""One pass over a text: the vocabulary's hits, the numbers and the dates, and which numbers can be no figures.

A number is none where it is a date or a time, where its own form or its neighbours say so (第七一二营, 六○炮), or where it is part of a name.
"""
from __future__ import annotations

import datetime
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kg.model import ZH
from kg.text.dates import DateMention, read_dates
from kg.text.grammar import Clause
from kg.text.lang.en import names as english
from kg.text.lang.zh import names as chinese
from kg.text.lexicon import FORCE, PLACE, SOURCE, Entry, Hit, Lexicon
from kg.text.numbers import articles_as_one, read_numbers
from kg.text.numeral import SCOPE, Number
from kg.text.structure import Item, Stretch, sentences

_NAMES = {"zh": chinese.names, "en": english.names}
_UNKNOWN = {kind: Entry({kind: ()}) for kind in (PLACE, FORCE)}
_KINDS = frozenset((PLACE, FORCE, SOURCE))
_Placed = TypeVar("_Placed", Hit, DateMention)

_CHARACTER = r"(?:[^,;:。!?！？()\n—\s]|—(?!—)(?<!——))"         # 嗊吥—朱克公路 is one name; —— parts clauses
_CLAUSE = {True: re.compile(f"{_CHARACTER}+(?: {_CHARACTER}+)*"),
           False: re.compile(r"(?:[^,;:!?()\n—.]|(?<=\d)[,.](?=\d)|(?<=\b[A-Z])\.|\.(?=\w))+")}


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found in one language's text, by position in the folded file."""

    text: str
    lang: str
    hits: tuple[Hit, ...]
    cues: tuple[Hit, ...]                 # of speaking and of events
    numbers: tuple[Number, ...]
    dates: tuple[DateMention, ...]
    excluded: dict[int, str]              # start of a number → why it is no figure

    def hits_in(self, start: int, end: int) -> tuple[Hit, ...]:
        """The hits that lie within a stretch."""
        return _within(self.hits, start, end)

    def cues_in(self, start: int, end: int, kind: str) -> tuple[Hit, ...]:
        """The cues of a kind that lie within a stretch."""
        return tuple(cue for cue in _within(self.cues, start, end) if kind in cue.entry.readings)

    def dates_in(self, start: int, end: int) -> tuple[DateMention, ...]:
        """The dates that lie within a stretch."""
        left = bisect_left(self.dates, start, key=lambda date: date.start)
        right = bisect_right(self.dates, end, key=lambda date: date.end)
        return tuple(self.dates[left:right])

    def numbers_in(self, start: int, end: int) -> tuple[Number, ...]:
        """The numbers that may be figures and lie within a stretch."""
        left = bisect_left(self.numbers, start, key=lambda number: number.start)
        right = bisect_left(self.numbers, end, key=lambda number: number.start)
        return tuple(number for number in self.numbers[left:right] if number.start not in self.excluded)


def _within(hits: Sequence[Hit], start: int, end: int) -> tuple[Hit, ...]:
    left = bisect_left(hits, start, key=lambda hit: hit.start)
    right = bisect_left(hits, end, key=lambda hit: hit.start)
    return tuple(hit for hit in hits[left:right] if hit.end <= end)


def scan(text: str, lang: str, stretches: Sequence[Stretch], lexicon: Lexicon, paper: datetime.date) -> Scan:
    """Reads the stretches of a folded text, in order."""
    hits: list[Hit] = []
    cues: list[Hit] = []
    numbers: list[Number] = []
    dates: list[DateMention] = []
    for stretch in stretches:
        words = text[stretch.start:stretch.end]
        plain = words if lang == ZH else lower(words)
        hits.extend(Hit(hit.start + stretch.start, hit.end + stretch.start, hit.entry) for hit in lexicon.find(plain))
        cues.extend(Hit(hit.start + stretch.start, hit.end + stretch.start, hit.entry) for hit in lexicon.find_cues(plain))
        told = sorted((*read_numbers(words, lang), *articles_as_one(words, lang)), key=lambda number: number.start)
        numbers.extend(_moved(number, stretch.start) for number in told)
        hits = _with_names(hits, words, lang, stretch.start, [number for number in numbers if number.start >= stretch.start])
        dates.extend(replace(date, start=date.start + stretch.start, end=date.end + stretch.start) for date in read_dates(words, lang, paper))
    cues = [cue for cue in cues if not _in_name(hits, cue)]
    return Scan(text, lang, tuple(hits), tuple(cues), tuple(numbers), tuple(dates), dict(_exclusions(numbers, dates, hits)))


def _with_names(hits: list[Hit], text: str, lang: str, start: int, numbers: Sequence[Number]) -> list[Hit]:
    """The hits with the names that only their pattern tells; such a name takes the place of the hits within it."""
    here = [hit for hit in hits if hit.start >= start]
    moved = [Hit(hit.start - start, hit.end - start, hit.entry) for hit in here]
    names = _NAMES[lang](text, moved, [_moved(number, -start) for number in numbers], 0, len(text))
    found = [Hit(left + start, right + start, _UNKNOWN[kind]) for left, right, kind in names]
    if not found:
        return hits
    kept = [hit for hit in hits if not any(name.start <= hit.start and hit.end <= name.end for name in found)]
    return sorted((*kept, *found), key=lambda hit: hit.start)


def _moved(number: Number, by: int) -> Number:
    qualifier = (None, None) if number.qualifier_start is None or number.qualifier_end is None else (number.qualifier_start + by, number.qualifier_end + by)
    return number._replace(start=number.start + by, end=number.end + by, core_start=number.core_start + by, core_end=number.core_end + by,
                           qualifier_start=qualifier[0], qualifier_end=qualifier[1])


def _in_name(hits: Sequence[Hit], cue: Hit) -> bool:
    """Whether a cue is but a part of a name: 解放 in 人民解放军."""
    at = bisect_right(hits, cue.start, key=lambda hit: hit.start) - 1
    return at >= 0 and hits[at].end >= cue.end and hits[at].end - hits[at].start > cue.end - cue.start and not _KINDS.isdisjoint(hits[at].entry.readings)


def lower(text: str) -> str:
    """The text in lower case, code point for code point (İ alone would become two)."""
    return text.lower() if len(text.lower()) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _exclusions(numbers: Sequence[Number], dates: Sequence[DateMention], hits: Sequence[Hit]) -> Iterator[tuple[int, str]]:
    names = [hit for hit in hits if not {PLACE, FORCE, SOURCE}.isdisjoint(hit.entry.readings)]
    for number in numbers:
        date = _covering(dates, number.core_start, number.core_end)
        if date is not None:
            yield number.start, "time" if date.kind == "time" else "duration" if date.kind == "duration" else "date"
        elif number.kind is not None and number.kind != SCOPE:
            yield number.start, number.kind
        elif _covering(names, number.core_start, number.core_end) is not None:
            yield number.start, "name"


def _covering(things: Sequence[_Placed], start: int, end: int) -> _Placed | None:
    at = bisect_right(things, start, key=lambda thing: thing.start) - 1
    return things[at] if at >= 0 and things[at].end >= end else None


def clauses(found: Scan, item: Item) -> list[Clause]:
    """The clauses of a wire item, in order, with their hits."""
    result: list[Clause] = []
    sentence = 0
    for number, paragraph in enumerate(item.paragraphs):
        for stretch in sentences(found.text, found.lang, paragraph):
            for part in _CLAUSE[found.lang == ZH].finditer(found.text, stretch.start, stretch.end):
                result.append(Clause(part.start(), part.end(), found.hits_in(part.start(), part.end()), sentence, number))
            sentence += 1
    return result
