"""``kg evaluate``: what counts as found, as right, as invented; and that its measures are those of the program that judges readers."""
from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import factories as make
import pytest
from releases import command

from kg.errors import CallError, SeedError
from kg.evaluation import as_json, evaluate, held_out
from kg.evaluation.gold import Annotation, annotation_files, load, number
from kg.evaluation.likeness import alike, same
from kg.evaluation.measures import measures, total
from kg.evaluation.scoring import Finding, Score, score
from kg.model import Article, Figure

SHARED = Path(__file__).parent.parent.parent / "shared"
SCRIPT, CORPUS = SHARED / "evaluate" / "score.py", SHARED / "corpus"
TEXTS = (CORPUS / "bilingual", CORPUS / "zh")

FIFTY = {"n": 1, "dispatch": 1, "value": 50, "qualifier": "more_than", "outcome": "eliminated", "object": "personnel", "unit": "person", "place": "Haiphong",
         "actor": "Vietnamese People's Army", "affected": "enemy", "period_start": "1952-07", "period_end": "1953-07", "quote_zh": "敌军五十多名"}
THIRTY = FIFTY | {"n": 2, "value": 30, "qualifier": "exact", "outcome": "killed", "component_of": 1, "quote_zh": "击毙三十名"}
DISPATCH = {"n": 1, "chain": ["Xinhua News Agency", "Vietnam News Agency"], "chain_zh": ["新华社", "越南通讯社"], "dispatch_date": "1953-10-21",
            "statement_date": None}


def annotation(folder: Path, *figures: dict[str, Any], name: str = "article", **more: Any) -> Annotation:
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"figures": figures, "dispatches": [DISPATCH], "places": [], "forces": []} | more, ensure_ascii=False), encoding="utf-8")
    return load(path)


def fifty(of: Article, **changes: Any) -> Figure:
    """A figure as right as can be."""
    right = {"qualifier": "more_than", "place": make.place(), "actor": make.force(), "affected": make.unknown("force", "敌军"), "period_start": "1952-07",
             "period_end": "1953-07"}
    return make.figure(of, **(right | changes))


def scored(folder: Path, gold: tuple[dict[str, Any], ...], *read: Figure, **more: Any) -> Score:
    of = make.article()
    return score(annotation(folder, *gold, **more), of.file, make.reading(of, figures=read), of.source)


def told(found: Score) -> dict[str, Any]:
    return measures(total([found]), 1)


# --- what counts

OF = make.article()


def test_a_figure_read_as_annotated_is_right_in_every_field(tmp_path: Path) -> None:
    whole = fifty(OF)
    part = fifty(OF, zh="三十名", en=None, value=30, qualifier="exact", outcome="killed", component_of=whole.key)
    found = scored(tmp_path, (FIFTY, THIRTY), whole, part)
    said = told(found)
    assert said["figures"] == said["figures_full"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "gold": 2, "found": 2}
    assert set(said["fields"].values()) == {1.0}
    assert {said[name] for name in ("dispatch", "period", "place", "actor", "affected", "component_of", "chain", "dispatch_date", "spans_exact")} == {1.0}
    assert found.findings == []


@pytest.mark.parametrize("change,measure,said", [
    ({"outcome": "killed"}, "outcome", "eliminated → killed"), ({"place": make.place("place/hanoi", "Hanoi", "河内")}, "place", "Haiphong → Hanoi"),
    ({"actor": None}, "actor", "Vietnamese People's Army → None"), ({"affected": None}, "affected", "enemy → None"),
    ({"period_end": None}, "period", "1952-07/1953-07 → 1952-07/.."), ({"dispatch": 0}, "dispatch", "1 → 0")])
def test_a_field_that_is_wrong_is_told(change: dict[str, Any], measure: str, said: str, tmp_path: Path) -> None:
    found = scored(tmp_path, (FIFTY,), fifty(OF, **change))
    assert (told(found)["fields"] | told(found))[measure] == 0.0
    assert [f"{one.gold} → {one.read}" for finding in found.findings for one in finding.differences] == [said]
    assert told(found)["figures"]["f1"] == 1.0


def test_a_part_of_nothing_or_of_another_is_told_by_what_is_written(tmp_path: Path) -> None:
    found = scored(tmp_path, (FIFTY, THIRTY), fifty(OF), fifty(OF, zh="三十名", en=None, value=30, qualifier="exact", outcome="killed"))
    assert told(found)["component_of"] == 0.0
    assert [(one.field, one.gold, one.read) for finding in found.findings for one in finding.differences] == [("component_of", "五十多名", None)]


@pytest.mark.parametrize("read,kinds", [
    ((fifty(OF, value=60),), ["missed", "invented"]),                                              # another number
    ((fifty(OF, zh="三十名", en=None),), ["missed", "invented"]),                                     # the same number elsewhere
    ((fifty(OF), fifty(OF, zh="敌军五十", en=None)), ["invented"]),                                    # twice: each counts once
    ((fifty(OF), fifty(OF, zh="三十名", en=None, value=1)), []),                                     # one of a thing counts neither way
    ((), ["missed"])])
def test_what_is_found_missed_and_invented(read: tuple[Figure, ...], kinds: list[str], tmp_path: Path) -> None:
    assert [finding.kind for finding in scored(tmp_path, (FIFTY,), *read).findings] == kinds


def test_what_may_be_read_or_not_counts_neither_way(tmp_path: Path) -> None:
    optional = THIRTY | {"optional": True}
    both, one = (scored(tmp_path, (FIFTY, optional), *read) for read in ((fifty(OF), fifty(OF, zh="三十名", en=None, value=30)), (fifty(OF),)))
    assert told(both)["figures"] == told(one)["figures"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "gold": 1, "found": 1}
    assert both.findings == one.findings == []


def test_what_is_read_where_the_annotation_is_silent_is_counted_apart(tmp_path: Path) -> None:
    silent = FIFTY | {"place": None, "actor": None, "affected": None, "period_start": None, "period_end": None}
    found = scored(tmp_path, (silent,), fifty(OF))
    assert [found.counts[f"{name}_extra"] for name in ("place", "actor", "affected", "period")] == [1, 1, 1, 1]
    assert told(found)["place"] is None and found.findings == []


def test_an_article_that_cannot_be_read_is_missed_whole(tmp_path: Path) -> None:
    gold = annotation(tmp_path, FIFTY, places=[{"zh": "海防", "en": "Haiphong"}])
    found = score(gold, "article.txt", None, "")
    assert (told(found)["figures"]["recall"], told(found)["chain"], told(found)["places"]["recall"]) == (0.0, 0.0, 0.0)
    assert found.findings[0] == Finding("missed", "article", "could not be read")


def test_translations_made_wrong_on_purpose(tmp_path: Path) -> None:
    planted = {"translation_errors": [{"figure": 1}]}
    caught = scored(tmp_path, (FIFTY,), fifty(OF, agreement="differ"), **planted)
    missed = scored(tmp_path, (FIFTY,), fifty(OF), **planted)
    assert told(caught)["translation_errors"] == {"planted": 1, "caught": 1, "told": 1}
    assert told(missed)["translation_errors"] == {"planted": 1, "caught": 0, "told": 0}
    assert [finding.about for finding in missed.findings] == ["translation"]


@pytest.mark.parametrize("written,value", [(52000, 52000.0), ("52000", 52000.0), ("2/3", 2 / 3), (0.6667, 0.6667), (None, None), ("", None), ("many", None),
                                           ("1/0", None)])
def test_numbers_of_annotations(written: object, value: float | None) -> None:
    assert number(written) == value


@pytest.mark.parametrize("a,b,equal", [(0.6667, 2 / 3, True), (0.66, 2 / 3, False), (52000.0, 52000.01, True), (52000.0, 52001.0, False), (None, None, True),
                                       (None, 1.0, False)])
def test_numbers_that_are_the_same_but_for_rounding(a: float | None, b: float | None, equal: bool) -> None:
    assert same(a, b) is equal


@pytest.mark.parametrize("a,b,one", [("the French Army", "French army", True), ("Haiphong", "north-east of Haiphong", True),
                                     ("Army of Vietnam", "Vietnam's Army", True), ("Hanoi", "Haiphong", False),
                                     ("", "Haiphong", False), ("海防", "海防东北", True)])
def test_names_that_may_be_of_one_thing(a: str, b: str, one: bool) -> None:
    assert alike((a,), (b,)) is one


# --- files

@pytest.mark.parametrize("data,said", [
    (b'{"figures": [', "bad.json:1:14: This is no JSON: Expecting value."), (b"\xff", "bad.json:1:1: This is no UTF-8"), (b"[]", "does not have the form"),
    (b'{"figures": [], "dispatches": [], "places": []}', "lacks 'forces'"), (b"[" * 100_000, "nested too deeply"),
    (b'{"figures": [{"n": 1, "dispatch": 1, "value": 1, "quote_zh": 7}], "dispatches": [], "places": [], "forces": []}', "'quote_zh' is 7, which is no text")])
def test_an_annotation_that_is_none(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(data)
    with pytest.raises(SeedError) as error:
        load(tmp_path / "bad.json")
    assert said in str(error.value)


def desk(at: Path, *names: str) -> tuple[Path, Path]:
    """A folder of annotations and one of texts, an article each."""
    for folder in ("gold", "texts"):
        (at / folder).mkdir()
    for name in names:
        annotation(at / "gold", FIFTY, name=name)
        (at / "texts" / f"{name}.txt").write_text(make.article().source, encoding="utf-8")
    return at / "gold", at / "texts"


def test_the_command_shows_measures_codes_and_confusions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold, texts = desk(tmp_path, "a")
    annotation(gold, FIFTY | {"outcome": "repelled"}, name="a")
    assert command("evaluate", gold, texts, "--details") == 0
    shown = capsys.readouterr().out
    assert "1 article\n" in shown and "1 × repelled read as eliminated: 敌军五十多名" in shown
    assert f"{texts / 'a.txt'}\n" in shown and "outcome eliminated for repelled" in shown


def test_the_command_gives_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold, texts = desk(tmp_path, "a", "b")
    assert command("evaluate", gold, texts, "--format", "json") == 0
    said = json.loads(capsys.readouterr().out)
    assert list(said) == ["measures", "fields", "codes", "confusions", "articles", "findings", "notes"]
    assert said["measures"]["articles"] == 2 and [row["article"] for row in said["articles"]] == ["a", "b"]


def test_nothing_single_is_shown_of_articles_that_are_held_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold, texts = desk(tmp_path, "open", "closed")
    annotation(gold, FIFTY | {"outcome": "repelled"}, name="closed")
    (tmp_path / "names.txt").write_text("# for the end\nclosed.txt  # not before\n\n", encoding="utf-8")
    assert command("evaluate", gold, texts, "--details", "--held-out", tmp_path / "names.txt") == 0
    shown = capsys.readouterr().out
    assert "2 articles: 1 development, 1 held out" in shown and "repelled" not in shown
    said = as_json(evaluate(gold, [texts], lambda names: held_out(str(tmp_path / "names.txt"), names)))
    assert [said["parts"][part]["fields"]["outcome"] for part in ("development", "held out")] == [1.0, 0.0]
    assert said["confusions"]["outcome"] == [] and {finding["article"] for finding in said["findings"]} <= {"open"}


def test_a_share_takes_the_same_articles_whatever_others_there_are() -> None:
    names = [f"article-{number}" for number in range(300)]
    taken = held_out("1/3", names)
    assert 70 < len(taken) < 130
    assert held_out("1/3", names[:150]) == taken & set(names[:150])
    assert taken < held_out("2/3", names)


@pytest.mark.parametrize("given,said", [("3/2", "between 0 and 1"), ("no-such.txt", "cannot be read: No such file"), ("odd", "a share such as 1/3")])
def test_a_split_that_cannot_be_made(given: str, said: str) -> None:
    with pytest.raises(CallError, match=said):
        held_out(given, ["a"])


def test_a_name_that_no_article_has_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("a\nAA\n", encoding="utf-8")
    with pytest.raises(CallError, match=r"names.txt:2: no article is named 'AA'"):
        held_out(str(tmp_path / "names.txt"), ["a", "b"])


@pytest.mark.parametrize("call,said", [
    (("empty", "texts"), "holds no annotation"), (("gold", "empty"), "None of the texts has an annotation"), (("gone", "texts"), "There is no such file"),
    (("gold", "texts", "copy"), "have the same name"), (("gold", "texts", "gone.txt"), "There is no such file"), (("gold", "texts", "odd.txt"), "odd.txt"),
    (("gold", "texts", "--held-out", "1/2"), "each part")])
def test_what_is_wrong_with_a_call(call: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                   monkeypatch: pytest.MonkeyPatch) -> None:
    desk(tmp_path, "a")
    for folder in ("empty", "copy"):
        (tmp_path / folder).mkdir()
    (tmp_path / "copy" / "a.txt").write_text(make.article().source, encoding="utf-8")
    (tmp_path / "odd.txt").write_bytes(b"\x00\x01")
    annotation(tmp_path / "gold", FIFTY, name="odd")
    monkeypatch.chdir(tmp_path)
    assert command("evaluate", *call) == 2
    assert said in capsys.readouterr().err


def test_slips_of_an_annotation_are_told(tmp_path: Path) -> None:
    gold, texts = desk(tmp_path, "a")
    annotation(gold, FIFTY | {"quote_en": "fifty men", "outcome": "killled"}, name="a")
    annotation(gold, name="b")
    assert [note.partition(" in ")[0] for note in evaluate(gold, [texts]).notes] == [
        "a: figure 1: the quote 'fifty men' does not stand", "a: figure 1: 'killled' is no code of the scheme outcome.",
        "Without a text here, and left out: b."]


# --- the same measures as the program that judges readers

def test_the_measures_are_those_of_the_judging_program(tmp_path: Path) -> None:
    if not SCRIPT.is_file():
        pytest.skip("the judging program and the annotated corpus (../shared) are not beside this checkout")
    reader = [sys.executable, "-m", "kg", "read", "--format", "jsonl", *map(str, TEXTS)]
    (tmp_path / "read.jsonl").write_bytes(subprocess.run(reader, capture_output=True, check=True).stdout)
    for variant, gold in enumerate((CORPUS / "gold", *(changed(tmp_path, seed) for seed in range(4)))):
        judge = [sys.executable, str(SCRIPT), str(gold), *map(str, TEXTS), "--json", "--read", f"{sys.executable} -c {PRINTER!r} {tmp_path / 'read.jsonl'}"]
        wanted = json.loads(subprocess.run(judge, capture_output=True, check=True, text=True).stdout)
        found = as_json(evaluate(gold, TEXTS))["measures"]
        assert found == wanted, f"annotations {variant}"
        assert found["articles"] == len(list(annotation_files(gold))) > 20


PRINTER = "import sys; print(open(sys.argv[1], encoding='utf-8').read())"


def changed(at: Path, seed: int) -> Path:
    """Annotations that the reader gets wrong: numbers, codes, names, dates and quotes of the corpus's changed here and there, some left out or optional."""
    draw = random.Random(seed)
    folder = at / f"gold{seed}"
    folder.mkdir()
    for path in sorted((CORPUS / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        figures = gold["figures"]
        for figure in figures:
            for name in ("value", "upper", "dispatch", "qualifier", "outcome", "object", "unit", "actor", "affected", "place", "period_start", "period_end",
                         "component_of", "quote_zh", "quote_en"):
                if draw.random() < 0.1:
                    figure[name] = draw.choice([other.get(name) for other in figures])
            figure["optional"] = draw.random() < 0.1
            figure["dispatch"] = figure["dispatch"] or 0
        gold["figures"] = [figure for figure in figures if draw.random() > 0.05]
        gold["translation_errors"] = [{"figure": figure["n"]} for figure in gold["figures"] if draw.random() < 0.05]
        for dispatch in gold["dispatches"]:
            draw.shuffle(dispatch["chain"])
            dispatch["statement_date"] = dispatch["statement_date"] or draw.choice([None, dispatch["dispatch_date"]])
        for thing in (*gold["places"], *gold["forces"]):
            if draw.random() < 0.1:
                thing[draw.choice(["zh", "en"])] = draw.choice([None, "无名", "Nowhere"])
        (folder / path.name).write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    return folder
