"""Memory that a worker and the server share: an answer is written there once and copied out once, past the socket between them.

There are as many slots as a worker can have jobs. The server sends a job only when it has taken the answer of the one that many places before, so a slot is
never written while it may still be read.
"""
from __future__ import annotations

import mmap
import os

COUNT = 4             # slots, and jobs that a worker may have
SIZE = 1 << 18        # bytes of a slot
SMALLEST = 1 << 13    # bytes from which a slot is worth its while


class Slots:
    """Both ends' view of the shared memory."""

    def __init__(self, handle: int):
        self._memory = mmap.mmap(handle, COUNT * SIZE)

    @staticmethod
    def create() -> int:
        """The handle of fresh shared memory."""
        handle = os.memfd_create("kg-answers")
        os.ftruncate(handle, COUNT * SIZE)
        return handle

    def write(self, number: int, parts: list[bytes]) -> None:
        """Puts the parts of an answer into the slot of a job's number."""
        at = number % COUNT * SIZE
        for part in parts:
            self._memory[at:at + len(part)] = part
            at += len(part)

    def read(self, number: int, size: int) -> bytes:
        """Copies an answer out."""
        at = number % COUNT * SIZE
        return self._memory[at:at + size]

    def close(self) -> None:
        """Gives the memory back."""
        self._memory.close()
