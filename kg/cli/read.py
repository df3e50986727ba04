"""``kg read``: what was read from each article."""
from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.cli import COMMANDS
from kg.cli.inputs import inputs
from kg.cli.marked import marked
from kg.corrections import read_seed
from kg.errors import SeedError
from kg.flat import rows, write_csv
from kg.model import Reading
from kg.reading_json import as_json
from kg.seeds import SEED_SUFFIX

_EXAMPLE = """example:
  kg read seeds/articles/000_53229b98fb896667.txt --format text
  kg read seeds --format csv > figures.csv
"""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the sub-command to the command line."""
    command = subparsers.add_parser(
        "read", help=COMMANDS["read"], epilog=_EXAMPLE, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Shows what was read from each article: every number, who reports it, and the words it was read from in both languages.")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an article (.txt), or a folder of them")
    command.add_argument("--format", choices=("json", "jsonl", "csv", "text"), default="text" if sys.stdout.isatty() else "json",
                         help="json: one object, a list for several files; jsonl: one object a line; csv: one figure a row; "
                         "text: the article with its figures marked (on a terminal the default)")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the readings to stdout and what cannot be read to stderr; 2 where a file cannot be read, else 0."""
    unread: list[SeedError] = []
    readings = _readings(inputs(args.files, (SEED_SUFFIX,)), unread)
    if args.format == "json":
        _print_json(list(readings), several=len(args.files) > 1 or args.files[0].is_dir())
    elif args.format == "jsonl":
        for reading in readings:
            print(json.dumps(as_json(reading), ensure_ascii=False))
    elif args.format == "csv":
        sys.stdout.writelines(write_csv(row for reading in readings for row in rows(reading)))
    else:
        for reading in readings:
            print(marked(reading, colour=sys.stdout.isatty()))
    return 2 if unread else 0


def _readings(paths: Iterable[Path], unread: list[SeedError]) -> Iterator[Reading]:
    for path in paths:
        try:
            reading = read_seed(path)
        except SeedError as error:
            print(error, file=sys.stderr)
            unread.append(error)
            continue
        for warning in reading.warnings:
            print(f"{path}:{warning.line}: warning: {warning.message} [{warning.code}]", file=sys.stderr)
        yield reading


def _print_json(readings: list[Reading], *, several: bool) -> None:
    found = [as_json(reading) for reading in readings]
    if several or not found:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print(json.dumps(found[0], ensure_ascii=False, indent=1))
