"""Bytes to text: UTF-8 alone, and where it is not, what it looks like and how to convert it."""
from __future__ import annotations

import re
from itertools import islice

from kg.errors import Fault
from kg.seeds.findings import Findings

SIZE_LIMIT = 16 * 1024 * 1024
"""The largest file that is read as one article, in bytes. The longest newspaper page is a hundredth of it."""

MOST_PLACES = 50
"""So many bad places are told one by one."""

_SIGNATURES = (
    (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"), (b"II*\0", "a TIFF image"), (b"MM\0*", "a TIFF image"),
    (b"%PDF", "a PDF document"), (b"PK\x03\x04", "a ZIP archive or an office document"), (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"), (b"\x1f\x8b", "a gzip file"), (b"BZh", "a bzip2 file"), (b"\xfd7zXZ", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"), (b"Rar!", "a RAR archive"), (b"7z\xbc\xaf", "a 7-Zip archive"), (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"), (b"SQLite format 3", "an SQLite database"),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype\s+html|html\b|\?xml\b)", re.I)
_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\r")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SINGLE_RETURN = re.compile(r"\r(?!\n)")
_C1 = re.compile(rb"\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]|\r(?!\n)")
_MARKS = ((b"\xff\xfe\0\0", "UTF-32LE"), (b"\0\0\xfe\xff", "UTF-32BE"), (b"\xff\xfe", "UTF-16LE"), (b"\xfe\xff", "UTF-16BE"))
_PLAIN_TEXT = "Give the article as plain text in UTF-8."
_BOM = b"\xef\xbb\xbf"
# The most frequent characters of running Chinese in either script, and its punctuation: enough to tell a right decoding from a wrong one.
_FREQUENT = frozenset("的一是在不了有和人这中大为上个国我以要他时来用们年，。、：“”「」（）　这個為國時來們會發對軍敵會發对军敌日月十二三四五六名者民同")
_WESTERN = bytes((*b"\t\r\n", *range(0x20, 0x7F), *b"\x85\x91\x92\x93\x94\x96\x97", *range(0xA0, 0x100)))
_MOJIBAKE = re.compile("[\u00e2-\u00ef][\u0080-\u00bf\u0152-\u2122]{2}")
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")

_EMPTY = Fault("empty", "The file is empty.", "Put the article's header and text into it, or delete it.")
_BLANK = " \t\n\r\xa0\u2028\u2029\u3000\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"
"""What leaves no mark on paper."""


def decode(findings: Findings, data: bytes) -> str | None:
    """The file's text without a byte-order mark, line ends as they stand; None where it is no text, with the faults noted.

    Control characters are noted as faults, and the text is given all the same, so that whatever else is wrong with it can be told.
    """
    if fault := _not_text(data):
        findings.add(fault)
        return None
    marked = data.startswith(_BOM)
    body = data[3:] if marked else data
    try:
        findings.text = text = body.decode("utf-8")
    except UnicodeDecodeError:
        _not_utf8(findings, body)
        return None
    if marked:
        findings.warn("byte_order_mark", 0, "The file starts with a byte-order mark. It is passed over, and no position counts it.")
    if (fault := _read_wrongly(text)) is not None:
        findings.add(fault)
        return None
    controls = len(body) - len(body.translate(None, _CONTROLS))
    if controls > len(body) // 20:
        findings.add(Fault("not_text", f"The file is not text: {controls:,} of its {len(body):,} bytes are control characters.", _PLAIN_TEXT))
        return None
    if not text.strip(_BLANK):
        findings.add(_EMPTY)
        return None
    if controls or _C1.search(body):
        _controls(findings, text)
        if text.count("\n") < len(_SINGLE_RETURN.findall(text)):
            return None                   # no line is where it seems to be, so nothing true can be said of them
    return text


def _read_wrongly(text: str) -> Fault | None:
    """The fault of a text whose UTF-8 was once read as Latin-1 or Windows-1252 and saved anew: è¶Šå— for 越南. Told by its being UTF-8 still, below."""
    found = _MOJIBAKE.search(text)
    if found is None:
        return None
    for encoding in ("latin-1", "cp1252"):
        try:
            below = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        message = f"The file was read in the wrong encoding and saved again: “{found[0]}” stands for “{below[found.start():found.start() + 1]}”."
        return Fault("encoding", message, f"Convert it back: iconv -f UTF-8 -t {encoding.upper().replace('LATIN-1', 'ISO-8859-1')} FILE > NEW.", line, column)
    return None


def _not_text(data: bytes) -> Fault | None:
    """What keeps the bytes as a whole from being an article's text."""
    if len(data) > SIZE_LIMIT:
        return Fault("too_large", f"The file has {len(data):,} bytes; an article has at most {SIZE_LIMIT:,}.", "Split it into one file an article.")
    if not data:
        return _EMPTY
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return Fault("not_text", f"The file is not text: its first bytes are those of {name}.", _PLAIN_TEXT)
    if _MARKUP.match(data):
        return Fault("not_text", "The file is an HTML or XML page, not an article's plain text.", "Copy the article's text out of it and save that in UTF-8.")
    if wide := _wide_encoding(data):
        return Fault("encoding", f"The file is in {wide}, not in UTF-8.", _convert(wide))
    return None


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32, told by a byte-order mark, or by the zero bytes that line feeds and spaces have in it."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    head = data[:4096]
    if head.count(0) < len(head) / 50:
        return None
    familiar, name = max((sum(character in "\n 、，。" for character in head.decode(name, "replace")), name) for name in ("UTF-16LE", "UTF-16BE"))
    return name if familiar > len(head) / 100 else None


def _convert(name: str) -> str:
    return f"Convert it: iconv -f {name} -t UTF-8 FILE > NEW."


def _not_utf8(findings: Findings, data: bytes) -> None:
    """Notes where the bytes stop being UTF-8: each bad place where they are few among good UTF-8, else the encoding that they are likely in."""
    lenient = data.decode("utf-8", "replace")
    places = _bad_places(data)
    good = sum(1 for character in lenient[:100_000] if character > "\x7f" and character != "\ufffd")
    name = _likely_encoding(data)
    if len(places) <= MOST_PLACES and good > 4 * len(places) and not (name and _is_wholly(data, name)):
        for start, end in places:
            findings.add(_bad_bytes(data, start, end))
        return
    start = places[0][0]
    line, column = _place(data, start)
    message = f"The file is not in UTF-8: byte {data[start]:#04x} at offset {start:,} cannot stand there."
    if name is None:
        findings.add(Fault("encoding", message, _PLAIN_TEXT, line, column))
    else:
        findings.add(Fault("encoding", f"{message} It looks like {name}.", _convert(name), line, column))


def _bad_places(data: bytes) -> list[tuple[int, int]]:
    """The first stretches that no UTF-8 decoder takes: the decoder is asked a bounded number of times, as each refusal costs it a copy of the rest."""
    found: list[tuple[int, int]] = []
    position = 0
    for _ in range(4 * MOST_PLACES):
        try:
            str(memoryview(data)[position:], "utf-8")
            break
        except UnicodeDecodeError as error:
            start, end = position + error.start, position + error.end
            if found and found[-1][1] == start:
                start = found.pop()[0]
            found.append((start, end))
            position = end
    return found


def _place(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column of a byte, the column in characters."""
    start = data.rfind(b"\n", 0, offset) + 1
    return data.count(b"\n", 0, offset) + 1, len(data[start:offset].decode("utf-8", "replace")) + 1


def _bad_bytes(data: bytes, start: int, end: int) -> Fault:
    line, column = _place(data, start)
    shown = data[start:min(end, start + 8)].hex(" ")
    if _SURROGATE.match(data, start):
        message = f"Half of a surrogate pair ({shown}) stands at byte offset {start:,}."
        remedy = "Restore the character from the original."
    elif end == len(data):
        message, remedy = f"The file ends in the middle of a character ({shown}).", "It was cut off: fetch it again in full."
    else:
        message, remedy = f"The bytes {shown} at offset {start:,} are not UTF-8.", "Restore the character from the original and save the file in UTF-8."
    return Fault("encoding", message, remedy, line, column)


def _is_wholly(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _likely_encoding(data: bytes) -> str | None:
    """The encoding under which the bytes read most like Chinese, or None where they do under none."""
    sample = data[:20_000]
    best, name = 0.05, None
    for codec in ("gb18030", "big5"):
        text = sample.decode(codec, "replace")
        foreign = [character for character in text if character > "\x7f"]
        share = sum(character in _FREQUENT for character in foreign) / (len(foreign) + 1) - 2 * text.count("\ufffd") / (len(text) + 1)
        if share > best:
            best, name = share, codec.upper()
    if name is None and not sample.translate(None, _WESTERN):
        return "WINDOWS-1252"
    return name


def _controls(findings: Findings, text: str) -> None:
    """Notes each character that has no place in a text, and that XML and terminals cannot carry."""
    if single := _SINGLE_RETURN.search(text):
        message = "A carriage return stands without a line feed, as in files of old systems."
        remedy = "Save the file with the line ends of Unix or Windows: tr '\\r' '\\n' < FILE > NEW."
        findings.fault("line_ends", single.start(), message, remedy if "\n" not in text else "Save the file with the line ends of Unix or Windows.")
    for found in islice(_CONTROL.finditer(text), 1000):
        message = f"The control character U+{ord(found[0]):04X} stands in the text."
        findings.fault("control_character", found.start(), message, "Delete it, or restore the character that stood there.")
