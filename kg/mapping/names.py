"""The names that a reading uses, and which of them the article's own graph has to describe."""
from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.mapping.graph import Graph
from kg.mapping.properties import ALT_LABEL, BY_NAME_ALONE, DIRECTION, DISTANCE, DISTANCE_UNIT, KIND_CLASSES, PREF_LABEL, RELATIVE_TO, SOURCE, A
from kg.mapping.terms import TRUE, iri, number, string, worded
from kg.model import EN, ZH, Dispatch, Event, Figure, Named, Reading


def unknown(reading: Reading) -> list[tuple[Named, bool]]:
    """Each thing that is known by its name alone, once, in the order of addresses, and whether it speaks as a source."""
    speakers = {named.path for named in _speakers(reading.dispatches)}
    found: dict[str, Named] = {}
    for named in _all(reading):
        while named is not None:
            if not named.known:
                found[named.path] = _joined(found.get(named.path), named)
            named = named.relative.reference if named.relative else None
    return [(found[path], path in speakers) for path in sorted(found)]


def mentioned(reading: Reading) -> list[str]:
    """The paths of the places, forces and sources that an article speaks of, sorted."""
    return sorted({named.path for named in (*(mention.thing for mention in reading.mentions), *reading.places, *reading.forces)})


def _all(reading: Reading) -> Iterator[Named | None]:
    yield from _speakers(reading.dispatches)
    yield from (dispatch.place for dispatch in reading.dispatches)
    for told in (reading.figures, reading.events):
        yield from _concerned(told)
    yield from reading.places
    yield from reading.forces
    yield from (mention.thing for mention in reading.mentions)


def _speakers(dispatches: Iterable[Dispatch]) -> Iterator[Named]:
    for dispatch in dispatches:
        if dispatch.agency:
            yield dispatch.agency
        yield from (statement.source for statement in dispatch.statements)


def _concerned(told: Iterable[Figure] | Iterable[Event]) -> Iterator[Named | None]:
    for one in told:
        yield from (one.actor, one.affected, one.place)


def _joined(first: Named | None, second: Named) -> Named:
    """What two values of one address say together; the first has the word where both speak."""
    if first is None:
        return second
    return Named(first.path, first.label_en or second.label_en, first.label_zh or second.label_zh, known=False, relative=first.relative or second.relative)


def put_name(graph: Graph, named: Named, speaks: bool) -> None:
    """A thing that ontology/ does not know. Its name in the original is preferred: translators differ, and a thing has one preferred name a language.

    What a relative place is called in the other language follows from what it is told by, and never differs.
    """
    subject = iri(named.path)
    classes = KIND_CLASSES[named.path.split("/")[0]]
    for of in classes if SOURCE in classes or not speaks else (*classes, SOURCE):
        graph.put(subject, A, of)
    graph.put(subject, BY_NAME_ALONE, TRUE)
    if named.label_zh:
        graph.put(subject, PREF_LABEL, worded(named.label_zh, ZH))
    if named.label_en:
        graph.put(subject, ALT_LABEL if named.label_zh and named.relative is None else PREF_LABEL, worded(named.label_en, EN))
    if named.relative:
        graph.put(subject, RELATIVE_TO, iri(named.relative.reference.path))
        if named.relative.direction:
            graph.put(subject, DIRECTION, string(named.relative.direction))
        if named.relative.distance is not None:
            graph.put(subject, DISTANCE, number(named.relative.distance))
        if named.relative.unit:
            graph.put(subject, DISTANCE_UNIT, iri(f"unit/{named.relative.unit}"))
