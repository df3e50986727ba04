"""Faults planted in the graphs of articles that were read: each is found by its own shape, and told at the line of the seed that it is about."""
from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import planting
import pyoxigraph as ox
import pytest
from releases import SECOND, THIRD
from test_validation_engines import quiet, same_core

from kg.mapping import nquads
from kg.model import Article, Reading
from kg.namespaces import KG, OA, SCHEMA
from kg.reading import read
from kg.seeds import read_article
from kg.validation import judge
from kg.validation.finding import Finding
from kg.validation.places import SeedPlaces
from kg.validation.shapes import published

__all__ = ["quiet"]      # a fixture of every test here

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus" / "bilingual"
OWN = {"in two languages": read_article("b.txt", SECOND.source.encode()), "in Chinese alone": read_article("c.txt", THIRD.source.encode())}
AMONG = 3
"""Articles of the corpus among which the faults are planted in turn."""


@cache
def from_corpus() -> tuple[Article, ...]:
    paths = sorted(CORPUS.glob("*.txt"), key=lambda path: (path.stat().st_size, path.name))[:AMONG]
    return tuple(read_article(path.name, path.read_bytes()) for path in paths)


def graph_of(reading: Reading) -> planting.Graph:
    return frozenset(quad.triple for quad in ox.parse(nquads(reading).encode(), format=ox.RdfFormat.N_QUADS))


def found_in(fault: planting.Fault) -> list[Finding]:
    """What the quick engine finds of the focus node by the shape that is broken."""
    return [finding for finding in judge().report(planting.nquads(fault.graph)).findings if (finding.shape, finding.focus) == (fault.part, fault.focus)]


def is_found(fault: planting.Fault, found: list[Finding]) -> bool:
    return fault.component in {finding.component for finding in found}


@cache
def planted(name: str) -> tuple[planting.Fault, ...]:
    return tuple(planting.faults(published(), graph_of(read(OWN[name]))))


@cache
def judged(name: str) -> list[tuple[planting.Fault, list[Finding]]]:
    return [(fault, found_in(fault)) for fault in planted(name)]


@pytest.mark.parametrize("name", OWN, ids=[f"{name}: {len({str(fault) for fault in planted(name)})} kinds" for name in OWN])
def test_every_fault_in_an_article_is_found_by_its_own_shape(name: str) -> None:
    assert len({str(fault) for fault in planted(name)}) > 200
    assert [str(fault) for fault, found in judged(name) if not is_found(fault, found)] == []


def in_turn() -> list[planting.Fault]:
    """One fault of each kind, planted in the articles of the corpus in turn."""
    by_kind: dict[str, list[planting.Fault]] = {}
    for article in from_corpus():
        for fault in planting.faults(published(), graph_of(read(article))):
            by_kind.setdefault(str(fault), []).append(fault)
    return [found[n % len(found)] for n, (_, found) in enumerate(sorted(by_kind.items()))]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the project (../shared/corpus)")
@pytest.mark.filterwarnings("ignore:Parsing weird boolean", "ignore:NotImplemented:DeprecationWarning")
def test_every_kind_of_fault_in_articles_of_the_corpus_is_found_by_both_engines() -> None:
    faults = in_turn()
    assert len(faults) > 200
    assert [str(fault) for fault in faults if not is_found(fault, found_in(fault))] == []
    assert [str(fault) for fault in faults[::16] if fault.constraint != "datatype" and not same_core(fault)] == []


def lines_of(graph: planting.Graph, focus: str, source: str) -> Iterator[tuple[int, int]]:
    """Line and column at which the evidence of a node begins, worked out from the graph and the seed alone, the original first."""
    def values(node: str, predicate: str) -> list:
        found = [t.object for t in graph if t.predicate.value == predicate and str(t.subject) == node]
        return sorted(found, key=lambda o: (not str(o).endswith("zh>"), str(o)))
    for evidence in values(focus, KG + "evidence"):
        [selector], [text] = values(str(evidence), OA + "hasSelector"), values(str(evidence), OA + "hasSource")
        title, body = values(str(text), SCHEMA + "text")[0].value.split("\n", 1)
        start = int(values(str(selector), OA + "start")[0].value)
        position = source.index(title) + start if start < len(title) else source.index(body) + start - len(title) - 1
        yield source.count("\n", 0, position) + 1, position - source.rfind("\n", 0, position)


def about(fault: planting.Fault) -> str:
    """The thing that a fault is about: what the evidence of a quote or a selector is of."""
    return fault.focus.split("#")[0] + ">" if "#" in fault.focus else fault.focus


@pytest.mark.parametrize("name", OWN)
def test_every_fault_in_a_seed_is_told_at_the_line_that_it_is_about(name: str) -> None:
    reading = read(OWN[name])
    graph, places = graph_of(reading), SeedPlaces(reading)
    told = 0
    for fault, found in judged(name):
        expected = [*lines_of(graph, about(fault), reading.article.source)]
        for finding in found if expected else ():
            place = places.of(finding.focus, finding.path, finding.value)[0]
            assert (place.line, place.column) in expected, str(fault)
            told += 1
    assert told > 100


HEADERS = {"Article-date-datatype": "Date:", "Article-page-pattern": "Page:", "Article-headline-languageIn": "Title:"}


@pytest.mark.parametrize("kind", HEADERS)
def test_a_fault_of_a_header_is_told_at_its_line(kind: str) -> None:
    reading = read(OWN["in two languages"])
    [finding] = next([one for one in found if one.component == fault.component] for fault, found in judged("in two languages") if str(fault) == kind)
    line = SeedPlaces(reading).of(finding.focus, finding.path, finding.value)[0].line
    assert reading.article.source.split("\n")[line - 1].startswith(HEADERS[kind])
