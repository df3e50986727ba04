"""Applies corrections to a reading: finds the figure that is read from the words, checks what is set, and keeps who changed what and when."""
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from kg import authority, vocabulary
from kg.corrections.sidecar import Entry
from kg.errors import Fault, SeedError, VocabularyError
from kg.model import Correction, Figure, Named, Numeral, Reading, Span

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def corrected(reading: Reading, file: str, entries: Sequence[Entry]) -> Reading:
    """The reading with corrections applied, in their order. Raises SeedError (naming ``file``, that of the corrections) with every one that cannot be."""
    work = _Work(reading, {figure.key: figure for figure in reading.figures})
    for entry in entries:
        try:
            work.apply(entry)
        except _RefusedError as refused:
            work.faults.append(Fault(refused.code, refused.message, refused.remedy, entry.line))
    if work.faults:
        raise SeedError(file, tuple(work.faults))
    return work.reading()


class _RefusedError(Exception):
    def __init__(self, code: str, message: str, remedy: str):
        self.code, self.message, self.remedy = code, message, remedy
        super().__init__(message)


def _stale(source: str, entry: Entry) -> _RefusedError:
    """The refusal of a correction whose words changed; it says where they stand now, if they stand in one place."""
    start, end, at = entry.span.start, entry.span.end, source.find(entry.quote)
    remedy = "Look at the text again, then write the correction anew or delete it."
    if source.count(entry.quote) == 1:
        remedy = f"These words stand at {at} now: give start = {at}, end = {at + len(entry.quote)}."
    return _RefusedError("stale_correction", f"The text at {start} to {end} is “{source[start:end][:60]}”, not “{entry.quote[:60]}”.", remedy)


def _overlap(one: Span, other: Span) -> bool:
    """Whether one of two stretches holds the other."""
    within = (one.start <= other.start and other.end <= one.end) or (other.start <= one.start and one.end <= other.end)
    return one.lang == other.lang and within


@dataclass(slots=True)
class _Work:
    """A reading under correction; figures that are taken back leave ``figures``."""

    read: Reading
    figures: dict[str, Figure]
    numerals: list[Numeral] = field(default_factory=list)
    done: list[Correction] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def apply(self, entry: Entry) -> None:
        figure = self._figure(entry)
        if entry.reason is not None:
            self._take_back(figure, entry)
            return
        changes = {name: _checked(name, value) for name, value in entry.changes.items()}
        told = [f"{name}: {_shown(getattr(figure, name))} → {_shown(value)}" for name, value in changes.items()]
        self.figures[figure.key] = replace(figure, **changes)
        self._note(f"figure/{figure.key}", figure.key, "; ".join(told), entry)

    def _figure(self, entry: Entry) -> Figure:
        """The figure that is read from the words. Refused where other words stand there now, or no one figure is read from them."""
        source, span = self.read.article.source, entry.span
        if source[span.start:span.end] != entry.quote:
            raise _stale(source, entry)
        exact = [figure for figure in self.figures.values() if span in figure.evidence]
        near = exact or [figure for figure in self.figures.values() if any(_overlap(one, span) for one in figure.evidence)]
        if len(near) != 1:
            what = "No figure is" if not near else f"{len(near)} figures are"
            raise _RefusedError("correction", f"{what} read from “{entry.quote[:60]}”.", "Give the words of one figure, as kg read shows them.")
        return near[0]

    def _take_back(self, figure: Figure, entry: Entry) -> None:
        """The number is no figure: it goes to those that count nothing, and no figure is a part or a restatement of it any more."""
        assert entry.reason is not None
        _code("reason", entry.reason)
        del self.figures[figure.key]
        for key, other in self.figures.items():
            if figure.key in (other.component_of, other.restates):
                self.figures[key] = replace(other, component_of=None if other.component_of == figure.key else other.component_of,
                                            restates=None if other.restates == figure.key else other.restates)
        self.numerals.append(Numeral(figure.key, figure.evidence[0], entry.reason))
        self._note(f"numeral/{figure.key}", figure.key, f"no figure: {entry.reason}", entry)

    def _note(self, path: str, key: str, change: str, entry: Entry) -> None:
        nth = sum(correction.key.split("#")[0] == key for correction in self.done) + 1
        self.done.append(Correction(key if nth == 1 else f"{key}#{nth}", path, change, entry.by, entry.on, entry.why))

    def reading(self) -> Reading:
        figures = tuple(self.figures[figure.key] for figure in self.read.figures if figure.key in self.figures)
        return replace(self.read, figures=figures, numerals=(*self.read.numerals, *self.numerals), corrections=tuple(
            replace(correction, key=correction.key.replace("#", "-")) for correction in self.done))


def _code(scheme: str, value: Any) -> str:
    if not isinstance(value, str) or value not in vocabulary.scheme(scheme):
        codes = ", ".join(sorted(concept.code for concept in vocabulary.scheme(scheme)))
        raise _RefusedError("correction", f"{value!r} is no code of the {scheme} scheme.", f"Take one of: {codes}.")
    return value


def _number(value: Any) -> Decimal | None:
    if value == "":
        return None
    try:
        return Decimal(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else _no_number(value)
    except InvalidOperation:
        return _no_number(value)


def _no_number(value: Any) -> Decimal:
    raise _RefusedError("correction", f"{value!r} is no number.", 'Write digits alone, or "" for none.')


def _thing(value: Any) -> Named | None:
    if value == "":
        return None
    try:
        return authority.thing(str(value))
    except VocabularyError:
        remedy = "Give a path that stands in ontology/authority, such as force/french-army."
        raise _RefusedError("correction", f"ontology/ knows no {value!r}.", remedy) from None


def _date(value: Any) -> str | None:
    if value == "":
        return None
    text = str(value)
    if not _DATE.fullmatch(text):
        raise _RefusedError("correction", f"{value!r} is no date.", "Write it as 1953, 1953-10 or 1953-10-19.")
    return text


_CHECKS: dict[str, Callable[[Any], object]] = {
    **{name: partial(_code, name) for name in ("qualifier", "outcome", "object", "unit")},
    "value": _number, "upper": _number, "actor": _thing, "affected": _thing, "place": _thing, "period_start": _date, "period_end": _date}


def _checked(name: str, value: Any) -> Any:
    if name not in _CHECKS:
        raise _RefusedError("correction", f"{name!r} cannot be set.", f"These can: {', '.join(sorted(_CHECKS))}.")
    return _CHECKS[name](value)


def _shown(value: object) -> str:
    if isinstance(value, Named):
        return value.path
    return "none" if value is None else str(value)
