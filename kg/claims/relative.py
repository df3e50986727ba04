"""Places that are told by others: relative places (河内以南五十英里), and where a place lies that is known by its name alone (徐沟北十里的北格镇)."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from kg import authority, identifiers, vocabulary
from kg.claims.mentions import Mentions, Naming, Told
from kg.model import EN, ZH, Named, Relative
from kg.text.lexicon import DIRECTION, PLACE, Counters
from kg.text.numeral import plain
from kg.text.positions import NEAR, Position, is_direction, position
from kg.text.scan import Scan

_OWN = re.compile("[的之]?")
_STANDS = re.compile(r"[\W的之]|$")
_LISTED = frozenset("、和及与")
_WIDE = "base_area"
# Between an English name and the position behind it: Zhuji (north of Shangqiu), Cape Ronde 110 miles south of Thanh Hoa.
_APPOSED = re.compile(r"(?:\s(?:area|district|region|station|province|estate|county))?(?:,|\s?\()?\s?"
                      r"(?:(?:some|about|located|situated|lying|which is|which lies)\s)*", re.I)


def located(found: Scan, counters: Counters, named: Mentions) -> Mentions:
    """The namings with their relative places. A known place stays what it is, whatever the text says of where it lies."""
    places = named.of(PLACE)
    changed: dict[Naming, Naming | None] = {}
    lies: dict[str, Relative] = {}
    for at, naming in enumerate(places):
        told = position(found, counters, naming.start, naming.end) if changed.get(naming, naming) is not None else None
        if told is None or is_direction(found.text[naming.start:naming.end]) or _is_area(found, naming, told):
            continue
        changed.update((other, None) for other in places[at + 1:at + 3] if naming.end <= other.start and other.end <= told.end)
        relative = _relative(_placed(naming.thing, lies), told)
        other = _subject(found, places, at, told)
        if other is not None:
            if not other.thing.known:
                lies.setdefault(other.thing.path, relative)
        elif not told.bare and not _is_vague(found, naming, told):
            changed[naming] = replace(naming, thing=_thing(found, told, relative), told=Told(relative.reference, told.start, told.end))
    if not changed and not lies:
        return named
    kept = (changed.get(naming, naming) for naming in named.all)
    return Mentions(replace(naming, thing=_placed(naming.thing, lies)) if lies else naming for naming in kept if naming is not None)


def _relative(reference: Named, told: Position) -> Relative:
    """The relation; a distance that is a range (十五六里) has no single number, and is left out."""
    single = told.distance if told.distance is not None and told.distance.number.upper is None and told.distance.number.value is not None else None
    return Relative(reference, told.direction, single.number.value if single else None, single.unit if single else None)


def _placed(thing: Named, lies: dict[str, Relative]) -> Named:
    return replace(thing, relative=lies[thing.path]) if thing.path in lies and thing.relative is None else thing


def _is_vague(found: Scan, naming: Naming, told: Position) -> bool:
    """Whether "near" says no more than the name: around a whole base area (边区周围), or of the last of a list (海防、河内一带)."""
    if told.direction != NEAR or told.distance is not None:
        return False
    return found.text[naming.start - 1:naming.start] in _LISTED or authority.place_kind(naming.thing.path) == _WIDE


def _is_area(found: Scan, naming: Naming, told: Position) -> bool:
    """Whether the direction is an area's name: 中国东北 is a part of the country, and in 沈阳、锦州东北要人 the Northeast is a third place."""
    if told.distance is not None or found.lang != ZH:
        return False
    area = any(PLACE in hit.entry.readings and not hit.entry.ambiguous and hit.end == told.end for hit in found.hits_in(naming.end, told.end))
    return (area and not _STANDS.match(found.text, told.end)) or (told.end - naming.end <= 2 and authority.theatre(naming.thing.path) == naming.thing.path)


def _subject(found: Scan, places: Sequence[Naming], at: int, told: Position) -> Naming | None:
    """The place that is said to lie so to another: 徐州西一百公里的夏邑, 北格镇（徐沟北十里）, Zhuji (north of Shangqiu); None where none is named."""
    before = places[at - 1] if at else None
    if found.lang != ZH:
        return before if before is not None and _APPOSED.fullmatch(found.text, before.end, told.start) else None
    if before is not None and before.end == told.start - 1 and found.text[before.end] == "(":
        return before
    start = _OWN.match(found.text, told.end)
    return next((other for other in places[at + 1:at + 4] if start is not None and other.start == start.end()), None)


def _thing(found: Scan, told: Position, relative: Relative) -> Named:
    """The relative place, by its words in the language that tells it, and by those of the vocabulary in the other. One of two 新城附近 is not the other."""
    words = found.text[told.start:told.end]
    english, chinese = (words, _chinese(relative)) if found.lang == EN else (_english(relative), words)
    return Named(identifiers.name_path(PLACE, found.lang, f"{words} {relative.reference.path}"), english, chinese, known=False, relative=relative)


def _english(of: Relative) -> str | None:
    if of.reference.label_en is None:
        return None
    unit = vocabulary.scheme("unit")[of.unit].labels[EN] if of.unit is not None else ""
    measured = [str(plain(of.distance)), unit + "s" * (of.distance != 1 and unit != "li")] if of.distance is not None else []
    return " ".join([*measured, _phrase(of.direction, EN) if of.direction is not None else "from", of.reference.label_en])


def _chinese(of: Relative) -> str | None:
    if of.reference.label_zh is None:
        return None
    measured = str(plain(of.distance)) + vocabulary.scheme("unit")[of.unit].labels[ZH] if of.distance is not None and of.unit is not None else ""
    direction = _phrase(of.direction, ZH) if of.direction is not None else ""
    return ("" if direction else "距") + of.reference.label_zh + direction + measured


@cache
def _phrase(code: str, lang: str) -> str:
    """The direction's own name as it stands by a place's: 以南, 左岸, south of, near."""
    concept = vocabulary.scheme(DIRECTION)[code]
    name = concept.labels[lang]
    forms = {form.text for form in concept.forms if form.lang == lang}
    return next(form for form in ((f"以{name}", name) if lang == ZH else (f"{name} of", f"the {name} of", name)) if form in forms or form == name)
