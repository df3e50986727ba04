"""Writes the store: the graph in the form that queries are answered from."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import pyoxigraph as ox

from kg.errors import ReleaseError


class StoreWriter:
    """A store that is loaded while the dumps are written: the engine lets other threads run meanwhile."""

    def __init__(self, folder: Path, nquads: Path):
        self._store = ox.Store(str(folder))
        self._nquads = nquads
        self._pool = ThreadPoolExecutor(1)

    def __enter__(self) -> StoreWriter:
        self._loading = self._pool.submit(self._store.bulk_load, path=str(self._nquads), format=ox.RdfFormat.N_QUADS)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.shutdown()

    def finish(self, description: str, articles_and_shared: int) -> None:
        """Adds the whole description of the dataset and compacts the store: uncompacted, queries take six times as long.

        Raises ReleaseError where the store then holds another number of quads than were written.
        """
        self._loading.result()
        self._store.load(description.encode(), format=ox.RdfFormat.N_QUADS)
        self._store.optimize()
        self._store.flush()
        expected = articles_and_shared + description.count("\n")
        if len(self._store) != expected:
            raise ReleaseError(f"The store holds {len(self._store):,} quads and {expected:,} were written: one was lost or written twice.")
