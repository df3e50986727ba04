"""Writes the RDF dumps, one after the other or side by side."""
from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from kg.publish.dumps import RDF_FORMATS, write_rdf

_WORTH_A_PROCESS = 20_000_000
"""Bytes of N-Quads below which a process takes longer to start than to write a dump."""


def write_all(nquads: Path, jobs: int | None) -> None:
    """Writes every RDF form beside the N-Quads; the number of processes does not show in the bytes."""
    write = partial(write_rdf, nquads, nquads.parent)
    jobs = jobs or os.cpu_count() or 1
    if jobs < 2 or nquads.stat().st_size < _WORTH_A_PROCESS:
        for format in RDF_FORMATS:
            write(format)
        return
    with ProcessPoolExecutor(min(jobs, len(RDF_FORMATS)), mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(write, RDF_FORMATS))
