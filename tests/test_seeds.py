"""Articles in every layout that the archive has: what is read from them, where it stands, and what is warned of."""
from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Article, Span, TextVersion
from kg.seeds import files, load, read_article, repeats

CASES = Path(__file__).parent / "cases" / "seeds"
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
SEED = Path(__file__).parents[1] / "seeds" / "articles" / "000_53229b98fb896667.txt"
BILINGUAL = (CASES / "bilingual.txt").read_text(encoding="utf-8")


def read(text: str) -> Article:
    return read_article("case.txt", text.encode("utf-8"))


def surface(article: Article, span: Span) -> str:
    return article.source[span.start:span.end]


def title_of(article: Article, lang: str) -> str:
    version = article.version(lang)
    assert version is not None
    return surface(article, version.title)


def body_of(article: Article, lang: str) -> str:
    version = article.version(lang)
    assert version is not None
    return surface(article, version.body)


def codes(article: Article) -> list[tuple[str, int]]:
    return [(warning.code, warning.line) for warning in article.warnings]


def test_an_article_in_both_languages() -> None:
    article = load(CASES / "bilingual.txt")
    assert (article.date, article.page, article.column, article.author) == ("1953-11-08", 4, "国际", None)
    assert article.title_en == title_of(article, "en") == "People's Army in Bac Giang Eliminates Forty Enemy Troops"
    assert article.title_zh == title_of(article, "zh") == "越南北江省人民军  歼敌四十名"
    assert [version.lang for version in article.versions] == ["zh", "en"]
    assert body_of(article, "en").startswith("Xinhua News Agency, 7th") and body_of(article, "en").endswith("in the fighting.")
    assert body_of(article, "zh").startswith("越南北江省人民军\n    歼敌") and body_of(article, "zh").endswith("桥梁一座。")
    assert article.warnings == ()


def test_an_original_alone_with_its_author() -> None:
    article = load(CASES / "original.txt")
    assert (article.date, article.page, article.column, article.author) == ("1953-11-09", 2, None, "林青")
    assert (article.title_en, article.title_zh) == (None, "北江省的一夜")
    assert body_of(article, "zh").startswith("北江省的一夜\n    一天晚上")
    assert article.warnings == ()


def test_a_translation_alone_with_its_header_in_another_order() -> None:
    article = load(CASES / "translation.txt")
    assert (article.date, article.page, article.title_en, article.title_zh) == ("1953-11-10", 1, "Guerrillas Raid an Outpost", None)
    assert body_of(article, "en").startswith("Xinhua News Agency, 9th")
    assert article.warnings == ()


def test_the_seed_is_read_without_a_warning() -> None:
    article = load(SEED)
    assert (article.date, article.page, article.author, article.column) == ("1953-10-22", 4, None, None)
    assert article.title_zh == "在北越红河三角洲地区  越南人民军一年来歼敌五万多名"
    assert body_of(article, "en").count("dispatch:") == 4
    assert body_of(article, "zh").count("【新华社二十一日讯】") == 3
    assert article.warnings == ()


@pytest.mark.parametrize("version", load(CASES / "bilingual.txt").versions, ids=lambda version: version.lang)
def test_the_published_text_is_title_and_body_and_offsets_point_into_it(version: TextVersion) -> None:
    source = load(CASES / "bilingual.txt").source
    assert version.text == source[version.title.start:version.title.end] + "\n" + source[version.body.start:version.body.end]
    for span in (version.title, version.body):
        for position in range(span.start, span.end):
            assert version.text[version.offset(position)] == source[position]


def replaced(*pairs: tuple[str, str]) -> str:
    """The bilingual case with some of its text replaced; each text has to stand in it."""
    text = BILINGUAL
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


ODD = {
    "no Date line, a dated original": (replaced(("Date: 1953-11-08\n", "")), [("no_date_line", 1)]),
    "the same Date twice": (replaced(("Page: 4\n", "Page: 4\nDate: 1953-11-08\n")), [("repeated_line", 5)]),
    "a date that is not in ISO form": (replaced(("Date: 1953-11-08", "Date: 1953/11/8")), [("date_form", 3)]),
    "header and original on different pages": (replaced(("Page: 4", "Page: 3")), [("page_differs", 19)]),
    "no page": (replaced(("Page: 4\n", ""), ("第4版()\n", "")), [("no_page", 1)]),
    "a page in Chinese numerals": (replaced(("Page: 4\n", ""), ("第4版()", "第四版")), []),
    "full-width colons": (replaced(("Title:", "Title："), ("Page:", "Page：")), [("full_width_colon", 1), ("full_width_colon", 4)]),
    "header lines that are not known": (replaced(("Author:", "Source: wire\nAuthor:"), ("Page: 4\n", "Page: 4\nSection: world\n")),
                                        [("unknown_header", 2), ("unknown_header", 6)]),
    "a title that runs on to a second line": (replaced((" Eliminates", "\nEliminates")), [("unknown_header", 2)]),
    "a header line without its colon": (replaced(("Date: 1953", "Date 1953")), [("no_date_line", 1), ("unknown_header", 3)]),
    "a header line inside the translation": (replaced(("Two lorries", "Page: 4\nTwo lorries")), [("repeated_line", 7), ("stray_header", 7)]),
    "no Author line": (replaced(("Author:\n", "")), []),
    "no Title line": (replaced((BILINGUAL[:BILINGUAL.index("Author")], "")), [("no_title", 4)]),
    "a header over the original alone": (replaced((BILINGUAL[:BILINGUAL.index("Date")], ""),
                                                  (BILINGUAL[BILINGUAL.index("Xinhua News"):BILINGUAL.index("<hr")], "")), [("no_translation", 1)]),
    "no Original: line": (replaced(("Original: \n", "")), [("no_original_line", 11)]),
    "no rule": (replaced(("<hr /> \n", "")), [("no_rule", 12)]),
    "neither rule nor Original: line": (replaced(("<hr /> \n\nOriginal: \n", "")), [("no_rule", 13)]),
    "nothing after Original:": (BILINGUAL[:BILINGUAL.index("###")], [("no_original", 10)]),
    "nothing before Original:": (BILINGUAL[BILINGUAL.index("Original"):], [("no_header", 1)]),
    "no heading": (replaced(("### 越南北江省人民军  歼敌四十名\n", "")), [("no_heading", 17)]),
    "a heading without its mark": (replaced(("### ", "")), [("no_heading", 16)]),
    "no column line": (replaced(("专栏：国际\n", "")), []),
    "a line below the heading that is not known": (replaced(("\n1953-11-08\n第", "\n林青\n（照片）\n1953-11-08\n第")), [("unknown_line", 19)]),
    "a Chinese text where the translation belongs": (
        "Title: 北江一夜\nDate: 1953-11-09\nPage: 2\n一天晚上，游击队在公路上埋了三颗地雷，敌军的一辆卡车触雷炸毁了。", [("language", 4)]),
    "a byte-order mark": ("\ufeff" + BILINGUAL, [("byte_order_mark", 1)]),
    "line ends of Windows": (BILINGUAL.replace("\n", "\r\n"), [("windows_line_ends", 1)]),
    "HTML tags and entities": (replaced(("Two lorries", "<p>Two&nbsp;<b>lorries</b>")), [("html_entity", 7), ("html_tag", 7)]),
    "a paragraph printed twice": (replaced(("Two lorries", "Two lorries and one bridge were destroyed in the fighting.\n\nTwo lorries")),
                                  [("repeated_paragraph", 9)]),
    "a bracket that does not close": (replaced(("七日讯】", "七日讯")), [("unbalanced_bracket", 24)]),
    "invisible characters": (replaced(("lorries", "lor\u200bries")), [("invisible_character", 7)]),
    "characters lost before": (replaced(("卡车", "\ufffd\ufffd")), [("lost_character", 25)]),
    "a text that breaks off": (replaced((" eliminated forty enemy troops on the 2nd.\n\nTwo lorries and one bridge were destroyed in the fighting.", " elim")),
                               [("breaks_off", 5)]),
}


@pytest.mark.parametrize("text,expected", ODD.values(), ids=ODD.keys())
def test_what_is_odd_is_read_and_warned_of(text: str, expected: list[tuple[str, int]]) -> None:
    article = read(text)
    assert codes(article) == expected
    for version in article.versions:
        assert version.text == surface(article, version.title) + "\n" + surface(article, version.body)


def test_the_header_counts_where_the_original_gives_another_page() -> None:
    assert read(replaced(("Page: 4", "Page: 3"))).page == 3


def test_the_title_of_an_original_without_heading_is_that_of_its_opening_lines() -> None:
    article = read(replaced(("### 越南北江省人民军  歼敌四十名\n", "")))
    assert article.title_zh == "越南北江省人民军  歼敌四十名"
    assert body_of(article, "zh").startswith("【新华社七日讯】")


def test_an_article_keeps_its_address_whatever_its_file_looks_like() -> None:
    key = read(BILINGUAL).key
    assert key == "1953-11-08-p4-" + key[-10:]
    for name in ("a byte-order mark", "line ends of Windows", "no rule", "full-width colons", "no heading", "HTML tags and entities",
                 "nothing before Original:"):
        assert read(ODD[name][0]).key == key, name


def test_the_address_hangs_on_the_opening_and_not_on_what_follows() -> None:
    long = BILINGUAL.rstrip() + "\n    战斗结束以后，当地农民送来茶水慰问。人民军缴获步枪三支。\n"
    assert read(long).key == read(long.replace("步枪三支", "步枪五支")).key
    assert read(long).key != read(long.replace("歼灭敌军", "击毙敌军")).key


def test_repeats_are_paragraphs_of_some_length_and_lie_where_they_stand() -> None:
    source = "第一段落的文字在这里。\n    短。\n  第一段落的文字在这里。\n短。"
    assert repeats(source, Span("zh", 0, len(source))) == (Span("zh", 21, 32),)
    assert source[21:32] == "第一段落的文字在这里。"


def test_files_are_walked_in_order_and_named_ones_come_whatever_they_are(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.ttl", "a.nq", ".git/x.txt", "b/notes.md", "c.TXT"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = files([tmp_path / "b" / "2.txt", tmp_path, tmp_path / "b" / "notes.md", tmp_path / "missing.txt"])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["b/2.txt", "a.nq", "b/1.ttl", "c.TXT", "b/notes.md", "missing.txt"]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real articles is not beside this checkout")
def test_the_corpus_is_read_without_a_warning() -> None:
    articles = [load(path) for path in files([CORPUS])]
    assert len(articles) == 82
    assert [article.file for article in articles if article.warnings] == []
    assert len({article.key for article in articles}) == 82
    assert sum(len(article.versions) == 2 for article in articles) == 14
    assert sum(article.author is not None for article in articles) == 11
