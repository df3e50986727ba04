"""Finds the numbers of an English text, with the words that qualify them."""
from __future__ import annotations

from kg.text.numeral import Number, Qualified


def read(text: str) -> list[Number]:
    return []


def qualifier_after(text: str, position: int) -> Qualified | None:
    return None


def articles_as_one(text: str) -> list[Number]:
    return []
