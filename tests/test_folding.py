"""Folding: texts are read in one script, at the offsets that they have."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.folding import fold

FOLDED = [
    ("殲滅敵軍", "歼灭敌军"),
    ("砲兵與礮艇", "炮兵与炮艇"),
    ("三百馀人，三百餘人", "三百余人,三百余人"),
    ("俘擄", "俘掳"),
    ("於裡後乾麵", "于里后干面"),
    ("１，６２８輛（５０％）", "1,628辆(50%)"),
    ("　　國民黨軍", "  国民党军"),
    ("二○九、二〇九、二◯九", "二〇九、二〇九、二〇九"),
    ("“人民日報”—《社論》。", "“人民日报”—《社论》。"),
    ("嗊吥", "唝吥"),
    ("Ｂ—２９型：", "B—29型:"),
    ("a\u00a0b\u2009c", "a b c"),
    ("晉察冀邊區，衞戍，徧地", "晋察冀边区,卫戍,遍地"),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet=st.characters(), max_size=200))
def test_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet=st.characters(), max_size=100))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_leaves_other_scripts_and_what_lies_beyond_the_basic_plane() -> None:
    text = "Hải Phòng 𠀀 \ud800 कख\r\n\ufeff"
    assert fold(text) == text
