"""What is always true of a reading, whatever the text: it does not fail, its quotes are the text's, and every number is accounted for."""
from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SeedError
from kg.mapping import nquads
from kg.model import Article, Reading, Span
from kg.reading import read
from kg.seeds import read_article
from kg.text.folding import fold
from kg.text.numbers import read_numbers

WORDS = ["歼灭", "敌军", "五千零七十", "三百余", "名", "辆", "坦克", "其中", "击毙", "俘虏", "，", "。", "、", "（一）", "我军", "被", "十九日",
         "各", "两", "法军", "河内", "据", "越南通讯社", "讯：", "三分之二",
         "计", "共", "余下", "〇", "○", "×", "\n    ", "【新华社二十一日讯】", "“", "”", "多", "以上", "第七营", "二三百", "廿", "12", "1,234", "A", " "]
ENGLISH = ["eliminated", "more than", "5,070", "enemy troops", "including", "killed", "and", ",", ".", "the", "19th", "Hanoi", "two-thirds", "a tank",
           "According to", "TASS", "dozens of", "between 30 and 40", "\n\n", "Xinhua News Agency, 21st dispatch:", "in July 1952", "were", "captured", "one"]


def chinese(body: str) -> Article:
    return read_article("a.txt", f"### 战讯\n\n1953-10-22\n第4版()\n专栏：\n\n    战讯\n    【新华社二十一日讯】{body}。\n".encode())


def both(english: str, body: str) -> Article:
    original = f"### 战讯\n\n1953-10-22\n第4版()\n专栏：\n\n    {body}。\n"
    return read_article("a.txt", f"Title: News\nAuthor:\nDate: 1953-10-22\nPage: 4\n{english} end\n\n<hr />\n\nOriginal:\n\n{original}".encode())


def spans(reading: Reading) -> list[Span]:
    return [span for thing in (*reading.figures, *reading.events, *(s for d in reading.dispatches for s in d.statements)) for span in thing.evidence] \
        + [numeral.span for numeral in reading.numerals] + [mention.span for mention in reading.mentions]


def check(article: Article) -> None:
    reading = read(article)
    for span in spans(reading):
        version = article.version(span.lang)
        assert version is not None
        assert 0 <= span.start < span.end <= len(article.source)
        assert version.text[version.offset(span.start):version.offset(span.end)] == article.source[span.start:span.end]
    keys = [figure.key for figure in reading.figures]
    assert len(keys) == len(set(keys))
    assert all(figure.component_of in (None, *keys) and figure.restates in (None, *keys) for figure in reading.figures)
    told = {(span.lang, position) for span in spans(reading) for position in range(span.start, span.end)}
    for version in article.versions:
        for part in (version.title, version.body):
            for number in read_numbers(fold(article.source)[part.start:part.end], version.lang):
                assert number.weak or (version.lang, part.start + number.core_start) in told, article.source[part.start + number.start:part.start + number.end]
    nquads(reading)


@given(st.lists(st.sampled_from(WORDS), max_size=40))
@settings(deadline=None, max_examples=150)
def test_chinese_in_any_order(words: list[str]) -> None:
    check(chinese("我军" + "".join(words)))


@given(st.lists(st.sampled_from(ENGLISH), max_size=30), st.lists(st.sampled_from(WORDS), max_size=30))
@settings(deadline=None, max_examples=150)
def test_two_languages_in_any_order(english: list[str], words: list[str]) -> None:
    try:
        article = both(" ".join(english), "我军" + "".join(words))
    except SeedError:
        return
    check(article)


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=150)
def test_any_text(text: str) -> None:
    try:
        article = read_article("a.txt", f"Title: News\nDate: 1953-10-22\nPage: 4\n\nThe war. {text}".encode("utf-8", "surrogatepass"))
    except SeedError:
        return
    check(article)
