"""The code schemes of ontology/schemes: complete, consistent, and read as a newspaper reader would read their words."""
from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import identifiers, vocabulary
from kg.text import numeral
from kg.text.folding import fold
from kg.vocabulary import AFTER, BEFORE, LABEL, SKOS, SUFFERER, Scheme

SCHEMES = ("counter", "direction", "eventtype", "object", "outcome", "placekind", "qualifier", "rank", "reason", "stance", "unit")
PUBLISHED = {"outcome": "outcomes", "object": "objects", "qualifier": "qualifiers", "unit": "units"}
CSV = Path(__file__).parents[2] / "shared" / "design" / "vocabulary"

# What the links of a scheme point to.
TARGETS = {"appliesTo": "object", "suggestsObject": "object", "unitOf": "unit", "suggestsOutcome": "outcome", "joins": "outcome", "oppositeSideOf": "outcome",
           "yieldsTo": "outcome", "comprises": "outcome"}
# A suffix may close the names of several kinds of places: 高地 is a hill and a stronghold.
SUFFIXES = "placekind"


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> Scheme:
    return vocabulary.scheme(request.param)


def _published(name: str) -> list[dict[str, str]]:
    path = CSV / f"{PUBLISHED[name]}.csv"
    if not path.exists():
        pytest.skip(f"the published code lists are not beside this checkout: {path} is absent")
    with path.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_codes_are_all_there(name: str) -> None:
    published = [row["code"] for row in _published(name)]
    assert len(published) > 5
    assert [code for code in published if code not in vocabulary.scheme(name)] == []


def test_objects_stand_below_the_objects_that_were_published_above_them() -> None:
    objects = vocabulary.scheme("object")
    assert [row["code"] for row in _published("object") if row["broader"] and row["broader"] not in objects.broader(row["code"])] == []


def test_a_concept_has_its_label_and_definition_in_both_languages(scheme: Scheme) -> None:
    assert [concept.code for concept in scheme if set(concept.labels) != {"en", "zh"} or set(concept.definitions) != {"en", "zh"}] == []
    assert [concept.code for concept in scheme if not all(text.strip() for text in (*concept.labels.values(), *concept.definitions.values()))] == []


def test_labels_tell_the_concepts_of_a_scheme_apart(scheme: Scheme) -> None:
    for lang in ("en", "zh"):
        labels = [concept.labels[lang] for concept in scheme]
        assert len(set(labels)) == len(labels)


def test_an_address_is_made_of_scheme_and_code(scheme: Scheme) -> None:
    for concept in scheme:
        about = vocabulary.properties(identifiers.iri(f"{scheme.name}/{concept.code}"))
        assert [o.value for o in about[SKOS + "notation"]] == [concept.code]


def test_a_scheme_lists_the_concepts_that_have_nothing_above_them(scheme: Scheme) -> None:
    home = identifiers.iri(f"scheme/{scheme.name}")
    listed = {o.value for o in vocabulary.properties(home)[SKOS + "hasTopConcept"]}
    assert listed == {identifiers.iri(f"{scheme.name}/{concept.code}") for concept in scheme if not concept.broader}
    for iri in listed:
        assert [o.value for o in vocabulary.properties(iri)[SKOS + "topConceptOf"]] == [home]


def test_links_lead_to_codes_that_exist(scheme: Scheme) -> None:
    for concept in scheme:
        assert all(code in scheme for code in concept.broader)
        for link, codes in concept.links.items():
            assert [code for code in codes if code not in vocabulary.scheme(TARGETS[link])] == [], (concept.code, link)


def test_a_form_is_as_the_reader_sees_a_text(scheme: Scheme) -> None:
    """Trimmed, composed, simplified Chinese, lower-case English: anything else would never be found."""
    forms = [form for concept in scheme for form in concept.forms]
    assert [form for form in forms if form.text != unicodedata.normalize("NFC", " ".join(form.text.split()))] == []
    assert [form for form in forms if form.lang == "zh" and form.text != fold(form.text)] == []
    assert [form for form in forms if form.lang == "en" and form.text != form.text.lower()] == []
    assert {form.lang for form in forms} <= {"en", "zh"}


def test_a_form_of_the_sufferer_is_also_a_form_of_its_outcome() -> None:
    for concept in vocabulary.scheme("outcome"):
        said = {(form.text, form.lang) for form in concept.forms if form.role == LABEL}
        assert [form for form in concept.forms if form.role == SUFFERER and (form.text, form.lang) not in said] == []


def test_only_qualifiers_stand_beside_numbers(scheme: Scheme) -> None:
    beside = [form for concept in scheme for form in concept.forms if form.role in (BEFORE, AFTER)]
    assert bool(beside) == (scheme.name == "qualifier")


def _shared(scheme: Scheme) -> Iterator[tuple[str, str, str]]:
    """(form, code, other code) of every form that names two concepts of a scheme, on the same side of a number."""
    named: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for concept in scheme:
        for form in concept.forms:
            if form.role != SUFFERER:
                named[form.lang, form.role, fold(form.text)].append(concept.code)
    for (_, _, text), codes in sorted(named.items()):
        for one, other in combinations(sorted(set(codes)), 2):
            yield text, one, other


@pytest.mark.parametrize("name", [name for name in SCHEMES if name not in ("outcome", "object", SUFFIXES)])
def test_no_form_names_two_concepts(name: str) -> None:
    assert list(_shared(vocabulary.scheme(name))) == []


def _said_of(outcome: str) -> frozenset[str]:
    objects = vocabulary.scheme("object")
    applies = vocabulary.scheme("outcome")[outcome].links.get("appliesTo", tuple(objects.concepts))
    return frozenset(concept.code for concept in objects if any(code in applies for code in objects.broader(concept.code)))


def test_two_outcomes_of_one_form_are_told_apart() -> None:
    """By what is counted, by the side that acts, or because one outcome gives way to the other."""
    outcomes = vocabulary.scheme("outcome")
    unclear = []
    for form, one, other in _shared(outcomes):
        by_object = _said_of(one) - _said_of(other) and _said_of(other) - _said_of(one)
        linked = {*outcomes[one].links.get("oppositeSideOf", ()), *outcomes[one].links.get("yieldsTo", ())}
        back = {*outcomes[other].links.get("oppositeSideOf", ()), *outcomes[other].links.get("yieldsTo", ())}
        if not by_object and other not in linked and one not in back and "other" not in (one, other):
            unclear.append((form, one, other))
    assert unclear == []


def test_two_objects_of_one_form_are_told_apart_by_their_counters() -> None:
    """炮七门 are guns, 炮三十发 are shells: each of the two has a measure word of its own."""
    suggested = {code for counter in vocabulary.scheme("counter") for code in counter.links.get("suggestsObject", ())}
    assert [(form, one, other) for form, one, other in _shared(vocabulary.scheme("object")) if not {one, other} <= suggested] == []


def test_every_counter_names_one_unit() -> None:
    assert [counter.code for counter in vocabulary.scheme("counter") if len(counter.links.get("unitOf", ())) != 1] == []


def test_every_outcome_says_what_it_can_happen_to() -> None:
    assert [outcome.code for outcome in vocabulary.scheme("outcome") if "appliesTo" not in outcome.links] == ["other"]
    everything = frozenset().union(*(_said_of(outcome.code) for outcome in vocabulary.scheme("outcome") if outcome.code != "other"))
    assert everything == frozenset(vocabulary.scheme("object").concepts)


def test_the_rank_and_file_need_no_rank() -> None:
    """Whoever bears a rank counts as an officer, and no rank is told twice."""
    ranks = vocabulary.scheme("rank")
    assert {rank.links["suggestsObject"] for rank in ranks} == {("officer",)}
    officers = {(form.lang, form.text) for form in vocabulary.scheme("object")["officer"].forms}
    assert [form for rank in ranks for form in rank.forms if (form.lang, form.text) in officers] == []


def test_reports_are_the_cues_that_tell_of_a_document() -> None:
    assert {stance.code for stance in vocabulary.scheme("stance") if "makesReport" in stance.flags} == {"communique", "order", "declaration", "statistics"}


def _meant(form: str, lang: str, code: str) -> set[str]:
    """The outcomes that a form gives a number of some object, without those that give way to another of them."""
    outcomes = vocabulary.scheme("outcome")
    found = {other.code for other in outcomes.forms(lang) if other.text == form and code in _said_of(other.code)}
    return {outcome for outcome in found if not found & set(outcomes[outcome].links.get("yieldsTo", ()))}


@pytest.mark.parametrize(("form", "lang", "code", "outcomes"), [
    ("击毙", "zh", "personnel", "killed"),
    ("击伤", "zh", "officer", "wounded"),
    ("击伤", "zh", "tank", "damaged"),
    ("受重伤", "zh", "population", "wounded"),
    ("受重伤", "zh", "boat", "damaged"),
    ("俘获", "zh", "personnel", "captured"),
    ("俘获", "zh", "artillery", "seized"),
    ("captured", "en", "personnel", "captured"),
    ("captured", "en", "machine_gun", "seized"),
    ("captured", "en", "stronghold", "retaken_or_removed"),
    ("损失", "zh", "personnel", "casualties"),
    ("损失", "zh", "aircraft", "destroyed"),
    ("lost", "en", "personnel", "casualties"),
    ("lost", "en", "locomotive", "destroyed"),
    ("lost", "en", "town", "abandoned"),
    ("打死打伤", "zh", "personnel", "casualties"),
    ("毙伤俘", "zh", "personnel", "eliminated"),
    ("毙俘", "zh", "personnel", "killed_or_captured"),
    ("被歼", "zh", "unit_battalion", "eliminated"),
    ("打垮", "zh", "unit_regiment", "routed"),
    ("打垮", "zh", "battle", "repelled"),
    ("smashed", "en", "unit_company", "routed"),
    ("击落击伤", "zh", "aircraft", "destroyed_or_damaged"),
    ("击落和击毁", "zh", "aircraft", "destroyed"),
    ("击落", "zh", "aircraft", "shot_down"),
    ("炸沉", "zh", "gunboat", "sunk"),
    ("拔除", "zh", "stronghold", "retaken_or_removed"),
    ("占", "zh", "village", "occupied"),
    ("occupied", "en", "town", "occupied retaken_or_removed"),
    ("撤出", "zh", "stronghold", "abandoned"),
    ("进攻", "zh", "battle", "fought"),
    ("进攻", "zh", "personnel", "deployed"),
    ("发炮", "zh", "ammunition", "fired"),
    ("dropped", "en", "ammunition", "fired"),
    ("起义", "zh", "unit_division", "deserted"),
    ("释放", "zh", "prisoner_of_war", "released"),
    ("put out of action", "en", "personnel", "eliminated"),
])
def test_what_is_counted_chooses_among_the_outcomes_of_a_word(form: str, lang: str, code: str, outcomes: str) -> None:
    assert _meant(form, lang, code) == set(outcomes.split())


@pytest.mark.parametrize(("name", "lang", "role", "form", "code"), [
    ("object", "zh", LABEL, "轻、重机枪", "machine_gun"),
    ("object", "zh", LABEL, "火车头", "locomotive"),
    ("object", "zh", LABEL, "电线杆", "telephone_line"),
    ("object", "zh", LABEL, "六〇炮", "mortar"),
    ("object", "en", LABEL, "armored cars", "armoured_vehicle"),
    ("object", "en", LABEL, "paratroopers", "personnel"),
    ("counter", "zh", LABEL, "挺", "ting"),
    ("counter", "en", LABEL, "kilometres", "gong_li"),
    ("qualifier", "zh", BEFORE, "不下", "at_least"),
    ("qualifier", "zh", BEFORE, "不到", "up_to"),
    ("qualifier", "zh", AFTER, "余", "more_than"),
    ("qualifier", "zh", AFTER, "上下", "about"),
    ("qualifier", "zh", AFTER, "之多", "exact"),
    ("qualifier", "en", BEFORE, "no fewer than", "at_least"),
    ("qualifier", "en", BEFORE, "upwards of", "more_than"),
    ("qualifier", "en", AFTER, "odd", "more_than"),
    ("stance", "zh", LABEL, "发表公报", "communique"),
    ("stance", "zh", LABEL, "供认", "admits"),
    ("stance", "en", LABEL, "according to", "reports"),
    ("stance", "en", LABEL, "issued a communiqué", "communique"),
    ("eventtype", "zh", LABEL, "登陆", "landing"),
    ("eventtype", "en", LABEL, "mutinied", "mutiny"),
    ("direction", "zh", LABEL, "以南", "south"),
    ("direction", "zh", LABEL, "西北部", "northwest"),
    ("direction", "en", LABEL, "on the left bank of", "left_bank"),
    ("placekind", "zh", LABEL, "三角洲", "region"),
    ("placekind", "en", LABEL, "river", "river"),
    ("rank", "zh", LABEL, "副团长", "regimental_commander"),
    ("rank", "en", LABEL, "lieutenant-colonels", "colonel"),
])
def test_words_name_their_concepts(name: str, lang: str, role: str, form: str, code: str) -> None:
    assert [found.code for found in vocabulary.scheme(name).forms(lang, role) if found.text == form] == [code]


def test_reasons_cover_every_numeral_that_the_reader_can_leave_out() -> None:
    """What the reader calls a number that counts nothing is a code of the scheme; so are a repeat, a header and what is none of these."""
    kinds = (numeral.DATE, numeral.TIME, numeral.DURATION, numeral.ORDINAL, numeral.DESIGNATION, numeral.CALIBRE, numeral.ROUTE, numeral.LIST, numeral.AGE,
             numeral.DISTANCE, numeral.DIMENSION, numeral.RATE, numeral.NAME, numeral.PAGE, numeral.WITHHELD, numeral.REFERENCE, numeral.SCOPE)
    assert [kind for kind in (*kinds, "repeat", "header", "other") if kind not in vocabulary.scheme("reason")] == []


def test_every_scheme_has_a_file_of_its_own() -> None:
    folder = next(path for path in vocabulary.turtle_files() if path.parent.name == "schemes").parent
    for name in SCHEMES:
        graph = ox.parse(vocabulary.turtle(folder / f"{name}.ttl"), format=ox.RdfFormat.TURTLE, base_iri=identifiers.BASE)
        schemes = {quad.subject.value for quad in graph if isinstance(quad.subject, ox.NamedNode) and quad.object == ox.NamedNode(SKOS + "ConceptScheme")}
        assert schemes == {identifiers.iri(f"scheme/{name}")}
