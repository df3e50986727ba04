"""Finished answers, kept by release and query, bounded in bytes; the least recently used goes first."""
from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

ENTRY = 256       # bytes that an entry takes beside its contents


@dataclass(slots=True)
class Answer:
    """A whole answer: the suffix of its format, its bytes, and the same under each content coding that was asked for."""

    suffix: str
    body: bytes
    encoded: dict[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return ENTRY + len(self.body) + sum(map(len, self.encoded.values()))


class Cache:
    """Answers by key. One that would take more than an eighth of the room is not kept."""

    def __init__(self, limit: int):
        self.limit = limit
        self.size = 0
        self.hits = 0
        self.misses = 0
        self._entries: OrderedDict[Hashable, tuple[Answer, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable) -> Answer | None:
        """The answer kept under a key, or None."""
        found = self._entries.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keeps an answer; once more after it has grown by a coding."""
        old = self._entries.pop(key, None)
        self.size -= old[1] if old else 0
        if answer.size * 8 > self.limit:
            return
        self._entries[key] = (answer, answer.size)
        self.size += answer.size
        while self.size > self.limit:
            self.size -= self._entries.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forgets every answer."""
        self._entries.clear()
        self.size = 0
