"""Which figure read is which figure annotated."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kg.evaluation.gold import AnnotatedFigure
from kg.evaluation.likeness import same
from kg.model import EN, ZH, Figure

Spot = tuple[int, int]


def value(figure: Figure) -> float | None:
    return None if figure.value is None else float(figure.value)


def upper(figure: Figure) -> float | None:
    return None if figure.upper is None else float(figure.upper)


def codes(figure: Figure) -> dict[str, str]:
    """The fields of a figure that hold a code, by name."""
    return {"qualifier": figure.qualifier, "outcome": figure.outcome, "object": figure.object, "unit": figure.unit}


def occurrences(text: str, quote: str) -> list[Spot]:
    """Everywhere that a quote stands in a text."""
    found: list[Spot] = []
    at = text.find(quote) if quote else -1
    while at >= 0:
        found.append((at, at + len(quote)))
        at = text.find(quote, at + 1)
    return found


def overlapping(figure: Figure, spots: Sequence[Spot]) -> bool:
    """Whether a figure's evidence shares a character with one of the spots."""
    return any(span.start < end and start < span.end for span in figure.evidence for start, end in spots)


def pair(gold: Sequence[AnnotatedFigure], read: Sequence[Figure], text: str) -> list[tuple[AnnotatedFigure, Figure]]:
    """The figures that are one: same number, evidence that overlaps the quote in either language. Each is used once, the pairs that agree best first."""
    candidates: list[tuple[float, int, int, int]] = []
    for i, (wanted, spots) in enumerate(zip(gold, _spots(gold, text), strict=True)):
        for j, found in enumerate(read):
            if same(wanted.value, value(found)) and same(wanted.upper, upper(found)) and overlapping(found, spots):
                agreeing = sum(wanted.codes[field] == code for field, code in codes(found).items()) + (wanted.dispatch == found.dispatch) / 2
                candidates.append((-agreeing, sum(span.end - span.start for span in found.evidence), i, j))
    paired: dict[int, int] = {}
    used: set[int] = set()
    for _, _, i, j in sorted(candidates):
        if i not in paired and j not in used:
            paired[i] = j
            used.add(j)
    return [(gold[i], read[j]) for i, j in paired.items()]


def _spots(gold: Sequence[AnnotatedFigure], text: str) -> list[list[Spot]]:
    """Where the quotes of each figure stand. Figures that share a quote take its occurrences in turn, where there are enough."""
    found: list[list[Spot]] = [[] for _ in gold]
    for lang in (ZH, EN):
        users: defaultdict[str, list[int]] = defaultdict(list)
        for i, figure in enumerate(gold):
            if lang in figure.quotes:
                users[figure.quotes[lang]].append(i)
        for quote, sharing in users.items():
            spots = occurrences(text, quote)
            for rank, i in enumerate(sharing):
                found[i] += [spots[rank]] if 1 < len(sharing) <= len(spots) else spots
    return found


