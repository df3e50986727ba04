"""The choice of a format and of a content coding (RFC 9110, section 12.5)."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.server.negotiation import DOCUMENTS, GRAPHS, HTML, RESULTS, TABLES, choose, choose_encoding, named, quality, ranges

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(("accept", "formats", "suffix"), [
    (None, RESULTS, "srj"),
    ("", RESULTS, "srj"),
    ("*/*", RESULTS, "srj"),
    ("application/sparql-results+xml", RESULTS, "srx"),
    ("application/sparql-results+xml;q=0.9, text/csv", RESULTS, "csv"),
    ("text/csv;q=0.2, text/tab-separated-values;q=0.3", RESULTS, "tsv"),
    ("text/*", RESULTS, "csv"),
    ("application/json", RESULTS, "srj"),
    ("application/xml", RESULTS, "srx"),
    ("text/turtle", RESULTS, None),
    ("application/sparql-results+json;q=0, */*", RESULTS, "srx"),
    ("application/sparql-results+json;q=0", RESULTS, None),
    ("image/png", RESULTS, None),
    ("TEXT/CSV", RESULTS, "csv"),
    ("text/turtle", GRAPHS, "ttl"),
    ("application/ld+json;profile=\"http://www.w3.org/ns/json-ld#compacted\"", GRAPHS, "jsonld"),
    ("text/turtle;q=0.5,application/rdf+xml;q=0.5", GRAPHS, "ttl"),
    ("application/n-quads, text/turtle;q=0.9", GRAPHS, "nq"),
    (BROWSER, DOCUMENTS, "html"),
    ("*/*", DOCUMENTS, "ttl"),
    (BROWSER, TABLES, "html"),
    ("application/json", TABLES, "json"),
])
def test_a_client_gets_what_it_likes_best(accept: str | None, formats: tuple, suffix: str | None) -> None:
    found = choose(accept, formats)
    assert (found.suffix if found else None) == suffix


@pytest.mark.parametrize(("media", "accept", "weight"), [
    ("text/html", "text/html;q=0.4, text/*;q=0.3, */*;q=0.5", 0.4),
    ("text/plain", "text/html;q=0.4, text/*;q=0.3, */*;q=0.5", 0.3),
    ("image/png", "text/html;q=0.4, text/*;q=0.3, */*;q=0.5", 0.5),
    ("image/png", "text/html;q=0.4", 0.0),
])
def test_the_closest_range_counts(media: str, accept: str, weight: float) -> None:
    assert quality(media, ranges(accept)) == weight


@pytest.mark.parametrize(("name", "formats", "suffix"), [
    ("json", RESULTS, "srj"), ("json", GRAPHS, "jsonld"), ("xml", RESULTS, "srx"), ("xml", GRAPHS, "rdf"), ("ttl", GRAPHS, "ttl"), ("Turtle", GRAPHS, "ttl"),
    ("text/csv", RESULTS, "csv"), ("application/rdf+xml", GRAPHS, "rdf"), ("nt", GRAPHS, "nt"), ("pdf", GRAPHS, None), ("turtle", RESULTS, None),
])
def test_formats_go_by_name(name: str, formats: tuple, suffix: str | None) -> None:
    found = named(name, formats)
    assert (found.suffix if found else None) == suffix


@pytest.mark.parametrize(("header", "coding"), [
    (None, None), ("", None), ("gzip", "gzip"), ("gzip, br", "br"), ("gzip;q=1, br;q=0.5", "gzip"), ("identity", None), ("*", "br"), ("br;q=0, *", "gzip"),
    ("gzip;q=0", None), ("gzip;q=0.2, identity;q=0.5", None), ("deflate", None), ("GZIP", "gzip"),
])
def test_content_codings(header: str | None, coding: str | None) -> None:
    assert choose_encoding(header, ("br", "gzip")) == coding


@given(st.text(max_size=60))
def test_any_header_is_read_without_a_fault(text: str) -> None:
    assert choose(text, RESULTS) in (None, *RESULTS)
    assert choose_encoding(text, ("br", "gzip")) in (None, "br", "gzip")


def test_html_is_never_the_first_choice_of_a_program() -> None:
    assert choose("*/*", (*GRAPHS, HTML)) is not HTML
