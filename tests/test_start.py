"""What a command loads before it works: its own rooms, and no other's libraries."""
from __future__ import annotations

import subprocess
import sys

import pytest
from releases import SEED

from kg.cli import COMMANDS, main, parser

HEAVY = {"rdflib", "pyshacl", "shacl", "fastapi", "uvicorn", "pyarrow", "sqlite3", "http.client", "multiprocessing"}


def loaded(*arguments: str) -> set[str]:
    """The modules that are loaded once a command is done."""
    program = f"import sys\nfrom kg.cli import main\ntry: main({list(arguments)!r})\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"
    return set(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stderr.split())


def test_the_help_loads_no_room() -> None:
    assert {module for module in loaded("--help") if module.startswith("kg.")} - {"kg.errors"} <= {"kg.cli", "kg.cli.arguments"}


def test_reading_loads_nothing_that_judges_stores_or_serves() -> None:
    assert not loaded("read", str(SEED)) & HEAVY


def test_the_help_names_every_command_and_each_has_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    for command, summary in COMMANDS.items():
        assert f"{command} " in parser().format_help() and summary in parser(command).format_help()
        with pytest.raises(SystemExit) as end:
            main([command, "--help"])
        assert end.value.code == 0 and f"usage: kg {command}" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["reed"], ["--reed"], ["--", "read"], ["read"]])
def test_a_call_that_is_wrong(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2 and capsys.readouterr().err.rstrip().endswith(("See kg --help", "See kg read --help"))
