"""The rule that a quote equals its text at its offsets, asked without SUBSTR: an engine counts code points from the beginning of the text for every quote,
which takes minutes where a text has millions. What is found is what ``shape:Selector-quote`` finds; tests hold the two together."""
from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from kg import identifiers
from kg.namespaces import KG, OA, SCHEMA
from kg.validation.quads import Quads, lexical, term

RULE = f"<{identifiers.iri('shapes#Selector-quote')}>"

_INTEGER = re.compile(r"[+-]?[0-9]+")


def misquoted(quads: Quads) -> Iterator[tuple[str, str]]:
    """The selectors whose quote is not what stands there, with the quote: two terms."""
    texts = _texts(quads)
    starts, ends, quotes, lying = (quads.values(f"<{OA}{name}>") for name in ("start", "end", "exact", "hasSource"))
    selectors = frozenset(quads.things.get(f"<{OA}TextPositionSelector>", ()))
    found: dict[tuple[str, str], None] = {}
    for evidence, selecting in quads.values(f"<{OA}hasSelector>").items():
        for one, source in product(selecting, lying.get(evidence, ())):
            selector = term(one)
            if selector in selectors and (against := texts.get(term(source))):
                for start, end, quote in product(starts.get(selector, ()), ends.get(selector, ()), quotes.get(selector, ())):
                    if _differs(against, lexical(start), lexical(end), lexical(quote)):
                        found[selector, term(quote)] = None
    yield from found


def _differs(texts: list[str], start: str | None, end: str | None, words: str | None) -> bool:
    """Whether a text has other words there. What reads as no integer says no place in a text."""
    if start is None or end is None or words is None or not _INTEGER.fullmatch(start) or not _INTEGER.fullmatch(end):
        return False
    first = int(start)
    return first >= 0 and any(text[first:max(first, int(end))] != words for text in texts)


def _texts(quads: Quads) -> dict[str, list[str]]:
    versions = frozenset(quads.things.get(f"<{KG}TextVersion>", ()))
    told = quads.values(f"<{SCHEMA}text>")
    return {version: [text for rest in told[version] if (text := lexical(rest)) is not None] for version in versions & told.keys()}
