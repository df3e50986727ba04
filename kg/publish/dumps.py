"""The dumps of a release: the same graph in every form that a consumer may want, each written from the N-Quads as a stream."""
from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.publish import jsonld, rdfxml, turtle
from kg.publish.blocks import Block, Merger, blocks

NAME = "dispatch-kg"
NQUADS = f"{NAME}.nq"


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of dump: the name that ``kg export --format`` knows, its file, its media type, and what it is."""

    format: str
    file: str
    media_type: str
    title: str


FORMS: tuple[Form, ...] = (
    Form("nquads", NQUADS, "application/n-quads", "The whole dataset, one graph an article, as N-Quads"),
    Form("trig", f"{NAME}.trig", "application/trig", "The whole dataset, one graph an article, as TriG"),
    Form("jsonld", f"{NAME}.jsonld", "application/ld+json", "The whole dataset as JSON-LD, nested by article"),
    Form("ntriples", f"{NAME}.nt", "application/n-triples", "All graphs as one, as N-Triples"),
    Form("turtle", f"{NAME}.ttl", "text/turtle", "All graphs as one, as Turtle"),
    Form("rdfxml", f"{NAME}.rdf", "application/rdf+xml", "All graphs as one, as RDF/XML"),
    Form("csv", "figures.csv", "text/csv", "The table of figures as CSV"),
    Form("parquet", "figures.parquet", "application/vnd.apache.parquet", "The table of figures as Parquet"),
    Form("geojson", "places.geojson", "application/geo+json", "The places of figures with what is claimed of them, as GeoJSON"),
)
"""Every form, in the order in which a release lists them."""

BY_FORMAT = {form.format: form for form in FORMS}


def write_rdf(nquads: Path, folder: Path, format: str) -> None:
    """Writes one of the RDF forms other than N-Quads from the N-Quads, into its file in the folder. Memory does not grow with the number of articles."""
    with nquads.open(encoding="utf-8", newline="\n") as source, (folder / BY_FORMAT[format].file).open("w", encoding="utf-8", newline="\n") as target:
        target.writelines(_WRITERS[format](blocks(source)))


def _trig(graphs: Iterator[Block]) -> Iterator[str]:
    yield turtle.header()
    for block in graphs:
        yield from turtle.trig(block)


def _jsonld(graphs: Iterator[Block]) -> Iterator[str]:
    yield jsonld.header()
    for number, block in enumerate(graphs):
        yield ("," if number else "") + jsonld.graph(block)
    yield jsonld.FOOTER


def _merged(graphs: Iterator[Block]) -> Iterator[Block]:
    merger = Merger()
    return (merger.merged(block) for block in graphs)


def _ntriples(graphs: Iterator[Block]) -> Iterator[str]:
    for block in _merged(graphs):
        for triple in block.triples():
            yield f"{triple} .\n"


def _turtle(graphs: Iterator[Block]) -> Iterator[str]:
    yield turtle.header()
    for block in _merged(graphs):
        yield from turtle.turtle(block)


def _rdfxml(graphs: Iterator[Block]) -> Iterator[str]:
    yield rdfxml.header()
    for block in _merged(graphs):
        yield from rdfxml.nodes(block)
    yield rdfxml.FOOTER


_WRITERS: dict[str, Callable[[Iterator[Block]], Iterator[str]]] = {
    "trig": _trig, "jsonld": _jsonld, "ntriples": _ntriples, "turtle": _turtle, "rdfxml": _rdfxml}

RDF_FORMATS = tuple(_WRITERS)
"""The forms that ``write_rdf`` writes."""


def listed(folder: Path) -> list[dict[str, str | int]]:
    """What the manifest says of each dump that lies in a folder."""
    found: list[dict[str, str | int]] = []
    for form in FORMS:
        path = folder / form.file
        if path.exists():
            found.append({"name": form.file, "media_type": form.media_type, "bytes": path.stat().st_size, "sha256": sha256(path), "title": form.title})
    return found


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def published_context() -> str:
    """The JSON-LD context as a document of its own."""
    document = {name: said for name, said in jsonld.context().document.items() if name != "@base"}
    return json.dumps({"@context": document}, ensure_ascii=False, indent=1) + "\n"
