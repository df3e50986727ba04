"""What the serving half is told of a release, and of a malformed query."""
from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import query_faults
from kg.errors import QueryError, ReleaseError
from kg.layout import FORMAT, MANIFEST
from kg.store import Release

DUMP = {"name": "a.nq", "media_type": "application/n-quads", "bytes": 3, "sha256": "00", "title": "N-Quads"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The smallest release: two graphs of one triple each."""
    store = ox.Store(str(tmp_path / "store"))
    store.bulk_load(b'<http://e/a> <http://e/p> "1" <http://e/g1> .\n<http://e/b> <http://e/p> "2" <http://e/g2> .\n', format=ox.RdfFormat.N_QUADS)
    del store
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dataset.ttl").touch()
    (tmp_path / MANIFEST).write_text(json.dumps({"format": FORMAT, "id": "abc", "dumps": [DUMP]}))
    return tmp_path


def test_a_release_tells_its_name_and_its_dumps(path: Path) -> None:
    release = Release.open(path)
    assert release.id == "abc"
    assert [(dump.name, dump.bytes) for dump in release.dumps()] == [("a.nq", 3)]
    assert release.dump_path("a.nq") == path / "dumps" / "a.nq"


def test_a_dump_that_the_manifest_does_not_list_is_none(path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"no dump '\.\./release\.json'; it has: a\.nq"):
        Release.open(path).dump_path("../release.json")


def test_the_default_graph_is_the_union_of_all(path: Path) -> None:
    solutions = Release.open(path).query("SELECT ?o WHERE { ?s <http://e/p> ?o } ORDER BY ?o")
    assert isinstance(solutions, ox.QuerySolutions)
    assert [solution["o"].value for solution in solutions] == ["1", "2"]


def test_the_prefixes_of_the_project_need_no_declaration(path: Path) -> None:
    assert not bool(Release.open(path).query("ASK { ?figure kg:outcome outcome:killed }"))


def test_two_readers_open_one_release(path: Path) -> None:
    assert len(Release.open(path).store) == len(Release.open(path).store) == 2


@pytest.mark.parametrize(("break_it", "says"), [
    (lambda path: (path / MANIFEST).unlink(), "there is no release here"),
    (lambda path: (path / MANIFEST).write_text("{"), "the manifest cannot be read"),
    (lambda path: (path / MANIFEST).write_text('{"format": 0}'), f"no release of format {FORMAT}"),
    (lambda path: (path / "dataset.ttl").unlink(), r"it lacks dataset\.ttl"),
])
def test_a_broken_release_is_refused_and_the_remedy_is_told(path: Path, break_it: object, says: str) -> None:
    break_it(path)  # type: ignore[operator]
    with pytest.raises(ReleaseError, match=f"{says}.*`kg build"):
        Release.open(path)


def test_a_damaged_store_is_refused(path: Path) -> None:
    (path / "store" / "CURRENT").unlink()
    with pytest.raises(ReleaseError, match="the store cannot be opened"):
        Release.open(path).store  # noqa: B018


FAULTS = [  # the query, line and column of the fault, why
    ("SELECT ?x WHERE { ?x nope:a ?y }", 1, 22, "nope:a uses a prefix that is not declared"),
    ("SELECT ?x\nWHERE { ?x ?y", 2, 14, "it ends too early"),
    ("", 1, 1, "it ends too early"),
    ("SELECT ?x\nWHERE { ?x <a b> ?y }", 2, 12, "<a b> is no IRI"),
    ("ASK {} }", 1, 8, "} was not expected here"),
    ("SELECT 海 {", 1, 8, "海 was not expected here"),
    ("DELETE WHERE { ?s ?p ?o }", 1, 1, "DELETE was not expected here"),
    ("SELCT ?x { ?x ?y ?z }", 1, 1, "SELCT was not expected here"),
    ("SELECT ?x { ?x ?y ?z } # all\nODER BY ?x", 2, 1, "ODER was not expected here"),
    ("SELECT ?x { ?x ?y '''two\nlines''' . FILTER ?x > 3 }", 2, 19, "?x was not expected here"),
    ("SELECT ?x {\n ?x ?y 'abc }", 2, 8, "this string is never closed"),
    ('SELECT ?x { ?x ?y "a"@en, "b"^^xsd:string . FILTER(?x<3 && ?y!=2) ?z a }', 1, 72, "} was not expected here"),
    ("SELECT (COUNT(?x) AS ?n) ?y { ?x ?y ?z }", 1, 40, "neither grouped by nor bound"),
]


@pytest.mark.parametrize(("query", "line", "column", "reason"), FAULTS)
def test_a_malformed_query_is_told_with_its_place(path: Path, query: str, line: int, column: int, reason: str) -> None:
    fault = query_faults.find(query)
    assert fault is not None
    assert (fault.line, fault.column) == (line, column)
    assert reason in fault.reason
    with pytest.raises(QueryError) as caught:
        Release.open(path).query(query)
    assert str(caught.value) == str(fault)
    assert str(fault).splitlines()[-1].index("^") - 2 == column - 1


def test_a_sound_query_has_no_fault() -> None:
    assert query_faults.find("SELECT ?x { ?x kg:value ?y . FILTER(?y > 1 && ?y < 3) } # and a remark: '") is None
