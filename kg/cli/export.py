"""``kg export``: a dump of a release."""
from __future__ import annotations

import argparse
import gzip
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast

from kg.cli import COMMANDS
from kg.cli.releases import add_release
from kg.errors import CallError, ReleaseError
from kg.flat import read_csv
from kg.layout import DUMPS
from kg.publish.dumps import BY_FORMAT
from kg.publish.tables import parquet_available, parquet_file
from kg.store import Release

_EXAMPLE = """examples:
  kg export --format turtle > dispatch-kg.ttl
  kg export --format csv --release build --out figures.csv.gz --gzip
"""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the sub-command to the command line."""
    command = subparsers.add_parser("export", help=COMMANDS["export"], epilog=_EXAMPLE, formatter_class=argparse.RawDescriptionHelpFormatter,
                                    description="Writes a release in one form: RDF (turtle, jsonld, nquads, trig, ntriples, rdfxml), the table of figures "
                                                "(csv, parquet), or their places (geojson).")
    command.add_argument("--format", required=True, choices=tuple(BY_FORMAT), help="the form")
    add_release(command)
    command.add_argument("--out", type=Path, metavar="FILE", help="where to write it (default: stdout)")
    command.add_argument("--gzip", action="store_true", help="compressed; the same release gives the same bytes")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Copies the dump out; no more than a piece of it is ever in memory."""
    release = Release.open(args.release)
    with _source(release, args.format) as source, _target(args.out, binary=args.gzip or args.format == "parquet") as target:
        if args.gzip:
            with gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0) as packed:
                shutil.copyfileobj(source, packed, 1 << 20)
        else:
            shutil.copyfileobj(source, target, 1 << 20)
    return 0


@contextmanager
def _source(release: Release, format: str) -> Iterator[BinaryIO]:
    """The dump; Parquet is made from the table where the release was built without it."""
    path = release.path / DUMPS / BY_FORMAT[format].file
    with TemporaryDirectory() as folder:
        if format == "parquet" and not path.is_file():
            path = _made_parquet(release, Path(folder))
        if not path.is_file():
            raise ReleaseError(f"{path}: the release lacks this dump. Build it again with `kg build`.")
        with path.open("rb") as source:
            yield source


def _made_parquet(release: Release, folder: Path) -> Path:
    if not parquet_available():
        raise CallError("The release has no Parquet, and pyarrow, which makes it, is not installed. Install it with `pip install dispatch-kg[parquet]`.")
    path = folder / BY_FORMAT["parquet"].file
    with release.dump_path(BY_FORMAT["csv"].file).open(encoding="utf-8", newline="") as table:
        parquet_file(path, read_csv(table))
    return path


@contextmanager
def _target(out: Path | None, *, binary: bool) -> Iterator[BinaryIO]:
    """Where the dump goes: stdout, or a file that appears under its name only when it is whole."""
    if out is None:
        if binary and sys.stdout.isatty():
            raise CallError("This form is no text for a terminal. Name a file with --out, or send the output somewhere.")
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    aside = out.with_name(f".{out.name}.new-{os.getpid()}")
    try:
        with aside.open("wb") as file:
            yield cast(BinaryIO, file)
        aside.replace(out)
    except OSError as error:
        raise CallError(f"{out}: the file cannot be written: {error.strerror or error}. Name another with --out.") from error
    finally:
        aside.unlink(missing_ok=True)
