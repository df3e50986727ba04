"""Numbers: each row of tests/readings/numbers.*.jsonl is a sentence, a number's surface in it, and how that number is to be read."""
from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import vocabulary
from kg.errors import CallError
from kg.text.folding import fold
from kg.text.lang.zh.words import words as chinese
from kg.text.numbers import Number, articles_as_one, qualifier_after, read_numbers

READINGS = Path(__file__).parent / "readings"
CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"


def rows(lang: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (READINGS / f"numbers.{lang}.jsonl").read_text(encoding="utf-8").splitlines()]


CASES = [pytest.param(lang, row, id=f"{row['text'][:24]}|{row['surface']}") for lang in ("zh", "en") for row in rows(lang)]


def told(number: Number, text: str) -> dict[str, Any]:
    """A number in the form of a row."""
    row: dict[str, Any] = {"surface": text[number.start:number.end], "value": _text(number.value), "upper": _text(number.upper), "qualifier": number.qualifier,
                           "kind": number.kind}
    return row | ({"each": True} if number.each else {}) | ({"weak": True} if number.weak else {})


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


@pytest.mark.parametrize(("lang", "row"), CASES)
def test_reads(lang: str, row: dict[str, Any]) -> None:
    text = row["text"]
    found = [told(number, text) for number in read_numbers(fold(text), lang)]
    if row["surface"] is None:
        assert found == []
    else:
        assert {key: value for key, value in row.items() if key != "text"} in found


def test_every_kind_is_a_reason() -> None:
    reasons = vocabulary.scheme("reason")
    assert {row["kind"] for lang in ("zh", "en") for row in rows(lang) if row.get("kind")} <= set(reasons.concepts)


def test_enough_rows_stand() -> None:
    assert len(rows("zh")) >= 200 and len(rows("en")) >= 120


@given(st.integers(min_value=1, max_value=10**12))
def test_chinese_numerals_read_back(number: int) -> None:
    for way in ("low", "up") if number >= 10 else ("low",):          # 壹 alone may be a name
        written = cn2an.an2cn(number, way)
        found = read_numbers(fold(f"缴枪{written}枝"), "zh")
        assert [one.value for one in found] == [number], written


ONES = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
        "seventeen", "eighteen", "nineteen"]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelled(number: int) -> str:
    """A whole number in English words."""
    for scale, word in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= scale:
            return f"{spelled(number // scale)} {word} {spelled(number % scale)}".strip()
    if number >= 100:
        return f"{ONES[number // 100]} hundred" + (f" and {spelled(number % 100)}" if number % 100 else "")
    return ONES[number] if number < 20 else f"{TENS[number // 10]}-{ONES[number % 10]}".rstrip("-")


@given(st.integers(min_value=2, max_value=10**10))
def test_english_numerals_read_back(number: int) -> None:
    assert [one.value for one in read_numbers(f"They seized {spelled(number)} rifles.", "en")] == [number]
    assert [one.value for one in read_numbers(f"They seized {number:,} rifles.", "en")] == [number]


SIGNS = "零〇一二两三四五六七八九十百千万亿廿卅几数半余多来点分之至到、,.%()第各每日月年人名 个连师0123456789—-①㈠甲成倍以上左右\n"
NUMERIC = st.text(alphabet=SIGNS, max_size=60)


@given(st.one_of(NUMERIC, st.text(alphabet=st.characters(), max_size=80)))
def test_any_text_is_read_in_order_and_within_its_bounds(text: str) -> None:
    folded = fold(text)
    for lang in ("zh", "en"):
        last = 0
        for number in read_numbers(folded, lang):
            assert last <= number.core_start <= number.core_end <= number.end <= len(text)
            assert number.start <= number.core_start < number.core_end
            assert number.upper is None or (number.value is not None and number.value < number.upper)
            last = number.core_end


WORDS = ["one", "two", "twelve", "twenty", "third", "half", "a", "an", "hundred", "thousand", "million", "dozen", "and", "or", "to", "between", "from",
         "more than", "5", "1,200", "3.5", "%", "per cent", "of", "1952", "July", "the", "-odd", "each", "miles", "south", "men", "-", "(", ")", ".", "38th"]
ENGLISH = st.lists(st.sampled_from(WORDS), max_size=16)


@given(ENGLISH)
def test_any_english_is_read_in_order_and_within_its_bounds(tokens: list[str]) -> None:
    text = " ".join(tokens)
    last = 0
    for number in read_numbers(text, "en"):
        assert last <= number.core_start < number.core_end <= number.end <= len(text)
        last = number.core_end


AFTER = [
    ("zh", "五百名以上", 3, "more_than"), ("zh", "三十人左右", 3, "about"), ("zh", "百人以下的进攻", 2, "up_to"), ("zh", "四十次之多", 3, "exact"),
    ("zh", "三个多连", 2, "more_than"), ("zh", "三十公里多,", 4, "more_than"), ("zh", "三架多次轰炸", 2, None), ("zh", "五人强攻", 2, None),
    ("zh", "百人来犯", 2, None),
    ("zh", "一千人多数被歼", 3, None), ("zh", "三十三人上下", 4, "about"), ("zh", "二里左右两侧", 2, None), ("zh", "五人", 2, None),
    ("en", "50 men or more", 6, "more_than"), ("en", "twenty-odd", 6, "more_than"), ("en", "30 men, nearly all", 6, None), ("en", "30 men or so.", 6, "about"),
]


@pytest.mark.parametrize(("lang", "text", "position", "code"), AFTER)
def test_qualifier_after(lang: str, text: str, position: int, code: str | None) -> None:
    found = qualifier_after(text, position, lang)
    assert (found.code if found else None) == code


def test_articles_stand_for_one() -> None:
    text = "A tank and another company of an army"
    assert [(text[one.start:one.end], one.value, one.weak) for one in articles_as_one(text, "en")] == [("A", 1, True), ("another", 1, True), ("an", 1, True)]
    assert articles_as_one("一辆坦克", "zh") == []


def test_another_language_is_refused() -> None:
    with pytest.raises(CallError, match="en, zh"):
        read_numbers("trois", "fr")


def test_reading_is_linear() -> None:
    """What would take minutes if any pattern looked back or ahead without bound."""
    for text in ("五、五五五、" * 20_000 + "师", "一分之" * 20_000, "一至" * 20_000, "1,234," * 20_000, "一" * 50_000):
        assert read_numbers(text, "zh")
    for text in ("one and " * 20_000, "1,234," * 20_000, "between 3 and 4 " * 8_000):
        assert read_numbers(text, "en")


def found_in_corpus(lang: str) -> tuple[int, list[str]]:
    """How many gold figures have a quote in a language, and those that no number over their quote accounts for."""
    total, missed = 0, []
    for path in sorted((CORPUS / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = next(file for file in CORPUS.glob(f"*/{path.stem}.txt")).read_text(encoding="utf-8-sig")
        numbers = read_numbers(fold(text), lang)
        planted = {error["figure"]: error["value_en"] for error in gold.get("translation_errors", [])} if lang == "en" else {}
        for figure in gold["figures"]:
            quote = figure.get(f"quote_{lang}")
            if quote and figure["value"] != 1:
                total += 1
                wanted = {**figure, "value": planted.get(figure["n"], figure["value"])}
                if not any(_accounts(number, wanted, text, quote, lang) for number in numbers):
                    missed.append(f"{path.stem}: {figure['value']} {figure['qualifier']} {quote}")
    return total, missed


def _accounts(number: Number, figure: dict[str, Any], text: str, quote: str, lang: str) -> bool:
    if number.kind not in (None, "scope") or text.find(quote, max(0, number.start - len(quote) + 1), number.end + len(quote) - 1) < 0:
        return False
    counter = chinese().counter(fold(text), number.end) if lang == "zh" else None
    behind = qualifier_after(fold(text[:number.end + 12]), number.end + len(counter or ""), lang)
    qualifiers = {number.qualifier} | ({behind.code} if behind and number.qualifier == "exact" else set())
    return _same(number.value, figure["value"]) and _same(number.upper, figure["upper"]) and (figure["qualifier"] in qualifiers or lang == "en")


def _same(value: Decimal | None, gold: float | None) -> bool:
    return (value is None) == (gold is None) and (value is None or abs(float(value) - float(gold or 0)) <= 1e-3 * (abs(float(value)) < 1))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the annotated corpus lies beside the project's folder, and is not there")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_corpus_gives_its_figures(lang: str) -> None:
    total, missed = found_in_corpus(lang)
    assert total > 100 and len(missed) / total <= 0.01, missed
