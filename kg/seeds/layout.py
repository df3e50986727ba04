"""Where the parts of an article's file stand: header, translation, rule, heading, date, page, column, original.

    Title: …                      header, in any order; the translation's
    Date: 1953-10-22
    Xinhua News Agency, …         translation
    <hr />                        rule
    Original:
    ### 在北越…  越南人民军…          heading
    [author]
    1953-10-22
    第4版()
    专栏：
        【新华社二十一日讯】…         original

A file may hold the original alone, from its heading on, or the translation alone, without the rule and what follows.
"""
from __future__ import annotations

import re
from dataclasses import dataclass

from kg.seeds.findings import Findings

HEADER_KEYS = frozenset({"title", "author", "date", "page"})
_OTHER_KEYS = frozenset({"byline", "category", "column", "edition", "id", "keywords", "language", "newspaper", "section", "source", "subtitle", "tags",
                         "translator", "url"})
_SPACE = re.compile(r"[^\S\n]*")
_BLANK = re.compile(r"\s*")
_HEADER_LINE = re.compile(r"[ \t\u3000]*([A-Za-z][A-Za-z_-]{0,30})[ \t\u3000]*([:：])[^\S\n]*([^\n]*)")
_STRAY_HEADER = re.compile(r"\n[ \t\u3000]*(Title|Author|Date|Page)[ \t\u3000]*[:：][^\S\n]*([^\n]*\S)", re.I)
_ORIGINAL = re.compile(r"\n[ \t\u3000]*Original[ \t\u3000]*[:：][^\S\n]*(?=\n|\Z)", re.I)
_RULE = re.compile(r"\n[ \t\u3000]*<hr\s{0,9}/?>[^\S\n]*(?=\n|\Z)", re.I)
_TOP = re.compile(r"<hr\s{0,9}/?>\s*(?:Original[ \t\u3000]*[:：])?|Original[ \t\u3000]*[:：]", re.I)
_HEADING_BELOW = re.compile(r"\n#{1,6}[^\S\n]*[^\s#]")
_HEADING = re.compile(r"#{1,6}[^\S\n]*([^\n]*)")
_DATE = r"\d{1,5}[-‐–—/.．年]\S{0,12}"
_DETAIL = re.compile(
    rf"[^\S\n]*(?:(?P<date>{_DATE})|第[^\S\n]*(?P<page>[^\s版]{{0,6}})[^\S\n]*版[^\S\n]*(?:[(（][^)）\n]*[)）])?|专栏[^\S\n]*[:：][^\S\n]*(?P<column>[^\n]*))[^\S\n]*(?=\n|\Z)")
_RUNNING_TEXT = re.compile(r"[。【〔]|[^\n]{80}")
_LOOKED_AT = 8
_HEADER_LINES = 40
_SHORT = 80
_TITLE_LINES = 5


@dataclass(frozen=True, slots=True)
class Field:
    """A line of the header, or one of the lines below the heading: its name in lower case, its value, and where the value stands."""

    name: str
    value: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.value)


@dataclass(frozen=True, slots=True)
class Part:
    """One language's part of a file: its heading or title line, the lines that describe it, and its body; positions of the file.

    ``heading`` is None where the part has none; ``body`` is trimmed, and empty where the part has none.
    """

    heading: tuple[int, int] | None
    fields: tuple[Field, ...]
    body: tuple[int, int]
    start: int

    def field(self, name: str) -> Field | None:
        """The first line of that name that says anything."""
        return next((field for field in self.fields if field.name == name and field.value), None)


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a file, each None where the file lacks it."""

    translation: Part | None
    original: Part | None


def lay_out(findings: Findings) -> Layout:
    """The parts of the file whose text the findings hold. What stands in the wrong place is noted there."""
    text = findings.text
    start = _skip(_BLANK, text, 0)
    if top := _TOP.match(text, start):
        findings.warn("no_header", start, "The file starts where the original begins, without header and translation.")
        return Layout(None, _original(findings, top.end(), len(text)))
    if text.startswith("#", start) or _is_detailed(text, start):
        return Layout(None, _original(findings, start, len(text)))
    end, following = _separator(findings)
    translation = _translation(findings, start, end)
    original = _original(findings, following, len(text)) if _skip(_BLANK, text, following) < len(text) else None
    if original is None and end < len(text):
        findings.warn("no_original", end, "The file ends where the Chinese original should follow; the translation is read alone.")
    return Layout(translation, original)


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the space around it; empty at its start where it is all space."""
    surface = text[start:end]
    stripped = surface.strip()
    first = start + len(surface) - len(surface.lstrip()) if stripped else start
    return first, first + len(stripped)


def _is_detailed(text: str, start: int) -> bool:
    """Whether a file without a header is an original whose heading lacks its mark, or is lost: a date or page line stands near its top."""
    if (header := _HEADER_LINE.match(text, start)) and header[1].lower() in HEADER_KEYS:
        return False
    marks = (pattern.search(text, start) for pattern in (_ORIGINAL, _RULE, _HEADING_BELOW))
    below = min(mark.start() if mark else len(text) for mark in marks)
    return any(_DETAIL.match(text, line) for line in _lines(text, start, below, _LOOKED_AT))


def _lines(text: str, start: int, end: int, most: int) -> list[int]:
    """Where the next lines that are not blank begin."""
    found: list[int] = []
    position = start
    while len(found) < most and (first := _skip(_BLANK, text, position)) < end:
        found.append(max(text.rfind("\n", 0, first) + 1, start))
        position = _line_end(text, first)
    return found


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _separator(findings: Findings) -> tuple[int, int]:
    """Where the translation ends and where the original begins; both at the file's end where there is no original."""
    text = findings.text
    if marker := _ORIGINAL.search(text):
        end, following = _rule_before(findings, marker.start()), marker.end()
        while again := _TOP.match(text, _skip(_BLANK, text, following)):       # the line once more, or the rule below it
            following = again.end()
        return end, following
    if (rule := _RULE.search(text)) and (_HEADING_BELOW.search(text, rule.end()) or _is_chinese(text[rule.end():]) or not text[rule.end():].strip()):
        if text[rule.end():].strip():
            message = 'The line "Original:" is missing below the rule <hr />; what follows the rule is read as the original.'
            findings.warn("no_original_line", rule.start() + 1, message)
        return rule.start(), rule.end()
    if heading := _HEADING_BELOW.search(text):
        message = 'The rule <hr /> and the line "Original:" are missing above the heading; the original is read from the heading on.'
        findings.warn("no_rule", heading.start() + 1, message)
        return heading.start(), heading.start()
    return len(text), len(text)


def _rule_before(findings: Findings, marker: int) -> int:
    """Where the rule stands that belongs to the line "Original:", else that line itself."""
    text = findings.text
    above = text[:marker].rstrip()
    line = above.rfind("\n")
    if line >= 0 and _RULE.match(above, line):
        return line
    findings.warn("no_rule", marker + 1, 'The rule <hr /> is missing above the line "Original:".')
    return marker


def _is_chinese(text: str) -> bool:
    """Whether most of a text is written in characters of more than two bytes: true of Chinese, false of English and of nothing."""
    sample = "".join(text[:4000].split())
    return len(sample.encode("utf-8", "replace")) > 1.8 * len(sample)


def _translation(findings: Findings, start: int, end: int) -> Part | None:
    """The header and the body below it; None where there is neither."""
    fields, below = _header(findings, start, end)
    stray = [Field(found[1].lower(), found[2].rstrip(), found.start(2)) for found in _STRAY_HEADER.finditer(findings.text, below, end)]
    if stray and not fields:
        message = f"The header stands below other text; that begins on line {findings.line(start)}."
        findings.fault("order", stray[0].start, message, "Move the header's lines to the top of the file.")
    for field in stray if fields else []:
        findings.warn("stray_header", field.start, f"A header line ({field.name.capitalize()}) stands inside the text.")
    fields += stray
    title = next((field for field in fields if field.name == "title" and field.value), None)
    body = _trim(findings.text, below, end)
    if not fields and body[0] == body[1]:
        return None
    return Part((title.start, title.end) if title else None, tuple(fields), body, start)


def _header(findings: Findings, start: int, end: int) -> tuple[list[Field], int]:
    """The header's lines and where they end. A short line that is none of them is passed over, with a warning, where a known one follows."""
    text = findings.text
    fields: list[Field] = []
    unknown: list[int] = []
    below = start
    for line in _lines(text, start, end, _HEADER_LINES):
        found = _HEADER_LINE.match(text, line)
        name = found[1].lower() if found else ""
        if found and name in HEADER_KEYS:
            fields.append(Field(name, found[3].rstrip(), found.start(3)))
            if found[2] == "：":
                findings.warn("full_width_colon", found.start(2), f'The header line "{found[1]}" has a full-width colon.')
        elif _line_end(text, line) - line > _SHORT:
            break
        else:
            unknown.append(line)
        if name in HEADER_KEYS or (fields and name in _OTHER_KEYS):
            below = _line_end(text, line)
    for line in unknown:
        if line < below and fields:
            message = f"The line {_shown(text, line)} in the header is not known, and is passed over; known are Title, Author, Date and Page."
            findings.warn("unknown_header", line, message)
    return fields, below


def _shown(text: str, line: int) -> str:
    """A line's beginning, in quotation marks."""
    surface = text[line:_line_end(text, line)].strip()
    return f'"{surface[:40]}…"' if len(surface) > 40 else f'"{surface}"'


def _original(findings: Findings, start: int, end: int) -> Part:
    """The heading, the lines below it, and the body."""
    text = findings.text
    first = _skip(_BLANK, text, start)
    heading = _HEADING.match(text, first)
    below = heading.end() if heading else first
    fields, others, body_start = _details(text, below, end)
    title = _trim(text, heading.start(1), heading.end(1)) if heading else None
    body = _trim(text, body_start, end)
    if heading is None:
        findings.warn("no_heading", first, 'The original has no heading line that begins with "### "; its title is read from the lines that open it.')
        if others:
            title, others = _trim(text, others[0], _line_end(text, others[0])), others[1:]
        else:
            title, body = _opening_title(text, *body)
    fields += [Field("author", text[line:_line_end(text, line)].strip(), _skip(_SPACE, text, line)) for line in others[:1]]
    for line in others[1:]:
        findings.warn("unknown_line", line, f"The line {_shown(text, line)} below the heading is not known, and is passed over.")
    for found in _STRAY_HEADER.finditer(text, body_start, end):
        if found[1].lower() in ("title", "date"):
            remedy = "Put the header and the translation above the rule <hr />; keep one article a file."
            findings.fault("order", found.start(1), f'The header line "{found[1]}" stands inside the original.', remedy)
    for found in _HEADING_BELOW.finditer(text, body_start, end):
        if any(_DETAIL.match(text, line) for line in _lines(text, _line_end(text, found.end()), end, 4)):
            findings.fault("two_articles", found.start() + 1, "A second article begins here.", "Split the file into one file an article.")
    return Part(title if title and title[0] < title[1] else None, tuple(fields), body, start)


def _details(text: str, start: int, end: int) -> tuple[list[Field], list[int], int]:
    """The date, page and column lines below the heading; where other lines among them begin; where the body begins."""
    fields: list[Field] = []
    others: list[int] = []
    waiting: list[int] = []
    below = start
    for line in _lines(text, start, end, _LOOKED_AT):
        found = _DETAIL.match(text, line, end)
        if found is None:
            if _RUNNING_TEXT.search(text, line, _line_end(text, line)):
                break
            waiting.append(line)
            continue
        name = found.lastgroup or "page"
        fields.append(Field(name, (found[name] or "").rstrip(), found.start(name)))
        others += waiting
        waiting = []
        below = found.end()
        if name == "column":
            break
    return fields, others, below


def _opening_title(text: str, start: int, end: int) -> tuple[tuple[int, int] | None, tuple[int, int]]:
    """The title lines that the paper prints above a body, and the body below them. There is no title where the body opens with running text."""
    last = start
    for line in _lines(text, start, end, _TITLE_LINES):
        stop = min(_line_end(text, line), end)
        if _RUNNING_TEXT.search(text, line, stop) or stop == end:
            break
        last = stop
    return (_trim(text, start, last), _trim(text, last, end)) if last > start else (None, (start, end))
