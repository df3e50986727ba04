"""Which side a force is on as the paper tells it, which force of a side an item is about, and where a force is at home.

Nothing is taken from outside the article but what ontology/authority says of a force. A name that tells no side is the enemy's: the paper calls the
other side's units by their numbers. Only an army at home that fights rebels or bandits is the paper's own where it names no other: 缅甸国防军 against 残匪.
"""
from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache

from kg import authority
from kg.claims.mentions import Naming, most_named
from kg.model import EN, ZH, Named
from kg.text.grammar import word_pattern
from kg.text.lexicon import PLACE

OWN = "own"
ENEMY = "enemy"
_PUPPET = "puppet"
_REGION_NAMES = (4, 3, 2)         # how long the name of a part of a country can be that a force's begins with
_COUNTRY_NAMES = (2, 3, 4, 5, 6)        # how long a country's name can be that a force bears


@lru_cache(1 << 12)
def side_of(thing: Named) -> str | None:
    """The side that a force is on as the paper tells it: its own, or the enemy's; None for a role that either has (守军)."""
    return declared(thing) or (None if authority.generic(thing.path) else ENEMY)


@lru_cache(1 << 12)
def declared(thing: Named) -> str | None:
    """The side that a force's name tells, or that of what it is part of (华东野战军 is 人民解放军); None where none tells one."""
    named: Named | None = thing
    while named is not None:
        side = authority.side(named.path)
        if side is not None:
            return OWN if side == OWN else ENEMY
        told = side_told(named)
        if told is not None:
            return told
        parent = authority.parent(named.path)
        named = authority.thing(parent) if parent is not None else None
    return None


def side_told(thing: Named) -> str | None:
    """The side that the words of a force's name tell; None where they tell none (第七师)."""
    for lang, label in ((ZH, thing.label_zh), (EN, thing.label_en)):
        if label and word_pattern(lang, "enemy_name").search(label):
            return ENEMY
        if label and word_pattern(lang, "own_name").search(label):
            return OWN
    return None


class Sides:
    """The sides of the forces of one article."""

    def __init__(self, forces: Sequence[Naming], places: Sequence[Naming]):
        self._defenders = _defenders(forces, places)
        self._known: dict[str, str | None] = {}       # by path

    def of(self, thing: Named) -> str | None:
        """The side that a force is on; None for a role that either has (守军)."""
        path = thing.path
        if path not in self._known:
            defends = self._defenders and not self._defenders.isdisjoint(authority.ancestors(path))
            self._known[path] = OWN if defends else side_of(thing)
        return self._known[path]

    def main_force(self, namings: Sequence[Naming], side: str | None) -> Named | None:
        """The force of a side (None: of a role that either has, such as 政府军) that is named most, of the namings of forces that are given; armies by
        name before roles (敌军)."""
        forces = [commanded(naming.thing) for naming in namings if self.of(naming.thing) == side]
        armies = [thing for thing in forces if not authority.generic(thing.path)]
        paths = {thing.path for thing in armies}
        named = [_whole(thing, paths) if side == ENEMY else thing for thing in armies if thing.known or side_told(thing) is not None]
        roles = [thing for thing in forces if authority.generic(thing.path) and not _is_whole_side(thing)]
        whole = [thing for thing in named if not is_branch(thing)] or (named and [thing for thing in roles if not is_branch(thing)]) or named
        return most_named(thing for thing in whole if thing.known) or most_named(whole) or most_named(map(_whole_role, forces))

    def is_plain(self, namings: Sequence[Naming]) -> bool:
        """Whether one army of the enemy alone is named, so that the enemy can be no other."""
        enemies = {commanded(naming.thing).path for naming in namings if self.of(naming.thing) == ENEMY}
        armies = {path for path in enemies if not authority.generic(path)}
        return sum(armies.isdisjoint(authority.ancestors(path)[1:]) for path in armies) < 2


def _defenders(forces: Sequence[Naming], places: Sequence[Naming]) -> frozenset[str]:
    """The armies whose side the paper takes although their names tell none: those at home where it happens, in an article that calls somebody else the
    enemy, and names no force of its own, or speaks of rebels."""
    sides = [(naming.thing, declared(naming.thing)) for naming in forces]
    rebels = any(side == ENEMY and word_pattern(ZH, "rebel").search(thing.label_zh or "") for thing, side in sides)
    if (any(side == OWN for _, side in sides) and not rebels) or not any(side == ENEMY and authority.side(thing.path) != _PUPPET for thing, side in sides):
        return frozenset()            # it has its own side, or no enemy
    here = most_named(authority.thing(path) for naming in places if (path := authority.theatre(naming.thing.path)) is not None)
    return frozenset(thing.path for thing, side in sides if side is None and (country := home(thing)) is not None and country == here)


@lru_cache(1 << 12)
def commanded(thing: Named) -> Named:
    """The army of a command that speaks (朝鲜人民军总司令部); any other force itself, also one that speaks by its own name (冀鲁豫军区)."""
    parent = authority.parent(thing.path)
    speaks = parent is not None and authority.is_source(thing.path) and word_pattern(ZH, "speaker").search(thing.label_zh or "") is not None
    return authority.thing(parent) if speaks and parent is not None else thing


@lru_cache(1 << 12)
def army_of(speaker: Named) -> Named | None:
    """The army that somebody who speaks commands or belongs to; None where ontology/ names none."""
    found: Named | None = speaker
    while found is not None and not authority.is_force(found.path):
        parent = authority.parent(found.path)
        found = authority.thing(parent) if parent is not None else None
    return None if found is None else commanded(found)


def _whole(unit: Named, named: Set[str]) -> Named:
    """The widest force of those named that a unit is part of: 法军 for 外籍军团 where the text names both."""
    return next((authority.thing(path) for path in reversed(authority.ancestors(unit.path)) if path in named and not authority.is_source(path)), unit)


def _is_whole_side(role: Named) -> bool:
    """Whether a role is that of a whole side (敌军, 我军) rather than of one army (叛军)."""
    return word_pattern(ZH, "own_mark", "enemy_mark").match(role.label_zh or "") is not None


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
def region(name: str) -> Named | None:
    """The part of a country that a force's name begins with: 冀鲁豫 for 冀鲁豫军区; None where it begins with none."""
    for size in _REGION_NAMES:
        found = authority.resolve(PLACE, ZH, name[:size]).chosen if size < len(name) else None
        if found is not None:
            return found if authority.theatre(found.path) != found.path else None
    return None


@lru_cache(1 << 12)
def is_branch(thing: Named) -> bool:
    """Whether a force is a branch of an army, and never its whole: 国民党空军, 非洲籍雇佣兵."""
    return word_pattern(ZH, "branch").search(thing.label_zh or "") is not None
