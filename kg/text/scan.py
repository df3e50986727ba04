"""One pass over a text: the vocabulary's hits, the numbers and the dates, and which numbers can be no figures.

A number is none where it is a date or a time, where its own form or its neighbours say so (第七一二营, 六○炮), or where it is part of a name.
"""
from __future__ import annotations

import datetime
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from operator import attrgetter

from kg import vocabulary
from kg.model import ZH
from kg.text.dates import DateMention, read_dates, settle
from kg.text.grammar import Clause, word_pattern
from kg.text.lang.en import names as english
from kg.text.lang.zh import names as chinese
from kg.text.lexicon import FORCE, PLACE, Entry, Hit, Lexicon
from kg.text.numbers import articles_as_one, read_numbers
from kg.text.numeral import SCOPE, Number
from kg.text.structure import Item, Stretch, sentences

_NAMES = {"zh": chinese.names, "en": english.names}
_UNKNOWN = {kind: Entry({kind: ()}) for kind in (PLACE, FORCE)}

# 嗊吥—朱克公路 is one name; —— parts clauses.
_CLAUSE = {True: re.compile(r"(?:[^,;:。!?！？()—\s]+|(?<!—)—(?!—)| (?=[^\s]))+"),
           False: re.compile(r"(?:[^,;:!?()\n—.]+|(?<=\d)[,.](?=\d)|(?<=\b[A-Z])\.|\.(?=\w))+")}
_WORD = 3                         # how long a word may be that begins with the last character of what looked like an army
_TITLE_CLAUSE = re.compile(r"(?:[^,;:。!?！？()—\s]+|(?<!—)—(?!—))+")


class Scan:
    """What was found in one language's text, by position in the folded file; each kind of find in the order of the text."""

    def __init__(self, text: str, lang: str, hits: Sequence[Hit], cues: Sequence[Hit], numbers: Sequence[Number], dates: Sequence[DateMention]):
        self.text = text
        self.lang = lang
        self.hits = tuple(hits)
        self.cues = tuple(cues)               # of speaking and of events
        self.numbers = tuple(numbers)
        self.dates = tuple(dates)
        self.excluded = dict(_exclusions(text, lang, numbers, dates, hits))       # start of a numeral → why it is no figure
        self._sentences: dict[int, tuple[Stretch, ...]] = {}                      # by where their paragraph begins
        self._hit_starts = [hit.start for hit in hits]
        self._cue_starts = [cue.start for cue in cues]
        self._number_starts = [number.start for number in numbers]
        self._date_starts = [date.start for date in dates]

    def hits_in(self, start: int, end: int) -> tuple[Hit, ...]:
        """The hits that lie within a stretch."""
        found = self.hits[bisect_left(self._hit_starts, start):bisect_left(self._hit_starts, end)]
        return found if not found or found[-1].end <= end else found[:-1]

    def cues_in(self, start: int, end: int, kind: str) -> tuple[Hit, ...]:
        """The cues of a kind that lie within a stretch."""
        found = self.cues[bisect_left(self._cue_starts, start):bisect_left(self._cue_starts, end)]
        return tuple([cue for cue in found if cue.end <= end and kind in cue.entry.readings]) if found else ()

    def dates_in(self, start: int, end: int) -> tuple[DateMention, ...]:
        """The dates that lie within a stretch."""
        found = self.dates[bisect_left(self._date_starts, start):bisect_left(self._date_starts, end)]
        return found if not found or found[-1].end <= end else found[:-1]

    def is_in_date(self, position: int) -> bool:
        """Whether a place stands within a date, behind its first character."""
        at = bisect_left(self._date_starts, position)
        return at > 0 and position < self.dates[at - 1].end

    def sentences_in(self, paragraph: Stretch) -> tuple[Stretch, ...]:
        """The sentences of a paragraph, with their closing marks."""
        if paragraph.start not in self._sentences:
            self._sentences[paragraph.start] = tuple(sentences(self.text, self.lang, paragraph))
        return self._sentences[paragraph.start]

    def hit_at(self, start: int) -> Hit | None:
        """The hit that begins at a place; None where none does."""
        at = bisect_left(self._hit_starts, start)
        return self.hits[at] if at < len(self.hits) and self.hits[at].start == start else None

    def hits_before(self, end: int, least: int) -> Iterator[Hit]:
        """The hits that begin before a place, the nearest first, back to another place."""
        for at in range(bisect_left(self._hit_starts, end) - 1, -1, -1):
            if self.hits[at].start < least:
                return
            yield self.hits[at]

    def number_at(self, start: int) -> Number | None:
        """The number, figure or not, that begins at a place with its qualifiers; None where none does."""
        at = bisect_left(self._number_starts, start)
        return self.numbers[at] if at < len(self.numbers) and self.numbers[at].start == start else None

    def all_numbers_in(self, start: int, end: int) -> tuple[Number, ...]:
        """The numbers that begin within a stretch, figures or not."""
        return self.numbers[bisect_left(self._number_starts, start):bisect_left(self._number_starts, end)]

    def numbers_in(self, start: int, end: int) -> tuple[Number, ...]:
        """The numbers that may be figures and lie within a stretch."""
        found = self.all_numbers_in(start, end)
        return tuple([number for number in found if number.core_start not in self.excluded]) if found else ()


def scan(text: str, lang: str, stretches: Sequence[Stretch], lexicon: Lexicon, paper: datetime.date, heading: int = 0) -> Scan:
    """Reads the stretches of a folded text, in order. Before ``heading`` its title stands."""
    hits: list[Hit] = []
    cues: list[Hit] = []
    numbers: list[Number] = []
    dates: list[DateMention] = []
    for stretch in stretches:
        words = text[stretch.start:stretch.end]
        plain = words if lang == ZH else lower(words)
        told = sorted((*read_numbers(words, lang), *articles_as_one(words, lang)), key=attrgetter("start"))
        placed = [_moved(number, stretch.start) for number in told]
        numbers.extend(placed)
        words_found = lexicon.find(plain, stretch.start)
        if lang == ZH:
            words_found = list(_whole_words(words_found, text, lexicon))
        hits.extend(_with_names(words_found, text, lang, stretch, placed))
        cues.extend(lexicon.find_cues(plain, stretch.start))
        dates.extend(read_dates(words, lang, paper, origin=stretch.start))
    return Scan(text, lang, hits, _outside_names(hits, cues), numbers, settle(dates, heading))


def _whole_words(hits: list[Hit], text: str, lexicon: Lexicon) -> Iterator[Hit]:
    """The hits without armies that only other words made: 英国军|事代表团, 各|国军|队. What else the characters say is found anew."""
    for at, hit in enumerate(hits):
        if FORCE not in hit.entry.readings:
            yield hit
            continue
        follows, before = text[hit.end:hit.end + 1], text[hit.start - 1:hit.start]
        reach = hits[at + 1].start if at + 1 < len(hits) else hit.end + _WORD
        if text[hit.end - 1] == "军" and follows and word_pattern(ZH, "no_army").match(follows):
            yield from lexicon.find(text[hit.start:hit.end - 1], hit.start)
            yield from (found for found in lexicon.find(text[hit.end - 1:hit.end + _WORD], hit.end - 1) if found.end <= reach)
        elif text.startswith("国军", hit.start) and before and word_pattern(ZH, "whose_country").match(before):
            yield from (found for found in lexicon.find(text[hit.start + 1:hit.end + 1], hit.start + 1) if found.end <= reach)
        else:
            yield hit


def _with_names(hits: list[Hit], text: str, lang: str, stretch: Stretch, numbers: Sequence[Number]) -> list[Hit]:
    """The hits with the names that only their pattern tells; such a name takes the place of the hits within it."""
    found = [Hit(start, end, _UNKNOWN[kind]) for start, end, kind in _NAMES[lang](text, hits, numbers, stretch.start, stretch.end)]
    if not found:
        return hits
    names = [(name.start, name.end) for name in found]
    kept = [hit for hit in hits if not _inside(names, hit)]
    return sorted((*kept, *found), key=attrgetter("start"))


def _inside(names: Sequence[tuple[int, int]], hit: Hit) -> bool:
    at = bisect_right(names, (hit.start, len(names) and names[-1][1])) - 1
    return at >= 0 and names[at][0] <= hit.start and hit.end <= names[at][1]


def _moved(number: Number, by: int) -> Number:
    start, end, core_start, core_end, value, upper, qualifier, qualifier_start, qualifier_end, form, kind, each, weak = number
    if qualifier_start is not None and qualifier_end is not None:
        qualifier_start, qualifier_end = qualifier_start + by, qualifier_end + by
    return Number(start + by, end + by, core_start + by, core_end + by, value, upper, qualifier, qualifier_start, qualifier_end, form, kind, each, weak)


def _outside_names(hits: Sequence[Hit], cues: Sequence[Hit]) -> list[Hit]:
    """The cues that are no mere part of a name: 解放 is one in 人民解放军."""
    names = [hit for hit in hits if hit.entry.named]
    starts = [name.start for name in names]
    kept = []
    for cue in cues:
        at = bisect_right(starts, cue.start) - 1
        if at < 0 or names[at].end < cue.end or names[at].end - names[at].start <= cue.end - cue.start:
            kept.append(cue)
    return kept


def lower(text: str) -> str:
    """The text in lower case, code point for code point (İ alone would become two)."""
    return text.lower() if len(text.lower()) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@cache
def _qualifying(lang: str) -> tuple[str, ...]:
    """The words before a number that say something of it: 一共 begins like a number and is none."""
    return tuple(form.text for form in vocabulary.scheme("qualifier").forms(lang, vocabulary.BEFORE) if len(form.text) > 1)


def _exclusions(text: str, lang: str, numbers: Sequence[Number], dates: Sequence[DateMention], hits: Sequence[Hit]) -> Iterator[tuple[int, str]]:
    names = [hit for hit in hits if hit.entry.named]
    name_starts, date_starts = [name.start for name in names], [date.start for date in dates]
    for number in numbers:
        at = bisect_right(date_starts, number.core_start) - 1
        if at >= 0 and dates[at].end >= number.core_end:
            yield number.core_start, dates[at].kind if dates[at].kind in ("time", "duration") else "date"
            continue
        if number.kind is not None and number.kind != SCOPE:
            yield number.core_start, number.kind
            continue
        if lang == ZH and number.core_end - number.core_start == 1 and text.startswith(_qualifying(lang), number.core_start):
            yield number.core_start, "name"
            continue
        at = bisect_right(name_starts, number.core_start) - 1
        if at >= 0 and names[at].end >= number.core_end:
            yield number.core_start, "name"


def clauses(found: Scan, item: Item) -> list[Clause]:
    """The clauses of a wire item, in order, with their hits. A title's lines stand side by side: there a space parts them."""
    pattern = _TITLE_CLAUSE if item.is_title and found.lang == ZH else _CLAUSE[found.lang == ZH]
    result: list[Clause] = []
    sentence = 0
    for number, paragraph in enumerate(item.paragraphs):
        for stretch in found.sentences_in(paragraph):
            start = -1
            for part in pattern.finditer(found.text, stretch.start, stretch.end):
                start = part.start() if start < 0 else start
                if not found.is_in_date(part.end()):               # 昨(十四)日 is of one clause
                    result.append(Clause(start, part.end(), found.hits_in(start, part.end()), sentence, number))
                    start = -1
            sentence += 1
    return result
