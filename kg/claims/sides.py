"""Which side a force is on as the paper tells it, which force of a side an item is about, and where a force is at home.

Nothing is taken from outside the article but what ontology/authority says of a force. A name that tells no side is the enemy's: the paper calls the
other side's units by their numbers.
"""
from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kg import authority
from kg.claims.mentions import Naming, most_named
from kg.model import EN, ZH, Named
from kg.text.grammar import word_pattern
from kg.text.lexicon import PLACE

OWN = "own"
ENEMY = "enemy"
_COUNTRY_NAMES = (2, 3, 4)        # how long a country's name can be that a force bears


@lru_cache(1 << 12)
def side_of(thing: Named) -> str | None:
    """The side that a force is on as the paper tells it: its own, or the enemy's; None for a role that either has (守军)."""
    path: str | None = thing.path
    while path is not None:
        side = authority.side(path)
        if side is not None:
            return OWN if side == OWN else ENEMY
        path = authority.parent(path)
    return side_told(thing) or (None if authority.generic(thing.path) else ENEMY)


def side_told(thing: Named) -> str | None:
    """The side that the words of a force's name tell; None where they tell none (第七师)."""
    for lang, label in ((ZH, thing.label_zh), (EN, thing.label_en)):
        if label and word_pattern(lang, "enemy_name").search(label):
            return ENEMY
        if label and word_pattern(lang, "own_name").search(label):
            return OWN
    return None


def main_force(namings: Sequence[Naming], side: str) -> Named | None:
    """The force of a side that is named most, of the namings of forces that are given; armies by name before roles (敌军)."""
    forces = [commanded(naming.thing) for naming in namings if side_of(naming.thing) == side]
    armies = [thing for thing in forces if not authority.generic(thing.path)]
    named = [thing for thing in armies if thing.known or side_told(thing) is not None]
    return most_named(thing for thing in named if thing.known) or most_named(named) or most_named(map(_whole_role, forces))


def is_plain(namings: Sequence[Naming]) -> bool:
    """Whether one army of the enemy alone is named, so that the enemy can be no other."""
    return len({army.path for naming in namings if side_of(naming.thing) == ENEMY and not authority.generic((army := commanded(naming.thing)).path)}) < 2


@lru_cache(1 << 12)
def commanded(thing: Named) -> Named:
    """The army of a command that speaks (朝鲜人民军总司令部); any other force itself."""
    parent = authority.parent(thing.path)
    return authority.thing(parent) if parent is not None and authority.is_source(thing.path) else thing


def _whole_role(role: Named) -> Named:
    """The role that a narrower one (敌空军) is part of: what the text calls the enemy as a whole."""
    while (parent := authority.parent(role.path)) is not None:
        role = authority.thing(parent)
    return role


@lru_cache(1 << 12)
def home(force: Named) -> Named | None:
    """The country that a force bears in its name: 朝鲜 for 朝鲜人民军; None for one that fights abroad, such as volunteers."""
    label = force.label_zh or ""
    country = authority.theatre(force.path)
    if country is None or word_pattern(ZH, "abroad").search(label):
        return None
    bears = any(name.path == country for size in _COUNTRY_NAMES for name in authority.candidates(PLACE, ZH, label[:size]))
    return authority.thing(country) if bears else None


@lru_cache(1 << 12)
def is_branch(thing: Named) -> bool:
    """Whether a force is one of the air or the sea, which is no army's whole: 国民党空军."""
    return word_pattern(ZH, "branch").search(thing.label_zh or "") is not None
