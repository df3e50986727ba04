"""The command ``kg``: one thin sub-command a stage, each in its module: parse, call one function, print, exit."""
from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from kg import __version__
from kg.cli.arguments import Parser
from kg.errors import KgError

COMMANDS = {
    "read": "what was read from each article",
    "validate": "judge seeds and RDF against the shapes",
    "new": "write a template for a seed",
    "build": "read, judge and publish seeds as a release",
    "export": "a dump of a release",
    "query": "a SPARQL query, asked of a release or an endpoint",
    "serve": "the SPARQL endpoint and the pages",
    "figures": "the table of figures, filtered",
    "evaluate": "measure what is read against annotations",
}
"""Each sub-command and what it does, in a few words."""

_OBJECTS = 50_000
"""How many objects may be made before unused ones are looked for. The vocabulary is many objects that stay: looking often takes a sixth of the start."""

_DESCRIPTION = "Turns newspaper dispatches into linked data: who claimed which number, through whom, about whom, where and when."
_EPILOG = """exit codes: 0 done · 1 what was judged does not conform · 2 the call is wrong or an input cannot be read
"""


def parser(chosen: str | None = None) -> argparse.ArgumentParser:
    """The command line: every sub-command by name, the chosen one with its options and an example. The others' rooms are not imported."""
    top = Parser(prog="kg", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--version", action="version", version=f"dispatch-kg {__version__}")
    subparsers = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        if name == chosen:
            import_module(f"kg.cli.{name}").add(subparsers)
        else:
            subparsers.add_parser(name, help=summary)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; gives its exit code. Errors go to stderr in one line each; a reader that closes early (``| head``) is no error."""
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])
    words = sys.argv[1:] if arguments is None else arguments
    _speak_utf8()
    try:
        args = parser(next((word for word in words if not word.startswith("-")), None)).parse_args(words)
        code: int = args.run(args)
        sys.stdout.flush()
    except KgError as error:
        print(f"kg: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"kg: the output cannot be written: {error.strerror or error}. Make room, or write elsewhere.", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except KeyboardInterrupt:
        return 130
    return code


def _speak_utf8() -> None:
    """Sets output to UTF-8 whatever the system's language, with escapes for names of files that are in another encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
