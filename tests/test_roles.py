"""Who, to whom, where and when, and through whom: tables of the words of a dispatch and what is made of them."""
from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_claims import chinese, plain

from kg.model import Figure, Named

TABLES = Path(__file__).parent / "readings"


def rows(table: str) -> list[tuple[str, list[str]]]:
    lines = (TABLES / f"{table}.zh.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row["text"], row[table]) for row in map(json.loads, lines)]


def called(thing: Named | None) -> str:
    return "-" if thing is None else thing.label_zh or thing.label_en or thing.path


def told(figure: Figure) -> str:
    """value outcome: actor > affected @ place, start/end; a dash for what the text does not say."""
    when = "-" if figure.period_start is None and figure.period_end is None else f"{figure.period_start or ''}/{figure.period_end or ''}"
    return f"{plain(figure.value)} {figure.outcome}: {called(figure.actor)} > {called(figure.affected)} @ {called(figure.place)}, {when}"


def when(figure: Figure) -> str:
    """value start/end; a dash for what the text does not say."""
    told = figure.period_start is not None or figure.period_end is not None
    return f"{plain(figure.value)} " + (f"{figure.period_start or ''}/{figure.period_end or ''}" if told else "-")


@pytest.mark.parametrize(("text", "periods"), rows("periods"))
def test_the_periods_of_figures(text: str, periods: list[str]) -> None:
    assert [when(figure) for figure in chinese(text).figures] == periods


@pytest.mark.parametrize(("text", "roles"), rows("roles"))
def test_the_roles_of_figures(text: str, roles: list[str]) -> None:
    assert [told(figure) for figure in chinese(text).figures] == roles


@pytest.mark.parametrize(("text", "chain"), rows("chain"))
def test_the_chain_of_a_dispatch(text: str, chain: list[str]) -> None:
    assert [called(statement.source) for statement in chinese(text).dispatches[1].chain] == chain
