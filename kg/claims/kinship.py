"""Which count can be a part of which, by what is counted, what became of it, and how many."""
from __future__ import annotations

from functools import cache

from kg import vocabulary
from kg.text.grammar import PEOPLE, THING, UNIT, WEAK, Count, group
from kg.text.lexicon import OBJECT, OUTCOME

FRACTION = "fraction"


def may_hold(whole: Count, part: Count) -> bool:
    """Whether a count can be a part of another by its kind, outcome and size."""
    if part.unit == FRACTION:
        return may_be_shared(whole, part)
    return is_larger(whole, part) and is_outcome(whole, part) and is_kind(whole, part)


def may_be_shared(whole: Count, part: Count) -> bool:
    """Whether a share can be one of a number: of a unit, it is of its people."""
    alike = part.object == "other" or is_kind(whole, part) or (part.object == "personnel" and group(whole.object or "other") == UNIT)
    return whole.unit != FRACTION and alike


def may_consist_of(whole: Count, part: Count) -> bool:
    """Whether a count of things can be among what another sums up in a measure of its own: 军用物资二十万吨，包括飞机…."""
    return whole.unit not in (FRACTION, part.unit) and part.outcome == whole.outcome and is_general(whole.object or "other", part.object or "other")


def is_outcome(whole: Count, part: Count) -> bool:
    """Whether what became of a part can have become of it as of its whole; an outcome is always a part of itself."""
    return may_become(whole, part.outcome or "other")


def may_become(whole: Count, outcome: str) -> bool:
    """Whether an outcome can have been that of a count, or of a part of it."""
    return outcome == whole.outcome or outcome in _within(whole.outcome or "other")


def is_larger(whole: Count, part: Count) -> bool:
    """Whether a count is at least as many as another, in the same unit."""
    return whole.value is not None and part.value is not None and whole.value >= part.value and whole.unit == part.unit


def is_kind(whole: Count, part: Count) -> bool:
    """Whether one of two counts counts a kind of what the other counts, or both count people, or places that changed hands."""
    return _akin(whole.object or "other", part.object or "other") or (part.outcome == whole.outcome and _of_places(whole.outcome or "other"))


def is_joined(whole: Count, part: Count) -> bool:
    """Whether a count's outcome tells those of several as one number, another's among them."""
    return part.outcome == whole.outcome or part.outcome in vocabulary.scheme(OUTCOME)[whole.outcome or "other"].links.get("joins", ())


def is_weak(count: Count) -> bool:
    """Whether a count's outcome says no more than that it was there."""
    return count.outcome is None or count.outcome in WEAK


@cache
def is_general(whole: str, part: str) -> bool:
    """Whether an object is a class of things that another falls under, or may: 物资 of 飞机, and of things without a code."""
    return group(whole) == THING and whole != part and (whole in vocabulary.scheme(OBJECT).broader(part) or (whole == "materiel" and part == "other"))


@cache
def _of_places(outcome: str) -> bool:
    """Whether an outcome is said of places alone: strongholds taken are towns, villages and posts."""
    applies = vocabulary.scheme(OUTCOME)[outcome].links.get("appliesTo", ())
    return "town" in applies and not {"personnel", "materiel", "other"} & set(applies)


@cache
def _within(outcome: str) -> frozenset[str]:
    """The outcomes that one may break down into."""
    links = vocabulary.scheme(OUTCOME)[outcome].links
    return frozenset((*links.get("joins", ()), *links.get("comprises", ())))


@cache
def _akin(one: str, other: str) -> bool:
    objects = vocabulary.scheme(OBJECT)
    return one in objects.broader(other) or other in objects.broader(one) or group(one) == group(other) == PEOPLE
