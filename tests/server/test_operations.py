"""What whoever runs the server relies on: the access log, the metrics, liveness and readiness, the methods of every route, conditions."""
from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from made import ENDLESS, QUICK, ROOT, Running, release, server
from prometheus_client.parser import text_string_to_metric_families

from kg.errors import CallError
from kg.server.access import query_hash
from kg.server.run import address_of, listening


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    at = tmp_path_factory.mktemp("operations")
    with server(release(at / "release"), "--access-log", "access.jsonl") as found:
        yield found


def lines(site: Running, name: str = "access.jsonl", seconds: float = 20, **wanted: object) -> list[dict[str, object]]:
    """The lines of the log that have these values, once there are any."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = [json.loads(line) for line in (site.release.parent / name).read_text().splitlines()]
        if fitting := [line for line in found if all(line.get(key) == value for key, value in wanted.items())]:
            return fitting
        time.sleep(0.05)
    raise AssertionError(f"the log has no line of {wanted}")


def test_a_query_is_logged_by_its_hash_and_without_its_text(site: Running) -> None:
    text = QUICK + " # logged"
    for headers in ({}, {}, {"TE": "trailers"}):
        body = site.ask("/sparql?" + urlencode({"query": text}), **headers).body
    found = lines(site, query_hash=query_hash(text), cached=True)
    assert found[0] | {"time": 0, "seconds": 0} == {"time": 0, "client": "127.0.0.1", "method": "GET", "path": "/sparql", "status": 200, "bytes": len(body),
                                                   "seconds": 0, "query_hash": query_hash(text), "cached": True, "release": "r1"}
    assert lines(site, query_hash=query_hash(text), cached=False)
    assert "logged" not in (site.release.parent / "access.jsonl").read_text()


@pytest.mark.parametrize(("path", "method", "status"), [
    ("/health", "GET", 200), ("/place/haiphong", "GET", 303), ("/place/none", "GET", 404), ("/sparql", "PUT", 405), ("/dumps/all.nq", "HEAD", 200),
])
def test_every_answer_is_logged(site: Running, path: str, method: str, status: int) -> None:
    got = site.ask(path, method)
    assert got.status == status
    line = lines(site, path=path, method=method, status=status)[0]
    assert line["bytes"] == len(got.body)
    assert "query_hash" not in line


def test_who_hangs_up_is_logged_as_499(site: Running) -> None:
    for line in ("", "TE: trailers\r\n"):
        query = urlencode({"query": f"{ENDLESS} # {len(line)}"})
        with socket.create_connection(("127.0.0.1", site.port)) as client:
            client.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: x\r\n{line}\r\n".encode())
            time.sleep(0.3)
        assert lines(site, status=499, query_hash=query_hash(f"{ENDLESS} # {len(line)}"))


def test_the_text_of_queries_is_logged_where_that_is_asked_for(tmp_path: Path) -> None:
    with server(release(tmp_path / "release"), "--access-log", "log", "--log-queries") as site:
        site.query(QUICK)
        assert lines(site, "log", query=QUICK)


def test_metrics_can_be_read_by_prometheus(site: Running) -> None:
    site.query(QUICK)
    site.query("SELECT * {")
    got = site.ask("/metrics")
    assert got.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = {family.name: family for family in text_string_to_metric_families(got.body.decode())}
    answers = {(sample.labels["route"], sample.labels["status"]): sample.value for sample in families["kg_http_responses"].samples}
    assert answers["sparql", "200"] >= 1
    assert answers["sparql", "400"] >= 1
    buckets = [sample.value for sample in families["kg_http_response_seconds"].samples
               if sample.name.endswith("_bucket") and sample.labels["route"] == "sparql"]
    assert buckets == sorted(buckets)
    assert families["kg_build_info"].samples[0].labels["release"] == "r1"
    assert families["process_resident_memory_bytes"].samples[0].value > 1 << 20
    assert {family.type for family in families.values()} <= {"counter", "gauge", "histogram"}
    assert all(family.documentation for family in families.values())


def test_alive_is_not_ready(site: Running) -> None:
    assert json.loads(site.ask("/health").body) == {"status": "alive"}
    assert json.loads(site.ask("/ready").body) == {"status": "ready", "release": "r1"}


@pytest.mark.parametrize(("path", "allowed"), [
    ("/", "GET, HEAD, OPTIONS"), ("/figures", "GET, HEAD, OPTIONS"), ("/dumps/", "GET, HEAD, OPTIONS"), ("/place/haiphong.ttl", "GET, HEAD, OPTIONS"),
    ("/metrics", "GET, HEAD, OPTIONS"), ("/docs", "GET, HEAD, OPTIONS"), ("/openapi.json", "GET, HEAD, OPTIONS"), ("/dumps/all.nq", "GET, HEAD, OPTIONS"),
    ("/read", "GET, HEAD, POST, OPTIONS"), ("/validate", "GET, HEAD, POST, OPTIONS"),
])
def test_the_methods_of_every_route(site: Running, path: str, allowed: str) -> None:
    got, head, options, other = (site.ask(path, method) for method in ("GET", "HEAD", "OPTIONS", "DELETE"))
    assert (head.status, head.body, head.headers["content-type"]) == (got.status, b"", got.headers["content-type"])
    if path != "/metrics":
        assert head.headers["content-length"] == str(len(got.body))
    assert (options.status, options.headers["allow"], options.headers["access-control-allow-origin"]) == (204, allowed, "*")
    assert (other.status, other.problem, other.headers["allow"]) == (405, "method-not-allowed", allowed)


@pytest.mark.parametrize("path", ["/", "/figures", "/dumps/", "/dumps/all.nq", "/place/haiphong.ttl", "/place/haiphong.html", "/.well-known/void", "/sparql"])
def test_what_the_client_has_is_not_sent_again(site: Running, path: str) -> None:
    got = site.ask(path)
    tag = got.headers["etag"]
    for condition in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = site.ask(path, If_None_Match=condition)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag), condition
    assert site.ask(path, If_None_Match='"x"').status == 200


def test_a_dump_comes_in_parts(site: Running) -> None:
    whole = site.ask("/dumps/all.nq").body
    part = site.ask("/dumps/all.nq", Range="bytes=10-19")
    assert (part.status, part.body) == (206, whole[10:20])


def test_an_address_that_is_taken_is_told() -> None:
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert address_of(taken) == f"http://127.0.0.1:{port}/"
        with pytest.raises(CallError, match=f"port {port}: the server cannot listen there"):
            listening("127.0.0.1", port)
    with pytest.raises(CallError, match="ports go from 0 to 65535"):
        listening("127.0.0.1", 99999)
    with pytest.raises(CallError, match="there is no such address"):
        listening("no host", 8000)




def test_a_release_that_cannot_be_opened_ends_the_server_with_a_line(tmp_path: Path) -> None:
    broken = release(tmp_path / "broken")
    (broken / "store" / "CURRENT").write_text("nothing\n")
    done = subprocess.run([sys.executable, "-m", "kg", "serve", "--release", str(broken), "--port", "0"], cwd=tmp_path, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, timeout=120)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == f"kg: {broken}: the release cannot be opened; the lines before say why. Build it again with `kg build`."
    assert "Traceback" not in done.stderr
