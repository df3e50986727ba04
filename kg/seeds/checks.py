"""What a curator should look at in a text: read as it stands, and warned of."""
from __future__ import annotations

import re

from kg.model import EN, ZH, Span
from kg.seeds.findings import MOST_OF_A_KIND, Findings

_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|<!--")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_PAIRS = (("【", "】"), ("〔", "〕"), ("（", "）"), ("《", "》"))
_LEAST_REPEATED = 10
_LEAST_RUNNING = {ZH: 40, EN: 100}
_ENDINGS = frozenset("。！？…：；.!?:;”’」』》】〕）)\"'—×")


def repeats(source: str, span: Span) -> tuple[Span, ...]:
    """The paragraphs within a span that stand in it a second time word for word, each but the first; short ones (under 10 characters) do not count."""
    seen: set[str] = set()
    found: list[Span] = []
    position = span.start
    for line in source[span.start:span.end].split("\n"):
        paragraph = line.strip()
        if len(paragraph) >= _LEAST_REPEATED:
            if paragraph in seen:
                start = position + line.index(paragraph)
                found.append(Span(span.lang, start, start + len(paragraph)))
            seen.add(paragraph)
        position += len(line) + 1
    return tuple(found)


def check_file(findings: Findings) -> None:
    """Warns of line ends, of lost and of invisible characters."""
    text = findings.text
    if "\r\n" in text:
        findings.warn("windows_line_ends", text.index("\r\n"), "The lines end as on Windows (CR LF); positions count both characters.")
    if "\ufffd" in text:
        message = f"Characters were lost in an earlier conversion; U+FFFD stands for them, {text.count(chr(0xFFFD))} times in all."
        findings.warn("lost_character", text.index("\ufffd"), message)
    for character in _INVISIBLE:
        if character in text:
            message = f"The invisible character U+{ord(character):04X} stands in the text, {text.count(character)} times in all."
            findings.warn("invisible_character", text.index(character), message)


def check_body(findings: Findings, span: Span) -> None:
    """Warns of markup, of paragraphs that are printed twice and of brackets that do not close, within one language's body."""
    body = findings.text[span.start:span.end]
    if "<" in body:
        _warn_of(findings, "html_tag", "HTML tag", _TAG, span)
    if "&" in body:
        _warn_of(findings, "html_entity", "HTML entity", _ENTITY, span)
    for repeat in repeats(findings.text, span)[:MOST_OF_A_KIND]:
        surface = findings.text[repeat.start:repeat.end]
        first = findings.line(findings.text.index(surface, span.start))
        findings.warn("repeated_paragraph", repeat.start, f"This paragraph stands on line {first} already; it is read once.")
    _check_end(findings, span)
    for opening, closing in _PAIRS:
        if body.count(opening) != body.count(closing):
            _warn_of_brackets(findings, span, opening, closing)


def _check_end(findings: Findings, span: Span) -> None:
    """Warns of a body that breaks off: its last line is as long as running text, and ends without a mark that ends one."""
    last = findings.text[span.start:span.end].rpartition("\n")[2].strip()
    if len(last) > _LEAST_RUNNING[span.lang] and last[-1] not in _ENDINGS:
        findings.warn("breaks_off", span.end - 1, f"The text breaks off: it ends with “{last[-20:]}”. A part of it may be missing.")


def _warn_of(findings: Findings, code: str, name: str, pattern: re.Pattern[str], span: Span) -> None:
    found = list(pattern.finditer(findings.text, span.start, span.end))
    if found:
        count = f"{len(found)} {name}s stand" if len(found) > 1 else f"One {name} stands"
        findings.warn(code, found[0].start(), f"{count} in the text, the first {found[0][0][:40]}; the text is read as it stands.")


def _warn_of_brackets(findings: Findings, span: Span, opening: str, closing: str) -> None:
    """Warns of the first line of the body in which a kind of bracket does not close."""
    position = span.start
    for line in findings.text[span.start:span.end].split("\n"):
        opened, closed = line.count(opening), line.count(closing)
        if opened != closed:
            findings.warn("unbalanced_bracket", position, f"The brackets {opening}{closing} are not balanced: on this line {opened} open and {closed} close.")
            return
        position += len(line) + 1
