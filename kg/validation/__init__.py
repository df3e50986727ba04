"""Judges graphs and seeds by the shapes in shapes/.

``judge_nquads`` judges a graph, ``judge_seed`` an article's bytes, ``judge_reading`` what was read from one, ``judge_rdf`` anybody's RDF,
``judge_files`` whatever stands at some paths.
"""
from kg.validation.files import FileReport, Notice
from kg.validation.finding import INFO, SEVERITIES, VIOLATION, WARNING, Finding, Report, at_least
from kg.validation.judge import ENGINES, PYSHACL, QUICK, Judge, judge, judge_nquads, judge_triples
from kg.validation.paths import By, judge_file, judge_files
from kg.validation.rdf import judge_rdf
from kg.validation.seed import judge_reading, judge_seed, refused

__all__ = ["ENGINES", "INFO", "PYSHACL", "QUICK", "SEVERITIES", "VIOLATION", "WARNING", "By", "FileReport", "Finding", "Judge", "Notice", "Report", "at_least",
           "judge", "judge_file", "judge_files", "judge_nquads", "judge_rdf", "judge_reading", "judge_seed", "judge_triples", "refused"]
