"""What a build tells of addresses that earlier releases at the same place had."""
from __future__ import annotations

from pathlib import Path

import releases

from kg.layout import SUMS, WITHDRAWN
from kg.publish import withdrawn
from kg.publish.release import build


def rebuilt(at: Path, *names: str) -> str:
    """The release of these seeds, put where another stood."""
    seeds = at / "seeds"
    for path in seeds.iterdir():
        path.unlink()
    for name in names:
        (seeds / name).write_text({"b.txt": releases.SECOND, "c.txt": releases.THIRD}[name].source, encoding="utf-8")
    found = build([seeds], at / "build")
    assert found.id is not None
    return found.id


def test_what_is_gone_is_told_with_the_release_that_had_it(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    first = rebuilt(tmp_path, "b.txt", "c.txt")
    assert not (tmp_path / "build" / WITHDRAWN).exists()
    second = rebuilt(tmp_path, "b.txt")
    gone = withdrawn.read(tmp_path / "build")
    assert set(gone.values()) == {first}
    kinds = {iri.rpartition("dispatch-kg/")[2].partition("/")[0] for iri in gone}
    assert {"article", "dispatch", "statement", "figure", "text", "graph", "issue"} <= kinds
    assert WITHDRAWN not in (tmp_path / "build" / SUMS).read_text(encoding="utf-8")
    third = rebuilt(tmp_path, "c.txt")
    again = withdrawn.read(tmp_path / "build")
    assert set(again.values()) == {second}, "what is back is no longer withdrawn"
    assert not gone.keys() & again.keys()
    assert rebuilt(tmp_path, "c.txt") == third
    assert withdrawn.read(tmp_path / "build") == again, "a build that changes nothing forgets nothing"


def test_a_place_that_held_no_release_tells_nothing(tmp_path: Path) -> None:
    withdrawn.write(tmp_path / "new", tmp_path / "nothing")
    assert withdrawn.read(tmp_path / "new") == {}
