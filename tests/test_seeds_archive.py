"""Five hundred seeds, every tenth broken in another way: one run names fifty, judges the others good, and nothing of the fifty is published."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from breaking import WAYS
from test_archive import archive

from kg import layout

SEEDS, EVERY = 500, 10


def kg(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "kg", *map(str, arguments)], capture_output=True, text=True, timeout=540)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder, and the broken files by name with what is wrong with each."""
    folder = tmp_path_factory.mktemp("archive") / "seeds"
    folder.mkdir()
    broken: dict[str, str] = {}
    ways = iter(WAYS.items())
    last = b""
    for number in range(SEEDS):
        data = archive.compose(number, seed=5, bilingual=float(number % EVERY == EVERY - 1), errors=0.0)
        name = f"{number:03d}.txt"
        if number % EVERY == EVERY - 1:
            broken[name], way = next(ways)
            data = last if "file before" in broken[name] else way(data)
        (folder / name).write_bytes(data)
        last = data
    assert len(broken) == len(WAYS) == 50
    return folder, broken


def test_one_run_names_fifty_and_judges_the_others_good(seeds: tuple[Path, dict[str, str]]) -> None:
    folder, broken = seeds
    done = kg("validate", folder, "--format", "json")
    assert (done.returncode, done.stderr) == (1, "")
    told = {Path(report["file"]).name: report for report in json.loads(done.stdout)["files"]}
    assert len(told) == SEEDS
    assert {name: broken.get(name) for name, report in told.items() if not report["conforms"]} == broken
    for name in broken:
        findings = [finding for finding in told[name]["findings"] if finding["severity"] == "violation"]
        assert findings
        assert all(finding["message"]["en"] and finding["remedy"]["en"] and finding["line"] >= 1 for finding in findings)


def test_a_release_is_made_only_when_told_to_keep_going_and_says_what_it_lacks(seeds: tuple[Path, dict[str, str]]) -> None:
    folder, broken = seeds
    out = folder.parent / "release"
    refused = kg("build", folder, "--out", out)
    assert (refused.returncode, refused.stdout, out.exists()) == (1, "", False)
    assert all(f"{folder / name}: " in refused.stderr for name in broken)
    assert "50 seeds are not fit to be published, so no release was made." in refused.stderr
    kept = kg("build", folder, "--out", out, "--keep-going")
    assert kept.returncode == 1
    assert "450 articles (50 read, 450 unchanged)" in kept.stdout
    manifest = json.loads((out / layout.MANIFEST).read_bytes())
    assert {entry["file"] for entry in manifest["left_out"]} == set(broken)
    description = (out / layout.DESCRIPTION).read_text(encoding="utf-8")
    assert all(f"Left out: {name}. " in description for name in broken)
    published = (out / layout.ARTICLES).read_text(encoding="utf-8")
    assert not any(f",{name}," in published for name in broken)
