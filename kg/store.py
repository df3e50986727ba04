"""A release as the serving half sees it: opened read-only, its graph queried, its dumps listed.

A release is the directory that ``kg build`` writes: ``release.json`` (the manifest), ``store/``, ``dumps/``, ``dataset.ttl``, ``report.json``, ``report.ttl``,
``articles.csv``, ``figures.sqlite``, ``SHA256SUMS`` and, where earlier releases had more, ``withdrawn.csv``. Whatever else can stand behind the endpoint
has to offer what ``Release`` offers, and no more.
"""
from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import query_faults
from kg.errors import QueryError, ReleaseError
from kg.layout import DESCRIPTION, DUMPS, FORMAT, MANIFEST, STORE, TABLE
from kg.namespaces import PREFIXES
from kg.table import FigureTable

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


@dataclass(frozen=True, slots=True)
class Dump:
    """One file of a release's ``dumps/``: ``bytes`` is its size, ``sha256`` its checksum in hexadecimal."""

    name: str
    media_type: str
    bytes: int
    sha256: str
    title: str = ""


class Release:
    """A release opened for reading. The store is opened when first asked for; any number of processes may open one release."""

    def __init__(self, path: Path, metadata: dict[str, Any]):
        self.path = path
        self.metadata = metadata

    @classmethod
    def open(cls, path: Path | str) -> Release:
        """The release in a directory. Raises ReleaseError where there is none, or one that this version cannot read."""
        found = Path(path)
        metadata = _manifest(found)
        missing = [name for name in (STORE, DUMPS, DESCRIPTION) if not (found / name).exists()]
        if missing:
            raise ReleaseError(f"{found}: the release is incomplete, it lacks {', '.join(missing)}. Build it again with `kg build`.")
        return cls(found, metadata)

    @property
    def id(self) -> str:
        """The release's name: a hash of what it holds, so that equal releases have equal names."""
        return str(self.metadata["id"])

    @cached_property
    def store(self) -> ox.Store:
        """The graph, read-only. Raises ReleaseError where the store is damaged."""
        try:
            return ox.Store.read_only(str(self.path / STORE))
        except OSError as error:
            raise ReleaseError(f"{self.path / 'store'}: the store cannot be opened: {error}. Build the release again with `kg build`.") from error

    def describes(self, iri: str) -> bool:
        """Whether the release says anything of a thing, or of a term of its ontology."""
        return next(self.store.quads_for_pattern(ox.NamedNode(iri), None, None, None), None) is not None

    def query(self, text: str) -> Results:
        """What a SPARQL 1.1 query gives; its default graph is the union of all graphs, and the project's prefixes need no declaration.

        Raises QueryError with line and column where the query is malformed. There is no time limit here: the caller that needs one runs this in a
        process of its own.
        """
        try:
            return self.store.query(text, use_default_graph_as_union=True, prefixes=PREFIXES)
        except SyntaxError as error:
            raise QueryError(str(query_faults.find(text) or f"The query is malformed: {error}.")) from error
        except (OSError, ValueError) as error:
            raise QueryError(f"The query cannot be answered: {error}.") from error

    @cached_property
    def figures(self) -> FigureTable:
        """The table of figures, to be filtered. Raises ReleaseError where it is damaged."""
        return FigureTable(self.path / TABLE)

    def dumps(self) -> list[Dump]:
        """The files of ``dumps/``, in the order of their names."""
        return [Dump(**dump) for dump in self.metadata["dumps"]]

    def dump_path(self, name: str) -> Path:
        """Where a dump lies. Raises ReleaseError for a name that the manifest does not list."""
        if name not in {dump.name for dump in self.dumps()}:
            raise ReleaseError(f"{self.path}: the release has no dump {name!r}; it has: {', '.join(dump.name for dump in self.dumps())}.")
        return self.path / DUMPS / name


def _manifest(path: Path) -> dict[str, Any]:
    try:
        metadata = json.loads((path / MANIFEST).read_bytes())
    except FileNotFoundError:
        raise ReleaseError(f"{path}: there is no release here ({MANIFEST} is missing). Make one with `kg build --out {path}`.") from None
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path / MANIFEST}: the manifest cannot be read: {error}. Build the release again with `kg build`.") from error
    if not isinstance(metadata, dict) or metadata.get("format") != FORMAT:
        raise ReleaseError(f"{path / MANIFEST}: this is no release of format {FORMAT}, which this version reads. Build it again with `kg build`.")
    return metadata
