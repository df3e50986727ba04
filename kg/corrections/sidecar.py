"""The file of corrections: TOML, one table a figure.

    by = "A. Curator"
    on = 2026-11-02

    [[figure]]
    lang = "zh"
    start = 1043
    end = 1054
    quote = "歼灭敌军五万二千多名"
    set = { outcome = "casualties", affected = "force/french-army" }
    why = "the communiqué counts the wounded"

    [[figure]]
    lang = "zh"
    start = 1301
    end = 1305
    quote = "七五"
    not_a_figure = "calibre"

Positions count in the seed as ``kg read`` tells them. ``by``, ``on`` and ``why`` of a table stand over those of the file.
"""
from __future__ import annotations

import datetime
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import Fault, SeedError
from kg.model import EN, ZH, Span

SUFFIX = ".corrections.toml"

_KNOWN = frozenset({"lang", "start", "end", "quote", "set", "not_a_figure", "by", "on", "why"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One correction as written: of which words, what it sets (or the reason why they are no figure), by whom and when."""

    line: int
    span: Span
    quote: str
    changes: dict[str, Any]
    reason: str | None
    by: str
    on: str
    why: str | None


def sidecar(seed: Path) -> Path:
    """Where the corrections of a seed stand."""
    return seed.with_suffix(SUFFIX)


def entries(file: str, data: bytes) -> tuple[Entry, ...]:
    """The corrections in a file. Raises SeedError with every fault, each at its line."""
    try:
        text = data.decode("utf-8")
        told = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(file, Fault("encoding", "The corrections are not in UTF-8.", "Save the file in UTF-8.", line)) from error
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        raise _refused(file, Fault("syntax", f"The corrections are no TOML: {error}.", "Correct the syntax here.", int(at[1]) if at else 1)) from error
    tables = told.get("figure", [])
    lines = [number for number, written in enumerate(text.split("\n"), 1) if re.match(r"\s*\[\[\s*figure\s*\]\]", written)]
    faults = [Fault("correction", f"The key {key!r} is not known here.", "Give by, on, why, and a [[figure]] a correction.")
              for key in sorted(told.keys() - {"figure", "by", "on", "why"})]
    if not isinstance(tables, list) or len(tables) != len(lines):
        faults.append(Fault("correction", "The corrections are not of the form that is read.", "Begin each correction with a line [[figure]]."))
        raise SeedError(file, tuple(faults))
    shared: dict[str, Any] = {key: told[key] for key in ("by", "on", "why") if key in told}
    made = [_entry({**shared, **table}, line) for table, line in zip(tables, lines, strict=True)]
    faults.extend(one for one in made if isinstance(one, Fault))
    if faults:
        raise SeedError(file, tuple(faults))
    return tuple(one for one in made if isinstance(one, Entry))


def _refused(file: str, fault: Fault) -> SeedError:
    return SeedError(file, (fault,))


def _entry(table: dict[str, Any], line: int) -> Entry | Fault:
    unknown = sorted(table.keys() - _KNOWN)
    if unknown:
        return _fault(line, f"The key {unknown[0]!r} is not known in a correction.", f"A correction has: {', '.join(sorted(_KNOWN))}.")
    if table.get("lang") not in (EN, ZH) or not all(isinstance(table.get(key), int) for key in ("start", "end")) or not isinstance(table.get("quote"), str):
        return _fault(line, "The correction does not say which words it concerns.", "Give lang (zh or en), start, end and quote, as kg read shows them.")
    if ("set" in table) == ("not_a_figure" in table):
        return _fault(line, "The correction has to change a figure or to take it back.", "Give either set = { … } or not_a_figure = a reason.")
    if not isinstance(table.get("by"), str) or not table["by"].strip() or type(table.get("on")) is not datetime.date:
        return _fault(line, "The correction does not say who made it and when.", 'Give by = "a name" and on = YYYY-MM-DD, for it or for the whole file.')
    changes, reason, why = table.get("set", {}), table.get("not_a_figure"), table.get("why")
    if not isinstance(changes, dict) or not isinstance(reason, str | None) or not isinstance(why, str | None) or (not changes and reason is None):
        return _fault(line, "The correction is not of the form that is read.", "Write set as { name = value }, the others as text.")
    return Entry(line, Span(table["lang"], table["start"], table["end"]), table["quote"], changes, reason, table["by"].strip(), table["on"].isoformat(), why)


def _fault(line: int, message: str, remedy: str) -> Fault:
    return Fault("correction", message, remedy, line)
