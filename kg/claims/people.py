"""People who suffer and are no force: those whom a phrase counts, and those who live where the enemy burns and takes."""
from __future__ import annotations

from functools import cache

from kg import authority
from kg.model import Named
from kg.text.grammar import Count, words
from kg.text.scan import Scan

CIVILIANS = "population"
KIND = frozenset(("released", "retaken_or_removed"))     # what its own side does to people
_PRISONERS = "prisoner_of_war"
_HURT = frozenset(("killed", "wounded", "casualties"))
_BELONGINGS = frozenset(("other", "village"))
_WASTED = frozenset(("destroyed", "damaged", "destroyed_or_damaged", "seized", "killed"))


def counted(found: Scan, count: Count) -> Named | None:
    """The people that the noun of a count names (居民三十人); of prisoners only what hurts them, for those who are taken were soldiers."""
    named = authority.people(found.lang, found.text[count.noun.start:count.noun.end].lower()) if count.noun is not None else None
    return named if count.object != _PRISONERS or count.outcome in _HURT else None


def is_ill_treated(count: Count) -> bool:
    """Whether a count is of people who do not fight, and of what the paper's own side does to none of them."""
    return (count.object == CIVILIANS and count.outcome not in KIND) or (count.object == _PRISONERS and count.outcome in _HURT)


def is_theirs(count: Count, by_enemy: bool) -> bool:
    """Whether those who live there suffer what the text tells of nobody: houses and grain that the enemy burns or takes, civilians without a noun."""
    if count.object == CIVILIANS:
        return count.outcome in _HURT
    return by_enemy and count.object in _BELONGINGS and count.outcome in _WASTED


@cache
def inhabitants(lang: str) -> Named | None:
    """Those who live there, where the text has no word for them."""
    return authority.people(lang, words(lang, "inhabitants")[0])
