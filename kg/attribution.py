"""Who says it, and how, as the text has it: the dateline's agency, then each source that it says it reports from.

A hop is a source and the cue by which the text tells that it speaks: 据越南通讯社讯, "the General Command issued a communiqué". Those that open an item
make its main line, outermost first; a source quoted later on is an aside that the outermost source passes on.
Which thing in the world a name means is left to the next room.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg import vocabulary
from kg.model import ZH
from kg.text.dates import DAY, DateMention
from kg.text.grammar import word_pattern, words
from kg.text.lexicon import FORCE, PLACE, SOURCE, STANCE, Hit
from kg.text.scan import Scan
from kg.text.structure import Item, Stretch
from kg.values import value

_REACH = {True: 34, False: 110}       # how far a cue may stand from its source, in code points
_ANONYMOUS = 2                        # a Chinese word so short stands for a kind of source
_QUOTED = re.compile(r"[“\"《]([^”\"》\n]{1,16})[”\"》](?:报|周刊|星期刊|杂志|月刊|半月刊|刊|电台|通讯社)?")
_PAPER = re.compile(r"报|刊|电台|通讯社|广播|之声|Times|Post|News|Herald|Tribune|Daily")
_BY_PLACE = re.compile(r"([^\s,。:;“”()]{1,6}?)(?:[0-9一二三四五六七八九十廿卅]{1,3}日)?(?:急电|专电|电|讯|消息):")
_SAME = re.compile(r"又讯|另讯|又电|同[社日].{0,3}[讯电]")
_AGAIN = re.compile(r"[又另][据讯]|同[一]?|再据")
_REPORTER = re.compile(r"本[社报](?:前线|特派|随军)?记者|this agency's (?:front-line )?(?:reporter|correspondent)")
_LED_TO = re.compile("据[^,。]*$")
_LED = 12                             # how far before a name 据 may stand
_LEADS = re.compile(r"(?:据|日|综合|[,。:;“\s])$")        # what a name opens a clause behind
_MARK = re.compile("[,。;:!?()“”]")
# What the name of who speaks begins behind.
_BEFORE = re.compile("[,。;:!?()“”、 ]|[又另再]?据|[自向由引从]|同[日时]|此外|并|而")
# A person's name behind the office: 陆军大臣海德|在下院…; 总司令苏迪曼将军|告记者.
_PERSON = re.compile("(?!的)([\u4e00-\u9fff]{2,4}?(?:将军|元帅|博士|先生|上将|中将|少将)?)"
                     "(?=[在于对向就答告昨今曾发宣说称谈供承透声不]|[一二三四五六七八九十廿卅]{1,3}日)")
# What makes the name behind it somebody that is spoken to or of: 对我国政府的抗议.
_SPOKEN_TO = re.compile("[对向受被同与给替把将]$")
_LONGEST = 16                         # of such a name, before the word that it ends in
_NEAR = 18                            # how far behind it the cue may stand, in code points
_AT_ONCE = 8                          # how far behind a force what it issues may stand: 解放军发表的公报
_TODAY = re.compile(r"今日|本日|当日|today")


@value(frozen=True, slots=True)
class Hop:
    """A source as the text names it. ``hit`` is set where the vocabulary knows the name; ``start``/``end`` are the name's place."""

    start: int
    end: int
    hit: Hit | None
    cue: Stretch | None
    stance: str
    is_report: bool
    date: DateMention | None
    sentence: int
    main: bool
    same_day: bool = False        # "today": the day of the hop before it


@value(frozen=True, slots=True)
class Attribution:
    """The hops of an item in the order of the text; ``agency`` comes from the dateline, ``again`` asks for the agency of the item before (又讯)."""

    agency: Hop | None
    place: Hit | None
    date: DateMention | None
    hops: tuple[Hop, ...]
    again: bool = False


def attribute(found: Scan, item: Item) -> Attribution:
    """The chain of an item as its words tell it."""
    agency, place, date, again = _dateline(found, item.dateline) if item.dateline else (None, None, None, False)
    signed = list(_signed(found, item))
    hops = [*_hops(found, item, agency, date is None), *signed]
    if date is None and item.paragraphs and item.dateline:
        date = _opening_date(found, item)
    return Attribution(agency, place, date, tuple(hops), again and not signed)


def _signed(found: Scan, item: Item) -> Iterator[Hop]:
    """The source that stands in brackets at the end of an item: （合众社）."""
    if not item.paragraphs:
        return
    last = item.paragraphs[-1]
    name = next((hit for hit in reversed(found.hits_in(last.start, last.end)) if _is_name(found, hit)), None)
    if name is not None and found.text[name.start - 1:name.start] == "(" and found.text[name.end:last.end].strip() in (")", ")。", "):"):
        yield Hop(name.start, name.end, name, None, "reports", False, None, 0, True)


def _dateline(found: Scan, line: Stretch) -> tuple[Hop | None, Hit | None, DateMention | None, bool]:
    words = found.text[line.start:line.end]
    hits = found.hits_in(line.start, line.end)
    place = next((hit for hit in hits if PLACE in hit.entry.readings and SOURCE not in hit.entry.readings), None)
    date = next(iter(found.dates_in(line.start, line.end)), None)
    if _SAME.search(words):
        return None, place, date, True
    source = next((hit for hit in hits if SOURCE in hit.entry.readings), None)
    cue = next((Stretch(hit.start, hit.end) for hit in reversed(found.cues_in(line.start, line.end, STANCE))), None)
    if source is not None:
        return Hop(source.start, source.end, source, cue, "reports", False, None, 0, True), place, date, False
    return Hop(line.start, line.end, None, cue, "reports", False, None, 0, True), place, date, False


def _opening_date(found: Scan, item: Item) -> DateMention | None:
    start = item.paragraphs[0].start
    opening = _BY_PLACE.match(found.text, start) if found.lang == ZH else None
    dates = found.dates_in(start, opening.end()) if opening else ()
    return dates[0] if dates else None


def _hops(found: Scan, item: Item, agency: Hop | None, undated: bool) -> Iterator[Hop]:
    number = -1
    first = True
    length = 1 if agency else 0
    quoting = -1                          # the sentence of the last source of the main line: those that it quotes there belong to it
    for paragraph in item.paragraphs:
        for stretch in found.sentences_in(paragraph):
            number += 1
            opening = number == 0
            for hop in _in_sentence(found, stretch, number, first and not undated):
                name = found.text[hop.start:hop.end]
                again = _AGAIN.match(found.text, max(stretch.start, hop.start - 2)) is not None
                speaks = hop.hit is None or SOURCE in hop.hit.entry.readings
                main = opening or ((length <= 1 or quoting == number) and speaks and not again and number <= 2)
                if agency is not None and name == found.text[agency.start:agency.end]:
                    continue
                length += main
                quoting = number if main else quoting
                yield Hop(hop.start, hop.end, hop.hit, hop.cue, hop.stance, hop.is_report, hop.date, number, main, hop.same_day)
            first = False


def _in_sentence(found: Scan, stretch: Stretch, number: int, opening: bool) -> Iterator[Hop]:
    chinese = found.lang == ZH
    wire = _BY_PLACE.match(found.text, stretch.start, stretch.end) if chinese and opening else None
    sender, at = _sender(found, wire, number) if wire is not None else (None, stretch.start)
    if sender is not None:
        yield sender
    if not found.cues_in(stretch.start, stretch.end, STANCE) and not (chinese and word_pattern(ZH, "news_from", "radio").search(found.text, at, stretch.end)):
        return                            # most sentences: nobody speaks
    names = _speakers(found, stretch)
    news = _news_from(found, stretch) if chinese else None
    if news is not None and not any(start >= news.end for start, _, _ in names):
        names = [(news.start, news.end, None), *(name for name in names if name[1] <= news.start)]
    for start, end, hit in names:
        if start < at or (chinese and _SPOKEN_TO.search(found.text, max(stretch.start, start - 1), start)):
            continue
        cue = _cue(found, stretch, start, end)
        if cue is None:
            if chinese and _is_own_cue(found, stretch, start, end):
                yield Hop(start, end, hit, None, "reports", False, None, number, True, _TODAY.search(found.text, start, end) is not None)
            continue
        left, right = min(start, cue.start), max(end, cue.end)
        tail = _tail(found, right, stretch.end)
        date = _spoken_on(found, cue, left, tail) or (_written_on(found, left, tail) if chinese else None)
        words = found.text[left:right]
        told = Stretch(max(cue.start, end) if cue.end > end else cue.start, cue.end)
        yield Hop(start, end, hit, told, cue.entry.readings[STANCE][0], _makes_report(cue), date, number, True, _TODAY.search(words) is not None)
        at = max(right, at)


def _sender(found: Scan, wire: re.Match[str], number: int) -> tuple[Hop | None, int]:
    """Who sent an item that no dateline opens (淮阴电：), and from where on others speak. 冀东讯 and 仰光消息 only tell where the news is from."""
    if any(SOURCE in hit.entry.readings for hit in found.hits_in(wire.start(), wire.end() - 2)):
        return None, wire.start()
    if word_pattern(ZH, "news_from").fullmatch(found.text, wire.end(1), wire.end() - 1):
        return None, wire.start()
    date = next(iter(found.dates_in(*wire.span())), None)
    place = any(PLACE in hit.entry.readings and hit.start == wire.start(1) and hit.end == wire.end(1) for hit in found.hits_in(*wire.span()))
    if place and "讯" in wire.group():
        return None, wire.end()
    return Hop(wire.start(), wire.end() - 1, None, None, "reports", False, date, number, True), wire.end()


def _makes_report(cue: Hit) -> bool:
    return any("makesReport" in vocabulary.scheme(STANCE)[code].flags for code in cue.entry.readings[STANCE])


def _is_own_cue(found: Scan, stretch: Stretch, start: int, end: int) -> bool:
    """Whether a name says itself that it is passed on, and what it says follows: 据莫斯科广播：, 综合外国通讯社消息：."""
    told = found.text[end:end + 1] in (":", ",") and _opens(found, stretch, start)
    return told and any(found.text.endswith(form, start, end) for form in words(ZH, "news_from", "radio"))


def _tail(found: Scan, position: int, end: int) -> int:
    """Where the words of a cue end: at the next mark."""
    marks = [at for mark in (":", ",", "。", ";") if (at := found.text.find(mark, position, end)) >= 0]
    return min(marks, default=end)


def _written_on(found: Scan, start: int, tail: int) -> DateMention | None:
    """The day, down from its year, that stands alone behind a document: 代电第九号，民国三十五年四月十五日，."""
    if word_pattern(found.lang, "of_words").search(found.text, start, tail) is None:
        return None
    date = next(iter(found.dates_in(tail + 1, tail + _LONGEST)), None) if found.text[tail:tail + 1] == "," else None
    if date is None or date.start != tail + 1 or date.kind != DAY or not date.anchored or found.text[date.end:date.end + 1] not in (",", "。", ":"):
        return None
    return date


def _spoken_on(found: Scan, cue: Hit, start: int, end: int) -> DateMention | None:
    """When a source spoke. A month or a year behind the cue is that of what it tells of: 公布本区十一月份战绩."""
    days = [date for date in found.dates_in(start, end) if date.period_start is not None and date.period_start == date.period_end]
    return next((day for day in days if day.start < cue.start or len(day.period_start or "") == len("1951-06-10")), None)


def _speakers(found: Scan, stretch: Stretch) -> list[tuple[int, int, Hit | None]]:
    """The names that can speak, in order: known sources and commands, papers in quotation marks, our own reporters."""
    names: list[tuple[int, int, Hit | None]] = []
    for hit in found.hits_in(stretch.start, stretch.end):
        if _is_name(found, hit):
            names.append((hit.start, hit.end, hit))
    taken = [(start, end) for start, end, _ in names]
    for start, end in (*_offices(found, stretch), *_radios(found, stretch), *_armies(found, stretch)) if found.lang == ZH else ():
        within = [name for name in names if start <= name[0] and name[1] <= end]
        if any(end - start <= name[1] - name[0] for name in within) or any(name[0] < start < name[1] or name[0] < end < name[1] for name in names):
            continue
        names = [name for name in names if name not in within]
        names.append((start, end, None))
        taken.append((start, end))
    for pattern in (_REPORTER, _QUOTED):
        for match in pattern.finditer(found.text, stretch.start, stretch.end):
            paper = pattern is _REPORTER or _PAPER.search(match.group()) is not None
            if paper and all(match.end() <= start or end <= match.start() for start, end in taken):
                names.append((match.start(), match.end(), None))
                taken.append(match.span())
    return sorted(names, key=lambda name: name[0])


def _offices(found: Scan, stretch: Stretch) -> Iterator[tuple[int, int]]:
    """The names of bodies and offices that speak (美第八集团军发言人, 英国陆军大臣海德), by the word that they end in and the cue that follows."""
    for match in _head_pattern().finditer(found.text, stretch.start, stretch.end):
        mark = _MARK.search(found.text, match.end(), stretch.end)
        limit = min(mark.start() if mark else stretch.end, match.end() + _NEAR)
        cue = next((cue for cue in found.cues_in(match.start(), limit, STANCE) if cue.end > match.end()), None)
        if cue is None or _head_pattern().search(found.text, match.end(), max(cue.start, match.end())):
            continue
        start = _name_start(found, stretch, match.start())
        if match.group() in words(ZH, "witness") and _LED_TO.search(found.text, max(stretch.start, start - _LED), start) is None:
            continue
        if match.start() > start or any(cue.end == start for cue in found.cues_in(max(stretch.start, start - _AT_ONCE), start, STANCE)):
            person = _PERSON.match(found.text, match.end(), cue.end) if match.group() in words(ZH, "office", "witness") else None
            yield start, person.end(1) if person and person.end(1) <= cue.start else match.end()


def _radios(found: Scan, stretch: Stretch) -> Iterator[tuple[int, int]]:
    """The radios that are told by their place, with the date that may part them: 莫斯科今日广播."""
    for hit in found.hits_in(stretch.start, stretch.end):
        if PLACE not in hit.entry.readings or not _opens(found, stretch, hit.start):
            continue
        date = next((date for date in found.dates_in(hit.end, hit.end + _NEAR) if date.start == hit.end), None)
        radio = word_pattern(ZH, "radio").match(found.text, hit.end if date is None else date.end)
        if radio is not None:
            yield hit.start, radio.end()


def _armies(found: Scan, stretch: Stretch) -> Iterator[tuple[int, int]]:
    """The forces that issue a communiqué themselves, with no command named: 民族解放军公报说."""
    for hit in found.hits_in(stretch.start, stretch.end):
        if FORCE not in hit.entry.readings or SOURCE in hit.entry.readings or not _opens(found, stretch, hit.start):
            continue
        if any(_makes_report(cue) for cue in found.cues_in(hit.end, hit.end + _AT_ONCE, STANCE)):
            yield hit.start, hit.end


def _news_from(found: Scan, stretch: Stretch) -> Stretch | None:
    """What opens a sentence as news from a place (伦敦消息, 马尼拉迟到的消息): a source where nobody else is named."""
    for hit in found.hits_in(stretch.start, stretch.start + _LED):
        if PLACE in hit.entry.readings and (hit.start == stretch.start or _LED_TO.search(found.text, stretch.start, hit.start)):
            news = word_pattern(ZH, "news_from").match(found.text, hit.end)
            return Stretch(hit.start, news.end()) if news is not None else None
    return None


def _opens(found: Scan, stretch: Stretch, position: int) -> bool:
    """Whether a name stands at the head of a sentence or a clause, behind 据, or behind the date on which it spoke."""
    led = _LEADS.search(found.text, max(stretch.start, position - _AT_ONCE), position) is not None
    return position == stretch.start or led or any(cue.end == position for cue in found.cues_in(max(stretch.start, position - _AT_ONCE), position, STANCE))


def _name_start(found: Scan, stretch: Stretch, head: int) -> int:
    """Where the name that ends in a word at ``head`` begins: behind a mark, a word that leads to it, a date, or the cue of the source before it."""
    least = max(stretch.start, head - _LONGEST)
    told = [opening.end() for opening in _BEFORE.finditer(found.text, least, head)]
    told += [cue.end for cue in found.cues_in(least, head, STANCE)]
    told += [date.end for date in found.dates_in(least, head)]
    return max(told, default=least)


@cache
def _head_pattern() -> re.Pattern[str]:
    bodies = "|".join(re.escape(form) for form in words(ZH, "speaker"))
    return re.compile(f"(?:{bodies})长?|" + "|".join(re.escape(form) for form in words(ZH, "office", "witness")))


def _is_name(found: Scan, hit: Hit) -> bool:
    """Whether a hit names a source: 报道, 消息 and 记者 alone name nobody; other words so short do where 据 leads to them (据外电)."""
    if SOURCE not in hit.entry.readings:
        return False
    if found.lang != ZH or hit.end - hit.start > _ANONYMOUS:
        return True
    spoken = any((cue.start, cue.end) == (hit.start, hit.end) for cue in found.cues_in(hit.start, hit.end, STANCE))
    return found.text[hit.start - 1:hit.start] == "据" and not spoken


def _cue(found: Scan, stretch: Stretch, start: int, end: int) -> Hit | None:
    """The word by which the text tells that a source speaks: after its name, or (according to) right before it."""
    reach = _REACH[found.lang == ZH]
    limit = min(stretch.end, end + reach)
    led = found.lang != ZH or _LED_TO.search(found.text, max(stretch.start, start - _LED), start) is not None
    for mark in (("。", ";") if led else ("。", ";", ",")) if found.lang == ZH else (";",):
        at = found.text.find(mark, end, limit)
        limit = at if at >= 0 else limit
    sources = [hit.start for hit in found.hits_in(end, limit) if _is_name(found, hit)]
    limit = min([limit, *sources])
    after = next((cue for cue in found.cues_in(start, limit, STANCE) if cue.end > end), None)      # 发言人说 is a cue that begins within the name
    if after is not None:
        return after
    before = found.cues_in(max(stretch.start, start - 24), start, STANCE)
    return before[-1] if before and found.lang != ZH else None
