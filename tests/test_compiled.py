"""What is kept of the compiled vocabulary: found again, never out of date, and no way in for anybody else."""
from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg import authority, compiled, locations, vocabulary
from kg.compiled import kept
from kg.model import EN, ZH
from kg.text import folding
from kg.text.lexicon import CUES, GRAMMAR, NameForm, compiled_forms

MADE = {"words": [["歼灭", {"outcome": ["eliminated"]}, False]]}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache folder of the test's own."""
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    compiled._sources.cache_clear()
    yield tmp_path / "cache"
    compiled._sources.cache_clear()


class Maker:
    """Counts how often something is made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Any:
        self.times += 1
        return MADE


def test_what_was_made_is_found_again(cache: Path) -> None:
    make = Maker()
    assert [kept("words", make) for _ in range(3)] == [MADE] * 3
    assert make.times == 1
    assert [path.suffix for path in cache.iterdir()] == [".json"]


def test_only_its_user_can_read_or_write_it(cache: Path) -> None:
    kept("words", Maker())
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in cache.iterdir()] == [0o600]


@pytest.mark.parametrize("damage", [b"", b"\n", b"[]", b'{"words": []}', b"0" * 64 + b"\n[]", None])
def test_what_is_damaged_is_made_again(damage: bytes | None, cache: Path) -> None:
    make = Maker()
    kept("words", make)
    place = next(cache.iterdir())
    place.write_bytes(place.read_bytes()[:-7] if damage is None else damage)
    assert kept("words", make) == MADE and make.times == 2
    assert kept("words", make) == MADE and make.times == 2


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_can_write_is_not_used(mode: int, cache: Path) -> None:
    make = Maker()
    kept("words", make)
    cache.chmod(mode)
    assert kept("words", make) == MADE and make.times == 2


def test_a_folder_of_another_user_is_not_used(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Maker()
    kept("words", make)
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    assert kept("words", make) == MADE and make.times == 2


def test_an_empty_setting_keeps_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CACHE", "")
    make = Maker()
    assert [kept("words", make) for _ in range(2)] == [MADE, MADE] and make.times == 2
    assert not cache.exists()


def test_a_folder_that_cannot_be_made_is_passed_over(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.write_text("a file")
    make = Maker()
    for setting in (str(cache), str(cache / "below"), "\0"):
        monkeypatch.setattr(os, "environ", {"KG_CACHE": setting})
        assert kept("words", make) == MADE
    assert make.times == 3


def test_the_usual_place_is_the_users_cache_folder(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    kept("words", Maker())
    assert [path.name for path in cache.iterdir()] == ["dispatch-kg"] and len(list((cache / "dispatch-kg").iterdir())) == 1


def test_other_sources_make_it_anew(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(locations.folder("ontology"), tmp_path / "ontology")
    monkeypatch.setattr(locations, "folder", lambda name: tmp_path / name)
    make, number = Maker(), 0
    for number in range(1, 8):
        (tmp_path / "ontology" / "more.ttl").write_text(f"# {number}\n")
        compiled._sources.cache_clear()
        assert kept("words", make) == MADE and make.times == number
    assert len(list(cache.iterdir())) == compiled._KEPT


def test_what_is_kept_is_what_the_vocabulary_compiles_to(cache: Path) -> None:
    """As JSON has it, and so the same whether it was made now or found again."""
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        return [plain(one) for one in value] if isinstance(value, list | tuple) else value

    names = [NameForm(name.text, kind, name.path, name.ambiguous) for kind in authority.KINDS for name in authority.names(kind, ZH)]
    for make in (vocabulary._compiled, folding._changes, authority._compiled, lambda: authority._by_form("place", EN),
                 lambda: compiled_forms(ZH, GRAMMAR, names, folding.fold), lambda: compiled_forms(ZH, CUES, (), folding.fold)):
        made, again = kept("made", make), kept("made", Maker())
        assert made == again == plain(make())
        for path in cache.iterdir():
            path.unlink()
