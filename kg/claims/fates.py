"""What the clauses after a count say befell what it counts: a force was driven off or gave itself up (二千余人进攻，即被击退), a thing was struck
(碉堡五座，均被摧毁).
"""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.model import ZH
from kg.text.grammar import LOSS, MEANS, PASSIVE, PEOPLE, THING, UNIT, WEAK, Clause, Count, covers, group, objects, outcomes, sufferers, word_pattern, words
from kg.text.lexicon import FORCE, Hit
from kg.text.scan import Scan

# What moves and fights like a force, where it was sent.
SENT = ("aircraft", "tank", "armoured_vehicle", "ship", "gunboat", "boat", "motor_vehicle", "artillery", "mortar", "machine_gun")
# How far from its start a clause may say that it is in the passive (均被, 当即被我; was at once …), in code points.
_OPENING = {True: 5, False: 24}
# How near before a verb stands what says that it did not come to pass (企图投降, refused to surrender), in code points.
_DENIED = {True: 4, False: 16}
# What becomes of a force by its own act or without anybody named; that it ran away tells desertion only of people of whom no other act is told.
_FATES = ("surrendered", "deserted", "routed", "repelled", "eliminated", "captured")
# What is told of a force before its fate.
_THERE = (None, "deployed", "fought", "repelled", "routed")
_THING_FATES = ("abandoned", "retaken_or_removed", "destroyed", "damaged", "sunk", "shot_down")


def befall(found: Scan, clauses: Sequence[Clause], sentence: Sequence[Count], at: int) -> None:
    """Gives a count without a fate the one that the clauses after it tell, before they count anything that has one of its own."""
    count = sentence[at]
    assert count.object is not None
    thing = count.object != "battle" and group(count.object) not in (PEOPLE, UNIT) and count.object not in SENT
    if count.voice == MEANS or (thing and count.outcome is not None):
        return
    for clause in _after(found, clauses, sentence, at):
        verb = _struck(found, clause, count)
        if verb is not None:
            count.outcome = next(code for code in outcomes(verb) if code not in WEAK and covers(code, count.object))
            count.verb, count.voice = verb, PASSIVE
            return
        if not thing and word_pattern(found.lang, "driven_off").search(found.text, clause.start, clause.end):
            count.outcome, count.voice = "repelled", PASSIVE
            return
        if _meets(found, clause, count):
            return
    if not thing:
        _dealt_with(found, clauses, sentence, at)


def _dealt_with(found: Scan, clauses: Sequence[Clause], sentence: Sequence[Count], at: int) -> None:
    """Whatever a force did on its way (焚毁民房百余间), 将其击退 means the force that was told of last."""
    count = sentence[at]
    assert count.object is not None
    forces = (later.clause for later in sentence[at + 1:] if group(later.object or "other") in (PEOPLE, UNIT) and later.outcome in _THERE)
    next_force = next(forces, len(clauses))
    for index in range(count.clause + 1, next_force):
        clause = clauses[index]
        if clause.sentence != clauses[count.clause].sentence:
            return
        verb = _disposed_of(found, clause, [hit for hit in clause.hits if any(code not in WEAK and covers(code, count.object) for code in outcomes(hit))])
        if verb is not None:
            count.outcome = next(code for code in outcomes(verb) if code not in WEAK and covers(code, count.object))
            count.verb, count.voice = verb, PASSIVE
            return


def _after(found: Scan, clauses: Sequence[Clause], sentence: Sequence[Count], at: int) -> Iterator[Clause]:
    """What is told after a count: the rest of its clause behind what is merely carried along (携步枪两枝来归), then the clauses of the sentence up to one that
    counts something else."""
    count = sentence[at]
    own = [later for later in sentence[at + 1:] if later.clause == count.clause]
    if own and _carried(found, own[-1]) and all(later.outcome in (None, "deployed") for later in own):
        clause = clauses[count.clause]
        yield Clause(own[-1].end, clause.end, tuple(hit for hit in clause.hits if hit.start >= own[-1].end), clause.sentence, clause.paragraph)
    force = group(count.object or "other") in (PEOPLE, UNIT)
    others = (later.clause for later in sentence[at + 1:] if later.clause != count.clause and not _carried(found, later) and not (force and _attacks(later)))
    last = next(others, len(clauses))
    for index in range(count.clause + 1, last):
        if clauses[index].sentence != clauses[count.clause].sentence:
            return
        yield clauses[index]


def _carried(found: Scan, count: Count) -> bool:
    thing = count.object is not None and group(count.object) == THING and count.object != "battle"
    return thing and count.outcome in (None, "deployed") and (count.object not in SENT or is_brought(found, count))


def _attacks(count: Count) -> bool:
    """Whether a count says how often a force attacked, or what went along with it: 附坦克八辆，猛扑七次，均被击退."""
    if count.object == "battle":
        return count.outcome in ("fought", "repelled", None)
    return count.object in SENT and count.outcome in (None, "deployed")


def is_brought(found: Scan, count: Count) -> bool:
    """Whether the verb of a count says that a force had it along: 携步枪两枝."""
    return count.verb is not None and word_pattern(found.lang, "carries").match(found.text, count.verb.start) is not None


def _struck(found: Scan, clause: Clause, count: Count) -> Hit | None:
    """The verb of a clause that opens in the passive, or disposes of those that were told of before (将其击溃)."""
    assert count.object is not None
    verbs = [hit for hit in clause.hits if any(code not in WEAK and covers(code, count.object) for code in outcomes(hit))]
    if not verbs:
        return None
    opening = word_pattern(found.lang, "passive").search(found.text, clause.start, min(clause.end, clause.start + _OPENING[found.lang == ZH]))
    if opening and opening.end() <= verbs[0].start + 1:
        return verbs[0]
    return _disposed_of(found, clause, verbs)


def _disposed_of(found: Scan, clause: Clause, verbs: Sequence[Hit]) -> Hit | None:
    """The verb that is done to those told of before: 将其击溃."""
    disposes = word_pattern(found.lang, "disposes").search(found.text, clause.start, clause.end) if verbs else None
    return next((verb for verb in verbs if disposes is not None and disposes.end() <= verb.start <= disposes.end() + _OPENING[True]), None)


def _meets(found: Scan, clause: Clause, count: Count) -> bool:
    """Sets the fate that a clause without a subject of its own tells by a verb of suffering: 自动向我投降."""
    assert count.object is not None
    fates = _THING_FATES if group(count.object) == THING else _FATES
    for verb in clause.hits:
        others = any(group(code) in (PEOPLE, UNIT) for code in objects(verb)) and not outcomes(verb)
        if (FORCE in verb.entry.readings or others) and not _aside(found, verb):
            return False
        code = next((code for code in outcomes(verb) if code in fates and covers(code, count.object)), None)
        if code is None or found.text[verb.start:verb.end].lower() not in sufferers(found.lang):
            continue
        near = max(clause.start, verb.start - _DENIED[found.lang == ZH])
        if word_pattern(found.lang, "unrealised").search(found.text, near, verb.start) or found.text.startswith("的", verb.end):
            continue
        flees = word_pattern(found.lang, "flees").search(found.text, verb.start, verb.end) is not None
        if code != "deserted" or count.verb is None or not flees:
            count.outcome, count.verb, count.voice = code, verb, LOSS
            return True
    return False


def _aside(found: Scan, force: Hit) -> bool:
    """Whether a force is only what the act is turned to: 向我军投降, surrendered to the Liberation Army."""
    return found.text[max(0, force.start - 10):force.start].rstrip().removesuffix(" the").endswith(words(found.lang, "place_word", "passive"))
