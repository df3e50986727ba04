"""Judges a file of RDF: anybody's, in any of the formats that the program writes."""
from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from xml.parsers import expat

import pyoxigraph as ox

from kg import identifiers, vocabulary
from kg.errors import Fault
from kg.namespaces import KG, RDF, RDFS, SCHEMA, SKOS
from kg.validation.files import FileReport, Notice, of_fault, of_finding
from kg.validation.finding import VIOLATION, WARNING, Finding
from kg.validation.judge import Judge, judge
from kg.validation.lines import triple_places

FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG,
           ".jsonld": ox.RdfFormat.JSON_LD, ".rdf": ox.RdfFormat.RDF_XML}

_LABELS = tuple(f"<{iri}>" for iri in (SKOS + "prefLabel", RDFS + "label", SCHEMA + "name", SCHEMA + "headline"))
_OWN = re.compile(rf"^(\S+) (<{re.escape(KG)}[^>]*>) |^(\S+) <{re.escape(RDF)}type> (<{re.escape(KG)}[^>]*>)", re.MULTILINE)

_NOTHING_JUDGED = Notice(
    "nothing-judged", WARNING, {"en": "No shape applies to anything in this file: nothing was judged.", "zh": "没有约束适用于此文件的内容：未作任何判定。"},
    {"en": "Check the classes of its nodes.", "zh": "请检查各节点的类别。"})


def judge_rdf(file: str, data: bytes, by: Judge | None = None) -> FileReport:
    """The judgement on a file of RDF, its format told by its suffix; never raises for what is wrong with it."""
    rdf_format = FORMATS[PurePath(file).suffix.lower()]
    fault = _undecodable(data)
    if fault is not None:
        return FileReport(file, (of_fault(fault),), readable=False)
    try:
        nquads = "".join(f"{quad} .\n" for quad in ox.parse(data, format=rdf_format, base_iri=f"file:///{PurePath(file).name}"))
    except (SyntaxError, ValueError) as error:
        return FileReport(file, (of_fault(_malformed(error, data, rdf_format), data.decode("utf-8")),), readable=False)
    return _judged(file, data.decode("utf-8-sig"), rdf_format, nquads, by or judge())


def _judged(file: str, text: str, rdf_format: ox.RdfFormat, nquads: str, by: Judge) -> FileReport:
    report = by.report(nquads)
    findings = (*report.findings, *misspelt(nquads))
    places = triple_places(text, rdf_format, findings)
    labels = _labels(nquads) if findings else {}
    notices = [_meant(of_finding(finding, (places[finding.key],), finding.severity, labels.get(finding.focus)), finding.value) for finding in findings]
    if not report.focus_nodes and not findings:
        notices.append(_NOTHING_JUDGED)
    return FileReport(file, tuple(notices), counts={"triples": nquads.count("\n"), "focus nodes": sum(report.focus_nodes.values())})


def _meant(notice: Notice, value: str | None) -> Notice:
    """The notice with the address that is probably meant, where its value is one below ours that ontology/ does not have: a code, a place, a force."""
    iri = (value or "").strip("<>")
    kind, _, name = iri.removeprefix(identifiers.BASE).partition("/")
    if not iri.startswith(identifiers.BASE) or not name or vocabulary.properties(iri):
        return notice
    home = f"{identifiers.BASE}{kind}/"
    near = difflib.get_close_matches(name, [known.removeprefix(home) for known in vocabulary.subjects() if known.startswith(home)], n=1)
    if not near:
        return notice
    asked = {"en": f" Is {kind}/{near[0]} meant?", "zh": f"是否应为 {kind}/{near[0]}？"}
    return replace(notice, remedies={lang: remedy + asked.get(lang, "") for lang, remedy in notice.remedies.items()})


def misspelt(nquads: str) -> Iterator[Finding]:
    """Terms in our namespace that the ontology does not have: no shape would ever see them."""
    seen: dict[tuple[str, str], None] = {}
    for subject, predicate, typed, klass in _OWN.findall(nquads):
        term = predicate or klass
        if not vocabulary.properties(term[1:-1]):
            seen[subject or typed, term] = None
    terms = [iri.removeprefix(KG) for iri in vocabulary.subjects() if iri.startswith(KG)]
    for subject, term in seen:
        name = term[1:-1].removeprefix(KG)
        near = difflib.get_close_matches(name, terms, n=1)
        en, zh = (f" Write kg:{near[0]}.", f"请写作 kg:{near[0]}。") if near else (" Take a term that the ontology has.", "请改用本体中已有的术语。")
        messages = (("en", f"The ontology has no term kg:{name}. →{en}"), ("zh", f"本体中没有术语 kg:{name}。→ {zh}"))
        yield Finding(subject, term, None, "UnknownTerm", None, VIOLATION, messages)


def _labels(nquads: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in nquads.splitlines():
        parts = line.split(" ", 2)
        if len(parts) == 3 and parts[1] in _LABELS and (text := re.match(r'"((?:[^"\\]|\\.)*)"', parts[2])):
            found.setdefault(parts[0], text[1])
    return found


def _undecodable(data: bytes) -> Fault | None:
    """A fault where the bytes are no UTF-8 text."""
    remedy = "Save the file as UTF-8 text in the format that its suffix tells."
    if not data.strip():
        return Fault("empty", "The file is empty.", "Put the graph into it, or delete it.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Fault("encoding", "The file is in UTF-16, not in UTF-8.", remedy)
    if b"\0" in data[:4096]:
        return Fault("not_text", "The file is not text.", remedy)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[:error.start]
        line, column = before.count(b"\n") + 1, len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        return Fault("encoding", f"The byte 0x{data[error.start]:02x} is not UTF-8.", remedy, line, column)
    return None


def _malformed(error: Exception, data: bytes, rdf_format: ox.RdfFormat) -> Fault:
    line, column = getattr(error, "lineno", None) or 1, getattr(error, "offset", None) or 1
    message = re.sub(r"^Parser error at line \d+ (?:between columns \d+ and \d+|column \d+): ", "", getattr(error, "msg", None) or str(error)).rstrip(".")
    message = re.sub(r" \(line \d+\)$", "", message)
    if rdf_format == ox.RdfFormat.RDF_XML:
        line, column, message = _xml_fault(data) or (line, column, message)
    if "LoadDocumentCallback" in message:
        return Fault("remote-context", "The JSON-LD refers to a context on the web, and nothing is fetched here.", "Put the context into the file.")
    return Fault("syntax", f"This is no {rdf_format.name}: {message}.", "Correct the syntax here, then validate again.", line, column)


def _xml_fault(data: bytes) -> tuple[int, int, str] | None:
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        return error.lineno, error.offset + 1, expat.ErrorString(error.code)
    return None
