"""When two numbers are the same, and when two names may be of one thing: an annotator may choose another of a thing's names."""
from __future__ import annotations

import re
from collections.abc import Iterable

from kg.evaluation.gold import Names

_BETWEEN = re.compile(r"[\s'’\-.,()“”\"]+")
_SMALL_WORDS = frozenset({"the", "of", "and", "in", "near"})


def same(a: float | None, b: float | None) -> bool:
    """Whether two numbers are equal but for rounding; below one, to the third decimal place, as fractions are annotated."""
    if a is None or b is None:
        return a is None and b is None
    size = max(1.0, abs(a))
    return abs(a - b) <= 1e-3 * size if abs(a) < 1 else abs(a - b) < 1e-6 * size


def key(name: str) -> str:
    """A name without what is written in several ways: spaces, marks, case, the article."""
    return _BETWEEN.sub("", name).lower().removeprefix("the")


def _words(name: str) -> set[str]:
    return set(re.findall(r"[a-z]+", name.lower().replace("'s", ""))) - _SMALL_WORDS


def alike(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a name of the first and one of the second are equal, one holds the other, or both have the same words in any order."""
    rest = [(key(name), _words(name)) for name in others]
    for name in some:
        mine, words = key(name), _words(name)
        if any((mine and theirs and (mine in theirs or theirs in mine)) or (words and words == their_words) for theirs, their_words in rest):
            return True
    return False


def namesakes(names: Names, things: Iterable[Names]) -> Names:
    """The names, and those in the original's language (the first) of the things whose translated name (the second) is like the first of them."""
    return names + tuple(thing[0] for thing in things if len(thing) == 2 and alike(names[:1], thing[1:]))
