"""HTML pages: templates filled with plain values. Knows no HTTP."""
from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2

from kg import __version__, identifiers
from kg.server.labels import local, shortened

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"


def grouped(value: object) -> str:
    """A number with its thousands apart: 52,000; anything else as it is."""
    text = str(value)
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() else text


def sized(count: int) -> str:
    """Bytes for people: 1.2 MB."""
    size = float(count)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def spoken(code: str) -> str:
    """A code as words: more_than → more than."""
    return code.replace("_", " ")


def sparql_link(query: str, **more: str) -> str:
    """The address of a query on this endpoint."""
    return f"/sparql?{urlencode({'query': query, **more})}"


@cache
def environment() -> jinja2.Environment:
    """The templates, with everything that is filled in escaped, and a name that they lack an error."""
    found = jinja2.Environment(loader=jinja2.FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
                               trim_blocks=True, lstrip_blocks=True)
    found.filters |= {"local": local, "short": shortened, "grouped": grouped, "sized": sized, "spoken": spoken}
    found.globals |= {"version": __version__, "base": identifiers.BASE, "sparql_link": sparql_link, "static": static_address}
    return found


@cache
def static_address(name: str) -> str:
    """Where a file of ours is, with a mark that changes with it, so that it can be kept for ever."""
    return f"/static/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]}"


def render(template: str, **values: Any) -> str:
    """A page."""
    return environment().get_template(template).render(**values)
