"""The W3C's SPARQL 1.1 query evaluation tests through the endpoint: data by the Graph Store Protocol, the dataset by the protocol's parameters.

The same tests are put to the engine alone in the same run. What is not passed stands with its reason in w3c_sparql.toml, and fails here when it begins to pass.
"""
from __future__ import annotations

import csv
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from made import Running, release, server

from kg.server import lexical

SUITE = Path(__file__).parent.parent.parent.parent / "shared" / "conformance" / "sparql11"
EXCEPTIONS = Path(__file__).with_name("w3c_sparql.toml")
BASE = "http://tests.example/sparql11/"
NOTHING = "http://tests.example/nothing"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
KINDS = frozenset({MF + "QueryEvaluationTest", MF + "CSVResultFormatTest"})
MEDIA = {"srj": "application/sparql-results+json", "csv": "text/csv", "nt": "application/n-triples"}
RESULTS = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON, ".tsv": ox.QueryResultsFormat.TSV}

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C tests are not beside the checkout (../shared/conformance/sparql11)")


@dataclass(frozen=True)
class Case:
    """A test: its query, the files of its dataset, and the file of its result."""

    name: str
    query: str
    data: tuple[str, ...]
    graphs: tuple[str, ...]
    result: str


def files(iri: str) -> Path:
    return SUITE / iri.removeprefix(BASE)


def cases_of(folder: str) -> Iterator[Case]:
    found = ox.Store()
    found.load(path=SUITE / folder / "manifest.ttl", format=ox.RdfFormat.TURTLE, base_iri=f"{BASE}{folder}/manifest.ttl")

    def values(subject: object, predicate: str) -> list[str]:
        return sorted(quad.object.value for quad in found.quads_for_pattern(subject, ox.NamedNode(predicate), None))

    for quad in found.quads_for_pattern(None, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), None):
        if quad.object.value in KINDS:
            [action] = [one.object for one in found.quads_for_pattern(quad.subject, ox.NamedNode(MF + "action"), None)]
            [result] = values(quad.subject, MF + "result")
            [query] = values(action, QT + "query")
            yield Case(f"{folder}/{quad.subject.value.rpartition('#')[2]}", query, tuple(values(action, QT + "data")),
                       tuple(values(action, QT + "graphData")), result)


@cache
def exceptions() -> dict[str, dict[str, str]]:
    return tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))


def cases() -> list[Case]:
    left_out = exceptions()["folders"]
    found = [case for manifest in sorted(SUITE.glob("*/manifest.ttl")) if manifest.parent.name not in left_out for case in cases_of(manifest.parent.name)]
    return sorted(found, key=lambda case: case.name)


def is_result_set(case: Case) -> bool:
    """Whether the result is a table that is written as RDF."""
    return case.result.endswith(".ttl") and "ResultSet" in files(case.result).read_text(encoding="utf-8")


def form_of(case: Case) -> str:
    return "srj" if is_result_set(case) else {".csv": "csv", ".ttl": "nt", ".rdf": "nt"}.get(Path(case.result).suffix, "srj")


Answer = Callable[[Case, str], bytes]


def isomorphic(one: list[ox.Quad], other: list[ox.Quad]) -> bool:
    graphs = [ox.Dataset(quads) for quads in (one, other)]
    for graph in graphs:
        graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return graphs[0] == graphs[1]


def as_quads(names: list[str], rows: list[tuple[object, ...]]) -> list[ox.Quad]:
    """Solutions as a graph, so that blank nodes can be compared: a node a row, a property a variable."""
    nodes = [(ox.BlankNode(), row) for row in rows]
    return [ox.Quad(node, ox.NamedNode(f"http://v/{name}"), value) for node, row in nodes for name, value in zip(names, row, strict=True) if value is not None]


XSD = "http://www.w3.org/2001/XMLSchema#"
VALUES = {XSD + "boolean": {"true": "true", "1": "true", "false": "false", "0": "false"}.__getitem__,
          XSD + "integer": int, XSD + "decimal": Decimal, XSD + "double": float, XSD + "float": float}


def by_value(term: object) -> object:
    """A number or a boolean in one spelling, since the tests give values and not spellings (2.0E0 is 2); every other term as it is."""
    if not isinstance(term, ox.Literal) or term.datatype.value not in VALUES:
        return term
    try:
        value = VALUES[term.datatype.value](term.value)
    except (KeyError, ValueError, ArithmeticError):
        return term
    return ox.Literal(f"{value.normalize():f}" if isinstance(value, Decimal) else str(value), datatype=term.datatype)


Table = tuple[list[str], list[tuple[object, ...]]]


def table(found: ox.QuerySolutions) -> Table:
    names = sorted(variable.value for variable in found.variables)
    return names, [tuple(by_value(solution[name]) for name in names) for solution in found]


def table_in(path: Path, base: str) -> Table:
    """The table that RDF describes (http://www.w3.org/2001/sw/DataAccess/tests/result-set)."""
    quads = list(ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=base))

    def objects(subject: object, name: str) -> list[object]:
        return [quad.object for quad in quads if (subject is None or quad.subject == subject) and quad.predicate.value.endswith(f"result-set#{name}")]

    names = sorted(found.value for found in objects(None, "resultVariable"))
    rows = [{objects(binding, "variable")[0].value: objects(binding, "value")[0] for binding in objects(solution, "binding")}
            for solution in objects(None, "solution")]
    return names, [tuple(by_value(row.get(name)) for name in names) for row in rows]


def same_solutions(one: Table, other: Table) -> bool:
    names, rows = one[0], (one[1], other[1])
    if names != other[0]:
        return False
    if any(isinstance(value, ox.BlankNode) for found in rows for row in found for value in row):
        return len(rows[0]) == len(rows[1]) and isomorphic(*(as_quads(names, found) for found in rows))
    return Counter(rows[0]) == Counter(rows[1])


def same_csv(one: bytes, other: bytes) -> bool:
    """The columns by name, since SELECT * orders none; blank nodes as such, numbers by value: CSV tells no more."""
    def cell(text: str) -> object:
        if text.startswith("_:"):
            return "_:"
        try:
            return Decimal(text)
        except ArithmeticError:
            return text

    tables = [[frozenset((name, cell(text)) for name, text in row.items()) for row in csv.DictReader(body.decode("utf-8").splitlines())]
              for body in (one, other)]
    return Counter(tables[0]) == Counter(tables[1])


def passes(case: Case, answer: Answer) -> bool:
    """Whether what is answered is what the test expects."""
    expected, form = files(case.result), form_of(case)
    try:
        body = answer(case, form)
        if form == "csv":
            return same_csv(body, expected.read_bytes())
        if form == "nt":
            kind = ox.RdfFormat.from_extension(expected.suffix[1:])
            return isomorphic(list(ox.parse(body, format=ox.RdfFormat.N_TRIPLES)), list(ox.parse(path=expected, format=kind, base_iri=case.result)))
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if is_result_set(case):
            return isinstance(found, ox.QuerySolutions) and same_solutions(table(found), table_in(expected, case.result))
        wanted = ox.parse_query_results(path=expected, format=RESULTS[expected.suffix])
    except (SyntaxError, ValueError, RuntimeError):
        return False
    if isinstance(found, ox.QueryBoolean) or isinstance(wanted, ox.QueryBoolean):
        return isinstance(found, ox.QueryBoolean) and isinstance(wanted, ox.QueryBoolean) and bool(found) is bool(wanted)
    return same_solutions(table(found), table(wanted))


def query_of(case: Case) -> str:
    """The query, with the address of its file as what its relative IRIs count from."""
    return f"BASE <{case.query}>\n{files(case.query).read_text(encoding='utf-8')}"


def by_the_engine(case: Case, form: str) -> bytes:
    store = ox.Store()
    for iri, graph in (*((iri, ox.DefaultGraph()) for iri in case.data), *((iri, ox.NamedNode(iri)) for iri in case.graphs)):
        store.load(path=files(iri), format=ox.RdfFormat.from_extension(files(iri).suffix[1:]), base_iri=iri, to_graph=graph)
    found = store.query(query_of(case))
    if isinstance(found, ox.QueryTriples):
        return found.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
    return found.serialize(format=ox.QueryResultsFormat.CSV if form == "csv" else ox.QueryResultsFormat.JSON) or b""


def over_http(site: Running) -> Answer:
    """The endpoint as a client sees it."""
    token = {"Authorization": "Bearer secret"}
    media = {".ttl": "text/turtle", ".rdf": "application/rdf+xml", ".nt": "application/n-triples"}

    def answer(case: Case, form: str) -> bytes:
        for iri in (*case.data, *case.graphs):
            put = site.ask("/rdf-graphs?" + urlencode({"graph": iri}), "PUT", files(iri).read_bytes(), Content_Type=media[files(iri).suffix], **token)
            assert put.status in (201, 204), put.body
        dataset = [("default-graph-uri", iri) for iri in case.data or (NOTHING,)] + [("named-graph-uri", iri) for iri in case.graphs]
        if lexical.facts(query_of(case)).names_dataset:
            dataset = []
        got = site.ask("/sparql?" + urlencode([("query", query_of(case)), *dataset]), Accept=MEDIA[form])
        if got.status != 200:
            assert got.status == 400, (case.name, got.status, got.body)
            raise SyntaxError(got.problem)
        return got.body

    return answer


def test_the_endpoint_passes_what_the_engine_passes(tmp_path: Path) -> None:
    found = cases()
    assert len(found) >= 200
    by_engine = {case.name for case in found if passes(case, by_the_engine)}
    with server(release(tmp_path / "release"), "--scratch", "--token", "secret") as site:
        answer = over_http(site)
        by_http = {case.name for case in found if passes(case, answer)}
    told = f"engine {len(by_engine)}, endpoint {len(by_http)} of {len(found)}"
    assert len(by_http) >= len(by_engine), told
    assert {case.name for case in found} - by_http == exceptions()["tests"].keys(), told


def test_every_exception_has_a_reason() -> None:
    assert all(len(reason) > 20 for part in exceptions().values() for reason in part.values())
    assert all((SUITE / folder).is_dir() for folder in exceptions()["folders"])
