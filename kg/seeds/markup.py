"""HTML in a text that should have none: where it stands, and the text as it is read, in which it says nothing."""
from __future__ import annotations

import html
import re

TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|<!--(?:[^\n-]|-(?!->)){0,2000}(?:-->)?")
ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_FILL = "\u200b"


def without_markup(text: str) -> str:
    """The text with entities as the characters that they stand for and tags emptied, as long as before: a number in a tag or in an entity is none."""
    if "&" in text:
        text = ENTITY.sub(_character, text)
    return TAG.sub(lambda found: f"<{_FILL * (len(found[0]) - 2)}>", text) if "<" in text else text


def _character(entity: re.Match[str]) -> str:
    plain = html.unescape(entity[0])
    return (plain if len(plain) == 1 and plain.isprintable() else " ").ljust(len(entity[0]))
