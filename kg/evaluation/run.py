"""Reads texts and scores them against their annotations."""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.calling import as_called
from kg.corrections import read_seed
from kg.errors import CallError, SeedError
from kg.evaluation.gold import CODES, Annotation, annotation_files, load
from kg.evaluation.pairing import occurrences
from kg.evaluation.scoring import Score, score
from kg.model import Reading
from kg.seeds import content, files
from kg.seeds.files import SEED_SUFFIX
from kg.vocabulary import scheme

DEVELOPMENT, HELD_OUT = "development", "held out"


@dataclass(slots=True)
class Evaluation:
    """The scores of some articles, in the order of their names; ``held_out`` are the names of those that are reported apart.

    ``notes`` tell what a person should know of the input: annotations without a text, quotes that do not stand in theirs.
    """

    scores: list[Score] = field(default_factory=list)
    held_out: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)
    unread: list[SeedError] = field(default_factory=list)

    def parts(self) -> dict[str, list[Score]]:
        """The scores of all articles, and where some are held out those of both parts, by the name of the part."""
        found = {"all": self.scores}
        if self.held_out:
            found[DEVELOPMENT] = self.open()
            found[HELD_OUT] = [one for one in self.scores if one.name in self.held_out]
        return found

    def open(self) -> list[Score]:
        """The scores of the articles that are not held out: those whose readings may be looked at."""
        return [one for one in self.scores if one.name not in self.held_out]


def evaluate(gold: Path, texts: Iterable[Path], held_out: Callable[[Collection[str]], frozenset[str]] | None = None) -> Evaluation:
    """Scores the texts that have an annotation of their name; ``held_out`` chooses, of the names of all annotations, those to report apart.

    What cannot be read is in ``unread``; a text that cannot be read has all its figures missed. Raises CallError where nothing can be scored, SeedError where
    no annotation can be read.
    """
    found = Evaluation()
    golds = {path.stem: one for path in annotation_files(gold) if (one := _loaded(path, found)) is not None}
    if not golds:
        raise found.unread[0]
    by_name = _texts(texts, golds, found)
    found.held_out = held_out(golds) if held_out is not None else frozenset()
    for name, path in sorted(by_name.items()):
        reading, text = _read(path, found)
        found.scores.append(score(golds[name], str(path), reading, text))
        if reading is not None:
            found.notes += _doubts(golds[name], path, text)
    if lacking := sorted(golds.keys() - by_name.keys()):
        found.notes.append(f"Without a text here, and left out: {', '.join(lacking)}.")
    if held_out is not None and not (0 < len(found.held_out & by_name.keys()) < len(by_name)):
        raise CallError(f"Of the {len(by_name)} articles, {len(found.held_out & by_name.keys())} are held out: each part has to have some.")
    return found


def _loaded(path: Path, to: Evaluation) -> Annotation | None:
    try:
        return load(path)
    except SeedError as error:
        to.unread.append(error)
        return None


def _texts(paths: Iterable[Path], golds: Collection[str], to: Evaluation) -> dict[str, Path]:
    """The texts that have an annotation, by their names."""
    found: dict[str, Path] = {}
    for path in files(paths):
        if path.stem not in golds and not path.exists():
            _read(path, to)
        elif path.stem in golds and path.suffix.lower() == SEED_SUFFIX:
            if path.stem in found:
                raise CallError(f"{found[path.stem]} and {path} have the same name: which of them the annotation is of cannot be told. Name one.")
            found[path.stem] = path
    if not found:
        raise CallError("None of the texts has an annotation: NAME.json annotates NAME.txt.")
    return found


def _read(path: Path, to: Evaluation) -> tuple[Reading | None, str]:
    """The reading of a file, and its text as whoever counts offsets in the file decodes it."""
    try:
        reading = read_seed(path)
        return as_called(reading), _decoded(content(path), reading.article.source)
    except SeedError as error:
        to.unread.append(error)
        return None, ""


def _decoded(data: bytes, otherwise: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:      # another encoding, which the reader told apart
        return otherwise


def _doubts(gold: Annotation, path: Path, text: str) -> Iterator[str]:
    """Slips of the annotation itself, each of which would count against every reader."""
    for figure in gold.figures:
        for quote in figure.quotes.values():
            if not occurrences(text, quote):
                yield f"{gold.name}: figure {figure.n}: the quote {quote!r} does not stand in {path}."
        for name in CODES:
            code = figure.codes[name]
            if code not in scheme(name):
                yield f"{gold.name}: figure {figure.n}: {code!r} is no code of the scheme {name}."
