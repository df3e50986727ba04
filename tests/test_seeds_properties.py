"""What holds of any text and any bytes: an article or a SeedError, exact spans, and no surprise."""
from __future__ import annotations

import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SeedError
from kg.model import Article
from kg.reading import read
from kg.reading_json import as_json
from kg.seeds import read_article, repeats

SEED = Path(__file__).parents[1] / "seeds" / "articles" / "000_53229b98fb896667.txt"
CASES = Path(__file__).parent / "cases" / "seeds"
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(CASES.glob("*.txt"))]
WHOLE = [*TEXTS, SEED.read_text(encoding="utf-8"), *(path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*/*.txt")))]
"""The project's own articles, and those of the corpus where it lies beside the checkout."""
PIECES = ["Title: A\n", "Date: 1953-11-08\n", "Date: 1953-02-30\n", "1953-11-08\n", "Page: 4\n", "第4版()\n", "专栏：\n", "Author：林\n", "<hr />\n",
          "Original:\n", "### 标题  又题\n", "\n", "    ", "　　", "Xinhua News Agency, 7th dispatch: forty enemy troops.\n",
          "【新华社七日讯】歼灭敌军四十名。\n", "<p>&nbsp;", "\r\n", "\ufeff", "（", "x: y\n", "#", "\u2028"]


def attempt(data: bytes) -> Article | None:
    """The article, or None where it is refused in the one way that is promised."""
    try:
        return read_article("any.txt", data)
    except SeedError as error:
        assert error.faults
        assert all(fault.line >= 1 and fault.column >= 1 and fault.message and fault.remedy for fault in error.faults)
        return None


def check(data: bytes) -> None:
    article = attempt(data)
    if article is None:
        return
    assert article.source == data.decode("utf-8").removeprefix("\ufeff")
    assert 1 <= len({version.lang for version in article.versions}) == len(article.versions) <= 2
    assert article.title_en or article.title_zh
    for version in article.versions:
        title, body = (article.source[span.start:span.end] for span in (version.title, version.body))
        assert version.text == f"{title}\n{body}" and body == body.strip() != "" and title == title.strip()
        assert version.title.end <= version.body.start or version.body.end <= version.title.start
        for span in (version.title, version.body):
            assert all(version.text[version.offset(position)] == article.source[position] for position in range(span.start, span.end))
        assert all(version.body.start <= span.start < span.end <= version.body.end for span in repeats(article.source, version.body))
    lines = article.source.count("\n") + 1
    assert all(1 <= warning.line <= lines for warning in article.warnings)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    check(data)


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    check(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_sequence_of_the_parts_of_articles(pieces: list[str]) -> None:
    check("".join(pieces).encode())


@settings(max_examples=200)
@given(st.sampled_from(TEXTS), st.data())
def test_any_edit_of_an_article(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    insertion = data.draw(st.sampled_from(PIECES) | st.text(max_size=5))
    check((text[:start] + insertion + text[end:]).encode("utf-8", "surrogatepass"))


@given(st.sampled_from(TEXTS), st.integers(0, 2000))
def test_an_article_cut_off_anywhere(text: str, length: int) -> None:
    check(text.encode()[:length])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(WHOLE), st.data())
def test_any_edit_of_a_whole_article_is_read_with_exact_spans(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 200)))
        text = text[:start] + data.draw(st.sampled_from([*PIECES, text[start:end] * 2, "五", "12,", "多名"]) | st.text(max_size=5)) + text[end:]
    article = attempt(text.encode("utf-8", "surrogatepass"))
    if article is None:
        return
    found = as_json(read(article))
    spans = [*found["not_figures"], *(span for figure in found["figures"] for span in figure["evidence"])]
    assert all(article.source[span["start"]:span["end"]] == span["quote"] != "" for span in spans)


def test_time_grows_with_length_alone() -> None:
    """Repeats of what costs most, hundreds of kilobytes each, all within seconds; where time grew with the square it would take minutes."""
    start = time.perf_counter()
    header = "Title: A\nDate: 1953-11-08\nPage: 4\nForty enemy troops were captured.\n"
    for piece in ("\n", "\n   ", "Date: 1953-11-07\n", "Original:\n", "<hr />\n", "# a\n", "<a", "&#1;", "（\n", "\x07 two prisoners ", "\ufffd",
                  "Forty enemy troops were captured.\n"):
        attempt((header + piece * (300_000 // len(piece))).encode())
    attempt(header.encode() + b"\x80" * 300_000)
    assert time.perf_counter() - start < 20
