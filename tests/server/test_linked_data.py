"""Linked data: every address that a release mints answers, in every form, with links to its other forms, its description and its licence."""
from __future__ import annotations

import http.client
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import releases
from made import BASE, Got, Running, release, replace, server

from kg.layout import DUMPS, WITHDRAWN
from kg.server.documents import SAFE

FORMS = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples", "rdf": "application/rdf+xml", "html": "text/html"}
PARSED = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML}
DOCUMENTS = frozenset({"dataset", "ontology"})      # and graphs: what can come over the wire itself
AUTHORITY = ("place/", "force/", "source/")         # thousands of things of one kind: each is asked for in one form, by turns


@pytest.fixture(scope="module")
def site() -> Iterator[Running]:
    """The release of the project's seeds and two more."""
    with server(releases.release()) as found:
        yield found


class Client:
    """A connection that stays open."""

    def __init__(self, port: int):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, path: str, accept: str = "*/*") -> Got:
        self._connection.request("GET", path, headers={"Accept": accept})
        answer = self._connection.getresponse()
        return Got(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())

    def close(self) -> None:
        self._connection.close()


@cache
def minted(place: Path) -> tuple[str, ...]:
    """The path below the base of everything that a release says something of."""
    found = set()
    for line in next((place / DUMPS).glob("*.nq")).read_text(encoding="utf-8").splitlines():
        subject = line.partition(" ")[0]
        assert subject.startswith(f"<{BASE}"), subject
        found.add(subject.removeprefix(f"<{BASE}").rstrip(">").partition("#")[0])
    return tuple(sorted(found))


def faults_of(client: Client, number: int, path: str) -> list[str]:
    """What is wrong with the answers about one thing."""
    found, address = [], "/" + quote(path, safe=SAFE)
    suffixes = list(FORMS)
    own = path in DOCUMENTS or path.startswith("graph/")
    for turn, suffix in enumerate(suffixes):
        if path.startswith(AUTHORITY) and turn != number % len(suffixes):
            continue
        got = client.ask(address, FORMS[suffix])
        if got.status != (200 if own else 303) or not (own or got.headers["location"] == f"{address}.{suffix}"):
            found.append(f"{path} as {suffix}: {got.status} {got.headers.get('location')}")
        got = client.ask(f"{address}.{suffix}")
        links = re.findall(r'<([^>]*)>; rel="(\w+)"', got.headers.get("link", ""))
        if (got.status, got.kind) != (200, FORMS[suffix]) or {rel for _, rel in links} != {"describes", "alternate", "describedby", "license"}:
            found.append(f"{path}.{suffix}: {got.status} {got.kind} {links}")
        elif suffix in PARSED and not any(str(quad.subject.value).startswith(BASE + path) for quad in ox.parse(got.body, format=PARSED[suffix], base_iri=BASE)):
            found.append(f"{path}.{suffix} says nothing of it")
    return found


def test_every_address_answers_in_every_form(site: Running) -> None:
    paths = minted(site.release)
    assert len(paths) > 4000

    def walk(part: int, parts: int = 3) -> list[str]:
        client = Client(site.port)
        try:
            return [fault for number, path in list(enumerate(paths))[part::parts] for fault in faults_of(client, number, path)]
        finally:
            client.close()

    with ThreadPoolExecutor(3) as walkers:
        faults = [fault for found in walkers.map(walk, range(3)) for fault in found]
    assert not faults, "\n".join(faults[:20])


def test_every_form_says_the_same(site: Running) -> None:
    by_kind = defaultdict(list)
    for path in minted(site.release):
        by_kind[path.partition("/")[0]].append(path)
    client = Client(site.port)
    for paths in by_kind.values():
        for path in paths[::max(1, len(paths) // 3)][:3]:
            said = {suffix: frozenset(ox.parse(client.ask(f"/{quote(path, safe=SAFE)}.{suffix}").body, format=form, base_iri=BASE))
                    for suffix, form in PARSED.items()}
            assert len(set(said.values())) == 1, path
            assert said["nt"], path
    client.close()


def test_whatever_a_release_points_to_below_the_base_answers(site: Running) -> None:
    text = next((site.release / DUMPS).glob("*.nq")).read_text(encoding="utf-8")
    pointed = {iri.partition("#")[0] for iri in re.findall(rf"<{re.escape(BASE)}([^>]*)> <[^>]*> \.$", text, re.MULTILINE)}
    pointed |= {match.partition("#")[0] for match in re.findall(rf" <{re.escape(BASE)}([^>]*)> <", text)}
    client = Client(site.port)
    faults = [(path, got.status) for path in sorted(pointed - set(minted(site.release)))
              if (got := client.ask("/" + quote(path, safe=SAFE), "text/html")).status not in (200, 303)]
    client.close()
    assert not faults


@pytest.mark.parametrize("path", ["/place/atlantis", "/place/atlantis.ttl", "/nothing", "/article/", "/place/haiphong/x", "/place/%00", "/place/a%20b", "/%FF",
                                  "/ontologies", "/place/haiphong.pdf"])
def test_what_never_was_is_404(site: Running, path: str) -> None:
    got = site.ask(path)
    assert (got.status, got.problem) == (404, "not-found")


def test_the_kinds_of_problem_have_addresses(site: Running) -> None:
    kind = json.loads(site.ask("/place/atlantis").body)["type"]
    assert kind.startswith(BASE)
    got = site.ask("/" + kind.removeprefix(BASE), Accept="application/json")
    assert json.loads(got.body) == {"type": kind, "title": "Nothing is known under this address", "status": 404}
    assert site.ask("/" + kind.removeprefix(BASE), Accept="text/html").kind == "text/html"
    assert site.ask("/problem/boredom").status == 404


def test_a_document_names_its_licence_and_alternates(site: Running) -> None:
    link = site.ask("/place/haiphong.ttl").headers["link"]
    assert f'<{BASE}place/haiphong>; rel="describes"' in link
    assert f'<http://127.0.0.1:{site.port}/place/haiphong.jsonld>; rel="alternate"; type="application/ld+json"' in link
    assert 'rel="license"' in link
    assert f'<http://127.0.0.1:{site.port}/.well-known/void>; rel="describedby"' in link


def test_what_was_withdrawn_is_410_with_the_release_that_had_it(tmp_path: Path) -> None:
    """Before the server was started, and while it runs."""
    key = "1953-10-22-p4-0123456789"
    place = release(tmp_path / "release", articles=(key,), name="r2")
    (place / WITHDRAWN).write_text(f"iri,last_release\n{BASE}place/x-gone,r1\n{BASE}place/haiphong,r1\n", encoding="utf-8")
    with server(place) as site:
        got = site.ask("/place/x-gone")
        assert (got.status, got.problem, json.loads(got.body)["release"]) == (410, "withdrawn", "r1")
        assert site.ask("/place/x-gone.ttl").status == 410
        assert site.ask("/place/haiphong").status == 303
        assert site.ask(f"/article/{key}").status == 303
        kept = "".join(line for line in next((place / DUMPS).glob("*.nq")).read_text().splitlines(keepends=True) if key not in line)
        replace(place, release(tmp_path / "next", kept, name="r3"))
        for _ in range(400):
            if json.loads(site.ask("/ready").body).get("release") == "r3":
                break
            time.sleep(0.05)
        got = site.ask(f"/article/{key}.html")
        assert (got.status, json.loads(got.body)["release"]) == (410, "r2")
