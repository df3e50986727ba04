"""Writes one release into a directory of its own, from the entries of its articles. The same entries give the same bytes."""
from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from kg import __version__, identifiers, layout
from kg.errors import ReleaseError
from kg.flat import Row, csv_line, read_csv
from kg.publish import description, report, shared, tables, turtle
from kg.publish.blocks import Block, blocks, lines
from kg.publish.cache import Cache
from kg.publish.dataset import Dataset
from kg.publish.dumps import BY_FORMAT, NQUADS, listed, published_context, sha256
from kg.publish.entry import Entry
from kg.publish.figure_index import write_index
from kg.publish.gather import Gathered, Kept
from kg.publish.rdf_files import write_all
from kg.publish.statistics import Statistics
from kg.publish.store_files import StoreWriter
from kg.validation import judge_nquads

Tell = Callable[[str], None]


class Writing:
    """One release being written into a directory of its own."""

    def __init__(self, folder: Path, dataset: Dataset, found: Gathered, cache: Cache):
        self._folder = folder
        self._dataset = dataset
        self._kept: list[Kept] = found.kept
        self._left_out = tuple((refusal.file, refusal.why) for refusal in found.refusals)
        self._cache = cache
        self._statistics = Statistics()
        self._totals = report.Totals()
        self._dates: list[str] = []

    def write(self, jobs: int | None, tell: Tell) -> dict[str, Any]:
        """Writes everything; gives the manifest."""
        tell("writing the graph")
        with report.Notes(self._folder / ".notes") as notes:
            release = self._write_graph(notes)
            self._check_minimums()
            self._write_report(release, notes)
        core = self._describe(release)
        tell("writing the dumps and the store")
        with StoreWriter(self._folder / layout.STORE, self._nquads) as store:
            self._write_tables()
            write_all(self._nquads, jobs)
            dumps = listed(self._folder / layout.DUMPS)
            whole = core + description.distributions(self._dataset, dumps)
            self._check_description(whole)
            (self._folder / layout.DESCRIPTION).write_text(_as_turtle(whole), encoding="utf-8")
            store.finish(whole, self._statistics.quads)
        metadata = self._metadata(release, dumps)
        (self._folder / layout.MANIFEST).write_text(json.dumps(metadata, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self._write_sums()
        return metadata

    @property
    def _nquads(self) -> Path:
        return self._folder / layout.DUMPS / NQUADS

    def _entries(self) -> Iterator[Entry]:
        return (self._cache.get(kept.name, kept.sha256) for kept in self._kept)

    def _write_graph(self, notes: report.Notes) -> str:
        """The N-Quads and the table of figures, in one pass over the articles. Gives the release's name: a hash of all that it says."""
        seen = hashlib.sha256(repr((replace(self._dataset, minimums={}), self._left_out)).encode())
        index_file = self._folder / layout.ARTICLES
        with self._nquads.open("w", encoding="utf-8", newline="\n") as quads, index_file.open("w", encoding="utf-8", newline="\n") as index:
            index.write(csv_line(("article_iri", "date", "file", "sha256", "figures")))
            for text in shared.graphs():
                self._take(text, quads.write, seen)
            tables.csv_file(self._folder / layout.DUMPS / BY_FORMAT["csv"].file, self._rows(quads.write, index.write, seen, notes))
        return seen.hexdigest()[:16]

    def _rows(self, write_quads: Callable[[str], int], write_index: Callable[[str], int], seen: Any, notes: report.Notes) -> Iterator[Row]:
        for made in self._entries():
            self._take(made.nquads, write_quads, seen)
            self._totals.add(made)
            notes.add(made)
            self._dates.append(made.date)
            write_index(csv_line([identifiers.article(made.key), made.date, made.file, made.sha256, len(made.rows)]))
            yield from made.rows

    def _take(self, text: str, write: Callable[[str], int], seen: Any) -> None:
        write(text)
        seen.update(text.encode())
        for block in blocks(lines(text)):
            self._statistics.add(block)

    def _check_minimums(self) -> None:
        for name, least in self._dataset.minimums.items():
            if name not in self._totals.counts:
                raise ReleaseError(f"dataset.toml: there is no count {name!r}; there are: {', '.join(sorted(self._totals.counts))}.")
            if self._totals.counts[name] < least:
                raise ReleaseError(f"The build holds {self._totals.counts[name]} {name}, and dataset.toml asks for at least {least}: something was lost. "
                                   "See what `kg read` gives for the seeds, or lower the minimum if they were meant to change.")

    def _describe(self, release: str) -> str:
        """The description as far as it stands in the dumps; adds it to the N-Quads."""
        dates = (min(self._dates), max(self._dates))
        core = description.core(self._dataset, description.Facts(release, self._statistics, dates, self._kept[0].key, self._left_out))
        with self._nquads.open("a", encoding="utf-8", newline="\n") as quads:
            quads.write(core)
        return core

    def _check_description(self, text: str) -> None:
        found = judge_nquads(text)
        if not found.conforms():
            wrong = "; ".join(finding.message() for finding in found.findings)
            raise ReleaseError(f"The dataset's description does not conform: {wrong} Mend seeds/dataset.toml.")

    def _write_tables(self) -> None:
        write_index(self._folder / layout.TABLE, self._table())
        dumps = self._folder / layout.DUMPS
        tables.geojson_file(dumps / BY_FORMAT["geojson"].file, self._table())
        if tables.parquet_available():
            tables.parquet_file(dumps / BY_FORMAT["parquet"].file, self._table())

    def _table(self) -> Iterator[Row]:
        with (self._folder / layout.DUMPS / BY_FORMAT["csv"].file).open(encoding="utf-8", newline="") as file:
            yield from read_csv(file)

    def _write_report(self, release: str, notes: report.Notes) -> None:
        report.write_json(self._folder / layout.REPORT_JSON, self._totals.summary(release, self._left_out), notes)
        report.write_turtle(self._folder / layout.REPORT_TURTLE, not self._totals.findings, notes)
        (self._folder / layout.CONTEXT).write_text(published_context(), encoding="utf-8")

    def _metadata(self, release: str, dumps: list[dict[str, str | int]]) -> dict[str, Any]:
        counts = {**self._totals.counts, "triples": self._statistics.triples, "quads": self._statistics.quads, "graphs": self._statistics.graphs}
        return {"format": layout.FORMAT, "id": release, "base": identifiers.BASE, "software": __version__, "title": self._dataset.title,
                "description": self._dataset.description, "license": self._dataset.license, "text_rights": self._dataset.texts,
                "first": min(self._dates), "last": max(self._dates), "counts": dict(sorted(counts.items())),
                "numerals": dict(sorted(self._totals.reasons.items())), "warnings": dict(sorted(self._totals.warnings.items())),
                "left_out": [{"file": file, "why": why} for file, why in self._left_out], "dumps": dumps}

    def _write_sums(self) -> None:
        """Checksums as ``sha256sum -c`` reads them, of all but the indexes (store/, figures.sqlite), whose bytes their engines choose."""
        files = {path.relative_to(self._folder): path for path in sorted(self._folder.rglob("*")) if path.is_file()}
        text = "".join(f"{sha256(path)}  {name.as_posix()}\n" for name, path in files.items() if name.parts[0] not in (layout.STORE, layout.TABLE))
        (self._folder / layout.SUMS).write_text(text, encoding="utf-8")


def _as_turtle(text: str) -> str:
    """N-Quads of one graph as Turtle."""
    block = Block("")
    for found in blocks(lines(text)):
        for triple in found.triples():
            block.add(triple)
    return turtle.header() + "".join(turtle.turtle(block))
