"""Whether the endpoint keeps what it should let go: memory, handles and processes before and after many requests.

    python benchmarks/soak.py --release DIR [--cheap 200000] [--medium 500] [--runaways 50]

Cheap and medium queries, no two the same, runaways that are stopped after a fifth of a second, and clients that hang up on them. The first tenth of the
cheap ones warms the server and fills its cache; what it holds then is compared with what it holds in the end. Ends with 1 where more than a tenth of the
memory, or any handle or process, has been added.
"""
from __future__ import annotations

import argparse
import itertools
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import processes
from isolation import ANY, SHARE, let_run, served
from isolation import Runaway as Query
from load import get, run
from serving import Server, Workload, workloads

BATCH = 20_000        # cheap requests between two looks
SETTLING = 3.0        # seconds in which what was stopped is gone
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ ?a {ANY}* ?b . ?c {ANY}* ?d }}"


@dataclass(frozen=True)
class Held:
    """What the server and its processes hold."""

    memory: int
    handles: int
    processes: int

    @classmethod
    def by(cls, pid: int) -> Held:
        return cls(processes.memory(pid), processes.handles(pid), sum(1 for _ in processes.tree(pid)))

    def __str__(self) -> str:
        return f"{self.memory / 2**20:7.1f} MiB   {self.handles} handles   {self.processes} processes"


def some(load: Workload, path: str, count: int) -> Iterator[bytes]:
    return itertools.islice(load.requests(path), count)


def ask_all(server: Server, load: Workload, count: int) -> int:
    """Asks so many queries by 16 connections; how many failed."""
    result = run(server.port, some(load, server.path, count), 16, float("inf"))
    return result.failed + count - len(result.times)


def hang_up(server: Server) -> None:
    """A client that asks for what takes for ever, and leaves."""
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(get(server.path, ENDLESS))
        time.sleep(0.05)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", type=Path, required=True)
    parser.add_argument("--cheap", type=int, default=200_000)
    parser.add_argument("--medium", type=int, default=500)
    parser.add_argument("--runaways", type=int, default=50)
    args = parser.parse_args()
    with served(args.release) as (server, pid):
        cheap, medium, repeated = workloads(server)
        failed = ask_all(server, cheap, args.cheap // 10) + ask_all(server, repeated, 1000) + ask_all(server, medium, args.medium // 5)
        before = Held.by(pid)
        print(f"warm                        {before}", flush=True)
        for done in range(0, args.cheap, BATCH):
            failed += ask_all(server, cheap, min(BATCH, args.cheap - done))
            print(f"{min(done + BATCH, args.cheap):9,} cheap             {Held.by(pid)}", flush=True)
        failed += ask_all(server, medium, args.medium)
        print(f"{args.medium:9,} medium            {Held.by(pid)}", flush=True)
        for _ in range(args.runaways):
            let_run(server.port, Query("endless", ENDLESS), 0.2, "127.0.0.1")
            hang_up(server)
        time.sleep(SETTLING)
        after = Held.by(pid)
        print(f"{args.runaways:9,} stopped and left  {after}   {failed} requests failed")
    grown = after.memory > before.memory * (1 + SHARE) or after.handles > before.handles or after.processes > before.processes or failed > 0
    print("something was kept" if grown else "nothing was kept")
    return 1 if grown else 0


if __name__ == "__main__":
    raise SystemExit(main())
