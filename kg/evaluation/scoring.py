"""One article: what is to be read against what was read, counted and told apart.

Figures of value 1 ("a tank") count neither way, nor does what matches an optional one. Annotations name the main places and forces, not all:
they give recall alone.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.claims.audit import shown
from kg.evaluation.gold import CODES, ROLES, AnnotatedFigure, Annotation, Names
from kg.evaluation.likeness import alike, key, namesakes, same
from kg.evaluation.pairing import codes, occurrences, overlapping, pair, upper, value
from kg.model import Dispatch, Figure, Named, Reading

DATES = ("dispatch_date", "statement_date")

MISSED, WRONG, INVENTED = "missed", "wrong", "invented"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that was read otherwise than annotated."""

    field: str
    gold: str | None
    read: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was missed, read wrongly or invented. ``about`` tells what it is (a figure, chain, place …), ``line`` counts from 1 in the text."""

    kind: str
    about: str
    said: str
    line: int | None = None
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Coding:
    """A code that a figure is annotated with, and the one that was read."""

    field: str
    gold: str | None
    read: str
    quote: str


@dataclass(slots=True)
class Score:
    """What is counted of one article, by the names that ``kg.evaluation.measures`` knows, and what it is counted from."""

    name: str
    file: str
    counts: Counter[str] = field(default_factory=Counter)
    codings: list[Coding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Article:
    gold: Annotation
    reading: Reading
    text: str
    pairs: Sequence[tuple[AnnotatedFigure, Figure]]

    def line(self, position: int) -> int:
        return self.text.count("\n", 0, position) + 1


def score(gold: Annotation, file: str, reading: Reading | None, text: str) -> Score:
    """The score of one article. ``text`` is the file's, decoded; a reading of None is of an article that could not be read: all of it is missed."""
    found = Score(gold.name, file)
    wanted = [figure for figure in gold.figures if _counts(figure)]
    spare = [figure for figure in gold.figures if not _counts(figure)]
    read = [figure for figure in reading.figures if not same(value(figure), 1.0)] if reading is not None else []
    pairs = pair(wanted, read, text)
    _found(found, wanted, spare, read, pairs, text)
    if reading is None:
        found.findings.insert(0, Finding(MISSED, "article", "could not be read"))
    else:
        _fields(found, _Article(gold, reading, text, pairs))
        _spans(found, reading, text)
        _translations(found, gold, reading, text)
    _dispatches(found, gold, reading.dispatches if reading is not None else ())
    _things(found, gold, reading)
    found.counts["errors_gold"] += len(gold.mistranslated)
    found.findings.sort(key=lambda finding: finding.line or 0)
    return found


def _counts(figure: AnnotatedFigure) -> bool:
    return not same(figure.value, 1.0) and not figure.optional


def _found(to: Score, wanted: Sequence[AnnotatedFigure], spare: Sequence[AnnotatedFigure], read: Sequence[Figure],
           pairs: Sequence[tuple[AnnotatedFigure, Figure]], text: str) -> None:
    hit = {figure.n for figure, _ in pairs}
    used = {figure.key for _, figure in pairs}
    rest = [figure for figure in read if figure.key not in used]
    excused = {figure.key for _, figure in pair(spare, rest, text)}
    to.counts.update(gold=len(wanted), found=len(read) - len(excused), hit=len(pairs))
    for figure in wanted:
        if figure.n not in hit:
            spots = occurrences(text, figure.quote)
            to.findings.append(Finding(MISSED, "figure", f"{_number(figure.value, figure.upper)} {_coded(figure.codes)} · {figure.quote}",
                                       text.count("\n", 0, spots[0][0]) + 1 if spots else None))
    for extra in rest:
        if extra.key not in excused:
            quotes = " / ".join(text[span.start:span.end] for span in extra.evidence)
            to.findings.append(Finding(INVENTED, "figure", f"{_number(value(extra), upper(extra))} {_coded(codes(extra))} · {quotes}",
                                       text.count("\n", 0, extra.evidence[0].start) + 1 if extra.evidence else None))


def _number(low: float | None, high: float | None) -> str:
    return "–".join(f"{end:,.10g}" for end in (low, high) if end is not None) or "?"


def _coded(of: dict[str, str] | dict[str, str | None]) -> str:
    return " ".join(of[name] or "?" for name in CODES)


def _fields(to: Score, article: _Article) -> None:
    """Every field of the figures that were found."""
    wholes = {figure.n: read for figure, read in article.pairs}
    by_key = {read.key: read for read in article.reading.figures}
    things = article.gold.places + article.gold.forces
    for figure, read in article.pairs:
        differences = [*_codes(to, figure, read), *_roles(to, figure, read, things), *_period(to, figure, read),
                       *_part(to, figure, wholes, read, by_key.get(read.component_of or ""))]
        to.counts["dispatch_right"] += figure.dispatch == read.dispatch
        if figure.dispatch != read.dispatch:
            differences.append(Difference("dispatch", str(figure.dispatch), str(read.dispatch)))
        if differences:
            said = f"{shown(read.value, read.upper)} · {figure.quote}"
            to.findings.append(Finding(WRONG, "figure", said, article.line(read.evidence[0].start), tuple(differences)))


def _codes(to: Score, figure: AnnotatedFigure, read: Figure) -> Iterable[Difference]:
    wrong: list[Difference] = []
    for name, code in codes(read).items():
        to.codings.append(Coding(name, figure.codes[name], code, figure.quote))
        if figure.codes[name] == code:
            to.counts[f"{name}_right"] += 1
        else:
            wrong.append(Difference(name, figure.codes[name], code))
    to.counts["full"] += not wrong
    return wrong


def _roles(to: Score, figure: AnnotatedFigure, read: Figure, things: tuple[Names, ...]) -> Iterable[Difference]:
    named = {"place": read.place, "actor": read.actor, "affected": read.affected}
    for role in ROLES:
        names, thing = figure.names[role], named[role]
        if names:
            wanted = namesakes(names, things)
            right = alike(wanted, _labels(thing)) or (key(wanted[0]) == "enemy" and thing is not None)
            to.counts.update({f"{role}_gold": 1, f"{role}_right": int(right)})
            if not right:
                yield Difference(role, names[0], _label(thing))
        elif thing is not None:
            to.counts[f"{role}_extra"] += 1


def _period(to: Score, figure: AnnotatedFigure, read: Figure) -> Iterable[Difference]:
    mine = (read.period_start, read.period_end)
    if any(figure.period):
        to.counts.update(period_gold=1, period_right=int(figure.period == mine))
    elif any(mine):
        to.counts["period_extra"] += 1
    if any(figure.period) and figure.period != mine:
        yield Difference("period", _interval(figure.period), _interval(mine))


def _interval(period: tuple[str | None, str | None]) -> str | None:
    return "/".join(end or ".." for end in period) if any(period) else None


def _part(to: Score, figure: AnnotatedFigure, wholes: dict[int, Figure], read: Figure, whole: Figure | None) -> Iterable[Difference]:
    """Of what the figure is a part: a whole that was not found can be nobody's."""
    if figure.component_of is None:
        to.counts["part_extra"] += read.component_of is not None
        return
    if figure.component_of not in wholes:
        return
    wanted = wholes[figure.component_of]
    to.counts.update(part_gold=1, part_right=int(read.component_of == wanted.key))
    if read.component_of != wanted.key:
        yield Difference("component_of", wanted.value_text, whole.value_text if whole is not None else None)


def _labels(thing: Named | None) -> Names:
    return () if thing is None else tuple(label for label in (thing.label_en, thing.label_zh) if label)


def _label(thing: Named | None) -> str | None:
    return next(iter(_labels(thing)), None)


def _spans(to: Score, reading: Reading, text: str) -> None:
    """Whether each quote is what stands at its offsets in the file."""
    for figure in reading.figures:
        for span in figure.evidence:
            to.counts.update(spans=1, spans_right=int(text[span.start:span.end] == reading.article.source[span.start:span.end]))


def _translations(to: Score, gold: Annotation, reading: Reading, text: str) -> None:
    """Translations made wrong on purpose: caught where a figure at that place tells that the languages differ."""
    told = [figure for figure in reading.figures if figure.agreement == "differ"]
    to.counts["errors_told"] += len(told)
    for figure in gold.figures:
        if figure.n in gold.mistranslated:
            spots = occurrences(text, figure.quotes.get("zh", ""))
            caught = any(overlapping(read, spots) for read in told)
            to.counts["errors_caught"] += caught
            if not caught:
                to.findings.append(Finding(MISSED, "translation", figure.quote, text.count("\n", 0, spots[0][0]) + 1 if spots else None))


def _dispatches(to: Score, gold: Annotation, dispatches: Sequence[Dispatch]) -> None:
    read = {dispatch.n: dispatch for dispatch in dispatches}
    for wanted in gold.dispatches:
        mine = read.get(wanted.n)
        have = [_labels(statement.source) for statement in mine.chain] if mine is not None else []
        right = len(wanted.chain) == len(have) and all(map(alike, wanted.chain, have))
        to.counts.update(chain_gold=1, chain_right=int(right))
        differences = [] if right else [Difference("chain", _chain(wanted.chain), _chain(have))]
        for name in DATES:
            day, said = getattr(wanted, name), getattr(mine, name, None)
            if day:
                to.counts.update({f"{name}_gold": 1, f"{name}_right": int(day == said)})
            elif said:
                to.counts[f"{name}_extra"] += 1
            if day and day != said:
                differences.append(Difference(name, day, said))
        if differences:
            to.findings.append(Finding(WRONG, "dispatch", str(wanted.n), differences=tuple(differences)))


def _chain(chain: Iterable[Names]) -> str:
    return " < ".join(names[0] if names else "?" for names in chain)


def _things(to: Score, gold: Annotation, reading: Reading | None) -> None:
    for kind, wanted, read in (("places", gold.places, reading.places if reading else ()), ("forces", gold.forces, reading.forces if reading else ())):
        have = [_labels(thing) for thing in read]
        missed = [names for names in wanted if not any(alike(names, labels) for labels in have)]
        to.counts.update({f"{kind}_gold": len(wanted), f"{kind}_read": len(have), f"{kind}_hit": len(wanted) - len(missed)})
        to.findings.extend(Finding(MISSED, kind.removesuffix("s"), " / ".join(names)) for names in missed)
