"""The arithmetic of an article: parts against their whole, a title against its body, the two languages against each other. Every finding shows its sum."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kg.model import ZH, Article, Figure, Warning
from kg.text.folding import fold
from kg.text.grammar import word_pattern

_BOUNDED = ("exact", "up_to", "nearly")
_AT_LEAST = ("exact", "more_than", "at_least", "range")
"""Qualifiers of a number that is a lower bound of what it counts; 将近两万 is none."""
_SENTENCE_END = {True: ("。", "!", "?", "！", "？", "\n"), False: (". ", "\n\n")}
_OVERLAPPING = {("killed", "casualties"), ("wounded", "casualties"), ("captured", "killed_or_captured"), ("killed", "killed_or_captured")}


def audit(article: Article, figures: Sequence[Figure]) -> Iterator[Warning]:
    """The warnings, in the order of the figures."""
    parts: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.component_of is not None:
            parts[figure.component_of].append(figure)
    for figure in figures:
        told = _languages(article, figure)
        if told is not None:
            yield Warning(told[0], article.line(figure.evidence[0].start), told[1])
        yield from _sum(article, figure, parts.get(figure.key, []), figures)
        if figure.dispatch == 0 and figure.restates is None:
            yield from _title(article, figure, figures)


def _languages(article: Article, figure: Figure) -> tuple[str, str] | None:
    """The code and message of what the two languages of a figure disagree about; None where they agree, or where there is one language."""
    number = shown(figure.value, figure.upper)
    if figure.agreement == "differ":
        return "translation-differs", _differs(article, figure)
    if figure.agreement == "agree" and figure.translated_qualifier is not None:
        return "qualifier-differs", f"The original says {figure.qualifier} {number}, the translation {figure.translated_qualifier}."
    if len(article.versions) < 2:
        return None
    if figure.agreement == "en_only" and figure.value != 1:
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


def _sum(article: Article, whole: Figure, parts: Sequence[Figure], figures: Sequence[Figure]) -> Iterator[Warning]:
    """A part, or all together, larger than a whole that has an upper bound; a list that does not come to the total that closes it."""
    counted = [part for part in parts if part.value is not None and part.unit == whole.unit and _comparable(whole, part)]
    if whole.value is None or not counted:
        return
    bounded = whole.qualifier in _BOUNDED
    for part in counted:
        if bounded and part.qualifier in _AT_LEAST and part.value is not None and part.value > whole.value:
            yield Warning("part-exceeds-whole", article.line(part.evidence[0].start),
                          f"{quote(article, part)} ({part.value:,}) is told as a part of {quote(article, whole)} ({whole.value:,}), and is larger.")
    least = [part for part in counted if part.qualifier in _AT_LEAST]
    total = sum((part.value for part in least if part.value is not None), Decimal(0))
    outcomes = {part.outcome for part in counted}
    if len(least) < 2 or any({one, other} <= outcomes for one, other in _OVERLAPPING):
        return
    shown_sum = f"{' + '.join(f'{part.value:,}' for part in least)} = {total:,}"
    line = article.line(whole.evidence[0].start)
    if bounded and total > whole.value:
        yield Warning("parts-exceed-whole", line, f"The parts {shown_sum} exceed their whole {quote(article, whole)} ({whole.value:,}).")
    elif total < whole.value and _closes(article, whole, parts, figures):
        yield Warning("list-differs-from-sum", line, f"The list {shown_sum} does not come to its total {quote(article, whole)} ({whole.value:,}).")


def _comparable(whole: Figure, part: Figure) -> bool:
    return part.object == whole.object or part.outcome == whole.outcome


def _closes(article: Article, whole: Figure, parts: Sequence[Figure], figures: Sequence[Figure]) -> bool:
    """Whether a whole is the total (共计, altogether) of all that its sentence counts before it, and every number is exact."""
    if any(one.qualifier != "exact" for one in (whole, *parts)):
        return False
    span = whole.evidence[0]
    words = fold(article.source[max(part.evidence[0].end for part in parts):span.end])
    if word_pattern(span.lang, "grand_total").search(words if span.lang == ZH else words.lower()) is None:
        return False
    stop = _SENTENCE_END[span.lang == ZH]
    start = max(article.source.rfind(mark, 0, span.start) for mark in stop) + 1
    before = [figure for figure in figures if figure.evidence and figure.evidence[0].lang == span.lang and start <= figure.evidence[0].start < span.start]
    return {figure.key for figure in before} == {part.key for part in parts}


def _title(article: Article, title: Figure, figures: Sequence[Figure]) -> Iterator[Warning]:
    """A title's exact number that the body does not say again, where the body has one number of that kind, and that is another."""
    if title.value is None or title.qualifier != "exact":
        return
    alike = [figure for figure in figures if figure.dispatch and (figure.outcome, figure.object, figure.unit) == (title.outcome, title.object, title.unit)]
    if len(alike) == 1 and alike[0].qualifier == "exact" and alike[0].value is not None and alike[0].value != title.value:
        yield Warning("title-differs", article.line(title.evidence[0].start),
                      f"The title says {title.value:,}, the body {alike[0].value:,}: {quote(article, title)} / {quote(article, alike[0])}.")
