"""Small builders of the model's values, each with sensible defaults: say only what a test is about.

    seed = article(zh="歼敌五十名。", en="Eliminated 50 enemy troops.")
    reading(seed, figures=(figure(seed, zh="五十名", en="50", value=50),))
"""
from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from kg import identifiers
from kg.model import EN, ZH, Article, Dispatch, Event, Figure, Mention, Named, Numeral, Reading, Relative, Span, Statement, TextVersion, Warning

TITLE_ZH = "越南人民军歼敌五十名"
TITLE_EN = "The Vietnamese People's Army Eliminated 50 Enemy Troops"
BODY_ZH = "【新华社二十一日讯】据越南通讯社讯：越南人民军第七一二营在海防歼灭敌军五十多名，其中击毙三十名。"
BODY_EN = """Xinhua News Agency, 21st dispatch: According to the Vietnam News Agency, the 712th Battalion of the Vietnamese People's Army
eliminated more than 50 enemy troops in Haiphong, including 30 killed."""


def place(path: str = "place/haiphong", en: str | None = "Haiphong", zh: str | None = "海防", known: bool = True, relative: Relative | None = None) -> Named:
    return Named(path, en, zh, known, relative)


def force(path: str = "force/vietnamese-peoples-army", en: str | None = "Vietnamese People's Army", zh: str | None = "越南人民军", known: bool = True) -> Named:
    return Named(path, en, zh, known)


def source(path: str = "source/xinhua", en: str | None = "Xinhua News Agency", zh: str | None = "新华社", known: bool = True) -> Named:
    return Named(path, en, zh, known)


def unknown(kind: str, name: str, lang: str = ZH) -> Named:
    """A thing that is known by its name alone."""
    return Named(identifiers.name_path(kind, lang, name), name if lang == EN else None, name if lang == ZH else None, known=False)


def seed_text(title_zh: str | None, body_zh: str | None, title_en: str | None, body_en: str | None, date: str, page: int | None) -> str:
    """A seed in the layout of seeds/articles."""
    header = f"Title: {title_en}\nAuthor:\nDate: {date}\n" + (f"Page: {page}\n" if page is not None else "")
    heading = f"### {title_zh}\n\n{date}\n" + (f"第{page}版()\n" if page is not None else "") + "专栏：\n\n"
    if body_en is None:
        return f"{heading}{body_zh}\n"
    original = f"\n\n<hr /> \n\nOriginal: \n\n\n{heading}{body_zh}\n" if body_zh is not None else ""
    return f"{header}{body_en}\n{original}"


def article(*, zh: str | None = BODY_ZH, en: str | None = BODY_EN, title_zh: str = TITLE_ZH, title_en: str = TITLE_EN,
            date: str = "1953-10-22", page: int | None = 4, file: str = "article.txt",
            author: str | None = None, column: str | None = None, warnings: tuple[Warning, ...] = ()) -> Article:
    """An article whose ``source`` is a seed that holds these texts; pass None for a language that it lacks."""
    text = seed_text(title_zh, zh, title_en, en, date, page)
    versions = tuple(_version(text, lang, title, body) for lang, title, body in ((ZH, title_zh, zh), (EN, title_en, en)) if body is not None)
    title, body = (title_zh, zh) if zh is not None else (title_en, en or "")
    return Article(file=file, key=identifiers.article_key(date, page, title, body), sha256=hashlib.sha256(text.encode()).hexdigest(), source=text,
                   title_en=title_en if en is not None else None, title_zh=title_zh if zh is not None else None,
                   author=author, column=column, date=date, page=page, versions=versions, warnings=warnings)


def _version(text: str, lang: str, title: str, body: str) -> TextVersion:
    title_at, body_at = text.index(title), text.rindex(body)
    return TextVersion(lang, Span(lang, title_at, title_at + len(title)), Span(lang, body_at, body_at + len(body)), f"{title}\n{body}")


def span(of: Article, lang: str, quote: str, nth: int = 0) -> Span:
    """Where a quote stands in the body of one language (its title, where the body lacks it); ``nth`` counts repeats from 0."""
    version = of.version(lang)
    assert version is not None, f"the article has no text in {lang}"
    stretch = version.body if quote in of.source[version.body.start:version.body.end] else version.title
    start = stretch.start - 1
    for _ in range(nth + 1):
        start = of.source.index(quote, start + 1, stretch.end)
    return Span(lang, start, start + len(quote))


def evidence(of: Article, zh: str | None = None, en: str | None = None) -> tuple[Span, ...]:
    """The spans of a quote in each language for which one is given and which the article has, the original first."""
    return tuple(span(of, lang, quote) for lang, quote in ((ZH, zh), (EN, en)) if quote is not None and of.version(lang))


def statement(key: str = "1", by: Named | None = None, **changes: Any) -> Statement:
    """One hop; by default the agency's own report, outermost."""
    defaults: dict[str, Any] = {"source": by or source(), "cue": "讯", "cue_lang": ZH, "stance": "reports", "is_report": False, "date": None, "carrier": None}
    return Statement(key, **(defaults | changes))


def dispatch(n: int = 1, **changes: Any) -> Dispatch:
    """A dispatch of Xinhua's of the day before the default article, passing on the Vietnam News Agency."""
    chain = () if n == 0 else (statement("1"), statement("2", source("source/vietnam-news-agency", "Vietnam News Agency", "越南通讯社"), carrier="1"))
    defaults: dict[str, Any] = {"agency": source() if n else None, "place": None, "dispatch_date": "1953-10-21" if n else None, "statement_date": None,
                                "chain": chain}
    return Dispatch(n, **(defaults | changes))


def figure(of: Article, zh: str | None = "五十多名", en: str | None = "50", value: int | str | None = 50, **changes: Any) -> Figure:
    """A figure whose evidence are these quotes; by default an exact count of people whose outcome is ``eliminated``."""
    spans = evidence(of, zh, en)
    first = spans[0]
    version = of.version(first.lang)
    assert version is not None
    defaults: dict[str, Any] = {
        "key": f"{first.lang}{version.offset(first.start)}", "dispatch": 1, "statement": "2", "upper": None, "qualifier": "exact", "outcome": "eliminated",
        "object": "personnel", "unit": "person", "unit_text": None, "value_text": of.source[first.start:first.end],
        "actor": None, "affected": None, "place": None, "period_start": None, "period_end": None, "component_of": None, "restates": None, "evidence": spans,
        "agreement": "agree" if len(spans) == 2 else f"{first.lang}_only"}
    return Figure(value=None if value is None else Decimal(value), **(defaults | changes))


def numeral(of: Article, quote: str = "第七一二营", reason: str = "unit_designation", lang: str = ZH) -> Numeral:
    at = span(of, lang, quote)
    version = of.version(lang)
    assert version is not None
    return Numeral(f"{lang}{version.offset(at.start)}", at, reason)


def event(of: Article, zh: str | None = "歼灭敌军", en: str | None = None, **changes: Any) -> Event:
    spans = evidence(of, zh, en)
    version = of.version(spans[0].lang)
    assert version is not None
    defaults: dict[str, Any] = {"key": f"{spans[0].lang}{version.offset(spans[0].start)}", "dispatch": 1, "statement": "2", "kind": "battle", "actor": None,
                                "affected": None, "place": None, "period_start": None, "period_end": None, "evidence": spans}
    return Event(**(defaults | changes))


def mention(of: Article, thing: Named, quote: str, lang: str = ZH) -> Mention:
    return Mention(thing, span(of, lang, quote))


def reading(of: Article | None = None, **changes: Any) -> Reading:
    """An article of one dispatch with one figure; say ``figures=…`` and so on for another."""
    of = of or article()
    defaults: dict[str, Any] = {"dispatches": (dispatch(0), dispatch(1)), "figures": None, "numerals": (), "places": (), "forces": (), "events": (),
                                "mentions": (), "warnings": of.warnings}
    given = defaults | changes
    if given["figures"] is None:
        given["figures"] = (figure(of),)
    return Reading(of, **given)


def full_reading() -> Reading:
    """A reading that uses every kind of value that the model has."""
    of = article(author="本报讯", column="国际新闻", page=4)
    haiphong, army, battalion = place(), force(), unknown("force", "第七一二营")
    hamlet = Named(identifiers.name_path("place", ZH, "海防以南"), "South of Haiphong", "海防以南", False, Relative(haiphong, "south", Decimal(50), "mile"))
    return Reading(
        of, dispatches=_full_dispatches(of, haiphong), figures=_full_figures(of, battalion, army, haiphong, hamlet),
        numerals=(numeral(of), numeral(of, "二十一日", "date")), places=(haiphong, hamlet), forces=(army, battalion),
        events=(event(of, actor=battalion, affected=army, place=haiphong, period_start="1953-10"),),
        mentions=(mention(of, haiphong, "海防"), mention(of, haiphong, "Haiphong", EN), mention(of, battalion, "第七一二营")),
        warnings=(Warning("numbers_differ", 5, "The original says 50, the translation 500."),))


def _full_dispatches(of: Article, at: Named) -> tuple[Dispatch, ...]:
    agency = source("source/vietnam-news-agency", "Vietnam News Agency", "越南通讯社")
    chain = (statement("1", date="1953-10-21", evidence=evidence(of, "新华社二十一日讯", "Xinhua News Agency, 21st dispatch")),
             statement("2", agency, carrier="1", cue="据…讯", is_report=True, date="1953-10-19", period_start="1952-07", period_end="1953-07",
                       evidence=evidence(of, "据越南通讯社讯", "According to the Vietnam News Agency")))
    aside = statement("3", unknown("source", "外国报纸"), carrier="1", cue=None, cue_lang=None, stance="claims")
    return (dispatch(0, spans=tuple(version.title for version in of.versions)),
            dispatch(1, place=at, statement_date="1953-10-19", chain=chain, asides=(aside,), spans=tuple(version.body for version in of.versions)))


def _full_figures(of: Article, actor: Named, affected: Named, at: Named, hamlet: Named) -> tuple[Figure, ...]:
    whole = figure(of, "五十多名", "more than 50 enemy troops", 50, qualifier="more_than", unit_text="名", value_text="五十多",
                   actor=actor, affected=affected, place=at, period_start="1952-07", period_end="1953-07",
                   agreement="differ", translated_value=Decimal(500), translated_qualifier="exact")
    part = figure(of, "击毙三十名", "30 killed", 30, outcome="killed", component_of=whole.key, place=hamlet, period_end="1953")
    title = figure(of, "歼敌五十名", "Eliminated 50", 50, dispatch=0, statement=None, restates=whole.key)
    return title, whole, part
