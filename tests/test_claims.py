"""What a sentence claims: tables of a sentence and the figures that are read from it."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.model import Figure, Reading
from kg.reading import read
from kg.seeds import read_article

TABLES = Path(__file__).parent / "readings"


def rows(lang: str) -> list[tuple[str, list[str]]]:
    lines = (TABLES / f"claims.{lang}.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row["sentence"], row["figures"]) for row in map(json.loads, lines)]


def chinese(sentence: str, date: str = "1953-10-22") -> Reading:
    """The reading of an article that holds one sentence in Chinese alone."""
    return read(read_article("a.txt", f"### 战讯\n\n{date}\n第4版()\n专栏：\n\n    战讯\n    【新华社二十一日讯】{sentence}\n".encode()))


def english(sentence: str) -> Reading:
    """The reading of an article that has the translation alone."""
    header = "Title: News of the War\nAuthor:\nDate: 1953-10-22\nPage: 4\n\n"
    return read(read_article("a.txt", f"{header}Xinhua News Agency, 21st dispatch: {sentence}\n".encode()))


def plain(number: object) -> str:
    return "-" if number is None else f"{number:f}" if hasattr(number, "as_tuple") else str(number)


def told(figure: Figure, reading: Reading) -> str:
    number = plain(figure.value) + (f"-{plain(figure.upper)}" if figure.upper is not None else "")
    whole = next((f" part of {plain(other.value)}" for other in reading.figures if other.key == figure.component_of), "")
    return f"{number} {figure.qualifier} {figure.outcome} {figure.object} {figure.unit}{whole}"


@pytest.mark.parametrize(("sentence", "figures"), rows("zh"))
def test_a_chinese_sentence_claims(sentence: str, figures: list[str]) -> None:
    reading = chinese(sentence)
    assert [told(figure, reading) for figure in reading.figures] == figures


@pytest.mark.parametrize(("sentence", "figures"), rows("en"))
def test_an_english_sentence_claims(sentence: str, figures: list[str]) -> None:
    reading = english(sentence)
    assert [told(figure, reading) for figure in reading.figures] == figures
