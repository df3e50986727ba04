"""The arithmetic of an article: parts against their whole, a title against its body, the two languages against each other. Every finding shows its sum."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kg.model import Article, Figure, Warning

_OVERLAPPING = {("killed", "casualties"), ("wounded", "casualties"), ("captured", "killed_or_captured"), ("killed", "killed_or_captured")}


def audit(article: Article, figures: Sequence[Figure]) -> Iterator[Warning]:
    """The warnings, in the order of the figures."""
    by_key = {figure.key: figure for figure in figures}
    parts: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.component_of is not None:
            parts[figure.component_of].append(figure)
    for figure in figures:
        told = _languages(article, figure)
        if told is not None:
            yield Warning(told[0], article.line(figure.evidence[0].start), told[1])
        yield from _sum(article, figure, parts.get(figure.key, []))
        if figure.restates is not None and figure.dispatch == 0:
            yield from _title(article, figure, by_key[figure.restates])


def _languages(article: Article, figure: Figure) -> tuple[str, str] | None:
    """The code and message of what the two languages of a figure disagree about; None where they agree, or where there is one language."""
    number = shown(figure.value, figure.upper)
    if figure.agreement == "differ":
        return "translation-differs", _differs(article, figure)
    if figure.agreement == "agree" and figure.translated_qualifier is not None:
        return "qualifier-differs", f"The original says {figure.qualifier} {number}, the translation {figure.translated_qualifier}."
    if len(article.versions) < 2:
        return None
    if figure.agreement == "en_only":
        return "translation-adds", f"The translation gives the number {number} ({quote(article, figure)}), which the original does not have."
    if figure.agreement == "zh_only" and figure.value != 1:
        return "translation-lacks", f"The translation lacks the number {number} of the original ({quote(article, figure)})."
    return None


def shown(value: Decimal | None, upper: Decimal | None = None) -> str:
    """A number as a message gives it."""
    text = "a vague magnitude" if value is None else f"{value:,}"
    return text if upper is None else f"{text} to {upper:,}"


def quote(article: Article, figure: Figure) -> str:
    """The words of a figure in the language it was read from first."""
    span = figure.evidence[0]
    return article.source[span.start:span.end]


def _differs(article: Article, figure: Figure) -> str:
    quotes = " / ".join(article.source[span.start:span.end] for span in figure.evidence)
    return f"The original says {shown(figure.value, figure.upper)}, the translation {shown(figure.translated_value)}: {quotes}."


def _sum(article: Article, whole: Figure, parts: Sequence[Figure]) -> Iterator[Warning]:
    counted = [part for part in parts if part.value is not None and part.unit == whole.unit and part.object == whole.object]
    if whole.value is None or not counted:
        return
    for part in counted:
        if part.value is not None and part.value > whole.value and whole.qualifier in ("exact", "up_to", "nearly"):
            yield Warning("part-exceeds-whole", article.line(part.evidence[0].start),
                          f"{quote(article, part)} ({part.value:,}) is told as a part of {quote(article, whole)} ({whole.value:,}), and is larger.")
    values = [part.value for part in counted if part.value is not None]
    total = sum(values, Decimal(0))
    outcomes = {part.outcome for part in counted}
    overlapping = any({one, other} <= outcomes for one, other in _OVERLAPPING)
    if len(values) > 1 and total > whole.value and whole.qualifier in ("exact", "up_to", "nearly") and not overlapping:
        yield Warning("parts-exceed-whole", article.line(whole.evidence[0].start), f"The parts {' + '.join(f'{value:,}' for value in values)} = {total:,} "
                      f"exceed their whole {quote(article, whole)} ({whole.value:,}).")


def _title(article: Article, title: Figure, body: Figure) -> Iterator[Warning]:
    if title.value is not None and body.value is not None and title.qualifier == "exact" and body.qualifier == "exact" and title.value != body.value:
        yield Warning("title-differs", article.line(title.evidence[0].start),
                      f"The title says {title.value:,}, the body {body.value:,} ({quote(article, body)}).")
