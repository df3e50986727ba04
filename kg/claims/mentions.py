"""The names of an article and the things that they stand for, in the order of the text.

The whole article is its own context: what it names surely decides what its doubtful names mean (人民军 beside 河内 is the Vietnamese one).
"""
from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import attrgetter

from kg import authority
from kg.model import EN, ZH, Named
from kg.text.grammar import word_pattern, words
from kg.text.lexicon import FORCE, PLACE, SOURCE, Hit
from kg.text.positions import is_direction
from kg.text.scan import Scan
from kg.values import value


@value(frozen=True, slots=True)
class Told:
    """What makes a relative place of a name: the place that bears the name, and the whole stretch that tells the other (河内以南五十英里)."""

    reference: Named
    start: int
    end: int


@value(frozen=True, slots=True)
class Naming:
    """A name at its place in the folded text, the kind of thing it was taken for, and the thing; where that is a relative place, how it is told."""

    start: int
    end: int
    kind: str
    thing: Named
    told: Told | None = None


_APPOSED = 16                     # how far behind an army's name its second one may stand, in code points
_MARKS = " (,“\"'"
_OWN = "own"
_NONE: tuple[list[int], list[Naming]] = ([], [])


class Mentions:
    """The namings of one text, with look-ups by place."""

    def __init__(self, namings: Iterable[Naming]):
        self.all = tuple(sorted(namings, key=lambda naming: (naming.start, -naming.end)))
        kinds: dict[str | None, list[Naming]] = {None: list(self.all)}
        for naming in self.all:
            kinds.setdefault(naming.kind, []).append(naming)
        self._kinds = {kind: ([naming.start for naming in found], found) for kind, found in kinds.items()}

    def of(self, kind: str) -> list[Naming]:
        """The namings of a kind, in order."""
        return self._kinds.get(kind, _NONE)[1]

    def within(self, start: int, end: int, kind: str | None = None) -> list[Naming]:
        """The namings that lie within a stretch, in order."""
        starts, found = self._kinds.get(kind, _NONE)
        left = bisect_left(starts, start)
        right = bisect_left(starts, end, left)
        return [naming for naming in found[left:right] if naming.end <= end] if left < right else []

    def things(self, kind: str) -> tuple[Named, ...]:
        """Every thing of a kind, in the order in which it is first named; a relative place behind the one that it is told by."""
        return tuple({thing.path: thing for naming in self.all if naming.kind == kind for thing in named_by(naming)}.values())


def named_by(naming: Naming) -> tuple[Named, ...]:
    """The things that a naming tells of: the thing, and before a relative place the one that it is told by."""
    return (naming.thing,) if naming.told is None else (naming.told.reference, naming.thing)


def context(scans: Sequence[Scan]) -> frozenset[str]:
    """The paths that an article names beyond doubt: by names that belong to one thing and are no ordinary words."""
    return frozenset(path for found in scans for hit in found.hits for path in hit.entry.certain)


def mentions(found: Scan, around: frozenset[str]) -> Mentions:
    """Every name of a scanned text: known ones resolved in the article's context, those that only their pattern tells by their name alone."""
    namings: list[Naming] = []
    resolved: dict[tuple[str, str], Named | None] = {}
    for hit in found.hits:
        if not hit.entry.named:
            continue
        for kind in (FORCE, PLACE, SOURCE):
            if kind not in hit.entry.readings:
                continue
            words = found.text[hit.start:hit.end]
            if hit.entry.ambiguous and kind == PLACE and not _placed(found, hit):
                continue
            if (kind, words) not in resolved:
                known = authority.resolve(kind, found.lang, words, around).chosen
                resolved[kind, words] = known or (None if hit.entry.readings[kind] else authority.unknown(kind, found.lang, words))
            thing = resolved[kind, words]
            if thing is not None:
                namings.append(Naming(hit.start, hit.end, kind, thing))
    return Mentions(_in_short(found, namings))


def _in_short(found: Scan, namings: list[Naming]) -> list[Naming]:
    """The namings with armies that go by a short name or a role (解放军, 保安队) taken for the one that the text names in full (菲律宾人民解放军): the last
    before it, or the first; and those of another name of an army (（即民抗军）) for that army."""
    full = [(naming, found.text[naming.start:naming.end]) for naming in namings if naming.kind == FORCE]
    shared = {words for naming, words in full if len(authority.candidates(FORCE, found.lang, words)) > 1 or _is_role(found.lang, naming, words)}
    meant = {words: [other for other, name in full if len(name) > len(words) and name.endswith(words) and name not in shared] for words in shared}
    seconds = _second_names(found, [naming for naming, _ in full])
    told = {second.start for _, second in seconds}
    same = {second.thing.path: first.thing for first, second in seconds}
    wings = _wings([naming.thing for naming, _ in full])
    result = list(namings)
    for at, naming in enumerate(namings):
        named = meant.get(found.text[naming.start:naming.end]) if naming.kind == FORCE else None
        if named:
            before = bisect_left(named, naming.start, key=attrgetter("start"))
            result[at] = Naming(naming.start, naming.end, FORCE, named[max(before - 1, 0)].thing)
        elif naming.kind == FORCE and naming.thing.path in same and naming.start not in told:
            result[at] = Naming(naming.start, naming.end, FORCE, same[naming.thing.path])
        elif naming.kind == FORCE and naming.thing.path in wings:
            result[at] = Naming(naming.start, naming.end, FORCE, wings[naming.thing.path])
    return result


def _wings(armies: Sequence[Named]) -> dict[str, Named]:
    """By the path of somebody's aircraft (美机), the air force that an article names as theirs (侵朝美国空军)."""
    craft = {thing.path for thing in armies if thing.known and (thing.label_en or "").endswith(words(EN, "craft"))}
    whose = {path: authority.parent(path) for path in craft}
    wings = [thing for thing in reversed(armies) if thing.path not in craft]
    return {path: thing for path, parent in whose.items() for thing in wings if parent in authority.ancestors(thing.path)}


def _is_role(lang: str, naming: Naming, words: str) -> bool:
    """Whether a name is a role that an army of the text may have (政府军, 残匪), and not that of a whole side (敌军, 我军, 人民武装)."""
    path = naming.thing.path
    return authority.generic(path) and authority.side(path) != _OWN and word_pattern(lang, "own_mark", "enemy_mark", "puppet_mark").match(words) is None


def _second_names(found: Scan, armies: Sequence[Naming]) -> list[tuple[Naming, Naming]]:
    """The armies that the text calls by a second name as well, each with that: 菲律宾人民解放军（即民抗军）."""
    also = word_pattern(found.lang, "also_called")
    return [(first, second) for first, second in pairwise(armies)
            if 0 < second.start - first.end <= _APPOSED and not authority.generic(first.thing.path) and first.thing.path != second.thing.path
            and also.fullmatch(found.text[first.end:second.start].strip(_MARKS))]


def _placed(found: Scan, hit: Hit) -> bool:
    """Whether the words around a name that is an ordinary word as well (平定, 和平) make a place of it."""
    before, after = found.text[max(0, hit.start - 3):hit.start], found.text[hit.end:hit.end + 3]
    if found.lang != ZH:
        return found.text[hit.start].isupper()
    if is_direction(found.text[hit.start:hit.end]):
        return word_pattern(ZH, "campaign", "of_region").match(found.text, hit.end) is not None      # 解放西南战役, and not 向西南逃窜
    return (word_pattern(ZH, "place_word").search(before[-1:]) is not None or before.endswith(("、", "和")) or after.startswith("、")
            or word_pattern(ZH, "place_after", "place_suffix").match(after) is not None)


def most_named(things: Iterable[Named]) -> Named | None:
    """The thing named most often, the first of them where several are; None where there is none."""
    counted: dict[Named, int] = {}
    for thing in things:
        counted[thing] = counted.get(thing, 0) + 1
    return max(counted, key=counted.__getitem__) if counted else None
