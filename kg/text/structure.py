"""How a text is laid out: paragraphs, the title's repeat at the head of a body, wire items, sentences and clauses."""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from kg.model import ZH
from kg.seeds.checks import LEAST_REPEATED
from kg.values import value


@value(frozen=True, slots=True)
class Stretch:
    """A half-open stretch of the text."""

    start: int
    end: int


@value(frozen=True, slots=True)
class Item:
    """One wire item: its dateline without brackets or colon (None where it has none), and the paragraphs of its words."""

    dateline: Stretch | None
    paragraphs: tuple[Stretch, ...]
    is_title: bool = False

    @property
    def start(self) -> int:
        """Where the item begins, dateline included."""
        return self.dateline.start if self.dateline else self.paragraphs[0].start

    @property
    def end(self) -> int:
        """Where its last paragraph ends."""
        return self.paragraphs[-1].end if self.paragraphs else self.start


@value(frozen=True, slots=True)
class Layout:
    """A body taken apart. ``repeats`` are stretches that say again what stands elsewhere: title lines, doubled paragraphs."""

    items: tuple[Item, ...]
    repeats: tuple[Stretch, ...]


_LINE = re.compile(r"[^\n\r]+")
_NO_LETTERS = re.compile(r"\W+")
# 【新华社延安十九日电】; the wire's own word stands last.
_BRACKETED = re.compile(r"[【\[〔]([^】\]〕\n]{0,40}(?:讯|电|消息|广播|通讯|电讯|急电|专电|航讯))[】\]〕][ :]*")
# 新华社河内24日电, 大公报北平讯:, 又同日电: at the head of a paragraph; the day, a colon or a bracket that lost its first half tells it from a sentence.
_OUTSIDE = r"[^\s,。:;、“”()【】]"
_DAY = "[0-9一二三四五六七八九十廿卅]{1,3}日"
_BARE = re.compile(rf"((?:新华社|本报|本社|{_OUTSIDE}{{1,8}}(?:社|报))?{_OUTSIDE}{{0,10}}?{_DAY}(?:\S{{0,6}}?)(?:讯|电|急电))(?:[\s:]|】(?:\S{{0,4}}:)?)"
                   rf"|({_OUTSIDE}{{1,8}}(?:社|报){_OUTSIDE}{{0,8}}(?:讯|电)|又?同(?:社|日|社同日)[讯电]|又[讯电])(?::|】)")
# Of a translation, the day is told, or an agency or paper sent it, or it only says that it is another: 19th dispatch, Hong Kong dispatch, Another dispatch.
_SENT = r"(?:[Dd]ispatch|[Tt]elegram|[Rr]eport|[Cc]able|[Ww]ire|[Bb]roadcast|[Mm]essage|[Nn]ews)"
_ENGLISH = re.compile(rf"[\[【〔(]?((?:[A-Z][^:\n]{{0,70}}?\b\d{{1,2}}(?:st|nd|rd|th)\b[^:\n]{{0,8}}(?:\d\d:\d\d)?[^:\n]{{0,24}}?(?:dispatch|telegram|report)"
                      rf"|[A-Z][^:,\n]{{0,30}}(?:Agency|Xinhua|newspaper|agency|paper|Daily|Radio)\b[^:\n]{{0,40}}? {_SENT}"
                      rf"|(?:Another|A further|Further) (?:[a-z]+ )?{_SENT})(?:\s*\([^)\n]*\))?)[\]】〕)]?\s*:\s*")


def trimmed(text: str, start: int, end: int) -> Stretch:
    """The stretch without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Stretch(start, end)


def paragraphs(text: str, start: int, end: int) -> Iterator[Stretch]:
    """The lines that hold more than white space, trimmed, in order."""
    for line in _LINE.finditer(text, start, end):
        found = trimmed(text, *line.span())
        if found.end > found.start:
            yield found


def overlaps(stretches: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether any of the stretches, which are disjoint and in order, shares a character with another."""
    at = bisect_left(stretches, (end, 0))
    return at > 0 and stretches[at - 1][1] > start


def _bare(text: str) -> str:
    return _NO_LETTERS.sub("", text)


def layout(text: str, lang: str, title: str, start: int, end: int) -> Layout:
    """The items of a body that stands at ``text[start:end]``, under a title; text and title are folded."""
    heading = _bare(title)
    repeats: list[Stretch] = []
    kept: list[Stretch] = []
    seen: set[str] = set()
    for paragraph in paragraphs(text, start, end):
        words = text[paragraph.start:paragraph.end]
        bare = _bare(words)
        if (not kept and bare and bare in heading) or (len(words) >= LEAST_REPEATED and bare in seen):
            repeats.append(paragraph)
            continue
        seen.add(bare)
        kept.append(paragraph)
    return Layout(tuple(_items(text, lang, kept)), tuple(repeats))


def _datelines(text: str, lang: str, paragraph: Stretch) -> Iterator[tuple[Stretch, int]]:
    """(dateline, where the words after it begin) for each dateline of a paragraph."""
    if lang != ZH:
        found = _ENGLISH.match(text, paragraph.start, paragraph.end)
        if found:
            yield Stretch(*found.span(1)), found.end()
        return
    bare = _BARE.match(text, paragraph.start, paragraph.end)
    if bare:
        group = 1 if bare.group(1) else 2
        yield Stretch(*bare.span(group)), bare.end()
        return
    for bracketed in _BRACKETED.finditer(text, paragraph.start, paragraph.end):
        yield Stretch(*bracketed.span(1)), bracketed.end()


def _items(text: str, lang: str, kept: list[Stretch]) -> Iterator[Item]:
    dateline: Stretch | None = None
    words: list[Stretch] = []
    for paragraph in kept:
        at = paragraph.start
        for found, after in _datelines(text, lang, paragraph):
            before = trimmed(text, at, found.start - (1 if lang == ZH and text[found.start - 1] in "【[〔" else 0))
            if before.end > before.start:
                words.append(before)
            # Words above the first dateline (a lead, a subhead) belong to the first item.
            if dateline is not None:
                yield Item(dateline, tuple(words))
                words = []
            dateline, at = found, after
        rest = trimmed(text, at, paragraph.end)
        if rest.end > rest.start:
            words.append(rest)
    if dateline is not None or words:
        yield Item(dateline, tuple(words))


# Chinese marks the end of a sentence and nothing else with 。; an English point ends one where white space and a capital follow, and no capital stands before.
_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]*[”’)]*")
_FULL_STOP = re.compile(r"[.!?](?<![A-Z].)[\"”)]*(?=\s+[A-Z(\"“])")


# A sentence longer than any that a paper prints is read in pieces, so that time grows with the length of a text and not with that of its sentences.
_LONGEST = {True: 500, False: 1200}
_BREAK = re.compile(r"[,;、\s]")


def sentences(text: str, lang: str, paragraph: Stretch) -> Iterator[Stretch]:
    """The sentences of a paragraph, with their closing marks."""
    longest = _LONGEST[lang == ZH]
    for start, end in _chinese(text, paragraph) if lang == ZH else _english(text, paragraph):
        for piece in _pieces(text, start, end, longest) if end - start > longest else ((start, end),):
            stretch = trimmed(text, *piece)
            if stretch.end > stretch.start:
                yield stretch


def _pieces(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """An endless sentence cut near the end of each stretch of that length, behind a comma or a blank where one stands there."""
    while end - start > longest:
        gap = _BREAK.search(text, start + longest * 3 // 4, start + longest)
        stop = gap.end() if gap else start + longest
        yield start, stop
        start = stop
    yield start, end


def _chinese(text: str, paragraph: Stretch) -> Iterator[tuple[int, int]]:
    for found in _SENTENCE.finditer(text, paragraph.start, paragraph.end):
        yield found.span()


def _english(text: str, paragraph: Stretch) -> Iterator[tuple[int, int]]:
    start = paragraph.start
    for found in _FULL_STOP.finditer(text, start + 1, paragraph.end):
        yield start, found.end()
        start = found.end()
    yield start, paragraph.end
