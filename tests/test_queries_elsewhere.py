"""The project's queries beyond the seed: in another engine, with other parameters, and on articles made to have an answer."""
from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.mapping import nquads
from kg.publish import shared
from kg.reading import read
from kg.seeds import load, read_article

ROOT = Path(__file__).parent.parent
QUERIES = sorted((ROOT / "queries").glob("*.rq"))
SEED = next((ROOT / "seeds" / "articles").glob("*.txt"))

Row = dict[str, str]


def question(number: str, *replaced: tuple[str, str]) -> str:
    """The text of a query, with some of it replaced; each text has to stand in it."""
    text = next(path for path in QUERIES if path.name.startswith(number)).read_text(encoding="utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return text


@cache
def common() -> str:
    return "".join(shared.graphs())


def graph(*articles: str) -> ox.Store:
    """A store with the shared graphs and those of some articles."""
    store = ox.Store()
    store.bulk_load(common(), format=ox.RdfFormat.N_QUADS)
    for number, text in enumerate(articles):
        store.load(nquads(read(read_article(f"{number}.txt", text.encode()))), format=ox.RdfFormat.N_QUADS)
    return store


def ask(store: ox.Store, query: str) -> list[Row]:
    """The answer: a row, its bound variables."""
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [{variable.value: row[variable].value for variable in found.variables if row[variable] is not None} for row in found]


@pytest.fixture(scope="module")
def seed() -> ox.Store:
    return graph(load(SEED).source)


@pytest.fixture(scope="module")
def elsewhere(seed: ox.Store) -> rdflib.Graph:
    """The seed's graph in rdflib."""
    triples: Iterator[str] = (f"{quad.triple} .\n" for quad in seed)
    return rdflib.Graph().parse(data="".join(sorted(set(triples))), format="nt")


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_another_engine_gives_the_same_answer(seed: ox.Store, elsewhere: rdflib.Graph, path: Path) -> None:
    query = path.read_text(encoding="utf-8")
    answer = elsewhere.query(query)
    found = [{str(name): str(value) for name, value in zip(answer.vars or (), row, strict=True) if value is not None} for row in answer]  # type: ignore[call-overload]
    assert found == ask(seed, query)


def original(body: str, *, date: str = "1953-11-08", title: str = "北越战况") -> str:
    """An article without translation."""
    return f"### {title}\n\n{date}\n第4版()\n专栏：\n\n    {title}\n    {body}\n"


def test_a_place_is_found_by_any_of_its_names(seed: ox.Store) -> None:
    answers = [ask(seed, question("09", ('"Kampong Speu Province"', f'"{name}"'))) for name in ("Haiphong", "海防", "Hải Phòng")]
    assert answers[0] == answers[1] == answers[2]
    assert {("mention", "海防", None), ("mention", None, "Haiphong")} <= {(row["kind"], row.get("quote_zh"), row.get("quote_en")) for row in answers[0]}


def test_a_place_brings_what_lies_within_it(seed: ox.Store) -> None:
    found = ask(seed, question("09", ('"Kampong Speu Province"', '"北越"')))
    assert "Haiphong" in {row["place_en"] for row in found} and "Red River Delta" in {row["place_en"] for row in found}


def test_another_outcome_and_day_may_be_asked_for(seed: ox.Store) -> None:
    found = ask(seed, question("01", ("outcome:eliminated", "outcome:casualties"), ("place:red-river-delta", "place:cambodia")))
    assert [(row["value"], row["from"], row["chain"]) for row in found] == [("49", "1953-08-17", "Xinhua News Agency < Vietnam News Agency")]
    assert ask(seed, question("01", ("1953-12-31", "1952-06-30"), ("1952-07-01", "1952-01-01"))) == []


def test_a_source_that_several_articles_name_stands_once_in_a_chain() -> None:
    """Each article's graph describes the sources that ontology/ does not know; the union of the graphs then says the same several times."""
    store = graph(*(original(f"【新华社七日讯】据鲸鱼通讯社讯：人民军{day}日歼灭敌军四十名。", date=f"1953-11-{day:02}") for day in (3, 4, 5)))
    chains = [row["chain"].split(" < ") for row in ask(store, question("02"))]
    assert len(chains) == 3 and all(len(chain) == 2 and chain[0] == "Xinhua News Agency" and "鲸鱼通讯社" in chain[1] for chain in chains)
    assert [row["figures"] for row in ask(store, question("03"))] == ["3"]


def test_losses_count_no_part_and_no_repeat_and_stay_open_upward() -> None:
    store = graph(original("【新华社七日讯】据越南通讯社讯：越南人民军十月份在海防歼灭法军三百名，其中击毙一百名，俘虏五十名。十月份在南定击毙法军二十多名。"))
    assert [(row["months"], row["figures"], row["low"], row["stated"], row.get("high"), row["open"]) for row in ask(store, question("03"))] == [
        ("1953-10", "2", "320", "320", None, "1")]


@pytest.mark.parametrize("parts,expected", [("二百名，俘虏五十名", ("250", "50", "remainder")), ("二百名，俘虏一百名", ("300", "0", "complete")),
                                            ("四百名，俘虏一百名", ("500", "-200", "exceeds"))])
def test_parts_are_held_against_their_whole(parts: str, expected: tuple[str, str, str]) -> None:
    store = graph(original(f"【新华社七日讯】据越南通讯社讯：越南人民军在海防歼灭法军三百名，其中击毙{parts}。"))
    assert [(row["sum"], row["remainder"], row["verdict"]) for row in ask(store, question("05"))] == [expected]


@pytest.mark.parametrize("other,verdict", [("三百名", "same"), ("三百多名", "compatible"), ("二百名", "contradict")])
def test_two_sources_may_agree_or_not(other: str, verdict: str) -> None:
    first, second = "据越南通讯社讯：二十日，越南人民军在奠边府歼灭法军", "据法新社报道：二十日，越南人民军在奠边府歼灭法军"
    number = "二百九十多名" if verdict == "compatible" else "三百名"
    store = graph(original(f"【新华社二十七日讯】{first}{number}。\n    【新华社二十七日讯】{second}{other}。", date="1954-04-28"))
    assert [row["verdict"] for row in ask(store, question("08"))] == [verdict]


def test_a_title_may_say_a_number_that_its_body_does_not() -> None:
    store = graph(original("【新华社七日讯】据越南通讯社讯：越南人民军十月份在海防歼灭法军三百名。", title="越南人民军在海防歼灭法军五百名"))
    assert [(row["title_value"], row["body_value"], row["verdict"]) for row in ask(store, question("06"))] == [("500", "300", "unmatched")]
