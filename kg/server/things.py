"""What a page about a thing shows: statements out and in, names in both languages, and the words in their sentence with the figure marked."""
from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

from kg.namespaces import KG, RDF, SCHEMA, SKOS
from kg.server import pages
from kg.server.documents import MOST_LINKS, About
from kg.server.labels import Names, names
from kg.server.lookup import Row, Value, rows
from kg.server.pool import Pool

MOST_STATEMENTS = 400
AROUND = 70           # characters shown on either side of a quote
_FIRST = (RDF + "type", SKOS + "prefLabel", SKOS + "altLabel", SCHEMA + "headline",
          *(KG + name for name in ("value", "valueText", "qualifier", "outcome", "object", "unit", "affected", "actor", "place", "period")))
_HIDDEN = frozenset({KG + "evidence", SCHEMA + "text", KG + "inArticle"})


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a text version: before, the quote itself, after."""

    lang: str
    before: str
    exact: str
    after: str
    start: str
    end: str
    article: str


@dataclass(slots=True)
class Statements:
    """What one property says, and how many there are in all."""

    property: Names
    values: list[Value] = field(default_factory=list)
    total: int = 0


@dataclass(slots=True)
class Thing:
    """A thing as its page shows it."""

    iri: str
    names: dict[str, Names]
    out: list[Statements]
    into: list[Statements]
    quotes: list[Quote]
    types: list[str]
    graphs: list[str]

    @property
    def title(self) -> Names:
        return self.names[self.iri]


def _out(iri: str) -> str:
    return f"SELECT ?p ?o WHERE {{ <{iri}> ?p ?o FILTER(?p != schema:text) }} LIMIT {MOST_STATEMENTS}"


def _into(iri: str) -> str:
    return f'SELECT ?p ?o WHERE {{ ?o ?p <{iri}> FILTER(!STRSTARTS(STR(?o), "{iri}#")) }} LIMIT {MOST_LINKS}'


def _quotes(iri: str) -> str:
    """Characters count from 1 in SUBSTR, and from 0 in the selectors."""
    return f"""SELECT ?lang ?exact ?start ?end ?article
 (SUBSTR(?text, IF(?start > {AROUND}, ?start - {AROUND} + 1, 1), IF(?start > {AROUND}, {AROUND}, ?start)) AS ?before)
 (SUBSTR(?text, ?end + 1, {AROUND}) AS ?after) WHERE {{
 <{iri}> kg:evidence ?e . ?e oa:hasSource ?version ; oa:hasSelector ?selector . ?selector oa:start ?start ; oa:end ?end ; oa:exact ?exact .
 ?version schema:text ?text ; schema:inLanguage ?lang ; schema:isPartOf ?article }} ORDER BY DESC(?lang) ?start LIMIT 20"""


def _graphs(iri: str) -> str:
    return f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ <{iri}> ?p ?o }} }} LIMIT 20"


def _grouped(found: list[Row], known: dict[str, Names]) -> list[Statements]:
    grouped: dict[str, Statements] = {}
    for row in found:
        said = grouped.setdefault(row["p"].text, Statements(known[row["p"].text]))
        said.values.append(row["o"])
        said.total += 1
    order = {iri: place for place, iri in enumerate(_FIRST)}
    return sorted(grouped.values(), key=lambda said: (order.get(said.property.iri, len(order)), said.property.short))


async def thing(about: About, client: str) -> Thing:
    """All that the page about a thing needs. Raises Problem."""
    pool: Pool = about.serving.pool
    iri = about.iri
    out, into, quoted, graphs = await asyncio.gather(*(rows(pool, query, client) for query in (_out(iri), _into(iri), _quotes(iri), _graphs(iri))))
    linked = {value.text for row in (*out, *into) for value in row.values() if value.kind == "uri"}
    known = await names(pool, [iri, *sorted(linked)], client)
    quotes = [Quote(row["lang"].text, row["before"].text, row["exact"].text, row["after"].text, row["start"].text, row["end"].text, row["article"].text)
              for row in quoted]
    types = [row["o"].text for row in out if row["p"].text == RDF + "type"]
    shown = [row for row in out if row["p"].text not in _HIDDEN]
    return Thing(iri, known, _grouped(shown, known), _grouped(into, known), quotes, types, [row["g"].text for row in graphs])


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of a text version: plain, or read as something (an address) of a kind: figure, numeral, event or name."""

    text: str
    kind: str = ""
    iri: str = ""
    title: str = ""


_TEXTS = "SELECT ?lang ?text WHERE {{ <{article}> kg:textVersion ?v . ?v schema:inLanguage ?lang ; schema:text ?text }}"
_MARKS = """SELECT ?lang ?start ?end ?thing ?outcome ?reason ?value WHERE {{ GRAPH <{graph}> {{
 ?thing kg:evidence ?e . ?e oa:hasSource ?version ; oa:hasSelector ?selector . ?selector oa:start ?start ; oa:end ?end .
 OPTIONAL {{ ?thing kg:outcome ?outcome }} OPTIONAL {{ ?thing kg:reason ?reason }} OPTIONAL {{ ?thing kg:value ?value }} }}
 BIND(REPLACE(STR(?version), "^.*/", "") AS ?lang) }}"""
_RANK = {"figure": 0, "event": 3, "numeral": 1, "mention": 2}


async def marked_texts(about: About, client: str) -> dict[str, list[Marked]]:
    """The text versions of an article by language, cut into plain and marked pieces."""
    graph = about.iri.replace("/article/", "/graph/", 1)
    texts = await rows(about.serving.pool, _TEXTS.format(article=about.iri), client)
    marks: dict[str, list[Row]] = defaultdict(list)
    for row in await rows(about.serving.pool, _MARKS.format(graph=graph), client):
        if _kind(row) in _RANK and _kind(row) != "event":
            marks[row["lang"].text].append(row)
    return {row["lang"].text: _cut(row["text"].text, marks[row["lang"].text]) for row in sorted(texts, key=lambda row: row["lang"].text, reverse=True)}


def _kind(row: Row) -> str:
    return row["thing"].text.rsplit("/", 3)[1]


def _cut(text: str, marks: list[Row]) -> list[Marked]:
    """The text in pieces: figures win over numerals and names, longer marks over shorter ones."""
    taken: list[tuple[int, int, Row]] = []
    for row in sorted(marks, key=lambda row: (_RANK[_kind(row)], int(row["start"].text) - int(row["end"].text))):
        start, end = int(row["start"].text), int(row["end"].text)
        if all(end <= other or start >= other_end for other, other_end, _ in taken):
            taken.append((start, end, row))
    pieces, at = [], 0
    for start, end, row in sorted(taken, key=lambda mark: mark[:2]):
        pieces.append(Marked(text[at:start]))
        code = next((row[name].text.rpartition("/")[2] for name in ("outcome", "reason") if name in row), "")
        title = " ".join(part for part in (row["value"].text if "value" in row else "", code.replace("_", " ")) if part)
        pieces.append(Marked(text[start:end], _kind(row), row["thing"].text, title))
        at = end
    return [piece for piece in (*pieces, Marked(text[at:])) if piece.text]


async def page(about: About, client: str) -> bytes:
    """The page about a thing. Raises Problem."""
    found = await thing(about, client)
    texts = await marked_texts(about, client) if about.path.startswith("article/") else {}
    return pages.render("thing.html", thing=found, texts=texts, path=about.path, release=about.serving.release.id).encode("utf-8", "replace")
