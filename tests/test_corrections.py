"""Curators' corrections: applied where the words still stand, with who and when, and refused where they do not."""
from __future__ import annotations

from pathlib import Path

import pytest

from kg.corrections import read_seed, seed_hash, sidecar
from kg.errors import SeedError
from kg.model import Reading
from kg.namespaces import SCHEMA
from kg.reading import read
from kg.seeds import read_article
from kg.validation import judge_file

SEED = (Path(__file__).parent.parent / "seeds" / "articles" / "000_53229b98fb896667.txt").read_text(encoding="utf-8")
WORDS = "击毙三万一千二百二十名"
WHO = 'by = "A. Curator"\non = 2026-11-02\n'


def words(quote: str = WORDS, text: str = SEED) -> str:
    at = text.index(quote)
    return f'[[figure]]\nlang = "zh"\nstart = {at}\nend = {at + len(quote)}\nquote = "{quote}"\n'


def corrected(tmp_path: Path, corrections: str, text: str = SEED) -> Reading:
    seed = tmp_path / "seed.txt"
    seed.write_text(text, encoding="utf-8")
    sidecar(seed).write_text(corrections, encoding="utf-8")
    return read_seed(seed)


def figure(reading: Reading, quote: str = WORDS):
    return next((one for one in reading.figures if any(reading.article.source[span.start:span.end] == quote for span in one.evidence)), None)


def test_a_seed_without_corrections_is_read_as_it_stands(tmp_path: Path) -> None:
    seed = tmp_path / "seed.txt"
    seed.write_text(SEED, encoding="utf-8")
    assert read_seed(seed) == read(read_article(str(seed), SEED.encode()))


def test_codes_numbers_things_and_dates_can_be_set(tmp_path: Path) -> None:
    changes = 'set = { outcome = "casualties", value = 31000, qualifier = "about", affected = "", period_end = "1953-06" }\nwhy = "read again"\n'
    reading = corrected(tmp_path, WHO + words() + changes)
    found = figure(reading)
    assert found is not None
    assert (found.outcome, found.value, found.qualifier, found.affected, found.period_end) == ("casualties", 31000, "about", None, "1953-06")
    [correction] = reading.corrections
    assert (correction.by, correction.on, correction.why, correction.path) == ("A. Curator", "2026-11-02", "read again", f"figure/{found.key}")
    assert "outcome: killed → casualties; value: 31220 → 31000" in correction.change


def test_everything_else_is_read_as_before(tmp_path: Path) -> None:
    before, after = read(read_article("seed.txt", SEED.encode())), corrected(tmp_path, WHO + words() + 'set = { outcome = "casualties" }\n')
    assert [one.key for one in before.figures] == [one.key for one in after.figures]
    assert sum(one != other for one, other in zip(before.figures, after.figures, strict=True)) == 1


def test_a_figure_can_be_taken_back(tmp_path: Path) -> None:
    whole = "歼灭敌军五万二千多名，其中"
    at = SEED.index(whole)
    taken = WHO + f'[[figure]]\nlang = "zh"\nstart = {at}\nend = {at + 10}\nquote = "{SEED[at:at + 10]}"\nnot_a_figure = "reference"\n'
    before = read(read_article("seed.txt", SEED.encode()))
    after = corrected(tmp_path, taken)
    assert len(after.figures) == len(before.figures) - 1
    assert len(after.numerals) == len(before.numerals) + 1
    keys = {one.key for one in after.figures}
    assert {one.component_of for one in after.figures} | {one.restates for one in after.figures} <= keys | {None}


STALE = words().replace(WORDS, "击毙三万一千二百二十一名")

REFUSED = {
    "words that changed": (WHO + STALE + 'set = { outcome = "killed" }', "stale_correction", 3),
    "words that are no figure": (WHO + words("粉碎了敌人") + 'set = { outcome = "killed" }', "correction", 3),
    "a code that is none": (WHO + words() + 'set = { outcome = "slain" }', "correction", 3),
    "a thing that is not known": (WHO + words() + 'set = { actor = "force/nobody" }', "correction", 3),
    "a number that is none": (WHO + words() + 'set = { value = "many" }', "correction", 3),
    "a date that is none": (WHO + words() + 'set = { period_start = "last year" }', "correction", 3),
    "a field that is none": (WHO + words() + 'set = { colour = "red" }', "correction", 3),
    "a reason that is none": (WHO + words() + 'not_a_figure = "whim"', "correction", 3),
    "both and neither": (WHO + words(), "correction", 3),
    "nobody's correction": (words() + 'set = { outcome = "killed" }', "correction", 1),
    "no words": (WHO + '[[figure]]\nset = { outcome = "killed" }', "correction", 3),
    "an unknown key": (WHO + words() + 'sett = 1\nset = { outcome = "killed" }', "correction", 3),
    "an unknown table": (WHO + "[[figures]]\nlang = 'zh'\n", "correction", 1),
    "no TOML": (WHO + "[[figure]]\nlang = zh\n", "syntax", 4),
}


@pytest.mark.parametrize(("corrections", "code", "line"), REFUSED.values(), ids=REFUSED)
def test_a_correction_that_cannot_be_applied_is_refused_by_line(corrections: str, code: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(SeedError) as refused:
        corrected(tmp_path, corrections)
    assert [(fault.code, fault.line) for fault in refused.value.faults] == [(code, line)]
    assert refused.value.file.endswith("seed.corrections.toml")
    assert refused.value.faults[0].remedy


def test_words_that_moved_are_told_where_they_stand_now(tmp_path: Path) -> None:
    moved = SEED.replace("Author:\n", "Author: A name\n")
    with pytest.raises(SeedError, match=rf"start = {moved.index(WORDS)}"):
        corrected(tmp_path, WHO + words() + 'set = { outcome = "killed" }', moved)


def test_every_refused_correction_is_told(tmp_path: Path) -> None:
    with pytest.raises(SeedError) as refused:
        corrected(tmp_path, WHO + words() + 'set = { outcome = "slain" }\n' + STALE + 'set = { outcome = "killed" }\n')
    assert len(refused.value.faults) == 2


def test_validation_judges_the_corrected_reading(tmp_path: Path) -> None:
    wrong = SEED.replace("31,220", "61,220").replace("三万一千二百二十名", "六万一千二百二十名")
    quote = "击毙六万一千二百二十名"
    seed = tmp_path / "seed.txt"
    seed.write_text(wrong, encoding="utf-8")
    assert not judge_file(seed).conforms()
    sidecar(seed).write_text(WHO + words(quote, wrong) + 'set = { value = 31220 }\nwhy = "a misprint"\n', encoding="utf-8")
    assert judge_file(seed).conforms()
    sidecar(seed).write_text(WHO + words(quote, wrong) + 'set = { outcome = "slain" }\n', encoding="utf-8")
    report = judge_file(seed)
    assert (report.file, [notice.code for notice in report.notices]) == (str(sidecar(seed)), ["correction"])


def test_the_hash_of_a_seed_changes_with_its_corrections(tmp_path: Path) -> None:
    corrected(tmp_path, WHO + words() + 'set = { outcome = "casualties" }\n')
    first = seed_hash(tmp_path / "seed.txt")
    sidecar(tmp_path / "seed.txt").write_text(WHO + words() + 'set = { outcome = "wounded" }\n', encoding="utf-8")
    second = seed_hash(tmp_path / "seed.txt")
    sidecar(tmp_path / "seed.txt").unlink()
    assert len({first, second, seed_hash(tmp_path / "seed.txt")}) == 3


def test_corrections_stand_in_the_graph(tmp_path: Path) -> None:
    from kg.mapping.corrections import put_corrections
    reading = corrected(tmp_path, WHO + words() + 'set = { outcome = "casualties" }\nwhy = "read again"\n')
    lines: list[str] = []
    put_corrections(lambda *triple: lines.append("".join(triple)), reading.article, reading.corrections)
    assert len(lines) == 5
    assert any(f"<{SCHEMA}correction>" in line and "/figure/" in line.split(" ")[0] for line in lines)
    assert any('"outcome: killed → casualties (read again)"' in line for line in lines)
