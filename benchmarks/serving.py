"""The endpoint against the engine's own server and rdflib-endpoint, on the same graph, in one run, in paired rounds.

    python benchmarks/http.py --release DIR --peers VENV [--rounds 5] [--seconds 2] [--connections 16]

Makes nothing itself: DIR is a release (of `benchmarks/archive.py --articles 1550` and `kg build`: 2.5 million triples); VENV is a virtual environment with
`pip install oxigraph rdflib-endpoint oxrdflib uvicorn`. Cheap and medium queries differ in a comment from one request to the next, so that no cache answers
them; repeated ones are the same again and again. A round runs every server on a workload, one after the other; ratios are of one round, and the median of
the rounds is told. What the load generator takes is part of every figure.
"""
from __future__ import annotations

import argparse
import contextlib
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

from load import Result, get, run

PREFIXES = """PREFIX kg: <https://w3id.org/dispatch-kg/ontology#>
PREFIX schema: <https://schema.org/>
"""
CHEAP = "SELECT ?p ?o WHERE { <%s> ?p ?o }"
MEDIUM = PREFIXES + """SELECT ?figure ?p ?o WHERE {
  ?article schema:isPartOf <%s> . ?dispatch schema:isPartOf ?article . ?figure kg:inDispatch ?dispatch ; kg:value ?value ; ?p ?o
} LIMIT 158"""
RDFLIB = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
graph = Dataset(store="Oxigraph", default_union=True)
graph.open(sys.argv[1])
uvicorn.run(SparqlEndpoint(graph=graph, path="/sparql"), port=int(sys.argv[2]), log_level="error")
"""
GOALS = {("cheap", "oxigraph"): 0.5, ("medium", "oxigraph"): 0.85, ("repeated", "oxigraph"): 0.7, ("cheap", "rdflib"): 5.0, ("medium", "rdflib"): 50.0}


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    path: str


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


@contextlib.contextmanager
def servers(release: Path, peers: Path | None, others: list[str]) -> Iterator[list[Server]]:
    """The endpoint, and those of its peers that are wanted, each on a copy of the store."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        started: list[Server] = []
        commands = {"dispatch-kg": (free_port(), "/sparql", lambda port: [sys.executable, "-m", "kg", "serve", "--release", str(release), "--port", str(port)])}
        if peers is not None and "oxigraph" in others:
            commands["oxigraph"] = (free_port(), "/query", lambda port: [str(peers / "bin" / "oxigraph"), "serve-read-only",
                                                                          "--location", str(release / "store"),
                                                                          "--bind", f"127.0.0.1:{port}", "--union-default-graph"])
        if peers is not None and "rdflib" in others:
            store = Path(shutil.copytree(release / "store", folder / "store"))
            commands["rdflib"] = (free_port(), "/sparql", lambda port: [str(peers / "bin" / "python"), "-c", RDFLIB, str(store), str(port)])
        for name, (port, path, command) in commands.items():
            process = subprocess.Popen(command(port), stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            server = Server(name, port, path)
            wait_for(server, process)
            started.append(server)
        yield started


def workloads(server: Server) -> list[Workload]:
    """Queries about what the release holds: about 8 rows and 2 kB each, about 158 rows and 46 kB each."""
    statements = ask(server, PREFIXES + "SELECT ?s WHERE { ?s a kg:Statement } ORDER BY ?s LIMIT 200")
    issues = ask(server, PREFIXES + "SELECT ?i WHERE { ?a a schema:NewsArticle ; schema:isPartOf ?i } GROUP BY ?i ORDER BY DESC(COUNT(?a)) ?i LIMIT 60")
    cheap = [CHEAP % iri for iri in statements]
    medium = [MEDIUM % iri for iri in issues]
    return [Workload("cheap", cheap), Workload("medium", medium), Workload("repeated", cheap[:20], repeated=True)]


def told(name: str, load: str, result: Result) -> str:
    return f"{load:9} {name:12} {result.rate:9,.0f}/s   p50 {result.percentile(.5):8.2f} ms   p99 {result.percentile(.99):8.2f} ms   failed {result.failed}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", type=Path, required=True)
    parser.add_argument("--peers", type=Path, help="the virtual environment of the peers")
    parser.add_argument("--against", nargs="*", default=["oxigraph", "rdflib"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--connections", type=int, default=16)
    args = parser.parse_args()
    ratios: dict[tuple[str, str], list[float]] = {}
    slowest: dict[str, list[float]] = {}
    with servers(args.release, args.peers, args.against) as started:
        ours, *others = started
        loads = workloads(ours)
        for load in loads:
            for server in started:
                run(server.port, load.requests(server.path), 2, 1.0)      # warm
        for number in range(args.rounds):
            print(f"round {number + 1}")
            for load in loads:
                results = {server.name: run(server.port, load.requests(server.path), args.connections, args.seconds) for server in started}
                for name, result in results.items():
                    print("  " + told(name, load.name, result), flush=True)
                slowest.setdefault(load.name, []).append(results[ours.name].percentile(.99))
                for other in others:
                    ratios.setdefault((load.name, other.name), []).append(results[ours.name].rate / max(results[other.name].rate, 0.01))
    return verdict(ratios, slowest)


def verdict(ratios: dict[tuple[str, str], list[float]], slowest: dict[str, list[float]]) -> int:
    """Tells the medians against the goals; 1 where one is missed."""
    missed = 0
    for key, found in ratios.items():
        ratio, goal = statistics.median(found), GOALS.get(key)
        fits = goal is None or ratio >= goal
        missed += not fits
        print(f"{key[0]:9} dispatch-kg / {key[1]:9} {ratio:7.2f}" + (f"   goal {goal}: {'met' if fits else 'missed'}" if goal else ""))
    for name, found in slowest.items():
        print(f"{name:9} p99 of dispatch-kg, median of rounds: {statistics.median(found):.2f} ms" + ("   goal for cheap: under 10" if name == "cheap" else ""))
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
