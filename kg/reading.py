"""Reads one article: the way from its text to its claims, room by room."""
from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache

from kg import authority
from kg.claims.audit import audit
from kg.claims.chains import statement_date, statements
from kg.claims.events import events
from kg.claims.figures import figures, numerals, pairings
from kg.claims.items import Claimed, Scanned, VersionReading, read_version, scan_version
from kg.claims.mentions import Naming, context, mentions
from kg.claims.relative import located
from kg.compiled import kept
from kg.model import EN, Article, Dispatch, Mention, Named, Reading, Span
from kg.seeds.markup import without_markup
from kg.text.folding import fold
from kg.text.lexicon import CUES, GRAMMAR, Lexicon, NameForm, compiled_forms
from kg.text.scan import lower


@cache
def lexicon(lang: str) -> Lexicon:
    """The compiled vocabulary of a language: code schemes and the names of places, forces and sources."""
    normalise = lower if lang == EN else fold
    words = kept(f"words-{lang}", lambda: compiled_forms(lang, GRAMMAR, _names(lang), normalise))
    return Lexicon(lang, words, kept(f"cues-{lang}", lambda: compiled_forms(lang, CUES, (), normalise)), normalise)


def _names(lang: str) -> Iterator[NameForm]:
    return (NameForm(name.text, kind, name.path, name.ambiguous) for kind in authority.KINDS for name in authority.names(kind, lang))


def read(article: Article) -> Reading:
    """All that can be read from an article; linear in its length. What the text does not say is None, and what cannot be read is told as a warning."""
    folded = fold(without_markup(article.source))
    paper = datetime.date.fromisoformat(article.date)
    scanned = [scan_version(folded, version, lexicon(version.lang), paper) for version in article.versions]
    around = context([found.scan for found in scanned])
    readings = {found.version.lang: _version(found, around) for found in scanned}
    original, *rest = readings.values()
    translation = rest[0] if rest else None
    dispatches, keys = _dispatches(original, translation, around)
    paired = list(pairings(original, translation))
    innermost = {dispatch.n: dispatch.chain[-1].key if dispatch.chain else None for dispatch in dispatches}
    read_figures = figures(paired, readings, keys, innermost)
    taken = {lang: set[int]() for lang in readings}
    for pairing in paired:
        taken[pairing.lang].add(pairing.claim.count.number.core_start)
        if pairing.translated is not None and translation is not None:
            taken[translation.version.lang].add(pairing.translated.number.core_start)
    named = [(lang, reading.named) for lang, reading in readings.items()]
    things = {kind: tuple({thing.path: thing for _, found in named for thing in found.things(kind) if thing.known or found is original.named}.values())
              for kind in ("place", "force")}
    spoken = tuple([mention for lang, found in named for naming in found.all for mention in _spoken(naming, lang)
                    if mention.thing.known or found is original.named])
    return Reading(article, dispatches, read_figures, tuple(numerals(readings, taken)), things["place"], things["force"],
                   tuple(events(original, innermost)), spoken, (*article.warnings, *audit(article, read_figures)))


def _version(found: Scanned, around: frozenset[str]) -> VersionReading:
    words = lexicon(found.version.lang)
    return read_version(found, located(found.scan, words.counters, mentions(found.scan, around)), words)


def _spoken(naming: Naming, lang: str) -> tuple[Mention, ...]:
    """The mentions that a naming is: a relative place is spoken of in the whole stretch that tells it, its reference in the name."""
    name, told = Span(lang, naming.start, naming.end), naming.told
    if told is None:
        return (Mention(naming.thing, name),)
    return Mention(naming.thing, Span(lang, told.start, told.end)), Mention(told.reference, name)


def _dispatches(original: VersionReading, translation: VersionReading | None, around: frozenset[str]) -> tuple[tuple[Dispatch, ...], dict[int, dict[int, str]]]:
    found: list[Dispatch] = []
    keys: dict[int, dict[int, str]] = {}
    agency: Named | None = None
    others = {item.n: item for item in translation.items} if translation is not None and len(translation.items) == len(original.items) else {}
    found.append(_headline(original, translation))
    for item in original.items[1:]:
        covered = _covered(item.claims)
        chain, asides, keys[item.n] = statements(original.scan, item.told, agency if item.told.again else None, around, covered)
        agency = chain[0].source if chain else None
        spans = tuple(Span(reading.version.lang, other.item.start, other.item.end)
                      for reading, other in ((original, item), (translation, others.get(item.n))) if reading is not None and other is not None)
        place = next((naming.thing for naming in original.named.within(item.told.place.start, item.told.place.end, "place")), None) if item.told.place else None
        day = item.told.date.period_start if item.told.date is not None else None
        found.append(Dispatch(item.n, agency, place, _whole_day(day), statement_date(chain), chain, asides, spans))
    return tuple(found), keys


def _headline(original: VersionReading, translation: VersionReading | None) -> Dispatch:
    return Dispatch(0, None, None, None, None, (), (), tuple(
        reading.version.title for reading in (original, translation) if reading is not None and reading.version.title.start < reading.version.title.end))


def _whole_day(value: str | None) -> str | None:
    return value if value is not None and len(value) == len("1953-10-19") else None


def _covered(claims: tuple[Claimed, ...]) -> tuple[str | None, str | None]:
    """The period that a communiqué covers: the one that the first of its figures has."""
    first = next((claim for claim in claims if claim.roles.period_start is not None), None)
    return (first.roles.period_start, first.roles.period_end) if first else (None, None)
