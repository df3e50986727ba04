"""Names for people: of things by their labels in both languages, of addresses by prefix, of figures by the words that state them."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg import identifiers
from kg.namespaces import PREFIXES
from kg.server.lookup import rows, values
from kg.server.pool import Pool

_SPACES = sorted(((space, prefix) for prefix, space in PREFIXES.items()), key=lambda entry: -len(entry[0]))


@dataclass(slots=True)
class Names:
    """The labels of one thing by language; "" is the language of a label that has none."""

    iri: str
    by_language: dict[str, str] = field(default_factory=dict)

    @property
    def en(self) -> str:
        return self.by_language.get("en") or self.by_language.get("") or ""

    @property
    def zh(self) -> str:
        return self.by_language.get("zh", "")

    @property
    def short(self) -> str:
        return shortened(self.iri)


def shortened(iri: str) -> str:
    """An address as people read it: ``kg:outcome``, ``figure/…/zh412``, or whole."""
    for space, prefix in _SPACES:
        if iri.startswith(space) and "/" not in iri[len(space):]:
            return f"{prefix}:{iri[len(space):]}"
    return iri.removeprefix(identifiers.BASE) or iri


def local(iri: str) -> str:
    """Where this server answers for an address: below the base here, elsewhere there."""
    return "/" + iri.removeprefix(identifiers.BASE) if iri.startswith(identifiers.BASE) else iri


_QUERY = """SELECT ?x ?l ?q (LANG(?l) AS ?lang) WHERE {{ VALUES ?x {{ {values} }}
 {{ ?x skos:prefLabel|rdfs:label|schema:headline ?l }}
 UNION {{ ?x kg:evidence ?e . ?e oa:hasSelector ?s . ?s oa:exact ?l . BIND(STRAFTER(STR(?e), "#") AS ?q) }}
}}"""


async def names(pool: Pool, iris: Iterable[str], client: str) -> dict[str, Names]:
    """The names of some things, by address; a thing without any has an empty one."""
    found = {iri: Names(iri) for iri in iris}
    listed = values(found)
    if listed:
        for row in await rows(pool, _QUERY.format(values=listed), client):
            lang = row["q"].text if "q" in row else row["lang"].text
            found[row["x"].text].by_language.setdefault(lang.split("-")[0], row["l"].text)
    return found
