"""The values that the rooms hand to each other: frozen, plain, and free of any RDF library.

Positions are counted in Unicode code points of the file's decoded text, without a byte-order mark; line ends count as they stand.
Dates are ISO 8601 strings at the precision that the text gives: ``1952``, ``1952-07`` or ``1953-10-19``.
"""
from __future__ import annotations

from decimal import Decimal

from kg.values import value

EN = "en"
ZH = "zh"


@value(frozen=True, slots=True)
class Span:
    """A stretch of one language's text, as positions in the file: ``text[start:end]`` is the surface."""

    lang: str
    start: int
    end: int


@value(frozen=True, slots=True)
class Warning:
    """Something a curator should look at; it never stops the reading."""

    code: str
    line: int
    message: str


@value(frozen=True, slots=True)
class TextVersion:
    """One language's text of an article: its title, a line feed, its body; selectors count in this text.

    ``title`` and ``body`` are spans of the file. ``text`` is what is published: the surface of the title, ``\\n``, the surface of the body.
    """

    lang: str
    title: Span
    body: Span
    text: str

    def offset(self, position: int) -> int:
        """The place in ``text`` of a position in the file. It has to lie in the title or in the body; a missing title is empty at the body's start."""
        if self.body.start <= position <= self.body.end:
            return position - self.body.start + (self.title.end - self.title.start) + 1
        return position - self.title.start


@value(frozen=True, slots=True)
class Article:
    """A seed as read: who published it when and where, and its text in each language that it has."""

    file: str
    key: str                      # identity by content: date, page and a hash; see kg.identifiers
    sha256: str                   # of the file's bytes
    source: str                   # the whole file, decoded
    title_en: str | None
    title_zh: str | None
    author: str | None
    column: str | None            # 专栏
    date: str
    page: int | None
    versions: tuple[TextVersion, ...]     # the original first
    warnings: tuple[Warning, ...] = ()

    def version(self, lang: str) -> TextVersion | None:
        """The text in one language, or None where the article lacks it."""
        return next((version for version in self.versions if version.lang == lang), None)

    def line(self, position: int) -> int:
        """The line, counted from 1, on which a position of the file stands."""
        return self.source.count("\n", 0, position) + 1


@value(frozen=True, slots=True)
class Relative:
    """A place told by another: "50 miles south of Hanoi". Distance and direction as the text has them, or None."""

    reference: Named
    direction: str | None         # north, northeast, …, left_bank, near
    distance: Decimal | None
    unit: str | None              # code of the unit scheme: kilometre, mile, li


@value(frozen=True, slots=True)
class Named:
    """A place, force, source or other agent that a text names. ``path`` is its address below the base: ``place/haiphong``.

    ``known`` tells a thing that stands in ontology/ from one that is known by its name alone (its path then ends in a hash of the name).
    """

    path: str
    label_en: str | None
    label_zh: str | None
    known: bool
    relative: Relative | None = None

    def __hash__(self) -> int:
        return hash(self.path)


@value(frozen=True, slots=True)
class Statement:
    """One hop of a reporting chain: a source, and the cue by which the text tells that it speaks."""

    key: str                      # "2" within its dispatch
    source: Named
    cue: str | None               # 据…讯, announced: as written, in the language it was read from
    cue_lang: str | None
    stance: str                   # code of the stance scheme: reports, announces, admits, claims, …
    is_report: bool               # a communiqué, order of the day, statistics: a document of its own
    date: str | None
    carrier: str | None           # key of the statement that passes this one on; None for the outermost
    evidence: tuple[Span, ...] = ()
    period_start: str | None = None       # what a communiqué covers
    period_end: str | None = None


@value(frozen=True, slots=True)
class Dispatch:
    """One wire item of an article; number 0 is the title."""

    n: int
    agency: Named | None
    place: Named | None           # of the dateline
    dispatch_date: str | None
    statement_date: str | None
    chain: tuple[Statement, ...]          # outermost first; the main line
    asides: tuple[Statement, ...] = ()    # other statements within the dispatch, each with its carrier
    spans: tuple[Span, ...] = ()          # one a language

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement of the dispatch, the main line first."""
        return self.chain + self.asides

    def chain_of(self, key: str | None) -> tuple[Statement, ...]:
        """The statements from the outermost to the one with this key."""
        by_key = {statement.key: statement for statement in self.statements}
        found: list[Statement] = []
        while key is not None and key in by_key and by_key[key] not in found:
            found.append(by_key[key])
            key = by_key[key].carrier
        return tuple(reversed(found))


@value(frozen=True, slots=True)
class Figure:
    """A number that somebody reported, with all that the text says of it. None stands for what the text does not say."""

    key: str                      # "zh412": the language and the number's offset in that text version; "zh412-2" for the second of one number
    dispatch: int
    statement: str | None         # key of the innermost statement of the source whose words the figure is in
    value: Decimal | None         # None for a vague magnitude (几百)
    upper: Decimal | None         # the high end of a range
    qualifier: str                # code
    outcome: str
    object: str
    unit: str
    unit_text: str | None         # the counter or unit as written: 名, 挺, tons
    value_text: str               # the number as written
    actor: Named | None
    affected: Named | None
    place: Named | None
    period_start: str | None
    period_end: str | None
    component_of: str | None      # key of the whole
    restates: str | None          # key of the figure that this one says again
    evidence: tuple[Span, ...]    # the original first
    agreement: str                # agree, differ, zh_only, en_only
    translated_value: Decimal | None = None       # what the translation says where it differs
    translated_qualifier: str | None = None       # likewise


@value(frozen=True, slots=True)
class Numeral:
    """A number that was read as no figure, and why (code of the reason scheme)."""

    key: str
    span: Span
    reason: str


@value(frozen=True, slots=True)
class Event:
    """Something the text tells of: an offensive, a landing, a stronghold removed."""

    key: str
    dispatch: int
    statement: str | None
    kind: str                     # code of the event scheme
    actor: Named | None
    affected: Named | None
    place: Named | None
    period_start: str | None
    period_end: str | None
    evidence: tuple[Span, ...]


@value(frozen=True, slots=True)
class Mention:
    """A name as the text has it, and the thing it was resolved to."""

    thing: Named
    span: Span


@value(frozen=True, slots=True)
class Correction:
    """What a curator changed in a reading, applied: ``path`` is what it concerns below the article's key (``figure/zh412``, ``numeral/zh412``)."""

    key: str                      # "zh412" of the figure as it was read; "zh412-2" for the second correction of it
    path: str
    change: str                   # "outcome: captured → casualties"
    by: str
    on: str                       # ISO 8601, a day
    why: str | None


@value(frozen=True, slots=True)
class Reading:
    """All that was read from one article."""

    article: Article
    dispatches: tuple[Dispatch, ...]
    figures: tuple[Figure, ...]
    numerals: tuple[Numeral, ...]
    places: tuple[Named, ...]
    forces: tuple[Named, ...]
    events: tuple[Event, ...]
    mentions: tuple[Mention, ...]
    warnings: tuple[Warning, ...]
    corrections: tuple[Correction, ...] = ()
