"""Asks the rules of a graph: only those that it can break, of a store that holds only what they speak of. What is left away cannot change an answer."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kg.namespaces import SCHEMA
from kg.validation import quotes, rules
from kg.validation.context import LENT, Lent
from kg.validation.finding import Finding
from kg.validation.quads import TYPE, Quads
from kg.validation.shapes import Rule

_ARTICLE = f"<{SCHEMA}NewsArticle>"
_PREFIX = re.compile(r"PREFIX (\w+): <([^>]*)>")
_NAME = re.compile(r"<([^<>\s]+)>|(?<![\w?$])([a-z]+):([A-Za-z]\w*)")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_INNER = re.compile(r"\([^()]*\)|(?:OPTIONAL\s*|UNION\s*)?\{[^{}]*\}", re.IGNORECASE)
_WORDS = re.compile(r"\b(?:FILTER|BIND|NOT|EXISTS)\b", re.IGNORECASE)
_STEPS = re.compile(r"(?:[a-z]+:[A-Za-z]\w*\+?)(?:/[a-z]+:[A-Za-z]\w*\+?)*")


class Needs:
    """What a query of a rule needs: the terms that it speaks of, and the properties without which it finds nothing."""

    def __init__(self, rule: Rule):
        prefixes = dict(_PREFIX.findall(rule.query))
        body = rule.query.split("SELECT", 1)[-1]
        self.terms = frozenset(f"<{iri or prefixes.get(prefix, prefix + ':') + local}>" for iri, prefix, local in _NAME.findall(body))
        steps = [step.split(":") for step in _required(body)]
        self.required = frozenset(f"<{prefixes[prefix]}{local}>" for prefix, local in steps if prefix in prefixes) - LENT


def _required(body: str) -> Iterator[str]:
    """The properties in the patterns that each solution has to match: outside OPTIONAL, UNION, FILTER and BIND, without alternatives or paths of no step."""
    where = _STRING.sub("", body)
    where = where[where.index("{") + 1:where.rindex("}")]
    while (outer := _INNER.sub(" ", where)) != where:
        where = outer
    where = _WORDS.sub(" ", where)
    for clause in re.split(r"\s[.;](?:\s|$)", where):
        words = clause.split()
        predicate = words[-2] if len(words) in (2, 3) else ""
        if _STEPS.fullmatch(predicate):
            yield from (step.rstrip("+") for step in predicate.split("/"))


class Asker:
    """Rules made ready for any number of graphs. ``chosen`` is False for the shapes of others: all their rules are asked, of the whole graph."""

    def __init__(self, asked: Iterable[Rule], chosen: bool):
        asked = tuple(asked)
        self._chosen = chosen
        self._quote = next((rule for rule in asked if chosen and rule.iri == quotes.RULE), None)
        self._rules = tuple(rule for rule in asked if rule is not self._quote)
        self._needs = {rule: Needs(rule) for rule in self._rules} if chosen else {}

    def findings(self, graphs: Sequence[tuple[Quads, Lent]]) -> list[list[Finding]]:
        """What the rules find in each graph beside its context, in no order. They are asked of all graphs at once, and where they find something, again of
        those graphs alone that this is about. Nothing is hidden by that: rules deny things only of what an article has to itself, or of what all are lent."""
        if len(graphs) > 1 and (not self._chosen or _overlap(graphs)):
            return [self.findings([graph])[0] for graph in graphs]
        found = [[rules.found(rule, *misquoted) for misquoted in quotes.misquoted(quads)] if (rule := self._quote) else [] for quads, _ in graphs]
        together = [*self._asked(graphs)]
        if len(graphs) == 1:
            found[0].extend(together)
            return found
        focused = {finding.focus for finding in together}
        for (quads, lent), own in zip(graphs, found, strict=True):
            if any(quads.speaks_of(focus) for focus in focused):
                own.extend(self._asked([(quads, lent)]))
        return found

    def _asked(self, graphs: Sequence[tuple[Quads, Lent]]) -> Iterator[Finding]:
        if not self._chosen:
            yield from rules.findings(rules.loaded("".join(quads.text + lent.whole for quads, lent in graphs)), self._rules)
            return
        loading, asked = list[str](), dict[Rule, None]()
        for quads, lent in graphs:
            able = [rule for rule, needs in self._needs.items() if _can_find(rule, needs, quads)]
            asked.update(dict.fromkeys(able))
            if able:
                terms = frozenset[str]().union(*(self._needs[rule].terms for rule in able))
                types = (f"{subject} {TYPE} {klass} .\n" for klass in terms & quads.things.keys() for subject in quads.things[klass])
                loading.extend((quads.lines(terms), *types, lent.whole))
        if asked:
            yield from rules.findings(rules.loaded("".join(loading)), asked)


def _overlap(graphs: Sequence[tuple[Quads, Lent]]) -> bool:
    """Whether two graphs describe one article: what one lacks the other might have."""
    articles = [article for quads, _ in graphs for article in set(quads.things.get(_ARTICLE, ()))]
    return len(articles) > len(set(articles))


def _can_find(rule: Rule, needs: Needs, quads: Quads) -> bool:
    """Whether a graph has something that a rule is about, and every property that it needs."""
    targeted = any(target in (quads.things if kind == "targetClass" else quads) for kind, target in rule.targets)
    return targeted and all(predicate in quads for predicate in needs.required)
