"""Counts over the graph as it is written: what VoID tells (https://www.w3.org/TR/void/) and what a build is held to."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kg.namespaces import RDF
from kg.publish.blocks import Block, Merger

_TYPE = f"<{RDF}type>"


@dataclass(slots=True)
class Statistics:
    """Distinct triples of the union of the graphs, and how often each class and property occurs in it. Keys are terms."""

    triples: int = 0
    subjects: int = 0
    quads: int = 0
    graphs: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    _merger: Merger = field(default_factory=Merger)
    _shared: set[str] = field(default_factory=set)

    def add(self, block: Block) -> None:
        """Counts a graph in."""
        self.graphs += 1
        self.quads += sum(len(objects) for said in block.subjects.values() for objects in said.values())
        key = block.graph.rpartition("/")[2].rstrip(">")
        for subject, said in self._merger.merged(block).subjects.items():
            if key in subject:
                self.subjects += 1
            elif subject not in self._shared:
                self._shared.add(subject)
                self.subjects += 1
            for predicate, objects in said.items():
                self.triples += len(objects)
                self.properties[predicate] += len(objects)
            self.classes.update(said.get(_TYPE, ()))
