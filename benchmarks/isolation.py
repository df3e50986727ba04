"""Twenty runaway queries at once, under a load of cheap ones: what the others notice of them.

    python benchmarks/isolation.py [--release DIR] [--limit 4] [--connections 8] [--rounds 3] [--apart]

Starts `kg serve` on a release (without --release on one that it makes, of 150 generated articles), and asks it from one address, which is the harder
case: to the server the runaways and the cheap queries are one client's. With --apart the runaways come from another address. In a round, cheap queries,
no two the same, keep every connection busy: first alone, then beside the runaways, each with timeout= at the limit (seconds), then alone again. Goals:

- in every round each runaway ends by itself or within 1 s of its limit, with a problem of its own: a document with its status, or an answer cut off on the
  way; no cheap query fails; and the memory of the server and all its processes (proportional set size) comes back to what it was, give or take a tenth;
- the cheap queries' median beside the runaways is at most double the median alone (before and after, so that a machine that grows busier or quieter cancels
  out), in the median of the rounds.

Prints a table and ends with 1 where a goal is missed. The load generator and the clients share the machine with the server.
"""
from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from load import Result, get, run
from processes import memory
from serving import CHEAP, PREFIXES, Server, ask, free_port, wait_for

SLACK = 1.0           # seconds past its limit in which a runaway has to have ended
SLOWER = 2.0          # times the median of the cheap queries may grow by
SHARE = 0.1           # of the memory before, by which the memory after may differ
SETTLING = 10.0       # seconds that the memory has to come back
ARTICLES = 150


@dataclass(frozen=True)
class Runaway:
    """A query that would run for ever or take everything, and the problems that may end it."""

    name: str
    query: str
    kinds: tuple[str, ...] = ("time-limit",)


HUGE = ("time-limit", "memory-limit", "result-limit", "cut off")
GREEDY = ("time-limit", "memory-limit")
DEEP = ("engine-stopped", "malformed-query", "memory-limit", "time-limit", "too-large")
ANY = "(<urn:none>|!<urn:none>)"


def product(parts: int) -> str:
    return " . ".join(f"?s{number} ?p{number} ?o{number}" for number in range(parts))


RUNAWAYS = [
    Runaway("product, counted", f"SELECT (COUNT(*) AS ?n) {{ {product(3)} }}"),
    Runaway("product of four, counted", f"SELECT (COUNT(*) AS ?n) {{ {product(4)} }}"),
    Runaway("product that finds nothing", f"SELECT * {{ {product(3)} FILTER(STR(?o0) = 'no such text') }}"),
    Runaway("product, one ASK", f"ASK {{ {product(3)} FILTER(?o0 = 1 && ?o1 = 2 && ?o2 = 'x') }}"),
    Runaway("product in an aggregate", f"SELECT ?p0 (SUM(STRLEN(STR(?o1))) AS ?n) {{ {product(2)} }} GROUP BY ?p0"),
    Runaway("path to anything", f"SELECT (COUNT(*) AS ?n) {{ ?a {ANY}* ?b }}", GREEDY),
    Runaway("path there and back", f"SELECT (COUNT(*) AS ?n) {{ ?a ({ANY}|^{ANY})+ ?b }}", GREEDY),
    Runaway("two paths, joined", f"SELECT * {{ ?a {ANY}* ?b . ?b {ANY}* ?c . ?c {ANY}+ ?a }} ORDER BY ?b", GREEDY),
    Runaway("path within a path", f"SELECT (COUNT(*) AS ?n) {{ ?a (({ANY}/{ANY})*/({ANY}+))* ?b }}", GREEDY),
    Runaway("giant ORDER BY", f"SELECT * {{ {product(2)} }} ORDER BY DESC(?o1) ?o0 ?s1 ?s0", GREEDY),
    Runaway("giant DISTINCT", f"SELECT DISTINCT ?s0 ?o1 ?p1 {{ {product(2)} }} ORDER BY ?o1", GREEDY),
    Runaway("giant GROUP BY", f"SELECT ?o0 ?s1 (COUNT(*) AS ?n) {{ {product(2)} }} GROUP BY ?o0 ?s1 HAVING(COUNT(*) > 99)", GREEDY),
    Runaway("giant GROUP_CONCAT", f"SELECT (GROUP_CONCAT(CONCAT(STR(?s0), STR(?o1))) AS ?all) {{ {product(2)} }}", GREEDY),
    Runaway("text that doubles", "SELECT (STRLEN(?z) AS ?n) { VALUES ?a { 'abcdefgh' } "
            + " ".join(f"BIND(CONCAT({x}, {x}, {x}, {x}, {x}, {x}, {x}, {x}) AS {y})" for x, y in itertools.pairwise(
                ["?a", *(f"?x{number}" for number in range(12)), "?z"])) + " }", (*GREEDY, "engine-stopped")),
    Runaway("regex bomb", f"SELECT (COUNT(*) AS ?n) {{ {product(2)} FILTER(REGEX(CONCAT(STR(?o0), STR(?o1)), '(.*[a-z]{{1,30}}){{1,30}}#$')) }}",
            (*GREEDY, "malformed-query")),
    Runaway("replace bomb", f"SELECT (MAX(STRLEN(REPLACE(CONCAT(STR(?s0), STR(?o1)), '(.|..|...)*?', '$0$0$0'))) AS ?n) {{ {product(2)} }}", GREEDY),
    Runaway("nested groups", "SELECT * " + "{" * 20_000 + " ?s ?p ?o " + "}" * 20_000, DEEP),
    Runaway("nested brackets", "SELECT * { ?s ?p ?o FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + " = 2) }", DEEP),
    Runaway("huge table", f"SELECT * {{ {product(2)} }}", HUGE),
    Runaway("huge graph", f"CONSTRUCT {{ ?s0 ?p1 ?o1 . ?s1 ?p0 ?o0 }} {{ {product(2)} }}", HUGE),
]


@dataclass(frozen=True)
class Ending:
    """How a runaway ended: the kind of problem, the seconds that it took, and whether that is as it should be."""

    runaway: Runaway
    kind: str
    seconds: float

    def fits(self, limit: float) -> bool:
        return self.kind in self.runaway.kinds and self.seconds <= limit + SLACK


def let_run(port: int, runaway: Runaway, limit: float, address: str) -> Ending:
    """Asks a runaway by POST and waits for its end."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=limit + 30, source_address=(address, 0))
    with contextlib.closing(connection):
        connection.request("POST", f"/sparql?timeout={limit:g}", runaway.query.encode(), {"Content-Type": "application/sparql-query"})
        kind = how_it_ends(connection.getresponse())
    return Ending(runaway, kind, time.perf_counter() - began)


def how_it_ends(answer: http.client.HTTPResponse) -> str:
    """The kind of problem that an answer tells; ``cut off`` where it breaks off on the way; ``answered`` where it is whole."""
    try:
        body = answer.read() if answer.status != http.client.OK else drain(answer)
    except (http.client.IncompleteRead, ConnectionError):
        return "cut off"
    if answer.status == http.client.OK:
        return "answered"
    if answer.headers.get_content_type() != "application/problem+json":
        return f"status {answer.status} without a problem document"
    document = json.loads(body)
    return str(document["type"]).rpartition("/")[2] if document["status"] == answer.status else f"status {answer.status} and another in the document"


def drain(answer: http.client.HTTPResponse) -> bytes:
    while answer.read(1 << 20):
        pass
    return b""


def requests(queries: list[str]) -> Iterator[bytes]:
    """Cheap queries without end, no two the same."""
    numbers = itertools.count()
    for query in itertools.cycle(queries):
        yield get("/sparql", f"{query} # {time.time_ns()}.{next(numbers)}")


def load(port: int, queries: list[str], connections: int, seconds: float) -> Result:
    return run(port, requests(queries), connections, seconds)


@dataclass(frozen=True)
class Round:
    """One round: the load before, beside and after the runaways, how they ended, and the memory (bytes) before, at most and after."""

    before: Result
    beside: Result
    after: Result
    endings: list[Ending]
    memory: int
    peak: int
    left: int

    def missed(self, limit: float) -> list[str]:
        """The goals that were missed, in words."""
        found = [f"{ending.runaway.name}: {ending.kind} after {ending.seconds:.1f} s" for ending in self.endings if not ending.fits(limit)]
        if failed := self.before.failed + self.beside.failed + self.after.failed:
            found.append(f"{failed} cheap queries failed")
        if self.left > self.memory * (1 + SHARE):
            found.append(f"{(self.left - self.memory) >> 20} MiB of memory did not come back")
        return found

    @property
    def slower(self) -> float:
        """How many times slower the cheap queries were beside the runaways than alone."""
        return 2 * self.beside.percentile(.5) / (self.before.percentile(.5) + self.after.percentile(.5))

    def show(self) -> None:
        for ending in self.endings:
            print(f"  {ending.runaway.name:28} {ending.kind:18} {ending.seconds:6.2f} s")
        for name, result in (("alone", self.before), ("beside the runaways", self.beside), ("alone again", self.after)):
            print(f"  cheap, {name:21} {result.rate:8,.0f}/s   p50 {result.percentile(.5):7.2f} ms   p99 {result.percentile(.99):7.2f} ms   "
                  f"longest {max(result.times) * 1000:7.1f} ms   failed {result.failed}")
        print(f"  median {self.slower:.2f} times; memory {self.memory >> 20} MiB before, {self.peak >> 20} at most, {self.left >> 20} after", flush=True)


def one_round(port: int, pid: int, queries: list[str], args: argparse.Namespace) -> Round:
    address = "127.0.0.2" if args.apart else "127.0.0.1"
    with ProcessPoolExecutor(1) as generator, ThreadPoolExecutor(len(RUNAWAYS)) as clients:
        before = generator.submit(load, port, queries, args.connections, args.limit + SLACK).result()
        held = memory(pid)
        beside = generator.submit(load, port, queries, args.connections, args.limit + SLACK)
        time.sleep(0.2)
        running = [clients.submit(let_run, port, runaway, args.limit, address) for runaway in RUNAWAYS]
        peak = held
        while not all(one.done() for one in running):
            peak = max(peak, memory(pid))
            time.sleep(0.25)
        endings = [one.result() for one in running]
        during, left = beside.result(), settled(pid, held)
        after = generator.submit(load, port, queries, args.connections, args.limit + SLACK).result()
        return Round(before, during, after, endings, held, peak, left)


def settled(pid: int, before: int) -> int:
    """The memory once it has come back, or what it is when the time for that is over."""
    until = time.monotonic() + SETTLING
    while (now := memory(pid)) > before and time.monotonic() < until:
        time.sleep(0.25)
    return now


@contextlib.contextmanager
def served(release: Path) -> Iterator[tuple[Server, int]]:
    """The endpoint on a release, and its process."""
    server = Server("dispatch-kg", free_port(), "/sparql")
    process = subprocess.Popen([sys.executable, "-m", "kg", "serve", "--release", str(release), "--port", str(server.port)])
    try:
        wait_for(server, process)
        yield server, process.pid
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def release_of(given: Path | None) -> Iterator[Path]:
    """The release that is given, or one that is made."""
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        seeds, out = Path(folder) / "seeds", Path(folder) / "release"
        for command in ([str(Path(__file__).parent / "archive.py"), "--articles", str(ARTICLES), "--out", str(seeds)],
                        ["-m", "kg", "build", str(seeds), "--out", str(out), "--keep-going"]):
            subprocess.run([sys.executable, *command], check=True)
        yield out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", type=Path)
    parser.add_argument("--limit", type=float, default=4, help="seconds that a runaway may take")
    parser.add_argument("--connections", type=int, default=8, help="that cheap queries come by")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--apart", action="store_true", help="the runaways come from another address")
    args = parser.parse_args()
    missed: list[str] = []
    slower: list[float] = []
    with release_of(args.release) as release, served(release) as (server, pid):
        statements = ask(server, PREFIXES + "SELECT ?s WHERE { ?s a kg:Statement } ORDER BY ?s LIMIT 200")
        queries = [CHEAP % iri for iri in statements]
        load(server.port, queries, args.connections, 2)      # warm
        for number in range(args.rounds):
            print(f"round {number + 1}: {len(RUNAWAYS)} runaways with a limit of {args.limit:g} s")
            done = one_round(server.port, pid, queries, args)
            done.show()
            missed += [f"round {number + 1}: {one}" for one in done.missed(args.limit)]
            slower.append(done.slower)
    grown = statistics.median(slower)
    print(f"the cheap queries' median, in the median of the rounds: {grown:.2f} times")
    if grown > SLOWER:
        missed.append(f"the cheap queries' median grew {grown:.2f} times, and may grow {SLOWER:g} times")
    print("\n".join(["missed:", *missed]) if missed else "every goal met")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
