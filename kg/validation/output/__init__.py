"""The forms of a validation report: a text for people, JSON, RDF in Turtle, SARIF for code hosts, JUnit for CI servers."""
from collections.abc import Callable, Sequence

from kg.validation.files import FileReport
from kg.validation.output.as_json import as_json
from kg.validation.output.as_junit import as_junit
from kg.validation.output.as_sarif import as_sarif
from kg.validation.output.as_text import as_text
from kg.validation.output.as_turtle import as_turtle
from kg.validation.output.options import Options

FORMATS: dict[str, Callable[[Sequence[FileReport], Options], str]] = {
    "text": as_text, "json": as_json, "turtle": as_turtle, "sarif": as_sarif, "junit": as_junit}

__all__ = ["FORMATS", "Options"]
