"""``kg validate``: judges seeds and RDF against the shapes."""
from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.cli import COMMANDS
from kg.cli.arguments import whole
from kg.cli.inputs import inputs
from kg.seeds import RDF_SUFFIXES, SEED_SUFFIX, files
from kg.validation import ENGINES, QUICK, SEVERITIES, FileReport
from kg.validation.output import FORMATS, Options
from kg.validation.paths import By, judge_files, judge_of

_EXAMPLE = """examples:
  kg validate seeds/articles/000_53229b98fb896667.txt
  kg validate seeds --format sarif > validation.sarif
  kg validate drafts --watch
  kg validate graph.ttl --shapes their-shapes.ttl --engine pyshacl

exit codes: 0 all conform · 1 something that was judged does not conform · 2 nothing worse than that a file cannot be read, or the call is wrong
"""

_INTERVAL = 0.5
"""Seconds between two looks at what is watched."""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the sub-command to the command line."""
    command = subparsers.add_parser(
        "validate", help=COMMANDS["validate"], epilog=_EXAMPLE, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Judges articles (.txt) and RDF (.ttl .nt .nq .trig .jsonld .rdf) against shapes/: says for each fault the file, the line, what is wrong "
                    "and what to do.")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an article, a file of RDF, or a folder of them")
    command.add_argument("--format", choices=tuple(FORMATS), default="text",
                         help="text for people (default); json; turtle: a SHACL report; sarif: for code hosts; junit: for CI servers")
    command.add_argument("--severity", choices=_names(), default="warning", help="the least severity to tell of (default: warning)")
    command.add_argument("--fail-on", choices=_names(), default="violation", help="the least severity that makes a file not conform (default: violation)")
    command.add_argument("--engine", choices=ENGINES, default=QUICK, help="quick: the default; pyshacl: the reference engine, slow")
    command.add_argument("--shapes", action="append", type=Path, metavar="FILE", help="judge by the shapes in this file instead of ours; may be given again")
    command.add_argument("--lang", choices=("en", "zh"), default="en", help="the language of the messages, where there is a choice (default: en)")
    command.add_argument("--most", type=whole(1), default=10, metavar="N", help="findings of one rule that the text shows for a file (default: 10)")
    command.add_argument("--jobs", type=whole(1), metavar="N", help="processes that judge (default: by the number of files and of processors)")
    command.add_argument("--watch", action="store_true", help="judge again what changes, until interrupted")
    command.set_defaults(run=run)


def _names() -> tuple[str, ...]:
    return tuple(severity.lower() for severity in SEVERITIES)


def run(args: argparse.Namespace) -> int:
    """Prints the report to stdout; 1 where something that was judged does not conform, else 2 where a file cannot be read, else 0."""
    by = By(tuple(args.shapes or ()), args.engine)
    options = Options(args.severity.capitalize(), args.fail_on.capitalize(), args.lang, args.most, colour=args.format == "text" and sys.stdout.isatty())
    if args.watch:
        return _watch(args.files, by, args.format, options)
    reports = list(judge_files(inputs(args.files, (SEED_SUFFIX, *RDF_SUFFIXES)), by, args.jobs))
    sys.stdout.write(FORMATS[args.format](reports, options))
    return exit_code(reports, options.fail_on)


def exit_code(reports: Sequence[FileReport], fail_on: str) -> int:
    """What the command ends with."""
    if any(report.readable and not report.conforms(fail_on) for report in reports):
        return 1
    return 2 if any(not report.readable for report in reports) or not reports else 0


def _watch(paths: list[Path], by: By, form: str, options: Options) -> int:
    judge_of(by)
    try:
        for changed in changes(paths):
            sys.stdout.write(FORMATS[form](list(judge_files(changed, by)), options))
            sys.stdout.flush()
    except KeyboardInterrupt:
        print("kg: no longer watching", file=sys.stderr)
    return 0


def changes(paths: list[Path], interval: float = _INTERVAL) -> Iterator[list[Path]]:
    """All files at first, then again and again those that are new or were written since the last look."""
    seen: dict[Path, tuple[int, int]] = {}
    while True:
        now = {path: stamp for path in files(paths) if (stamp := _stamp(path)) is not None}
        changed = [path for path, stamp in now.items() if seen.get(path) != stamp]
        seen = now
        if changed:
            yield changed
        time.sleep(interval)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
