"""One language's text read through: its wire items, each with its counts, their roles and what they are parts of."""
from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, cached_property, partial
from operator import attrgetter

from kg import authority
from kg.attribution import Attribution, Hop, attribute
from kg.claims.counts import counts
from kg.claims.mentions import Mentions, Naming, named_by
from kg.claims.parts import wholes
from kg.claims.periods import is_period, results_of, span
from kg.claims.places import scene as scene_of
from kg.claims.places import spots
from kg.claims.roles import HARM, Roles, assign
from kg.claims.scenes import Scenes, campaign, headline, tells_results
from kg.claims.setting import Setting
from kg.claims.sides import ENEMY, OWN, Sides, army_of, home, region
from kg.model import Named, TextVersion
from kg.text.dates import RANGE, DateMention
from kg.text.grammar import UNIT, Clause, Count, group, objects, word_pattern
from kg.text.lexicon import FORCE, PLACE, Lexicon
from kg.text.scan import Scan, clauses, scan
from kg.text.structure import Item, Layout, Stretch, layout
from kg.values import value

_AND = re.compile("[、和及与]")


@value(frozen=True, slots=True)
class Claimed:
    """A count with its roles; ``whole`` is the index of the count that it is a part of, in the same item."""

    count: Count
    roles: Roles
    whole: int | None
    sentence: int
    paragraph: int


class ItemReading:
    """A wire item (or, as number 0, the title) as read: its clauses and its counts.

    Whose words they are and what surrounds them is made out when it is first asked for: of a translation, only its counts are, unless it adds one.
    """

    def __init__(self, found: Scan, n: int, item: Item, named: Mentions, lexicon: Lexicon, around: Callable[[], Setting]):
        self.n = n
        self.item = item
        self.clauses = tuple(clauses(found, item))
        self.counts = tuple(_each(found, self.clauses, counts(found, self.clauses, lexicon)))
        self._found, self._named, self._around = found, named, around

    @cached_property
    def told(self) -> Attribution:
        """Who says it."""
        return attribute(self._found, self.item) if self.n else Attribution(None, None, None, ())

    @cached_property
    def claims(self) -> tuple[Claimed, ...]:
        """The counts in their order, with their roles."""
        found, parts = self._found, self.clauses
        setting = _setting(found, self.item, self._named, self._around(), self.told.hops)
        setting.scenes.whole = campaign(found, parts, self._named) or setting.scenes.whole
        setting.scenes.summed = tells_results(found, parts)
        held = wholes(found, parts, self.counts)
        roles = assign(found, parts, self.counts, self._named, setting, self.told.hops)
        _share(self.counts, roles, held)
        return tuple(Claimed(count, role, whole, parts[count.clause].sentence, parts[count.clause].paragraph)
                     for count, role, whole in zip(self.counts, roles, held, strict=True))

    def hop_of(self, claim: Claimed) -> Hop | None:
        """The source in whose words a claim is: the last that spoke before it in its paragraph, else the innermost of the opening."""
        paragraph = self.item.paragraphs[claim.paragraph]
        hops = self.told.hops             # in the order of the text
        before = bisect_right(hops, claim.count.number.start, key=attrgetter("start"))
        if before and hops[before - 1].start >= paragraph.start:
            return hops[before - 1]
        return next((hops[at] for at in range(before - 1, -1, -1) if hops[at].main), None)


@value(frozen=True, slots=True)
class VersionReading:
    """One text version as read: the scan, its layout, and its items, the title first."""

    version: TextVersion
    scan: Scan
    layout: Layout
    named: Mentions
    items: tuple[ItemReading, ...]


@value(frozen=True, slots=True)
class Scanned:
    """A text version with what the vocabulary finds in it, before its names are resolved."""

    version: TextVersion
    scan: Scan
    layout: Layout
    stretches: tuple[Stretch, ...]


def scan_version(folded: str, version: TextVersion, lexicon: Lexicon, paper: datetime.date) -> Scanned:
    """Finds words, numbers and dates in one text version of a folded file."""
    title = folded[version.title.start:version.title.end]
    laid = layout(folded, version.lang, title, version.body.start, version.body.end)
    stretches = (Stretch(version.title.start, version.title.end), Stretch(version.body.start, version.body.end))
    return Scanned(version, scan(folded, version.lang, stretches, lexicon, paper, laid.items[0].start if laid.items else 0), laid, stretches)


def read_version(scanned: Scanned, named: Mentions, lexicon: Lexicon) -> VersionReading:
    """Reads the items of a scanned version whose names are resolved."""
    title = Item(None, (Stretch(scanned.version.title.start, scanned.version.title.end),), is_title=True)

    @cache
    def around() -> Setting:
        forces = named.of(FORCE)
        sides = Sides(forces, named.of(PLACE))
        first = _speaking(named, items[1].told.hops, sides) if len(items) > 1 else None
        own = first or sides.main_force(forces, OWN)
        return Setting(sides, own, sides.main_force(forces, ENEMY), Scenes(None, _home(scanned.scan, forces, sides)))

    @cache
    def titled() -> tuple[Named | None, Named | None]:
        told = [spots(scanned.scan, clause, named) for clause in items[0].clauses]
        scene = next((spot.thing for clause in told if (spot := scene_of(clause)) is not None), None)
        return scene, campaign(scanned.scan, items[0].clauses, named) or headline(told)

    items: list[ItemReading] = []

    def below(n: int, item: Item) -> Setting:
        """What the title and the items before tell for one."""
        setting = _below(around, titled, named, item, n)
        if n and (opening := results_of(scanned.scan, item)):
            setting = replace(setting, date=_time(scanned.scan, items[n - 1], opening, named))
        return setting

    for n, item in enumerate((title, *scanned.layout.items)):
        items.append(ItemReading(scanned.scan, n, item, named, lexicon, partial(below, n, item)))
    return VersionReading(scanned.version, scanned.scan, scanned.layout, named, tuple(items))


def _below(around: Callable[[], Setting], titled: Callable[[], tuple[Named | None, Named | None]], named: Mentions, item: Item, n: int) -> Setting:
    """What an item takes from its title's scene and from what the title tells of as a whole: a later one, where it names that place as well."""
    scene, whole = titled()
    if n > 1 and not any(whole in named_by(naming) for naming in named.within(item.start, item.end, PLACE)):
        return replace(around(), scenes=Scenes(None, _around(whole, named, item) or around().scenes.home))
    return replace(around(), scenes=Scenes(scene, around().scenes.home or whole, whole, item.is_title))


def _around(whole: Named | None, named: Mentions, item: Item) -> Named | None:
    """What a later item takes of the title's place: the country in which it lies, where the item names that, else the place."""
    country = authority.theatre(whole.path) if whole is not None else None
    return next((naming.thing for naming in named.within(item.start, item.end, PLACE) if naming.thing.path == country), whole)


def _time(found: Scan, before: ItemReading, opening: Stretch, named: Mentions) -> DateMention | None:
    """The time of the results that an item tells: the month or more in the title, or that of the battle at a place of which the item before told."""
    if not before.n:
        dates = found.dates_in(before.item.start, before.item.end)
        return next((date for date in dates if is_period(date)), None)
    scenes = {spot.thing.path for spot in named.within(opening.start, opening.end, PLACE)}
    if not any(spot.thing.path in scenes for spot in named.within(before.item.start, before.item.end, PLACE)):
        return None
    time = span([(claim.roles.period_start, claim.roles.period_end) for claim in before.claims])
    return DateMention(opening.start, opening.start, *time, RANGE, False) if time is not None else None


def _share(counts: Sequence[Count], roles: Sequence[Roles], held: Sequence[int | None]) -> None:
    """A part suffers what its whole did, at the same hands; whose it is only where it says so: 俘敌三百名，其中军官十名, 美军五十名."""
    for count, role, whole in zip(counts, roles, held, strict=True):
        if whole is not None and count.outcome in HARM and count.outcome == counts[whole].outcome:
            role.actor = roles[whole].actor
            if count.holder is None:
                role.affected = roles[whole].affected


def _setting(found: Scan, item: Item, named: Mentions, around: Setting, hops: Sequence[Hop]) -> Setting:
    """What an item carries on from its beginning."""
    forces = named.within(item.start, item.end, FORCE)
    front = _front(found, item, named)
    sides = around.sides
    own = _speaking(named, hops, sides) or sides.main_force(forces, OWN) or around.own
    enemy = sides.main_force(forces, ENEMY) or (sides.main_force(forces, None) if _elsewhere(own, around.own) else around.enemy)
    scenes = replace(around.scenes, home=front or _home(found, forces, sides) or around.scenes.home)
    return Setting(sides, own, enemy, scenes, date=around.date, plain=sides.is_plain(forces))


def _elsewhere(own: Named | None, around: Named | None) -> bool:
    """Whether an item tells of another war than the article: its own force is of another country. Whom the other dispatches fight is not meant there."""
    theatres = [authority.theatre(army.path) for army in (own, around) if army is not None]
    return None not in theatres and len(set(theatres)) > 1


def _speaking(named: Mentions, hops: Sequence[Hop], sides: Sides) -> Named | None:
    """The army of the paper's own side whose command speaks (寮国人民解放军总司令部公报): what is told without a name, its army did."""
    told = (army_of(naming.thing) for hop in reversed(hops) if hop.main for naming in reversed(named.within(hop.start, hop.end)))
    return next((army for army in told if army is not None and sides.of(army) == OWN and not authority.generic(army.path)), None)


def _front(found: Scan, item: Item, named: Mentions) -> Named | None:
    """The place at whose front an item was written: 朝鲜前线."""
    if item.dateline is None:
        return None
    places = named.within(item.dateline.start, item.dateline.end, PLACE)
    front = word_pattern(found.lang, "front")
    return next((naming.thing for naming in places if front.match(found.text, naming.end) or front.search(found.text, naming.start, naming.end)), None)


def _home(found: Scan, forces: Sequence[Naming], sides: Sides) -> Named | None:
    """The place that the first of the paper's own forces to bear one in its name bears: 冀鲁豫军区, else a country's."""
    own = [naming for naming in forces if sides.of(naming.thing) == OWN]
    area = next((place for naming in own if (place := region(found.text[naming.start:naming.end])) is not None), None)
    return area or next((country for naming in own if (country := home(naming.thing)) is not None), None)


def _of_places(clause: Clause, count: Count) -> bool:
    """Whether the list is one of places or units (三省各有两处兵站, 六八军九十军各两个师), which the text counts as one."""
    named = [hit for hit in clause.hits if hit.end <= count.number.start]
    return group(count.object or "other") == UNIT or bool(named and PLACE in named[-1].entry.readings)


def _each(found: Scan, parts: Sequence[Clause], counted: list[Count]) -> Iterator[Count]:
    """A number that holds for every item of a list counts once for each: 法国兵、寮国兵各二名."""
    reach = -1
    for count in counted:
        yield count
        if count.number.each and not _of_places(parts[count.clause], count):
            start = max(parts[count.clause].start, reach)
            words = found.text[start:count.number.start]
            marks = [start + match.start() for match in _AND.finditer(words)]
            inside = [hit for hit in parts[count.clause].hits if hit.start >= start]
            for mark in marks:
                if not any(hit.start < mark < hit.end - 1 and not objects(hit) for hit in inside):
                    yield replace(count)
        reach = count.end
