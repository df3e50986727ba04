"""An evaluation as text and as JSON.

Measures are given of every part; single figures, confusions and codes only of articles that are not held out: looking at them is developing on them.
"""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg.evaluation.gold import CODES
from kg.evaluation.measures import EXTRAS, SHARES, f1, measures, share, total
from kg.evaluation.run import DEVELOPMENT, HELD_OUT, Evaluation
from kg.evaluation.scoring import INVENTED, MISSED, WRONG, Coding, Finding, Score

Row = list[str]
Table = tuple[Sequence[str], list[Row]]
"""A header and its rows."""

_EXAMPLES = 3
"""Quotes that are shown of one confusion."""


# --- what is told

def codes(codings: Iterable[Coding], field: str) -> list[dict[str, Any]]:
    """Of each code of a field: how many figures are annotated with it, read with it, and both; the commonest first."""
    found = [(coding.gold, coding.read) for coding in codings if coding.field == field]
    gold, read = Counter(want or "" for want, _ in found), Counter(code for _, code in found)
    right = Counter(code for want, code in found if want == code)
    return [{"code": code, "gold": gold[code], "read": read[code], "right": right[code], "recall": share(right[code], gold[code]),
             "precision": share(right[code], read[code])} for code in sorted(gold.keys() | read.keys(), key=lambda code: (-gold[code], -read[code], code))]


def confusions(codings: Iterable[Coding], field: str) -> list[dict[str, Any]]:
    """The pairs of codes that were taken for each other, the commonest first, with some of the quotes."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for coding in codings:
        if coding.field == field and coding.gold != coding.read:
            found[coding.gold or "", coding.read].append(coding.quote)
    return [{"gold": gold, "read": read, "times": len(quotes), "examples": quotes[:_EXAMPLES]}
            for (gold, read), quotes in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))]


def article(score: Score, part: str | None) -> dict[str, Any]:
    """The figures of one article."""
    counts = score.counts
    told = {"article": score.name, "file": score.file} | ({"part": part} if part is not None else {})
    return {**told, "gold": counts["gold"], "found": counts["found"], "missed": counts["gold"] - counts["hit"], "wrong": counts["hit"] - counts["full"],
            "invented": counts["found"] - counts["hit"], "f1": f1(counts["hit"], counts["gold"], counts["found"])["f1"],
            "full_f1": f1(counts["full"], counts["gold"], counts["found"])["f1"]}


# --- JSON

def as_json(of: Evaluation) -> dict[str, Any]:
    """The evaluation as values for ``json.dumps``; shares lie between 0 and 1."""
    parts = of.parts()
    codings = [coding for score in of.open() for coding in score.codings]
    return {
        "measures": measures(total(of.scores), len(of.scores)),
        **({"parts": {name: measures(total(scores), len(scores)) for name, scores in parts.items() if name != "all"}} if len(parts) > 1 else {}),
        "fields": [{"field": name, "right": right, "of": whole, "share": share(right, whole), "extra": extra}
                   for name, right, whole, extra in _shares(total(of.scores))],
        "codes": {name: codes(codings, name) for name in CODES},
        "confusions": {name: confusions(codings, name) for name in CODES},
        "articles": [article(score, _part(of, score)) for score in of.scores],
        "findings": [{"article": score.name, "kind": finding.kind, "about": finding.about, "said": finding.said, "line": finding.line,
                      "differences": [{"field": one.field, "gold": one.gold, "read": one.read} for one in finding.differences]}
                     for score in of.open() for finding in score.findings],
        "notes": of.notes,
    }


def _shares(counts: Counter[str]) -> Iterator[tuple[str, int, int, int | None]]:
    """Each measure that is a share: its name, what is right, of how many, and how many were read where the annotation has none."""
    for name in CODES:
        yield name, counts[f"{name}_right"], counts["hit"], None
    for name, (right, of) in SHARES.items():
        yield name, counts[right], counts[of], counts[EXTRAS[name]] if name in EXTRAS else None
    for kind in ("places", "forces"):
        yield f"{kind}, recall", counts[f"{kind}_hit"], counts[f"{kind}_gold"], None
    yield "spans exact", counts["spans_right"], counts["spans"], None
    yield "translation errors", counts["errors_caught"], counts["errors_gold"], counts["errors_told"] - counts["errors_caught"]


def _part(of: Evaluation, score: Score) -> str | None:
    return (HELD_OUT if score.name in of.held_out else DEVELOPMENT) if of.held_out else None


# --- text

def as_text(of: Evaluation, *, details: bool) -> Iterator[tuple[str, Table | None, list[str]]]:
    """Sections: a heading, a table, and lines below it. With ``details`` everything that was missed, read wrongly or invented, article by article."""
    parts = of.parts()
    yield _heading(of), _measured(parts), []
    yield "Articles", _articles(of), []
    codings = [coding for score in of.open() for coding in score.codings]
    where = f" ({DEVELOPMENT})" if of.held_out else ""
    for name in CODES:
        yield f"{name.capitalize()}{where}", _codes(codings, name), list(_confused(codings, name))
    if details:
        yield f"Missed, wrong, invented{where}", None, [line for score in of.open() for line in _listed(score)]


def _heading(of: Evaluation) -> str:
    held = sum(score.name in of.held_out for score in of.scores)
    return f"{len(of.scores)} article{'s' * (len(of.scores) > 1)}" + (f": {len(of.scores) - held} {DEVELOPMENT}, {held} {HELD_OUT}" if held else "")


def _measured(parts: dict[str, list[Score]]) -> Table:
    """A row a measure; a part of the articles has a column for the measure and one for what it is counted from."""
    columns = [_column(total(scores)) for scores in parts.values()]
    header = ["measure", *(title for part in parts for title in (part, "right/of", "extra"))]
    return header, [[name, *(cell for column in columns for cell in column[name])] for name in columns[0]]


def _column(counts: Counter[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for name, hit in (("figures", "hit"), ("figures, full", "full")):
        said = f1(counts[hit], counts["gold"], counts["found"])
        found[f"{name}: precision"] = [f"{said['precision']:.4f}", f"{counts[hit]}/{said['found']}", ""]
        found[f"{name}: recall"] = [f"{said['recall']:.4f}", f"{counts[hit]}/{said['gold']}", ""]
        found[f"{name}: F1"] = [f"{said['f1']:.4f}", "", ""]
    for name, right, of, extra in _shares(counts):
        found[name] = [_told(share(right, of)), f"{right}/{of}", "" if extra is None else str(extra)]
    return found


def _told(of: float | None) -> str:
    return "–" if of is None else f"{of:.4f}"


def _articles(of: Evaluation) -> Table:
    rows = [article(score, _part(of, score)) for score in of.scores]
    header = [name for name in rows[0] if name != "file"]
    cells = [[_told(cell) if isinstance(cell, float) else str(cell) for cell in map(row.get, header)] for row in rows]
    return [name.replace("_", " ") for name in header], cells


def _codes(codings: Sequence[Coding], field: str) -> Table:
    rows = codes(codings, field)
    return (field, "gold", "read", "right", "recall", "precision"), [
        [row["code"], str(row["gold"]), str(row["read"]), str(row["right"]), _told(row["recall"]), _told(row["precision"])] for row in rows]


def _confused(codings: Sequence[Coding], field: str) -> Iterator[str]:
    for row in confusions(codings, field):
        yield f"{row['times']} × {row['gold']} read as {row['read']}: {' · '.join(row['examples'])}"


def _listed(score: Score) -> Iterator[str]:
    if score.findings:
        yield score.file
        for kind in (MISSED, WRONG, INVENTED):
            yield from (f"  {kind} {_finding(finding)}" for finding in score.findings if finding.kind == kind)


def _finding(finding: Finding) -> str:
    where = f", line {finding.line}" if finding.line is not None else ""
    wrong = "; ".join(f"{one.field} {one.read or 'nothing'} for {one.gold or 'nothing'}" for one in finding.differences)
    return f"{finding.about}{where}: {finding.said}" + (f": {wrong}" if wrong else "")
