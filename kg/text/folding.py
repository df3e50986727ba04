"""Folds a text for matching: one character for one character, so that every offset into the folded text is an offset into the text as it stands."""
from __future__ import annotations

import unicodedata
from functools import cache

from kg import vocabulary
from kg.compiled import kept
from kg.errors import VocabularyError

# Radicals, kana and all ideographs of the basic plane, with the compatibility ideographs; what lies beyond the plane is left alone.
_IDEOGRAPHS = (range(0x2E80, 0xA000), range(0xF900, 0xFB00))
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_SMALL_FORMS = range(0xFE50, 0xFE6C)
_SPACES = (0x00A0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_ZEROS = "○◯"         # circles that typesetters used for 〇


def fold(text: str) -> str:
    """The text with traditional characters and variants as simplified ones, and full-width signs as ASCII; as long as before, code point for code point."""
    return text.translate(_table())


@cache
def _table() -> list[str]:
    """What each character of the basic plane becomes: a list, which str.translate reads twice as fast as a dictionary."""
    table = _plane()
    for point, folded in zip(*kept("folding", _changes), strict=True):
        table[point] = folded
    return table


def _plane() -> list[str]:
    return [chr(point) for point in range(0x10000)]


def _changes() -> tuple[list[int], list[str]]:
    """The characters that fold to another, and what each becomes."""
    table = _plane()
    _simplify(table)
    for point in (*_FULL_WIDTH, *_SMALL_FORMS):
        plain = unicodedata.normalize("NFKC", chr(point))
        if len(plain) == 1:
            table[point] = plain
    for point in _SPACES:
        table[point] = " "
    for zero in _ZEROS:
        table[ord(zero)] = "〇"
    for pair in vocabulary.scheme("variant").forms("zh"):
        _add_variant(table, pair.text)
    changed = [point for point, folded in enumerate(table) if folded != chr(point)]
    return changed, [table[point] for point in changed]


def _simplify(table: list[str]) -> None:
    """Traditional to simplified, each character by itself: a line each, so that no phrase is seen."""
    import opencc  # tables of a megabyte, read only where nothing is kept of them yet

    points = [point for ideographs in _IDEOGRAPHS for point in ideographs]
    plain = [unicodedata.normalize("NFC", chr(point)) for point in points]
    for point, simplified in zip(points, opencc.OpenCC("t2s").convert("\n".join(plain)).split("\n"), strict=True):
        if len(simplified) == 1:
            table[point] = simplified


def _add_variant(table: list[str], pair: str) -> None:
    if len(pair) != 2:
        raise VocabularyError(f"The variant {pair!r} has to be two characters: the one in print, and the one that it is read as.")
    table[ord(pair[0])] = pair[1]
