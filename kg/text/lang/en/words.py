"""The English words that stand by numbers, compiled from the vocabulary."""
from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from kg import vocabulary
from kg.model import EN
from kg.text.folding import fold
from kg.text.numeral import SCHEME, Word

_AFTER = ("duration", "age", "bore", "time", "month", "route", "length", "area", "multiple", "designation")
_BEFORE = ("numbered", "month", "route", "rate", "reference", "age", "page")
# "5 march" is a date, "may 5" more often a verb than one: months and names of numbered things are read with their capital.
_HEAD = re.compile(r".[^\W_]*(?:[.'’][^\W_]+)*", re.S)
_CAPITAL = frozenset(("month", "numbered", "route", "designation"))


class Words:
    """Every table that reading English numbers needs; forms in lower case, but for names, whose capital tells them."""

    def __init__(self) -> None:
        self.after = _by_head([word for code in _AFTER for word in self._forms(code, vocabulary.AFTER)])
        self.before = _by_tail([word for code in _BEFORE for word in self._forms(code, vocabulary.BEFORE)])
        self.names = _by_head([Word(word.text.lower(), word.code) for word in self._forms("name", vocabulary.LABEL)])
        self.after_codes = {code: self.texts(code, vocabulary.AFTER) for code in vocabulary.scheme(SCHEME).concepts}
        self.before_codes = {code: self.texts(code, vocabulary.BEFORE) for code in vocabulary.scheme(SCHEME).concepts}
        self.changed = frozenset(self.before_codes["changed"])
        scheme = vocabulary.scheme("qualifier")
        self.qualifiers_before = _by_tail([Word(fold(form.text).lower(), form.code) for form in scheme.forms(EN, vocabulary.BEFORE)])
        self.qualifiers_after = _by_head([Word(fold(form.text).lower(), form.code) for form in scheme.forms(EN, vocabulary.AFTER)])

    def texts(self, code: str, role: str) -> tuple[str, ...]:
        """The forms of one code, longest first."""
        return tuple(word.text for word in sorted(self._forms(code, role), key=lambda word: (-len(word.text), word.text)))

    def _forms(self, code: str, role: str) -> list[Word]:
        forms = [fold(form.text) for form in vocabulary.scheme(SCHEME)[code].forms if form.lang == EN and form.role == role]
        return [Word(text if code in _CAPITAL else text.lower(), code) for text in forms]


def _by_head(found: list[Word]) -> dict[str, tuple[Word, ...]]:
    """Words by their first word (a hyphen ends one too), longest first."""
    return _table(found, lambda text: head(text, 0))


def _by_tail(found: list[Word]) -> dict[str, tuple[Word, ...]]:
    """Words by their last word, longest first."""
    return _table(found, lambda text: text.rsplit(None, 1)[-1])


def _table(found: list[Word], key: Callable[[str], str]) -> dict[str, tuple[Word, ...]]:
    table: dict[str, list[Word]] = {}
    for word in sorted(found, key=lambda word: (-len(word.text), word)):
        table.setdefault(key(word.text), []).append(word)
    return {first: tuple(rest) for first, rest in table.items()}


def head(text: str, position: int) -> str:
    """The word that begins at a place, with the hyphen before it where there is one; a point or apostrophe at its end is left off."""
    match = _HEAD.match(text, position)
    return match.group() if match else ""


def last_word(text: str, position: int) -> tuple[str, int]:
    """The word before a place, and where it ends; an empty one where there is none or it touches the place."""
    chunk = text[max(0, position - 24):position]
    bare = chunk.rstrip()
    end = position - len(chunk) + len(bare)
    if not bare or end == position:
        return "", position
    return bare.rsplit(None, 1)[-1].lstrip("(\"“‘["), end


@cache
def words() -> Words:
    """The tables, made once."""
    return Words()
