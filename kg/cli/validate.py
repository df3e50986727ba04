"""``kg validate``: judges seeds and RDF against the shapes."""
from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from kg.errors import Fault, SeedError
from kg.seeds import RDF_SUFFIXES, SEED_SUFFIX, content, files
from kg.validation import ENGINES, QUICK, SEVERITIES, FileReport, Judge, judge, judge_rdf, judge_seed, refused
from kg.validation.output import FORMATS, Options
from kg.validation.shapes import foreign

_EXAMPLE = """example:
  kg validate seeds/articles/000_53229b98fb896667.txt
  kg validate seeds --format sarif > validation.sarif
  kg validate graph.ttl --shapes their-shapes.ttl --engine pyshacl

exit codes: 0 all conform · 1 something that was judged does not conform · 2 nothing worse than that a file cannot be read
"""

_MOST_RDF = 1 << 30
"""RDF files may be far larger than articles: up to a gibibyte."""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the sub-command to the command line."""
    command = subparsers.add_parser(
        "validate", help="judge seeds and RDF against the shapes", epilog=_EXAMPLE, formatter_class=argparse.RawDescriptionHelpFormatter,
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
    command.add_argument("--most", type=int, default=10, metavar="N", help="findings of one rule that the text shows for a file (default: 10)")
    command.set_defaults(run=run)


def _names() -> tuple[str, ...]:
    return tuple(severity.lower() for severity in SEVERITIES)


def run(args: argparse.Namespace) -> int:
    """Prints the report to stdout; 1 where something that was judged does not conform, else 2 where a file cannot be read, else 0."""
    by = Judge(foreign(args.shapes), args.engine) if args.shapes else judge(args.engine)
    options = Options(args.severity.capitalize(), args.fail_on.capitalize(), args.lang, max(1, args.most), colour=args.format == "text" and sys.stdout.isatty())
    reports = list(judged(args.files, by))
    sys.stdout.write(FORMATS[args.format](reports, options))
    return exit_code(reports, options.fail_on)


def exit_code(reports: list[FileReport], fail_on: str) -> int:
    """What the command ends with."""
    if any(report.readable and not report.conforms(fail_on) for report in reports):
        return 1
    return 2 if any(not report.readable for report in reports) or not reports else 0


def judged(paths: list[Path], by: Judge) -> Iterator[FileReport]:
    """The judgement on each file, in the order in which they are named; a file that cannot be read holds up no other."""
    for path in files(paths):
        yield _judged(path, by)


def _judged(path: Path, by: Judge) -> FileReport:
    suffix = path.suffix.lower()
    try:
        if suffix in RDF_SUFFIXES:
            return judge_rdf(str(path), content(path, _MOST_RDF), by)
        data = content(path)
    except SeedError as error:
        return refused(error)
    if suffix != SEED_SUFFIX:
        known = " ".join(sorted({SEED_SUFFIX, *RDF_SUFFIXES}))
        fault = Fault("unreadable", f"The suffix {suffix or '(none)'} tells no kind of file.", f"Give the file one of: {known}.")
        return refused(SeedError(str(path), (fault,)))
    return judge_seed(str(path), data, by)
