"""The OpenAPI document: every route with the media types that it answers with and the problems that it tells. (benchmarks/api.py holds a server to it.)"""
from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from made import Running, release, server

Document = dict[str, Any]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with server(release(tmp_path_factory.mktemp("openapi") / "release")) as found:
        yield found


@pytest.fixture(scope="module")
def document(site: Running) -> Document:
    found: Document = json.loads(site.ask("/openapi.json").body)
    return found


def test_both_endpoints_and_every_route_are_in_it(document: Document) -> None:
    assert set(document["paths"]) == {"/sparql", "/rdf-graphs", "/", "/.well-known/void", "/figures", "/dumps/", "/dumps/{name}", "/read", "/validate",
                                      "/health", "/ready", "/metrics", "/problem/{kind}", "/{path}"}
    assert set(document["paths"]["/sparql"]) == {"get", "post"}


def test_every_operation_tells_its_problems_in_one_form(document: Document) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            problems = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
            assert "503" in problems, (path, method)
            for answer in problems.values():
                assert answer["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


@pytest.mark.parametrize(("path", "media"), [("/", None), ("/.well-known/void", None), ("/figures", None), ("/dumps/", None), ("/health", None),
                                             ("/ready", None), ("/metrics", None), ("/{path}", "/place/haiphong"), ("/sparql", None)])
def test_every_media_type_that_is_documented_comes(site: Running, document: Document, path: str, media: str | None) -> None:
    operation = document["paths"][path]["get"]
    asked = "/sparql?query=ASK%7B%7D" if path == "/sparql" else media or path
    for kind in operation["responses"]["200"]["content"]:
        got = site.ask(asked, Accept=kind)
        if got.status == 303:
            got = site.ask(got.headers["location"])
        if path == "/sparql" and got.status == 406:
            got = site.ask("/sparql", Accept=kind)
        if got.status == 406 and path == "/{path}":
            suffix = {"application/trig": "trig", "application/n-quads": "nq"}[kind]
            got = site.ask(f"{asked}.{suffix}")
        assert (got.status, got.kind) == (200, kind)


def test_the_page_shows_it(site: Running) -> None:
    page = site.ask("/docs", Accept="text/html").body.decode()
    assert "GET /sparql" in page
    assert "default-graph-uri" in page


@pytest.mark.parametrize("path", ["/rdf-graphs?" + "&".join(["a=b"] * 50), "/rdf-graphs?graph=%00", "/rdf-graphs?graph=a%20b", "/rdf-graphs?graph=%FF",
                                  "/rdf-graphs?" + "&".join(["a=b"] * 1001), "/sparql?query=", "/sparql?query=ASK%7B%7D&timeout=5e-324"])
def test_what_calls_found_once(site: Running, path: str) -> None:
    got = site.ask(path)
    assert (got.status, got.kind) == (400, "application/problem+json")


def test_a_host_that_is_none_goes_nowhere(site: Running) -> None:
    got = site.raw(b"GET /rdf-graphs/a HTTP/1.1\r\nHost: x> { ?a ?b ?c } <x\r\nConnection: close\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 404")
    assert b"http://localhost/rdf-graphs/a" in got


def test_the_default_graph_of_a_release_is_where_its_file_lies(tmp_path: Path) -> None:
    place = release(tmp_path / "release")
    with server(place) as site:
        got = site.ask("/rdf-graphs?default", Accept="application/n-quads")
        assert (got.status, got.headers["location"]) == (307, "/dumps/all.nq")
        assert site.ask("/rdf-graphs?default", Accept="text/turtle").status == 422
