"""One file's bytes to one ``Article``, or to every reason why not."""
from __future__ import annotations

import hashlib
import re
from datetime import date

from kg import identifiers
from kg.model import EN, ZH, Article, Span, TextVersion
from kg.seeds.checks import check_body, check_file, check_title
from kg.seeds.decoding import decode
from kg.seeds.findings import MOST_OF_A_KIND, Findings
from kg.seeds.layout import Field, Layout, Part, lay_out

_DATE = re.compile(r"(\d{4})[-‐–—/.．年](\d{1,2})[-‐–—/.．月](\d{1,2})日?")
_YEARS = range(1800, 2101)
_PAGES = range(1, 1000)
_CHINESE_DIGITS = "〇一二三四五六七八九"
_OPENING = 300
# With the space taken out: 【新华社七日讯】 and "Xinhua News Agency, 7th dispatch:".
_DATELINE = re.compile(r"[【〔\[][^】〕\]]{1,40}[】〕\]]|[A-Z][A-Za-z,]{0,60}?\d{1,2}(?:st|nd|rd|th)[A-Za-z]{0,12}(?:dispatch|telegram):?")
_NAMES = {ZH: "Chinese", EN: "English"}


def read_article(file_name: str, data: bytes) -> Article:
    """The article in a file's bytes: its header, and the text of each language, the original first.

    Positions are code points of the decoded text without a byte-order mark. The header's page and author count before the original's.
    Raises SeedError with every fault found: the file is no UTF-8 text, has no date, an impossible one or two that differ, has no body or no title,
    or holds more than one article. Whatever else is odd is told in the article's warnings.
    """
    findings = Findings(file_name)
    text = decode(findings, data)
    if text is None:
        raise findings.refuse()
    layout = lay_out(findings)
    versions = _versions(findings, layout)
    day = _one_date(findings, layout)
    page = _one_page(findings, layout)
    title_en, title_zh = _titles(findings, layout, versions)
    check_file(findings)
    for version in versions:
        check_title(findings, version.title)
        check_body(findings, version.body)
    if findings.faults or day is None or not versions:
        raise findings.refuse()
    return Article(
        file=file_name, key=_key(day, page, versions[0], title_zh or title_en or "", text), sha256=hashlib.sha256(data).hexdigest(), source=text,
        title_en=title_en, title_zh=title_zh, author=_said(layout, "author"), column=_said(layout, "column"), date=day, page=page,
        versions=versions, warnings=findings.warned())


def _parts(layout: Layout) -> list[Part]:
    return [part for part in (layout.translation, layout.original) if part]


def _fields(layout: Layout) -> list[Field]:
    """Every line that describes the article, the header's first."""
    return [field for part in _parts(layout) for field in part.fields]


def _said(layout: Layout, name: str) -> str | None:
    """What the header says, else what the original says, else None."""
    return next((field.value for part in _parts(layout) if (field := part.field(name))), None)


def _versions(findings: Findings, layout: Layout) -> tuple[TextVersion, ...]:
    """The texts, the original first. Notes a part whose body is missing or is in the other's language."""
    texts: list[TextVersion] = []
    for part, lang in ((layout.original, ZH), (layout.translation, EN)):
        if part is None:
            continue
        if part.body[0] < part.body[1] and not _says_nothing(findings.text, part):
            texts.append(_version(findings, part, lang))
        elif part is layout.original or part.heading or layout.original is None:
            _no_body(findings, part, lang)
        else:
            findings.warn("no_translation", part.start, "The header is followed by no translation; the original is read alone.")
    if not _parts(layout):
        findings.fault("no_body", 0, "The article has no body.", "Add the article's text below its header.")
    if len({text.lang for text in texts}) < len(texts):
        remedy = "Put the English translation above the rule <hr /> and the Chinese original below it."
        findings.fault("language", texts[1].body.start, f"Both parts of the file are in {_NAMES[texts[0].lang]}.", remedy)
    return tuple(texts)


def _says_nothing(text: str, part: Part) -> bool:
    """Whether a body says nothing but the title, which the paper repeats above the text, or lines of it, or has the dateline alone: the text is missing."""
    if part.body[1] - part.body[0] > _OPENING:
        return False
    body, title = text[part.body[0]:part.body[1]], text[part.heading[0]:part.heading[1]] if part.heading else ""
    lines = {"".join(line.split()) for line in re.split(r"\s{2,}|\n", title)}
    whole = "".join(title.split())
    left = [line for line in ("".join(line.split()) for line in body.split("\n")) if line and line not in lines and line != whole]
    return not left or ("".join(left) == whole) or (len(left) == 1 and _DATELINE.fullmatch(left[0]) is not None)


def _version(findings: Findings, part: Part, expected: str) -> TextVersion:
    """One language's text; the language is that of the characters it is written in, which is warned of where another belongs in the part's place."""
    text = findings.text
    body = text[part.body[0]:part.body[1]]
    lang = _language(body, expected)
    if lang != expected:
        findings.warn("language", part.body[0], f"The text is in {_NAMES[lang]} where {_NAMES[expected]} is expected.")
    title = part.heading or (part.body[0], part.body[0])
    return TextVersion(lang, Span(lang, *title), Span(lang, *part.body), text[title[0]:title[1]] + "\n" + body)


def _language(body: str, expected: str) -> str:
    """Chinese where most characters take three bytes, English where nearly all take one; what is expected where it is neither, or too little to tell."""
    size = len(body.encode("utf-8")) / len(body)
    if len(body) < 20:
        return expected
    return ZH if size > 2 else EN if size < 1.2 else expected


def _no_body(findings: Findings, part: Part, lang: str) -> None:
    name, place = ("original", "below its heading and column line") if lang == ZH else ("translation", "below the header")
    last = max([field.end for field in part.fields] + [part.heading[1] if part.heading else part.start])
    missing = "has no body" if part.body[0] == part.body[1] else "has no body, only its title again or a dateline"
    findings.fault("no_body", last, f"The {name} {missing}.", f"Add the {_NAMES[lang]} text {place}, or take that part out.")


def _one_date(findings: Findings, layout: Layout) -> str | None:
    """The day of publication as an ISO date, on which every line that gives one has to agree; None, with a fault, where there is none."""
    given = [field for field in _fields(layout) if field.name == "date" and field.value]
    if not given:
        place = next((field.start for field in _fields(layout)), 0)
        findings.fault("no_date", place, "The article has no date.", 'Add the line "Date: YYYY-MM-DD" to the header, with the day of publication.')
    elif layout.translation and not layout.translation.field("date"):
        message = f"The header has no Date line; the original's date on line {findings.line(given[0].start)} counts."
        findings.warn("no_date_line", layout.translation.start, message)
    days = [(field, day) for field in given if (day := _day(findings, field))]
    _compare(findings, layout, "date", days)
    return days[0][1] if days else None


def _day(findings: Findings, field: Field) -> str | None:
    """The ISO date of a date line; None, with a fault, where it is none or no day of the calendar."""
    found = _DATE.fullmatch(field.value)
    if found is None:
        findings.fault("date", field.start, f'"{field.value[:40]}" is no date.', "Write the day of publication as YYYY-MM-DD.")
        return None
    year, month, day = (int(number) for number in found.groups())
    try:
        iso = date(year, month, day).isoformat()
    except ValueError:
        findings.fault("impossible_date", field.start, f"The date {field.value} does not exist.", "Write the day of publication as YYYY-MM-DD.")
        return None
    if year not in _YEARS:
        message = f"The date {field.value} is no newspaper's: years from {_YEARS[0]} to {_YEARS[-1]} are read."
        findings.fault("impossible_date", field.start, message, "Write the day of publication as YYYY-MM-DD.")
        return None
    if iso != field.value:
        findings.warn("date_form", field.start, f"The date {field.value} is read as {iso}.")
    return iso


def _compare(findings: Findings, layout: Layout, name: str, said: list[tuple[Field, str]]) -> None:
    """Notes where two lines that should agree do not, and where one part says a thing twice."""
    for field, value in said[1:MOST_OF_A_KIND]:
        first, expected = said[0]
        if value == expected:
            if any(first in part.fields and field in part.fields for part in _parts(layout)):
                findings.warn("repeated_line", field.start, f"The {name} stands on line {findings.line(first.start)} already.")
        else:
            lines = f"line {findings.line(first.start)} says {_short(expected)}, line {findings.line(field.start)} says {_short(value)}"
            remedy = f"Keep the {name} that the newspaper has; hold one article a file."
            findings.fault(f"two_{name}s", field.start, f"The file gives two {name}s: {lines}.", remedy)


def _short(value: str) -> str:
    return value if len(value) <= 40 else value[:40] + "…"


def _one_page(findings: Findings, layout: Layout) -> int | None:
    """The page: the header's, else the original's, else None. Two of them within one part are a fault, a difference between the parts is a warning."""
    pages: list[tuple[Field, str]] = []
    for part in _parts(layout):
        said = [(field, str(page)) for field in part.fields if field.name == "page" and field.value and (page := _page(findings, field))]
        _compare(findings, layout, "page", said)
        pages += said[:1]
    if len(pages) == 2 and pages[0][1] != pages[1][1]:
        header, original = pages
        message = f"The header (line {findings.line(header[0].start)}) says page {header[1]}, the original page {original[1]}; the header counts."
        findings.warn("page_differs", original[0].start, message)
    if not any(field.name == "page" and field.value for field in _fields(layout)):
        findings.warn("no_page", 0, "The article has no page.")
    return int(pages[0][1]) if pages else None


def _page(findings: Findings, field: Field) -> int | None:
    """The number of a page line: 4, ４ or 四; None, with a fault, where it is no page."""
    value = field.value
    number = int(value) if value.isdecimal() and len(value) < 6 else _chinese_page(value)
    if number in _PAGES:
        return number
    findings.fault("page", field.start, f'"{value[:40]}" is no page.', "Write the page as a number, or leave it empty where it is not known.")
    return None


def _chinese_page(value: str) -> int:
    """The value of a numeral up to 九十九; 0 for anything else."""
    tens, ten, ones = value.rpartition("十")
    if any(len(digits) > 1 or digits not in _CHINESE_DIGITS for digits in (tens, ones)):
        return 0
    return (10 * (_CHINESE_DIGITS.index(tens) if tens else 1) if ten else 0) + (_CHINESE_DIGITS.index(ones) if ones else 0)


def _titles(findings: Findings, layout: Layout, versions: tuple[TextVersion, ...]) -> tuple[str | None, str | None]:
    """The English and the Chinese title. An article has to have one at least."""
    header = [field for field in layout.translation.fields if field.name in ("title", "author") and field.value] if layout.translation else []
    for name in ("title", "author"):
        _compare(findings, layout, name, [(field, field.value) for field in header if field.name == name])
    titles = dict(_title(findings.text, *part.heading) for part in _parts(layout) if part.heading)
    for version in versions:
        if version.title.start == version.title.end:
            findings.warn("no_title", version.body.start, f"The {_NAMES[version.lang]} text has no title.")
    if versions and not titles:
        remedy = 'Add a line "Title: …" to the header, or the heading "### …" above the original.'
        findings.fault("no_title", versions[0].body.start, "The article has no title.", remedy)
    return titles.get(EN), titles.get(ZH)


def _title(text: str, start: int, end: int) -> tuple[str, str]:
    """A title's language, by its characters, and the title on one line, the lines of a headline two spaces apart."""
    title = "  ".join(line.strip() for line in text[start:end].split("\n"))
    return (ZH if len(title.encode("utf-8")) > 1.5 * len(title) else EN), title


def _key(day: str, page: int | None, original: TextVersion, title: str, text: str) -> str:
    """The article's identity; the opening that goes into it is that below the title lines, which the paper repeats above the body."""
    repeated = title.split()
    opening = text[original.body.start:min(original.body.end, original.body.start + _OPENING + len(title))].split()
    start = 0
    while start < len(opening) and opening[start] in repeated:
        start += 1
    return identifiers.article_key(day, page, title, "".join(opening[start:]))
