"""Small graphs as documents: N-Triples in, any RDF form out, with the writers that the dumps are made by."""
from __future__ import annotations

import json
from collections.abc import Callable

from kg import identifiers
from kg.publish import jsonld, rdfxml, turtle
from kg.publish.blocks import Block, lines


def block(triples: str) -> Block:
    """N-Triples text, without blank nodes, as a graph. Triples that stand twice are taken once; the order is that of addresses."""
    found = Block(f"<{identifiers.BASE}>")
    for line in sorted(set(lines(triples))):
        found.add(line.rstrip("\n").removesuffix(" ."))
    return found


def _turtle(found: Block) -> str:
    return turtle.header() + "".join(turtle.turtle(found))


def _json_ld(found: Block) -> str:
    nodes = json.loads(jsonld.graph(found))["@graph"] if found.subjects else []
    return jsonld.header() + ",\n".join(json.dumps(node, ensure_ascii=False, indent=1) for node in nodes) + jsonld.FOOTER


def _rdf_xml(found: Block) -> str:
    return rdfxml.header() + "".join(rdfxml.nodes(found)) + rdfxml.FOOTER


def _n_triples(found: Block) -> str:
    return "".join(f"{triple} .\n" for triple in found.triples())


_WRITERS: dict[str, Callable[[Block], str]] = {"ttl": _turtle, "jsonld": _json_ld, "rdf": _rdf_xml, "nt": _n_triples, "nq": _n_triples, "trig": _turtle}


def write(found: Block, suffix: str) -> bytes:
    """The graph in the format of a suffix."""
    return _WRITERS[suffix](found).encode("utf-8", "surrogatepass")
