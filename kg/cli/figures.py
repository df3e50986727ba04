"""``kg figures``: the table of figures of a release, filtered."""
from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence

from kg.cli import COMMANDS
from kg.cli.arguments import amount, whole
from kg.cli.columns import table
from kg.cli.releases import add_release
from kg.errors import CallError, nearest
from kg.flat import COLUMNS, Row, write_csv
from kg.store import Release
from kg.table import NUMERIC, Filter

_EXAMPLE = """examples:
  kg figures --outcome killed --from 1952-07 --force "Vietnamese People's Army"
  kg figures --object aircraft --place 河内 --format csv > aircraft.csv
  kg figures --source "Agence France-Presse" --min 1000 --columns value,outcome,quote_zh
"""

_SHOWN = ("date", "number", "unit", "outcome", "object", "affected", "actor", "place", "period", "chain")
_SIGNS = {"exact": "{}", "more_than": "> {}", "at_least": "≥ {}", "nearly": "< {}", "about": "≈ {}", "up_to": "≤ {}"}


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the sub-command to the command line."""
    command = subparsers.add_parser("figures", help=COMMANDS["figures"], epilog=_EXAMPLE, formatter_class=argparse.RawDescriptionHelpFormatter,
                                    description="Shows the figures of a release, one a row. Filters add up: a figure has to pass every one that is given.")
    for name, meaning in (("outcome", "what came of what is counted (code; narrower ones are taken in)"), ("object", "what is counted (code; likewise)"),
                          ("unit", "the unit (code)"), ("qualifier", "how the words qualify the number (code)"),
                          ("place", "where, and what lies in it: a name in any language or spelling, a part of one, or an address"),
                          ("force", "who acted or was affected, with its units: likewise"), ("source", "a source anywhere in the chain: likewise"),
                          ("article", "the article: its key or address"), ("agreement", "how the languages compare: agree, differ, zh_only, en_only")):
        command.add_argument(f"--{name}", metavar=name.upper(), help=meaning)
    command.add_argument("--from", dest="start", metavar="DATE", help="the figure's period ends on that day or later: 1952, 1952-07 or 1952-07-31")
    command.add_argument("--to", dest="end", metavar="DATE", help="the figure's period begins on that day or earlier")
    command.add_argument("--min", dest="least", type=amount, metavar="N", help="the number (of a range the high end) is N or more")
    command.add_argument("--max", dest="most", type=amount, metavar="N", help="the number is N or less")
    add_release(command)
    command.add_argument("--format", choices=("table", "csv", "json", "jsonl"), default="table", help="default: table")
    command.add_argument("--columns", metavar="A,B,…", help=f"the columns to show, of: {', '.join(COLUMNS)}")
    command.add_argument("--limit", type=whole(0), metavar="N", help="show at most N figures")
    command.add_argument("--offset", type=whole(0), default=0, metavar="N", help="pass over the first N")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the figures that pass to stdout."""
    filters = Filter(**{name: getattr(args, name) for name in Filter.__dataclass_fields__})
    columns = _columns(args.columns)
    figures = Release.open(args.release).figures
    found = figures.select(filters, args.limit, args.offset)
    if args.format == "csv":
        sys.stdout.writelines(write_csv(found, columns or COLUMNS))
    elif args.format == "table":
        shown = list(found)
        _print_table(shown, columns)
        if sys.stdout.isatty() or not shown:
            print(_counted(figures.count(filters)), file=sys.stderr)
    else:
        _print_json(found, columns, lines=args.format == "jsonl")
    return 0


def _counted(number: int) -> str:
    return "1 figure" if number == 1 else f"{number:,} figures"


def _columns(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    names = tuple(name.strip() for name in text.split(","))
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        raise CallError(f"There is no column {unknown[0]!r}.{nearest(unknown[0], COLUMNS)} There are: {', '.join(COLUMNS)}.")
    return names


def _print_table(rows: Sequence[Row], columns: tuple[str, ...] | None) -> None:
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    header = columns or _SHOWN
    cells = [[_text(row[column]) for column in columns] if columns else _told(row) for row in rows]
    for line in table(header, cells, room=room, right={"number", *NUMERIC}):
        print(line)


def _told(row: Row) -> list[str]:
    """A figure for people."""
    names = {role: _text(row[f"{role}_label_en"] or row[f"{role}_label_zh"]) for role in ("affected", "actor", "place")}
    period = "/".join(dict.fromkeys((_text(row["period_start"]), _text(row["period_end"])))).strip("/")
    return [_text(row["article_date"]), _number(row), _text(row["unit"]), _text(row["outcome"]), _text(row["object"]), names["affected"], names["actor"],
            names["place"], period, _text(row["chain"])]


def _number(row: Row) -> str:
    """The number with the sign of its qualifier: ``> 52,000``; a vague magnitude as written."""
    if row["value"] is None:
        return _text(row["value_text"])
    if row["upper"] is not None:
        return f"{_grouped(_text(row['value']))}–{_grouped(_text(row['upper']))}"
    return _SIGNS.get(_text(row["qualifier"]), "{}").format(_grouped(_text(row["value"])))


def _grouped(digits: str) -> str:
    whole, point, rest = digits.partition(".")
    return f"{int(whole):,}{point}{rest}"


def _text(cell: str | int | None) -> str:
    return "" if cell is None else str(cell)


def _print_json(rows: Iterable[Row], columns: tuple[str, ...] | None, *, lines: bool) -> None:
    texts = (json.dumps({column: row[column] for column in columns or COLUMNS}, ensure_ascii=False) for row in rows)
    if lines:
        for text in texts:
            print(text)
    else:
        sys.stdout.writelines(_list(texts))


def _list(texts: Iterable[str]) -> Iterator[str]:
    yield "["
    for number, text in enumerate(texts):
        yield ("," if number else "") + f"\n {text}"
    yield "\n]\n"
