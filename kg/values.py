"""Classes of values that nobody changes, and that are quick to make.

``@value(frozen=True, slots=True)`` is ``dataclass`` to a type checker, which lets nobody assign to a field. At run time the assignment itself is not
guarded: the guard makes an object four times as slow to build, and reading an article builds a thousand.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

__all__ = ["value"]

T = TypeVar("T")

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:
    def value(*, frozen: bool, slots: bool) -> Callable[[type[T]], type[T]]:
        """A data class whose objects compare by their fields, and hash by them where the class has no way of its own."""
        return lambda cls: dataclass(slots=slots, unsafe_hash=frozen and "__hash__" not in vars(cls))(cls)
