"""Small releases made by hand, and servers on them, for the tests of the serving half."""
from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox

from kg import identifiers
from kg.layout import DESCRIPTION, DUMPS, FORMAT, MANIFEST, STORE, TABLE
from kg.publish.figure_index import write_index
from kg.server.limits import MIB, Limits
from kg.server.pool import Pool

ROOT = Path(__file__).parent.parent.parent
BASE = identifiers.BASE
P = "http://e/p"
NUMBERS = "http://e/numbers"
SMALL = Limits(time=5, max_time=20, memory=300 * MIB, result=20 * MIB, workers=2, slow=2, quantum=0.2, queue=8, cache=MIB)

# Quads enough for a product to run for ever and to fill any memory.
QUADS = "".join(f'<http://e/{n}> <{P}> "{n}"^^<http://www.w3.org/2001/XMLSchema#integer> <{NUMBERS}> .\n' for n in range(2000)) + f"""\
<{BASE}place/haiphong> <http://www.w3.org/2004/02/skos/core#prefLabel> "Haiphong"@en <{BASE}graph/authority> .
<{BASE}place/haiphong> <http://www.w3.org/2004/02/skos/core#prefLabel> "海防"@zh <{BASE}graph/authority> .
<{BASE}article/1953-10-22-p4-0123456789> <https://schema.org/headline> "A title"@en <{BASE}graph/1953-10-22-p4-0123456789> .
<{BASE}article/1953-10-22-p4-0123456789> <https://schema.org/mentions> <{BASE}place/haiphong> <{BASE}graph/1953-10-22-p4-0123456789> .
"""
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ ?a <{P}> ?b . ?c <{P}> ?d . ?e <{P}> ?f . ?g <{P}> ?h }}"
GREEDY = f"SELECT * {{ ?a <{P}> ?b . ?c <{P}> ?d . ?e <{P}> ?f }} ORDER BY ?f ?d ?b"
LARGE = f"SELECT * {{ ?a <{P}> ?b . ?c <{P}> ?d }}"
QUICK = f"SELECT ?o {{ <http://e/7> <{P}> ?o }}"


def release(at: Path, quads: str = QUADS, articles: tuple[str, ...] = (), name: str = "r1") -> Path:
    """A release of some quads: all that the serving half needs of one."""
    at.mkdir(parents=True)
    store = ox.Store(str(at / STORE))
    store.bulk_load(quads.encode(), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    del store
    (at / DUMPS).mkdir()
    (at / DUMPS / "all.nq").write_text(quads, encoding="utf-8")
    dump = {"name": "all.nq", "media_type": "application/n-quads", "bytes": len(quads.encode()), "sha256": "ab" * 32, "title": "All"}
    (at / DESCRIPTION).write_text(f'<{BASE}dataset> a <http://rdfs.org/ns/void#Dataset> ; <http://rdfs.org/ns/void#triples> 4 .\n', encoding="utf-8")
    (at / "articles.csv").write_text("article_iri\n" + "".join(f"{BASE}article/{key}\n" for key in articles), encoding="utf-8")
    write_index(at / TABLE, [])
    text = {"en": "T", "zh": "题"}
    manifest = {"format": FORMAT, "id": name, "base": BASE, "dumps": [dump], "counts": {"quads": quads.count("\n")}, "license": "https://example.org/licence",
                "title": text, "description": text, "text_rights": text, "first": "1953", "last": "1953"}
    (at / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return at


def replace(place: Path, new: Path) -> None:
    """Puts a release where another stands, as a build does."""
    old = place.with_name(place.name + ".old")
    place.rename(old)
    new.rename(place)
    shutil.rmtree(old)


@contextlib.asynccontextmanager
async def pool(path: Path, limits: Limits = SMALL, spare: int = 0) -> AsyncIterator[Pool]:
    """A pool on a release."""
    made = Pool({"kind": "release", "path": str(path), "release": json.loads((path / MANIFEST).read_text())["id"]}, limits, spare)
    await made.start()
    try:
        yield made
    finally:
        await asyncio.wait_for(made.close(0), 10)


@dataclass
class Got:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def problem(self) -> str:
        """The kind of problem that it tells."""
        assert self.kind == "application/problem+json", (self.status, self.headers, self.body[:200])
        document = json.loads(self.body)
        assert document["status"] == self.status
        return str(document["type"]).rpartition("/")[2]


@dataclass
class Running:
    """A server that runs in a process of its own."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path
    release: Path
    extra: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Got:
        """One request on a connection of its own; ``content_type`` stands for Content-Type."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Got(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def query(self, text: str, **parameters: str) -> Got:
        return self.ask("/sparql?" + urlencode({"query": text, **parameters}))

    def raw(self, data: bytes, *more: bytes, pause: float = 0.05) -> bytes:
        """Sends bytes as they are, in pieces, and gives all that comes until the server hangs up or is silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
            connection.sendall(data)
            for piece in more:
                time.sleep(pause)
                connection.sendall(piece)
            received = b""
            with contextlib.suppress(TimeoutError):
                while part := connection.recv(1 << 16):
                    received += part
            return received


@contextlib.contextmanager
def server(path: Path, *flags: str) -> Iterator[Running]:
    """``kg serve`` on a release."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = path.parent / f"log-{port}"
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", "kg", "serve", "--release", str(path), "--port", str(port), *flags], stderr=out, cwd=path.parent,
                                   env={**os.environ, "PYTHONPATH": str(ROOT)})
    found = Running(port, process, log, path)
    try:
        _wait(found)
        yield found
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _wait(found: Running) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and found.process.poll() is None:
        with contextlib.suppress(OSError):
            if found.ask("/ready").status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"the server did not start: {found.log.read_text()}")
