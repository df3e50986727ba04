"""RDF files judged, the forms of a report, and the command."""
from __future__ import annotations

import argparse
import json
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from kg.cli import new, validate
from kg.cli.new import template
from kg.cli.validate import changes, exit_code
from kg.errors import CallError
from kg.namespaces import SH
from kg.validation import VIOLATION, FileReport, judge_files, judge_rdf, judge_seed
from kg.validation.output import FORMATS, Options

CASES = Path(__file__).parent / "shapes" / "valid"
ARTICLE = (CASES / "article.ttl").read_text(encoding="utf-8")
SEED = Path(__file__).parent.parent / "seeds" / "articles" / "000_53229b98fb896667.txt"

BROKEN = ARTICLE.replace('schema:pagination "4"', 'schema:pagination "four"')


def in_format(turtle: str, rdf_format: ox.RdfFormat) -> bytes:
    triples = [quad.triple for quad in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)]
    return ox.serialize(sorted(triples, key=str), format=rdf_format) or b""


FILES = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG, ".jsonld": ox.RdfFormat.JSON_LD,
         ".rdf": ox.RdfFormat.RDF_XML}


@pytest.mark.parametrize("suffix", FILES)
def test_rdf_is_judged_alike_in_every_format(suffix: str) -> None:
    good, bad = (judge_rdf(f"graph{suffix}", in_format(text, FILES[suffix])) for text in (ARTICLE, BROKEN))
    assert good.notices == ()
    assert [notice.code for notice in bad.notices] == ["Article-page"]


def test_a_line_of_n_triples_is_told_exactly() -> None:
    data = in_format(BROKEN, ox.RdfFormat.N_TRIPLES)
    report = judge_rdf("graph.nt", data)
    notice = next(notice for notice in report.notices if notice.code == "Article-page")
    assert '"four"' in data.decode().split("\n")[notice.place.line - 1]
    assert notice.label


def test_a_line_of_turtle_is_that_of_the_property() -> None:
    report = judge_rdf("graph.ttl", BROKEN.encode())
    notice = next(notice for notice in report.notices if notice.code == "Article-page")
    assert "pagination" in BROKEN.split("\n")[notice.place.line - 1]


HOME = "https://w3id.org/dispatch-kg/ontology#"

WRITTEN = {
    "graph.trig": f"""@prefix kg: <{HOME}> .
@prefix schema: <https://schema.org/> .
@prefix ex: <https://example.org/> .
ex:g {{
  ex:f a kg:ReportedFigure ; kg:value -5 ;
    kg:place ex:p .

  ex:a a schema:NewsArticle ;
    schema:pagination "4" ,
      "five" .
}}
""",
    "graph.jsonld": f"""{{
  "@context": {{ "kg": "{HOME}", "schema": "https://schema.org/", "pages": {{ "@id": "schema:pagination" }} }},
  "@graph": [
    {{ "@id": "https://example.org/a",
      "@type": "schema:NewsArticle",
      "schema:headline": "five",
      "pages": ["4",
        "five"] }},
    {{
      "@id": "https://example.org/f", "@type": "kg:ReportedFigure",
      "kg:place": {{ "@id": "https://example.org/p" }},
      "kg:value": -5
    }} ]
}}
""",
    "graph.rdf": f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:schema="https://schema.org/" xmlns:kg="{HOME}">
  <schema:NewsArticle rdf:about="https://example.org/a">
    <schema:pagination>4</schema:pagination>
    <schema:pagination>five</schema:pagination>
  </schema:NewsArticle>
  <kg:ReportedFigure rdf:about="https://example.org/f">
    <kg:place rdf:resource="https://example.org/p"/>
    <kg:value rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">-5</kg:value>
  </kg:ReportedFigure>
</rdf:RDF>
"""}

LINES = {"graph.trig": (10, 5, 6), "graph.jsonld": (8, 12, 11), "graph.rdf": (4, 8, 7)}
"""The lines of a wrong page, a wrong value, and a place that is none."""


@pytest.mark.parametrize("file", WRITTEN)
def test_the_line_of_a_value_is_told_as_people_write_it(file: str) -> None:
    notices = judge_rdf(file, WRITTEN[file].encode()).notices
    told = [next(n.place.line for n in notices if n.code == code and n.finding and n.finding.component.startswith(component))
            for code, component in (("Article-page", "Pattern"), ("Figure-value", "MinInclusive"), ("Figure-place", "Class"))]
    assert tuple(told) == LINES[file]


def test_an_unknown_code_is_told_with_the_one_that_is_meant() -> None:
    report = judge_rdf("graph.ttl", ARTICLE.replace("qualifier/more_than", "qualifier/more_then").encode())
    [notice] = [notice for notice in report.notices if notice.code == "Figure-qualifier"]
    assert notice.remedy().endswith("Is qualifier/more_than meant?")
    assert notice.remedy("zh").endswith("是否应为 qualifier/more_than？")


MALFORMED = {
    "graph.ttl": (b"@prefix ex: <http://e/> .\nex:a ex:b ex:c\nex:d ex:e ex:f .\n", "syntax", 3),
    "graph.nt": (b"<http://a> <http://b> <http://c> .\n<http://a> <http://b> .\n", "syntax", 2),
    "graph.jsonld": (b'{"@id": "http://a",\n "http://b": \n}', "syntax", 3),
    "graph.rdf": (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\n<rdf:Description>\n</rdf:RDF>", "syntax", 3),
    "context.jsonld": (b'{"@context": "https://example.org/c", "@id": "http://a"}', "remote-context", 1),
    "wide.ttl": ("<http://a> <http://b> 1 .".encode("utf-16"), "encoding", 1),
    "gb.ttl": ('<http://a> <http://b> "中" .'.encode("gb18030"), "encoding", 1),
    "picture.ttl": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_text", 1),
    "empty.nq": (b"", "empty", 1),
}


@pytest.mark.parametrize("file", MALFORMED)
def test_malformed_rdf_cannot_be_read_and_is_told_by_line(file: str) -> None:
    data, code, line = MALFORMED[file]
    report = judge_rdf(file, data)
    assert not report.readable
    assert [(notice.code, notice.place.line) for notice in report.notices] == [(code, line)]
    assert report.notices[0].remedy()


def test_a_misspelt_term_of_ours_is_told_with_the_one_that_is_meant() -> None:
    report = judge_rdf("graph.ttl", ARTICLE.replace("kg:unitText", "kg:unitTxt").encode())
    assert {(notice.code, notice.severity) for notice in report.notices} == {("UnknownTerm", VIOLATION)}
    assert "kg:unitText" in report.notices[0].remedy()


def test_a_file_that_no_shape_applies_to_is_not_called_good_in_silence() -> None:
    report = judge_rdf("graph.ttl", b"<http://a> <http://b> <http://c> .")
    assert [notice.code for notice in report.notices] == ["nothing-judged"]


@pytest.fixture
def reports() -> list[FileReport]:
    return [judge_rdf("good.ttl", ARTICLE.encode()), judge_rdf("bad.ttl", BROKEN.encode()), judge_rdf("dir/empty file.ttl", b"")]


def test_the_text_names_file_line_fault_and_remedy(reports: list[FileReport]) -> None:
    text = FORMATS["text"](reports, Options())
    assert "good.ttl: conforms" in text
    assert "bad.ttl:19:1: violation: A page is one number from 1 to 99. [Article-page]" in text
    assert '→ Correct "Page:" or 第…版, or leave it out.' in text
    assert "dir/empty file.ttl: cannot be read" in text
    assert text.endswith("3 files: 1 conform, 1 do not, 1 cannot be read\n")


def test_the_text_speaks_chinese(reports: list[FileReport]) -> None:
    assert "→ 请改正“Page:”或“第…版”，或从略。" in FORMATS["text"](reports, Options(lang="zh"))


def test_the_text_caps_each_rule_and_counts_the_rest() -> None:
    report = judge_rdf("graph.ttl", ARTICLE.replace("kg:agreement", "kg:valueText").encode())
    text = FORMATS["text"]([report], Options(most=2))
    assert text.count("[Figure-agreement]") == 2
    assert "… and 3 more of Figure-agreement" in text


def test_the_text_tells_a_fault_of_one_place_once() -> None:
    report = judge_rdf("graph.ttl", ARTICLE.replace('"four"', "4").replace('schema:pagination "4"', "schema:pagination 400").encode())
    assert sum(notice.code == "Article-page" for notice in report.notices) == 2
    assert FORMATS["text"]([report], Options()).count("[Article-page]") == 1


def test_the_json_holds_everything(reports: list[FileReport]) -> None:
    told = json.loads(FORMATS["json"](reports, Options()))
    assert [(file["file"], file["conforms"], file["readable"]) for file in told["files"]] == [
        ("good.ttl", True, True), ("bad.ttl", False, True), ("dir/empty file.ttl", False, False)]
    finding = next(finding for finding in told["files"][1]["findings"] if finding["code"] == "Article-page")
    assert finding["component"] == "PatternConstraintComponent"
    assert finding["message"].keys() == {"en", "zh"}
    assert told["conforms"] is False


def test_the_turtle_is_a_shacl_report(reports: list[FileReport]) -> None:
    store = ox.Store()
    store.load(FORMATS["turtle"](reports, Options()).encode(), format=ox.RdfFormat.TURTLE)
    prefix = f"PREFIX sh: <{SH}> "
    assert not store.query(prefix + "ASK { ?r a sh:ValidationReport ; sh:conforms true }")
    results = store.query(prefix + "SELECT ?x { ?r sh:result ?x . ?x sh:focusNode ?f ; sh:resultSeverity ?s ; sh:resultMessage ?m FILTER(LANG(?m) = 'en') }")
    assert len(list(results)) == sum(len(report.notices) for report in reports) == 2


def test_the_sarif_points_to_lines(reports: list[FileReport]) -> None:
    told = json.loads(FORMATS["sarif"](reports, Options()))
    [run] = told["runs"]
    assert told["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert (region["endLine"], region["endColumn"]) > (region["startLine"], region["startColumn"])
        assert " " not in result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_the_junit_has_a_suite_a_file(reports: list[FileReport]) -> None:
    root = ElementTree.fromstring(FORMATS["junit"](reports, Options()))
    assert [(suite.get("name"), suite.get("failures"), suite.get("errors")) for suite in root] == [
        ("good.ttl", "0", "0"), ("bad.ttl", "1", "0"), ("dir/empty file.ttl", "0", "1")]


CODES = {"all good": ([0], 0), "one bad": ([0, 1], 1), "one unread": ([0, 2], 2), "one bad and one unread": ([1, 2], 1), "none": ([], 2)}


@pytest.mark.parametrize(("kinds", "code"), CODES.values(), ids=CODES)
def test_the_exit_code(kinds: list[int], code: int, reports: list[FileReport]) -> None:
    assert exit_code([reports[kind] for kind in kinds], VIOLATION) == code


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser()
    validate.add(parser.add_subparsers())
    args = parser.parse_args(["validate", *arguments])
    return int(args.run(args))


def test_the_command_judges_what_it_can_and_names_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.ttl").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "notes.docx").write_bytes(b"PK")
    assert run([str(SEED), str(tmp_path / "bad.ttl"), str(tmp_path / "notes.docx"), str(tmp_path / "absent.txt")]) == 1
    told = capsys.readouterr().out
    assert "notes.docx:1:1: violation: The suffix .docx tells no kind of file." in told
    assert "absent.txt:1:1: violation: There is no such file." in told
    assert told.endswith("4 files: 1 conform, 1 do not, 2 cannot be read\n")


def test_the_command_takes_other_shapes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text("""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix schema: <https://schema.org/> .
[] a sh:NodeShape ; sh:targetClass schema:NewsArticle ;
  sh:property [ sh:path schema:abstract ; sh:minCount 1 ; sh:message "An abstract is missing." ] .""", encoding="utf-8")
    graph = tmp_path / "graph.ttl"
    graph.write_text(ARTICLE, encoding="utf-8")
    assert run([str(graph), "--shapes", str(shapes)]) == 1
    assert "An abstract is missing." in capsys.readouterr().out


def test_both_engines_can_be_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    graph = tmp_path / "graph.ttl"
    graph.write_text((CASES / "dataset.ttl").read_text(encoding="utf-8").replace("void:triples 1000", "void:triples 0"), encoding="utf-8")
    told = []
    for engine in ("quick", "pyshacl"):
        assert run([str(graph), "--engine", engine, "--format", "json"]) == 1
        told.append(json.loads(capsys.readouterr().out))
    assert told[0] == told[1]


def test_any_number_of_processes_judges_alike(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.ttl" for n in range(4)]
    for n, path in enumerate(paths):
        path.write_text(BROKEN if n % 2 else ARTICLE, encoding="utf-8")
    assert list(judge_files(paths, jobs=2)) == list(judge_files(paths, jobs=1))


def test_what_is_watched_is_judged_again_when_it_changes(tmp_path: Path) -> None:
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text("a")
    looks = changes([tmp_path], interval=0)
    assert next(looks) == [one]
    two.write_text("b")
    assert next(looks) == [two]
    one.write_text("longer")
    assert next(looks) == [one]


@pytest.mark.parametrize(("only", "codes"), [(None, {"no_body"}), ("zh", {"no_body"}), ("en", {"no_body"})])
def test_a_template_lacks_its_texts_and_nothing_else(only: str | None, codes: set[str]) -> None:
    titles = {"title_zh": "越南人民军歼敌五十名", "title_en": "Fifty Enemy Troops Eliminated"}
    report = judge_seed("new.txt", template("1953-10-22", 4, **titles, only=only).encode())
    assert {notice.code for notice in report.notices} == codes


FILLED = {
    None: ("Page: 4\n", "Page: 4\nXinhua News Agency, 21st dispatch: The Vietnamese People's Army eliminated 50 enemy troops.\n"),
    "zh": ("专栏：\n\n", "专栏：\n\n    【新华社二十一日讯】越南人民军歼灭敌军五十名。\n"),
    "en": ("Page: 4\n", "Page: 4\nXinhua News Agency, 21st dispatch: The Vietnamese People's Army eliminated 50 enemy troops.\n")}


@pytest.mark.parametrize("only", FILLED)
def test_a_template_that_is_filled_in_conforms(only: str | None) -> None:
    text = template("1953-10-22", 4, "越南人民军歼敌五十名", "Fifty Enemy Troops Eliminated", only).replace(*FILLED[only])
    if only is None:
        text = text.replace(*FILLED["zh"])
    report = judge_seed("new.txt", text.encode())
    assert [notice.message() for notice in report.notices if notice.severity == VIOLATION] == []
    assert report.counts["figures"] >= 1


def test_a_template_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "there.txt").write_text("mine")
    args = argparse.Namespace(file=tmp_path / "there.txt", date="1953-10-22", page=4, title_zh="", title_en="", only=None)
    with pytest.raises(CallError, match="already"):
        new.run(args)
    assert (tmp_path / "there.txt").read_text() == "mine"
