"""``kg serve``: the endpoint and the pages of a release."""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kg.cli.releases import add_release
from kg.errors import CallError, ReleaseError
from kg.store import Release

_EXAMPLE = """examples:
  kg serve                                  on http://127.0.0.1:8000; builds seeds/ first where there is no release
  kg serve --release release --port 8080
"""


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the sub-command to the command line."""
    command = subparsers.add_parser("serve", help="the SPARQL endpoint and the pages of a release", epilog=_EXAMPLE,
                                    formatter_class=argparse.RawDescriptionHelpFormatter,
                                    description="Serves a release: SPARQL at /sparql, a page and RDF for every address, the dumps at /dumps/.")
    add_release(command)
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    command.add_argument("--port", type=int, default=8000, help="the port to listen on (default: 8000)")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serves until it is told to stop; 2 where there is nothing to serve."""
    import uvicorn

    from kg.server.app import application
    try:
        Release.open(args.release)
    except ReleaseError:
        if (args.release / "release.json").exists():
            raise
        _build(args.release)
    print(f"Serving {args.release} on http://{args.host}:{args.port}", file=sys.stderr)
    uvicorn.run(application(args.release), host=args.host, port=args.port, log_level="warning", lifespan="on", loop="asyncio")
    return 0


def _build(out: Path) -> None:
    from kg.cli.build import default_seeds
    from kg.publish.release import build
    seeds = default_seeds()
    print(f"There is no release in {out}; building one from {seeds}.", file=sys.stderr)
    built = build([seeds], out)
    if built.id is None:
        raise CallError("\n".join(refusal.message for refusal in built.refusals))
