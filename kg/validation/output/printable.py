"""Text of a faulty file as it can be shown: what would command a terminal, break a line or be no XML stands as a visible sign."""
from __future__ import annotations

import re

_PICTURES = 0x2400                # ␀ ␁ … ␡, Unicode's pictures of the control characters
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text with control characters as pictures (␀), and others that have none by number (⟨U+202E⟩)."""
    return _HIDDEN.sub(lambda found: _sign(ord(found[0])), text)


def _sign(code: int) -> str:
    if code < 0x20:
        return chr(_PICTURES + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"
