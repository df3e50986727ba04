"""The arithmetic of an article: what is told of sums that do not come out, and what is not."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.model import ZH, Reading
from kg.reading import read
from kg.seeds import read_article

ROWS = [json.loads(line) for line in (Path(__file__).parent / "readings" / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"


def reading(lang: str, text: str, title: str | None = None) -> Reading:
    """The reading of an article in one language."""
    if lang == ZH:
        title = title or "战讯"
        seed = f"### {title}\n\n1953-10-22\n第4版()\n专栏：\n\n    {title}\n    【新华社二十一日讯】{text}\n"
    else:
        seed = f"Title: {title or 'News of the War'}\nAuthor:\nDate: 1953-10-22\nPage: 4\n\nXinhua News Agency, 21st dispatch: {text}\n"
    return read(read_article("a.txt", seed.encode()))


@pytest.mark.parametrize("row", ROWS, ids=[row["text"][:30] for row in ROWS])
def test_what_is_told_of_the_sums(row: dict[str, Any]) -> None:
    found = reading(row["lang"], row["text"], row.get("title"))
    assert [f"{warning.code}: {warning.message}" for warning in found.warnings] == row["warnings"]


def test_a_sum_is_told_on_the_line_of_its_whole() -> None:
    found = reading(ZH, "敌军来犯。\n    歼灭敌军一千二百名，其中击毙五百名，俘虏八百名。")
    assert [(warning.code, warning.line) for warning in found.warnings] == [("parts-exceed-whole", 9)]


def test_nothing_is_told_of_articles_whose_sums_come_out() -> None:
    """The annotated articles have none that do not; what their translations get wrong is another matter."""
    if not CORPUS.is_dir():
        pytest.skip("the annotated corpus (../shared/corpus) is not beside this checkout")
    told = [f"{path.name}: {warning.message}" for folder in ("zh", "bilingual") for path in sorted((CORPUS / folder).glob("*.txt"))
            for warning in read(read_article(path.name, path.read_bytes())).warnings
            if warning.code in ("part-exceeds-whole", "parts-exceed-whole", "list-differs-from-sum", "title-differs")]
    assert told == []
