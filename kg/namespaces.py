"""The namespaces of the vocabularies that the graph is written in, and the prefixes under which people see them."""
from __future__ import annotations

from kg import identifiers

KG = identifiers.ONTOLOGY
SCHEMA = "https://schema.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PROV = "http://www.w3.org/ns/prov#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
ORG = "http://www.w3.org/ns/org#"
SEM = "http://semanticweb.cs.vu.nl/2009/11/sem/"
GEO = "http://www.opengis.net/ont/geosparql#"
OA = "http://www.w3.org/ns/oa#"
EDTF = "http://id.loc.gov/datatypes/edtf/"
DCTERMS = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
VOID = "http://rdfs.org/ns/void#"
FOAF = "http://xmlns.com/foaf/0.1/"
OWL = "http://www.w3.org/2002/07/owl#"
SH = "http://www.w3.org/ns/shacl#"
SPDX = "http://spdx.org/rdf/terms#"
VCARD = "http://www.w3.org/2006/vcard/ns#"

VOCABULARIES: dict[str, str] = {
    "kg": KG, "schema": SCHEMA, "rdf": RDF, "rdfs": RDFS, "xsd": XSD, "prov": PROV, "skos": SKOS, "org": ORG, "sem": SEM, "geo": GEO, "oa": OA, "edtf": EDTF,
    "dcterms": DCTERMS, "dcat": DCAT, "void": VOID, "foaf": FOAF, "owl": OWL, "sh": SH, "spdx": SPDX, "vcard": VCARD}

SCHEMES = ("outcome", "object", "qualifier", "unit", "reason", "stance", "eventtype", "placekind", "place", "force", "people", "source")
"""Folders below the base whose members have plain names, so that a prefix makes them short: ``outcome:killed``."""

PREFIXES: dict[str, str] = VOCABULARIES | {name: identifiers.iri(f"{name}/") for name in SCHEMES}
