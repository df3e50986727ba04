"""Updates over the SPARQL 1.1 Protocol: the dataset that the protocol names, written into the request itself (section 2.2.3)."""
from __future__ import annotations

from kg.server import lexical
from kg.server.problem import Problem

Token = tuple[str, str, int]


def with_dataset(text: str, default: tuple[str, ...], named: tuple[str, ...]) -> str:
    """The update with USING and USING NAMED for each of its WHERE clauses. Raises Problem where it has USING or WITH of its own, as the protocol demands."""
    if not default and not named:
        return text
    if not lexical.words(text).isdisjoint({"USING", "WITH"}):
        raise Problem("bad-request", "An update with USING or WITH does not go together with using-graph-uri or using-named-graph-uri.")
    using = " ".join([*(f"USING <{iri}>" for iri in default), *(f"USING NAMED <{iri}>" for iri in named)])
    found = lexical.tokens(text)
    parts, at = [], 0
    for place, token in _wheres(found):
        parts.append(text[at:token[2]])
        at = token[2]
        if place and _is(found[place - 1], "DELETE"):
            opened, closed = _block(found, place + 1)
            parts.append(f"{text[opened:closed]} ")      # DELETE WHERE { … } is short for DELETE { … } WHERE { … }
        parts.append(f"{using} ")
    return "".join([*parts, text[at:]])


def _is(token: Token, word: str) -> bool:
    return token[0] == "word" and token[1].upper() == word


def _wheres(found: list[Token]) -> list[tuple[int, Token]]:
    """The WHERE of each operation, with its place among the tokens: those outside of all braces."""
    depth, wheres = 0, []
    for place, token in enumerate(found):
        depth += (token[1] == "{") - (token[1] == "}") if token[0] == "mark" else 0
        if depth == 0 and _is(token, "WHERE"):
            wheres.append((place, token))
    return wheres


def _block(found: list[Token], start: int) -> tuple[int, int]:
    """Where the braces that open at a token begin and end in the text."""
    depth = 0
    for kind, surface, offset in found[start:]:
        depth += (surface == "{") - (surface == "}") if kind == "mark" else 0
        if depth == 0:
            return found[start][2], offset + 1
    raise Problem("malformed-query", "The update has a brace that is never closed.")
