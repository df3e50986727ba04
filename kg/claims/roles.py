"""Who did it, who suffered it, where and when: from the clause where it says so, else from what the sentence, the item or the title carries on.

Nothing is taken from outside the article. Where the text names only "the enemy", that is the force it calls its enemy elsewhere in the item; where it names
none, the generic enemy stays.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg import authority, vocabulary
from kg.attribution import Hop
from kg.claims.mentions import Mentions, Naming, most_named
from kg.claims.places import place, scene, spots
from kg.model import EN, ZH, Named
from kg.text.dates import DateMention
from kg.text.grammar import ACTIVE, LOSS, Clause, Count, outcomes, word_pattern
from kg.text.lexicon import FORCE
from kg.text.numeral import LIST
from kg.text.scan import Scan
from kg.text.structure import Stretch

_MARKS = ("own_mark", "enemy_mark", "puppet_mark")
_AND = re.compile(r"[、,]?\s*(?:[和及与、]|and)?\s*")
OWN = "own"
ENEMY = "enemy"

# A mark that opens an item of a list and stands alone between its brackets: （甲）.
_MARK = re.compile("[甲乙丙丁戊己庚辛壬癸]")
# What somebody does to somebody else; the rest is what forces do or hold.
_HARM = frozenset(("killed", "wounded", "captured", "surrendered", "deserted", "casualties", "killed_or_captured", "eliminated", "routed", "destroyed",
                   "damaged", "destroyed_or_damaged", "shot_down", "sunk", "seized", "retaken_or_removed", "occupied", "abandoned", "repelled", "released"))
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
    home: Named | None = None     # the country that a force of the item bears in its name
    actor: Named | None = None
    subject: Named | None = None
    place: Named | None = None
    date: DateMention | None = None
    sentence: int = -1
    paragraph: int = -1
    period: DateMention | None = None
    attack: bool = False                  # whether the sentence tells of an attack


@cache
def side_of(thing: Named) -> str | None:
    """The side that a force is on as the paper tells it: its own, or the enemy's; None for a role that either has (守军)."""
    path: str | None = thing.path
    while path is not None:
        side = authority.side(path)
        if side is not None:
            return OWN if side == OWN else ENEMY
        path = authority.parent(path)
    for lang, label in ((ZH, thing.label_zh), (EN, thing.label_en)):
        if label and word_pattern(lang, "enemy_name").search(label):
            return ENEMY
        if label and word_pattern(lang, "own_name").search(label):
            return OWN
    return None if authority.generic(thing.path) else ENEMY


def main_force(namings: Sequence[Naming], side: str) -> Named | None:
    """The force of a side that is named most, armies by name before roles (敌军)."""
    forces = [naming.thing for naming in namings if naming.kind == FORCE and side_of(naming.thing) == side]
    return most_named(thing for thing in forces if not authority.generic(thing.path) and thing.known) or most_named(forces)


def assign(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], named: Mentions, setting: Setting, told_by: Sequence[Hop]) -> list[Roles]:
    """The roles of each count, in the same order. ``told_by`` are the sources that speak: the days and places of their speaking are no event's."""
    waiting = list(counts)
    result: list[Roles] = []
    told = _dates(found, clauses, frozenset(hop.date.start for hop in told_by if hop.date is not None))
    spoken = [Stretch(min(hop.start, hop.cue.start), max(hop.end, hop.cue.end)) if hop.cue else Stretch(hop.start, hop.end) for hop in told_by]
    told_places = [spots(found, clause, named, spoken) for clause in clauses]
    attacks = {clause.sentence for clause in clauses for hit in clause.hits if "fought" in outcomes(hit)}
    for index, clause in enumerate(clauses):
        _enter(setting, found, clause)
        setting.attack = clause.sentence in attacks
        dates = told[index]
        while waiting and waiting[0].clause == index:
            count = waiting.pop(0)
            roles = Roles()
            _date(roles, count, dates, setting, _ahead(clauses, told, index))
            roles.place = place(found, count, clauses, told_places, setting.theatre) or setting.place or setting.theatre or setting.home
            _parties(roles, found, count, clause, named, setting)
            result.append(roles)
        _leave(found, setting, clause, named, dates, scene(told_places[index]))
    return result


def _dates(found: Scan, clauses: Sequence[Clause], spoken: frozenset[int]) -> list[list[DateMention]]:
    """For each clause the dates in it that can date an event."""
    return [[date for date in found.dates_in(clause.start, clause.end) if date.start not in spoken and (date.period_start or date.period_end)]
            for clause in clauses]


def _ahead(clauses: Sequence[Clause], told: Sequence[Sequence[DateMention]], index: int) -> DateMention | None:
    """The first date that the rest of a sentence tells, where what goes before in it tells none: 某部二百余，于十二日进攻."""
    sentence = clauses[index].sentence
    start = index
    while start and clauses[start - 1].sentence == sentence:
        start -= 1
    if any(told[at] for at in range(start, index)):
        return None
    for at in range(index + 1, len(clauses)):
        if clauses[at].sentence != sentence:
            return None
        if told[at]:
            return told[at][0]
    return None


def _enter(setting: Setting, found: Scan, clause: Clause) -> None:
    listed = found.excluded.get(clause.start) == LIST or _MARK.fullmatch(found.text, clause.start, clause.end) is not None
    if clause.paragraph != setting.paragraph or listed:
        setting.paragraph = clause.paragraph
        setting.date = setting.period or setting.date
        setting.place = setting.theatre
    if clause.sentence != setting.sentence:
        setting.sentence = clause.sentence
        setting.actor = None


def _leave(found: Scan, setting: Setting, clause: Clause, named: Mentions, dates: Sequence[DateMention], spot: Naming | None) -> None:
    if dates:
        setting.date = dates[-1]
        if setting.period is None and clause.paragraph == 0 and dates[-1].period_start != dates[-1].period_end:
            setting.period = dates[-1]
    if spot is not None:
        setting.place = spot.thing
        setting.theatre = setting.theatre or spot.thing
    forces = named.within(clause.start, clause.end, FORCE)
    verbs = [hit for hit in clause.hits if "outcome" in hit.entry.readings]
    passive = word_pattern(found.lang, "passive")
    if forces and (not verbs or forces[0].start <= verbs[0].start) and not passive.search(found.text, clause.start, forces[0].start):
        setting.subject = forces[0].thing


def _date(roles: Roles, count: Count, dates: Sequence[DateMention], setting: Setting, ahead: DateMention | None) -> None:
    before = [date for date in dates if date.start <= count.number.start]
    if ahead is not None and ahead.period_start is None and setting.date is not None:
        ahead = None                      # an open end (除一月十三日前原驻者) dates nothing before it
    date = before[-1] if before else dates[0] if dates else ahead or setting.date
    if date is not None:
        roles.period_start, roles.period_end = date.period_start, date.period_end


def home(force: Named | None) -> Named | None:
    """The country that a force bears in its name: 朝鲜 for 朝鲜人民军."""
    country = authority.theatre(force.path) if force is not None else None
    thing = authority.thing(country) if country is not None else None
    named = thing is not None and force is not None and (force.label_zh or "").startswith(thing.label_zh or "-")
    return thing if named else None


def _parties(roles: Roles, found: Scan, count: Count, clause: Clause, named: Mentions, setting: Setting) -> None:
    forces = sorted((*named.within(clause.start, clause.end, FORCE), *_marks(found, clause)), key=lambda naming: naming.start)
    active = count.verb is not None and count.voice == ACTIVE and clause.start <= count.verb.start <= count.number.start
    limit = count.verb.start if active and count.verb is not None else count.number.start
    before = [naming for naming in forces if naming.end <= limit]
    held = [naming.thing for naming in forces if count.start <= naming.start and naming.end <= count.end and naming not in before]
    subject = _subject(found, before) or setting.subject
    if count.outcome in _HARM:
        _harm(roles, count, subject, held, [naming.thing for naming in forces if count.number.end <= naming.start], [naming.thing for naming in before])
    else:
        _deed(roles, count, subject, held)
    _settle_sides(roles, count, setting)


@cache
def _mark_pattern(lang: str) -> re.Pattern[str]:
    plain = word_pattern(lang, "no_mark").pattern
    marks = "|".join(form.text for code in _MARKS for form in vocabulary.scheme("word")[code].forms if form.lang == lang)
    return re.compile(f"(?:{marks})(?!{plain})" if marks else r"(?!)")


@cache
def _stands_for(lang: str, mark: str) -> Named:
    scheme = vocabulary.scheme("word")
    code = next(code for code in _MARKS if any(form.text == mark and form.lang == lang for form in scheme[code].forms))
    return authority.thing(f"force/{scheme[code].links['standsFor'][0]}")


def _marks(found: Scan, clause: Clause) -> list[Naming]:
    """The single characters of a clause that stand for a side (毙伤伪八十余), outside of any word."""
    return [Naming(match.start(), match.end(), FORCE, _stands_for(found.lang, match.group()))
            for match in _mark_pattern(found.lang).finditer(found.text, clause.start, clause.end)
            if not any(hit.start <= match.start() < hit.end and FORCE not in hit.entry.readings and hit.end - hit.start > 2 for hit in clause.hits)
            and not any(hit.start <= match.start() < hit.end and FORCE in hit.entry.readings for hit in clause.hits)]


def _subject(found: Scan, before: Sequence[Naming]) -> Named | None:
    """The force that acts: the last before the verb, or the first of the list that it closes (地方部队、民兵和游击队)."""
    at = len(before) - 1
    while at > 0 and _AND.fullmatch(found.text, before[at - 1].end, before[at].start):
        at -= 1
    return before[at].thing if before else None


def _harm(roles: Roles, count: Count, subject: Named | None, held: list[Named], after: list[Named], before: list[Named]) -> None:
    if count.voice == ACTIVE:
        roles.actor, roles.affected = subject, held[-1] if held else None
    elif count.voice == LOSS:
        roles.affected = held[-1] if held else before[-1] if before else None
    else:
        roles.affected = held[-1] if held else before[0] if before else None
        agents = [thing for thing in (*before[1:], *after) if thing.path != (roles.affected.path if roles.affected else None)]
        roles.actor = agents[-1] if agents else None


def _deed(roles: Roles, count: Count, subject: Named | None, held: list[Named]) -> None:
    roles.actor = held[0] if held else subject


def _settle_sides(roles: Roles, count: Count, setting: Setting) -> None:
    """One side's deed is done to the other: the party that the text leaves out is the other side's force in the item.

    A role (敌军) stands for the army that has it.
    """
    roles.actor, roles.affected = _army(roles.actor, setting), _army(roles.affected, setting)
    actor, affected = (side_of(thing) if thing is not None else None for thing in (roles.actor, roles.affected))
    if count.outcome in _HARM:
        if affected is None and actor is None:
            actor, affected = OWN, ENEMY
        affected = affected or (ENEMY if actor == OWN else OWN)
        if roles.actor is None or actor is None or side_of(roles.actor) is None or actor == affected:
            roles.actor = setting.own if affected == ENEMY else setting.enemy
        if count.object == "population":
            roles.affected = None             # who they are, no force's name tells
        elif roles.affected is None or side_of(roles.affected) is None:
            roles.affected = setting.enemy if affected == ENEMY else setting.own
    elif count.outcome == "fought":
        roles.actor = roles.actor or setting.own
        if roles.actor is not None:
            roles.affected = setting.enemy if side_of(roles.actor) == OWN else setting.own
    elif count.outcome == "deployed" and actor == ENEMY and setting.attack:
        roles.affected = roles.affected or setting.own


def _army(thing: Named | None, setting: Setting) -> Named | None:
    """The army that a role (敌军, 我军) stands for in an item that names one; the role itself where it names none."""
    if thing is None or not authority.generic(thing.path):
        return thing
    side = side_of(thing)
    army = setting.own if side == OWN else setting.enemy if authority.side(thing.path) == ENEMY else None
    return army if army is not None and not authority.generic(army.path) else thing
