"""``kg new``: a template for a seed, in the layout that is read."""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kg.cli import COMMANDS
from kg.cli.arguments import day, whole
from kg.errors import CallError

_EXAMPLE = """examples:
  kg new drafts/hungyen.txt --date 1953-09-23 --page 4
  kg new drafts/hungyen.txt --date 1953-09-23 --title-zh 越南人民军歼敌五十名 --only zh
Fill in the titles and the texts, then: kg validate drafts --watch
"""

_HEADER = "Title: {title_en}\nAuthor:\nDate: {date}\nPage: {page}\n"
_RULE = "\n\n\n<hr /> \n\nOriginal: \n\n\n"
_ORIGINAL = "### {title_zh}\n\n{date}\n第{page}版()\n专栏：\n\n"


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the sub-command to the command line."""
    command = subparsers.add_parser(
        "new", help=COMMANDS["new"], epilog=_EXAMPLE, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Writes a seed without its texts: the header and a place for the translation, then the heading and a place for the original.")
    command.add_argument("file", type=Path, metavar="FILE", help="where to write it; it has to end in .txt, and must not be there")
    command.add_argument("--date", type=day, required=True, metavar="YYYY-MM-DD", help="the day on which the paper appeared")
    command.add_argument("--page", type=whole(1, 99), default=1, metavar="N", help="the page that the article stands on (default: 1)")
    command.add_argument("--title-zh", default="", metavar="TITLE", help="the title of the original")
    command.add_argument("--title-en", default="", metavar="TITLE", help="the title of the translation")
    command.add_argument("--only", choices=("zh", "en"), help="the original alone, or the translation alone")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Writes the template. Raises CallError where the file is there already, has another suffix or cannot be written."""
    if args.file.suffix != ".txt":
        raise CallError(f"{args.file}: a seed's name ends in .txt. Choose such a name.")
    text = template(args.date, args.page, args.title_zh, args.title_en, args.only)
    try:
        args.file.parent.mkdir(parents=True, exist_ok=True)
        with args.file.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise CallError(f"{args.file}: there is such a file already. Choose another name, or delete it first.") from None
    except OSError as error:
        raise CallError(f"{args.file}: it cannot be written: {error.strerror}. Check the path and its permissions.") from error
    print(f"{args.file}: fill in the titles and texts, then call: kg validate {args.file}", file=sys.stderr)
    return 0


def template(date: str, page: int, title_zh: str = "", title_en: str = "", only: str | None = None) -> str:
    """A seed without its texts: in both languages, or in one."""
    values = {"date": date, "page": page, "title_zh": title_zh, "title_en": title_en}
    parts = {"en": _HEADER.format(**values), "zh": _ORIGINAL.format(**values)}
    return parts[only] if only else parts["en"] + _RULE + parts["zh"]
