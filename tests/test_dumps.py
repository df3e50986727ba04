"""Every dump of a release holds the same graph, for every reader of RDF, offline."""
from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import factories as make
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as some
from pyld import jsonld as pyld
from releases import SEED, release

from kg import identifiers
from kg.mapping import nquads
from kg.mapping.terms import cleaned, string, worded
from kg.namespaces import VOCABULARIES
from kg.publish import jsonld, rdfxml, turtle
from kg.publish.blocks import Block, blocks, lines, split
from kg.publish.dumps import BY_FORMAT, FORMS, RDF_FORMATS, published_context, write_rdf

FORMATS = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD, "ntriples": ox.RdfFormat.N_TRIPLES,
           "turtle": ox.RdfFormat.TURTLE, "rdfxml": ox.RdfFormat.RDF_XML}
RDFLIB = {"nquads": "nquads", "trig": "trig", "jsonld": "json-ld", "ntriples": "nt", "turtle": "turtle", "rdfxml": "xml"}
DATASETS = ("nquads", "trig", "jsonld")
CANONICAL = ox.CanonicalizationAlgorithm.RDFC_1_0


def dump(format: str) -> Path:
    return release() / "dumps" / BY_FORMAT[format].file


def canonical(data: bytes | str, format: str, *, union: bool) -> ox.Dataset:
    """What a document says, in canonical form (RDFC-1.0); ``union`` forgets the graphs."""
    quads = ox.parse(data if isinstance(data, bytes) else data.encode(), format=FORMATS[format])
    found = ox.Dataset(ox.Quad(quad.subject, quad.predicate, quad.object) if union else quad for quad in quads)
    found.canonicalize(CANONICAL)
    return found


@cache
def expected(*, union: bool) -> ox.Dataset:
    return canonical(dump("nquads").read_bytes(), "nquads", union=union)


@pytest.mark.parametrize("format", FORMATS)
def test_the_store_engine_reads_each_dump_as_the_same_graph(format: str) -> None:
    union = format not in DATASETS
    found = canonical(dump(format).read_bytes(), format, union=union)
    assert len(found) > 1000
    assert found == expected(union=union)


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")      # rdflib warns of what its own parsers do
@pytest.mark.parametrize("format", FORMATS)
def test_rdflib_reads_each_dump_as_the_same_graph(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    union = format not in DATASETS
    graph: rdflib.Graph = rdflib.Graph() if union else rdflib.Dataset()
    graph.parse(data=dump(format).read_bytes(), format=RDFLIB[format])
    text = graph.serialize(format="nt" if union else "nquads", encoding="utf-8")
    assert canonical(text, "ntriples" if union else "nquads", union=union) == expected(union=union)


def test_pyld_reads_the_json_ld_as_the_same_graph_without_the_network() -> None:
    def refuse(url: str, *_: object) -> None:
        raise AssertionError(f"{url} was fetched")
    text = pyld.to_rdf(json.loads(dump("jsonld").read_bytes()), {"format": "application/n-quads", "documentLoader": refuse})
    assert canonical(text, "nquads", union=False) == expected(union=False)


def test_the_embedded_context_is_the_published_one() -> None:
    embedded = json.loads(dump("jsonld").read_bytes())["@context"]
    assert embedded.pop("@base") == identifiers.BASE
    assert embedded == json.loads(published_context())["@context"] == json.loads((release() / "context.jsonld").read_bytes())["@context"]
    assert {name: embedded[name] for name in VOCABULARIES} == VOCABULARIES


def test_in_json_ld_an_article_holds_its_dispatches_and_these_their_figures_with_evidence() -> None:
    graphs = json.loads(dump("jsonld").read_bytes())["@graph"]
    article = next(node for graph in graphs for node in graph["@graph"] if node.get("identifier") == SEED.stem)
    assert article["isPartOf"]["type"] == "PublicationIssue"
    assert {text["inLanguage"] for text in article["textVersion"]} == {"en", "zh"}
    dispatches = article["dispatches"]
    assert [dispatch["position"] for dispatch in dispatches] == [0, 1, 2, 3]
    assert dispatches[1]["statements"][0]["wasAttributedTo"] == "source/xinhua"
    figure = next(one for one in dispatches[1]["figures"] if one["value"] == 31220)
    assert figure["outcome"] == "outcome/killed"
    assert figure["evidence"][0]["hasSelector"]["exact"] == "击毙三万一千二百二十名"
    assert "inDispatch" not in figure, "the nesting says it"


def test_turtle_says_what_is_said_of_a_thing_in_one_place() -> None:
    text = dump("turtle").read_text(encoding="utf-8")
    assert text.startswith(f"@base <{identifiers.BASE}> .\n@prefix kg: <")
    subjects = [line.split(" ", 1)[0] for line in text.split("\n") if line.startswith(("<", "kg:"))]
    own = [subject for subject in subjects if SEED.stem in text and "figure/" in subject]
    assert len(own) == len(set(own)) > 30


def test_no_triple_stands_twice_where_graphs_are_one() -> None:
    text = dump("ntriples").read_text(encoding="utf-8")
    written = [line for line in text.split("\n") if line]
    assert len(written) == len(set(written))


def test_every_rdf_form_is_written_and_described() -> None:
    assert set(RDF_FORMATS) | {"nquads"} == set(FORMATS)
    assert [form.format for form in FORMS] == ["nquads", "trig", "jsonld", "ntriples", "turtle", "rdfxml", "csv", "parquet", "geojson"]


@pytest.mark.parametrize("format", RDF_FORMATS)
def test_any_reading_survives_each_form(format: str, tmp_path: Path) -> None:
    """With line ends, markup and characters beyond the basic plane in its texts."""
    odd = make.article(zh="【新华社二十一日讯】歼敌\r\n<五十>多名 & \"四\" \\ \t𠀀\u2028\u0085。", en=None)
    text = nquads(make.reading(odd, figures=())) + nquads(make.full_reading())
    (tmp_path / "all.nq").write_bytes(text.encode())
    write_rdf(tmp_path / "all.nq", tmp_path, format)
    union = format not in DATASETS
    assert canonical((tmp_path / BY_FORMAT[format].file).read_bytes(), format, union=union) == canonical(text, "nquads", union=union)


LITERALS = some.one_of(some.text().map(lambda text: string(cleaned(text))), some.text().map(lambda text: worded(text, "zh")),
                       some.integers().map(lambda number: f'"{number}"^^<http://www.w3.org/2001/XMLSchema#integer>'),
                       some.sampled_from(['"007"^^<http://www.w3.org/2001/XMLSchema#integer>', '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>',
                                          '"5"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"1"^^<http://www.w3.org/2001/XMLSchema#boolean>',
                                          '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>', '"1952"^^<http://www.w3.org/2001/XMLSchema#gYear>',
                                          '"x"^^<http://example.org/a/b#c>', "<http://example.org/a/../b?q=1&r=\"2\">".replace('"', "%22"),
                                          f"<{identifiers.BASE}>", f"<{identifiers.BASE}figure/../x>", f"<{identifiers.BASE}ontology#value.x>"]))


@given(some.lists(some.tuples(some.sampled_from(["figure/a", "figure/b#zh", "ontology#x"]), some.sampled_from(["ontology#value", "ontology#place"]), LITERALS)))
def test_any_terms_survive_each_form(triples: list[tuple[str, str, str]]) -> None:
    text = "".join(f"<{identifiers.BASE}{s}> <{identifiers.BASE}{p}> {o} <{identifiers.BASE}graph/k> .\n" for s, p, o in dict.fromkeys(triples))
    found = list(blocks(lines(text)))
    forms = {"trig": turtle.header() + "".join(part for block in found for part in turtle.trig(block)),
             "jsonld": jsonld.header() + ",".join(jsonld.graph(block) for block in found) + jsonld.FOOTER}
    for format, document in forms.items():
        assert canonical(document, format, union=False) == canonical(text, "nquads", union=False)
    document = rdfxml.header() + "".join(part for block in found for part in rdfxml.nodes(block)) + rdfxml.FOOTER
    assert canonical(document, "rdfxml", union=True) == canonical(text, "nquads", union=True)


def test_a_property_that_is_no_xml_name_is_refused() -> None:
    block = Block("")
    block.add('<http://e/s> <http://e/1> "x"')
    with pytest.raises(Exception, match="RDF/XML cannot hold it"):
        list(rdfxml.nodes(block))


def test_a_property_of_an_unknown_vocabulary_is_declared_where_it_stands() -> None:
    block = Block("")
    block.add('<http://e/s> <http://e/p> "x"')
    document = rdfxml.header() + "".join(rdfxml.nodes(block)) + rdfxml.FOOTER
    assert canonical(document, "rdfxml", union=True) == canonical('<http://e/s> <http://e/p> "x" .', "ntriples", union=True)


@pytest.mark.parametrize(("line", "triple", "graph"), [
    ("<s> <p> <o> <g> .\n", "<s> <p> <o>", "<g>"),
    ('<s> <p> "a <b> ." <g> .\n', '<s> <p> "a <b> ."', "<g>"),
    ('<s> <p> "x"@zh <g> .\n', '<s> <p> "x"@zh', "<g>")])
def test_quads_are_split_at_their_graph(line: str, triple: str, graph: str) -> None:
    assert split(line) == (triple, graph)
