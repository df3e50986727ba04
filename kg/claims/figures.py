"""Counts of the two languages as figures: keys, evidence, agreement, wholes and restatements."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kg.claims.alignment import align, differ
from kg.claims.items import Claimed, ItemReading, VersionReading
from kg.claims.periods import span
from kg.claims.restating import same
from kg.model import EN, ZH, Figure, Named, Numeral, Span
from kg.text.grammar import Count
from kg.values import value


@value(frozen=True, slots=True)
class Pairing:
    """A claim of the original, with its place among its item's claims and its count in the translation, or None; or one that only the translation has."""

    item: ItemReading
    at: int
    claim: Claimed
    translated: Count | None
    lang: str


def pairings(original: VersionReading, translation: VersionReading | None) -> Iterator[Pairing]:
    """Every claim once, in the order of the original; what only the translation has stands at the end of its item."""
    for items, others in _stretches(original.items, translation.items if translation is not None else ()):
        counts = [(item, at, count) for item in others for at, count in enumerate(item.counts)]
        claims = [(item, at, claim) for item in items for at, claim in enumerate(item.claims)]
        matches = dict(align([claim.count for _, _, claim in claims], [count for _, _, count in counts])) if others else {}
        for place, (item, at, claim) in enumerate(claims):
            yield Pairing(item, at, claim, counts[matches[place]][2] if place in matches else None, original.version.lang)
        if translation is None:
            continue
        taken = set(matches.values())
        known = {number.value for item in items for number in original.scan.all_numbers_in(item.item.start, item.item.end)}
        for place, (item, at, count) in enumerate(counts):
            if place not in taken and count.number.value not in known and not count.number.weak:
                yield Pairing(item, at, item.claims[at], None, translation.version.lang)


def _stretches(items: Sequence[ItemReading], others: Sequence[ItemReading]) -> Iterator[tuple[Sequence[ItemReading], Sequence[ItemReading]]]:
    """What of both languages is aligned with what: item by item, or, where the translation parts its items otherwise, title with title and body with body."""
    if len(items) == len(others) or not others:
        yield from ((items[at:at + 1], others[at:at + 1]) for at in range(len(items)))
    else:
        yield from ((items[:1], others[:1]), (items[1:], others[1:]))


def _key(pairing: Pairing, versions: Mapping[str, VersionReading], used: set[str]) -> str:
    version = versions[pairing.lang].version
    base = key = f"{pairing.lang}{version.offset(pairing.claim.count.number.core_start)}"
    again = 1
    while key in used:
        again += 1
        key = f"{base}-{again}"
    used.add(key)
    return key


def figures(found: Sequence[Pairing], versions: Mapping[str, VersionReading], statements: Mapping[int, Mapping[int, str]],
            innermost: Mapping[int, str | None]) -> tuple[Figure, ...]:
    """The figures. ``statements`` gives an item's keys by the start of each hop's name, ``innermost`` the key of the end of its main line."""
    used: set[str] = set()
    keys = [_key(pairing, versions, used) for pairing in found]
    index = {(pairing.lang, pairing.item.n, pairing.at): key for pairing, key in zip(found, keys, strict=True)}
    result = []
    for pairing, key in zip(found, keys, strict=True):
        hop = pairing.item.hop_of(pairing.claim) if pairing.lang == next(iter(versions)) else None
        statement = statements.get(pairing.item.n, {}).get(hop.start) if hop is not None else None
        whole = index.get((pairing.lang, pairing.item.n, pairing.claim.whole)) if pairing.claim.whole is not None else None
        result.append(_figure(pairing, versions[pairing.lang], key, statement or innermost.get(pairing.item.n), whole))
    return tuple(_restated(found, result))


def _figure(pairing: Pairing, reading: VersionReading, key: str, statement: str | None, whole: str | None) -> Figure:
    count, roles, other = pairing.claim.count, pairing.claim.roles, pairing.translated
    evidence = [Span(pairing.lang, count.start, count.end)]
    agreement = f"{pairing.lang}_only"
    differs = False
    qualifier = None
    if other is not None:
        evidence.append(Span(EN if pairing.lang == ZH else ZH, other.start, other.end))
        differs = differ(count, other)
        agreement = "differ" if differs else "agree"
        qualifier = other.qualifier if other.qualifier != count.qualifier else None
    return Figure(key, pairing.item.n, statement if pairing.item.n else None, count.value, count.upper, count.qualifier,
                  count.outcome or "other", count.object or "other", count.unit or "item", count.unit_text,
                  _words(reading, count.number.start, count.number.end), roles.actor, roles.affected, roles.place,
                  roles.period_start, roles.period_end, whole, None,
                  tuple(evidence), agreement, other.value if differs and other else None, qualifier)


def _words(reading: VersionReading, start: int, end: int) -> str:
    return reading.version.text[reading.version.offset(start):reading.version.offset(end)]


def _restated(found: Sequence[Pairing], figures_: list[Figure]) -> Iterator[Figure]:
    """Ties a title to the body's figure that it rounds or repeats, and a repeat in the body to its first telling; a title takes the roles it leaves unsaid."""
    first_told: dict[tuple[object, ...], int] = {}
    time = span([(figure.period_start, figure.period_end) for figure in figures_ if figure.dispatch == 1])
    scene = next((figure.place for figure in figures_ if figure.dispatch and figure.place is not None), None)
    for at, (pairing, figure) in enumerate(zip(found, figures_, strict=True)):
        said = None
        if figure.dispatch == 0:
            said = next((other for other, later in enumerate(found) if later.item.n and same(pairing.claim.count, later.claim.count)), None)
        elif figure.component_of is None and figure.value is not None:
            claim = (figure.dispatch, figure.value, figure.upper, figure.outcome, figure.object, figure.unit)
            said = first_told.setdefault(claim, at)
            said = None if said == at else said
        if said is None:
            yield _of_all(figure, pairing.claim.roles.aside or scene, time) if figure.dispatch == 0 else figure
            continue
        first = figures_[said]
        if figure.dispatch == 0 and figure.period_start is None and figure.period_end is None:
            figure = replace(figure, period_start=first.period_start, period_end=first.period_end)
        yield replace(figure, restates=first.key, place=figure.place or first.place or pairing.claim.roles.aside,
                      actor=figure.actor or first.actor, affected=figure.affected or first.affected)


def _of_all(title: Figure, scene: Named | None, time: tuple[str, str] | None) -> Figure:
    """A title's figure that no figure of the body says again: where it tells no place or time, those of the article's first item."""
    if title.period_start is None and title.period_end is None and time is not None and title.outcome != "controlled":
        title = replace(title, period_start=time[0], period_end=time[1])
    return title if title.place is not None else replace(title, place=scene)


def numerals(versions: Mapping[str, VersionReading], taken: Mapping[str, set[int]]) -> Iterator[Numeral]:
    """Every number that became no figure, and why, in the order of the text. ``taken`` are the starts of those that did, a language."""
    for lang, reading in versions.items():
        used: set[str] = set()
        for number in reading.scan.numbers:
            if number.core_start in taken[lang] or number.weak:
                continue
            reason = reading.scan.excluded.get(number.core_start, "repeat")
            key = f"{lang}{reading.version.offset(number.core_start)}"
            if key not in used:
                used.add(key)
                yield Numeral(key, Span(lang, number.core_start, number.core_end), reason)
