"""Of what place a text tells as a whole: a campaign's, the one that a section is headed with, the one that the title names.

A sum (总计…), a result (战果如下) and what a long time brought (八个星期里…) are told of the whole, not of the village that the sentence before named.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache
from itertools import pairwise

from kg import authority
from kg.claims.mentions import Mentions
from kg.claims.places import Bearing, Spot, reaches
from kg.model import ZH, Named
from kg.text import calendar
from kg.text.dates import DAY, DURATION, MONTH, RANGE, RELATIVE, YEAR, DateMention
from kg.text.grammar import Clause, Count, word_pattern, words
from kg.text.lexicon import PLACE
from kg.text.scan import Scan

_LONG = timedelta(days=4)         # what goes on so long after its first day is told of more than one place
_DAYS = 5
_AFTER = 3                        # how far behind a month the word may end that says that all of it is meant
_BELOW = 24                       # how far before a list the words may stand that say what it lists
_SENTENCES = 3                    # how far into an item a campaign may be named of which all of it tells


def campaign(found: Scan, clauses: Iterable[Clause], named: Mentions) -> Named | None:
    """The place of the first campaign that the opening sentences name: 北越边境战役, 南乌江之役; None where they name none."""
    for clause in clauses:
        if clause.sentence >= _SENTENCES:
            return None
        for naming in named.within(clause.start, clause.end, PLACE):
            if _campaign(found.lang).match(found.text, naming.end):
                return naming.thing
    return None


@cache
def _campaign(lang: str) -> re.Pattern[str]:
    """A pattern for what follows a place's name where a campaign goes by it."""
    parts, wars = ("|".join(re.escape(form) for form in words(lang, code)) for code in ("campaign_part", "campaign"))
    return re.compile(f"(?:{parts})*(?:{wars})" if wars else r"(?!)")


def headline(told: Sequence[Sequence[Spot]]) -> Named | None:
    """The place that a title tells of; where it only lies by one that holds it (奠边府外围板桥据点群), that one."""
    for spots in told:
        for at, spot in enumerate(spots):
            if spot.bearing > Bearing.WIDE and not (spot.outer or spot.apart):
                before = spots[at - 1] if at else None
                around = before is not None and not before.outer and before.naming.thing.path in authority.ancestors(spot.naming.thing.path)[1:]
                return before.naming.thing if before is not None and around else spot.naming.thing
    return None


def section(found: Scan, clause: Clause, told: Sequence[Spot]) -> Named | None:
    """The place that heads a section, alone in its clause: （甲）豫北地区：, 老开方面，; None where the clause is no such heading."""
    if found.lang != ZH or not told or told[0].naming.start - clause.start > 1 or len(told) > 1:
        return None
    follows = found.text[clause.end:clause.end + 1]
    rest = found.text[told[0].naming.end:clause.end]
    if (follows == ":" and (not rest or rest in words(ZH, "section"))) or (follows == "," and rest in words(ZH, "as_for")):
        return told[0].naming.thing
    return None


def is_overall(found: Scan, sentence: Sequence[Clause], count: Count, told: Sequence[Sequence[Spot]]) -> bool:
    """Whether a count is told of all the places together: behind a word that says so, of a long time, or of what reaches from one place to another.

    ``told`` are the places of each clause of the sentence.
    """
    if _overall(found.lang).search(found.text, sentence[0].start, count.start):
        return True
    if any(_is_long(found, date) for date in found.dates_in(sentence[0].start, count.start)):
        return True
    namings = [spot.naming for spots in told for spot in spots if spot.naming.end <= count.start]
    return any(spot.spread for spots in told for spot in spots) or any(reaches(found, one, other) for one, other in pairwise(namings))


@cache
def _overall(lang: str) -> re.Pattern[str]:
    forms = "|".join(re.escape(form) for form in words(lang, "overall", "as_of"))
    return re.compile(forms or r"(?!)")


def _is_long(found: Scan, date: DateMention) -> bool:
    """Whether a date tells of a time so long that more than one place saw what is told of it."""
    if date.kind == DURATION and date.unit == DAY:
        return date.count is None or date.count >= _DAYS
    if date.kind in (MONTH, RELATIVE) and date.unit == "":
        return word_pattern(found.lang, "whole_time").search(found.text, date.start, date.end + _AFTER) is not None
    if date.kind == RANGE and date.period_start is not None and date.period_end is not None:
        return calendar.last_day(date.period_end) - calendar.first_day(date.period_start) >= _LONG
    return date.kind in (DURATION, YEAR)


def sums_up_below(found: Scan, clause: Clause) -> bool:
    """Whether the words right before a clause say that results follow: 战果如下：."""
    if found.lang != ZH:
        return False
    before = found.text[max(0, clause.start - _BELOW):clause.start]
    at = before.rfind(":")
    return at >= 0 and _overall(ZH).search(before, 0, at) is not None
