"""Writes the store: the graph in the form that queries are answered from."""
from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.errors import ReleaseError


def write_store(folder: Path, nquads: Path, description: str, articles_and_shared: int) -> None:
    """Loads the N-Quads, and the whole description of the dataset besides, into a new store, and compacts it: uncompacted, queries take six times as long.

    Raises ReleaseError where the store then holds another number of quads than were written.
    """
    store = ox.Store(str(folder))
    store.bulk_load(path=str(nquads), format=ox.RdfFormat.N_QUADS)
    store.bulk_load(description.encode(), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    expected = articles_and_shared + description.count("\n")
    if len(store) != expected:
        raise ReleaseError(f"The store holds {len(store):,} quads and {expected:,} were written: one was lost or written twice..")
