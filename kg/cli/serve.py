"""``kg serve``: the endpoint and the pages."""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kg.cli import COMMANDS
from kg.cli.releases import add_release
from kg.errors import CallError
from kg.layout import MANIFEST

_EXAMPLE = """examples:
  kg serve                                     the release in build/, made from the seeds where there is none
  kg serve --release release --port 8080
  curl 'http://localhost:8000/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%205&format=csv'
"""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the sub-command to the command line."""
    command = subparsers.add_parser("serve", help=COMMANDS["serve"], epilog=_EXAMPLE,
                                    formatter_class=argparse.RawDescriptionHelpFormatter,
                                    description="Serves a release over HTTP: SPARQL, linked data, pages, dumps. "
                                                "Builds the seeds first where there is no release.")
    add_release(command)
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    command.add_argument("--port", type=int, default=8000, help="the port (default: 8000; 0 for any that is free)")
    command.add_argument("--scratch", action="store_true",
                         help="/sparql and /rdf-graphs speak to a store in memory, a copy of the release, that can be written")
    command.add_argument("--token", help="the token that writing to the scratch store needs")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serves until it is stopped. Raises CallError where --scratch stands without --token, or --token without it."""
    if args.scratch != bool(args.token):
        raise CallError("--scratch and --token go together: --scratch --token TOKEN.")
    from kg.server.run import serve
    if not (args.release / MANIFEST).is_file():
        _build(args.release)
    return serve(args.release, args.host, args.port, token=args.token if args.scratch else None)


def _build(out: Path) -> None:
    """A release of the seeds. Raises CallError where they are not fit to be published."""
    from kg.cli.build import Progress, default_seeds
    from kg.publish.release import build
    print(f"kg serve: there is no release in {out}; building the seeds", file=sys.stderr)
    progress = Progress(sys.stderr.isatty())
    built = build([default_seeds()], out, tell=progress)
    progress.done()
    if built.id is None:
        raise CallError("\n".join(refusal.message for refusal in built.refusals) or "The seeds gave no release.")
