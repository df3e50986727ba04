"""Of what place a text tells as a whole: a campaign's, the one that a section is headed with, the one that the title names.

A sum (总计…), a result (战果如下) and what a long time brought (八个星期里…) are told of the whole, not of the village that the sentence before named.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import pairwise

from kg import authority
from kg.claims.mentions import Mentions, Naming
from kg.claims.places import Bearing, Spot, place, reaches, sentence_of
from kg.model import ZH, Named
from kg.text import calendar
from kg.text.dates import DAY, DURATION, LIST, MONTH, RANGE, RELATIVE, YEAR, DateMention
from kg.text.grammar import Clause, Count, word_pattern, words
from kg.text.lexicon import PLACE
from kg.text.scan import Scan

_LONG = timedelta(days=4)         # what goes on so long after its first day is told of more than one place
_DAYS = 5
_UNITS = ("week", "month", "year")
_AFTER = 3                        # how far behind a month the word may end that says that all of it is meant
_BELOW = 24                       # how far before a list the words may stand that say what it lists
_ACCOUNT = 2                      # in how many sentences an item says that it is an account
_SENTENCES = 3                    # how far into an item a campaign may be named of which all of it tells


@dataclass(slots=True)
class Scenes:
    """Where the parts of an item are: what it has from its title and its forces' names, and what it carries on from clause to clause."""

    theatre: Named | None         # the title's scene, or the first that the item names
    home: Named | None = None     # the place that a force of the item bears in its name
    whole: Named | None = None    # the place of which the item tells as a whole
    is_title: bool = False        # whether its clauses are the lines of a title, which stand for themselves
    place: Named | None = None            # the one named last
    section: Named | None = None          # the one that the section is headed with
    summed: bool = False                  # whether results follow (战果如下)
    led: Named | None = None              # the place of the words that lead to a list within a paragraph
    paragraph: int = -1

    @property
    def area(self) -> Named | None:
        """Where things are of which the text tells as a whole."""
        return self.section or self.whole or self.home or self.theatre

    def enter(self, found: Scan, clause: Clause, told: Sequence[Spot], opens: bool) -> None:
        """Goes on to a clause; ``opens`` tells that it begins a paragraph or an item of a list."""
        if opens:
            self.section = None
            self.summed = self.summed or _results_follow(found, clause)
            within = clause.paragraph == self.paragraph
            self.led = (self.led or self.place) if within else None
            self.paragraph = clause.paragraph
            self.place = self.led or (self.area if self.summed else self.theatre)
        heading = _heading(found, clause, told)
        if heading is not None:
            self.section = self.place = heading

    def hear(self) -> None:
        """Goes on to what somebody else says, who speaks of the whole again."""
        self.place, self.section = self.theatre, None

    def of(self, found: Scan, count: Count, clauses: Sequence[Clause], told: Sequence[Sequence[Spot]]) -> Named | None:
        """The place of a count: the one that its sentence gives it, else what is carried on."""
        within = range(count.clause, count.clause + 1) if self.is_title else sentence_of(clauses, count.clause)
        whole = None if self.is_title else overall(found, clauses[within.start:within.stop], count, told[within.start:within.stop])
        own = place(found, count, within, told, self.section or self.theatre, whole)
        if own is not None or self.is_title:
            return own
        if whole is not None:
            self.place = self.area
        return self.place or self.section or self.theatre or self.home

    def leave(self, spot: Naming | None) -> None:
        """Keeps the scene that a clause leaves."""
        if spot is not None:
            self.place = spot.thing
            self.theatre = self.theatre or spot.thing


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
            if spot.bearing > Bearing.WIDE and not (spot.outer or spot.apart or spot.alone):
                before = spots[at - 1] if at else None
                around = before is not None and not before.outer and before.naming.thing.path in authority.ancestors(spot.naming.thing.path)[1:]
                return before.naming.thing if before is not None and around else spot.naming.thing
    return None


def _heading(found: Scan, clause: Clause, told: Sequence[Spot]) -> Named | None:
    """The place that heads a section, alone in its clause: （甲）豫北地区：, 一、宁平省。, 老开方面，; None where the clause is no such heading."""
    if found.lang != ZH or not told or told[0].naming.start - clause.start > 1 or len(told) > 1:
        return None
    follows = found.text[clause.end:clause.end + 1]
    rest = found.text[told[0].naming.end:clause.end]
    if (follows in (":", "。") and (not rest or rest in words(ZH, "section"))) or (follows == "," and rest in words(ZH, "as_for")):
        return told[0].naming.thing
    return None


def overall(found: Scan, sentence: Sequence[Clause], count: Count, told: Sequence[Sequence[Spot]]) -> int | None:
    """Where it begins that a count is told of all the places together: at a word that says so, at places that tell how far something reaches, or, where
    the sentence tells of a long time, at its own beginning.

    ``told`` are the places of each clause of the sentence. None where nothing says so; of several, the last counts.
    """
    start = sentence[0].start
    marks = [match.start() for match in _overall(found.lang).finditer(found.text, start, count.number.start)]
    marks += [start for date in found.dates_in(start, count.start) if _is_long(found, date)]
    spots = [spot for of_clause in told for spot in of_clause]
    marks += [spot.naming.start for spot in spots if spot.spread and spot.naming.start < count.start]
    marks += [one.naming.start for one, other in pairwise(spots) if other.naming.end <= count.start and reaches(found, one.naming, other.naming)]
    if marks:
        return max(marks)
    return start if any(spot.spread for spot in spots) else None


@cache
def _overall(lang: str) -> re.Pattern[str]:
    forms = "|".join(re.escape(form) for form in words(lang, "overall", "as_of"))
    return re.compile(forms or r"(?!)")


def _is_long(found: Scan, date: DateMention) -> bool:
    """Whether a date tells of a time so long that more than one place saw what is told of it."""
    if date.kind == DURATION:
        within = word_pattern(found.lang, "within_time").search(found.text, date.end - 1, date.end + 1) is not None
        return date.unit in _UNITS or (date.unit == DAY and within and (date.count is None or date.count >= _DAYS))
    if date.kind in (MONTH, RELATIVE) and date.unit == "":
        return word_pattern(found.lang, "whole_time").search(found.text, date.start, date.end + _AFTER) is not None
    if date.kind in (RANGE, LIST) and date.period_start is not None and date.period_end is not None:
        return calendar.last_day(date.period_end) - calendar.first_day(date.period_start) >= _LONG
    return date.kind == YEAR


def tells_results(found: Scan, clauses: Sequence[Clause]) -> bool:
    """Whether an item opens as an account of results: 公布十月份的战果."""
    opening = [clause for clause in clauses if clause.sentence < _ACCOUNT]
    return bool(opening) and word_pattern(found.lang, "results").search(found.text, opening[0].start, opening[-1].end) is not None


def _results_follow(found: Scan, clause: Clause) -> bool:
    """Whether the words right before a clause say that results follow: 战果如下：."""
    if found.lang != ZH:
        return False
    before = found.text[max(0, clause.start - _BELOW):clause.start]
    at = before.rfind(":")
    return at >= 0 and _overall(ZH).search(before, 0, at) is not None
