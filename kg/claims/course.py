"""The time that an item's clauses have: each its own where it tells one, else what those before it carry on."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.claims import periods
from kg.claims.places import sentence_of
from kg.text import calendar
from kg.text.dates import DURATION, RANGE, SINCE, DateMention
from kg.text.grammar import Clause, Count, word_pattern
from kg.text.scan import Scan

Period = tuple[str | None, str | None]
_UNTOLD: Period = (None, None)
_IN_DAYS = frozenset((calendar.DAY, calendar.WEEK, calendar.MONTH, calendar.YEAR))
_OPENING = 6                      # how far into its clause a word may stand that says what its sentence is about: 我军在这两役中


class Course:
    """What the clauses of an item tell of time, read from its beginning to its end. ``given`` is what it has before it tells any."""

    def __init__(self, found: Scan, clauses: Sequence[Clause], spoken: frozenset[int], given: DateMention | None):
        self._found, self._clauses = found, clauses
        self._told = periods.told(found, clauses, spoken)
        self._date = given                              # carried on
        self._whole: DateMention | None = None          # of the item as a whole
        self._opened: DateMention | None = None         # the day on which a campaign began that goes on
        self._lead: DateMention | None = given          # what an item of a list goes back to
        self._sentence, self._paragraph = -1, -1
        self._dated: DateMention | None = None          # the date that the sentence told last
        self._present = False                           # whether the sentence tells how things stand now
        self._listing = False
        self._before: list[Period] = []

    def enter(self, clause: Clause, listed: bool) -> None:
        """Begins a clause; ``listed`` where it opens an item of a list."""
        if listed and not self._listing:
            self._listing, self._lead = True, self._whole or self._date
        if listed or clause.paragraph != self._paragraph:
            self._date = self._whole or (self._lead if listed else self._date)
        if clause.paragraph != self._paragraph:
            self._paragraph = clause.paragraph
            self._listing = listed
        if clause.sentence != self._sentence:
            self._sentence, self._dated, self._present = clause.sentence, None, False
        self._present = self._present or self._is_present(clause)

    def leave(self, index: int) -> None:
        """Ends a clause: what it tells holds for those after it.

        A look back (今年运到的) and how far a count goes (截至九月底) hold for their sentence alone, what is told aside (除九日夜…外) for its clause.
        """
        clause, dates = self._clauses[index], self._told[index]
        for date in dates:
            if periods.begins(self._found, clause, date):
                self._opened = date
            elif self._opened is not None and periods.closes(date, self._opened):
                self._opened = None
        if not dates or periods.grown(self._found, dates[-1]) is not None:
            return
        last = dates[-1]
        if word_pattern(self._found.lang, "aside").match(self._found.text, clause.start):
            if last.kind == SINCE and self._date is not None and (time := periods.joined(last, self._date)):
                self._dated = replace(last, period_start=time[0], period_end=time[1], kind=RANGE)     # 连同九月中旬以来的战果，共…
            return
        if self._dated is None or not periods.looks_back(last, self._dated):
            self._dated = last
        if periods.is_bare_end(last):
            self._date = None
        elif self._date is None or not periods.is_rougher(last, self._date):
            self._date = last
        if last.period_start != last.period_end and _lasts_longer(last, self._whole, clause) and not (self._listing and last.period_end is None):
            self._whole = last

    def time_of(self, count: Count) -> Period:
        """First and last of the time that a count took; None where the text does not say."""
        time = self._summed(count) or self._time_of(count)
        self._before.append(time)
        return time

    def _time_of(self, count: Count) -> Period:
        dates = self._told[count.clause]
        before = [date for date in dates if date.start <= count.number.start]
        date = before[-1] if before else dates[0] if dates else None
        if date is not None and (grown := periods.grown(self._found, date)) is not None:
            return (date.period_start, date.period_start) if count.number.start < grown else _UNTOLD
        if date is not None and self._dated is not None and periods.looks_back(date, self._dated):
            date = self._dated
        date = date or self._ahead(count.clause) or self._dated
        return (date.period_start, date.period_end) if date is not None else self._carried(count)

    def _carried(self, count: Count) -> Period:
        """The time that the sentences before leave to a count whose sentence tells none."""
        date = self._date
        if date is None or self._present or count.outcome == "controlled":
            return _UNTOLD
        clause = self._clauses[count.clause]
        if periods.is_day(date) and word_pattern(self._found.lang, "rate").search(self._found.text, clause.start, count.number.start):
            return _UNTOLD                              # 每日仅发二十元
        length = self._length(count.clause)
        if periods.is_day(date) and (length is not None or self._is_vague(count.clause)):
            return self._as_long_as(length, date) if length is not None else _UNTOLD
        if self._whole is not None and periods.within(date, self._whole) and self._says(count, "one_by_one"):
            date = self._date = self._whole
        return date.period_start, date.period_end

    def _as_long_as(self, length: DateMention, date: DateMention) -> Period:
        """The time from the first to the last of the days told before, where it is as long as is said (两天内共缴获); else so many days on from the last."""
        whole, count = periods.span(self._before), calendar.whole(length.count)
        if whole is not None and count is not None and calendar.lasts(*whole, count, length.unit):
            return whole
        if length.running or count is None or length.unit != calendar.DAY or date.period_start is None:
            return _UNTOLD
        return date.period_start, calendar.moved(calendar.first_day(date.period_start), count - 1, calendar.DAY)

    def _is_present(self, clause: Clause) -> bool:
        """Whether a clause tells how things stand now: 目前, or 现 at its head where that begins no other word (现场)."""
        text, lang = self._found.text, self._found.lang
        mark = word_pattern(lang, "present_mark").match(text, clause.start, clause.end)
        if mark is not None and word_pattern(lang, "no_present_mark").match(text, mark.end()) is None:
            return True
        return word_pattern(lang, "at_present").search(text, clause.start, clause.end) is not None

    def _length(self, index: int) -> DateMention | None:
        """The length of time in which what a clause tells happened, told in it or before it in its sentence, where nothing settles which time it was."""
        lengths = (date for at in self._behind(index) for date in self._found.dates_in(self._clauses[at].start, self._clauses[at].end) if date.kind == DURATION)
        return next((date for date in lengths if date.running or (date.within and date.unit in _IN_DAYS)), None)

    def _is_vague(self, index: int) -> bool:
        """Whether a clause or one before it in its sentence tells a time without saying which days it has: 连日来, 旬日之间."""
        some_time, text = word_pattern(self._found.lang, "some_time"), self._found.text
        return any(some_time.search(text, self._clauses[at].start, self._clauses[at].end) for at in self._behind(index))

    def _behind(self, index: int) -> range:
        return range(sentence_of(self._clauses, index).start, index + 1)

    def _says(self, count: Count, word: str) -> bool:
        within = sentence_of(self._clauses, count.clause)
        start, end = self._clauses[within.start].start, self._clauses[within.stop - 1].end
        return word_pattern(self._found.lang, word).search(self._found.text, start, end) is not None

    def _summed(self, count: Count) -> Period | None:
        """The time of all that a sentence sums up (统计六战合共, 我两役伤亡) that dates nothing itself; of a campaign (是役) since it was opened."""
        within = sentence_of(self._clauses, count.clause)
        if any(self._told[at] for at in within):
            return None
        first, text, lang = self._clauses[within.start], self._found.text, self._found.lang
        if word_pattern(lang, "sums_up").match(text, first.start) or word_pattern(lang, "both_battles").search(
                text, first.start, min(first.end, first.start + _OPENING)):
            return periods.span(self._before)
        if self._opened is not None and self._date is not None and word_pattern(lang, "the_campaign").match(text, first.start):
            return periods.joined(self._opened, self._date)
        return None

    def _ahead(self, index: int) -> DateMention | None:
        """The first date that the rest of a sentence tells, where what goes before in it tells none: 某部二百余，于十二日进攻.

        An end without a start (除一月十三日前原驻者) dates nothing before it, nor does what stands behind a semicolon.
        """
        within = sentence_of(self._clauses, index)
        if any(self._told[at] for at in range(within.start, index)):
            return None
        first = next((self._told[at][0] for at in range(index + 1, within.stop) if self._told[at]), None)
        if first is None or periods.is_bare_end(first) or ";" in self._found.text[self._clauses[index].end:first.start]:
            return None
        return first


def _lasts_longer(date: DateMention, whole: DateMention | None, clause: Clause) -> bool:
    """Whether a stretch of time becomes that of the whole item: the first that is told, and a closed one in the place of an open one."""
    if date.period_start is None:
        return False
    return date.period_end is not None or clause.paragraph == 0 if whole is None else date.period_end is not None and whole.period_end is None
