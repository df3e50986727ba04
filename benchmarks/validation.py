"""Measures validation: the default path against pySHACL and against parsing alone, on generated articles.

    python benchmarks/validation.py [--articles 1000] [--release 10000] [--reference 3] [--planted 6]

First a whole release as a build judges it, some articles at a time, with the memory that it takes, before anything else has taken some;
then article by article. pySHACL judges a part, and its time is scaled by triples. The findings of both on that part, and on articles with planted
faults, have to be the same to the last tuple: the program ends with 1 where they are not, or where a bound is missed. Times are of the processor,
so that other work on the machine counts for less.
"""
from __future__ import annotations

import argparse
import logging
import random
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

from archive import articles  # noqa: E402
from planting import faults  # noqa: E402
from planting import nquads as as_nquads  # noqa: E402

from kg.mapping import triples  # noqa: E402
from kg.reading import read  # noqa: E402
from kg.seeds import read_article  # noqa: E402
from kg.validation import PYSHACL, Report, judge  # noqa: E402
from kg.validation.quads import Quads  # noqa: E402
from kg.validation.shapes import published  # noqa: E402

TIMES_REFERENCE = 60
"""How many times faster than pySHACL the default path has to be."""


TOGETHER = 16
"""Articles that a build judges at a time."""


def graphs(count: int, errors: float = 0.02) -> Iterator[list[str]]:
    """The triples of generated articles."""
    for name, data in articles(count, errors=errors):
        yield triples(read(read_article(name, data)))


def text(graph: list[str]) -> str:
    """Triples as N-Quads."""
    return " .\n".join((*graph, ""))


def seconds(work: Callable[[], object]) -> float:
    """Processor time of a piece of work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def parse(nquads: str) -> int:
    return sum(1 for _ in ox.parse(nquads.encode(), format=ox.RdfFormat.N_QUADS))


def peak() -> float:
    """The most memory that the process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 ** 2 if sys.platform == "darwin" else 1024)


def keys(report: Report) -> set[tuple[str, ...]]:
    return {finding.key for finding in report.findings}


def one_by_one(count: int, part: int) -> bool:
    """Articles judged each by itself: prints articles/s; whether the bound is kept and the findings are the same."""
    texts = [text(graph) for graph in graphs(count)]
    judge().report(texts[0])
    judge(PYSHACL)
    by_quick: list[Report] = []
    by_pyshacl: list[Report] = []
    floor = count / seconds(lambda: [parse(nquads) for nquads in texts])
    quick = count / seconds(lambda: by_quick.extend(judge().report(nquads) for nquads in texts))
    reference = part / seconds(lambda: by_pyshacl.extend(judge(PYSHACL).report(nquads) for nquads in texts[:part]))
    same = all(keys(one) == keys(other) for one, other in zip(by_pyshacl, by_quick, strict=False))
    print(f"{count} articles of {sum(nquads.count(chr(10)) for nquads in texts) / count:,.0f} triples, one by one, articles/s")
    print(f"  parsing alone {floor:10,.1f}\n  default path  {quick:10,.1f}\n  pySHACL       {reference:10,.2f}   ({part} articles)")
    print(f"  findings {'the same' if same else 'DIFFER'}")
    print(f"  default path / pySHACL {quick / reference:,.0f} (bound {TIMES_REFERENCE}); default path / parsing alone {quick / floor:.2f}")
    return same and quick >= TIMES_REFERENCE * reference


def whole_release(count: int, part: int) -> bool:
    """A release as a stream of articles: prints triples/s and memory; whether the bound is kept and memory stays flat."""
    judged, done, spent, marks = 0, 0, 0.0, []
    stream = graphs(count)
    while some := list(islice(stream, TOGETHER)):
        spent += seconds(lambda some=some: judge().reports([Quads.of_triples(graph) for graph in some]))
        judged, done = judged + sum(map(len, some)), done + len(some)
        if not marks and done >= count // 10:
            marks.append(peak())
    marks.append(peak())
    merged = [triple for graph in graphs(part) for triple in graph]
    reference = len(merged) / seconds(lambda: judge(PYSHACL).report(text(merged)))
    print(f"a release of {count} articles, {judged:,} triples, judged {TOGETHER} at a time: {count / spent:,.1f} articles/s; triples/s")
    print(f"  default path  {judged / spent:10,.0f}\n  pySHACL       {reference:10,.0f}   ({len(merged):,} triples, to be scaled)")
    print(f"  default path / pySHACL {judged / spent / reference:,.0f} (bound {TIMES_REFERENCE})")
    print(f"  memory {marks[0]:,.0f} MB after a tenth, {marks[-1]:,.0f} MB at the end")
    return judged / spent >= TIMES_REFERENCE * reference and marks[-1] < marks[0] * 1.1


def planted(count: int) -> bool:
    """Generated articles with planted faults, judged whole by both engines: whether they find the same."""
    texts = [text(graph) for graph in graphs(3, errors=0)]
    parsed = [frozenset(quad.triple for quad in ox.parse(nquads.encode(), format=ox.RdfFormat.N_QUADS)) for nquads in texts]
    made = [fault for graph in parsed for fault in faults(published(), graph)]
    missed = [str(fault) for fault in made if not any((f.shape, f.component, f.focus) == (fault.part, fault.component, fault.focus)
                                                      for f in judge().report(as_nquads(fault.graph)).findings)]
    sample = random.Random(1).sample([fault for fault in made if fault.constraint != "datatype"], min(count, len(made)))
    differing = [str(fault) for fault in sample if keys(judge().report(as_nquads(fault.graph))) != keys(judge(PYSHACL).report(as_nquads(fault.graph)))]
    print(f"{len(made)} faults of {len({str(fault) for fault in made})} kinds planted in {len(texts)} articles")
    print(f"  {len(made) - len(missed)} found by their own shape")
    print(f"  {len(sample)} judged whole by both engines, {len(sample) - len(differing)} with the same findings")
    print("".join(f"  {name}\n" for name in missed + differing), end="")
    return not missed and not differing


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures validation against pySHACL and parsing alone.",
                                     epilog="example: validation.py --articles 100 --release 500")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--release", type=int, default=10000)
    parser.add_argument("--reference", type=int, default=3, help="articles that pySHACL judges")
    parser.add_argument("--planted", type=int, default=6, help="planted faults that both engines judge whole")
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    kept = [whole_release(args.release, args.reference), one_by_one(args.articles, args.reference), planted(args.planted)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
