"""Who did it, who suffered it, where and when: from the clause where it says so, else from what the sentence, the item or the title carries on.

Nothing is taken from outside the article. Where the text names only "the enemy", that is the force it calls its enemy elsewhere in the item; where it names
none, the generic enemy stays.
"""
from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from kg import authority, vocabulary
from kg.attribution import Hop
from kg.claims.course import Course
from kg.claims.losses import BESIDE, is_own_loss, selves
from kg.claims.mentions import Mentions, Naming
from kg.claims.naming import is_aim, is_led, is_ruler, marks, relative_head, said_again, some_unit, whole_units
from kg.claims.people import CIVILIANS, KIND, counted, inhabitants, is_ill_treated, is_theirs
from kg.claims.places import Spot, parts_apart, scene, spots
from kg.claims.setting import Setting
from kg.claims.sides import ENEMY, OWN, Sides, commanded, is_branch
from kg.model import Named
from kg.text.grammar import ACTIVE, LOSS, PASSIVE, Clause, Count, is_loss, outcomes, word_pattern, words
from kg.text.lexicon import FORCE, OUTCOME, SOURCE
from kg.text.numeral import LIST
from kg.text.scan import Scan
from kg.text.structure import Stretch

_AGENT = 12                       # how far before its verb the word that makes it passive may stand
_CLOSE = 8                        # how near its cue a source stands whose words are all about speaking
_FARTHEST = 400                   # how long the words that tell who speaks are at most, in code points
_AND = re.compile(r"[、,]?\s*(?:[和及与同跟、]|and)?\s*")

# A mark that opens an item of a list and stands alone between its brackets: （甲）.
_MARK = re.compile("[甲乙丙丁戊己庚辛壬癸]")
HARM = frozenset(("killed", "wounded", "captured", "surrendered", "deserted", "casualties", "killed_or_captured", "eliminated", "routed", "destroyed",
                   "damaged", "destroyed_or_damaged", "shot_down", "sunk", "seized", "retaken_or_removed", "occupied", "abandoned", "repelled", "released"))
# What is done to people who are no force rather than by them, beside harm.
_SUFFERED = HARM - {"retaken_or_removed", "occupied", "repelled"} | {"other"}
_ATTACKS = frozenset(("fought", "occupied"))      # what tells that a sentence is about an attack
_ON_THEIR_OWN = frozenset(("killed", "wounded", "casualties", "captured"))      # what mutineers do to their officers
_SOLDIERS = frozenset(("personnel", "officer"))
_CAME_OVER = frozenset(("surrendered", "deserted"))
_FIGHTING = frozenset(("fired", "deployed"))      # what those do who were beaten back before
_MUTINY = frozenset(("deserted",))
# What its subject suffers although it acts: who surrenders, changes sides or gives up a place.
_YIELDING = frozenset(("surrendered", "deserted", "abandoned"))
# Whose deed an outcome is by what its code says.
_TAKERS = {"occupied": ENEMY, "retaken_or_removed": OWN}
# And where the enemy stands alone, it is he who was driven.
_DRIVEN = frozenset(("repelled", "routed"))
_TAKING = frozenset(("occupied", "repelled", "retaken_or_removed", "abandoned"))


@dataclass(slots=True)
class Roles:
    """What surrounds a count: each is None where the text does not say."""

    actor: Named | None = None
    affected: Named | None = None
    place: Named | None = None
    aside: Named | None = None    # the place that another line of a title names
    period_start: str | None = None
    period_end: str | None = None


def assign(found: Scan, clauses: Sequence[Clause], counts: Sequence[Count], named: Mentions, setting: Setting, told_by: Sequence[Hop]) -> list[Roles]:
    """The roles of each count, in the same order. ``told_by`` are the sources that speak: the days and places of their speaking are no event's."""
    waiting = deque(counts)
    result: list[Roles] = []
    course = Course(found, clauses, frozenset(hop.date.start for hop in told_by if hop.date is not None), setting.date)
    speaking = sorted((_speaking(hop) for hop in told_by), key=attrgetter("start"))
    spoken = [_around(speaking, clause) for clause in clauses]
    told_places = [spots(found, clause, named, near) for clause, near in zip(clauses, spoken, strict=True)]
    parts_apart(found, clauses, told_places)
    voices = [hop.start for hop in told_by if not hop.main or hop.sentence]
    attacks = _telling(clauses, _ATTACKS)
    mutinies = _telling(clauses, _MUTINY)
    for index, clause in enumerate(clauses):
        _enter(setting, found, clause, told_places[index], course)
        if bisect_left(voices, clause.start) < bisect_left(voices, clause.end):
            setting.scenes.hear()
        setting.attack, setting.mutiny = clause.sentence in attacks, clause.sentence in mutinies
        single = marks(found, clause)
        forces = _acting(clause, named, spoken[index], single)
        struck: list[Count] = []                  # those whose phrase names who suffers in it
        while waiting and waiting[0].clause == index:
            count = waiting.popleft()
            roles = Roles()
            roles.period_start, roles.period_end = course.time_of(count)
            roles.place = setting.scenes.of(found, count, clauses, told_places)
            roles.aside = setting.scenes.theatre if setting.scenes.is_title else None
            _parties(roles, found, count, clause, named, [force for force in forces if not _is_in(force, struck, count.start)], setting)
            result.append(roles)
            if count.voice == ACTIVE and count.outcome in HARM:
                struck.append(count)
        setting.scenes.leave(scene(told_places[index]))
        listed = [count for count in struck if count.verb is None or count.verb.start < clause.start]
        told = [force for force in forces if not _is_in(force, listed, clause.end)] if listed else forces
        _pass_on_subject(found, setting, clause, told if not spoken[index] else [force for force in told if not _is_within(force, spoken[index])], single)
        course.leave(index)
    return result


def _telling(clauses: Sequence[Clause], codes: frozenset[str]) -> frozenset[int]:
    """The sentences that tell of some outcomes."""
    return frozenset(clause.sentence for clause in clauses for hit in clause.hits if hit.entry.outcomes and not codes.isdisjoint(hit.entry.outcomes))


def _acting(clause: Clause, named: Mentions, spoken: Sequence[Stretch], single: Sequence[Naming]) -> list[Naming]:
    """Who can act or suffer in a clause: its forces, the single characters that stand for a side, and those who rule and do not speak there (保皇当局)."""
    rulers = [naming for naming in named.within(clause.start, clause.end, SOURCE) if is_ruler(naming.thing) and not _is_within(naming, spoken)]
    return [*named.within(clause.start, clause.end, FORCE), *single, *rulers]


def _is_within(naming: Naming, stretches: Sequence[Stretch]) -> bool:
    return any(stretch.start <= naming.start < stretch.end for stretch in stretches)


def _is_in(force: Naming, struck: Sequence[Count], end: int) -> bool:
    """Whether a force is named in one of some counts' phrases that end before a place: 击毙法军二百名击落飞机三架."""
    return any(count.start <= force.start and force.end <= count.end <= end for count in struck)


def _around(speaking: Sequence[Stretch], clause: Clause) -> Sequence[Stretch]:
    """The stretches that can reach into a clause, of stretches in the order of their starts."""
    return speaking[bisect_left(speaking, clause.start - _FARTHEST, key=attrgetter("start")):bisect_left(speaking, clause.end, key=attrgetter("start"))]


def _speaking(hop: Hop) -> Stretch:
    """The words that tell who speaks, with their cue where it stands close by; what stands further between them may be what is told."""
    if hop.cue is None or hop.cue.start - hop.end > _CLOSE:
        return Stretch(hop.start, hop.end)
    return Stretch(min(hop.start, hop.cue.start), max(hop.end, hop.cue.end))


def _enter(setting: Setting, found: Scan, clause: Clause, told: Sequence[Spot], course: Course) -> None:
    listed = found.excluded.get(clause.start) == LIST or _MARK.fullmatch(found.text, clause.start, clause.end) is not None
    opens = clause.paragraph != setting.paragraph or listed
    course.enter(clause, listed)
    setting.scenes.enter(found, clause, told, opens)
    if opens:
        setting.paragraph = clause.paragraph
        setting.people = None
        setting.hit = None if listed else setting.hit     # each item of a list tells of another place
    if clause.sentence != setting.sentence:
        setting.sentence = clause.sentence
        setting.fresh = setting.lost = False
        setting.sufferer = setting.topic = None


def _pass_on_subject(found: Scan, setting: Setting, clause: Clause, told: list[Naming], single: Sequence[Naming]) -> None:
    """Keeps who acts for the clauses that follow: the first of the forces that a clause tells of before its verb; in the passive, whoever did it."""
    if not told:
        setting.topic = None
        return
    forces = sorted(told, key=attrgetter("start")) if len(told) > 1 else told
    if found.text[clause.start - 1:clause.start] == "(" or word_pattern(found.lang, "set_apart").search(found.text, clause.start, clause.end):
        return                            # （即前民抗军）; 当地日伪军尚不在内
    _meet(setting, single)
    setting.unit = next((force.thing for force in reversed(forces) if force.kind == FORCE and (
        not authority.generic(force.thing.path) or some_unit(found, force))), setting.unit)
    setting.foe = next((force.thing for force in reversed(forces) if setting.sides.of(force.thing) == ENEMY and not authority.generic(force.thing.path)),
                       setting.foe)
    if word_pattern(found.lang, "part").match(found.text, clause.start):
        return                            # 其中美军八千余: some of those who suffered
    acting = [force for force in forces if not is_aim(found, clause, force)]
    head = relative_head(found, clause, acting)
    first = head or (acting[0] if acting else None)
    verbs = [hit for hit in clause.hits if OUTCOME in hit.entry.readings and not (first is not None and first.start <= hit.start < first.end)
             and not (first is not None and hit.start < first.start and (head is not None or (hit.end == first.start and is_led(found, first))))]
    passive = word_pattern(found.lang, "passive")
    done_by = first is not None and head is None and (passive.search(found.text, clause.start, first.start) is not None
                                     or found.text.endswith(words(found.lang, "through"), clause.start, first.start))
    setting.topic = first.thing if first is not None and not verbs else None
    stray = first is not None and first in single and first.start > clause.start and not done_by      # 毙敌二十: no subject
    if first is None or stray or (verbs and verbs[0].start < first.start) or (head is None and _is_struck(found, clause, first, setting)):
        return
    if done_by:
        setting.subject, setting.fresh = first.thing, True        # 被我击退, 经我反击: we did
    else:
        befell = verbs and passive.search(found.text, first.end, verbs[0].start) is not None
        suffers = verbs and (befell or is_loss(found.lang, found.text[verbs[0].start:verbs[0].end]))
        if head is None or not suffers:
            setting.subject, setting.fresh = None if suffers else first.thing, first not in single
        setting.sufferer = first.thing if befell else setting.sufferer       # 我部遭敌机轰炸, 伤亡四十余人


def _is_struck(found: Scan, clause: Clause, force: Naming, setting: Setting) -> bool:
    """Whether a force that closes its clause is whom the other side, which acts in the sentence, fights there: 在各线打击敌军,."""
    if not setting.fresh or setting.subject is None or force.end != clause.end or force.start == clause.start \
            or is_led(found, force):
        return False
    return setting.sides.of(setting.subject) != setting.sides.of(force.thing)


def _meet(setting: Setting, marks: Sequence[Naming]) -> None:
    """Takes the sides that single characters name (敌, 我) for those of an item that names none by a longer word."""
    for mark in marks:
        if setting.sides.of(mark.thing) == ENEMY:
            setting.enemy = setting.enemy or mark.thing
        else:
            setting.own = setting.own or mark.thing


def _parties(roles: Roles, found: Scan, count: Count, clause: Clause, named: Mentions, told: Sequence[Naming], setting: Setting) -> None:
    agent = _agent(found, count, clause, named) if count.voice == PASSIVE else None
    again = (*said_again(found, clause, "said_again", setting.unit), *said_again(found, clause, "them", setting.foe))
    forces = whole_units(found, sorted((naming for naming in (*told, *again) if agent is None or naming.start != agent.start), key=attrgetter("start")))
    if count.voice == ACTIVE and count.verb is not None and is_own_loss(found, count, forces, setting):
        count.voice = LOSS
    active = count.verb is not None and count.voice == ACTIVE and clause.start <= count.verb.start <= count.number.start
    carried = count.voice == ACTIVE and count.outcome in HARM and not active
    limit = count.verb.start if active and count.verb is not None else count.start if carried else count.number.start
    before = [naming for naming in forces if naming.end <= limit and not is_aim(found, clause, naming)]
    held = [naming.thing for naming in forces if count.start <= naming.start and naming.end <= count.end and naming not in before]
    if count.outcome in _CAME_OVER:
        held = [naming.thing for naming in forces if naming.thing in held and not is_aim(found, clause, naming)]      # 敌向我军缴械者四百人
    if carried and not held and before and count.number.start - before[-1].end <= BESIDE:
        held, before = [before[-1].thing], before[:-1]      # 其中美军一万余人: of those who suffered
    subject = _subject(found, before) or _carried(found, count, setting)
    if count.voice == LOSS and not held and not before and count.object != CIVILIANS:
        before = selves(found, count, clause, setting)
    if count.outcome in HARM:
        after = [naming.thing for naming in forces if count.number.end <= naming.start]
        _harm(roles, count, subject, held, after, [naming.thing for naming in before])
    else:
        struck = count.verb is None and any(not HARM.isdisjoint(outcomes(hit)) for hit in clause.hits if count.number.end <= hit.start < count.end)
        _deed(roles, count, subject, [] if struck else held, active)      # 七人打死敌人四十名: the seven are not the enemy's
    if agent is not None and count.outcome != "deployed":
        roles.actor = agent.thing
        roles.affected = roles.affected or (setting.subject if setting.fresh else None)
    if count.outcome == "fought":
        _attacked(roles, found, count, clause, forces)
    _take_side(roles, count, setting.sides)
    people = _people(found, count, setting) if roles.affected is None or count.object == CIVILIANS else None
    unsaid = roles.affected is None
    if roles.actor is None and roles.affected is None and _robs(found, count):
        roles.actor = setting.enemy       # 抢去步枪五支
    _settle_sides(roles, count, setting, people)
    if unsaid and people is None and is_theirs(count, roles.actor is not None and setting.sides.of(roles.actor) == ENEMY):
        people = inhabitants(found.lang)
    if people is not None and count.outcome in _SUFFERED:
        roles.affected = people
    elif people is not None and count.outcome == "deployed":
        roles.actor = people
    elif count.object == CIVILIANS and count.outcome != "released":
        roles.affected = None             # who they are, the text does not tell
    setting.lost = count.voice == LOSS
    if setting.lost:
        setting.sufferer = roles.affected or setting.sufferer


def _attacked(roles: Roles, found: Scan, count: Count, clause: Clause, forces: Sequence[Naming]) -> None:
    """Turns an attack round that somebody suffers: 英军遭到的袭击, 挨了游击队八次袭击."""
    suffers = word_pattern(found.lang, "suffers_attack").search(found.text, clause.start, count.end)
    if suffers is not None:
        roles.actor = next((force.thing for force in forces if 0 <= force.start - suffers.end() <= 1), None)
        roles.affected = next((force.thing for force in reversed(forces) if force.end <= suffers.start()), None)


def _people(found: Scan, count: Count, setting: Setting) -> Named | None:
    """The people that a phrase counts, who are no force: 居民三十人. Further numbers of civilians are of those counted last."""
    named = counted(found, count)
    if count.object == CIVILIANS:
        setting.people = named or (setting.people if count.noun is None else None)
        return setting.people
    return named


def _agent(found: Scan, count: Count, clause: Clause, named: Mentions) -> Naming | None:
    """Who did it, where a verb in the passive says so: 复为我截歼二百, 二百余人被我生俘; also one of a later clause: 三百余进攻，被我击退."""
    verb = count.verb
    if verb is None:
        return None
    least = clause.end if verb.start >= clause.end else clause.start if verb.start < count.number.start else count.number.end
    passive = list(word_pattern(found.lang, "passive").finditer(found.text, max(least, verb.start - _AGENT), verb.start))
    if not passive:
        return None
    start = passive[-1].end()
    told = [*named.within(start, verb.start, FORCE), *marks(found, Clause(start, verb.start, (), clause.sentence, clause.paragraph))]
    return told[-1] if told else None


def _take_side(roles: Roles, count: Count, sides: Sides) -> None:
    """Decides a verb that both sides share (占领) by who did it: what the paper's side takes is retaken, what the enemy takes is occupied."""
    codes = outcomes(count.verb) if count.verb is not None else ()
    if count.outcome in codes and roles.actor is not None:
        links = vocabulary.scheme(OUTCOME)[count.outcome].links.get("oppositeSideOf", ())
        if any(code in codes for code in links):
            count.outcome = next(code for code in (count.outcome, *links) if (code == "occupied") == (sides.of(roles.actor) == ENEMY))


def _subject(found: Scan, before: Sequence[Naming]) -> Named | None:
    """The force that acts: the last before the verb, or the first of the list that it closes (地方部队、民兵和游击队)."""
    at = len(before) - 1
    while at > 0 and _AND.fullmatch(found.text, before[at - 1].end, before[at].start):
        at -= 1
    return before[at].thing if before else None


def _carried(found: Scan, count: Count, setting: Setting) -> Named | None:
    """The subject that the clauses before leave. What a sentence tells of harm without a subject, the paper's side did, whoever was spoken of before;
    to civilians it is none that the paper's side did."""
    if count.outcome not in HARM:
        return setting.subject or (setting.sufferer if count.outcome in _FIGHTING else None)     # 被阻击后，发炮三十余发
    if setting.subject is None:
        return None
    ours = setting.sides.of(setting.subject) == OWN
    if ours and is_ill_treated(count):
        return None
    if count.object == CIVILIANS or (not ours and _robs(found, count)):
        return setting.subject
    return None if count.outcome not in _TAKING and not setting.fresh and not ours else setting.subject


def _robs(found: Scan, count: Count) -> bool:
    """Whether a verb is one by which the paper tells what the enemy alone takes: 抢去, 劫走."""
    return count.outcome == "seized" and count.verb is not None and word_pattern(found.lang, "robs").match(found.text, count.verb.start) is not None


def _harm(roles: Roles, count: Count, subject: Named | None, held: list[Named], after: list[Named], before: list[Named]) -> None:
    if count.voice == ACTIVE:
        roles.actor, roles.affected = subject, held[-1] if held else None
    elif count.voice == LOSS:
        roles.affected = held[-1] if held else before[-1] if before else None
    else:
        roles.affected = held[-1] if held else before[0] if before else None
        agents = [thing for thing in (*before[1:], *after) if thing.path != (roles.affected.path if roles.affected else None)]
        roles.actor = agents[-1] if agents else None


def _deed(roles: Roles, count: Count, subject: Named | None, held: list[Named], active: bool) -> None:
    if count.outcome == "fought" and active and held:
        roles.actor, roles.affected = subject, held[0]        # 伏击法军车队两次
    else:
        roles.actor = held[0] if held else subject


def _settle_sides(roles: Roles, count: Count, setting: Setting, people: Named | None) -> None:
    """One side's deed is done to the other: the party that the text leaves out is the other side's force in the item.

    A role (敌军) stands for the army that has it.
    """
    yields = count.outcome in _YIELDING and not (count.outcome != "abandoned" and roles.actor is not None and setting.sides.of(roles.actor) == OWN)
    driven = count.outcome in _DRIVEN and roles.actor is not None and setting.sides.of(roles.actor) == ENEMY
    if (yields or driven) and roles.affected is None:
        roles.actor, roles.affected = None, roles.actor
    if count.outcome == "deserted" and roles.actor is None:
        roles.actor = roles.affected
    roles.actor, roles.affected = _army(roles.actor, setting), _army(roles.affected, setting)
    actor, affected = (setting.sides.of(thing) if thing is not None else None for thing in (roles.actor, roles.affected))
    if count.outcome in HARM:
        taker = _TAKERS.get(count.outcome)
        if taker is not None and actor not in (None, taker):
            actor = roles.actor = None
        if taker is not None and actor is None:
            actor, affected = taker, affected if affected != taker else None
        if affected is None and actor is None:
            actor, affected = (ENEMY, OWN) if is_ill_treated(count) or (people is not None and count.outcome not in KIND) else (OWN, ENEMY)
        mutiny = setting.mutiny and actor == ENEMY and people is None and count.outcome in _ON_THEIR_OWN and count.object in _SOLDIERS
        affected = affected or (ENEMY if actor == OWN or mutiny else OWN)
        both = actor == affected and not mutiny and count.outcome != "deserted"      # those who change sides do it to their own
        if roles.actor is None or actor is None or setting.sides.of(roles.actor) is None or both:
            roles.actor = setting.own if affected == ENEMY else setting.enemy
        if roles.affected is None:
            roles.affected = (setting.hit or setting.enemy) if affected == ENEMY else setting.own
        elif affected == ENEMY and not authority.generic(roles.affected.path) and not is_branch(roles.affected):
            setting.hit = roles.affected
    elif count.outcome == "controlled":
        roles.actor = roles.actor or setting.own
    elif count.outcome == "fought":
        if roles.actor is None and roles.affected is not None and affected == OWN:
            roles.actor = setting.enemy
        roles.actor = roles.actor or setting.own
        if roles.actor is not None:
            roles.affected = roles.affected or (setting.enemy if setting.sides.of(roles.actor) == OWN else setting.own)
    elif count.outcome == "fired" or (count.outcome == "deployed" and actor == ENEMY and setting.attack):
        roles.affected = roles.affected or (setting.enemy if actor == OWN else setting.own)


def _army(thing: Named | None, setting: Setting) -> Named | None:
    """The army that a role (敌军, 我军) stands for in an item that names one; the role itself where it names none."""
    if thing is None or not authority.generic(thing.path):
        return thing if thing is None else commanded(thing)
    side = setting.sides.of(thing)
    army = setting.own if side == OWN else setting.enemy if authority.side(thing.path) == ENEMY and setting.plain else None
    return army if army is not None and not authority.generic(army.path) else thing
