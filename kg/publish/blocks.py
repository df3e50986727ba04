"""N-Quads as the build writes them, read back graph by graph as text: a quad a line, the quads of a graph in one run, no blank nodes."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Objects = dict[str, list[str]]
"""Property → objects, as terms."""


@dataclass(slots=True)
class Block:
    """One graph: its term, and what it says of each subject, in the order of the lines."""

    graph: str
    subjects: dict[str, Objects] = field(default_factory=dict)

    def add(self, triple: str) -> None:
        """Takes a triple ``<s> <p> o`` in; no term but the last can hold a blank."""
        subject, predicate, obj = triple.split(" ", 2)
        self.subjects.setdefault(subject, {}).setdefault(predicate, []).append(obj)

    def triples(self) -> Iterator[str]:
        """The triples, those of a subject in one run."""
        for subject, said in self.subjects.items():
            for predicate, objects in said.items():
                for obj in objects:
                    yield f"{subject} {predicate} {obj}"


def blocks(quads: Iterable[str]) -> Iterator[Block]:
    """The graphs of N-Quads, one after the other."""
    current = Block("")
    for line in quads:
        triple, graph = split(line)
        if graph != current.graph:
            if current.subjects:
                yield current
            current = Block(graph)
        current.add(triple)
    if current.subjects:
        yield current


def lines(text: str) -> Iterator[str]:
    """The lines of N-Quads text; a literal may hold characters other than a line feed that ``str.splitlines`` breaks at."""
    return (f"{line}\n" for line in text.split("\n") if line)


def split(line: str) -> tuple[str, str]:
    """The triple and the graph of a quad's line."""
    at = line.rindex(" <")
    return line[:at], line[at + 1:line.rindex(" .")]


class Merger:
    """Takes graphs into one, each triple once. Only what graphs can share is remembered: an article's own things stand in its graph alone."""

    def __init__(self) -> None:
        self._shared: set[str] = set()

    def merged(self, block: Block) -> Block:
        """The block without the triples that an earlier one had."""
        key = block.graph.rpartition("/")[2].rstrip(">")
        found = Block(block.graph)
        for subject, said in block.subjects.items():
            if key in subject:
                found.subjects[subject] = said
                continue
            for predicate, objects in said.items():
                fresh = [obj for obj in objects if f"{subject} {predicate} {obj}" not in self._shared]
                self._shared.update(f"{subject} {predicate} {obj}" for obj in fresh)
                if fresh:
                    found.subjects.setdefault(subject, {})[predicate] = fresh
        return found
