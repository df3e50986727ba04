"""Hostile sizes: refused at once or read, in time that grows with the length alone."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import SeedError
from kg.reading import read
from kg.seeds import read_article

ENGLISH = "Title: A\nDate: 1953-11-08\nPage: 4\nXinhua News Agency, 7th dispatch: "
CHINESE = "### 越南人民军歼敌\n\n1953-11-08\n第4版()\n专栏：\n\n    【新华社七日讯】"
REFUSED = {
    "tens of megabytes": (CHINESE + "人民军歼灭敌军四十名。\n" * 1_000_000, "too_large"),
    "a line of two megabytes": (ENGLISH + "The People's Army eliminated forty enemy troops. " * 40_000, "long_line"),
    "a line of two megabytes in Chinese": (CHINESE + "北江省人民军在二日歼灭敌军四十名。" * 40_000, "long_line"),
    "a word of five megabytes": (ENGLISH + "x" * 5_000_000, "long_line"),
    "a number of a million digits": (ENGLISH + "1" * 1_000_000 + " enemy troops", "long_line"),
    "a hundred thousand numbers": (CHINESE + "\n".join(f"    歼敌{number}名。" for number in range(100_000)), "too_many_numbers"),
    "a table of numbers": (CHINESE + "\n".join(f"    {number} {number} {number}" for number in range(10_000)), "too_many_numbers"),
    "a hundred thousand brackets": (CHINESE + "（" * 100_000 + "四十名" + "）" * 100_000, "long_line"),
    "a title of a megabyte": ("Title: " + "forty killed, " * 70_000 + ENGLISH[8:] + "Forty were killed.", "long_line"),
}
# A length, and what repeats to it: each is read at that length and at four times it.
READ = {
    "brackets": (CHINESE, "（", 20_000), "brackets in lines": (CHINESE, "【（\n", 8_000), "quotation marks": (CHINESE, "“", 20_000),
    "numbers in a clause": (CHINESE, "歼敌三名、", 1_000),
    "numbers in clauses": (CHINESE, "歼敌三名，", 1_000), "numbers in lines": (CHINESE, "歼敌三名。\n", 1_000),
    "number words": (ENGLISH, "twenty-", 2_000), "numbers joined": (ENGLISH, "forty and ", 400), "sources": (CHINESE, "据法新社讯：", 800),
    "datelines": (CHINESE, "\n【新华社七日讯】歼敌三名。", 300), "places": (ENGLISH, "Hanoi, ", 2_000), "dates": (CHINESE, "十月二日", 1_000),
    "tags": (CHINESE, "<b>", 10_000), "entities": (CHINESE, "&#1;", 8_000), "spaces": (ENGLISH, " ", 40_000), "units": (CHINESE, "第三师", 1_500),
}


@pytest.mark.parametrize(("text", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_article_by_its_size_is_refused(text: str, code: str) -> None:
    with pytest.raises(SeedError) as refused:
        read_article("large.txt", text.encode())
    assert code in {fault.code for fault in refused.value.faults}
    assert len(str(refused.value)) < 5_000


@pytest.mark.parametrize(("head", "piece", "times"), READ.values(), ids=READ)
def test_what_is_odd_and_long_is_read(head: str, piece: str, times: int) -> None:
    """Work is counted, not time: four times the text takes at most some seven times the function calls (square growth takes sixteen)."""
    def calls(count: int) -> int:
        article = read_article("long.txt", (head + piece * count + " 四十名").encode())
        seen = 0

        def profile(*_: object) -> None:
            nonlocal seen
            seen += 1
        sys.setprofile(profile)
        try:
            read(article)
        finally:
            sys.setprofile(None)
        return seen
    calls(10)
    assert calls(times) < 7 * calls(times // 4) + 20_000


def test_the_command_answers_at_once(tmp_path: Path) -> None:
    """Far within the time that a square would take: minutes."""
    for number, (text, _) in enumerate(REFUSED.values()):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "kg", "validate", tmp_path], capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert done.stdout.endswith(f"{len(REFUSED)} files: 0 conform, {len(REFUSED) - 1} do not, 1 cannot be read\n")
    assert len(done.stdout) < 50_000
