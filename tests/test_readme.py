"""The README's consoles are run as they stand: a command after ``$``, then what it prints.

A line ``…`` stands for any number of lines, and ``…`` within a line for any words.
"""
from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Step:
    command: str
    expected: str
    line: int


def steps() -> Iterator[Step]:
    text = README.read_text(encoding="utf-8")
    for console in _CONSOLE.finditer(text):
        line = text.count("\n", 0, console.start(1)) + 1
        for part in re.split(r"(?m)^\$ ", console.group(1))[1:]:
            command, _, expected = part.partition("\n")
            while command.endswith("\\"):
                more, _, expected = expected.partition("\n")
                command = command[:-1] + more.lstrip(" >")
            yield Step(command, expected, line)


def test_the_readme_walks_through_reading_building_asking_exporting_and_validating() -> None:
    text = "\n".join(step.command for step in steps())
    assert all(command in text for command in ("kg read", "kg build", "kg query", "kg export", "kg validate"))


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) < 150


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what a checkout has, and ``kg`` on the path."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("seeds", "queries"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "bin").mkdir()
    command = folder / "bin" / "kg"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n')
    command.chmod(0o755)
    return folder


def test_every_console_prints_what_it_shows(desk: Path) -> None:
    environment = {**os.environ, "PATH": f"{desk / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    ran = 0
    for step in steps():
        done = subprocess.run(step.command, shell=True, cwd=desk, env=environment, capture_output=True, text=True, timeout=120)
        printed = done.stdout + done.stderr
        assert re.fullmatch(_pattern(step.expected), printed), f"README.md:{step.line}: $ {step.command}\nprinted:\n{printed}\nshown:\n{step.expected}"
        ran += 1
    assert ran >= 5


def _pattern(expected: str) -> str:
    return "".join(r"(?:.*\n)*" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + "\n" for line in expected.splitlines())
