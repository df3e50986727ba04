"""Which thing a name means: the places, forces and sources of ontology/authority, by every name that a text may use for them.

Finding names is reading's business; here a name that was found becomes one known thing, several candidates, or none, with the reason.
A name that several things share (人民军) or that is an ordinary word as well (和平) is decided by what else the text has named.
"""
from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from functools import cache, lru_cache
from itertools import repeat
from typing import Any

import pyoxigraph as ox

from kg import identifiers, vocabulary
from kg.compiled import kept
from kg.errors import VocabularyError
from kg.model import EN, ZH, Named
from kg.namespaces import FOAF, KG, ORG, RDF, SCHEMA, SKOS
from kg.text.folding import fold
from kg.values import value

PLACE = "place"
FORCE = "force"
SOURCE = "source"
PEOPLE = "people"
KINDS = (PLACE, FORCE, SOURCE)   # whose names are found wherever they stand; people are named by what is counted

_TYPE = RDF + "type"
_PARENT_UNIT = ORG + "subOrganizationOf"
_CLASSES = {SCHEMA + "Place": PLACE, KG + "ArmedForce": FORCE, KG + "Source": SOURCE, KG + "UnnamedSource": SOURCE, FOAF + "Group": PEOPLE}
_COUNTRY = "country"
_COUNTRYMAN = 4               # how strongly a place or force of a country speaks for another: as much as an ambiguous name needs
_REMEMBERED = 1 << 12          # names and paths that texts use again and again; what is known by its name alone never ends


class Reason(StrEnum):
    """Why a name was taken for a thing, or for none."""

    ONLY = "the only thing of that name"
    NAMED = "the text names it elsewhere by another of its names"
    NEAR = "it belongs with what else the text names"
    PREFERRED = "the context speaks for no other, and it is the likeliest by its name"
    UNSUPPORTED = "the name is an ordinary word or another place as well, and nothing in the context speaks for it"
    UNDECIDED = "several things have that name, and the context does not decide between them"
    UNKNOWN = "no thing of that name is known"


@value(frozen=True, slots=True)
class Name:
    """A name as texts write it (Chinese in simplified characters), and the path of the thing that it may stand for.

    ``ambiguous`` names count only where the context supports them; ``generic`` ones (敌军) name a role, not an army.
    """

    text: str
    lang: str
    path: str
    ambiguous: bool
    generic: bool


@value(frozen=True, slots=True)
class Resolution:
    """What a name came to: every candidate, the likeliest first, the chosen one or None, and why."""

    candidates: tuple[Named, ...]
    chosen: Named | None
    reason: Reason


@value(frozen=True, slots=True)
class _Entry:
    """What ontology/ says of one thing, as far as resolving needs it."""

    named: Named
    kinds: frozenset[str]
    generic: bool
    side: str | None
    parent: str | None
    above: tuple[str, ...]        # where it lies, whose it is and what it is part of
    place_kind: str | None
    unnamed: bool


def _path(iri: str) -> str:
    return iri.removeprefix(identifiers.BASE)


def _links(about: dict[str, list[ox.NamedNode | ox.Literal]], *predicates: str) -> tuple[str, ...]:
    return tuple(_path(o.value) for predicate in predicates for o in about.get(predicate, []) if isinstance(o, ox.NamedNode))


def _first(links: tuple[str, ...]) -> str | None:
    """The code or path that the first of some links points to."""
    return links[0] if links else None


def _code(links: tuple[str, ...]) -> str | None:
    return links[0].rpartition("/")[2] if links else None


def _told(iri: str, kinds: set[str]) -> list[Any]:
    """What ontology/ says of a thing, as the fields of an entry in JSON. Raises VocabularyError where it lacks a label."""
    about = vocabulary.properties(iri)
    labels = {lang: text for text, lang in vocabulary.literals(iri, SKOS + "prefLabel")}
    if EN not in labels or ZH not in labels:
        raise VocabularyError(f"{iri} needs a skos:prefLabel in English and one in Chinese; it has: {', '.join(sorted(labels)) or 'none'}.")
    return [labels[EN], labels[ZH], sorted(kinds), any(o.value == "true" for o in about.get(KG + "generic", [])), _code(_links(about, KG + "side")),
            _first(_links(about, _PARENT_UNIT)), _links(about, SCHEMA + "containedInPlace", KG + "allegiance", _PARENT_UNIT),
            _code(_links(about, KG + "placeKind")), any(o.value == KG + "UnnamedSource" for o in about.get(_TYPE, []))]


def _compiled() -> dict[str, list[Any]]:
    """Every thing of ontology/authority by its path, in their order. Raises VocabularyError where one points to nothing."""
    found: dict[str, list[Any]] = {}
    for iri in vocabulary.subjects():
        kinds = {_CLASSES[o.value] for o in vocabulary.properties(iri).get(_TYPE, []) if o.value in _CLASSES}
        if kinds and iri.startswith(identifiers.BASE):
            found[_path(iri)] = _told(iri, kinds)
    for path, (_, _, _, _, _, _, above, _, _) in found.items():
        missing = [other for other in above if other not in found]
        if missing:
            raise VocabularyError(f"{path} points to {missing[0]}, of which ontology/ says nothing.")
    return found


@cache
def _things() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = kept("authority", _compiled)
    return found


@cache
def _known(path: str) -> _Entry:
    if path not in _things():
        raise VocabularyError(f"ontology/ knows no place, force or source {path!r}.")
    label_en, label_zh, kinds, generic_role, own_side, above_unit, above, place_kind, unnamed = _things()[path]
    return _Entry(Named(path, label_en, label_zh, known=True), frozenset(kinds), generic_role, own_side, above_unit, tuple(above), place_kind, unnamed)


@cache
def _names_of(path: str) -> tuple[Name, ...]:
    iri, generic_role = identifiers.iri(path), _known(path).generic
    guarded = set(vocabulary.literals(iri, KG + "ambiguousForm"))
    found = sorted(set(vocabulary.literals(iri, SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel")))
    return tuple(Name(text, lang, path, (text, lang) in guarded, generic_role) for text, lang in found)


@cache
def names(kind: str, lang: str) -> tuple[Name, ...]:
    """Every name of a kind (``place``, ``force``, ``source``, ``people``) in a language, in the order of paths; a name that things share comes once for each.

    A command that also speaks is both a force and a source. Raises VocabularyError where ontology/ lacks what it has to say of a thing.
    """
    return tuple(name for path in sorted(_things()) if kind in _known(path).kinds for name in _names_of(path) if name.lang == lang)


def _folded(lang: str, text: str) -> str:
    """The form under which a name is looked up: folded as texts are, Chinese without spaces, English in lower case and without its article."""
    if lang == ZH:
        return "".join(fold(text).split())
    return " ".join(fold(text).replace("’", "'").lower().split()).removeprefix("the ")


def _by_form(kind: str, lang: str) -> dict[str, list[tuple[str, str, bool]]]:
    """The names of a kind as text, path and whether they are ambiguous, by the form under which they are looked up."""
    found: dict[str, dict[str, Name]] = {}
    for name in names(kind, lang):
        same = found.setdefault(_folded(lang, name.text), {})
        if name.path not in same or not name.ambiguous:
            same[name.path] = name
    return {form: [(name.text, name.path, name.ambiguous) for name in same.values()] for form, same in found.items()}


@cache
def _forms(lang: str) -> dict[str, dict[str, list[Any]]]:
    found: dict[str, dict[str, list[Any]]] = kept(f"names-{lang}", lambda: {kind: _by_form(kind, lang) for kind in (*KINDS, PEOPLE)})
    return found


@cache
def _named(kind: str, lang: str, form: str) -> tuple[Name, ...]:
    """The names of one form; none where it is unknown."""
    return tuple(Name(text, lang, path, ambiguous, _known(path).generic) for text, path, ambiguous in _forms(lang)[kind].get(form, ()))


@cache
def _men(lang: str) -> tuple[str, ...]:
    """What follows an army's name and belongs to it: 法军官兵 are 法军."""
    return tuple(_folded(lang, form.text) for form in vocabulary.scheme("word")["soldiers"].forms if form.lang == lang)


@lru_cache(_REMEMBERED)
def candidates(kind: str, lang: str, text: str) -> tuple[Name, ...]:
    """The names that a text's words may be, one a thing, in the order of paths; none where they are unknown. An army's men go by its name."""
    forms, words = _forms(lang)[kind], _folded(lang, text)
    if words not in forms and kind == FORCE:
        words = next((army for men in _men(lang) if words.endswith(men) and (army := words.removesuffix(men)) in forms), words)
    return _named(kind, lang, words) if words in forms else ()


@lru_cache(_REMEMBERED)
def ancestors(path: str) -> tuple[str, ...]:
    """The paths of the thing itself and of all that it lies in, belongs to or is part of, nearest first; empty for what ontology/ does not know."""
    found = [path] if path in _things() else []
    for below in found:
        found.extend(above for above in _known(below).above if above not in found)
    return tuple(found)


@lru_cache(_REMEMBERED)
def theatre(path: str) -> str | None:
    """The country that a thing lies in or belongs to, as a path; None for what spans countries, belongs to none or is unknown."""
    return next((above for above in ancestors(path) if _known(above).place_kind == _COUNTRY), None)


@lru_cache(1 << 16)
def _nearness(path: str, other: str) -> int:
    """How strongly a thing of the context speaks for a candidate: 8 for the same province or army, 4 for the same country, 2 or 1 for a part of the
    world by how small it is, and 1 where it is a source alone, since agencies report on every country."""
    own = ancestors(path)
    shared = next((above for above in ancestors(other) if above in own), None)
    if shared is None:
        return 0
    if theatre(shared) is None:
        near = min(2, len(ancestors(shared)) - 1)
        return near if near > 1 or PLACE in _known(path).kinds else 0      # no army is meant because its continent is
    if not _known(other).kinds - {SOURCE}:
        return 1
    return _COUNTRYMAN if _known(shared).place_kind == _COUNTRY else 2 * _COUNTRYMAN


def _support(path: str, context: Collection[str]) -> tuple[bool, int]:
    named = path in context
    return named, sum(map(_nearness, repeat(path), context)) - (_nearness(path, path) if named else 0)


@cache
def _single(name: Name) -> Resolution:
    named = _known(name.path).named
    return Resolution((named,), named, Reason.ONLY)


def _is_own_name(name: Name) -> bool:
    named = _known(name.path).named
    return _folded(name.lang, name.text) == _folded(name.lang, (named.label_zh if name.lang == ZH else named.label_en) or "")


def _decide(support: dict[Name, tuple[bool, int]]) -> tuple[Name | None, Reason]:
    viable = [name for name, (named, nearness) in support.items() if not name.ambiguous or named or nearness >= _COUNTRYMAN]
    if not viable:
        return None, Reason.UNSUPPORTED
    best = max(support[name] for name in viable)
    first = [name for name in viable if support[name] == best]
    if len(first) == 1 and best > (False, 0):
        return first[0], Reason.NAMED if best[0] else Reason.NEAR
    own = [name for name in first if _is_own_name(name)] if len(viable) > 1 else viable
    return (own[0], Reason.PREFERRED) if len(own) == 1 else (None, Reason.UNDECIDED)


def resolve(kind: str, lang: str, text: str, context: Collection[str] = ()) -> Resolution:
    """What a name means, given the paths of the places, forces and sources that the article or dispatch has been seen to name.

    The candidate that the context names already wins; else the one that shares a province, army or country with most of it;
    else the one whose own name it is. The order of the context counts for nothing. Never raises for a name that is unknown.
    """
    found = candidates(kind, lang, text)
    if not found:
        return Resolution((), None, Reason.UNKNOWN)
    if len(found) == 1 and not found[0].ambiguous:
        return _single(found[0])
    support = {name: _support(name.path, context) for name in found}
    chosen, reason = _decide(support)
    ranked = sorted(found, key=lambda name: (name != chosen, not support[name][0], -support[name][1], name.path))
    return Resolution(tuple(_known(name.path).named for name in ranked), _known(chosen.path).named if chosen else None, reason)


@lru_cache(_REMEMBERED)
def unknown(kind: str, lang: str, text: str) -> Named:
    """A thing that is known by its name alone: its path ends in a hash of the name."""
    return Named(identifiers.name_path(kind, lang, text), text if lang == EN else None, text if lang == ZH else None, known=False)


def thing(path: str) -> Named:
    """The known thing of a path, with its labels. Raises VocabularyError where ontology/ does not know it."""
    return _known(path).named


@lru_cache(_REMEMBERED)
def place_kind(path: str) -> str | None:
    """The code of a place's kind (kg:placeKind); None for what is no place, and for one that is known by its name alone."""
    return _known(path).place_kind if path in _things() else None


@lru_cache(_REMEMBERED)
def generic(path: str) -> bool:
    """Whether a thing is a role (敌军, 民兵) rather than one army; False for what is unknown."""
    return path in _things() and _known(path).generic


@lru_cache(_REMEMBERED)
def side(path: str) -> str | None:
    """The side that the word itself takes: ``own``, ``enemy`` or ``puppet``; None where it takes none or is unknown."""
    return _known(path).side if path in _things() else None


def people(lang: str, words: str) -> Named | None:
    """The kind of people that a word names (居民, refugees); None for what is unknown."""
    return next((_known(name.path).named for name in candidates(PEOPLE, lang, words)), None)


def parent(path: str) -> str | None:
    """The force or body that a thing is part of, as a path; None where ontology/ names none."""
    return _known(path).parent if path in _things() else None


def is_source(path: str) -> bool:
    """Whether a thing can be a source: an agency, a paper, a government, a command; False for what is unknown."""
    return path in _things() and SOURCE in _known(path).kinds


def is_force(path: str) -> bool:
    """Whether a thing is an armed force or a command of one; False for what is unknown."""
    return path in _things() and FORCE in _known(path).kinds


def is_unnamed(path: str) -> bool:
    """Whether a thing stands for sources that the text leaves unnamed (外国通讯社); False for what is unknown."""
    return path in _things() and _known(path).unnamed
