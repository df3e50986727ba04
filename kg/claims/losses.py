"""Losses: whose they are where the clause names nobody, and verbs that tell of them as well as of what was done to others."""
from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kg import vocabulary
from kg.claims.mentions import Naming
from kg.claims.setting import Setting
from kg.claims.sides import OWN
from kg.text.grammar import Clause, Count, word_pattern
from kg.text.lexicon import FORCE
from kg.text.scan import Scan

BESIDE = 3                        # how near before a number or a verb a force may stand that is counted, in code points
_FIGHTERS = frozenset(("personnel", "officer"))


def is_own_loss(found: Scan, count: Count, forces: Sequence[Naming], setting: Setting) -> bool:
    """Whether a verb that is said of who does it and of who suffers it (伤) goes on from losses (我死二人，伤三人), or stands by its subject (我军仅伤五人)."""
    verb = count.verb
    if verb is None or count.object not in _FIGHTERS or word_pattern(found.lang, "either_way").fullmatch(found.text, verb.start, verb.end) is None:
        return False
    if any(count.start <= force.start and force.end <= count.end and force.start >= verb.end for force in forces):
        return False                      # 伤敌五人
    return setting.lost or any(force.end <= verb.start and verb.start - force.end <= BESIDE for force in forces)


def selves(found: Scan, count: Count, clause: Clause, setting: Setting) -> list[Naming]:
    """Who suffers where the clause names nobody: those who act in the sentence (自己牺牲两人), who suffered in it before, or one's own who fell (阵亡五人)."""
    themselves = word_pattern(found.lang, "selves").search(found.text, clause.start, count.number.start)
    thing = setting.subject or setting.own if themselves else setting.sufferer or setting.topic
    if themselves and (thing is None or setting.sides.of(thing) == OWN) and _admits(found.lang).search(found.text, clause.start, count.number.start):
        thing = setting.enemy             # 自己承认的损失: whoever owns up to it is the enemy
    fell = count.verb is not None and word_pattern(found.lang, "fell").search(found.text, count.verb.start, count.verb.end) is not None
    if thing is None and fell and setting.fresh and setting.subject is not None and setting.sides.of(setting.subject) == OWN:
        thing = setting.subject
    return [Naming(clause.start, clause.start, FORCE, thing)] if thing is not None else []


@cache
def _admits(lang: str) -> re.Pattern[str]:
    """The words that own up to something: 承认, 供认."""
    return re.compile("|".join(re.escape(form.text) for form in vocabulary.scheme("stance")["admits"].forms if form.lang == lang), re.I)
