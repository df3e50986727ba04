"""Files that are refused: each fault by its code and line, all faults at once, and what the message says to do."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.errors import SeedError
from kg.seeds import SIZE_LIMIT, files, load, read_article

CASES = Path(__file__).parent / "cases" / "seeds"
BILINGUAL = (CASES / "bilingual.txt").read_text(encoding="utf-8")
ORIGINAL = (CASES / "original.txt").read_text(encoding="utf-8")
ENGLISH = BILINGUAL[BILINGUAL.index("Xinhua News"):BILINGUAL.index("<hr")]
CHINESE = BILINGUAL[BILINGUAL.index("    越南北江省"):]


def replaced(old: str, new: str) -> str:
    assert old in BILINGUAL
    return BILINGUAL.replace(old, new)


TEXTS = {
    "an impossible date": (replaced("Date: 1953-11-08", "Date: 1953-02-30"), [("impossible_date", 3, 7)], "1953-02-30"),
    "an impossible date twice": (replaced("1953-11-08", "1953-13-01"), [("impossible_date", 3, 7), ("impossible_date", 18, 1)], "1953-13-01"),
    "a year of another millennium": (replaced("Date: 1953-11-08", "Date: 0953-11-08"), [("impossible_date", 3, 7)], "0953"),
    "a date in words": (replaced("Date: 1953-11-08", "Date: November 8"), [("date", 3, 7)], "November 8"),
    "a month alone": (replaced("Date: 1953-11-08", "Date: 1953-11"), [("date", 3, 7)], "YYYY-MM-DD"),
    "no date anywhere": (BILINGUAL.replace("Date: 1953-11-08\n", "").replace("1953-11-08\n", ""), [("no_date", 1, 8)], "Date: YYYY-MM-DD"),
    "two Date lines that differ": (replaced("Page: 4\n", "Page: 4\nDate: 1953-11-09\n"), [("two_dates", 5, 7)],
                                   "line 3 says 1953-11-08, line 5 says 1953-11-09"),
    "a Date line in the text that differs": (replaced("Two lorries", "Date: 1953-11-09\nTwo lorries"), [("two_dates", 7, 7)], "line 7 says 1953-11-09"),
    "header and original of different days": (replaced("\n1953-11-08", "\n1953-11-07"), [("two_dates", 18, 1)],
                                              "line 3 says 1953-11-08, line 18 says 1953-11-07"),
    "two titles": (replaced("Author:", "Title: Another\nAuthor:"), [("two_titles", 2, 8)], "line 2 says Another"),
    "two pages in the header": (replaced("Page: 4\n", "Page: 4\nPage: 5\n"), [("two_pages", 5, 7)], "line 4 says 4, line 5 says 5"),
    "a page in words": (replaced("Page: 4", "Page: front"), [("page", 4, 7)], "front"),
    "page nought": (replaced("第4版", "第0版"), [("page", 19, 2)], '"0"'),
    "no text below the header": (BILINGUAL[:BILINGUAL.index("Xinhua News")], [("no_body", 4, 8)], "Add the English text"),
    "no translation between header and rule": (replaced(ENGLISH, ""), [("no_body", 4, 8)], "Add the English text"),
    "no original below its column line": (replaced(CHINESE, ""), [("no_body", 20, 6)], "Add the Chinese text"),
    "no text at all": (replaced(ENGLISH, "").replace(CHINESE, ""), [("no_body", 4, 8), ("no_body", 14, 6)], "no body"),
    "no title": ("Date: 1953-11-08\nPage: 4\nThe enemy was defeated.", [("no_title", 3, 1)], "Title: …"),
    "a title again for an original": (BILINGUAL[:BILINGUAL.index("    【新华社")], [("no_body", 20, 6)], "its title again"),
    "a line of the title for an original": (BILINGUAL[:BILINGUAL.index("    歼敌")], [("no_body", 20, 6)], "its title again"),
    "both parts Chinese": (replaced(ENGLISH, CHINESE + "\n"), [("language", 5, 5)], "Both parts of the file are in Chinese"),
    "the header below the text": ("A long first paragraph " * 5 + "\n" + BILINGUAL, [("order", 2, 8)], "to the top"),
    "the original before the header": (ORIGINAL + "\n<hr />\n" + BILINGUAL[:BILINGUAL.index("<hr")], [("order", 12, 1), ("order", 14, 1)], "above the rule"),
    "two originals": (ORIGINAL + "\n" + ORIGINAL, [("two_articles", 11, 1)], "one file an article"),
    "control characters": (replaced("Two lorries", "T\x00wo lor\x07ries\x85"),
                           [("control_character", 7, 2), ("control_character", 7, 9), ("control_character", 7, 14)], "U+0000"),
    "a noncharacter": (replaced("卡车", "卡\uffff车"), [("control_character", 25, 17)], "U+FFFF"),
    "carriage returns alone": (replaced(" in the fighting", "\rin the fighting"), [("line_ends", 7, 42)], "Unix or Windows"),
    "several faults at once": (replaced("Date: 1953-11-08", "Date: 1953-02-30").replace("Page: 4", "Page: x").replace(CHINESE, ""),
                               [("impossible_date", 3, 7), ("page", 4, 7), ("no_body", 20, 6)], "no page"),
}


@pytest.mark.parametrize("text,expected,words", TEXTS.values(), ids=TEXTS.keys())
def test_what_is_wrong_is_refused_with_its_place(text: str, expected: list[tuple[str, int, int]], words: str) -> None:
    with pytest.raises(SeedError) as refused:
        read_article("case.txt", text.encode("utf-8"))
    assert [(fault.code, fault.line, fault.column) for fault in refused.value.faults] == expected
    assert words in str(refused.value)
    assert all(line.startswith("case.txt:") for line in str(refused.value).split("\n"))
    assert all(fault.message.endswith(".") and fault.remedy.endswith(".") for fault in refused.value.faults)


PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")
BYTES = {
    "no bytes": (b"", [("empty", 1)], "empty"),
    "nothing but space": ("\ufeff \r\n\n\u3000\u00a0\u200b".encode(), [("empty", 1)], "empty"),
    "carriage returns for line ends": (BILINGUAL.replace("\n", "\r").encode(), [("line_ends", 1)], "tr '\\r' '\\n'"),
    "an image": (PNG, [("not_text", 1)], "a PNG image"),
    "a PDF document": (b"%PDF-1.7\n", [("not_text", 1)], "a PDF document"),
    "an office document": (b"PK\x03\x04" + bytes(100), [("not_text", 1)], "an office document"),
    "a web page": (b"\n<!DOCTYPE html>\n<html>", [("not_text", 1)], "HTML"),
    "zero bytes": (bytes(1000), [("not_text", 1)], "control characters"),
    "too many bytes": (b"a" * (SIZE_LIMIT + 1), [("too_large", 1)], "one file an article"),
    "GB18030": (BILINGUAL.encode("gb18030"), [("encoding", 16)], "iconv -f GB18030 -t UTF-8"),
    "GB18030, the original alone": (ORIGINAL.encode("gb18030"), [("encoding", 1)], "iconv -f GB18030"),
    "Big5": ("### 北越人民軍的勝利\n\n1953-11-08\n　　敵軍在這個月中一共被擊毀了十二輛汽車，人民軍說。".encode("big5"), [("encoding", 1)], "iconv -f BIG5"),
    "UTF-16 with a mark": (BILINGUAL.encode("utf-16"), [("encoding", 1)], "iconv -f UTF-16LE"),
    "UTF-16 without one": (BILINGUAL.encode("utf-16-be"), [("encoding", 1)], "iconv -f UTF-16BE"),
    "UTF-16, the original alone": (ORIGINAL.encode("utf-16-be"), [("encoding", 1)], "iconv -f UTF-16BE"),
    "UTF-32": (BILINGUAL.encode("utf-32"), [("encoding", 1)], "iconv -f UTF-32LE"),
    "Windows-1252": ("Title: Café\nDate: 1953-11-08\nHà Nội, “L’été”".encode("cp1252", "ignore"), [("encoding", 1)], "iconv -f WINDOWS-1252"),
    "noise": (bytes(range(128, 256)) * 20, [("encoding", 1)], "plain text in UTF-8"),
    "one bad byte": (BILINGUAL.encode().replace(b"lorries", b"lor\xffries"), [("encoding", 7)], "ff"),
    "two bad bytes": (BILINGUAL.encode().replace(b"forty", b"for\xc0ty"), [("encoding", 5)], "c0"),
    "half of a surrogate pair": (BILINGUAL.replace("卡车", "卡\ud800车").encode("utf-8", "surrogatepass"), [("encoding", 25)], "surrogate"),
    "the end cut off within a character": (BILINGUAL.rstrip().encode()[:-1], [("encoding", 25)], "cut off"),
}


@pytest.mark.parametrize("data,expected,words", BYTES.values(), ids=BYTES.keys())
def test_bytes_that_are_no_text_in_utf_8_are_refused(data: bytes, expected: list[tuple[str, int]], words: str) -> None:
    with pytest.raises(SeedError) as refused:
        read_article("case.txt", data)
    assert [(fault.code, fault.line) for fault in refused.value.faults] == expected
    assert words in str(refused.value)


def test_a_bad_byte_is_found_by_its_column() -> None:
    with pytest.raises(SeedError) as refused:
        read_article("case.txt", ORIGINAL.encode().replace("卡车".encode(), "卡".encode() + b"\xff"))
    assert [(fault.line, fault.column) for fault in refused.value.faults] == [(9, 17)]


def test_thousands_of_faults_are_counted_and_not_all_told() -> None:
    with pytest.raises(SeedError) as refused:
        read_article("case.txt", (BILINGUAL + "词" * 5000 + "\x07词" * 500).encode())
    assert len(refused.value.faults) == 21
    assert refused.value.faults[-1].message == "480 more of the kind 'control_character' follow."


def test_a_file_that_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "missing.txt", "no such file"), (tmp_path, "This is a folder"), (Path("/dev/null"), "no ordinary file"),
                        (tmp_path / "caf\udce9.txt", "not in UTF-8")):
        with pytest.raises(SeedError, match=words) as refused:
            load(path)
        assert refused.value.file == str(path)


def test_links_are_followed_once_and_those_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(ORIGINAL, encoding="utf-8")
    (tmp_path / "elsewhere.txt").mkdir()
    (tmp_path / "elsewhere.txt" / "b.txt").write_text(BILINGUAL, encoding="utf-8")
    for link, target in (("in/linked", "../elsewhere.txt"), ("in/up", ".."), ("in/one.txt", "other.txt"), ("in/other.txt", "one.txt"), ("in/lost.txt", "x")):
        (tmp_path / link).symlink_to(target)
    found = [path.relative_to(tmp_path / "in").as_posix() for path in files([tmp_path / "in"])]
    assert found == ["a.txt", "linked/b.txt", "lost.txt", "one.txt", "other.txt"]
    for name in ("lost.txt", "one.txt", "other.txt"):
        with pytest.raises(SeedError, match="leads to nothing, or round in a circle"):
            load(tmp_path / "in" / name)


def test_a_folder_that_is_closed_is_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(ORIGINAL, encoding="utf-8")
    (tmp_path / "shut").mkdir()
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: scan(path) if not str(path).endswith("shut") else closed_folder(path))
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("shut"))
    assert list(files([tmp_path])) == [tmp_path / "a.txt", tmp_path / "shut"]
    with pytest.raises(SeedError, match="The folder cannot be read"):
        load(tmp_path / "shut")


def closed_folder(path: Path) -> None:
    raise PermissionError(13, "Permission denied", str(path))


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "closed.txt"
    path.write_text("x", encoding="utf-8")

    def closed(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")
    monkeypatch.setattr(Path, "read_bytes", closed)
    with pytest.raises(SeedError, match="Permission denied"):
        load(path)


def test_a_large_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(SeedError, match="one file an article"):
        load(path)


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_a_long_article_in_another_encoding_is_told_once(encoding: str) -> None:
    """Pairs of GB18030 bytes are often UTF-8 by chance, the more so the longer the text."""
    seed = next((Path(__file__).parent.parent / "seeds" / "articles").glob("*.txt")).read_text(encoding="utf-8")
    with pytest.raises(SeedError) as caught:
        read_article("a.txt", seed.encode(encoding, "replace"))
    (fault,) = caught.value.faults
    assert (fault.code, fault.line) == ("encoding", 36)
    assert f"iconv -f {encoding.upper()}" in fault.remedy
