"""The tree of errors, each with the exit code that a command ends with when it meets it.

    KgError                    2
    ├── CallError              2   the call itself is wrong
    ├── SeedError              2   a file cannot be read as an article or as RDF
    ├── VocabularyError        2   ontology/ lacks a term, or contradicts itself
    ├── ReleaseError           2   a release is missing, broken or cannot be written
    └── QueryError             2   a query is malformed, or passed one of its limits

What was judged and does not conform is no error: it is a report, and exit code 1.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: where it stands, what it is and what to do about it."""

    code: str
    message: str
    remedy: str
    line: int = 1
    column: int = 1

    def describe(self, file: str) -> str:
        """The fault as one line, in the form that compilers and editors know: ``file:line:column: …``."""
        return f"{file}:{self.line}:{self.column}: {self.message} {self.remedy}"


class KgError(Exception):
    """Anything that Dispatch KG tells its caller about; never raised as such."""

    exit_code = 2


class CallError(KgError):
    """The call is wrong: an unknown option, a file that is not there."""


class SeedError(KgError):
    """A file that cannot be read. Holds every fault found, not only the first."""

    def __init__(self, file: str, faults: tuple[Fault, ...]):
        self.file = file
        self.faults = faults
        super().__init__("\n".join(fault.describe(file) for fault in faults))


class VocabularyError(KgError):
    """The ontology lacks a term that is asked for, or says two things of one."""


class ReleaseError(KgError):
    """A release is missing, broken, or could not be made."""


class QueryError(KgError):
    """A query is malformed, or passed a limit."""


def nearest(given: str, known: Iterable[str]) -> str:
    """A question after the known word that is most like the one that was given: `` Do you mean killed?``; empty where none is."""
    import difflib  # wanted by those alone who mistyped
    near = difflib.get_close_matches(given, list(known), 1)
    return f" Do you mean {near[0]}?" if near else ""
