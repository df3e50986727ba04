"""The W3C's tests of the SPARQL 1.1 Protocol, the Graph Store Protocol and the service description, driven against a running server."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from made import Running, release, server

DRIVER = Path(__file__).parent.parent.parent.parent / "shared" / "conformance" / "drive_protocol.py"

pytestmark = pytest.mark.skipif(not DRIVER.is_file(), reason="the W3C tests are not beside the checkout (../shared/conformance)")


def driven(site: Running, *flags: str) -> dict[str, list[int]]:
    """What the driver counts: suite → [passed, in all]."""
    command = [sys.executable, str(DRIVER), f"127.0.0.1:{site.port}", *flags]
    found = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False, timeout=120)
    if found.returncode:
        pytest.fail(subprocess.run(command, capture_output=True, text=True, check=False, timeout=120).stdout or found.stderr)
    counted: dict[str, list[int]] = json.loads(found.stdout)
    return counted


def test_all_of_them_on_a_scratch_store(tmp_path: Path) -> None:
    with server(release(tmp_path / "release"), "--scratch", "--token", "secret") as site:
        counted = driven(site, "--token", "secret")
    assert sum(passed for passed, _ in counted.values()) == sum(total for _, total in counted.values()) == 50


def test_those_that_only_read_on_a_release(tmp_path: Path) -> None:
    with server(release(tmp_path / "release")) as site:
        counted = driven(site, "--read-only")
    assert all(passed == total for passed, total in counted.values())
    assert sum(total for _, total in counted.values()) >= 15
