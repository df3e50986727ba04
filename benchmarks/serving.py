"""The endpoint against the engine's own server and rdflib-endpoint, on the same graph, in one run, in paired rounds.

    python benchmarks/http.py --release DIR --peers VENV [--rounds 5] [--seconds 2] [--connections 16]

Makes nothing itself: DIR is a release (of `benchmarks/archive.py --articles 1550` and `kg build`: 2.5 million triples); VENV is a virtual environment with
`pip install oxigraph rdflib-endpoint oxrdflib uvicorn`. Cheap and medium queries differ in a comment from one request to the next, so that no cache answers
them; repeated ones are the same again and again. A round runs every server on a workload, one after the other, every second round the other way about;
ratios are of one round, and the median of the rounds is told. Of a server that finished no answer in time it is known only that it gives less than one in
that time. What the load generator takes is part of every rate; the CPU time that an answer took of its server, told beside it, is without it, and hangs
less on what else the machine does.
"""
from __future__ import annotations

import argparse
import contextlib
import functools
import itertools
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import processes
from load import Result, get, run

PREFIXES = """PREFIX kg: <https://w3id.org/dispatch-kg/ontology#>
PREFIX schema: <https://schema.org/>
"""
CHEAP = "SELECT ?p ?o WHERE { <%s> ?p ?o }"
MEDIUM = PREFIXES + """SELECT ?figure ?p ?o WHERE {
  ?article schema:isPartOf <%s> . ?dispatch schema:isPartOf ?article . ?figure kg:inDispatch ?dispatch ; a kg:ReportedFigure ; ?p ?o
} LIMIT 158"""
RDFLIB = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
graph = Dataset(store="Oxigraph", default_union=True)
graph.open(sys.argv[1])
uvicorn.run(SparqlEndpoint(graph=graph, path="/sparql"), port=int(sys.argv[2]), log_level="error")
"""
OURS = "dispatch-kg"
GOALS = {("cheap", "oxigraph"): 0.5, ("medium", "oxigraph"): 0.85, ("repeated", "oxigraph"): 0.7, ("cheap", "rdflib"): 5.0, ("medium", "rdflib"): 50.0}


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    path: str
    pid: int = 0


@dataclass(frozen=True)
class Measured:
    """What a workload came to on a server: its answers, and the CPU seconds that each took."""

    result: Result
    cpu: float

    @property
    def rate(self) -> float:
        """Good answers a second; at most one in the time where there was none."""
        return max(self.result.rate, 1 / self.result.seconds)


@dataclass(frozen=True)
class Workload:
    """Queries that a number is put behind, so that no two are the same, unless they are to be."""

    name: str
    queries: list[str]
    repeated: bool = False

    def requests(self, path: str) -> Iterator[bytes]:
        numbers = itertools.count()
        for query in itertools.cycle(self.queries):
            yield get(path, query if self.repeated else f"{query} # {time.time_ns()}.{next(numbers)}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def ask(server: Server, query: str) -> list[str]:
    """The first column of a result."""
    address = f"http://127.0.0.1:{server.port}{server.path}?{urllib.parse.urlencode({'query': query})}"
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept": "application/sparql-results+json"}), timeout=120) as answer:
        found = json.load(answer)
    name = found["head"]["vars"][0]
    return [row[name]["value"] for row in found["results"]["bindings"]]


def wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit(f"{server.name} has ended with {process.returncode}.")
        try:
            ask(server, "SELECT (1 AS ?one) {}")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{server.name} does not answer.")


def command(name: str, release: Path, peers: Path, store: Path, port: int) -> tuple[str, list[str]]:
    """The path of a server's endpoint, and the command that starts it."""
    if name == "oxigraph":
        return "/query", [str(peers / "bin" / "oxigraph"), "serve-read-only", "--location", str(release / "store"), "--bind", f"127.0.0.1:{port}",
                          "--union-default-graph"]
    if name == "rdflib":
        return "/sparql", [str(peers / "bin" / "python"), "-c", RDFLIB, str(store), str(port)]
    return "/sparql", [sys.executable, "-m", "kg", "serve", "--release", str(release), "--port", str(port)]


@contextlib.contextmanager
def started(name: str, release: Path, peers: Path, store: Path) -> Iterator[Server]:
    """A server, as long as it is needed. It is killed: rdflib-endpoint goes on with queries whose clients have gone."""
    port = free_port()
    path, words = command(name, release, peers, store, port)
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    try:
        server = Server(name, port, path, process.pid)
        wait_for(server, process)
        yield server
    finally:
        process.terminate() if name == OURS else process.kill()
        process.wait()


def workloads(server: Server) -> list[Workload]:
    """Queries about what the release holds: about 8 rows and 2 kB each, about 158 rows and 46 kB each."""
    statements = ask(server, PREFIXES + "SELECT ?s WHERE { ?s a kg:Statement } ORDER BY ?s LIMIT 200")
    issues = ask(server, PREFIXES + "SELECT ?i WHERE { ?a a schema:NewsArticle ; schema:isPartOf ?i } GROUP BY ?i ORDER BY DESC(COUNT(?a)) ?i LIMIT 60")
    cheap = [CHEAP % iri for iri in statements]
    medium = [MEDIUM % iri for iri in issues]
    return [Workload("cheap", cheap), Workload("medium", medium), Workload("repeated", cheap[:20], repeated=True)]


def measure(server: Server, load: Workload, connections: int, seconds: float) -> Measured:
    before = processes.seconds(server.pid)
    result = run(server.port, load.requests(server.path), connections, seconds)
    return Measured(result, (processes.seconds(server.pid) - before) / max(len(result.times), 1))


def told(name: str, load: str, found: Measured) -> str:
    result = found.result
    return (f"{load:9} {name:12} {result.rate:9,.0f}/s   p50 {result.percentile(.5):8.2f} ms   p99 {result.percentile(.99):8.2f} ms   "
            f"CPU {found.cpu * 1000:8.3f} ms   failed {result.failed}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", type=Path, required=True)
    parser.add_argument("--peers", type=Path, required=True, help="the virtual environment of the peers")
    parser.add_argument("--against", nargs="*", choices=["oxigraph", "rdflib"], default=["oxigraph", "rdflib"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--connections", type=int, default=16)
    args = parser.parse_args()
    ratios: dict[tuple[str, str], list[tuple[float, float]]] = {}
    slowest: dict[str, list[float]] = {}
    with contextlib.ExitStack() as stack:
        store = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "store"
        if "rdflib" in args.against:
            shutil.copytree(args.release / "store", store)
        start = functools.partial(started, release=args.release, peers=args.peers, store=store)
        lasting = {name: stack.enter_context(start(name)) for name in (OURS, *args.against) if name != "rdflib"}
        loads = workloads(lasting[OURS])
        for load, server in itertools.product(loads, lasting.values()):
            run(server.port, load.requests(server.path), 2, 1.0)      # warm
        for number, load in itertools.product(range(args.rounds), loads):
            found: dict[str, Measured] = {}
            for name in (OURS, *args.against)[::1 if number % 2 == 0 else -1]:
                with contextlib.nullcontext(lasting[name]) if name in lasting else start(name) as server:
                    found[name] = measure(server, load, args.connections, args.seconds)
                print(f"round {number + 1}  " + told(name, load.name, found[name]), flush=True)
            own = found.pop(OURS)
            slowest.setdefault(load.name, []).append(own.result.percentile(.99))
            for name, other in found.items():
                ratios.setdefault((load.name, name), []).append((own.rate / other.rate, other.cpu / max(own.cpu, 1e-9)))
    return verdict(ratios, slowest)


def verdict(ratios: dict[tuple[str, str], list[tuple[float, float]]], slowest: dict[str, list[float]]) -> int:
    """Tells the medians against the goals; 1 where one is missed."""
    missed = 0
    for key, found in ratios.items():
        ratio, goal = statistics.median(rate for rate, _ in found), GOALS.get(key)
        thrift = statistics.median(cpu for _, cpu in found)
        fits = goal is None or ratio >= goal
        missed += not fits
        judged = f"   goal {goal}: {'met' if fits else 'missed'}" if goal else ""
        print(f"{key[0]:9} dispatch-kg / {key[1]:9} {ratio:9,.2f} (by CPU time {thrift:,.2f}){judged}")
    for name, found in slowest.items():
        print(f"{name:9} p99 of dispatch-kg, median of rounds: {statistics.median(found):.2f} ms" + ("   goal for cheap: under 10" if name == "cheap" else ""))
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
