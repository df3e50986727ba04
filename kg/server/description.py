"""The endpoint's and the data set's description of themselves (SPARQL 1.1 Service Description, VoID)."""
from __future__ import annotations

import pyoxigraph as ox

from kg import identifiers
from kg.layout import DESCRIPTION
from kg.namespaces import RDF
from kg.publish.blocks import Block
from kg.server import writing
from kg.server.negotiation import Format
from kg.server.reply import Reply
from kg.store import Release

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads")


def dataset_triples(release: Release) -> str:
    """The release's DCAT and VoID description, as N-Triples."""
    source = (release.path / DESCRIPTION).read_bytes()
    parsed = ox.parse(source, format=ox.RdfFormat.TURTLE, base_iri=identifiers.BASE)
    return "".join(f"{quad.triple} .\n" for quad in parsed)


def service_triples(endpoint: str, updates: bool) -> str:
    """What the service says of itself, as N-Triples; every node has an address."""
    dataset = identifiers.iri("dataset")
    languages = ["SPARQL11Query", *(["SPARQL11Update"] if updates else [])]
    said = [(f"<{endpoint}>", RDF + "type", SD + "Service"), (f"<{endpoint}>", SD + "endpoint", endpoint),
            *((f"<{endpoint}>", SD + "supportedLanguage", SD + language) for language in languages),
            *((f"<{endpoint}>", SD + "resultFormat", FORMATS + form) for form in (*_RESULTS, *_GRAPHS)),
            (f"<{endpoint}>", SD + "feature", SD + "UnionDefaultGraph"),
            (f"<{endpoint}>", SD + "defaultDataset", dataset), (f"<{endpoint}>", SD + "availableGraphs", dataset),
            (f"<{dataset}>", RDF + "type", SD + "Dataset"), (f"<{dataset}>", SD + "defaultGraph", f"{dataset}#default-graph"),
            (f"<{dataset}#default-graph>", RDF + "type", SD + "Graph")]
    return "".join(f"{subject} <{predicate}> <{obj}> .\n" for subject, predicate, obj in said)


def _written(triples: str, form: Format, tag: str) -> Reply:
    found: Block = writing.block(triples)
    headers = [("Vary", "Accept"), ("Cache-Control", "public, no-cache"), ("ETag", f'"{tag}-{form.suffix}"')]
    return Reply(200, form.content_type, writing.write(found, form.suffix), headers)


def of_service(release: Release, endpoint: str, form: Format, updates: bool = False) -> Reply:
    """The service description with the data set's statistics inside."""
    return _written(service_triples(endpoint, updates) + dataset_triples(release), form, f"{release.id[:12]}-service")


def of_dataset(release: Release, form: Format) -> Reply:
    """The data set's description."""
    return _written(dataset_triples(release), form, f"{release.id[:12]}-void")
