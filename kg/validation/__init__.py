"""Judges graphs and seeds by the shapes in shapes/."""
from kg.validation.finding import INFO, SEVERITIES, VIOLATION, WARNING, Finding, Report, at_least
from kg.validation.judge import ENGINES, PYSHACL, QUICK, Judge, judge, judge_nquads

__all__ = ["ENGINES", "INFO", "PYSHACL", "QUICK", "SEVERITIES", "VIOLATION", "WARNING", "Finding", "Judge", "Report", "at_least", "judge", "judge_nquads"]
