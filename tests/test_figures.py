"""``kg figures``: the table of figures, and what its filters let through."""
from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import factories as make
import pytest
from releases import command, release

from kg import table as figure_table
from kg.errors import CallError, ReleaseError
from kg.flat import COLUMNS, Row, read_csv, rows, write_csv
from kg.publish.figure_index import write_index
from kg.table import FigureTable, Filter

HAIPHONG, HANOI = make.place(), make.place("place/hanoi", "Hanoi", "河内")
ARMY, FRENCH = make.force(), make.force("force/french-army", "French Army", "法军")


def table_of(tmp_path: Path, **figures: dict[str, Any]) -> FigureTable:
    """A table with a figure a keyword, known by it as its ``unit_text``."""
    of = make.article()
    made = [make.figure(of, unit_text=name, key=f"zh{number}", **said) for number, (name, said) in enumerate(figures.items())]
    write_index(tmp_path / "figures.sqlite", rows(make.reading(of, figures=tuple(made))))
    return FigureTable(tmp_path / "figures.sqlite")


def names(found: FigureTable, **filters: Any) -> str:
    """The names of the figures that pass, checked against the count."""
    passing = [str(row["unit_text"]) for row in found.select(Filter(**filters))]
    assert found.count(Filter(**filters)) == len(passing)
    return " ".join(passing)


# --- rows

def test_a_row_has_every_column_and_the_offsets_of_the_file() -> None:
    reading = make.full_reading()
    for row, figure in zip(rows(reading), reading.figures, strict=True):
        assert tuple(row) and set(row) == set(COLUMNS)
        assert reading.article.source[row["zh_start"]:row["zh_end"]] == row["quote_zh"]  # type: ignore[misc]
        assert reading.article.source[row["en_start"]:row["en_end"]] == row["quote_en"]  # type: ignore[misc]
        assert row["iri"] == f"https://w3id.org/dispatch-kg/figure/{reading.article.key}/{figure.key}"
    title, whole, part = rows(reading)
    assert (title["chain"], whole["chain"]) == (None, "Xinhua News Agency < Vietnam News Agency")
    assert (whole["value"], whole["low"], whole["high"], whole["qualifier"]) == ("50", "50", None, "more_than")
    assert part["component_of"] == title["restates"] == whole["iri"]
    assert (whole["place_label_en"], whole["place_label_zh"]) == ("Haiphong", "海防")
    assert reading.article.source.split("\n")[whole["line"] - 1].find("五十多名") > 0  # type: ignore[operator]


def test_a_table_survives_csv() -> None:
    table = rows(make.full_reading())
    table[0]["quote_zh"] = 'a "quoted", text\nof two lines'
    assert list(read_csv(io.StringIO("".join(write_csv(table)), newline=""))) == table


def test_an_article_in_one_language_has_the_other_s_cells_empty() -> None:
    of = make.article(en=None)
    (row,) = rows(make.reading(of))
    assert (row["quote_en"], row["en_start"], row["article_title_en"], row["agreement"]) == (None, None, None, "zh_only")


# --- filters

@pytest.mark.parametrize(("filters", "expected"), [
    ({}, "a b c"), ({"outcome": "killed"}, "a"), ({"object": "materiel"}, "c"), ({"object": "tank"}, "c"), ({"object": "rifle"}, ""),
    ({"unit": "person"}, "a b"), ({"qualifier": "more_than"}, "b"), ({"outcome": "killed", "object": "tank"}, "")])
def test_codes_take_narrower_ones_in(tmp_path: Path, filters: dict[str, str], expected: str) -> None:
    found = table_of(tmp_path, a={"outcome": "killed"}, b={"qualifier": "more_than"}, c={"outcome": "destroyed", "object": "tank", "unit": "item"})
    assert names(found, **filters) == expected


@pytest.mark.parametrize(("filters", "expected"), [
    ({"start": "1952-07"}, "year month open_end open_start"), ({"start": "1953-08"}, "open_end"), ({"end": "1951"}, "open_start"),
    ({"start": "1952-08-31", "end": "1952-08-31"}, "year open_end open_start"),
    ({"start": "1952-07-31", "end": "1952-07-31"}, "year month open_end open_start"),
    ({"start": "1952", "end": "1952"}, "year month open_end open_start")])
def test_a_period_meets_the_time_that_is_asked_for(tmp_path: Path, filters: dict[str, str], expected: str) -> None:
    found = table_of(tmp_path, none={}, year={"period_start": "1952", "period_end": "1952"}, month={"period_start": "1952-07", "period_end": "1952-07"},
                     open_end={"period_start": "1952-07"}, open_start={"period_end": "1953-07"})
    assert names(found, **filters) == expected


@pytest.mark.parametrize("bad", ["yesterday", "1952-13", "1952-02-30", "195", "1952/07", "", "1952-7", "19520731aa"])
def test_what_is_no_date_is_told(tmp_path: Path, bad: str) -> None:
    with pytest.raises(CallError, match="is no date"):
        names(table_of(tmp_path, a={}), start=bad)


@pytest.mark.parametrize(("filters", "expected"), [
    ({"least": 50}, "exact range"), ({"least": 60}, "range"), ({"most": 1}, "fraction"), ({"most": 50}, "exact range fraction"),
    ({"least": 0.5, "most": 0.7}, "fraction")])
def test_numbers_compare_as_numbers(tmp_path: Path, filters: dict[str, float], expected: str) -> None:
    found = table_of(tmp_path, exact={"value": 50}, range={"value": 50, "upper": make.Decimal(60), "qualifier": "range"},
                     vague={"value": None, "qualifier": "vague"}, fraction={"value": "0.6667", "unit": "fraction"})
    assert names(found, **filters) == expected


@pytest.mark.parametrize(("filters", "expected"), [
    ({"force": "Vietnamese People's Army"}, "by of"), ({"force": "vietnamese people’s army"}, "by of"), ({"force": "越南人民军"}, "by of"),
    ({"force": "vietnamese-peoples-army"}, "by of"), ({"force": "https://w3id.org/dispatch-kg/force/vietnamese-peoples-army"}, "by of"),
    ({"force": "French"}, "of other"), ({"place": "海防"}, "by"), ({"place": "hai"}, "by"), ({"place": "nowhere"}, ""), ({"place": "HANOI"}, "of"),
    ({"source": "vietnam news agency"}, "by of other"), ({"source": "Reuters"}, ""), ({"place": "Haiphong", "force": "French"}, "")])
def test_names_are_found_in_any_language(tmp_path: Path, filters: dict[str, str], expected: str) -> None:
    found = table_of(tmp_path, by={"actor": ARMY, "place": HAIPHONG}, of={"affected": ARMY, "actor": FRENCH, "place": HANOI},
                     other={"affected": FRENCH}, none={"statement": None})
    assert names(found, **filters) == expected


def test_a_place_takes_in_what_lies_in_it_under_any_of_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = "https://w3id.org/dispatch-kg/place/"
    inside = {base + "haiphong": [base + "delta"], base + "delta": [base + "north"], base + "north": []}

    class Parent:
        def __init__(self, value: str):
            self.value = value

    monkeypatch.setattr(figure_table.vocabulary, "subjects", lambda: tuple(inside))
    monkeypatch.setattr(figure_table.vocabulary, "properties", lambda iri: {figure_table._WITHIN["place"]: [Parent(above) for above in inside[iri]]})
    monkeypatch.setattr(figure_table.vocabulary, "literals", lambda iri, *_: [("Bắc Bộ", "vi")] if iri.endswith("north") else [])
    found = table_of(tmp_path, inside={"place": HAIPHONG}, outside={"place": HANOI})
    assert names(found, place="bắc bộ") == "inside"
    assert names(found, place="Nam Bộ") == ""


def test_a_code_that_the_scheme_lacks_is_told_with_those_it_has(tmp_path: Path) -> None:
    with pytest.raises(CallError, match=r"There is no outcome 'slain'\. There are: .*killed"):
        names(table_of(tmp_path, a={}), outcome="slain")


def test_a_page_of_the_table(tmp_path: Path) -> None:
    found = table_of(tmp_path, **{f"f{number}": {} for number in range(10)})
    assert [row["unit_text"] for row in found.select(Filter(), limit=3, offset=8)] == ["f8", "f9"]


def test_equal_rows_make_equal_indexes(tmp_path: Path) -> None:
    table: list[Row] = rows(make.full_reading())
    for name in ("a", "b"):
        write_index(tmp_path / name, table)
    assert list(FigureTable(tmp_path / "a").select(Filter())) == list(FigureTable(tmp_path / "b").select(Filter())) == table


@pytest.mark.parametrize("data", [None, b"no database" * 100])
def test_a_damaged_index_is_told(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "figures.sqlite").write_bytes(data)
    with pytest.raises(ReleaseError, match="the table of figures cannot be read"):
        FigureTable(tmp_path / "figures.sqlite")


# --- the command

def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert command("figures", "--release", release(), *arguments) == 0
    return capsys.readouterr().out


def test_the_seed_s_killed_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    header, _, *lines = run(capsys, "--outcome", "killed", "--from", "1952-07", "--force", "Vietnamese People's Army").splitlines()
    assert header.split() == ["date", "number", "unit", "outcome", "object", "affected", "actor", "place", "period", "chain"]
    assert any("31,220" in line and "1952-07/1953-07" in line and "Xinhua News Agency < Vietnam News Agency < " in line for line in lines)
    assert all("killed" in line for line in lines)


def test_the_forms_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    as_csv = list(csv.DictReader(io.StringIO(run(capsys, "--outcome", "seized", "--format", "csv"), newline="")))
    as_json = json.loads(run(capsys, "--outcome", "seized", "--format", "json"))
    as_lines = [json.loads(line) for line in run(capsys, "--outcome", "seized", "--format", "jsonl").splitlines()]
    assert as_json == as_lines != []
    assert [{column: "" if cell is None else str(cell) for column, cell in row.items()} for row in as_json] == as_csv


def test_columns_are_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--outcome", "seized", "--columns", "value,object", "--format", "csv").splitlines()[0] == "value,object"
    assert run(capsys, "--outcome", "seized", "--columns", "value, object").splitlines()[0].split() == ["value", "object"]
    assert command("figures", "--release", release(), "--columns", "colour") == 2
    assert "There is no column 'colour'" in capsys.readouterr().err


def test_nothing_found_is_an_empty_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(run(capsys, "--min", "1e12").splitlines()) == 2
    assert json.loads(run(capsys, "--min", "1e12", "--format", "json")) == []
