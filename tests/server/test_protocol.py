"""The SPARQL 1.1 Protocol as pure functions: requests to operations (sections 2.1 and 2.2)."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.server import lexical, protocol, updates
from kg.server.problem import Problem
from kg.server.protocol import FORM, QUERY, UPDATE, Dataset, Operation

Q = Operation("ASK {}", False, Dataset(), None, None, None)


@pytest.mark.parametrize(("query_string", "expected"), [
    ("", None),
    ("format=ttl", None),
    ("query=ASK%20%7B%7D", Q),
    ("query=ASK+%7B%7D", Q),
    ("query=ASK {}", Q),
    ("query=ASK%20%7B%7D&timeout=3", Operation("ASK {}", False, Dataset(), 3.0, None, None)),
    ("query=ASK%20%7B%7D&format=csv", Operation("ASK {}", False, Dataset(), None, "csv", None)),
    ("query=ASK%20%7B%7D&output=xml", Operation("ASK {}", False, Dataset(), None, "xml", None)),
    ("query=ASK%20%7B%7D&release=abc", Operation("ASK {}", False, Dataset(), None, None, "abc")),
    ("query=ASK%20%7B%7D&default-graph-uri=http%3A%2F%2Fe%2F1&default-graph-uri=http://e/2&named-graph-uri=http://e/3",
     Operation("ASK {}", False, Dataset(("http://e/1", "http://e/2"), ("http://e/3",)), None, None, None)),
    ("query=SELECT+%22100%2525%22", Operation('SELECT "100%25"', False, Dataset(), None, None, None)),
    ("query=%E6%B5%B7%E9%98%B2", Operation("海防", False, Dataset(), None, None, None)),
])
def test_get(query_string: str, expected: Operation | None) -> None:
    assert protocol.of_get(query_string) == expected


@pytest.mark.parametrize(("query_string", "kind"), [
    ("query=ASK%20%7B%7D&query=ASK%20%7B%7D", "bad-request"),
    ("update=CLEAR%20ALL", "bad-request"),
    ("default-graph-uri=http://e/1", "bad-request"),
    ("query=ASK%20%7B%7D&default-graph-uri=relative", "bad-request"),
    ("query=ASK%20%7B%7D&default-graph-uri=http://e/%20a", "bad-request"),
    ("query=ASK%20%7B%7D&using-graph-uri=http://e/1", "bad-request"),
    ("query=%FF", "bad-request"),
    ("query=%FF&format=csv", "bad-request"),
    ("query=ASK%20%7B%7D&timeout=soon", "bad-request"),
    ("query=ASK%20%7B%7D&timeout=0", "bad-request"),
    ("query=ASK%20%7B%7D&timeout=-1", "bad-request"),
    ("query=ASK%20%7B%7D&timeout=nan", "bad-request"),
    ("query=ASK%20%7B%7D&timeout=inf", "bad-request"),
    ("query=ASK%20%7B%7D&timeout=1&timeout=2", "bad-request"),
    ("&".join(["query=ASK%20%7B%7D", *["a=b"] * 1001]), "bad-request"),
])
def test_get_refuses(query_string: str, kind: str) -> None:
    with pytest.raises(Problem) as told:
        protocol.of_get(query_string)
    assert told.value.kind == kind


@pytest.mark.parametrize(("query_string", "content_type", "body", "expected"), [
    ("", FORM, b"query=ASK%20%7B%7D", Q),
    ("", FORM + "; charset=UTF-8", b"query=ASK%20%7B%7D", Q),
    ("default-graph-uri=http://e/1", FORM, b"query=ASK+%7B%7D", Operation("ASK {}", False, Dataset(("http://e/1",)), None, None, None)),
    ("", QUERY, b"ASK {}", Q),
    ("", 'application/sparql-query; charset="utf-8"', b"ASK {}", Q),
    ("named-graph-uri=http://e/1", QUERY, b"ASK {}", Operation("ASK {}", False, Dataset((), ("http://e/1",)), None, None, None)),
    ("", UPDATE, b"CLEAR ALL", Operation("CLEAR ALL", True, Dataset(), None, None, None)),
    ("", FORM, b"update=CLEAR+ALL&using-graph-uri=http%3A%2F%2Fe%2F1", Operation("CLEAR ALL", True, Dataset(("http://e/1",)), None, None, None)),
])
def test_post(query_string: str, content_type: str, body: bytes, expected: Operation) -> None:
    assert protocol.of_post(query_string, content_type, body) == expected


@pytest.mark.parametrize(("query_string", "content_type", "body", "kind"), [
    ("", None, b"query=ASK%20%7B%7D", "unsupported-media-type"),
    ("", "text/plain", b"ASK {}", "unsupported-media-type"),
    ("", QUERY + "; charset=UTF-16", "ASK {}".encode("utf-16"), "unsupported-media-type"),
    ("", QUERY, b"\xff", "bad-request"),
    ("", FORM, b"query=ASK%20%7B%7D&update=CLEAR", "bad-request"),
    ("", FORM, b"query=ASK%20%7B%7D&query=ASK", "bad-request"),
    ("query=ASK%20%7B%7D", FORM, b"query=ASK%20%7B%7D", "bad-request"),
    ("", FORM, b"update=A&update=B", "bad-request"),
    ("", FORM, b"", "bad-request"),
    ("query=ASK%20%7B%7D", QUERY, b"ASK {}", "bad-request"),
    ("", UPDATE + ";charset=latin-1", b"CLEAR ALL", "unsupported-media-type"),
    ("default-graph-uri=http://e/1", UPDATE, b"CLEAR ALL", "bad-request"),
])
def test_post_refuses(query_string: str, content_type: str | None, body: bytes, kind: str) -> None:
    with pytest.raises(Problem) as told:
        protocol.of_post(query_string, content_type, body)
    assert told.value.kind == kind


@given(st.text(max_size=80))
def test_a_query_comes_through_as_it_was_written(text: str) -> None:
    from urllib.parse import quote, urlencode
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    expected = Operation(text, False, Dataset(), None, None, None)
    assert protocol.of_get("query=" + quote(text, safe="")) == expected
    assert protocol.of_get(urlencode({"query": text})) == expected
    assert protocol.of_post("", FORM, urlencode({"query": text}).encode()) == expected
    assert protocol.of_post("", QUERY, text.encode()) == expected


@pytest.mark.parametrize(("text", "dataset", "calls", "volatile"), [
    ("SELECT * { ?s ?p ?o }", False, False, False),
    ("SELECT * FROM <http://e/g> { ?s ?p ?o }", True, False, False),
    ("select * from named <http://e/g> { ?s ?p ?o }", True, False, False),
    ("SELECT ?from { ?from <http://e/from> 'from' } # FROM", False, False, False),
    ('SELECT * { ?s kg:from """FROM "x" FROM""" }', False, False, False),
    ("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", False, True, False),
    ("SELECT * { ?s ?p 'SERVICE' }", False, False, False),
    ("SELECT (NOW() AS ?n) {}", False, False, True),
    ("SELECT ?now { ?now ?p ?o }", False, False, False),
    ("SELECT (rand() AS ?n) {}", False, False, True),
    ("CONSTRUCT { [] ?p ?o } { ?s ?p ?o }", False, False, True),
    ("CONSTRUCT { _:b ?p ?o } { ?s ?p ?o }", False, False, True),
    ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", False, False, False),
    ("LOAD <http://e/>", False, True, False),
    ("SELECT * { ?s ?p '''a 'FROM' \\''' FROM''' } FROM <http://e/>", True, False, False),
])
def test_what_a_request_says_of_itself(text: str, dataset: bool, calls: bool, volatile: bool) -> None:
    assert lexical.facts(text) == lexical.Facts(dataset, calls, volatile)


@pytest.mark.parametrize(("text", "expected"), [
    ("INSERT { ?s a ?o } WHERE { ?s a ?o }", "INSERT { ?s a ?o } USING <http://e/1> USING NAMED <http://e/2> WHERE { ?s a ?o }"),
    ("INSERT DATA { <a:a> <a:b> 'WHERE' }", "INSERT DATA { <a:a> <a:b> 'WHERE' }"),
    ("DELETE WHERE { ?s ?p ?o }", "DELETE { ?s ?p ?o } USING <http://e/1> USING NAMED <http://e/2> WHERE { ?s ?p ?o }"),
    ("CLEAR ALL; DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "CLEAR ALL; DELETE { ?s ?p ?o } USING <http://e/1> USING NAMED <http://e/2> WHERE { ?s ?p ?o }"),
    ("INSERT { ?s a ?o } WHERE { { SELECT * WHERE { ?s a ?o } } }",
     "INSERT { ?s a ?o } USING <http://e/1> USING NAMED <http://e/2> WHERE { { SELECT * WHERE { ?s a ?o } } }"),
])
def test_an_update_gets_the_dataset_of_the_protocol(text: str, expected: str) -> None:
    assert updates.with_dataset(text, ("http://e/1",), ("http://e/2",)) == expected
    assert updates.with_dataset(text, (), ()) == text


@pytest.mark.parametrize("text", ["WITH <http://e/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "INSERT { ?s a ?o } USING <http://e/> WHERE { ?s a ?o }"])
def test_an_update_may_not_name_two_datasets(text: str) -> None:
    with pytest.raises(Problem):
        updates.with_dataset(text, ("http://e/1",), ())
