"""English: what a number counts, and the verb that governs it.

The counted noun follows the number (58 tanks, 259 tons of military equipment); the verb stands before (destroyed 58 tanks) or after it (450 were annihilated,
31,220 killed).
"""
from __future__ import annotations

import re

from kg.model import EN
from kg.text.grammar import (
    ACTIVE,
    LOSS,
    PASSIVE,
    PEOPLE,
    UNIT,
    WEAK,
    Clause,
    Count,
    choose_object,
    choose_outcome,
    group,
    objects,
    of_people,
    outcomes,
    sufferers,
)
from kg.text.lexicon import FORCE, PLACE, RANK, Counter, Counters, Hit
from kg.text.numbers import qualifier_after
from kg.text.numeral import Number

_STOP = re.compile(r"\b(?:and|or|were|was|are|is|have|has|had|in|at|to|from|by|on|with|who|which|that|into|near|as|when|after|before|during|but|for|they|them"
                   r"|it|more)\b", re.I)
_SOON_AFTER = re.compile(r"^\W*(?:(?:of (?:them|these|whom)|others|more|men|enemy|were|was|are|have|had|been|being|all|also|in all|\w+ly|\w+)\W+){0,4}$", re.I)
_JOINT = re.compile(r"^\s*(?:,|or|and|, and)\s*$", re.I)
_HEAD = 32


def count(text: str, number: Number, clause: Clause, index: int, counters: Counters) -> Count:
    """What a number counts: the object by its noun or unit, and the phrase as it stands."""
    found = Count(number, number.value, number.upper, number.qualifier, index, number.start, number.end)
    position = number.end
    while position < clause.end and text[position] in " -":
        position += 1
    counter = counters.at(text.lower() if position >= clause.end else text[position:clause.end].lower(), 0) if position < clause.end else None
    if counter is not None:
        found.unit_text = counter.text
        found.end = position + len(counter.text)
    behind = qualifier_after(text, found.end, EN)
    if behind is not None:
        if found.qualifier == "exact":
            found.qualifier = behind.code
        found.end = behind.end
    _settle(found, _noun(text, found.end, clause) or (_noun_of(text, number, clause) if counter is None else None), counter)
    found.unit = _unit(found, number, counter)
    return found


def _noun(text: str, position: int, clause: Clause) -> Hit | None:
    head: Hit | None = None
    reach = position
    for hit in clause.hits:
        if hit.start < position:
            continue
        gap = text[reach:hit.start]
        if len(gap) > _HEAD or _STOP.search(gap) or (head is not None and gap.strip()):
            break
        if objects(hit) or FORCE in hit.entry.readings or RANK in hit.entry.readings:
            head = hit
        elif PLACE not in hit.entry.readings:
            break
        reach = hit.end
    return head


def _noun_of(text: str, number: Number, clause: Clause) -> Hit | None:
    """The noun that a number is told of: a garrison of 600."""
    if not text.endswith(" of ", clause.start, number.start):
        return None
    hit = next((hit for hit in reversed(clause.hits) if hit.end <= number.start), None)
    return hit if hit is not None and hit.end == number.start - len(" of ") and (objects(hit) or FORCE in hit.entry.readings) else None


def _settle(found: Count, noun: Hit | None, counter: Counter | None) -> None:
    if noun is not None:
        found.object = _named(noun, counter)
        if noun.end <= found.number.start and found.object is not None and group(found.object) == UNIT:
            found.object = "personnel"        # a battalion of 600: its men
        if found.object is not None:
            found.noun = noun
            found.end = max(found.end, noun.end)
            if FORCE in noun.entry.readings:
                found.holder = noun
    if found.object is None and counter is not None:
        found.object = counter.object


def _named(hit: Hit, counter: Counter | None) -> str | None:
    if objects(hit):
        return choose_object(hit, counter)
    if RANK in hit.entry.readings:
        return "officer"
    return "personnel" if FORCE in hit.entry.readings else None


def _unit(found: Count, number: Number, counter: Counter | None) -> str:
    if number.form in ("fraction", "percent"):
        return "fraction"
    if counter is not None:
        return counter.unit
    if found.object is None:
        return "item"
    if found.object == "ammunition":
        return "round"
    return {PEOPLE: "person", UNIT: "unit"}.get(group(found.object), "item")


def govern(text: str, found: Count, clause: Clause, previous: int, following: int) -> None:
    """Sets the verb that governs a count, from its own clause; leaves it unset where the clause has none."""
    verbs = [hit for hit in clause.hits if outcomes(hit) and (found.noun is None or hit.start != found.noun.start)]
    before = [hit for hit in verbs if hit.end <= found.number.start]
    after = [hit for hit in verbs if found.number.end <= hit.start < following]
    if after and (not before or (_SOON_AFTER.match(text[found.end:after[0].start]) and not _JOINT.match(text[found.end:after[0].start]))):
        together = _together(text, after)
        outcome = _said(found, together)
        if outcome is not None:
            _set(found, text, outcome, after[0], PASSIVE)
            found.end = max(found.end, together[-1].end) if len(text[found.end:after[0].start]) < 24 else found.end
            return
    for index in range(len(before) - 1, -1, -1):
        together = _before(text, before[:index + 1])
        outcome = _said(found, together)
        if outcome is not None:
            _set(found, text, outcome, together[0], ACTIVE)
            if previous <= together[0].start and found.number.start - together[-1].end <= 30:
                found.start = min(found.start, together[0].start)
            return


def _said(found: Count, together: list[Hit]) -> str | None:
    """The outcome of verbs that stand together; it makes people of a bare number (174 killed) that has no noun."""
    outcome = choose_outcome(together, found.object or "personnel")
    if outcome is not None and found.object is None and found.unit_text is None and of_people(outcome) and outcome not in WEAK:
        found.object, found.unit = "personnel", found.unit if found.unit == "fraction" else "person"
    return outcome


def _set(found: Count, text: str, outcome: str, verb: Hit, voice: str) -> None:
    loss = voice == ACTIVE and text[verb.start:verb.end].lower() in sufferers(EN)
    found.outcome, found.verb, found.voice = outcome, verb, LOSS if loss else voice


def _together(text: str, hits: list[Hit]) -> list[Hit]:
    found = hits[:1]
    for hit in hits[1:]:
        if not _JOINT.match(text[found[-1].end:hit.start]):
            break
        found.append(hit)
    return found


def _before(text: str, hits: list[Hit]) -> list[Hit]:
    found = hits[-1:]
    for hit in reversed(hits[:-1]):
        if not _JOINT.match(text[hit.end:found[0].start]):
            break
        found.insert(0, hit)
    return found
