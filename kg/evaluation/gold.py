"""Annotations of articles: what a careful reader finds in them, a JSON file an article (docs/evaluation.md has the form)."""
from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from kg.errors import CallError, Fault, SeedError
from kg.model import EN, ZH
from kg.seeds import content

CODES = ("qualifier", "outcome", "object", "unit")
"""The fields of a figure that hold a code."""

ROLES = ("place", "actor", "affected")
"""The fields of a figure that name something."""

SUFFIX = ".json"

Names = tuple[str, ...]
"""What one thing may be called."""


@dataclass(frozen=True, slots=True)
class AnnotatedFigure:
    """A number that counts something. ``quotes`` are exact substrings of the file; one that is ``optional`` may be read or not."""

    n: int
    dispatch: int
    value: float | None
    upper: float | None
    codes: dict[str, str | None]
    names: dict[str, Names]
    period: tuple[str | None, str | None]
    component_of: int | None
    quotes: dict[str, str]
    optional: bool

    @property
    def quote(self) -> str:
        """The original's words, or the translation's where there are none."""
        return self.quotes.get(ZH) or self.quotes.get(EN) or ""


@dataclass(frozen=True, slots=True)
class AnnotatedDispatch:
    """A wire item: its chain, each source with its names, outermost first; its days."""

    n: int
    chain: tuple[Names, ...]
    dispatch_date: str | None
    statement_date: str | None


@dataclass(frozen=True, slots=True)
class Annotation:
    """What is to be read from one article. ``mistranslated`` are the numbers of the figures whose translation was made wrong on purpose."""

    name: str
    figures: tuple[AnnotatedFigure, ...]
    dispatches: tuple[AnnotatedDispatch, ...]
    places: tuple[Names, ...]
    forces: tuple[Names, ...]
    mistranslated: frozenset[int]


def number(written: object) -> float | None:
    """A number as JSON has it, as digits or as a fraction (``2/3``); None for null and for what is no number."""
    if written is None or written == "":
        return None
    try:
        top, _, bottom = str(written).partition("/")
        return float(Decimal(top) / Decimal(bottom)) if bottom else float(Decimal(top))
    except (InvalidOperation, ZeroDivisionError):
        return None


def annotation_files(path: Path) -> Iterator[Path]:
    """The annotations that a path means: itself, or those in a folder, in the order of their names. Raises CallError where there is none."""
    found = sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]
    if not found:
        raise CallError(f"{path}: the folder holds no annotation. Name the folder of the NAME.json that annotate the texts NAME.txt.")
    yield from found


def load(path: Path) -> Annotation:
    """The annotation in a file. Raises SeedError where it is no JSON, or lacks what an annotation has."""
    try:
        found = json.loads(content(path).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _fault(path, f"This is no UTF-8: {error.reason}.") from error
    except RecursionError as error:
        raise _fault(path, "This is no JSON of an annotation: it is nested too deeply.") from error
    except json.JSONDecodeError as error:
        raise _fault(path, f"This is no JSON: {error.msg}.", error.lineno, error.colno) from error
    try:
        return _annotation(path.stem, found)
    except KeyError as error:
        raise _fault(path, f"The annotation lacks {error.args[0]!r}.") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise _fault(path, f"The annotation does not have the form of one: {error}.") from error


def _fault(path: Path, message: str, line: int = 1, column: int = 1) -> SeedError:
    return SeedError(str(path), (Fault("bad_annotation", message, "docs/evaluation.md shows the form.", line, column),))


def _annotation(name: str, found: dict[str, Any]) -> Annotation:
    return Annotation(name, tuple(map(_figure, found["figures"])), tuple(map(_dispatch, found["dispatches"])),
                      tuple(_either(thing, ZH, EN) for thing in found["places"]), tuple(_either(thing, ZH, EN) for thing in found["forces"]),
                      frozenset(int(error["figure"]) for error in found.get("translation_errors", [])))


def _figure(found: dict[str, Any]) -> AnnotatedFigure:
    quotes = {lang: quote for lang in (ZH, EN) if (quote := _text(found, f"quote_{lang}"))}
    whole = found.get("component_of")
    return AnnotatedFigure(
        int(found["n"]), int(found["dispatch"]), number(found["value"]), number(found.get("upper")), {field: _text(found, field) for field in CODES},
        {role: _named(found, role) for role in ROLES}, (_text(found, "period_start"), _text(found, "period_end")),
        None if whole is None else int(whole), quotes, bool(found.get("optional")))


def _dispatch(found: dict[str, Any]) -> AnnotatedDispatch:
    originals = found.get("chain_zh") or [None] * len(found["chain"])
    chain = tuple(tuple(str(name) for name in names if name) for names in zip(found["chain"], originals, strict=False))
    return AnnotatedDispatch(int(found["n"]), chain, _text(found, "dispatch_date"), _text(found, "statement_date"))


def _named(found: dict[str, Any], role: str) -> Names:
    """The names of what an annotation names: a name alone, or one a language."""
    thing = found.get(role)
    if isinstance(thing, dict):
        return _either(thing, "label_en", "label_zh", EN, ZH)
    name = _text(found, role)
    return (name,) if name else ()


def _either(thing: dict[str, Any], *keys: str) -> Names:
    return tuple(name for key in keys if (name := _text(thing, key)))


def _text(found: dict[str, Any], key: str) -> str | None:
    text = found.get(key)
    if text is not None and not isinstance(text, str):
        raise ValueError(f"{key!r} is {text!r}, which is no text")
    return text
