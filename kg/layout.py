"""The files of a release by name: what the building half writes and the serving half opens."""
from __future__ import annotations

FORMAT = 2
"""The layout of a release that this version writes and reads."""

MANIFEST = "release.json"
STORE = "store"
DUMPS = "dumps"
DESCRIPTION = "dataset.ttl"
TABLE = "figures.sqlite"
ARTICLES = "articles.csv"
REPORT_JSON = "report.json"
REPORT_TURTLE = "report.ttl"
CONTEXT = "context.jsonld"
SUMS = "SHA256SUMS"
WITHDRAWN = "withdrawn.csv"

PERIOD_COLUMNS = ("first_day", "last_day")
"""Columns that the index of figures has beside those of the flat table: the first and the last day of the period."""
