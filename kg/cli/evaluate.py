"""``kg evaluate``: how well articles are read, measured against annotations."""
from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kg.cli import COMMANDS
from kg.cli.columns import table
from kg.evaluation import Evaluation, as_json, as_text, evaluate, held_out

_EXAMPLE = """examples:
  kg evaluate corpus/gold corpus/zh corpus/bilingual --details
  kg evaluate corpus/gold corpus/zh --held-out 1/3
  kg evaluate corpus/gold corpus/zh --held-out names.txt --format json > evaluation.json
"""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the sub-command to the command line."""
    command = subparsers.add_parser(
        "evaluate", help=COMMANDS["evaluate"], epilog=_EXAMPLE, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Reads articles and measures what was read against what people annotated: the share of figures found and of each field that is right, "
                    "which codes are taken for which, and every figure missed, read wrongly or invented.")
    command.add_argument("gold", type=Path, metavar="GOLD", help="the annotations: a folder of NAME.json, or one")
    command.add_argument("texts", nargs="+", type=Path, metavar="TEXT", help="the articles: NAME.txt, or a folder of them")
    command.add_argument("--held-out", metavar="NAMES|SHARE", help="report some articles apart, and show no single figure of theirs: a file with a name "
                         "a line, or a share such as 1/3, which takes the same articles every time")
    command.add_argument("--details", action="store_true", help="list everything missed, wrong or invented (json always does)")
    command.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the measures to stdout, what cannot be read and doubts about annotations to stderr; 2 where something cannot be read, else 0."""
    found = evaluate(args.gold, args.texts, None if args.held_out is None else lambda names: held_out(args.held_out, names))
    for message in (*found.unread, *found.notes):
        print(message, file=sys.stderr)
    if args.format == "json":
        print(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        _print_text(found, details=args.details)
    return 2 if found.unread else 0


def _print_text(found: Evaluation, *, details: bool) -> None:
    for number, (heading, rows, lines) in enumerate(as_text(found, details=details)):
        print(("\n" if number else "") + heading + "\n")
        if rows is not None:
            header, cells = rows
            for line in table(header, cells, right=set(header[1:]) - {"part"}):
                print(line)
        if lines:
            print(*([""] if rows is not None else []), *lines, sep="\n")
