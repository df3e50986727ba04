"""What the grammars of the languages share: clauses, counted things, and how objects and outcomes of the vocabulary fit each other."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kg import vocabulary
from kg.model import EN, ZH
from kg.text.lexicon import OBJECT, OUTCOME, Counter, Hit
from kg.text.numeral import Number
from kg.values import value

PEOPLE = "people"
UNIT = "unit"
THING = "thing"

# Outcomes that a word for a force in place (守敌) also names: any other verb says more.
WEAK = ("deployed", "other", "fought", "controlled")

ACTIVE = "active"
PASSIVE = "passive"
MEANS = "means"                   # what somebody does it with: 以五千余人
LOSS = "loss"                     # the subject itself suffers: 损失, 伤亡, lost


@value(frozen=True, slots=True)
class Clause:
    """A stretch between two marks, with the vocabulary's hits in it. ``sentence`` and ``paragraph`` number where it stands."""

    start: int
    end: int
    hits: tuple[Hit, ...]
    sentence: int
    paragraph: int


@dataclass(slots=True)
class Count:
    """A number with what it counts and what became of it, as far as its own clause tells."""

    number: Number
    value: Decimal | None
    upper: Decimal | None
    qualifier: str
    clause: int
    start: int                    # the whole phrase: verb or noun, number, counter
    end: int
    object: str | None = None
    unit: str | None = None
    unit_text: str | None = None
    noun: Hit | None = None
    holder: Hit | None = None     # the force that the phrase names: 敌军 in 六百名敌军
    outcome: str | None = None
    verb: Hit | None = None
    voice: str | None = None
    scope: bool = False           # refers back: 这两个县城
    bracketed: bool = False       # told in brackets, of what stands before them


@cache
def group(code: str) -> str:
    """Whether an object is people, a military unit, or a thing."""
    broader = vocabulary.scheme(OBJECT).broader(code)
    if "personnel" in broader or "population" in broader:
        return PEOPLE
    return UNIT if "unit_other" in broader else THING


@cache
def covers(outcome: str, code: str) -> bool:
    """Whether an outcome can be said of an object (kg:appliesTo, narrower objects included)."""
    applies = vocabulary.scheme(OUTCOME)[outcome].links.get("appliesTo")
    return applies is None or any(broader in applies for broader in vocabulary.scheme(OBJECT).broader(code))


@cache
def common(codes: tuple[str, ...]) -> str:
    """The narrowest object that all the codes fall under; "other" where none does."""
    lines = [vocabulary.scheme(OBJECT).broader(code) for code in codes]
    return next((code for code in lines[0] if all(code in line for line in lines)), "other")


@cache
def joined(codes: tuple[str, ...]) -> str | None:
    """The outcome that counts several outcomes as one number (kg:joins), or None where the scheme has none."""
    if len(codes) == 1:
        return codes[0]
    fitting = [(len(joins), concept.code) for concept in vocabulary.scheme(OUTCOME) if set(codes) <= set(joins := concept.links.get("joins", ()))]
    return min(fitting)[1] if fitting else None


@cache
def words(lang: str, *codes: str) -> tuple[str, ...]:
    """The forms of some words of grammar, longest first."""
    forms = {form.text for code in codes for form in vocabulary.scheme("word")[code].forms if form.lang == lang}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


@cache
def word_pattern(lang: str, *codes: str) -> re.Pattern[str]:
    """A pattern that matches any form of some words of grammar."""
    return re.compile("|".join(re.escape(form) for form in words(lang, *codes)) or r"(?!)", re.IGNORECASE if lang == EN else 0)


@cache
def sufferers(lang: str) -> frozenset[str]:
    """The verbs whose subject is the one that suffers: 阵亡, died."""
    return frozenset(form.text for form in vocabulary.scheme(OUTCOME).forms(lang, vocabulary.SUFFERER))


@cache
def _sufferer_first() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(re.escape(form) for form in sorted(sufferers(ZH)) if len(form) > 1) + ")[、和及与]?.")


def is_loss(lang: str, verb: str) -> bool:
    """Whether the subject of a verb is the one that suffers: 阵亡, died, and what goes on from such a word, 死伤和被俘."""
    return verb.lower() in sufferers(lang) or (lang == ZH and _sufferer_first().match(verb) is not None)


@cache
def fitting(codes: tuple[str, ...], code: str) -> str | None:
    """The outcome of a word's that can be said of an object; one that yields to another of them (kg:yieldsTo) gives way."""
    able = [outcome for outcome in codes if covers(outcome, code)]
    scheme = vocabulary.scheme(OUTCOME)
    return next((outcome for outcome in able if not set(scheme[outcome].links.get("yieldsTo", ())) & set(able)), able[0] if able else None)


def objects(hit: Hit) -> tuple[str, ...]:
    """The object codes that a hit can name."""
    return hit.entry.objects


def outcomes(hit: Hit) -> tuple[str, ...]:
    """The outcome codes that a hit can name."""
    return hit.entry.outcomes


def choose_object(hit: Hit, counter: Counter | None) -> str | None:
    """The object that a noun names, as its counter allows: people are not counted in 架, attacks in nothing but 次."""
    codes = objects(hit)
    if counter is None or counter.object is None or counter.unit not in ("person", "item", "unit", "round"):
        suggested = None if counter is None else counter.object
        if suggested is None or suggested == "other":
            return next((code for code in codes if suggested is None or group(code) != PEOPLE), None)       # 发给士兵二十元: the money is counted
        if group(suggested) == PEOPLE:
            return codes[0] if codes else None            # 民房三百户: houses by their households
        return next((code for code in codes if fits(code, suggested)), None)          # 一百架次轰炸
    scheme = vocabulary.scheme(OBJECT)
    near = next((code for code in codes if code in scheme.broader(counter.object) or counter.object in scheme.broader(code)), None)
    return near or next((code for code in codes if fits(code, counter.object)), None)


@cache
def fits(code: str, suggested: str) -> bool:
    """Whether a noun's object can be counted by a measure word that suggests an object of its own."""
    if code == suggested:
        return True
    if group(suggested) == PEOPLE or group(code) == PEOPLE:
        return group(suggested) == group(code)
    scheme = vocabulary.scheme(OBJECT)
    one, other = scheme.broader(code), scheme.broader(suggested)
    return code in other or suggested in one or ("materiel" in one and "materiel" in other)


@cache
def of_people(outcome: str) -> bool:
    """Whether an outcome is said of people first: a bare number after 歼, 毙 or 俘 counts them."""
    return "personnel" in (vocabulary.scheme(OUTCOME)[outcome].links.get("appliesTo") or ()) and outcome not in ("controlled", "fought", "occupied", "other")


def choose_outcome(hits: Sequence[Hit], code: str) -> str | None:
    """The outcome that verbs standing together give a number of some object; None where none can be said of it.

    Verbs that no outcome joins are not one predicate: the first that is more than a word for a force in place counts.
    """
    each = [outcome for hit in hits if (outcome := fitting(outcomes(hit), code)) is not None]
    if not each:
        return None
    return joined(tuple(sorted(set(each)))) or next((outcome for outcome in each if outcome not in WEAK), each[0])
