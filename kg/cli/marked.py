"""An article in a terminal, with every figure marked and told below its text."""
from __future__ import annotations

from collections.abc import Iterator

from kg.claims.audit import shown
from kg.model import Figure, Reading, TextVersion

_ON, _OFF = "\x1b[1;31m", "\x1b[0m"


def marked(reading: Reading, *, colour: bool) -> str:
    """The article's texts with ``[n]`` behind each figure's words, then the figures by those numbers, then what was read as no figure."""
    lines = [f"{reading.article.file} · {reading.article.date}" + (f" · page {reading.article.page}" if reading.article.page else "")]
    for version in reading.article.versions:
        lines += ["", f"— {version.lang} —", _text(reading, version, colour)]
    lines += ["", *(_figure(number, figure) for number, figure in enumerate(reading.figures, 1))]
    if reading.numerals:
        lines += ["", "Read as no figure: " + " · ".join(_numerals(reading))]
    return "\n".join(lines)


def _text(reading: Reading, version: TextVersion, colour: bool) -> str:
    marks = sorted((span.start, span.end, number) for number, figure in enumerate(reading.figures, 1) for span in figure.evidence if span.lang == version.lang)
    source, parts, reached = reading.article.source, [source_part(reading, version.title.start, version.title.end), "\n"], version.body.start
    for start, end, number in marks:
        if start < reached:
            continue
        quote = source[start:end]
        parts += [source[reached:start], f"{_ON}{quote}{_OFF}" if colour else quote, f"[{number}]"]
        reached = end
    return "".join([*parts, source[reached:version.body.end]])


def source_part(reading: Reading, start: int, end: int) -> str:
    """A stretch of the file as it stands."""
    return reading.article.source[start:end]


def _figure(number: int, figure: Figure) -> str:
    named = (("by", figure.actor), ("of", figure.affected), ("at", figure.place))
    roles = [f"{name} {thing.label_en or thing.label_zh}" for name, thing in named if thing is not None]
    when = "/".join(date for date in (figure.period_start, figure.period_end) if date is not None)
    said = f"[{number}] {figure.qualifier} {shown(figure.value, figure.upper)} {figure.unit}, {figure.object}, {figure.outcome}"
    return " · ".join(part for part in (said, *roles, when, figure.agreement) if part)


def _numerals(reading: Reading) -> Iterator[str]:
    for numeral in reading.numerals:
        yield f"{source_part(reading, numeral.span.start, numeral.span.end)} ({numeral.reason})"
