"""Events that a text tells of: an offensive, a landing, a stronghold removed; each with what its clause says of it."""
from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.claims.items import ItemReading, VersionReading
from kg.claims.sides import side_of
from kg.model import Event, Named, Span
from kg.text.grammar import Clause
from kg.text.lexicon import EVENT, FORCE, PLACE, Hit


def events(reading: VersionReading, innermost: Mapping[int, str | None]) -> Iterator[Event]:
    """The events of a text in order, one for each kind, actor and place of an item. An event wants somebody who acts or suffers, or a place."""
    for item in reading.items[1:]:
        seen: set[tuple[str, str | None, str | None]] = set()
        for clause in item.clauses:
            for hit in reading.scan.cues_in(clause.start, clause.end, EVENT):
                event = _event(reading, item, clause, hit, innermost.get(item.n))
                sign = (event.kind, event.actor.path if event.actor else None, event.place.path if event.place else None)
                if (event.actor or event.place) and sign not in seen:
                    seen.add(sign)
                    yield event


def _event(reading: VersionReading, item: ItemReading, clause: Clause, hit: Hit, statement: str | None) -> Event:
    forces = reading.named.within(clause.start, clause.end, FORCE)
    actor = next((naming.thing for naming in forces if naming.end <= hit.start), None)
    affected = next((naming.thing for naming in forces if naming.start >= hit.end and (actor is None or side_of(naming.thing) != side_of(actor))), None)
    place: Named | None = next((naming.thing for naming in reading.named.within(clause.start, clause.end, PLACE)), None)
    dates = [date for date in reading.scan.dates_in(clause.start, clause.end) if date.period_start or date.period_end]
    period = (dates[0].period_start, dates[0].period_end) if dates else (None, None)
    key = f"{reading.version.lang}{reading.version.offset(hit.start)}"
    return Event(key, item.n, statement, hit.entry.readings[EVENT][0], actor, affected, place, *period, (Span(reading.version.lang, hit.start, hit.end),))
