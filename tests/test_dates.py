"""Dates, times of day and lengths of time: what a text names, and which period it means in the paper it stands in."""
from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from kg import vocabulary
from kg.reading import read
from kg.seeds import read_article
from kg.text import calendar
from kg.text.dates import DateMention, DateState, read_dates, read_on, resolve_dateline, settle
from kg.text.folding import fold

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "shared" / "corpus"
ROWS = [(lang, json.loads(line)) for lang in ("zh", "en") for line in (HERE / "readings" / f"dates.{lang}.jsonl").read_text(encoding="utf-8").splitlines()]
TOLD = [(lang, row) for lang, row in ROWS if row["surface"]]
NONE = [(lang, row) for lang, row in ROWS if not row["surface"]]


def _named(lang: str, row: dict[str, str]) -> str:
    return f"{lang}: {row['text'][:40]} [{row['surface']}]"


def _read(text: str, lang: str, paper: str) -> list[tuple[str, str | None, str | None, str]]:
    return [(text[m.start:m.end], m.period_start, m.period_end, m.kind) for m in read_dates(text, lang, date.fromisoformat(paper))]


def test_the_tables_are_whole() -> None:
    counts = Counter(lang for lang, _ in TOLD)
    assert counts["zh"] >= 120 and counts["en"] >= 80 and len(NONE) >= 20


@pytest.mark.parametrize(("lang", "row"), TOLD, ids=[_named(*row) for row in TOLD])
def test_a_date_is_read(lang: str, row: dict[str, str]) -> None:
    assert (row["surface"], row["period_start"], row["period_end"], row["kind"]) in _read(row["text"], lang, row["paper"])


@pytest.mark.parametrize(("lang", "row"), NONE, ids=[_named(*row) for row in NONE])
def test_no_date_is_invented(lang: str, row: dict[str, str]) -> None:
    assert _read(row["text"], lang, row["paper"]) == []


@pytest.mark.parametrize(("text", "lang", "paper", "expected"), [
    ("新华社二十一日讯", "zh", "1953-10-22", "1953-10-21"),
    ("新华社延安十三日电", "zh", "1946-05-16", "1946-05-13"),
    ("本报北平卅一日专电", "zh", "1950-11-01", "1950-10-31"),
    ("新华社十二月三十一日讯", "zh", "1954-01-01", "1953-12-31"),
    ("新华社长江前线二十二日二十二时电", "zh", "1949-04-22", "1949-04-22"),
    ("新华社讯", "zh", "1953-10-22", None),
    ("新华社三十二日讯", "zh", "1953-10-22", None),
    ("Xinhua News Agency, 21st dispatch", "en", "1953-10-22", "1953-10-21"),
    ("Xinhua News Agency, Yangtze Front, 22nd, 22:00 dispatch", "en", "1949-04-22", "1949-04-22"),
    ("Heze, 31st urgent dispatch", "en", "1950-11-01", "1950-10-31"),
    ("Xinhua News Agency dispatch", "en", "1953-10-22", None),
])
def test_a_dateline_tells_the_day_of_its_dispatch(text: str, lang: str, paper: str, expected: str | None) -> None:
    found = resolve_dateline(text, lang, date.fromisoformat(paper))
    assert (found.period_start if found else None) == expected


@pytest.mark.parametrize(("text", "anchored"), [("一九五二年七月", True), ("1952年", True), ("七月十日", False), ("去年七月", False), ("昨日", False)])
def test_a_date_is_anchored_where_the_text_tells_its_year(text: str, anchored: bool) -> None:
    assert [mention.anchored for mention in read_dates(text, "zh", date(1953, 10, 22))] == [anchored]


@pytest.mark.parametrize(("text", "lang", "count", "unit"), [
    ("三天", "zh", 3, "day"), ("三个半月", "zh", 3.5, "month"), ("两星期", "zh", 2, "week"), ("两年半", "zh", 2.5, "year"), ("二十四小时", "zh", 24, "hour"),
    ("十余日", "zh", None, "day"), ("几个月", "zh", None, "month"), ("半年", "zh", 0.5, "year"), ("三至五天", "zh", None, "day"),
    ("They held out for seven weeks.", "en", 7, "week"), ("It took half an hour.", "en", 0.5, "hour"), ("It took several days.", "en", None, "day"),
    ("It took 36 days.", "en", 36, "day"), ("It took twenty-four hours.", "en", 24, "hour"), ("It took a year and a half.", "en", 1.5, "year"),
])
def test_a_length_of_time_is_measured(text: str, lang: str, count: float | None, unit: str) -> None:
    assert [(mention.kind, mention.count, mention.unit) for mention in read_dates(text, lang, date(1953, 10, 22))] == [("duration", count, unit)]


def test_a_text_is_read_on_from_the_one_before_it() -> None:
    paper = date(1953, 12, 25)
    _, state = read_on("【新华社二十四日讯】上月二十日敌军进犯。", "zh", paper)
    assert state == DateState(issued="1953-12-24", day="1953-11-20", told="1953-11-20", month=(1953, 11))
    assert [mention.period_start for mention in read_dates("次日我军反击。二十二日又来。", "zh", paper, state)] == ["1953-11-21", "1953-11-22"]


def test_a_title_takes_the_period_that_its_body_tells() -> None:
    paper = date(1954, 3, 20)
    title, body = read_dates("五天内歼敌两营", "zh", paper), read_dates("从十三日到十七日歼敌两营。", "zh", paper)
    assert [(mention.period_start, mention.period_end) for mention in settle([*title, *body])] == [("1954-03-13", "1954-03-17")] * 2


@pytest.mark.parametrize(("start", "end", "count", "unit", "expected"), [
    ("1954-03-13", "1954-03-17", 5, "day", True), ("1954-03-13", "1954-03-17", 4, "day", True), ("1954-03-13", "1954-03-17", 7, "day", False),
    ("1949-10-19", "1949-10-25", 1, "week", True), ("1946-01-14", "1946-04", 3.5, "month", True), ("1946-01-14", "1946-04", 5, "month", False),
    ("1946-12-19", "1954-07-21", 8, "year", True), ("1946-12-19", "1954-07-21", 6, "year", False), ("1950-11", "1952-04", 18, "month", True),
    ("1953-10-19", "1953-10-20", 24, "hour", False),
])
def test_how_long_a_period_lasts(start: str, end: str, count: float, unit: str, expected: bool) -> None:
    assert calendar.lasts(start, end, count, unit) is expected


@given(st.integers(1, 31), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_the_latest_day_is_the_last_of_its_number(day: int, limit: date) -> None:
    found = calendar.latest_day(day, limit)
    later = [limit - timedelta(ago) for ago in range(70) if (limit - timedelta(ago)).day == day]
    assert found is not None and found == later[0]


_PIECES = st.sampled_from([
    *"一二三四五六七八九十廿卅两半几多百千万零○年月日号时点分天至到、的从自起止后前内来每第去今昨明本上下同当次翌初底中间夜晨。,【】\n讯电0123456789",
    "十二月", "一九五二年", "至今", "截至", "以来", "星期三", "同期", "个月", "January ", "May ", "the ", "19th ", "of ", "last ", "month ", "from ", "to ",
    "and ", "days ", "two ", "ago ", "dispatch", "until ", "1952 ", "year ", "now ", "3 ", "o'clock ", ", ", ". "])
_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def _check(text: str, mentions: list[DateMention], paper: date) -> None:
    position = 0
    for mention in mentions:
        assert position <= mention.start < mention.end <= len(text)
        position = mention.end
        for iso in (mention.period_start, mention.period_end):
            assert iso is None or (_ISO.fullmatch(iso) and calendar.first_day(iso) <= calendar.last_day(iso))
            assert iso is None or parse_edtf(iso) is not None
        if mention.period_start and mention.period_end:
            assert calendar.first_day(mention.period_start) <= calendar.last_day(mention.period_end)
        assert not mention.issued or calendar.first_day(mention.period_start or "") <= paper


@given(st.lists(_PIECES, max_size=30).map("".join), st.sampled_from(["zh", "en"]), st.dates(date(1946, 1, 1), date(2003, 12, 31)))
def test_anything_is_read_in_order_within_the_text_and_as_real_dates(text: str, lang: str, paper: date) -> None:
    mentions, state = read_on(text, lang, paper)
    _check(text, mentions, paper)
    _check(text, read_dates(text, lang, paper, state), paper)


@given(st.text(max_size=60), st.sampled_from(["zh", "en"]))
def test_arbitrary_text_is_read(text: str, lang: str) -> None:
    _check(text, read_dates(text, lang, date(1953, 10, 22)), date(1953, 10, 22))


@given(st.dates(date(1946, 1, 1), date(1999, 12, 31)), st.integers(0, 25))
def test_a_bare_day_is_found_again(paper: date, ago: int) -> None:
    told = paper - timedelta(ago)
    assert [m.period_start for m in read_dates(f"敌军于{told.day}日撤退。", "zh", paper)] == [told.isoformat()]
    assert [m.period_start for m in read_dates(f"{told:%B} {told.day}, {told.year}", "en", paper)] == [told.isoformat()]


def test_no_form_names_two_date_words() -> None:
    scheme = vocabulary.scheme("dateword")
    for role in (vocabulary.LABEL, vocabulary.BEFORE, vocabulary.AFTER):
        for lang in ("zh", "en"):
            assert [form for form, count in Counter(form.text for form in scheme.forms(lang, role)).items() if count > 1] == []


def _gold() -> list[tuple[dict[str, Any], str, str | None]]:
    found = []
    for path in sorted((CORPUS / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        name = str(gold["file"])
        text = next(file for file in (CORPUS / "bilingual" / name, CORPUS / "zh" / name) if file.exists()).read_text(encoding="utf-8")
        translation, mark, original = text.partition("Original:")
        found.append((gold, fold(original if mark else text), fold(translation) if mark else None))
    return found


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the annotated corpus (../shared/corpus) is not beside this checkout")
@pytest.mark.parametrize(("lang", "least"), [("zh", 0.9), ("en", 0.9)])
def test_the_annotated_periods_are_among_those_read(lang: str, least: float) -> None:
    periods, dispatched, stated = [], [], []
    for gold, original, translation in _gold():
        text = original if lang == "zh" else translation
        if text is None:
            continue
        mentions = read_dates(text, lang, date.fromisoformat(str(gold["date"])))
        read = {(mention.period_start, mention.period_end) for mention in mentions}
        quote = f"quote_{lang}"
        periods += [(f["period_start"], f["period_end"]) in read for f in gold["figures"] if f.get(quote) and (f["period_start"] or f["period_end"])]
        dispatched += [d["dispatch_date"] in {m.period_start for m in mentions if m.issued} for d in gold["dispatches"] if d["dispatch_date"]]
        stated += [d["statement_date"] in {m.period_start for m in mentions} for d in gold["dispatches"] if d["statement_date"]]
    assert sum(periods) / len(periods) >= least, f"{sum(periods)} of {len(periods)} periods"
    assert all(dispatched) and all(stated)


def test_an_item_of_the_same_day_has_the_day_of_the_one_before() -> None:
    text = "新华社山东十九日电】我军十四日攻克某镇。\n    又同日电：我军歼敌二百名。"
    article = f"### 战讯\n\n1947-06-24\n第2版()\n专栏：\n\n    战讯\n    {text}\n"
    reading = read(read_article("a.txt", article.encode()))
    assert [dispatch.dispatch_date for dispatch in reading.dispatches[1:]] == ["1947-06-19", "1947-06-19"]
