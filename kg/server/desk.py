"""The desk: worker processes that read and judge what people send, apart from those that answer queries, and under the same limits."""
from __future__ import annotations

import json
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.server import frames
from kg.server.worker import greet, limit_memory, orders

if TYPE_CHECKING:
    from kg.errors import SeedError

READ = "read"
VALIDATE = "validate"
READ_MANY = "read-many"
VALIDATE_MANY = "validate-many"
FIGURES = "figures"
SUFFIXES = {"text/turtle": ".ttl", "application/n-triples": ".nt", "application/n-quads": ".nq", "application/trig": ".trig", "application/ld+json": ".jsonld",
            "application/rdf+xml": ".rdf", "text/plain": ".txt"}


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to read or judge: its bytes, the suffix that tells what they are, the form of the report, and the largest answer."""

    kind: str
    data: bytes
    suffix: str = ".txt"
    form: str = "json"
    limit: int = 1 << 26

    def packed(self) -> bytes:
        """The errand as a frame."""
        return frames.pack(frames.ASK, (self.kind, self.data, self.suffix, self.form, self.limit))


def _read(errand: Errand) -> str:
    from kg.flat import rows, write_csv
    from kg.reading import read
    from kg.reading_json import as_json
    from kg.seeds import read_article
    reading = read(read_article("article.txt", errand.data))
    if errand.form == "csv":
        return "".join(write_csv(rows(reading)))
    return json.dumps(as_json(reading) | ({"source": reading.article.source} if errand.form == "page" else {}), ensure_ascii=False)


def _validate(errand: Errand) -> str:
    from kg.validation import judge_rdf, judge_seed
    from kg.validation.output import FORMATS, Options
    report = judge_seed("article.txt", errand.data) if errand.suffix == ".txt" else judge_rdf(f"data{errand.suffix}", errand.data)
    return FORMATS[errand.form]([report], Options())


def _many(errand: Errand) -> list[tuple[str, bytes]]:
    """The files, by name, that an errand about several carries."""
    return [(str(name), bytes(data)) for name, data in frames.unpack(errand.data)]


def _read_many(errand: Errand) -> str:
    """A list with what is read from each article, or what is wrong with it; as a table, of those that can be read."""
    from kg.errors import SeedError
    from kg.flat import rows, write_csv
    from kg.reading import read
    from kg.reading_json import as_json
    from kg.seeds import read_article
    readings, told = [], []
    for name, data in _many(errand):
        try:
            readings.append(read(read_article(name, data)))
            told.append(as_json(readings[-1]))
        except SeedError as error:
            told.append({"file": name, "faults": _faults(error)})
    if errand.form == "csv":
        return "".join(write_csv(row for reading in readings for row in rows(reading)))
    return json.dumps(told, ensure_ascii=False)


def _validate_many(errand: Errand) -> str:
    """One report on all the files; of two with the same article the second does not conform."""
    from kg.validation import judge_rdf, judge_seed
    from kg.validation.files import each_once
    from kg.validation.output import FORMATS, Options
    judged = (judge_seed(name, data) if name.lower().endswith(".txt") else judge_rdf(name, data) for name, data in _many(errand))
    return FORMATS[errand.form](list(each_once(judged)), Options())


def _faults(error: SeedError) -> list[dict[str, str | int]]:
    return [{"code": fault.code, "message": fault.message, "remedy": fault.remedy, "line": fault.line, "column": fault.column} for fault in error.faults]


def _figures(errand: Errand) -> bytes:
    from kg.server import tables
    return tables.run(errand.data)


DO: dict[str, Callable[[Errand], bytes]] = {
    READ: lambda errand: _read(errand).encode("utf-8", "surrogatepass"),
    VALIDATE: lambda errand: _validate(errand).encode("utf-8", "surrogatepass"),
    READ_MANY: lambda errand: _read_many(errand).encode("utf-8", "surrogatepass"),
    VALIDATE_MANY: lambda errand: _validate_many(errand).encode("utf-8", "surrogatepass"),
    FIGURES: _figures,
}


def run(errand: Errand) -> tuple[bytes, bytes]:
    """What comes of an errand: the kind of frame and its content."""
    from kg.errors import KgError, SeedError
    from kg.server.problem import Problem
    try:
        return frames.DATA, DO[errand.kind](errand)
    except Problem as problem:
        return frames.FAULT, frames.dumps((problem.kind, problem.detail, dict(problem.extra), problem.headers))
    except SeedError as error:
        return frames.FAULT, frames.dumps(("unprocessable", str(error), {"faults": _faults(error)}))
    except KgError as error:
        return frames.FAULT, frames.dumps(("unprocessable", str(error)))
    except MemoryError:
        return frames.FAULT, frames.dumps(("memory-limit", "The text needs more memory than it may have."))


def warm() -> None:
    """Loads what reading and judging need, so that the first errand is as quick as the next."""
    from kg import validation
    from kg.reading import lexicon
    for lang in ("en", "zh"):
        lexicon(lang)
    validation.judge()


def serve(channel: socket.socket, memory: int) -> None:
    """Runs errands until the server hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm()
    limit_memory(memory)
    with channel:
        greet(channel)
        for fields in orders(channel):
            kind, content = run(Errand(*fields))
            if kind == frames.DATA:
                channel.sendall(frames.pack(frames.HEAD, "json") + frames.frame(kind, content) + frames.frame(frames.END))
            else:
                channel.sendall(frames.frame(kind, content))
