"""The option that names a release, shared by the commands that read one."""
from __future__ import annotations

import argparse
from pathlib import Path

DEFAULT = Path("build")


def add_release(command: argparse.ArgumentParser | argparse._MutuallyExclusiveGroup) -> None:
    """Adds ``--release`` to a command."""
    command.add_argument("--release", type=Path, default=DEFAULT, metavar="DIR", help="the release that `kg build` made (default: build)")
