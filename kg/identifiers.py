"""The one place where addresses are minted: from content alone, so that the same article has the same IRIs on any machine, in any order."""
from __future__ import annotations

import hashlib
import os

DEFAULT_BASE = "https://w3id.org/dispatch-kg/"
BASE = os.environ.get("KG_BASE_IRI", DEFAULT_BASE)
ONTOLOGY = BASE + "ontology#"


def digest(*parts: str) -> str:
    """Ten hexadecimal digits of the SHA-256 of the parts: enough to tell millions of articles of one day and page apart."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:10]


def article_key(date: str, page: int | None, title: str, opening: str) -> str:
    """The identity of an article: ``1953-10-22-p4-0a1b2c3d4e`` from its date, page, title and the first words of its original.

    The file's name counts for nothing, and neither does the body after its opening: an edited figure leaves the address alone.
    """
    place = f"p{page}" if page is not None else "p"
    return f"{date}-{place}-{digest(date, place, ''.join(title.split()), ''.join(opening.split())[:60])}"


def iri(path: str) -> str:
    """The address of what stands at a path below the base: ``place/haiphong``."""
    return BASE + path


def name_path(kind: str, lang: str, name: str) -> str:
    """The path of a thing that is known by its name alone: ``place/x-5f0c…``."""
    return f"{kind}/x-{digest(kind, lang, name)}"


def article(key: str) -> str:
    """The address of an article; likewise below for all that belongs to one."""
    return f"{BASE}article/{key}"


def graph(key: str) -> str:
    return f"{BASE}graph/{key}"


def text(key: str, lang: str) -> str:
    return f"{BASE}text/{key}/{lang}"


def issue(date: str) -> str:
    return f"{BASE}issue/{date}"


def dispatch(key: str, n: int) -> str:
    return f"{BASE}dispatch/{key}/{n}"


def statement(key: str, n: int, statement_key: str) -> str:
    return f"{BASE}statement/{key}/{n}.{statement_key}"


def figure(key: str, figure_key: str) -> str:
    return f"{BASE}figure/{key}/{figure_key}"


def numeral(key: str, numeral_key: str) -> str:
    return f"{BASE}numeral/{key}/{numeral_key}"


def event(key: str, event_key: str) -> str:
    return f"{BASE}event/{key}/{event_key}"


def reading(key: str) -> str:
    return f"{BASE}reading/{key}"
