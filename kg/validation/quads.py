"""The statements of a graph as the program and its store write them, one blank between terms, taken apart once for all that asks of them."""
from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from kg.namespaces import RDF

TYPE = f"<{RDF}type>"
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_MEANT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class Quads:
    """Statements by property, and the things of each class. Terms are in N-Triples syntax; ``text`` is all of it as N-Quads."""

    def __init__(self, text: str, statements: Iterable[str], end: str):
        self.text = text
        self._end = end
        self._by: dict[str, list[str]] = {TYPE: []}
        by, typed, classes = self._by, self._by[TYPE], dict[str, list[str]]()
        for statement in statements:
            if not statement:
                continue
            subject, predicate, rest = statement.split(" ", 2)
            if predicate == TYPE:
                typed.append(statement)
                if rest in classes:
                    classes[rest].append(subject)
                else:
                    classes[rest] = [subject]
            elif predicate in by:
                by[predicate].append(statement)
            else:
                by[predicate] = [statement]
        self.things: dict[str, list[str]] = {}
        """Class → the subjects that are stated to be of it."""
        for rest, subjects in classes.items():
            self.things.setdefault(term(rest), []).extend(subjects)

    @classmethod
    def of_text(cls, nquads: str) -> Quads:
        """Those of N-Quads, a quad a line. Raises SyntaxError for what is none."""
        try:
            return cls(nquads, nquads.split("\n"), "\n")
        except ValueError as error:
            raise SyntaxError("This is no N-Quads as the program writes them: a line has fewer than three terms.") from error

    @classmethod
    def of_triples(cls, triples: list[str]) -> Quads:
        """Those of one graph, each as ``subject predicate object``."""
        return cls(" .\n".join((*triples, "")), triples, " .\n")

    def __contains__(self, predicate: str) -> bool:
        """Whether anything is said by a property."""
        return bool(self._by.get(predicate))

    def speaks_of(self, node: str) -> bool:
        """Whether a node is a subject here."""
        return self.text.startswith(f"{node} ") or f"\n{node} " in self.text

    def lines(self, predicates: Iterable[str]) -> str:
        """What is said by some properties, as N-Quads."""
        return self._end.join((*chain.from_iterable(self._by.get(predicate, ()) for predicate in predicates), ""))

    def values(self, predicate: str) -> dict[str, list[str]]:
        """Subject → its values for a property, each with what follows it on its line."""
        found: dict[str, list[str]] = {}
        for statement in self._by.get(predicate, ()):
            subject, _, rest = statement.split(" ", 2)
            if subject in found:
                found[subject].append(rest)
            else:
                found[subject] = [rest]
        return found

    def told_of(self, aside: frozenset[str]) -> set[str]:
        """The addresses, as terms, that stand as subjects or objects, but for the values of the properties that are set aside."""
        told = set(chain.from_iterable(self.things.values()))
        for predicate, statements in self._by.items():
            if predicate not in aside:
                for statement in statements:
                    subject, _, rest = statement.split(" ", 2)
                    told.add(subject)
                    told.add(rest[:rest.find(">") + 1])
        return told


def term(rest: str) -> str:
    """The term that a statement goes on with."""
    end = rest.find(" ", rest.rindex('"') if rest.startswith('"') else 0)
    return rest if end < 0 else rest[:end]


def lexical(rest: str) -> str | None:
    """The text of the literal or address that a statement goes on with, its escapes read; None for a blank node, which has none."""
    if rest.startswith('"'):
        text = rest[1:rest.rindex('"')]
        return _ESCAPED.sub(_character, text) if "\\" in text else text
    return rest[1:rest.index(">")] if rest.startswith("<") else None


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _MEANT.get(found[3], found[3])
