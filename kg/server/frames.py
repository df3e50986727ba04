"""How the server and a worker speak over a socket: frames of one letter, a length of four bytes, and that many bytes. Contents are marshalled plain values."""
from __future__ import annotations

import marshal
import struct
from collections.abc import Iterator
from typing import Any

HEADER = struct.Struct("<cI")
SUFFIX = 8            # bytes that a suffix is filled up to

READY = b"R"      # worker: {"pid": …, "base": bytes of address space}
ASK = b"Q"        # server: a Task as a tuple
HEAD = b"H"       # worker: the suffix of the format that follows
WHOLE = b"W"      # worker: the suffix, filled up to SUFFIX bytes, and the whole of a small answer
DATA = b"D"       # worker: a part of the answer
SLOT = b"S"       # worker: in the slot of this job's number lie so many bytes of the answer, all of it
END = b"E"        # worker: the answer is whole
FAULT = b"X"      # worker: (kind of problem, detail)


def frame(kind: bytes, content: bytes = b"") -> bytes:
    return HEADER.pack(kind, len(content)) + content


def dumps(value: Any) -> bytes:
    return marshal.dumps(value)


def pack(kind: bytes, value: Any) -> bytes:
    return frame(kind, dumps(value))


def unpack(content: bytes | memoryview) -> Any:
    return marshal.loads(content)


class Reader:
    """Cuts what arrives into frames, however the socket cut it."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The frames that are whole with these bytes, in order."""
        source: bytes | bytearray = data
        if self._rest:
            self._rest += data
            source = self._rest
        at, end = 0, len(source)
        while end - at >= HEADER.size:
            kind, length = HEADER.unpack_from(source, at)
            if end - at - HEADER.size < length:
                break
            start = at + HEADER.size
            at = start + length
            yield kind, bytes(source[start:at])
        self._rest = bytearray(source[at:])
