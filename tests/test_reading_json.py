"""The JSON form of a reading: the fields that people rely on, their order of nesting, and offsets into the file."""
from __future__ import annotations

import json

import factories as make
import pytest

from kg import identifiers
from kg.model import Reading
from kg.reading_json import as_json

FIGURE_FIELDS = {"iri", "dispatch", "value", "upper", "qualifier", "outcome", "object", "unit", "actor", "affected", "place", "period_start", "period_end",
                 "component_of", "evidence", "agreement"}


@pytest.mark.parametrize("reading", [make.full_reading(), make.reading(), make.reading(make.article(en=None))])
def test_every_quote_is_what_stands_at_its_offsets(reading: Reading) -> None:
    said = as_json(reading)
    quotes = [*(quote for figure in said["figures"] for quote in figure["evidence"]), *said["not_figures"], *said["mentions"],
              *(quote for event in said["events"] for quote in event["evidence"]), *(quote for dispatch in said["dispatches"] for quote in dispatch["text"])]
    assert quotes
    for quote in quotes:
        assert reading.article.source[quote["start"]:quote["end"]] == quote["quote"]


def test_the_fields_that_people_rely_on() -> None:
    reading = make.full_reading()
    said = as_json(reading)
    assert json.loads(json.dumps(said, ensure_ascii=False)) == said
    assert list(said)[:8] == ["file", "article", "dispatches", "figures", "not_figures", "places", "forces", "events"]
    assert {name: said["article"][name] for name in ("iri", "title_en", "title_zh", "date", "page")} == {
        "iri": identifiers.article(reading.article.key), "title_en": make.TITLE_EN, "title_zh": make.TITLE_ZH, "date": "1953-10-22", "page": 4}
    assert said["warnings"] == [{"code": "numbers_differ", "line": 5, "message": "The original says 50, the translation 500."}]
    assert all(set(figure) >= FIGURE_FIELDS for figure in said["figures"])
    assert said["not_figures"][0]["reason"] == "unit_designation"


def test_a_chain_runs_from_the_agency_to_the_innermost_source() -> None:
    headline, dispatch = as_json(make.full_reading())["dispatches"]
    assert (headline["n"], headline["chain"]) == (0, [])
    assert [source["label_en"] for source in dispatch["chain"]] == ["Xinhua News Agency", "Vietnam News Agency"]
    assert dispatch["chain"][1]["statement"]["carrier"] == dispatch["chain"][0]["statement"]["iri"]
    assert (dispatch["dispatch_date"], dispatch["statement_date"]) == ("1953-10-21", "1953-10-19")


def test_numbers_are_exact_and_what_is_unknown_is_null() -> None:
    title, whole, part = as_json(make.full_reading())["figures"]
    assert (whole["value"], whole["upper"], whole["translated_value"]) == ("50", None, "500")
    assert part["component_of"] == title["restates"] == whole["iri"]
    assert (title["statement"], title["chain"], title["place"]) == (None, [], None)
    of = make.article()
    vague = as_json(make.reading(of, figures=(make.figure(of, value=None, qualifier="vague"),)))["figures"][0]
    assert vague["value"] is None
    fraction = as_json(make.reading(of, figures=(make.figure(of, value="0.6667"),)))["figures"][0]
    assert fraction["value"] == "0.6667"


def test_a_thing_known_by_its_name_alone_says_so_and_a_relative_place_tells_of_what() -> None:
    haiphong, hamlet = as_json(make.full_reading())["places"]
    assert haiphong == {"iri": identifiers.iri("place/haiphong"), "label_en": "Haiphong", "label_zh": "海防"}
    assert hamlet["known_by_name_alone"] is True
    assert {name: hamlet["relative_to"][name] for name in ("label_en", "direction", "distance", "unit")} == {
        "label_en": "Haiphong", "direction": "south", "distance": "50", "unit": "mile"}
