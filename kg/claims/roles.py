"""Who did it, who suffered it, where and when: from the clause where it says so, else from what the sentence, the item or the title carries on.

Nothing is taken from outside the article. Where the text names only "the enemy", that is the force it calls its enemy elsewhere in the item; where it names
none, the generic enemy stays.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg import authority
from kg.claims.mentions import Mentions, Naming, most_named
from kg.model import Named
from kg.text.dates import DateMention
from kg.text.grammar import ACTIVE, LOSS, PASSIVE, Clause, Count, word_pattern
from kg.text.lexicon import FORCE, PLACE
from kg.text.scan import Scan

OWN = "own"
ENEMY = "enemy"

# What somebody does to somebody else; the rest is what forces do or hold.
_HARM = frozenset(("killed", "wounded", "captured", "surrendered", "deserted", "casualties", "killed_or_captured", "eliminated", "routed", "destroyed", "damaged",
                   "destroyed_or_damaged", "shot_down", "sunk", "seized", "retaken_or_removed", "occupied", "abandoned", "repelled", "released"))
_DONE = frozenset(("fought", "deployed", "fired", "controlled", "other"))


@dataclass(slots=True)
class Roles:
    """What surrounds a count: each is None where the text does not say."""

    actor: Named | None = None
    affected: Named | None = None
    place: Named | None = None
    period_start: str | None = None
    period_end: str | None = None


@dataclass(slots=True)
class Setting:
    """What an item carries on from clause to clause."""

    own: Named | None
    enemy: Named | None
    theatre: Named | None
    actor: Named | None = None
    subject: Named | None = None
    place: Named | None = None
    date: DateMention | None = None
    sentence: int = -1
    paragraph: int = -1
    period: DateMention | None = None
    sentence_dates: list[DateMention] = field(default_factory=list)


def side_of(thing: Named) -> str:
    """The side that a force is on as the paper sees it: its own, or the enemy's."""
    path: str | None = thing.path
    while path is not None:
        side = authority.side(path)
        if side is not None:
            return OWN if side == OWN else ENEMY
        path = authority.parent(path)
    return ENEMY


def main_force(namings: Sequence[Naming], side: str) -> Named | None:
    """The force of a side that is named most, armies by name before roles (敌军)."""
    forces = [naming.thing for naming in namings if naming.kind == FORCE and side_of(naming.thing) == side]
    return most_named(thing for thing in forces if not authority.generic(thing.path) and thing.known) or most_named(forces)


def assign(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], named: Mentions, setting: Setting, spoken: frozenset[int]) -> list[Roles]:
    """The roles of each count, in the same order. ``spoken`` are the starts of dates on which a source spoke: they date no event."""
    waiting = list(counts)
    result: list[Roles] = []
    for index, clause in enumerate(clauses):
        _enter(setting, clause)
        dates = [date for date in found.dates_in(clause.start, clause.end) if date.start not in spoken and (date.period_start or date.period_end)]
        while waiting and waiting[0].clause == index:
            count = waiting.pop(0)
            roles = Roles()
            _date(roles, count, dates, setting)
            _place(roles, count, clause, named, setting)
            _parties(roles, found, count, clause, named, setting)
            result.append(roles)
        _leave(found, setting, clause, named, dates)
    return result


def _enter(setting: Setting, clause: Clause) -> None:
    if clause.paragraph != setting.paragraph:
        setting.paragraph = clause.paragraph
        setting.date = setting.period or setting.date
        setting.subject = None
    if clause.sentence != setting.sentence:
        setting.sentence = clause.sentence
        setting.actor = None


def _leave(found: Scan, setting: Setting, clause: Clause, named: Mentions, dates: Sequence[DateMention]) -> None:
    if dates:
        setting.date = dates[-1]
        if setting.period is None and clause.paragraph == 0 and dates[-1].period_start != dates[-1].period_end:
            setting.period = dates[-1]
    places = [naming for naming in named.within(clause.start, clause.end, PLACE)]
    if places:
        setting.place = places[-1].thing
        setting.theatre = setting.theatre or places[-1].thing
    forces = named.within(clause.start, clause.end, FORCE)
    verbs = [hit for hit in clause.hits if "outcome" in hit.entry.readings]
    if forces and (not verbs or forces[0].start <= verbs[0].start) and not word_pattern(found.lang, "passive").search(found.text, clause.start, forces[0].start):
        setting.subject = forces[0].thing


def _date(roles: Roles, count: Count, dates: Sequence[DateMention], setting: Setting) -> None:
    before = [date for date in dates if date.start <= count.number.start]
    date = before[-1] if before else dates[0] if dates else setting.date
    if date is not None:
        roles.period_start, roles.period_end = date.period_start, date.period_end


def _place(roles: Roles, count: Count, clause: Clause, named: Mentions, setting: Setting) -> None:
    places = named.within(clause.start, clause.end, PLACE)
    before = [naming for naming in places if naming.start < count.number.start]
    if before:
        roles.place = before[-1].thing
    elif places and count.verb is not None and setting.place is None:
        roles.place = places[0].thing
    else:
        roles.place = setting.place or setting.theatre


def _parties(roles: Roles, found: Scan, count: Count, clause: Clause, named: Mentions, setting: Setting) -> None:
    forces = named.within(clause.start, clause.end, FORCE)
    before = [naming.thing for naming in forces if naming.end <= (count.verb.start if count.verb and count.voice == ACTIVE else count.number.start)]
    held = [naming.thing for naming in forces if count.start <= naming.start and naming.end <= count.end]
    if count.outcome in _HARM:
        _harm(roles, found, count, before, held, forces, setting)
    else:
        _deed(roles, count, before, held, forces, setting)


def _harm(roles: Roles, found: Scan, count: Count, before: list[Named], held: list[Named], forces: list[Naming], setting: Setting) -> None:
    if count.voice == ACTIVE:
        roles.affected = held[-1] if held and held[-1] not in before[-1:] else None
        roles.actor = before[-1] if before else setting.subject
        if roles.affected is None and roles.actor is not None and _suffers(count, roles.actor):
            roles.affected, roles.actor = roles.actor, None
    else:
        agents = [naming.thing for naming in forces if count.verb is not None and count.end - 8 <= naming.start and naming.end <= count.verb.start and naming.thing not in held]
        roles.affected = held[-1] if held else before[-1] if before else setting.subject
        roles.actor = agents[-1] if agents and agents[-1] is not roles.affected else None
    if roles.actor is not None and roles.affected is not None and roles.actor.path == roles.affected.path:
        roles.actor = None
    _complete(roles, setting)


def _suffers(count: Count, subject: Named) -> bool:
    """An enemy subject of an active verb with nobody after it: 敌军…击毁汽车 is told the other way round (the verb's own object is missing)."""
    return count.voice == LOSS and side_of(subject) == ENEMY


def _complete(roles: Roles, setting: Setting) -> None:
    """Fills in the other party of an act of war: one side's deed is done to the other."""
    if roles.actor is None:
        if roles.affected is not None and side_of(roles.affected) == OWN:
            roles.actor = setting.enemy
        else:
            roles.actor = setting.own
    if roles.affected is None:
        roles.affected = setting.own if roles.actor is not None and side_of(roles.actor) == ENEMY else setting.enemy
    if roles.affected is not None and authority.generic(roles.affected.path) and side_of(roles.affected) == ENEMY and setting.enemy is not None:
        roles.affected = setting.enemy if authority.side(roles.affected.path) == ENEMY else roles.affected


def _deed(roles: Roles, count: Count, before: list[Named], held: list[Named], forces: list[Naming], setting: Setting) -> None:
    roles.actor = held[0] if held else before[-1] if before else setting.subject
    if count.outcome == "fought":
        roles.actor = roles.actor or setting.own
        if roles.actor is not None:
            roles.affected = setting.enemy if side_of(roles.actor) == OWN else setting.own
