"""The Chinese words that stand by numbers, compiled from the vocabulary."""
from __future__ import annotations

from functools import cache

from kg import vocabulary
from kg.model import ZH
from kg.text.folding import fold
from kg.text.numeral import SCHEME, VAGUE, Word, by_first, by_last

NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿廿卅卌几数半0123456789")
_COUNTING = NUMERALS - {"数"}
_AFTER = ("day", "month", "year", "era", "time", "hour_point", "minute", "duration", "age", "ordinal", "model", "designation", "bore", "calibre",
          "route", "length", "area", "weight", "scope", "place_scope", "degree", "storey")
_BEFORE = ("ordinal", "rate", "reference", "numbered", "day", "height")


class Words:
    """Every table that reading Chinese numbers needs, folded as the text is."""

    def __init__(self) -> None:
        self.after = by_first([word for code in _AFTER for word in self._forms(code, vocabulary.AFTER)])
        self.before = by_last([word for code in _BEFORE for word in self._forms(code, vocabulary.BEFORE)])
        vague = [Word(fold(form.text), VAGUE) for form in vocabulary.scheme("qualifier").forms(ZH) if form.code == VAGUE]
        named = [*self._forms("name"), *self._forms("counted"), *(word for word in vague if not _COUNTING.isdisjoint(word.text))]
        self.names, self.names_around = _names(named)
        self.after_codes = {code: self.texts(code, vocabulary.AFTER) for code in vocabulary.scheme(SCHEME).concepts}
        self.before_codes = {code: self.texts(code, vocabulary.BEFORE) for code in vocabulary.scheme(SCHEME).concepts}
        self.calendar = frozenset(text[0] for code in ("day", "month", "year", "time") for text in self.after_codes[code])
        self._times = (*self.after_codes["duration"], *self.after_codes["age"])
        self._designating = tuple(text for code in ("designation", "formation", "day", "month") for text in self.after_codes[code])
        self.half_durations = (*self.after_codes["duration"], "年", "月", "日")
        self.surnames = frozenset(self.texts("surname", vocabulary.BEFORE))
        self.withheld = frozenset(self.texts("withheld"))
        ends = self.texts("place_name", vocabulary.AFTER)
        self.place_ends = tuple(text for text in ends if text[0] not in "里道家张间")
        self.place_tails = (*(text for text in ends if len(text) > 1), *self.texts("village", vocabulary.AFTER))
        self.tail_heads = frozenset(text[0] for text in self.place_tails)
        self.place_goes_on = frozenset(self.texts("place_name", vocabulary.BEFORE))
        self.behind = self.withheld | {"比"}
        self.listing = frozenset("等各两二三四五六七八九十")
        self.counters = tuple(sorted((fold(form.text) for form in vocabulary.scheme("counter").forms(ZH)), key=lambda text: (-len(text), text)))
        self._counters_by_first: dict[str, tuple[str, ...]] = {}
        for text in self.counters:
            self._counters_by_first[text[0]] = (*self._counters_by_first.get(text[0], ()), text)
        self.place_words = frozenset((*self.texts("not_place", vocabulary.AFTER), *(text[0] for text in self.counters)))
        scheme = vocabulary.scheme("qualifier")
        self.qualifiers_before = by_last([Word(fold(form.text), form.code) for form in scheme.forms(ZH, vocabulary.BEFORE)])
        self.qualifiers_after = by_first([Word(fold(form.text), form.code) for form in scheme.forms(ZH, vocabulary.AFTER)])
        self.unqualified_before = by_last(self._forms("unqualified", vocabulary.BEFORE))
        self.unqualified_after = by_first(self._forms("unqualified", vocabulary.AFTER))

    def texts(self, code: str, role: str = vocabulary.LABEL) -> tuple[str, ...]:
        """The forms of one code, longest first: what str.startswith and str.endswith take."""
        return tuple(word.text for word in sorted(self._forms(code, role), key=lambda word: (-len(word.text), word.text)))

    def _forms(self, code: str, role: str = vocabulary.LABEL) -> list[Word]:
        forms = vocabulary.scheme(SCHEME)[code].forms
        return [Word(fold(form.text), code) for form in forms if form.lang == ZH and form.role == role]

    def counter(self, text: str, position: int) -> str | None:
        """The measure word at a place, or None."""
        for counter in self._counters_by_first.get(text[position:position + 1], ()):
            if text.startswith(counter, position):
                return counter
        return None

    def counted(self, text: str, position: int) -> bool:
        """Whether a measure word, a length of time or an age stands at a place."""
        return self.counter(text, position) is not None or text.startswith(self._times, position)

    def designates(self, text: str, position: int) -> bool:
        """Whether what stands at a place makes the digits before it designations, or days: 师, 高地, 日, 等, 两."""
        return text.startswith(self._designating, position)


def _names(found: list[Word]) -> tuple[dict[str, tuple[Word, ...]], dict[str, tuple[tuple[Word, int], ...]]]:
    """Names by the two characters that they begin with, where the first is a numeral; and the others by their numeral and the character before it."""
    begin: dict[str, list[Word]] = {}
    around: dict[str, list[tuple[Word, int]]] = {}
    for word in sorted(found, key=lambda word: (-len(word.text), word)):
        at = next((place for place, ch in enumerate(word.text) if ch in NUMERALS), 0)
        if at:
            around.setdefault(word.text[at - 1:at + 1], []).append((word, at))
        else:
            begin.setdefault(word.text[:2], []).append(word)
    return {key: tuple(rest) for key, rest in begin.items()}, {key: tuple(rest) for key, rest in around.items()}


@cache
def words() -> Words:
    """The tables, made once."""
    return Words()
