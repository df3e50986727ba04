"""Relative places: what a text says lies so to a place that it names, what is told of it, and what follows for those who look for the place."""
from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.flat import rows
from kg.mapping import nquads
from kg.mapping.terms import plain
from kg.model import EN, ZH, Named, Reading
from kg.publish.figure_index import write_index
from kg.publish.tables import geojson_file
from kg.reading import read
from kg.seeds import read_article
from kg.table import FigureTable, Filter

TABLES = Path(__file__).parent / "readings"


def reading(lang: str, sentence: str) -> Reading:
    """The reading of an article that holds one sentence in one language."""
    if lang == ZH:
        text = f"### 战讯\n\n1953-10-22\n第4版()\n专栏：\n\n    战讯\n    【新华社二十一日讯】{sentence}\n"
    else:
        text = f"Title: News of the War\nAuthor:\nDate: 1953-10-22\nPage: 4\n\nXinhua News Agency, 21st dispatch: {sentence}\n"
    return read(read_article("a.txt", text.encode()))


def cases() -> Iterator[tuple[str, str, list[str], list[str]]]:
    for lang in (ZH, EN):
        for line in (TABLES / f"places.{lang}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield lang, row["sentence"], row["relative"], row["distances"]


def told(lang: str, words: str, place: Named) -> str:
    """A relative place as the tables have it."""
    assert place.relative is not None
    distance, reference = place.relative.distance, place.relative.reference
    name = reference.label_zh if lang == ZH else reference.label_en
    return f"{words} = {name} {place.relative.direction or '-'} {'-' if distance is None else plain(distance)} {place.relative.unit or '-'}"


@pytest.mark.parametrize("lang,sentence,relative,distances", list(cases()))
def test_relative_places(lang: str, sentence: str, relative: list[str], distances: list[str]) -> None:
    found = reading(lang, sentence)
    source = found.article.source
    said = [told(lang, source[mention.span.start:mention.span.end], mention.thing) for mention in found.mentions if mention.thing.relative is not None]
    assert said == relative
    assert [source[numeral.span.start:numeral.span.end] for numeral in found.numerals if numeral.reason == "distance"] == distances


def test_the_place_that_it_is_told_by_is_named_as_well() -> None:
    found = reading(ZH, "法军在河内以南五十英里地方发动攻势。")
    assert next((place.path, place.known) for place in found.places) == ("place/hanoi", True)
    assert [found.article.source[mention.span.start:mention.span.end] for mention in found.mentions if "place/" in mention.thing.path] == [
        "河内以南五十英里", "河内"]


@pytest.mark.parametrize("lang,sentence,labels", [
    (ZH, "法军在河内以南五十英里地方发动攻势。", ("50 miles south of Hanoi", "河内以南五十英里")),
    (ZH, "敌军在距海防一公里的地方登陆。", ("1 kilometre from Haiphong", "海防一公里")),
    (ZH, "敌军守在洛江左岸。", (None, "洛江左岸")),
    (ZH, "人民军在长江北岸作战。", ("north bank of Yangtze", "长江北岸")),
    (ZH, "敌军进到杨木林子附近。", ("near Yangmulinzi", "杨木林子附近")),
    (EN, "They attacked 50 miles south of Hanoi.", ("50 miles south of Hanoi", "河内以南50英里")),
    (EN, "They landed twenty miles from Hanoi.", ("twenty miles from Hanoi", "距河内20英里"))])
def test_its_label_names_the_other_place_in_both_languages(lang: str, sentence: str, labels: tuple[str, str]) -> None:
    place = next(place for place in reading(lang, sentence).places if place.relative is not None)
    assert (place.label_en, place.label_zh) == labels


def test_namesakes_elsewhere_are_other_places() -> None:
    one, other = (next(place for place in reading(ZH, sentence).places if place.relative is not None)
                  for sentence in ("人民军在海防附近毙敌三十名。", "人民军在河内附近毙敌三十名。"))
    assert one.path != other.path
    assert one.path == next(place for place in reading(ZH, "敌军到海防附近。").places if place.relative is not None).path


def test_who_looks_for_a_place_or_its_country_finds_what_happened_beside_it(tmp_path: Path) -> None:
    found = reading(ZH, "人民军在海防东北约十公里处伏击敌军，毙敌三十名。")
    assert [(figure.place.label_zh if figure.place else None) for figure in found.figures] == ["海防东北约十公里"]
    write_index(tmp_path / "figures.sqlite", rows(found))
    table = FigureTable(tmp_path / "figures.sqlite")
    assert [table.count(Filter(place=name)) for name in ("Haiphong", "海防", "haiphong", "北越", "Hanoi")] == [1, 1, 1, 1, 0]
    geojson_file(tmp_path / "map.geojson", rows(found))
    feature = json.loads((tmp_path / "map.geojson").read_text(encoding="utf-8"))["features"][0]
    assert feature["properties"]["label_en"] == "10 kilometres northeast of Haiphong" and feature["properties"]["relative_to"].endswith("place/haiphong")
    assert feature["geometry"]["coordinates"] == pytest.approx([106.68, 20.86], abs=0.1)


def test_it_is_published_with_its_relation() -> None:
    text = nquads(reading(ZH, "法军在河内以南五十英里地方发动攻势。"))
    for said in ('ontology#relativeTo> <https://w3id.org/dispatch-kg/place/hanoi>', 'ontology#direction> "south"', 'ontology#distance> "50"',
                 'ontology#distanceUnit> <https://w3id.org/dispatch-kg/unit/mile>'):
        assert said in text
