"""A reading whose known things go by the names that the article has for them (蒋军, 北京), as they are shown beside its text.

Their addresses stay those of the graph, where their own and all their other names stand.
"""
from __future__ import annotations

from dataclasses import replace

from kg.model import EN, ZH, Dispatch, Figure, Named, Reading, Statement

_PLACE = "place/"


def as_called(reading: Reading) -> Reading:
    """The reading with the article's own names for known things in their labels, where it never uses the thing's name."""
    called = _called(reading)
    if not called:
        return reading
    return replace(reading, dispatches=tuple(_dispatch(dispatch, called) for dispatch in reading.dispatches),
                   figures=tuple(_figure(figure, called) for figure in reading.figures),
                   places=tuple(_of(called, place) for place in reading.places), forces=tuple(_of(called, force) for force in reading.forces),
                   events=tuple(replace(event, actor=_maybe(called, event.actor), affected=_maybe(called, event.affected), place=_maybe(called, event.place))
                                for event in reading.events))


def _called(reading: Reading) -> dict[str, Named]:
    """By path, the things that the article calls by another name of their sort than their own: an army's for an army, any for a place."""
    used: dict[Named, dict[str, list[str]]] = {}
    for mention in reading.mentions:
        if mention.thing.known:
            used.setdefault(mention.thing, {}).setdefault(mention.span.lang, []).append(reading.article.source[mention.span.start:mention.span.end])
    found: dict[str, Named] = {}
    for thing, names in used.items():
        english, chinese = _name(thing, names, EN, thing.label_en or ""), _name(thing, names, ZH, thing.label_zh or "")
        if english or chinese:
            found[thing.path] = replace(thing, label_en=english or thing.label_en, label_zh=chinese or thing.label_zh)
    return found


def _name(thing: Named, names: dict[str, list[str]], lang: str, own: str) -> str | None:
    """The longest of the names in a language that stand for a thing's own; None where the article uses that."""
    forms = names.get(lang, [])
    alike = [form for form in forms if thing.path.startswith(_PLACE) or _sort(form, lang) == _sort(own, lang)]
    return max(alike, key=len) if alike and not any(own in form for form in forms) else None


def _sort(name: str, lang: str) -> str:
    """The word that a name ends in and that tells what it is the name of."""
    return name[-1:] if lang == ZH else name.lower().rpartition(" ")[2]


def _of(called: dict[str, Named], thing: Named) -> Named:
    if thing.relative is not None:
        thing = replace(thing, relative=replace(thing.relative, reference=_of(called, thing.relative.reference)))
    return called.get(thing.path, thing)


def _maybe(called: dict[str, Named], thing: Named | None) -> Named | None:
    return None if thing is None else _of(called, thing)


def _figure(figure: Figure, called: dict[str, Named]) -> Figure:
    return replace(figure, actor=_maybe(called, figure.actor), affected=_maybe(called, figure.affected), place=_maybe(called, figure.place))


def _dispatch(dispatch: Dispatch, called: dict[str, Named]) -> Dispatch:
    def spoken(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        return tuple(replace(statement, source=_of(called, statement.source)) for statement in statements)

    return replace(dispatch, agency=_maybe(called, dispatch.agency), place=_maybe(called, dispatch.place), chain=spoken(dispatch.chain),
                   asides=spoken(dispatch.asides))
