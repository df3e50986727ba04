"""Several server processes on one port: they answer as one."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from made import QUICK, ROOT, Running, release, server
from prometheus_client.parser import text_string_to_metric_families

from kg.cli import main


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with server(release(tmp_path_factory.mktemp("processes") / "release"), "--processes", "2", "--access-log", "log") as found:
        yield found


def answered(site: Running) -> dict[str, float]:
    """How many queries each process has answered."""
    families = {family.name: family for family in text_string_to_metric_families(site.ask("/metrics").body.decode())}
    samples = families["kg_http_responses"].samples if "kg_http_responses" in families else []
    return {sample.labels["process"]: sample.value for sample in samples if (sample.labels["route"], sample.labels["status"]) == ("sparql", "200")}


def children(pid: int) -> set[int]:
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def until_both_answer(site: Running) -> int:
    """How many queries that took."""
    asked, end = 0, time.monotonic() + 120
    while len(answered(site)) < 2:
        assert time.monotonic() < end, site.log.read_text()
        assert site.query(QUICK).status == 200
        asked += 1
    return asked


def test_both_answer_and_either_tells_of_both(site: Running) -> None:
    before = sum(answered(site).values())
    asked = until_both_answer(site)
    end = time.monotonic() + 60
    while (told := sum(answered(site).values())) < before + asked and time.monotonic() < end:
        time.sleep(0.1)
    assert told == before + asked
    lines = (site.release.parent / "log").read_text().splitlines()
    assert all(line.startswith('{"time"') and line.endswith("}") for line in lines)


def test_one_that_ends_is_started_again(site: Running) -> None:
    [first, *_] = before = sorted(children(site.process.pid))
    os.kill(first, signal.SIGKILL)
    end = time.monotonic() + 120
    while (now := children(site.process.pid)) == set(before) or len(now) < 2:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert "is started again" in site.log.read_text()
    until_both_answer(site)


def test_told_to_stop_all_stop(tmp_path: Path) -> None:
    with server(release(tmp_path / "release"), "--processes", "2") as site:
        pids = children(site.process.pid)
        assert len(pids) == 2
        site.process.terminate()
        assert site.process.wait(60) == 0
        assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_a_release_that_cannot_be_opened_ends_it(tmp_path: Path) -> None:
    broken = release(tmp_path / "broken")
    (broken / "store" / "CURRENT").write_text("nothing\n")
    done = subprocess.run([sys.executable, "-m", "kg", "serve", "--release", str(broken), "--port", "0", "--processes", "2"], cwd=tmp_path, capture_output=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, timeout=60)
    assert done.returncode == 2


@pytest.mark.parametrize(("arguments", "told"), [
    (["--processes", "0"], "--processes has to be from 1 to 64"),
    (["--processes", "2", "--scratch", "--token", "x"], "--scratch goes with one process"),
])
def test_what_does_not_go_is_told(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--release", "nowhere", *arguments]) == 2
    assert told in capsys.readouterr().err
