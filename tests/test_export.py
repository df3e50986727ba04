"""``kg export`` and ``kg query``: what a release holds, in the form that was asked for."""
from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pyarrow.parquet as parquet
import pyoxigraph as ox
import pytest
from releases import command, release

from kg.cli.columns import table, width
from kg.flat import COLUMNS
from kg.publish import tables
from kg.publish.dumps import BY_FORMAT

COUNT = "SELECT (COUNT(*) AS ?n) { ?figure a kg:ReportedFigure }"


def output(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str | Path, code: int = 0) -> bytes:
    assert command(*map(str, arguments)) == code  # type: ignore[arg-type]
    return capsysbinary.readouterr().out


# --- export

@pytest.mark.parametrize("format", BY_FORMAT)
def test_a_dump_goes_out_as_it_lies_in_the_release(format: str, tmp_path: Path) -> None:
    assert command("export", "--format", format, "--release", release(), "--out", tmp_path / "dump") == 0
    assert (tmp_path / "dump").read_bytes() == (release() / "dumps" / BY_FORMAT[format].file).read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["dump"]


def test_a_dump_goes_to_stdout(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert output(capsysbinary, "export", "--format", "csv", "--release", release()) == (release() / "dumps" / "figures.csv").read_bytes()


def test_a_packed_dump_is_the_same_bytes_each_time(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    packed = [output(capsysbinary, "export", "--format", "turtle", "--gzip", "--release", release()) for _ in range(2)]
    assert packed[0] == packed[1]
    assert gzip.decompress(packed[0]) == (release() / "dumps" / "dispatch-kg.ttl").read_bytes()


def test_a_release_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("export", "--format", "csv", "--release", tmp_path, "--out", tmp_path / "x.csv") == 2
    assert "there is no release here" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("export", "--format", "csv", "--release", release(), "--out", tmp_path / "no" / "such" / "x.csv") == 2
    assert "cannot be written" in capsys.readouterr().err


def test_parquet_is_made_from_the_table_where_the_release_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "release").symlink_to(release())
    monkeypatch.setitem(BY_FORMAT, "parquet", type(BY_FORMAT["parquet"])("parquet", "figures.parquet.gone", "x", "x"))
    assert command("export", "--format", "parquet", "--release", release(), "--out", tmp_path / "x.parquet") == 0
    assert (tmp_path / "x.parquet").read_bytes() == (release() / "dumps" / "figures.parquet").read_bytes()
    monkeypatch.setattr("kg.cli.export.parquet_available", lambda: False)
    assert command("export", "--format", "parquet", "--release", release(), "--out", tmp_path / "y.parquet") == 2


# --- the tables

def test_csv_parquet_and_graph_say_the_same() -> None:
    with (release() / "dumps" / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = parquet.read_table(release() / "dumps" / "figures.parquet").to_pylist()
    assert len(rows) == len(columns) > 25
    for text, typed in zip(rows, columns, strict=True):
        assert tuple(text) == tuple(typed) == COLUMNS
        assert text["iri"] == typed["iri"]
        assert (Decimal(text["value"]) if text["value"] else None) == typed["value"]
        assert (int(text["zh_start"]) if text["zh_start"] else None) == typed["zh_start"]
        assert (text["period_start"] or None) == typed["period_start"]


def test_the_map_has_a_point_for_each_place_whose_position_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "position", lambda place: (106.6, 20.8) if place.endswith("haiphong") else None)
    known = {"place_iri": "https://e/place/haiphong", "place_label_en": "Haiphong", "place_label_zh": "海防", "outcome": "killed", "article_iri": "a",
             "article_date": "1953-10-22", "place_reference_iri": None}
    rows = [known, {**known, "article_date": "1953-10-21", "outcome": "wounded"}, {**known, "place_iri": "https://e/place/x"}, {**known, "place_iri": None}]
    tables.geojson_file(tmp_path / "map", rows)
    said = json.loads((tmp_path / "map").read_bytes())
    assert said["type"] == "FeatureCollection"
    (feature,) = said["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [106.6, 20.8]}
    assert feature["properties"] == {"iri": "https://e/place/haiphong", "label_en": "Haiphong", "label_zh": "海防", "figures": 2, "articles": 1,
                                     "first": "1953-10-21", "last": "1953-10-22", "outcomes": {"killed": 1, "wounded": 1}}


# --- query

@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv", "table"])
def test_a_table_in_every_form(format: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    text = output(capsysbinary, "query", COUNT, "--release", release(), "--format", format).decode()
    expected = str((release() / "dumps" / "figures.csv").read_text(encoding="utf-8").count("\n") - 1)
    if format == "table":
        assert text.split("\n") == [" n", "--", expected, ""]
    else:
        names = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
        if format == "csv":
            assert list(csv.reader(io.StringIO(text))) == [["n"], [expected]]
        else:
            solutions = ox.parse_query_results(text, format=names[format])
            assert isinstance(solutions, ox.QuerySolutions)
            assert [solution["n"].value for solution in solutions] == [expected]


@pytest.mark.parametrize(("format", "kind"), [
    ("turtle", ox.RdfFormat.TURTLE), ("ntriples", ox.RdfFormat.N_TRIPLES), ("jsonld", ox.RdfFormat.JSON_LD), ("rdfxml", ox.RdfFormat.RDF_XML),
    ("trig", ox.RdfFormat.TRIG), ("nquads", ox.RdfFormat.N_QUADS)])
def test_a_graph_in_every_form(format: str, kind: ox.RdfFormat, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    construct = "CONSTRUCT { ?figure kg:value ?value } { ?figure kg:value ?value }"
    text = output(capsysbinary, "query", construct, "--release", release(), "--format", format)
    assert len({quad.triple for quad in ox.parse(text, format=kind)}) > 25


def test_ask(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert output(capsysbinary, "query", "ASK { ?f kg:outcome outcome:killed }", "--release", release(), "--format", "table") == b"yes\n"
    assert json.loads(output(capsysbinary, "query", "ASK { ?f kg:outcome outcome:nonesuch }", "--release", release()))["boolean"] is False


def test_a_query_in_a_file(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "count.rq").write_text(COUNT)
    assert output(capsysbinary, "query", tmp_path / "count.rq", "--release", release()) == output(capsysbinary, "query", COUNT, "--release", release())


@pytest.mark.parametrize(("arguments", "says"), [
    (["missing.rq"], "neither a query nor a file"), (["SELECT * { ?s ?p }"], "line 1, column 18"), ([COUNT, "--format", "turtle"], "give a table"),
    (["CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "--format", "csv"], "give a graph")])
def test_what_cannot_be_asked_is_told(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("query", *arguments, "--release", release()) == 2
    assert says in capsys.readouterr().err


# --- an endpoint

class Endpoint(BaseHTTPRequestHandler):
    """Answers as each test wants; keeps what it was asked."""

    answer: ClassVar[tuple[int, str, bytes]]
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_POST(self) -> None:
        self.asked.append((self.headers["Content-Type"], self.rfile.read(int(self.headers["Content-Length"])).decode()))
        status, media_type, body = self.answer
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_is_asked_with_the_prefixes_that_the_query_uses(endpoint: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    Endpoint.answer = (200, "application/sparql-results+json", b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"7"}}]}}')
    assert output(capsysbinary, "query", COUNT, "--endpoint", endpoint, "--format", "csv") == b"n\r\n7\r\n"
    media_type, query = Endpoint.asked[-1]
    assert media_type == "application/sparql-query; charset=utf-8"
    assert query == f"PREFIX kg: <https://w3id.org/dispatch-kg/ontology#> {COUNT}"


def test_an_endpoint_gives_a_graph(endpoint: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    Endpoint.answer = (200, "application/n-triples", b'<http://e/s> <http://e/p> "x" .\n')
    text = output(capsysbinary, "query", "CONSTRUCT {?s ?p ?o} {?s ?p ?o}", "--endpoint", endpoint, "--format", "ntriples")
    assert text == b'<http://e/s> <http://e/p> "x" .\n'


@pytest.mark.parametrize(("status", "media_type", "body", "says"), [
    (400, "application/problem+json", b'{"title": "Malformed query", "detail": "line 1: } was not expected"}', "refuses the query (400): line 1: } was not"),
    (503, "text/plain", b"Too many queries.\n", "refuses the query (503): Too many queries."),
    (200, "text/html", b"<h1>Hello</h1>", "answers as text/html, which was not asked for"),
    (200, "application/sparql-results+json", b"{", "answers with what is no application/sparql-results+json"),
])
def test_what_an_endpoint_refuses_is_told(endpoint: str, status: int, media_type: str, body: bytes, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    Endpoint.answer = (status, media_type, body)
    assert command("query", COUNT, "--endpoint", endpoint) == 2
    assert says in capsys.readouterr().err


def test_an_endpoint_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("query", COUNT, "--endpoint", "http://127.0.0.1:1/sparql") == 2
    assert "cannot be reached" in capsys.readouterr().err
    assert command("query", COUNT, "--endpoint", "localhost") == 2


# --- tables on a terminal

@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("海防", 4), ("Hải Phòng", 9), ("e\u0301", 1), ("ａ１", 4), ("", 0), ("a\u200bb", 2)])
def test_the_width_of_a_text(text: str, columns: int) -> None:
    assert width(text) == columns


def test_wide_characters_keep_the_columns_straight() -> None:
    assert list(table(("place", "n"), (("海防", "5"), ("Hanoi", "1,200")), right={"n"})) == [
        "place      n", "-----  -----", "海防       5", "Hanoi  1,200"]


def test_what_does_not_fit_is_cut() -> None:
    lines = list(table(("text", "n"), (("歼灭敌军五万二千多名", "1"), ("short", "2")), room=14))
    assert [width(line) <= 14 for line in lines] == [True] * 4
    assert lines[2:] == ["歼灭敌军五…  1", "short        2"]


def test_the_checksum_of_a_dump_is_that_of_the_export(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    manifest = json.loads((release() / "release.json").read_bytes())
    turtle = next(dump for dump in manifest["dumps"] if dump["name"] == "dispatch-kg.ttl")
    assert hashlib.sha256(output(capsysbinary, "export", "--format", "turtle", "--release", release())).hexdigest() == turtle["sha256"]
