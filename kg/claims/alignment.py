"""Two languages as one: which count of the translation is which of the original.

Counts of one item are aligned in order by a global alignment (Needleman & Wunsch, 1970) that prizes equal numbers first, then equal objects and outcomes;
numbers that the translation moved are paired afterwards. Two counts of one thing between the same neighbours with different numbers are a difference.
"""
from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kg.text.grammar import Count

_SKIP = -1
_DOZEN = {Decimal(10), Decimal(12)}
_OPEN = ("more_than", "about", "at_least")
_MOST = 400                       # counts of one item that are aligned as a whole


def similarity(one: Count, other: Count) -> int:
    """How far two counts look like the same claim: positive where they may be."""
    score = 0
    if not differ(one, other):
        score += 6
    elif one.unit == "fraction" or other.unit == "fraction" or one.value is None or other.value is None:
        return -4
    score += 2 if one.object == other.object else -1
    score += 1 if one.outcome == other.outcome else 0
    score += 1 if one.unit == other.unit else -1
    return score


def align(original: Sequence[Count], translation: Sequence[Count]) -> list[tuple[int, int]]:
    """Pairs of indexes (original, translation), each index once, in the order of the original.

    What is longer than any wire item is aligned piece by piece: the table of an alignment grows with the product of both lengths.
    """
    pieces = max(1, -(-max(len(original), len(translation)) // _MOST))
    pairs: list[tuple[int, int]] = []
    for piece in range(pieces):
        left, right = len(original) * piece // pieces, len(translation) * piece // pieces
        found = _align(original[left:len(original) * (piece + 1) // pieces], translation[right:len(translation) * (piece + 1) // pieces])
        pairs += [(left + one, right + other) for one, other in found]
    return pairs


def _align(original: Sequence[Count], translation: Sequence[Count]) -> list[tuple[int, int]]:
    pairs = _in_order(original, translation)
    left = set(range(len(original))) - {one for one, _ in pairs}
    right = set(range(len(translation))) - {other for _, other in pairs}
    moved = [(one, other) for one, other in pairs if differ(original[one], translation[other])]
    free_left, free_right = left | {one for one, _ in moved}, right | {other for _, other in moved}
    for one in sorted(free_left):
        for other in sorted(free_right):
            if not differ(original[one], translation[other]):
                pairs = [pair for pair in pairs if pair[0] != one and pair[1] != other] + [(one, other)]
                free_right.discard(other)
                break
    return sorted(pairs)


def differ(one: Count, other: Count) -> bool:
    """Whether two counts say different numbers. Some dozen is how English says some ten (十余人, a dozen or more)."""
    if one.qualifier in _OPEN and other.qualifier in _OPEN and {one.value, other.value} == _DOZEN and one.upper is other.upper is None:
        return False
    return (one.value, one.upper) != (other.value, other.upper)


def _in_order(original: Sequence[Count], translation: Sequence[Count]) -> list[tuple[int, int]]:
    rows, columns = len(original), len(translation)
    best = [[_SKIP * (row + column) if not row or not column else 0 for column in range(columns + 1)] for row in range(rows + 1)]
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            best[row][column] = max(best[row - 1][column] + _SKIP, best[row][column - 1] + _SKIP,
                                    best[row - 1][column - 1] + similarity(original[row - 1], translation[column - 1]))
    pairs = []
    row, column = rows, columns
    while row and column:
        if best[row][column] == best[row - 1][column - 1] + similarity(original[row - 1], translation[column - 1]):
            if similarity(original[row - 1], translation[column - 1]) > 0:
                pairs.append((row - 1, column - 1))
            row, column = row - 1, column - 1
        elif best[row][column] == best[row - 1][column] + _SKIP:
            row -= 1
        else:
            column -= 1
    return pairs[::-1]
