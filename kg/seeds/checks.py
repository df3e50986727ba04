"""What a curator should look at in a text: read as it stands, and warned of."""
from __future__ import annotations

import re

from kg.model import EN, ZH, Span
from kg.seeds.findings import MOST_OF_A_KIND, Findings
from kg.seeds.markup import ENTITY, TAG, without_markup

_LANGUAGES = {ZH: "Chinese", EN: "English"}
# Running text of one language in the other's; a name or a term in brackets is none.
_FOREIGN = {ZH: re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,]+[A-Za-z][A-Za-z'’-]*){7}"), EN: re.compile(r"[\u3400-\u9fff，、。]{10}")}
_INVISIBLE = "\u00ad\u2028\u2029\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_PAIRS = (("【", "】"), ("〔", "〕"), ("（", "）"), ("《", "》"))
LEAST_REPEATED = 10
"""Characters from which on a paragraph that stands in a text a second time is a repeat, and is read once."""
_LEAST_RUNNING = {ZH: 40, EN: 100}
_LEAST = {ZH: 8, EN: 20}
_ENDINGS = frozenset("。！？…：；.!?:;”’」』》】〕）)\"'—×")


_NUMERALS = re.compile("[0-9０-９](?:[0-9０-９]|[,.，．](?=[0-9０-９]))*|[〇零○一二两三四五六七八九十百千万]+")
_LONGEST_LINE = 100_000
_MOST_NUMBERS = 50_000
_TABLE = (5000, 0.4)              # from how many numbers on, and from which share of the text that they take up, it is a table


def repeats(source: str, span: Span) -> tuple[Span, ...]:
    """The paragraphs within a span that stand in it a second time word for word, each but the first; short ones (under 10 characters) do not count."""
    seen: set[str] = set()
    found: list[Span] = []
    position = span.start
    for line in source[span.start:span.end].split("\n"):
        paragraph = line.strip()
        if len(paragraph) >= LEAST_REPEATED:
            if paragraph in seen:
                start = position + line.index(paragraph)
                found.append(Span(span.lang, start, start + len(paragraph)))
            seen.add(paragraph)
        position += len(line) + 1
    return tuple(found)


def check_file(findings: Findings) -> None:
    """Warns of line ends, of lost and of invisible characters; refuses lines that are no paragraphs."""
    text = findings.text
    start = 0
    for line in text.split("\n") if len(text) > _LONGEST_LINE else ():
        if len(line) > _LONGEST_LINE:
            message = f"The line has {len(line):,} characters; a paragraph has at most {_LONGEST_LINE:,}."
            findings.fault("long_line", start, message, "Break the text into its paragraphs, and hold one article a file.")
        start += len(line) + 1
    if "\r\n" in text:
        findings.warn("windows_line_ends", text.index("\r\n"), "The lines end as on Windows (CR LF); positions count both characters.")
    if "\ufffd" in text:
        message = f"Characters were lost in an earlier conversion; U+FFFD stands for them, {_times(text.count(chr(0xFFFD)))}."
        findings.warn("lost_character", text.index("\ufffd"), message)
    for character in _INVISIBLE:
        if character in text:
            message = f"The invisible character U+{ord(character):04X} stands in the text, {_times(text.count(character))}."
            findings.warn("invisible_character", text.index(character), message)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def check_title(findings: Findings, span: Span) -> None:
    """Warns of markup in a title."""
    _warn_of(findings, "html_tag", ("HTML tag", "HTML tags"), TAG, span)
    _warn_of(findings, "html_entity", ("HTML entity", "HTML entities"), ENTITY, span)


def check_body(findings: Findings, span: Span) -> None:
    """Warns of markup, of paragraphs that are printed twice, of another language and of brackets that do not close, within one language's body."""
    body = findings.text[span.start:span.end]
    check_title(findings, span)
    _check_numbers(findings, span, body)
    if foreign := _FOREIGN[span.lang].search(findings.text, span.start, span.end):
        other = _LANGUAGES[EN if span.lang == ZH else ZH]
        findings.warn("mixed_language", foreign.start(), f"The {_LANGUAGES[span.lang]} text goes on in {other}: “{foreign[0][:40]}”.")
    for repeat in repeats(findings.text, span)[:MOST_OF_A_KIND]:
        surface = findings.text[repeat.start:repeat.end]
        first = findings.line(findings.text.index(surface, span.start))
        findings.warn("repeated_paragraph", repeat.start, f"This paragraph stands on line {first} already; it is read once.")
    _check_end(findings, span)
    for opening, closing in _PAIRS:
        if body.count(opening) != body.count(closing):
            _warn_of_brackets(findings, span, opening, closing)


def _check_numbers(findings: Findings, span: Span, body: str) -> None:
    """Refuses a body that is no article's by its numbers: reading it would take long, and no claim would come of it."""
    if len(body) < _TABLE[0]:
        return
    numbers = [found.end() - found.start() for found in _NUMERALS.finditer(without_markup(body))]
    remedy = "Give one article a file, as running text."
    if len(numbers) > _MOST_NUMBERS:
        findings.fault("too_many_numbers", span.start, f"The text holds {len(numbers):,} numbers; an article has at most {_MOST_NUMBERS:,}.", remedy)
    elif len(numbers) > _TABLE[0] and sum(numbers) > _TABLE[1] * len(body):
        findings.fault("too_many_numbers", span.start, f"The text is no article but a table of {len(numbers):,} numbers.", remedy)


def _check_end(findings: Findings, span: Span) -> None:
    """Warns of a body that breaks off: its last line is as long as running text, and ends without a mark that ends one."""
    if span.end - span.start < _LEAST[span.lang]:
        findings.warn("breaks_off", span.start, f"The text is no longer than “{findings.text[span.start:span.end]}”. Most of it may be missing.")
    last = findings.text[span.start:span.end].rpartition("\n")[2].strip()
    if len(last) > _LEAST_RUNNING[span.lang] and last[-1] not in _ENDINGS:
        findings.warn("breaks_off", span.end - 1, f"The text breaks off: it ends with “{last[-20:]}”. A part of it may be missing.")


def _warn_of(findings: Findings, code: str, names: tuple[str, str], pattern: re.Pattern[str], span: Span) -> None:
    found = list(pattern.finditer(findings.text, span.start, span.end))
    if found:
        count = f"{len(found):,} {names[1]} stand" if len(found) > 1 else f"One {names[0]} stands"
        findings.warn(code, found[0].start(), f"{count} in the text, the first {found[0][0][:40]}; no number is read in them.")


def _warn_of_brackets(findings: Findings, span: Span, opening: str, closing: str) -> None:
    """Warns of the first line of the body in which a kind of bracket does not close."""
    position = span.start
    for line in findings.text[span.start:span.end].split("\n"):
        opened, closed = line.count(opening), line.count(closing)
        if opened != closed:
            findings.warn("unbalanced_bracket", position, f"The brackets {opening}{closing} are not balanced: on this line {opened} open and {closed} close.")
            return
        position += len(line) + 1
