"""Judges files by their paths, whatever they hold, in as many processes as are worth it."""
from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import Fault, SeedError
from kg.seeds import RDF_SUFFIXES, SEED_SUFFIX, content
from kg.validation.files import FileReport, each_once
from kg.validation.judge import QUICK, Judge, judge
from kg.validation.rdf import judge_rdf
from kg.validation.seed import judge_seed_file, refused
from kg.validation.shapes import foreign

_MOST_RDF = 1 << 30
"""RDF files may be far larger than articles: up to a gibibyte."""

_WORTH_A_PROCESS = 100
"""Files below which a second process costs more time than it saves: each compiles the vocabulary and the shapes anew."""


@dataclass(frozen=True, slots=True)
class By:
    """By which shapes to judge, and with which engine; ours where no files are named."""

    shapes: tuple[Path, ...] = ()
    engine: str = QUICK


@cache
def judge_of(by: By) -> Judge:
    """The judge that is asked for, made once a process. Raises VocabularyError where the shapes are ill-formed."""
    return Judge(foreign(by.shapes), by.engine) if by.shapes else judge(by.engine)


def judge_file(path: Path, by: By = By()) -> FileReport:
    """The judgement on a file: a seed or RDF by its suffix; never raises for what is wrong with it."""
    suffix = path.suffix.lower()
    try:
        if suffix in RDF_SUFFIXES:
            return judge_rdf(str(path), content(path, _MOST_RDF), judge_of(by))
        if suffix == SEED_SUFFIX:
            return judge_seed_file(path, judge_of(by))
        content(path)
    except SeedError as error:
        return refused(error)
    known = " ".join(sorted({SEED_SUFFIX, *RDF_SUFFIXES}))
    fault = Fault("unreadable", f"The suffix {suffix or '(none)'} tells no kind of file.", f"Give the file one of: {known}.")
    return refused(SeedError(str(path), (fault,)))


def judge_files(paths: Sequence[Path], by: By = By(), jobs: int | None = None) -> Iterator[FileReport]:
    """The judgement on each file in the order in which they are named, whatever the number of processes. Of seeds with the same article the first is good."""
    return each_once(_judged(paths, by, jobs))


def _judged(paths: Sequence[Path], by: By, jobs: int | None) -> Iterator[FileReport]:
    judge_of(by)
    processes = min(jobs or max(1, min(os.cpu_count() or 1, len(paths) // _WORTH_A_PROCESS)), max(1, len(paths)))
    if processes == 1:
        yield from (judge_file(path, by) for path in paths)
        return
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(judge_file, paths, [by] * len(paths), chunksize=max(1, min(32, len(paths) // (processes * 4))))
