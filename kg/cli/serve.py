"""``kg serve``: the endpoint and the pages."""
from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from kg.cli import COMMANDS
from kg.cli.releases import add_release
from kg.errors import CallError
from kg.layout import MANIFEST
from kg.server.settings import CONFIG, SETTINGS, limits

_EXAMPLE = """Every limit can be set by its flag, by the environment (--max-time is KG_SERVE_MAX_TIME) or in the file that --config names (max-time = 60): a
flag wins over the environment, the environment over the file. The token can be set by KG_SERVE_TOKEN, where no list of processes shows it.

examples:
  kg serve                                     the release in build/, made from the seeds where there is none
  kg serve --release release --port 8080
  kg serve --time 10 --memory 512 --access-log access.jsonl
  KG_SERVE_TOKEN=secret kg serve --scratch           a store in memory that whoever has the token can write
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
    command.add_argument("--token", help="the token that writing to the scratch store needs (KG_SERVE_TOKEN)")
    command.add_argument("--processes", type=int, default=1, metavar="N", help="server processes that share the port, each with workers and a cache of its own "
                                                                               "(default: 1, which serves two or three processors)")
    command.add_argument("--access-log", metavar="FILE", help="write a line of JSON for every answer there; - for standard output")
    command.add_argument("--log-queries", action="store_true", help="with the text of the query in each line, not its hash alone")
    command.add_argument("--config", type=Path, metavar="FILE", help=f"a TOML file with limits ({CONFIG})")
    limiting = command.add_argument_group("limits")
    for setting in SETTINGS:
        measure = f" {setting.measure}" if setting.measure else ""
        limiting.add_argument(setting.flag, dest=setting.name, metavar="N", help=f"{setting.told} (default: {setting.default:g}{measure})")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serves until it is stopped. Raises CallError where flags contradict each other or a limit is none."""
    token = args.token or (os.environ.get("KG_SERVE_TOKEN") if args.scratch else None)
    if args.scratch != bool(token):
        raise CallError("--scratch and --token go together: --scratch --token TOKEN, or --scratch with KG_SERVE_TOKEN set.")
    if args.log_queries and not args.access_log:
        raise CallError("--log-queries needs --access-log FILE.")
    if not 1 <= args.processes <= 64:
        raise CallError(f"--processes has to be from 1 to 64, and is {args.processes}.")
    if args.scratch and args.processes > 1:
        raise CallError("--scratch goes with one process: the store that is written lies in its memory. Leave --processes out.")
    file = args.config or (Path(os.environ[CONFIG]) if os.environ.get(CONFIG) else None)
    found = limits(vars(args), os.environ, file)
    from kg.server.run import Plan, serve
    if not (args.release / MANIFEST).is_file():
        _build(args.release)
    return serve(Plan(args.release, args.host, args.port, found, token, args.access_log, args.log_queries, args.processes))


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
