"""What docs/model.md says of an article's graph, held against what the mapping writes."""
from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import factories as make
import pyoxigraph as ox
import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as some

from kg import identifiers
from kg.mapping import nquads
from kg.mapping.terms import cleaned, edtf, first_day, last_day, number, plain, string
from kg.model import EN, ZH, Named, Reading, Relative
from kg.namespaces import KG, PREFIXES, PROV, RDF, SKOS

ALLOWED = {"integer", "decimal", "date", "gYear", "gYearMonth", "boolean", "string", "langString", "EDTF", "wktLiteral"}


def parsed(reading: Reading) -> list[ox.Quad]:
    return list(ox.parse(nquads(reading).encode(), format=ox.RdfFormat.N_QUADS))


def about(reading: Reading, path: str) -> dict[str, list[str]]:
    """What the graph says of the thing at a path: property (by prefix) → values; IRIs are shortened to paths below the base."""
    found: dict[str, list[str]] = {}
    for quad in parsed(reading):
        if quad.subject.value == identifiers.iri(path):
            found.setdefault(_short(quad.predicate.value), []).append(_value(quad.object))
    return found


def _short(iri: str) -> str:
    if iri == RDF + "type":
        return "a"
    return next((f"{prefix}:{iri.removeprefix(space)}" for prefix, space in PREFIXES.items() if iri.startswith(space)), iri)


def _value(term: Any) -> str:
    if isinstance(term, ox.Literal):
        return f"{term.value}@{term.language}" if term.language else str(term.value)
    return _short(term.value).removeprefix(identifiers.BASE)


def figure_about(**changes: Any) -> dict[str, list[str]]:
    of = make.article()
    figure = make.figure(of, **changes)
    return about(make.reading(of, figures=(figure,)), f"figure/{of.key}/{figure.key}")


# --- the graph as a whole

@pytest.mark.parametrize("reading", [make.reading(), make.full_reading(), make.reading(make.article(en=None)), make.reading(make.article(zh=None))])
def test_a_graph_is_sound(reading: Reading) -> None:
    text = nquads(reading)
    quads = list(ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS))
    assert text.count("\n") == len(quads) == len(set(quads)), "each quad once"
    assert {quad.graph_name.value for quad in quads} == {identifiers.graph(reading.article.key)}
    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in quad)
    datatypes = {re.split("[#/]", quad.object.datatype.value)[-1] for quad in quads if isinstance(quad.object, ox.Literal)}
    assert datatypes <= ALLOWED
    assert nquads(reading) == text


def test_every_link_into_the_article_has_an_end() -> None:
    reading = make.full_reading()
    quads = parsed(reading)
    described = {quad.subject.value for quad in quads}
    own = {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode) and reading.article.key in quad.object.value}
    assert own <= described


def test_every_term_of_ours_stands_in_the_ontology() -> None:
    vocabulary = pytest.importorskip("kg.vocabulary")
    used = {term.value for quad in parsed(make.full_reading()) for term in (quad.predicate, quad.object)
            if isinstance(term, ox.NamedNode) and term.value.startswith(KG)}
    assert len(used) > 40
    assert used <= set(vocabulary.subjects())


def test_the_store_keeps_every_literal_as_written() -> None:
    quads = set(parsed(make.full_reading()))
    store = ox.Store()
    store.extend(quads)
    assert set(store) == quads


def test_two_articles_share_no_address_but_what_they_name() -> None:
    one, other = make.full_reading(), make.reading(make.article(zh="另一篇。", en=None, title_zh="另", date="1953-10-23"), figures=())
    shared = {quad.subject.value for quad in parsed(one)} & {quad.subject.value for quad in parsed(other)}
    assert {identifiers.BASE + "software/0.1.0"} == shared


# --- the article

def test_an_article() -> None:
    reading = make.full_reading()
    key = reading.article.key
    said = about(reading, f"article/{key}")
    assert said["a"] == ["schema:NewsArticle"]
    assert said["schema:headline"] == [f"{make.TITLE_ZH}@zh", f"{make.TITLE_EN}@en"]
    assert said["schema:datePublished"] == ["1953-10-22"]
    assert (said["schema:pagination"], said["schema:author"], said["schema:articleSection"]) == (["4"], ["本报讯"], ["国际新闻"])
    assert said["schema:identifier"] == ["article"]
    assert said["schema:isPartOf"] == ["issue/1953-10-22"]
    assert said["kg:textVersion"] == [f"text/{key}/zh", f"text/{key}/en"]
    assert "place:haiphong" in said["schema:mentions"]
    assert about(reading, "issue/1953-10-22")["schema:isPartOf"] == ["newspaper/peoples-daily"]
    assert about(reading, f"text/{key}/en")["schema:translationOfWork"] == [f"text/{key}/zh"]
    assert "schema:translationOfWork" not in about(reading, f"text/{key}/zh")


def test_the_reading_is_told_with_the_seed_and_its_warnings() -> None:
    reading = make.full_reading()
    said = about(reading, f"reading/{reading.article.key}")
    assert said["kg:seedHash"] == [reading.article.sha256]
    assert said["kg:warning"] == ["numbers_differ, line 5: The original says 50, the translation 500."]
    assert said["prov:wasAssociatedWith"] == ["software/0.1.0"]
    assert about(reading, f"graph/{reading.article.key}")["prov:wasGeneratedBy"] == [f"reading/{reading.article.key}"]


# --- chains

def test_a_chain_runs_from_the_outermost_statement_to_the_innermost() -> None:
    reading = make.full_reading()
    key = reading.article.key
    dispatch, outer, inner, aside = (about(reading, path) for path in (
        f"dispatch/{key}/1", f"statement/{key}/1.1", f"statement/{key}/1.2", f"statement/{key}/1.3"))
    assert (dispatch["kg:outermostStatement"], dispatch["prov:hadPrimarySource"]) == ([f"statement/{key}/1.1"], [f"statement/{key}/1.2"])
    assert outer["prov:wasDerivedFrom"] == outer["prov:hadPrimarySource"] == [f"statement/{key}/1.2", f"statement/{key}/1.3"]
    assert [said["kg:hop"] for said in (outer, inner, aside)] == [["1"], ["2"], ["2"]]
    assert inner["a"] == ["kg:Statement", "schema:Report"]
    assert inner["kg:periodCovered"] == ["1952-07/1953-07"]
    assert inner["kg:statedOn"] == ["1953-10-19"]
    assert (inner["kg:cue"], inner["kg:stance"]) == (["据…讯@zh"], ["stance:reports"])
    assert "prov:wasDerivedFrom" not in inner
    assert "kg:cue" not in aside
    assert about(reading, f"dispatch/{key}/0")["a"] == ["kg:Headline"]


def test_a_primary_source_is_reached_over_any_number_of_hops() -> None:
    of = make.article()
    chain = tuple(make.statement(str(n), carrier=str(n - 1) if n > 1 else None) for n in range(1, 6))
    reading = make.reading(of, dispatches=(make.dispatch(1, chain=chain),), figures=())
    assert [about(reading, f"statement/{of.key}/1.{n}").get("prov:hadPrimarySource") for n in (1, 4, 5)] == [[f"statement/{of.key}/1.5"]] * 2 + [None]
    assert about(reading, f"statement/{of.key}/1.5")["kg:hop"] == ["5"]


def test_a_chain_that_bites_its_tail_ends() -> None:
    of = make.article()
    chain = (make.statement("1", carrier="2"), make.statement("2", carrier="1"))
    assert about(make.reading(of, dispatches=(make.dispatch(1, chain=chain),), figures=()), f"statement/{of.key}/1.1")["a"] == ["kg:Statement"]


# --- figures

@pytest.mark.parametrize(("qualifier", "upper", "expected"), [
    ("exact", None, {"min": "50", "max": "50"}),
    ("more_than", None, {"min": "50", "minExclusive": "true"}),
    ("at_least", None, {"min": "50"}),
    ("nearly", None, {"max": "50", "maxExclusive": "true"}),
    ("up_to", None, {"max": "50"}),
    ("range", 60, {"min": "50", "max": "60", "upper": "60"}),
    ("about", None, {}),
])
def test_bounds_follow_the_qualifier(qualifier: str, upper: int | None, expected: dict[str, str]) -> None:
    said = figure_about(qualifier=qualifier, upper=upper and Decimal(upper))
    names = ("min", "minExclusive", "max", "maxExclusive", "upper")
    assert {name: said[f"kg:{name}"][0] for name in names if f"kg:{name}" in said} == expected
    assert said["kg:value"] == ["50"]
    assert said["kg:qualifier"] == [f"qualifier:{qualifier}"]


def test_a_vague_magnitude_has_no_number() -> None:
    said = figure_about(value=None, qualifier="vague", value_text="几百")
    assert said["kg:valueText"] == ["几百"]
    assert not {"kg:value", "kg:min", "kg:max"} & set(said)


@pytest.mark.parametrize(("start", "end", "period", "first", "last"), [
    ("1952-07", "1953-07", "1952-07/1953-07", "1952-07-01", "1953-07-31"),
    ("1952", "1952", "1952", "1952-01-01", "1952-12-31"),
    ("1952-02", "1952-02", "1952-02", "1952-02-01", "1952-02-29"),
    ("1953-10-19", "1953-10-19", "1953-10-19", "1953-10-19", "1953-10-19"),
    (None, "1953-07", "../1953-07", None, "1953-07-31"),
    ("1953-07", None, "1953-07/..", "1953-07-01", None),
    (None, None, None, None, None),
])
def test_periods(start: str | None, end: str | None, period: str | None, first: str | None, last: str | None) -> None:
    said = figure_about(period_start=start, period_end=end)
    assert [said.get(name, [None])[0] for name in ("kg:period", "kg:from", "kg:to")] == [period, first, last]
    if period:
        assert str(parse_edtf(period)) == period


def test_what_a_figure_says_of_people_place_and_language() -> None:
    reading = make.full_reading()
    title, whole, part = (about(reading, f"figure/{reading.article.key}/{figure.key}") for figure in reading.figures)
    assert whole["kg:affected"] == ["force:vietnamese-peoples-army"]
    assert whole["kg:place"] == ["place:haiphong"]
    assert whole["kg:statedIn"] == [f"statement/{reading.article.key}/1.2"]
    assert (whole["kg:agreement"], whole["kg:translationDiffers"]) == (["differ"], ["true"])
    assert (whole["kg:translatedValue"], whole["kg:translatedQualifier"]) == (["500"], ["qualifier:exact"])
    assert whole["kg:unitText"] == ["名"]
    assert part["kg:componentOf"] == title["kg:restates"] == [f"figure/{reading.article.key}/{reading.figures[1].key}"]
    assert "kg:translationDiffers" not in part
    assert "kg:statedIn" not in title


# --- evidence

def test_evidence_quotes_the_published_text() -> None:
    reading = make.full_reading()
    by_subject: dict[str, dict[str, list[str]]] = {}
    for quad in parsed(reading):
        by_subject.setdefault(quad.subject.value, {}).setdefault(_short(quad.predicate.value), []).append(_value(quad.object))
    selectors = [said for said in by_subject.values() if "oa:exact" in said]
    texts = {lang: by_subject[identifiers.text(reading.article.key, lang)]["schema:text"][0] for lang in (ZH, EN)}
    assert len(selectors) > 15
    sources = {said["oa:hasSelector"][0]: said["oa:hasSource"][0] for said in by_subject.values() if "oa:hasSelector" in said}
    for iri, said in by_subject.items():
        if "oa:exact" in said:
            text = texts[sources[iri.removeprefix(identifiers.BASE)][-2:]]
            assert text[int(said["oa:start"][0]):int(said["oa:end"][0])] == said["oa:exact"][0]


def test_a_second_quote_in_one_language_has_an_address_of_its_own() -> None:
    of = make.article()
    figure = make.figure(of, "五十多名", None, evidence=make.evidence(of, "五十多名") + make.evidence(of, "三十名"))
    path = f"figure/{of.key}/{figure.key}"
    assert about(make.reading(of, figures=(figure,)), path)["kg:evidence"] == [f"{path}#zh", f"{path}#zh2"]


def test_evidence_in_a_language_that_the_article_lacks_is_an_error() -> None:
    of = make.article(en=None)
    figure = make.figure(of, en=None, evidence=(make.span(make.article(), EN, "50"),))
    with pytest.raises(ValueError, match=r"a language that article\.txt has no text in"):
        nquads(make.reading(of, figures=(figure,)))


# --- what is no figure, events, names

def test_numerals_events_and_mentions() -> None:
    reading = make.full_reading()
    key = reading.article.key
    assert about(reading, f"numeral/{key}/{reading.numerals[0].key}")["kg:reason"] == ["reason:unit_designation"]
    event = about(reading, f"event/{key}/{reading.events[0].key}")
    assert (event["sem:eventType"], event["sem:hasPlace"], event["kg:period"]) == (["eventtype:battle"], ["place:haiphong"], ["1953-10/.."])
    mentioned = [quad for quad in parsed(reading) if quad.predicate.value == KG + "mentions"]
    assert len(mentioned) == 3


def test_two_names_that_begin_at_one_place_are_two_mentions_the_longer_first() -> None:
    of = make.article()
    army, people = make.force(), make.place("place/vietnam", "Vietnam", "越南")
    start = make.span(of, ZH, "越南人民军")
    reading = make.reading(of, figures=(), mentions=(make.mention(of, people, "越南", ZH), make.mention(of, army, "越南人民军", ZH)))
    version = of.version(ZH)
    assert version is not None
    # The first 越南 of the body is that of the agency's name; the army stands further on.
    offsets = [version.offset(make.span(of, ZH, "越南").start), version.offset(start.start)]
    assert [about(reading, f"mention/{of.key}/zh{offset}")["kg:mentions"] for offset in offsets] == [["place:vietnam"], ["force:vietnamese-peoples-army"]]
    both = make.reading(of, figures=(), mentions=(make.Mention(people, make.Span(ZH, start.start, start.start + 2)), make.Mention(army, start)))
    assert about(both, f"mention/{of.key}/zh{offsets[1]}")["kg:mentions"] == ["force:vietnamese-peoples-army"]
    assert about(both, f"mention/{of.key}/zh{offsets[1]}-2")["kg:mentions"] == ["place:vietnam"]


def test_a_known_thing_is_described_in_the_graph_of_the_authority_alone() -> None:
    assert about(make.full_reading(), "place/haiphong") == {}


def test_a_thing_known_by_its_name_alone_is_described_in_the_article() -> None:
    reading = make.full_reading()
    battalion = about(reading, make.unknown("force", "第七一二营").path)
    assert battalion == {"a": ["org:Organization", "kg:ArmedForce"], "kg:knownByNameAlone": ["true"], "skos:prefLabel": ["第七一二营@zh"]}
    assert about(reading, make.unknown("source", "外国报纸").path)["a"] == ["kg:Source"]


def test_a_force_that_speaks_is_a_source_too() -> None:
    of, speaker = make.article(), make.unknown("force", "某军司令部")
    dispatch = make.dispatch(1, chain=(make.statement("1"), make.statement("2", speaker, carrier="1")))
    assert "kg:Source" in about(make.reading(of, dispatches=(dispatch,)), speaker.path)["a"]


def test_the_name_in_the_original_is_the_preferred_one() -> None:
    of, both = make.article(), Named("place/x-1", "Chuk", "朱克", False)
    said = about(make.reading(of, places=(both,)), "place/x-1")
    assert (said["skos:prefLabel"], said["skos:altLabel"]) == (["朱克@zh"], ["Chuk@en"])


def test_a_relative_place_tells_what_it_is_relative_to() -> None:
    of, hamlet = make.article(), make.unknown("place", "某村")
    far = Named("place/x-2", None, "某村以南", False, Relative(hamlet, "south", Decimal("50.0"), "mile"))
    reading = make.reading(of, places=(far,))
    said = about(reading, "place/x-2")
    assert said["kg:distanceUnit"] == ["unit:mile"]
    assert (said["kg:relativeTo"], said["kg:direction"], said["kg:distance"]) == (["place:" + hamlet.path[6:]], ["south"], ["50"])
    assert about(reading, hamlet.path)["a"] == ["schema:Place", "geo:Feature"]


# --- terms

@pytest.mark.parametrize(("value", "expected"), [
    ("52000", "52000"), ("5.2E+4", "52000"), ("0.6667", "0.6667"), ("1.50", "1.5"), ("10.0", "10"), ("0", "0"), ("1E-3", "0.001"),
    ("12345678901234567890", "12345678901234567890")])
def test_numbers_are_plain_and_canonical(value: str, expected: str) -> None:
    assert plain(Decimal(value)) == expected
    assert number(Decimal(value)).endswith("decimal>" if "." in expected else "integer>")


@given(some.text())
def test_any_text_survives_escaping(text: str) -> None:
    line = f"<http://e/s> <http://e/p> {string(text)} <http://e/g> .\n"
    (quad,) = ox.parse(line.encode(), format=ox.RdfFormat.N_QUADS)
    assert quad.object.value == cleaned(text)
    assert len(cleaned(text)) == len(text)


def test_characters_that_xml_cannot_hold_are_replaced_one_by_one() -> None:
    assert cleaned("a\x00b\x0cc\ud800d\uffff\t\n\r") == "a\ufffdb\ufffdc\ufffdd\ufffd\t\n\r"


@given(some.dates().map(str), some.sampled_from((4, 7, 10)))
def test_a_day_lies_in_its_period(day: str, precision: int) -> None:
    rough = day[:precision]
    assert first_day(rough)[1:11] <= day <= last_day(rough)[1:11]
    assert str(parse_edtf(edtf(rough, rough).split('"')[1])) == rough


def test_the_namespaces_are_those_of_the_standards() -> None:
    assert (PROV, SKOS) == ("http://www.w3.org/ns/prov#", "http://www.w3.org/2004/02/skos/core#")
