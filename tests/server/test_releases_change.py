"""Releases that change while they are served: no request is dropped, a broken one is refused and the old one stays."""
from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import releases
from made import ENDLESS, QUADS, QUICK, ROOT, P, Running, release, replace, server

from kg.layout import MANIFEST, STORE
from kg.server import keeping

COUNT = f"SELECT (COUNT(*) AS ?n) {{ ?s <{P}> ?o }}"


class Load:
    """Clients that ask again and again on connections that stay open, and note what comes: the status and the answer, or the fault."""

    def __init__(self, site: Running, queries: tuple[str, ...]):
        self.seen: Counter[tuple[int | str, bytes]] = Counter()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(site.port, query)) for query in queries]

    def _ask(self, port: int, query: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        number = 0
        while not self._over.is_set():
            number += 1
            try:
                connection.request("GET", "/sparql?" + urlencode({"query": f"{query} # {number % 5}", "format": "csv"}))
                answer = connection.getresponse()
                self.seen[answer.status, answer.read()] += 1
            except (OSError, http.client.HTTPException) as error:
                self.seen[repr(error), b""] += 1
                connection.close()
            time.sleep(0.01)
        connection.close()

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def served(site: Running) -> str:
    return str(json.loads(site.ask("/ready").body).get("release"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with server(release(tmp_path_factory.mktemp("changes") / "release")) as found:
        yield found


def test_a_new_release_drops_no_request(site: Running, tmp_path: Path) -> None:
    fewer = "".join(line for line in QUADS.splitlines(keepends=True) if f"<{P}>" not in line or '"1' not in line)
    with Load(site, (COUNT, QUICK, QUICK)) as load:
        for number, quads in enumerate((fewer, QUADS, fewer)):
            replace(site.release, release(tmp_path / f"next-{number}", quads, name=f"n{number}"))
            assert until(lambda name=f"n{number}": served(site) == name)
    assert {status for status, _ in load.seen} == {200}
    assert {body for _, body in load.seen if b"n" in body} == {b"n\r\n2000\r\n", b"n\r\n889\r\n"}
    assert "release n2 is being served" in site.log.read_text()


def broken_store(place: Path) -> None:
    for path in (place / STORE).glob("CURRENT"):
        path.write_text("nothing\n", encoding="ascii")


def lost_data(place: Path) -> None:
    for path in (place / STORE).glob("*.sst"):
        path.unlink()


def too_few(place: Path) -> None:
    manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    manifest["counts"]["quads"] += 1
    (place / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def no_manifest(place: Path) -> None:
    (place / MANIFEST).write_text("{", encoding="utf-8")


@pytest.mark.parametrize("harm", [broken_store, lost_data, too_few, no_manifest])
def test_a_broken_release_is_refused_and_the_old_one_stays(site: Running, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    broken, old = release(tmp_path / "broken", name=f"broken-{harm.__name__}"), served(site)
    harm(broken)
    told = f"the new release is refused, {old} stays"
    before, files = site.log.read_text().count(told), site.ask("/dumps/all.nq").body
    with Load(site, (COUNT, QUICK)) as load:
        replace(site.release, broken)
        assert until(lambda: site.log.read_text().count(told) > before), site.log.read_text()
        assert served(site) == old
    assert {status for status, _ in load.seen} == {200}
    assert site.ask("/dumps/all.nq").body == files, "its files are still there"
    assert [site.query(ENDLESS, timeout="0.5").status for _ in range(4)] == [504] * 4
    assert site.query(QUICK).status == 200, "and workers that were ended have others in their place"
    assert site.ask("/figures?format=json").body == b"[]"
    replace(site.release, release(tmp_path / "whole", name=f"after-{harm.__name__}"))
    assert until(lambda: served(site) == f"after-{harm.__name__}"), "and the next that is whole is taken up"


def test_a_server_leaves_nothing_beside_a_release(tmp_path: Path) -> None:
    place = release(tmp_path / "here" / "release")
    stale = place.with_name(f".{place.name}.served-{2**22 + 1}-0")
    stale.mkdir()
    with server(place) as site:
        assert len(list(place.parent.glob(".release.served-*"))) == 1
        assert not stale.exists()
        replace(place, release(tmp_path / "next", name="r2"))
        assert until(lambda: served(site) == "r2")
    assert not list(place.parent.glob(".release.served-*"))


def test_a_release_that_nothing_can_be_written_beside_is_served_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = release(tmp_path / "release")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(1, "not permitted")

    monkeypatch.setattr("os.link", refused)
    assert keeping.keep(place, 0) == place
    keeping.let_go(place)
    assert (place / MANIFEST).is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def test_building_while_serving_is_safe(tmp_path: Path) -> None:
    built = releases.built(tmp_path)
    question = "SELECT (COUNT(*) AS ?n) { ?f a kg:ReportedFigure }"
    with server(built.path) as site, Load(site, (question, question, "ASK { ?f kg:value 31220 }")) as load:
        (tmp_path / "seeds" / "c.txt").unlink()
        with (tmp_path / "build.log").open("wb") as log:
            command = [sys.executable, "-m", "kg", "build", str(tmp_path / "seeds"), "--out", str(built.path)]
            done = subprocess.run(command, stdout=log, stderr=log, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, check=False, timeout=200)
        assert done.returncode == 0, (tmp_path / "build.log").read_text()
        assert until(lambda: served(site) != built.id)
    assert {status for status, _ in load.seen} == {200}
    assert len({body for _, body in load.seen if body.startswith(b"n\r\n")}) == 2, "the answer of the old release and that of the new"
