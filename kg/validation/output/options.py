"""What a caller can choose about a report."""
from __future__ import annotations

from dataclasses import dataclass

from kg.validation.finding import INFO, VIOLATION


@dataclass(frozen=True, slots=True)
class Options:
    """``severity`` is the least to tell, ``fail_on`` the least that makes a file not conform; ``most`` caps the findings of a rule in a file in the text."""

    severity: str = INFO
    fail_on: str = VIOLATION
    lang: str = "en"
    most: int = 10
    colour: bool = False
