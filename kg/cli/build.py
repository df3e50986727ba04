"""``kg build``: seeds to a release."""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kg import locations
from kg.cli import COMMANDS
from kg.cli.arguments import whole
from kg.publish.release import Built, build

_EXAMPLE = """examples:
  kg build                                     the seeds of the project, into build/
  kg build articles --out release --jobs 4     a folder of articles, in four processes
  kg build articles --keep-going               leaves out what does not conform, and says so in the description

What was read is kept in .kg-cache/ beside the release, so that an article that did not change is not read again.

exit codes: 0 every seed is published · 1 a seed does not conform · 2 nothing worse than that a seed cannot be read, or the call is wrong
"""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the sub-command to the command line."""
    command = subparsers.add_parser(
        "build", help=COMMANDS["build"], epilog=_EXAMPLE, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Reads articles, judges them against the shapes, and writes a release: the store, the dumps, the dataset's description and the report. "
                    "The release replaces the one that stands there in one step, or not at all.")
    command.add_argument("paths", nargs="*", type=Path, metavar="DIR|FILE", help="folders of articles, or articles (default: seeds/)")
    command.add_argument("--out", type=Path, default=Path("build"), metavar="DIR", help="where the release is put (default: build)")
    command.add_argument("--jobs", type=whole(1), metavar="N", help="processes that read (default: by the number of articles and of processors)")
    command.add_argument("--keep-going", action="store_true", help="publish without the seeds that cannot be read or do not conform")
    command.add_argument("--fresh", action="store_true", help="read every article again, whether it changed or not")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Builds; says on stdout where the release lies, and on stderr what is wrong with seeds."""
    progress = Progress(sys.stderr.isatty())
    try:
        built = build(args.paths or [default_seeds()], args.out, jobs=args.jobs, keep_going=args.keep_going, fresh=args.fresh, tell=progress)
    finally:
        progress.done()
    for refusal in built.refusals:
        print(refusal.message, file=sys.stderr)
    if built.refusals:
        print(_left_out(built, args.keep_going), file=sys.stderr)
    if built.id is not None:
        counts = built.counts
        if built.warnings:
            print(_warned(built.warnings), file=sys.stderr)
        print(f"{args.out}: release {built.id}, {_numbered(counts['articles'], 'article')} ({built.read:,} read, {built.unchanged:,} unchanged), "
              f"{_numbered(counts['figures'], 'figure')}, {counts['quads']:,} quads")
    return built.exit_code


def default_seeds() -> Path:
    """The seeds beside the caller, else those of the installation."""
    return Path("seeds") if Path("seeds").is_dir() else locations.folder("seeds")


class Progress:
    """A line on a terminal that each step overwrites."""

    def __init__(self, shown: bool):
        self._shown = shown

    def __call__(self, step: str) -> None:
        if self._shown:
            print(f"\r\x1b[K{step}", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        """Clears the line."""
        self("")


def _numbered(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def _warned(warnings: dict[str, int]) -> str:
    """How much there is to look at in what was published."""
    told = ", ".join(f"{code} {count:,}" for code, count in warnings.items())
    return f"{_numbered(sum(warnings.values()), 'warning')} ({told}): these articles are published as they stand; kg validate shows where to look."


def _left_out(built: Built, keep_going: bool) -> str:
    number = len(built.refusals)
    seeds, them = ("1 seed is", "it") if number == 1 else (f"{number} seeds are", "them")
    if built.id is not None:
        return f"{seeds} left out of the release, and its description says so."
    if not keep_going:
        return f"{seeds} not fit to be published, so no release was made. Mend {them}, or leave {them} out with --keep-going."
    return "No article is left, so no release was made."
