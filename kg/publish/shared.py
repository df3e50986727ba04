"""The graphs that all articles share: the ontology with its code schemes, and the authority (places, forces, people, sources, newspapers)."""
from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg import identifiers, vocabulary
from kg.errors import VocabularyError

_AUTHORITY = tuple(identifiers.iri(f"{kind}/") for kind in ("place", "force", "people", "source", "newspaper"))


def graphs() -> Iterator[str]:
    """The N-Quads of ``graph/ontology``, then of ``graph/authority``, sorted. Raises VocabularyError where ontology/ has a blank node."""
    for name, wanted in (("ontology", False), ("authority", True)):
        graph = f"<{identifiers.iri(f'graph/{name}')}>"
        triples = {str(triple) for triple in vocabulary.quads() if _subject(triple).startswith(_AUTHORITY) is wanted}
        yield "".join(f"{triple} {graph} .\n" for triple in sorted(triples))


def _subject(triple: ox.Triple) -> str:
    if not isinstance(triple.subject, ox.NamedNode) or isinstance(triple.object, ox.BlankNode):
        raise VocabularyError(f"ontology/ has a blank node in {triple}. Give it an address: published graphs have no blank nodes.")
    return triple.subject.value
