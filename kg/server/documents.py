"""Linked data: what the release says of an address, and the documents about it.

A thing that is no document answers 303 with the document that suits the client (Cool URIs for the Semantic Web, section 4.3); a document has a suffix.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg import identifiers, locations, validation
from kg.namespaces import PREFIXES, SKOS
from kg.server.negotiation import DOCUMENTS, Format
from kg.store import Release
from kg.validation.output.as_json import as_json
from kg.validation.output.options import Options

SUFFIXES = {f".{form.suffix}": form for form in DOCUMENTS}
_FORMATS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML}
_LABELS = (SKOS + "prefLabel", "https://schema.org/headline", "http://www.w3.org/2000/01/rdf-schema#label")
_MOST = 500                       # statements shown of those that point to a thing


@dataclass(frozen=True, slots=True)
class About:
    """What a release says of a thing: statements with it (or a part of it, ``#…``) as subject, and those that point to it."""

    iri: str
    said: tuple[ox.Triple, ...]
    pointing: tuple[ox.Triple, ...]

    def __bool__(self) -> bool:
        return bool(self.said)


def split_suffix(path: str) -> tuple[str, Format | None]:
    """The path of the thing, and the format that its suffix names; None where it has none."""
    for suffix, form in SUFFIXES.items():
        if path.endswith(suffix):
            return path.removesuffix(suffix), form
    return path, None


def about(release: Release, path: str) -> About:
    """What the release says of the thing at a path below the base."""
    iri = identifiers.iri(path)
    said = _of(release.store, iri)
    parts = {triple.object.value for triple in said if isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(iri + "#")}
    for part in sorted(parts):
        said.update(_of(release.store, part))
    deeper = {triple.object.value for triple in said if isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(iri + "#")} - parts
    for part in sorted(deeper):
        said.update(_of(release.store, part))
    pointing = set()
    for quad in release.store.quads_for_pattern(None, None, ox.NamedNode(iri), None):
        pointing.add(quad.triple)
        if len(pointing) >= _MOST:
            break
    return About(iri, tuple(sorted(said, key=str)), tuple(sorted(pointing, key=str)))


def _of(store: ox.Store, iri: str) -> set[ox.Triple]:
    return {quad.triple for quad in store.quads_for_pattern(ox.NamedNode(iri), None, None, None)}


def write(found: About, form: Format) -> bytes:
    """The statements of a thing and those that point to it, as a document in an RDF format."""
    triples = dict.fromkeys((*found.said, *(triple for triple in found.pointing if triple not in found.said)))
    return ox.serialize(triples, format=_FORMATS[form.suffix], prefixes=_used(triples)) or b""


def _used(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """The prefixes that some statements need."""
    iris = objects(list(triples)) | {triple.object.datatype.value for triple in triples if isinstance(triple.object, ox.Literal)}
    return {prefix: namespace for prefix, namespace in PREFIXES.items() if any(iri.startswith(namespace) for iri in iris)}


def labels(release: Release, iris: Iterable[str]) -> dict[str, dict[str, str]]:
    """IRI → language → label, for those that have one."""
    found: dict[str, dict[str, str]] = {}
    for iri in iris:
        for predicate in _LABELS:
            for quad in release.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None, None):
                if isinstance(quad.object, ox.Literal):
                    found.setdefault(iri, {}).setdefault(quad.object.language or "", quad.object.value)
    return found


def objects(triples: Sequence[ox.Triple]) -> set[str]:
    """Every IRI that a page about some statements shows."""
    return {term.value for triple in triples for term in (triple.subject, triple.predicate, triple.object) if isinstance(term, ox.NamedNode)}


def description(release: Release, form: Format) -> bytes:
    """The dataset's description (DCAT, VoID) in an RDF format."""
    data = (release.path / "dataset.ttl").read_bytes()
    return data if form.suffix == "ttl" else ox.serialize(ox.parse(data, format=ox.RdfFormat.TURTLE), format=_FORMATS[form.suffix], prefixes=PREFIXES) or b""


_SERVICE = "http://www.w3.org/ns/sparql-service-description#"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG",
            "N-Quads")


def _node(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SERVICE + name)


def service_description(release: Release, form: Format) -> bytes:
    """What the endpoint is and offers (SPARQL 1.1 Service Description), with the description of its dataset."""
    service = ox.NamedNode(identifiers.iri("sparql"))
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    said = {kind: _node("Service"), _node("endpoint"): service, _node("supportedLanguage"): _node("SPARQL11Query"),
            _node("feature"): _node("UnionDefaultGraph"), _node("defaultDataset"): ox.NamedNode(identifiers.iri("dataset"))}
    triples = [ox.Triple(service, predicate, value) for predicate, value in said.items()]
    triples += [ox.Triple(service, _node("resultFormat"), ox.NamedNode(f"http://www.w3.org/ns/formats/{name}")) for name in _RESULTS]
    triples += [quad.triple for quad in ox.parse((release.path / "dataset.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)]
    return ox.serialize(triples, format=_FORMATS[form.suffix], prefixes={**PREFIXES, "sd": _SERVICE}) or b""


@dataclass(frozen=True, slots=True)
class Example:
    """One of the project's queries: its title, and its text."""

    title: str
    text: str


def examples() -> list[Example]:
    """The queries of queries/, each titled by the first line of its head."""
    found = []
    for path in sorted(locations.folder("queries").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        found.append(Example(text.splitlines()[0].lstrip("# ").strip(), text))
    return found


_SUFFIX_OF = {"text/turtle": ".ttl", "application/n-triples": ".nt", "application/n-quads": ".nq", "application/trig": ".trig",
              "application/ld+json": ".jsonld", "application/rdf+xml": ".rdf"}


def validated(data: bytes, content_type: str) -> str:
    """The validation report, as JSON, of a seed or (by its media type) of RDF."""
    suffix = _SUFFIX_OF.get(content_type.split(";")[0].strip().lower())
    report = validation.judge_rdf(f"data{suffix}", data) if suffix else validation.judge_seed("article.txt", data)
    return as_json([report], Options())
