"""What validation says of a file: every fault with its place, what is wrong and what to do, whatever found it."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from kg.errors import Fault
from kg.validation.finding import INFO, SEVERITIES, VIOLATION, Finding, at_least
from kg.validation.places import START, Place, place

ARROW = " → "
"""Stands in every message of shapes/ between what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing found in a file. ``code`` is the name of the rule, shape, fault or warning; texts by language."""

    code: str
    severity: str
    messages: dict[str, str]
    remedies: dict[str, str]
    places: tuple[Place, ...] = (START,)
    node: str | None = None       # the address of what it is about
    label: str | None = None      # its name for people
    finding: Finding | None = None

    @property
    def place(self) -> Place:
        """Where to look first."""
        return self.places[0]

    def message(self, lang: str = "en") -> str:
        """What is wrong, in a language, else in any that there is."""
        return self.messages.get(lang) or next(iter(self.messages.values()))

    def remedy(self, lang: str = "en") -> str:
        """What to do, likewise; empty where nobody said."""
        return self.remedies.get(lang) or next(iter(self.remedies.values()), "")


@dataclass(frozen=True, slots=True)
class FileReport:
    """The judgement on one file. ``readable`` is False for what is no text, no RDF or not there; ``counts`` tells what was judged, ``article`` is the key of
    the article that a seed holds."""

    file: str
    notices: tuple[Notice, ...]
    readable: bool = True
    counts: dict[str, int] = field(default_factory=dict)
    article: str | None = None

    def conforms(self, least: str = VIOLATION) -> bool:
        """Whether it could be read and nothing of this severity or graver was found."""
        return self.readable and not any(at_least(notice.severity, least) for notice in self.notices)

    def at_least(self, least: str = INFO) -> tuple[Notice, ...]:
        """The notices of a severity and above, gravest first, then in the order of the file."""
        kept = [notice for notice in self.notices if at_least(notice.severity, least)]
        return tuple(sorted(kept, key=lambda n: (_rank(n.severity), n.place.line, n.place.column, n.code, n.node or "")))


def each_once(reports: Iterable[FileReport]) -> Iterator[FileReport]:
    """The reports, with a violation for each seed that holds the article of one before it: of the two only one can be published."""
    first: dict[str, str] = {}
    for report in reports:
        other = first.setdefault(report.article, report.file) if report.article is not None else report.file
        yield report if other == report.file else replace(report, notices=(*report.notices, same_article(other)))


def same_article(other: str) -> Notice:
    """The violation of a seed whose article another file holds."""
    messages = {"en": f"{other} holds the same article: date, page, title and opening are the same.",
                "zh": f"{other} 已载同一报道：日期、版次、标题与开头均相同。"}
    return Notice("same_article", VIOLATION, messages, {"en": "Keep one of the two files.", "zh": "请只保留其中一个文件。"})


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else 0


def of_fault(fault: Fault, text: str = "") -> Notice:
    """A fault that kept a file from being read; with the file's text, it shows the line."""
    where = Place(fault.line, fault.column, fault.line, fault.column)
    lines = text.split("\n") if text else []
    if 0 < fault.line <= len(lines):
        start = sum(len(line) + 1 for line in lines[:fault.line - 1])
        where = place(text, start + min(fault.column - 1, len(lines[fault.line - 1])), start + len(lines[fault.line - 1].rstrip("\r")))
    return Notice(fault.code, VIOLATION, {"en": fault.message}, {"en": fault.remedy}, (where,))


def of_finding(finding: Finding, places: tuple[Place, ...], severity: str, label: str | None = None) -> Notice:
    """A finding of the shapes, its message parted into what is wrong and what to do."""
    parted = {lang or "en": text.partition(ARROW.strip()) for lang, text in finding.messages}
    messages = {lang: wrong.strip() for lang, (wrong, _, _) in parted.items()} or {"en": finding.message()}
    remedies = {lang: todo.strip() for lang, (_, _, todo) in parted.items() if todo}
    return Notice(finding.name, severity, messages, remedies, places, finding.focus.strip("<>"), label, finding)
