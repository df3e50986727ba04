"""Seeds judged: every way in which a file can be wrong gets its file, line, words, severity and remedy."""
from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from kg.validation import VIOLATION, WARNING, FileReport, judge_seed

SEED = (Path(__file__).parent.parent / "seeds" / "articles" / "000_53229b98fb896667.txt").read_text(encoding="utf-8")


def judged(text: str | bytes) -> FileReport:
    return judge_seed("seed.txt", text.encode() if isinstance(text, str) else text)


def edited(*edits: tuple[str, str]) -> str:
    text = SEED
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    return text


def line_of(words: str, text: str = SEED) -> int:
    return text[:text.index(words)].count("\n") + 1


def test_the_seed_conforms() -> None:
    report = judged(SEED)
    assert report.conforms()
    assert report.counts["dispatches"] == 3
    assert report.counts["figures"] >= 25


BROKEN = {
    "an impossible date": (edited(("Date: 1953-10-22", "Date: 1953-02-30")), "impossible_date", "1953-02-30"),
    "no date anywhere": (edited(("Date: 1953-10-22\n", ""), ("1953-10-22\n", "")), "no_date", None),
    "no body": ("Title: A title\nAuthor:\nDate: 1953-10-22\nPage: 4\n", "no_body", None),
    "two dates": (edited(("Author:\n", "Author:\nDate: 1953-10-23\n")), "two_dates", "Date: 1953-10-22"),
}


@pytest.mark.parametrize(("text", "code", "words"), BROKEN.values(), ids=BROKEN)
def test_a_seed_that_is_no_article_is_told_by_line_and_remedy(text: str, code: str, words: str | None) -> None:
    report = judged(text)
    notice = next(notice for notice in report.notices if notice.code == code)
    assert report.readable
    assert not report.conforms()
    assert notice.remedy()
    if words:
        assert notice.place.line in (line_of(words, text), line_of(words, text) + 1)


UNREADABLE = {
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "an empty file": b"",
    "another encoding": SEED.encode("gb18030"), "two bytes a character": SEED.encode("utf-16")}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_text_cannot_be_read(data: bytes) -> None:
    report = judged(data)
    assert not report.readable
    assert not report.conforms()
    assert all(notice.message() and notice.remedy() for notice in report.notices)


def test_a_translation_that_says_another_number_does_not_conform() -> None:
    text = edited(("31,220", "312,200"))
    report = judged(text)
    [notice] = [notice for notice in report.notices if notice.severity == VIOLATION]
    assert notice.code == "Figure-translation"
    assert [place.line for place in notice.places] == [line_of("击毙三万一千"), line_of("312,200", text)]
    assert "31,220" in notice.message()
    assert "312,200" in notice.message()
    sentence, (start, end) = notice.places[1].sentence, notice.places[1].mark
    assert sentence[start:end] == "312,200 killed"
    assert notice.remedies.keys() == {"en", "zh"}


def test_a_part_that_exceeds_its_whole_does_not_conform() -> None:
    report = judged(edited(("31,220", "61,220"), ("三万一千二百二十名", "六万一千二百二十名")))
    [notice] = [notice for notice in report.notices if notice.severity == VIOLATION]
    assert (notice.code, notice.place.line) == ("Parts-exceeds", line_of("击毙三万一千"))
    assert "61,220" in notice.message()
    assert "52,000" in notice.message()
    assert {place.lang for place in notice.places} == {"zh", "en"}


def test_all_faults_of_a_file_are_told() -> None:
    text = edited(("31,220", "312,200"), ("10,550", "105,500"), ("740 kilometers", "470 kilometers"))
    assert sum(notice.code == "Figure-translation" for notice in judged(text).notices) == 3


@pytest.mark.parametrize(("mark", "line_end"), [(codecs.BOM_UTF8, "\n"), (b"", "\r\n")], ids=["byte-order mark", "CR LF"])
def test_marks_and_line_ends_move_no_line(mark: bytes, line_end: str) -> None:
    report = judged(mark + edited(("31,220", "312,200")).replace("\n", line_end).encode())
    [notice] = [notice for notice in report.notices if notice.code == "Figure-translation"]
    assert [place.line for place in notice.places] == [line_of("击毙三万一千"), line_of("31,220")]
    assert notice.places[1].column == len("(1) Eliminated more than 52,000 enemy troops, including ") + 1


def test_what_the_reader_warns_of_is_told_as_a_warning() -> None:
    report = judged(edited(("Page: 4\n", ""), ("第4版()\n", "")))
    assert {"no_page": WARNING}.items() <= {notice.code: notice.severity for notice in report.notices}.items()
    assert report.conforms()
    assert not report.conforms(WARNING)
