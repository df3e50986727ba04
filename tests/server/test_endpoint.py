"""The endpoint over HTTP, by the quick way and by the ordinary one: what is asked and what comes."""
from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import brotli
import pyoxigraph as ox
import pytest
from made import BASE, ENDLESS, GREEDY, LARGE, NUMBERS, QUICK, Got, P, Running, release, server

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
JSON = "application/sparql-results+json"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with server(release(tmp_path_factory.mktemp("endpoint") / "release"), "--time", "3", "--memory", "300", "--result", "20") as found:
        yield found


def get(text: str, **parameters: str) -> str:
    return "/sparql?" + urlencode({"query": text, **parameters})


def both_ways(site: Running, path: str, **headers: str) -> list[Got]:
    """The same by the quick way, and by the ordinary one (which a field that the quick way does not know leads to)."""
    return [site.ask(path, **headers), site.ask(path, **headers, TE="trailers")]


COUNT = f"SELECT (COUNT(*) AS ?n) {{ ?s <{P}> ?o }}"
GRAPH = f"CONSTRUCT {{ ?s <{P}> ?o }} {{ ?s <{P}> ?o }} LIMIT 3"


@pytest.mark.parametrize(("path", "accept", "status", "kind"), [
    (get(QUICK), None, 200, JSON),
    (get(QUICK), "*/*", 200, JSON),
    (get(QUICK), "application/sparql-results+xml", 200, "application/sparql-results+xml"),
    (get(QUICK), "text/csv", 200, "text/csv"),
    (get(QUICK), "text/tab-separated-values", 200, "text/tab-separated-values"),
    (get(QUICK), "application/json", 200, JSON),
    (get(QUICK), "text/turtle", 406, "not-acceptable"),
    (get(QUICK), "image/png", 406, "not-acceptable"),
    (get(QUICK, format="csv"), "image/png", 200, "text/csv"),
    (get(QUICK, output="xml"), None, 200, "application/sparql-results+xml"),
    (get(QUICK, format="pdf"), None, 406, "not-acceptable"),
    (get("ASK {}"), "text/csv", 200, "text/csv"),
    (get("ASK {}"), "text/turtle", 406, "not-acceptable"),
    (get(GRAPH), None, 200, "text/turtle"),
    (get(GRAPH), "application/n-triples", 200, "application/n-triples"),
    (get(GRAPH), "application/ld+json", 200, "application/ld+json"),
    (get(GRAPH), "application/rdf+xml", 200, "application/rdf+xml"),
    (get(GRAPH), "application/trig", 200, "application/trig"),
    (get(GRAPH), "application/n-quads", 200, "application/n-quads"),
    (get(GRAPH), JSON, 406, "not-acceptable"),
    (get(GRAPH, format="json"), None, 200, "application/ld+json"),
    (get(f"DESCRIBE <{BASE}place/haiphong>"), None, 200, "text/turtle"),
    (get("SELECT * { ?s ?p"), None, 400, "malformed-query"),
    (get("SELECT * { ?s unknown:p ?o }"), None, 400, "malformed-query"),
    (get("SELECT ?x { SERVICE <http://127.0.0.1:9/> { ?x ?y ?z } }"), None, 400, "federation-refused"),
    (get("SELECT * { ?s skos:prefLabel ?o }"), None, 200, JSON),
    ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, 400, "bad-request"),
    ("/sparql?query=%FF", None, 400, "bad-request"),
    ("/sparql?update=CLEAR%20ALL", None, 400, "bad-request"),
    (get(QUICK, release="r1"), None, 200, JSON),
    (get(QUICK, release="r0"), None, 410, "release-gone"),
    (get(QUICK, timeout="x"), None, 400, "bad-request"),
    ("/sparql", None, 200, "text/turtle"),
    ("/sparql/", "application/ld+json", 200, "application/ld+json"),
    ("/sparql?format=nt", None, 200, "application/n-triples"),
    ("/sparql", "image/png", 406, "not-acceptable"),
    ("/sparql", "text/html", 200, "text/html"),
    (get(QUICK), "text/html", 200, "text/html"),
    (get("SELECT * {"), "text/html", 400, "text/html"),
])
def test_get(site: Running, path: str, accept: str | None, status: int, kind: str) -> None:
    for got in both_ways(site, path, **({"Accept": accept} if accept else {})):
        assert (got.status, got.kind if got.kind != "application/problem+json" else got.problem) == (status, kind), got.body[:300]
        assert got.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(("content_type", "body", "status", "kind"), [
    (FORM, urlencode({"query": COUNT}).encode(), 200, JSON),
    (FORM, urlencode({"query": COUNT, "format": "csv"}).encode(), 200, "text/csv"),
    (QUERY, COUNT.encode(), 200, JSON),
    (QUERY + "; charset=utf-8", 'SELECT ("海防" AS ?x) {}'.encode(), 200, JSON),
    (None, COUNT.encode(), 415, "unsupported-media-type"),
    ("text/plain", COUNT.encode(), 415, "unsupported-media-type"),
    (QUERY + "; charset=utf-16", COUNT.encode("utf-16"), 415, "unsupported-media-type"),
    (QUERY, b"\xff\xfe", 400, "bad-request"),
    (FORM, b"query=ASK%7B%7D&query=ASK%7B%7D", 400, "bad-request"),
    (FORM, b"update=CLEAR%20ALL", 403, "read-only"),
    ("application/sparql-update", b"CLEAR ALL", 403, "read-only"),
    (QUERY, b"SELECT" + b" " * (5 << 20), 413, "too-large"),
])
def test_post(site: Running, content_type: str | None, body: bytes, status: int, kind: str) -> None:
    headers = {"Content_Type": content_type} if content_type else {}
    for more in ({}, {"TE": "trailers"}):
        got = site.ask("/sparql", "POST", body, **headers, **more)
        assert (got.status, got.kind if got.kind != "application/problem+json" else got.problem) == (status, kind), got.body[:300]


@pytest.mark.parametrize(("dataset", "default", "named"), [
    ([], 2004, 2004),
    ([("default-graph-uri", NUMBERS)], 2000, 0),
    ([("default-graph-uri", "http://e/none")], 0, 0),
    ([("named-graph-uri", NUMBERS)], 0, 2000),
    ([("default-graph-uri", f"{BASE}graph/authority"), ("default-graph-uri", NUMBERS), ("named-graph-uri", f"{BASE}graph/authority")], 2002, 2),
])
def test_the_dataset_of_a_request(site: Running, dataset: list[tuple[str, str]], default: int, named: int) -> None:
    for pattern, expected in (("?s ?p ?o", default), ("GRAPH ?g { ?s ?p ?o }", named)):
        query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
        got = site.ask("/sparql?" + urlencode([("query", query), *dataset, ("format", "csv")]))
        assert int(got.body.split()[1]) == expected
        other = f"SELECT (COUNT(*) AS ?n) FROM <http://e/elsewhere> {{ {pattern} }}"
        if dataset:
            assert site.ask("/sparql?" + urlencode([("query", other), *dataset, ("format", "csv")])).body == got.body


def test_from_of_the_query_itself(site: Running) -> None:
    got = site.query(f"SELECT (COUNT(*) AS ?n) FROM <{BASE}graph/authority> {{ ?s ?p ?o }}", format="csv")
    assert got.body.split()[1] == b"2"


@pytest.mark.parametrize(("name", "form"), [("ttl", ox.RdfFormat.TURTLE), ("nt", ox.RdfFormat.N_TRIPLES), ("jsonld", ox.RdfFormat.JSON_LD),
                                           ("rdfxml", ox.RdfFormat.RDF_XML), ("trig", ox.RdfFormat.TRIG), ("nquads", ox.RdfFormat.N_QUADS)])
def test_the_service_description_tells_where_and_what(site: Running, name: str, form: ox.RdfFormat) -> None:
    got = site.ask(f"/sparql?format={name}")
    said = {(quad.predicate.value.rpartition("#")[2], quad.object.value) for quad in ox.parse(got.body, format=form, base_iri=BASE)}
    assert ("endpoint", f"http://127.0.0.1:{site.port}/sparql") in said
    assert ("feature", "http://www.w3.org/ns/sparql-service-description#UnionDefaultGraph") in said
    assert ("triples", "4") in said, "the statistics of the data set"


def test_a_malformed_query_is_told_by_line_and_column(site: Running) -> None:
    got = site.query("SELECT * {\n ?s ?p } } ")
    assert "line 2, column" in json.loads(got.body)["detail"]


def test_methods(site: Running) -> None:
    head = site.ask(get(QUICK), "HEAD")
    body = site.ask(get(QUICK)).body
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(body)))
    options = site.ask("/sparql", "OPTIONS")
    assert (options.status, options.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    for method in ("PUT", "DELETE", "PATCH"):
        got = site.ask(get(QUICK), method)
        assert (got.status, got.problem, got.headers["allow"]) == (405, "method-not-allowed", "GET, HEAD, POST, OPTIONS")


def test_an_entity_tag_is_of_release_query_and_form(site: Running) -> None:
    tags = {site.ask(path, Accept=accept).headers["etag"] for path in (get(QUICK), get(COUNT)) for accept in (JSON, "text/csv")}
    assert len(tags) == 4
    for got in both_ways(site, get(QUICK), Accept=JSON):
        again = both_ways(site, get(QUICK), Accept=JSON, If_None_Match=f'"other", {got.headers["etag"]}')
        assert [(one.status, one.body, one.headers["etag"]) for one in again] == [(304, b"", got.headers["etag"])] * 2
        assert site.ask(get(QUICK), Accept=JSON, If_None_Match='"other"').status == 200


def test_how_long_an_answer_keeps(site: Running) -> None:
    assert site.ask(get(QUICK)).headers["cache-control"] == "public, no-cache"
    assert "immutable" in site.ask(get(QUICK, release="r1")).headers["cache-control"]
    never = site.ask(get("SELECT (RAND() AS ?x) {}"))
    assert never.headers["cache-control"] == "no-store"
    assert "etag" not in never.headers
    assert never.body != site.ask(get("SELECT (RAND() AS ?x) {}")).body


def test_content_codings(site: Running) -> None:
    query = f"SELECT * {{ ?s <{P}> ?o }} LIMIT 200"
    plain = site.query(query)
    for coding, unpacked in (("gzip", gzip.decompress), ("br", brotli.decompress)) * 3:
        packed = site.ask(get(query), Accept_Encoding=coding)
        assert (packed.headers["content-encoding"], unpacked(packed.body)) == (coding, plain.body)
        assert packed.headers["etag"] == f'"{plain.headers["etag"][1:-1]}+{coding}"'
        assert len(packed.body) < len(plain.body) / 4
    assert "content-encoding" not in site.ask(get(QUICK), Accept_Encoding="gzip").headers
    assert "Accept-Encoding" in plain.headers["vary"]


def test_a_large_answer_flows_and_is_whole(site: Running) -> None:
    query = f"SELECT ?a ?c {{ ?a <{P}> ?b . ?c <{P}> ?d }} LIMIT 60000"
    for headers in ({}, {"TE": "trailers"}):
        got = site.ask(get(query), **headers)
        assert got.headers.get("transfer-encoding") == "chunked"
        assert len(json.loads(got.body)["results"]["bindings"]) == 60000
        assert site.ask(get(query), **headers, If_None_Match=got.headers["etag"]).status == 304
    for coding, unpacked in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        packed = site.ask(get(query), Accept_Encoding=coding)
        assert packed.headers["content-encoding"] == coding
        assert unpacked(packed.body) == got.body
        assert packed.headers["etag"] == f'W/"{got.headers["etag"][1:-1]}+{coding}"'


@pytest.mark.parametrize("headers", [{}, {"TE": "trailers"}, {"Accept_Encoding": "gzip"}])
def test_an_answer_that_fails_on_its_way_is_cut_off(site: Running, headers: dict[str, str]) -> None:
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        site.ask(get(LARGE), **headers)


def test_limits_have_answers_of_their_own(site: Running) -> None:
    for way in both_ways(site, get(ENDLESS, timeout="0.5")):
        assert (way.status, way.problem) == (504, "time-limit")
        assert json.loads(way.body)["seconds"] == 0.5
    assert json.loads(site.ask(get(ENDLESS)).body)["seconds"] == 3
    for way in both_ways(site, get(GREEDY, timeout="20")):
        assert (way.status, way.problem) == (507, "memory-limit")


def until_idle(site: Running, seconds: float = 20) -> bool:
    """Whether no query runs any more, before so much time has gone by."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if "kg_queries_running 0" in site.ask("/metrics").body.decode():
            return True
        time.sleep(0.05)
    return False


def test_a_slow_reader_holds_no_worker(site: Running) -> None:
    query = f"SELECT ?a ?c {{ ?a <{P}> ?b . ?c <{P}> ?d }} LIMIT 200000"
    with socket.create_connection(("127.0.0.1", site.port)) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 17)
        slow.sendall(f"GET {get(query, timeout='20')} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        slow.settimeout(20)
        received, last = len(slow.recv(1)), b""
        assert until_idle(site)
        while not last.endswith(b"\r\n0\r\n\r\n"):
            part = slow.recv(1 << 20)
            assert part, "cut off"
            received, last = received + len(part), last[-16:] + part
    assert received > 10 << 20


def test_who_hangs_up_stops_the_query(site: Running) -> None:
    for line in ("", "TE: trailers\r\n"):
        with socket.create_connection(("127.0.0.1", site.port)) as client:
            client.sendall(f"GET {get(ENDLESS, timeout='20')} HTTP/1.1\r\nHost: x\r\n{line}\r\n".encode())
            time.sleep(0.3)
        assert until_idle(site, 10)


def request_line(text: str, extra: str = "") -> bytes:
    return f"GET /sparql?query={quote(text)}&format=csv HTTP/1.1\r\nHost: x\r\n{extra}\r\n".encode()


def test_requests_in_pieces_and_in_a_row(site: Running) -> None:
    data = request_line(QUICK, "Connection: close\r\n")
    pieces = [data[place:place + 23] for place in range(0, len(data), 23)]
    assert site.raw(pieces[0], *pieces[1:], pause=0.005).count(b"HTTP/1.1 200") == 1
    row = request_line(QUICK) * 3 + request_line(QUICK, "Connection: close\r\n")
    assert site.raw(row).count(b"HTTP/1.1 200") == 4
    health, last = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert site.raw(request_line(QUICK) + health + request_line(QUICK) + last).count(b"HTTP/1.1 200") == 4
    one_by_one = [request_line(QUICK), b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n", request_line(QUICK), request_line(QUICK, "Connection: close\r\n")]
    assert site.raw(one_by_one[0], *one_by_one[1:], pause=0.1).count(b"HTTP/1.1 200") == 4


@pytest.mark.parametrize("data", [
    b"NONSENSE\r\n\r\n", b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHo st: x\r\n\r\n", b"GET /sparql?query=ASK{} \x00 HTTP/1.1\r\nHost: x\r\n\r\n",
])
def test_what_is_no_http_gets_a_problem(site: Running, data: bytes) -> None:
    answer = site.raw(data)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in answer


def test_post_with_its_body_in_pieces(site: Running) -> None:
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {QUERY}\r\nContent-Length: {len(QUICK)}\r\nConnection: close\r\n\r\n".encode()
    assert site.raw(head, QUICK[:10].encode(), QUICK[10:].encode()).count(b"HTTP/1.1 200") == 1


def test_a_pages_of_another_origin_may_ask(site: Running) -> None:
    preflight = site.ask("/sparql", "OPTIONS", Origin="https://elsewhere.example", Access_Control_Request_Method="POST")
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "ETag" in site.ask(get(QUICK), Origin="https://elsewhere.example").headers["access-control-expose-headers"]


def test_a_describe_is_bounded_to_what_is_said_of_a_thing(site: Running) -> None:
    got = site.query(f"DESCRIBE <{BASE}place/haiphong>", format="nt")
    assert len(got.body.splitlines()) == 2


def test_the_same_question_is_answered_the_same_by_every_process(site: Running) -> None:
    query = f"SELECT ?last (COUNT(*) AS ?n) {{ ?s <{P}> ?o BIND(?o - 10 * FLOOR(?o / 10) AS ?last) }} GROUP BY ?last"
    bodies = {site.query(f"{query} #{number}").body for number in range(8)}
    assert len(bodies) == 1


def test_stopping_lets_what_runs_come_to_its_end(tmp_path: Path) -> None:
    slow = f"SELECT (COUNT(*) AS ?n) {{ ?a <{P}> ?b . ?c <{P}> ?d }}"
    place = release(tmp_path / "release")
    with server(place, "--quantum", "20") as running, socket.create_connection(("127.0.0.1", running.port), timeout=30) as client:
        client.sendall(request_line(slow))
        time.sleep(0.2)
        running.process.terminate()
        received = b""
        with contextlib.suppress(ConnectionError):
            while part := client.recv(65536):
                received += part
        assert b"4000000" in received
        assert running.process.wait(30) == 0
        assert running.log.read_text().splitlines() == [f"kg serve: listening on http://127.0.0.1:{running.port}/"], "and without a complaint"
