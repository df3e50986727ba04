"""The pages: values to HTML, through Jinja2 templates. Everything that a page shows comes from the release; no script and nothing from another host."""
from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2
import pyoxigraph as ox

from kg import identifiers
from kg.flat import Row
from kg.namespaces import PREFIXES
from kg.server import documents
from kg.store import Release
from kg.table import Filter

_HERE = Path(__file__).parent
COLUMNS = (("outcome", "outcome"), ("object", "object"), ("actor_label_en", "by"), ("affected_label_en", "of"), ("place_label_en", "at"),
           ("period_start", "from"), ("period_end", "to"), ("chain", "chain"), ("quote_zh", "original"), ("quote_en", "translation"))
SIGNS = {"exact": "{}", "more_than": "> {}", "at_least": "≥ {}", "nearly": "< {}", "about": "≈ {}", "up_to": "≤ {}"}


def short(iri: str) -> str:
    """An IRI as people write it: with its prefix, else in full."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace):] and iri != namespace:
            return f"{prefix}:{iri[len(namespace):]}"
    return iri.removeprefix(identifiers.BASE) if iri.startswith(identifiers.BASE) else iri


def local(iri: str) -> str:
    """The address of an IRI on this server: a path where it is ours, else itself."""
    return "/" + iri.removeprefix(identifiers.BASE) if iri.startswith(identifiers.BASE) else iri


_TEMPLATES = jinja2.Environment(loader=jinja2.FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
                                undefined=jinja2.StrictUndefined)
_TEMPLATES.filters |= {"short": short, "local": local, "thousands": lambda number: f"{number:,}"}


def number(row: Row) -> str:
    """A figure's number with its qualifier as a sign; the words where the text gives a magnitude only."""
    if row["value"] is None:
        return str(row["value_text"])
    value = f"{Decimal(str(row['value'])):,}"
    return f"{value}–{Decimal(str(row['upper'])):,}" if row["upper"] is not None else SIGNS.get(str(row["qualifier"]), "{}").format(value)


_TEMPLATES.filters["number"] = number


def render(template: str, release: Release, **values: Any) -> bytes:
    """A page in UTF-8."""
    return _TEMPLATES.get_template(template).render(release=release, base=identifiers.BASE, **values).encode()


def thing(release: Release, found: documents.About) -> bytes:
    """The page about a thing: its labels, what is said of it, and what points to it."""
    names = documents.labels(release, documents.objects((*found.said, *found.pointing)) | {found.iri})
    said: dict[str, list[ox.Triple]] = defaultdict(list)
    parts: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in found.said:
        subject = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
        (said[triple.predicate.value] if subject == found.iri else parts[subject]).append(triple)
    pointing: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in found.pointing:
        pointing[triple.predicate.value].append(triple)
    path = found.iri.removeprefix(identifiers.BASE)
    article = _article(release, path) if path.startswith("article/") else None
    return render("thing.html", release, iri=found.iri, path=path, names=names, said=dict(sorted(said.items())), parts=dict(sorted(parts.items())),
                  pointing=dict(sorted(pointing.items())), article=article, is_iri=lambda term: isinstance(term, ox.NamedNode))


_TEXTS = """SELECT ?lang ?text ?start ?end ?figure WHERE {
  ?version schema:isPartOf <ARTICLE> ; a kg:TextVersion ; schema:inLanguage ?lang ; schema:text ?text .
  OPTIONAL { ?figure a kg:ReportedFigure ; kg:evidence ?evidence . ?evidence oa:hasSource ?version ; oa:hasSelector ?selector .
    ?selector oa:start ?start ; oa:end ?end } } ORDER BY ?lang ?start"""


def _article(release: Release, path: str) -> list[dict[str, Any]]:
    """The texts of an article, the original first, as pieces: words, and the figure that they state or None."""
    marks: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    solutions = release.query(_TEXTS.replace("<ARTICLE>", str(ox.NamedNode(identifiers.iri(path)))))
    assert isinstance(solutions, ox.QuerySolutions)
    for row in solutions:
        found = marks[row["lang"].value, row["text"].value]
        if row["figure"] is not None:
            found.append((int(row["start"].value), int(row["end"].value), row["figure"].value))
    return [{"lang": lang, "pieces": _pieces(text, sorted(found))} for (lang, text), found in sorted(marks.items(), key=lambda item: item[0][0] != "zh")]


def _pieces(text: str, marks: list[tuple[int, int, str]]) -> list[tuple[str, str | None]]:
    pieces: list[tuple[str, str | None]] = []
    reached = 0
    for start, end, figure in marks:
        if start >= reached:
            pieces += [(text[reached:start], None), (text[start:end], figure)]
            reached = end
    return [*pieces, (text[reached:], None)]


def figures(release: Release, of: Filter, asked: dict[str, str], limit: int, offset: int) -> bytes:
    """The table of figures with its filters."""
    rows = list(release.figures.select(of, limit, offset))
    return render("figures.html", release, rows=rows, total=release.figures.count(of), columns=COLUMNS, asked=asked, limit=limit, offset=offset)


def results(release: Release, query: str, suffix: str, body: bytes) -> bytes:
    """The answer to a query as a page: a table, yes or no, or the graph as text."""
    table: list[list[str]] | None = None
    text: str | None = None
    if suffix == "srj":
        answer = json.loads(body)
        if "boolean" in answer:
            text = "yes" if answer["boolean"] else "no"
        else:
            names = answer["head"]["vars"]
            table = [names, *[[row.get(name, {}).get("value", "") for name in names] for row in answer["results"]["bindings"]]]
    elif suffix == "csv":
        table = list(csv.reader(io.StringIO(body.decode())))
    else:
        text = body.decode(errors="replace")
    return render("sparql.html", release, query=query, table=table, text=text, problem=None)
