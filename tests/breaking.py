"""Fifty ways in which a seed can be wrong, each an edit of a good one in both languages. None of what comes out may be published."""
from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Callable

Way = Callable[[bytes], bytes]

_RULE = "\n\n\n\n<hr /> \n\nOriginal: \n\n\n"


def _text(edit: Callable[[str], str]) -> Way:
    """A way that edits text; lone surrogates become the bytes that some programs write for them."""
    return lambda data: _changed(data, edit(data.decode()).encode("utf-8", "surrogatepass"))


def _changed(before: bytes, after: bytes) -> bytes:
    assert after != before, "the edit did not take"
    return after


def _date(text: str) -> str:
    found = re.search(r"^Date: (.*)$", text, re.M)
    assert found is not None
    return found[1]


def _parts(text: str) -> tuple[str, str, str, str]:
    """The header, the translation, the heading with the lines below it, and the original."""
    english, _, original = text.partition(_RULE)
    lines = english.split("\n")
    heading, column, body = original.partition("专栏：\n\n")
    return "\n".join(lines[:4]) + "\n", "\n".join(lines[4:]), heading + column, body


def _redated(day: Callable[[str], str]) -> Way:
    return _text(lambda text: text.replace(_date(text), day(_date(text))))


def _joined(*order: str) -> Way:
    """The parts of the file in another order, or fewer of them: header, english, rule, heading, chinese."""
    def edit(text: str) -> str:
        header, english, heading, chinese = _parts(text)
        named = {"header": header, "english": english, "rule": _RULE, "heading": heading, "chinese": chinese, "gap": "\n\n", "all": text}
        return "".join(named[name] for name in order)
    return _text(edit)


def _titles_again(text: str) -> str:
    _, _, heading, _ = _parts(text)
    return heading + "    " + "\n    ".join(heading.partition("\n")[0].removeprefix("### ").split("  ")) + "\n"


def _zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("article.txt", data)
    return file.getvalue()


def _within(insertion: str) -> Way:
    """Something put into the original, ten characters before its end."""
    return _text(lambda text: text[:-10] + insertion + text[-10:])


WAYS: dict[str, Way] = {
    # headers: missing, doubled, contradictory, impossible
    "a day that does not exist": _redated(lambda day: day[:4] + "-02-30"),
    "a thirteenth month": _redated(lambda day: day[:4] + "-13" + day[7:]),
    "a year to come": _redated(lambda day: "3" + day[1:]),
    "a date in words": _redated(lambda _: "last October"),
    "a month without a day": _redated(lambda day: day[:7]),
    "no date": _text(lambda text: re.sub(r"(?m)^(Date: )?\d{4}-\d\d-\d\d\n", "", text)),
    "two Date lines that differ": _text(lambda text: text.replace("Date: ", "Date: 1949-12-31\nDate: ")),
    "header and original of different days": _text(lambda text: text.replace("\n" + _date(text) + "\n第", "\n1949-12-31\n第")),
    "two titles": _text(lambda text: text.replace("Author:", "Title: Another Title\nAuthor:")),
    "two pages": _text(lambda text: text.replace("Author:", "Page: 7\nAuthor:")),
    "a page in words": _text(lambda text: text.replace("Page: ", "Page: the front, or ")),
    "page nought": _text(lambda text: re.sub("第.版", "第0版", text)),
    # encodings
    "GB18030": lambda data: data.decode().encode("gb18030"),
    "Big5": lambda data: data.decode().encode("big5", "ignore"),
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "UTF-16 without a mark": lambda data: data.decode().encode("utf-16-be"),
    "UTF-32": lambda data: data.decode().encode("utf-32"),
    "Latin-1": lambda data: "".join(_parts(data.decode())[:2]).replace("the", "thé").encode("latin-1"),
    "one byte that is no UTF-8": lambda data: data[:-1] + b"\xff\n",
    "half of a surrogate pair": _within("\ud800"),
    "a zero byte": _within("\0"),
    "a bell": _within("\a"),
    "an escape": _within("\x1b[2J"),
    "a carriage return alone": _within("\r"),
    "carriage returns for line ends": _text(lambda text: text.replace("\n", "\r")),
    # no text at all
    "an empty file": lambda _: b"",
    "nothing but space": lambda _: "\ufeff \r\n\t\u3000\u00a0\u200b\n".encode(),
    "a PNG image": lambda data: bytes.fromhex("89504e470d0a1a0a0000000d49484452") + data,
    "a PDF document": lambda data: b"%PDF-1.7\n" + data,
    "a gzip file": lambda data: gzip.compress(data, mtime=0),
    "an office document": _zipped,
    "a web page": _text(lambda text: f"<!DOCTYPE html>\n<html><body><pre>{text}</pre></body></html>"),
    "zero bytes": lambda _: bytes(4000),
    "noise": lambda _: bytes((number * number * 7919 + 128) % 256 for number in range(4000)),
    "more than is read": lambda data: data + b"x" * (17 << 20),
    # truncation
    "a title alone": _text(lambda text: text.partition("\n")[0]),
    "a header alone": _joined("header"),
    "a header and an original without text": _joined("header", "english", "rule", "heading"),
    "a header without its translation": _joined("header", "rule", "heading", "chinese"),
    "a heading alone": _text(lambda text: _parts(text)[2].partition("\n")[0]),
    "an original that has its titles alone": _text(_titles_again),
    "the end cut off within a character": lambda data: data.rstrip()[:-1],
    # wrong order
    "the header below the translation": _joined("english", "gap", "header", "rule", "heading", "chinese"),
    "the translation below the original": _joined("heading", "chinese", "rule", "header", "english"),
    "the header at the end": _joined("english", "rule", "heading", "chinese", "gap", "header"),
    # mixed languages, doubled articles
    "both parts in Chinese": _joined("header", "chinese", "rule", "heading", "chinese"),
    "both parts in English": _joined("header", "english", "rule", "heading", "english"),
    "a second article below the first": _joined("all", "gap", "heading", "chinese"),
    "the whole file twice over": _joined("all", "gap", "all"),
    "the article of the file before": lambda data: data,       # whoever writes the files gives it that one's bytes
}
