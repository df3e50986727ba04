"""The hops of an item as statements: each by a source, passed on by the one outside it."""
from __future__ import annotations

import datetime

from kg import authority
from kg.attribution import Attribution, Hop
from kg.model import Named, Span, Statement
from kg.text.lexicon import SOURCE
from kg.text.scan import Scan

_MARKS = "“”\"《》"


def source_of(found: Scan, hop: Hop, around: frozenset[str]) -> Named:
    """The thing that a hop's name stands for: a known source, or one known by its name alone."""
    words = found.text[hop.start:hop.end]
    if hop.hit is not None:
        chosen = authority.resolve(SOURCE, found.lang, words, around).chosen
        if chosen is not None:
            return chosen
    for date in found.dates_in(hop.start, hop.end):        # 莫斯科今日广播
        words = words.replace(found.text[date.start:date.end], "")
    name = "".join(character for character in words if character not in _MARKS).strip()
    known = authority.resolve(SOURCE, found.lang, name, around).chosen
    return known or authority.unknown(SOURCE, found.lang, name)


def statements(found: Scan, told: Attribution, inherited: Named | None, around: frozenset[str],
               covered: tuple[str | None, str | None]) -> tuple[tuple[Statement, ...], tuple[Statement, ...], dict[int, str]]:
    """(main line, asides, start of each hop's name → key of its statement). ``covered`` is the period that the item's figures cover."""
    main = [hop for hop in told.hops if hop.main]
    asides = [hop for hop in told.hops if not hop.main]
    chain: list[Statement] = []
    keys: dict[int, str] = {}
    if told.agency is not None or inherited is not None:
        agency = source_of(found, told.agency, around) if told.agency is not None else inherited
        assert agency is not None
        cue = found.text[told.agency.cue.start:told.agency.cue.end] if told.agency is not None and told.agency.cue else None
        evidence = (Span(found.lang, told.agency.start, told.agency.end),) if told.agency is not None else ()
        day = told.date.period_start if told.date is not None else None
        chain.append(Statement("1", agency, cue, found.lang if cue else None, "reports", False, day, None, evidence))
    for hop in main:
        source = source_of(found, hop, around)
        twin = next((statement for statement in chain if statement.source.path == source.path), None)
        if twin is not None:
            keys[hop.start] = twin.key
            continue
        chain.append(_statement(found, hop, source, str(len(chain) + 1), chain[-1] if chain else None, covered))
        keys[hop.start] = chain[-1].key
    told_by: list[Statement] = []
    for hop in asides:
        source = source_of(found, hop, around)
        twin = next((statement for statement in (*chain, *told_by) if statement.source.path == source.path), None)
        if twin is None:
            twin = _statement(found, hop, source, str(len(chain) + len(told_by) + 1), chain[0] if chain else None, (None, None))
            told_by.append(twin)
        keys[hop.start] = twin.key
    return tuple(chain), tuple(told_by), keys


def _statement(found: Scan, hop: Hop, source: Named, key: str, carrier: Statement | None, covered: tuple[str | None, str | None]) -> Statement:
    day = carrier.date if hop.same_day and carrier is not None else hop.date.period_start if hop.date is not None else None
    cue = found.text[hop.cue.start:hop.cue.end] if hop.cue else None
    period = covered if hop.is_report else (None, None)
    return Statement(key, source, cue, found.lang if cue else None, hop.stance, hop.is_report, _day(day), carrier.key if carrier else None,
                     (Span(found.lang, hop.start, hop.end),), *period)


def _day(value: str | None) -> str | None:
    """The value where it is a whole day; a statement's date is a day or unknown."""
    try:
        return datetime.date.fromisoformat(value).isoformat() if value is not None and len(value) == len("1953-10-19") else None
    except ValueError:
        return None


def statement_date(chain: tuple[Statement, ...]) -> str | None:
    """The day on which the innermost dated source spoke, the carrier's own dateline aside."""
    return next((statement.date for statement in reversed(chain[1:]) if statement.date is not None), None)
