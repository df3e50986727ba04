"""The site of a release as clients see it: a table of requests and what they get, against a running ``kg serve``."""
from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).parent.parent.parent
SEED = ROOT / "seeds" / "articles" / "000_53229b98fb896667.txt"
COUNT = "SELECT (COUNT(*) AS ?n) { ?f a kg:ReportedFigure }"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Got:
    status: int
    headers: Message
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get_content_type()


@dataclass
class Site:
    base: str

    def ask(self, path: str, accept: str | None = None, data: bytes | None = None, content_type: str | None = None, method: str | None = None) -> Got:
        headers = {name: value for name, value in (("Accept", accept), ("Content-Type", content_type)) if value}
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        try:
            with urllib.request.build_opener(_Stay).open(request, timeout=30) as answer:
                return Got(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Got(error.code, error.headers, error.read())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    desk = tmp_path_factory.mktemp("site")
    (desk / "seeds").symlink_to(ROOT / "seeds")
    server = subprocess.Popen([sys.executable, "-m", "kg", "serve", "--port", str(port)], cwd=desk, env={"PYTHONPATH": str(ROOT), "PATH": ""},
                              stderr=subprocess.PIPE)
    found = Site(f"http://127.0.0.1:{port}")
    end = time.monotonic() + 240      # the seeds are built first
    while time.monotonic() < end and server.poll() is None:
        try:
            if found.ask("/ready").status == 200:
                break
        except OSError:
            time.sleep(0.1)
    else:
        server.kill()
        pytest.fail(f"the server did not start: {server.communicate()[1].decode()}")
    yield found
    server.terminate()
    assert server.wait(60) == 0
    assert server.stderr is not None
    server.stderr.close()


def query(text: str, **more: str) -> str:
    return "/sparql?" + urllib.parse.urlencode({"query": text, **more})


@pytest.mark.parametrize(("path", "accept", "status", "kind"), [
    ("/", "text/html", 200, "text/html"),
    ("/", "text/turtle", 200, "text/turtle"),
    ("/figures", "text/html", 200, "text/html"),
    ("/figures?outcome=killed", "text/csv", 200, "text/csv"),
    ("/figures?outcome=killed", "application/json", 200, "application/json"),
    ("/figures?outcome=melted", "text/csv", 400, "application/problem+json"),
    ("/figures?min=many", "text/csv", 400, "application/problem+json"),
    ("/dumps/", "text/html", 200, "text/html"),
    ("/dumps/dispatch-kg.ttl", None, 200, "text/turtle"),
    ("/dumps/nothing.ttl", None, 404, "application/problem+json"),
    ("/.well-known/void", None, 200, "text/turtle"),
    ("/.well-known/void", "application/ld+json", 200, "application/ld+json"),
    ("/health", None, 200, "application/json"),
    ("/metrics", None, 200, "text/plain"),
    ("/docs", "text/html", 200, "text/html"),
    ("/place/haiphong", "text/html", 303, "text/html"),
    ("/place/haiphong.html", None, 200, "text/html"),
    ("/place/haiphong.ttl", None, 200, "text/turtle"),
    ("/place/haiphong.jsonld", None, 200, "application/ld+json"),
    ("/place/haiphong.nt", None, 200, "application/n-triples"),
    ("/place/haiphong.rdf", None, 200, "application/rdf+xml"),
    ("/place/haiphong", "image/png", 406, "application/problem+json"),
    ("/place/atlantis", "text/html", 404, "application/problem+json"),
    ("/ontology", "text/turtle", 200, "text/turtle"),
    ("/sparql", "text/turtle", 200, "text/turtle"),
    ("/sparql", "text/html", 200, "text/html"),
    (query(COUNT), None, 200, "application/sparql-results+json"),
    (query(COUNT), "application/sparql-results+xml", 200, "application/sparql-results+xml"),
    (query(COUNT), "text/csv", 200, "text/csv"),
    (query(COUNT), "text/tab-separated-values", 200, "text/tab-separated-values"),
    (query(COUNT), "text/html", 200, "text/html"),
    (query(COUNT), "image/png", 406, "application/problem+json"),
    (query(COUNT, format="csv"), "application/json", 200, "text/csv"),
    (query("DESCRIBE <https://w3id.org/dispatch-kg/place/haiphong>"), "application/ld+json", 200, "application/ld+json"),
    (query("SELECT ?x { ?x a"), None, 400, "application/problem+json"),
    (query("INSERT DATA { <a:a> <a:a> <a:a> }"), None, 400, "application/problem+json"),
])
def test_a_request_gets(site: Site, path: str, accept: str | None, status: int, kind: str) -> None:
    got = site.ask(path, accept)
    assert (got.status, got.kind if status != 303 else kind) == (status, kind), got.body[:300]
    if kind == "application/problem+json":
        assert json.loads(got.body)["status"] == status


def test_a_thing_sends_each_client_to_its_document(site: Site) -> None:
    places = {accept: site.ask("/force/vietnamese-peoples-army", accept).headers["Location"] for accept in ("text/html", "text/turtle", "application/ld+json")}
    assert places == {"text/html": "/force/vietnamese-peoples-army.html", "text/turtle": "/force/vietnamese-peoples-army.ttl",
                      "application/ld+json": "/force/vietnamese-peoples-army.jsonld"}


def test_queries_come_by_get_and_by_both_posts(site: Site) -> None:
    form = urllib.parse.urlencode({"query": COUNT}).encode()
    asked = [site.ask(query(COUNT), "text/csv"), site.ask("/sparql", "text/csv", form, "application/x-www-form-urlencoded"),
             site.ask("/sparql", "text/csv", COUNT.encode(), "application/sparql-query")]
    assert {got.body for got in asked} == {asked[0].body}
    assert int(asked[0].body.decode().split()[1]) > 20


def test_head_has_the_headers_alone(site: Site) -> None:
    got = site.ask(query(COUNT), "text/csv", method="HEAD")
    assert (got.status, got.kind, got.body) == (200, "text/csv", b"")


def test_a_document_says_what_the_graph_says(site: Site) -> None:
    said = set(ox.parse(site.ask("/place/haiphong.ttl").body, format=ox.RdfFormat.TURTLE))
    same = set(ox.parse(site.ask("/place/haiphong.rdf").body, format=ox.RdfFormat.RDF_XML))
    assert said == same
    assert any(quad.object.value == "海防" for quad in said if isinstance(quad.object, ox.Literal))


def test_an_articles_page_marks_its_figures(site: Site) -> None:
    row = site.ask(query("SELECT ?a { ?a a schema:NewsArticle }"), "text/csv").body.decode().split()[1]
    page = site.ask("/" + row.removeprefix("https://w3id.org/dispatch-kg/") + ".html").body.decode()
    assert ">31,220 killed</a>" in page
    assert ">击毙三万一千二百二十名</a>" in page


def test_a_slow_query_ends_at_its_limit_and_disturbs_nobody(site: Site) -> None:
    began = time.monotonic()
    got = site.ask(query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout="1"))
    assert (got.status, got.kind) == (504, "application/problem+json")
    assert time.monotonic() - began < 10
    assert site.ask(query(COUNT)).status == 200


def test_an_article_can_be_read_and_judged(site: Site) -> None:
    data = SEED.read_bytes()
    assert len(json.loads(site.ask("/read", data=data, content_type="text/plain").body)["figures"]) > 20
    assert json.loads(site.ask("/validate", data=data, content_type="text/plain").body)["conforms"] is True
    assert json.loads(site.ask("/validate", data=data.replace(b"31,220", b"312,200"), content_type="text/plain").body)["conforms"] is False
    assert site.ask("/read", data=b"", content_type="text/plain").status == 422


def several(*files: tuple[str, bytes]) -> tuple[bytes, str]:
    """Files as a browser or curl -F sends them, and the media type of the whole."""
    parts = [b'--line\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: text/plain\r\n\r\n%s\r\n' % (name.encode(), data)
             for name, data in files]
    return b"".join(parts) + b"--line--\r\n", "multipart/form-data; boundary=line"


def test_several_articles_can_be_read_and_judged_at_once(site: Site) -> None:
    data = SEED.read_bytes()
    body, kind = several(("a.txt", data), ("b.txt", b""), ("c.txt", data), ("d.ttl", b"<http://a> <http://b> 1 ."))
    read = json.loads(site.ask("/read", data=body, content_type=kind).body)
    assert [one["file"] for one in read] == ["a.txt", "b.txt", "c.txt", "d.ttl"]
    assert len(read[0]["figures"]) > 20 and read[1]["faults"][0]["code"] == "empty"
    told = json.loads(site.ask("/validate", data=body, content_type=kind).body)
    assert [(one["file"], one["conforms"], [found["code"] for found in one["findings"] if found["severity"] == "violation"]) for one in told["files"]] == [
        ("a.txt", True, []), ("b.txt", False, ["empty"]), ("c.txt", False, ["same_article"]), ("d.ttl", True, [])]
    assert site.ask("/validate", data=b"--line--\r\n", content_type=kind).status == 400
