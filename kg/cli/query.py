"""``kg query``: a SPARQL query, asked of a release or of an endpoint."""
from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import identifiers, remote
from kg.cli import COMMANDS
from kg.cli.columns import table
from kg.cli.releases import DEFAULT
from kg.errors import CallError, nearest
from kg.namespaces import PREFIXES, XSD
from kg.publish import turtle
from kg.publish.blocks import Block
from kg.store import Release

_EXAMPLE = """examples:
  kg query question.rq
  kg query 'SELECT ?figure ?value { ?figure kg:outcome outcome:killed ; kg:value ?value }'
  kg query 'SELECT (COUNT(*) AS ?n) { ?f a kg:ReportedFigure }' --endpoint http://localhost:8000/sparql --format json

The prefixes of the project (kg: schema: prov: skos: outcome: object: place: …) need no declaration. The default graph is the union of all graphs.
"""

_TABLES = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV}
_GRAPHS = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD, "rdfxml": ox.RdfFormat.RDF_XML,
           "trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS}
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_OURS = re.compile(r"\b(kg|outcome|object|qualifier|unit):([A-Za-z][A-Za-z0-9_]*)")
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float")}


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the sub-command to the command line."""
    command = subparsers.add_parser("query", help=COMMANDS["query"], epilog=_EXAMPLE,
                                    formatter_class=argparse.RawDescriptionHelpFormatter,
                                    description="Asks a SPARQL 1.1 query. SELECT and ASK give a table, CONSTRUCT and DESCRIBE a graph.")
    command.add_argument("query", metavar="FILE.rq|QUERY", help="a file with the query, the query itself, or - for stdin")
    where = command.add_mutually_exclusive_group()
    where.add_argument("--release", type=Path, default=DEFAULT, metavar="DIR", help="the release that `kg build` made (default: build)")
    where.add_argument("--endpoint", metavar="URL", help="a SPARQL endpoint to ask instead")
    command.add_argument("--format", choices=("table", *_TABLES, *_GRAPHS),
                         help="default: a table on a terminal, else json; for a graph turtle")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the answer to stdout."""
    text = _text(args.query)
    if args.endpoint:
        answer = remote.query(args.endpoint, _prologue(text) + text)
    else:
        release = Release.open(args.release)
        answer = release.query(text)
        for message in unknown_terms(text, release.describes):
            print(f"kg: {message}", file=sys.stderr)
    if isinstance(answer, ox.QuerySolutions | ox.QueryBoolean):
        _print_results(answer, args.format or ("table" if sys.stdout.isatty() else "json"))
    else:
        _print_graph(answer, args.format or "turtle")
    return 0


def _text(query: str) -> str:
    """The query: what the file says where a file is named."""
    if query == "-":
        return sys.stdin.read()
    one_word = "\n" not in query and "{" not in query
    if not one_word:
        return query
    try:
        return Path(query).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise CallError(f"{query}: this is neither a query nor a file that can be read: {getattr(error, 'strerror', None) or error}.") from error


def _prologue(text: str) -> str:
    """Declarations of the prefixes that a query uses and does not declare, on one line, so that lines keep their numbers."""
    used = [name for name in PREFIXES if re.search(rf"\b{name}:", text) and not re.search(rf"(?i)\bPREFIX\s+{name}:", text)]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in used)


def _print_results(answer: ox.QuerySolutions | ox.QueryBoolean, format: str) -> None:
    if format in _TABLES:
        answer.serialize(sys.stdout.buffer, _TABLES[format])
        if format != "csv" and format != "tsv":
            sys.stdout.buffer.write(b"\n")
        sys.stdout.buffer.flush()
    elif format != "table":
        raise CallError(f"SELECT and ASK give a table, which {format} cannot hold. Choose: table, {', '.join(_TABLES)}.")
    elif isinstance(answer, ox.QueryBoolean):
        print("yes" if answer else "no")
    else:
        _print_table(answer)


def _print_table(answer: ox.QuerySolutions) -> None:
    names = [variable.value for variable in answer.variables]
    terms = [[solution[name] for name in names] for solution in answer]
    numeric = {name for column, name in enumerate(names) if any(row[column] is not None for row in terms) and all(_is_number(row[column]) for row in terms)}
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in table(names, [[shown(term) for term in row] for row in terms], room=room, right=numeric):
        print(line)
    print(f"{len(terms):,} row{'' if len(terms) == 1 else 's'}", file=sys.stderr)


def unknown_terms(text: str, describes: Callable[[str], bool]) -> Iterator[str]:
    """What to say of each term of ours in a query that a release does not describe: nothing can be found by it."""
    for found in {match[0]: match for match in _OURS.finditer(text)}.values():
        home = PREFIXES[found[1]]
        if not describes(home + found[2]):
            from kg import vocabulary  # takes half a second: wanted by those alone who mistyped
            known = [iri.removeprefix(home) for iri in vocabulary.subjects() if iri.startswith(home)]
            line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
            yield f"line {line}, column {column}: the ontology has no {found[0]}.{nearest(found[2], known)}"


def _is_number(term: Any) -> bool:
    return term is None or (isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS)


def shown(term: Any) -> str:
    """A term as a table shows it: a literal by its text, an address by prefix or below the base."""
    if term is None:
        return ""
    if not isinstance(term, ox.NamedNode):
        return str(term.value) if isinstance(term, ox.Literal) else str(term)
    for prefix, namespace in PREFIXES.items():
        if term.value.startswith(namespace) and _LOCAL.fullmatch(term.value, len(namespace)):
            return f"{prefix}:{term.value[len(namespace):]}"
    return f"<{term.value.removeprefix(identifiers.BASE)}>"


def _print_graph(triples: Iterable[ox.Triple], format: str) -> None:
    if format not in _GRAPHS:
        raise CallError(f"CONSTRUCT and DESCRIBE give a graph, which {format} cannot hold. Choose: {', '.join(_GRAPHS)}.")
    kind = _GRAPHS[format]
    if format == "turtle":
        block = Block("")
        for triple in triples:
            block.add(str(triple))
        sys.stdout.writelines([turtle.header(), *turtle.turtle(block)])
        return
    quads = (ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    ox.serialize(quads if kind.supports_datasets else triples, sys.stdout.buffer, kind)
    sys.stdout.buffer.flush()
