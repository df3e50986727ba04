"""Content codings: br where the package ``brotli`` is there, gzip always."""
from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any, Protocol

try:
    import brotli as _brotli
except ImportError:
    _brotli = None

SMALLEST = 1000       # bytes below which an answer goes as it is
_GZIP = 31            # window bits that make zlib write gzip; its header then has no time in it


class Compressor(Protocol):
    """Compresses a stream part by part."""

    def part(self, data: bytes) -> bytes: ...
    def rest(self) -> bytes: ...


class _Gzip:
    def __init__(self) -> None:
        self._stream = zlib.compressobj(5, zlib.DEFLATED, _GZIP)

    def part(self, data: bytes) -> bytes:
        return self._stream.compress(data)

    def rest(self) -> bytes:
        return self._stream.flush()


class _Brotli:
    def __init__(self) -> None:
        self._stream: Any = _brotli.Compressor(quality=4)

    def part(self, data: bytes) -> bytes:
        return bytes(self._stream.process(data))

    def rest(self) -> bytes:
        return bytes(self._stream.finish())


COMPRESSORS: dict[str, Callable[[], Compressor]] = ({"br": _Brotli} if _brotli is not None else {}) | {"gzip": _Gzip}
CODINGS = tuple(COMPRESSORS)


def compress(data: bytes, coding: str) -> bytes:
    """Data under a coding of CODINGS."""
    stream = COMPRESSORS[coding]()
    return stream.part(data) + stream.rest()
