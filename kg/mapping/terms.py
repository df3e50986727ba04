"""RDF terms as N-Quads text (https://www.w3.org/TR/n-quads/), in the datatypes that a store keeps as they are written."""
from __future__ import annotations

import calendar
import re
from decimal import Decimal
from functools import lru_cache

from kg import identifiers
from kg.namespaces import EDTF, XSD

TRUE = f'"true"^^<{XSD}boolean>'

_DATE_TYPES = {10: f"^^<{XSD}date>", 7: f"^^<{XSD}gYearMonth>", 4: f"^^<{XSD}gYear>"}
_INTEGER = f"^^<{XSD}integer>"
_DECIMAL = f"^^<{XSD}decimal>"
_NOT_PLAIN = re.compile('[\x00-\x08\n-\x1f"\\\\\ud800-\udfff\ufffe\uffff]')
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def cleaned(text: str) -> str:
    """The text with each character that XML 1.0 cannot hold (control characters, lone surrogates) as U+FFFD, so that all formats say the same.

    Its length stays, and so do all offsets.
    """
    return _FORBIDDEN.sub("\ufffd", text) if _FORBIDDEN.search(text) else text


def iri(path: str) -> str:
    """The term of what stands at a path below the base."""
    return f"<{identifiers.BASE}{path}>"


def string(text: str) -> str:
    """An xsd:string; only what the grammar asks for is escaped."""
    if _NOT_PLAIN.search(text):
        text = cleaned(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{text}"'


def worded(text: str, lang: str) -> str:
    """A string in a language."""
    return f"{string(text)}@{lang}"


def plain(value: Decimal) -> str:
    """A number in digits alone: no exponent, no zeros behind the last decimal place."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(value: Decimal) -> str:
    """An xsd:integer where the number is whole, else an xsd:decimal; both in canonical form."""
    text = plain(value)
    return f'"{text}"{_DECIMAL if "." in text else _INTEGER}'


def integer(value: int) -> str:
    return f'"{value}"{_INTEGER}'


def date(value: str) -> str:
    """A date at the precision that it has: xsd:date, xsd:gYearMonth or xsd:gYear."""
    return f'"{value}"{_DATE_TYPES[len(value)]}'


@lru_cache(1 << 12)
def edtf(start: str | None, end: str | None) -> str:
    """A period as EDTF: one date where both ends are the same, else an interval, open where an end is not given."""
    text = start if start == end else f"{start or '..'}/{end or '..'}"
    return f'"{text}"^^<{EDTF}EDTF>'


@lru_cache(1 << 12)
def first_day(value: str) -> str:
    """The first day of a year, month or day, as xsd:date."""
    return date((value + "-01-01")[:10])


@lru_cache(1 << 12)
def last_day(value: str) -> str:
    """The last day of a year, month or day, as xsd:date."""
    if len(value) == 4:
        value += "-12"
    return date(value if len(value) == 10 else f"{value}-{calendar.monthrange(int(value[:4]), int(value[5:7]))[1]}")
