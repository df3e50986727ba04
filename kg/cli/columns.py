"""Tables for a terminal, aligned also where a character takes two columns."""
from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence

_GAP = "  "
_NARROWEST = 8


def width(text: str) -> int:
    """The columns that a text takes on a terminal: wide East Asian characters take two, combining ones none (Unicode Standard Annex 11)."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, room: int | None = None, right: Collection[str] = ()) -> Iterator[str]:
    """The lines of a table. ``room`` is the width of the terminal: cells that do not fit are cut with an ellipsis. ``right`` names columns flush right."""
    shown = [[cell.replace("\n", " ") for cell in row] for row in rows]
    widths = [max(width(cell) for cell in column) for column in zip(header, *shown, strict=True)]
    if room is not None:
        widths = _fitted(widths, room)
    for line in (header, ["-" * wide for wide in widths], *shown):
        cells = [_padded(_cut(cell, wide), wide, name in right) for cell, wide, name in zip(line, widths, header, strict=True)]
        yield _GAP.join(cells).rstrip()


def _fitted(widths: list[int], room: int) -> list[int]:
    """The widths, the widest made narrower until the line fits or none can give way any more."""
    fitted = list(widths)
    while sum(fitted) + len(_GAP) * (len(fitted) - 1) > room and max(fitted) > _NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _cut(text: str, wide: int) -> str:
    if width(text) <= wide:
        return text
    kept, taken = [], 0
    for char in text:
        taken += width(char)
        if taken > wide - 1:
            break
        kept.append(char)
    return "".join(kept) + "…"


def _padded(text: str, wide: int, right: bool) -> str:
    blanks = " " * (wide - width(text))
    return blanks + text if right else text + blanks
