"""Finished answers, kept by release and query, bounded in bytes; the least recently used goes first."""
from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

ENTRY = 512       # bytes that an entry takes beside its contents


@dataclass(slots=True)
class Answer:
    """A whole answer: the suffix of its format, its bytes, and the same under each content coding that was asked for."""

    suffix: str
    body: bytes
    encoded: dict[str, bytes] = field(default_factory=dict)
    counted: int = 0              # the bytes that the cache counts for it

    @property
    def size(self) -> int:
        """The bytes that it takes."""
        return ENTRY + len(self.body) + sum(map(len, self.encoded.values()))


LONG = 0.02       # seconds from which an answer is kept at once
ONCE = 8192       # keys that are remembered


class Cache:
    """Answers by key. One that would take more than an eighth of the room is not kept."""

    def __init__(self, limit: int):
        self.limit = limit
        self.size = 0
        self.hits = 0
        self.misses = 0
        self._entries: OrderedDict[str, Answer] = OrderedDict()
        self._once: dict[str, None] = {}          # keys that were asked for once of late

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> Answer | None:
        """The answer kept under a key, or None."""
        found = self._entries.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(key)
        return found

    def is_worth(self, key: str, seconds: float) -> bool:
        """Whether an answer should be kept: it took long, or is asked for again. What is asked once only pushes nothing out."""
        if seconds >= LONG:
            return True
        if key in self._once:
            del self._once[key]
            return True
        if len(self._once) >= ONCE:
            for old in list(self._once)[:ONCE // 2]:
                del self._once[old]
        self._once[key] = None
        return False

    def put(self, key: str, answer: Answer) -> None:
        """Keeps an answer; once more after it has grown by a coding."""
        old = self._entries.pop(key, None)
        if old is not None:
            self.size -= old.counted
        answer.counted = answer.size
        if answer.counted * 8 > self.limit:
            return
        self._entries[key] = answer
        self.size += answer.counted
        while self.size > self.limit:
            self.size -= self._entries.popitem(last=False)[1].counted

    def clear(self) -> None:
        """Forgets every answer."""
        self._entries.clear()
        self.size = 0
