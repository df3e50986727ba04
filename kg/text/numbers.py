"""Every number of a text, with the words that qualify it and what it looks like when it counts nothing.

Texts are given folded (``kg.text.folding``), so that offsets into them are offsets into the text as it stands. Reading is linear in the text's length.
"""
from __future__ import annotations

from types import ModuleType

from kg.errors import CallError
from kg.model import EN, ZH
from kg.text.lang.en import numbers as en
from kg.text.lang.zh import numbers as zh
from kg.text.numeral import Number, Qualified

__all__ = ["Number", "Qualified", "articles_as_one", "qualifier_after", "read_numbers"]

_LANGUAGES: dict[str, ModuleType] = {ZH: zh, EN: en}


def read_numbers(text: str, lang: str) -> list[Number]:
    """Every number of a folded text, in its order, none over another: those that count and, with their kind told, those that look as if they do not."""
    numbers: list[Number] = _language(lang).read(text)
    return numbers


def qualifier_after(text: str, position: int, lang: str) -> Qualified | None:
    """The qualifier that begins at a place: for the caller who knows where the counter behind a number ends (五百名|以上). None where none does."""
    qualifier: Qualified | None = _language(lang).qualifier_after(text, position)
    return qualifier


def articles_as_one(text: str, lang: str) -> list[Number]:
    """The articles of a text as weak numbers of value 1: "a tank". Empty where the language has none."""
    numbers: list[Number] = _language(lang).articles_as_one(text)
    return numbers


def _language(lang: str) -> ModuleType:
    try:
        return _LANGUAGES[lang]
    except KeyError:
        raise CallError(f"No numbers are read in the language {lang!r}; known are: {', '.join(sorted(_LANGUAGES))}.") from None
