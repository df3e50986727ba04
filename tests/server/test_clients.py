"""Clients that people use, against a running server. Those from outside Python are asked where they are there: curl; Chromium; Comunica where
NODE_PATH leads to it (npm install @comunica/query-sparql, version 4 on Node.js 20; NODE_PATH=…/node_modules)."""
from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
import rdflib
from made import BASE, QUICK, P, Running, release, server
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, TURTLE, URLENCODED, XML, SPARQLWrapper

CLIENTS = Path(__file__).parent / "clients"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with server(release(tmp_path_factory.mktemp("clients") / "release")) as found:
        yield found


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with server(release(tmp_path_factory.mktemp("scratch") / "release"), "--scratch", "--token", "secret") as found:
        yield found


def endpoint(site: Running) -> str:
    return f"http://127.0.0.1:{site.port}/sparql"


@pytest.mark.parametrize(("method", "how"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_by_every_method(site: Running, method: str, how: str) -> None:
    client = SPARQLWrapper(endpoint(site))
    client.setMethod(method)
    client.setRequestMethod(how)
    client.setQuery(QUICK)
    client.setReturnFormat(JSON)
    assert [row["o"]["value"] for row in client.queryAndConvert()["results"]["bindings"]] == ["7"]


def test_sparqlwrapper_in_every_format(site: Running) -> None:
    client = SPARQLWrapper(endpoint(site))
    client.setQuery(QUICK)
    client.setReturnFormat(XML)
    assert client.queryAndConvert().getElementsByTagName("literal")[0].firstChild.data == "7"
    client.setReturnFormat(CSV)
    assert client.queryAndConvert().split() == [b"o", b"7"]
    client.setQuery(f"DESCRIBE <{BASE}place/haiphong>")
    client.setReturnFormat(TURTLE)
    assert "海防" in client.queryAndConvert().decode()


def test_sparqlwrapper_names_graphs(site: Running) -> None:
    client = SPARQLWrapper(endpoint(site))
    client.addDefaultGraph(f"{BASE}graph/authority")
    client.setQuery("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    client.setReturnFormat(JSON)
    assert client.queryAndConvert()["results"]["bindings"][0]["n"]["value"] == "2"


def test_rdflib_sees_the_endpoint_as_a_graph(site: Running) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoint(site)))
    place = rdflib.URIRef(f"{BASE}place/haiphong")
    assert {str(label) for label in graph.objects(place, rdflib.SKOS.prefLabel)} == {"Haiphong", "海防"}
    assert [row.o.toPython() for row in graph.query(QUICK)] == [7]
    assert bool(graph.query(f"ASK {{ <{place}> ?p ?o }}"))
    assert len(graph.query(f"CONSTRUCT {{ ?s <{P}> ?o }} {{ ?s <{P}> ?o }} LIMIT 5").graph) == 5


def test_rdflib_writes_to_a_scratch_store(scratch: Running) -> None:
    store = SPARQLUpdateStore(endpoint(scratch), endpoint(scratch), headers={"Authorization": "Bearer secret"}, autocommit=True)
    graph = rdflib.Graph(store, identifier=rdflib.URIRef("http://e/written"))
    triple = (rdflib.URIRef("http://e/a"), rdflib.URIRef("http://e/b"), rdflib.Literal("海防", lang="zh"))
    graph.add(triple)
    assert list(graph) == [triple]
    graph.remove(triple)
    assert len(graph) == 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(("arguments", "expected"), [
    (["--get", "--data-urlencode", f"query={QUICK}", "-H", "Accept: text/csv"], "o\r\n7\r\n"),
    (["--data-urlencode", f"query={QUICK}", "-H", "Accept: text/csv", "--compressed"], "o\r\n7\r\n"),
    (["--data-binary", QUICK, "-H", "Content-Type: application/sparql-query", "-H", "Accept: text/csv"], "o\r\n7\r\n"),
    (["--get", "--data-urlencode", "query=nonsense", "-o", "/dev/null", "-w", "%{http_code} %{content_type}"], "400 application/problem+json"),
    (["--get", "--data-urlencode", f"query={QUICK}", "--fail", "-I", "-o", "/dev/null", "-w", "%{http_code} %{size_download}"], "200 0"),
])
def test_curl(site: Running, arguments: list[str], expected: str) -> None:
    found = subprocess.run(["curl", "-sS", endpoint(site), *arguments], capture_output=True, check=True, timeout=30)
    assert found.stdout.decode() == expected


@pytest.mark.skipif(shutil.which("node") is None or not (Path(os.environ.get("NODE_PATH", "")) / "@comunica" / "query-sparql").is_dir(),
                    reason="Comunica is not where NODE_PATH leads (npm install @comunica/query-sparql)")
def test_comunica(site: Running) -> None:
    query = f'SELECT ?o ?label {{ <http://e/7> <{P}> ?o . <{BASE}place/haiphong> ?p ?label FILTER(LANG(?label) = "zh") }}'
    found = subprocess.run(["node", str(CLIENTS / "comunica.cjs"), endpoint(site), query], capture_output=True, check=False, timeout=120)
    assert [json.loads(line) for line in found.stdout.splitlines()] == [{"o": "7", "label": "海防"}], found.stderr.decode()


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_page_of_another_origin_in_chromium(site: Running, tmp_path: Path) -> None:
    assert CHROMIUM is not None

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            return None

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(CLIENTS))) as pages:
        threading.Thread(target=pages.serve_forever).start()
        address = f"http://127.0.0.1:{pages.server_address[1]}/page.html?endpoint={quote(endpoint(site), safe='')}"
        try:
            found = subprocess.run([CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update",
                                    "--disable-background-networking", "--disable-sync", f"--user-data-dir={tmp_path}", "--virtual-time-budget=20000",
                                    "--dump-dom", address], capture_output=True, check=False, timeout=120)
        finally:
            pages.shutdown()
    told = re.search(r'<pre id="told">(.*?)</pre>', found.stdout.decode(), re.DOTALL)
    assert told is not None, found.stderr.decode()
    assert html.unescape(told[1]).splitlines() == ["get 200 7 tagged", "form 200 7 tagged", "direct 200 7 tagged",
                                                   "wrong 400 The query is not well formed SPARQL untagged"]
