"""Faulty and odd files, one a case, in folders by kind under ``cases/seeds``: beside each ``.txt`` an ``.expected`` with the judgement on it.

Its first line says whether the file conforms, does not, or cannot be read; then each finding has a line with its place, and one with what to do.
``python tests/test_seeds_cases.py`` writes the expectations anew: read the difference before it is kept.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kg.errors import SeedError
from kg.publish.entry import Entry, Refusal, Source, make
from kg.reading import read
from kg.reading_json import as_json
from kg.seeds import load
from kg.validation import VIOLATION, FileReport, judge_file
from kg.validation.advice import ADVICE

CASES = Path(__file__).parent / "cases" / "seeds"
FILES = sorted(CASES.glob("*/*.txt"))
PUBLISHED_ALL_THE_SAME = {"Figure-translation"}       # both numbers stand in the graph, the original's as the value


@cache
def judged(path: Path) -> FileReport:
    return judge_file(path)


def told(report: FileReport) -> Iterator[str]:
    """The judgement as an expectation has it."""
    yield "cannot be read" if not report.readable else "conforms" if report.conforms() else "does not conform"
    for notice in report.at_least("Warning"):
        yield f"{notice.place.line}:{notice.place.column} {notice.severity.lower()} {notice.code}: {notice.message()}"
        yield f"    → {notice.remedy()}"


def name(path: Path) -> str:
    return path.relative_to(CASES).with_suffix("").as_posix()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_each_is_judged_as_expected(path: Path) -> None:
    expected = path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    found = list(told(judged(path)))
    assert found == expected
    assert all(line.strip() != "→" for line in found), "each finding says what to do"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_of_a_refused_file_is_published(path: Path) -> None:
    report = judged(path)
    [made] = make([Source(path, path.name)])
    grave = {notice.code for notice in report.notices if notice.severity == VIOLATION} - PUBLISHED_ALL_THE_SAME
    assert isinstance(made, Refusal if grave else Entry)
    if isinstance(made, Refusal):
        assert made.exit_code == (1 if report.readable else 2)
        assert str(path) in made.message


@pytest.mark.parametrize("path", FILES, ids=name)
def test_positions_are_those_of_the_file_as_it_stands(path: Path) -> None:
    try:
        article = load(path)
    except SeedError:
        return
    assert article.source == path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    found = as_json(read(article))
    spans = [*found["not_figures"], *(span for figure in found["figures"] for span in figure["evidence"])]
    assert all(article.source[span["start"]:span["end"]] == span["quote"] != "" for span in spans)


def test_there_are_several_cases_of_each_kind() -> None:
    assert min(Counter(path.parent.name for path in FILES).values()) >= 5
    assert len(FILES) >= 150
    assert {path.with_suffix(".expected") for path in FILES} == set(CASES.glob("*/*.expected"))


def test_a_warning_says_what_to_do_in_both_languages() -> None:
    seen = {notice.code for path in FILES for notice in judged(path).notices if notice.severity == "Warning" and notice.finding is None}
    assert len(seen) > 20
    assert seen <= ADVICE.keys()
    assert all(advice["en"].endswith(".") and advice["zh"].endswith("。") for advice in ADVICE.values())


if __name__ == "__main__":
    for case in FILES:
        case.with_suffix(".expected").write_text("\n".join(told(judge_file(case))) + "\n", encoding="utf-8")
