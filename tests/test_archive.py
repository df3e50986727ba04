"""The generator of archives: the same seed gives the same bytes, every article reads without a warning, and the lot is shaped like the corpus."""
from __future__ import annotations

import importlib.util
import statistics
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kg.model import Article
from kg.reading import read
from kg.seeds import files, load, read_article

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "archive.py"


def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("archive", SCRIPT)
    assert spec is not None and spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules["archive"] = found
    spec.loader.exec_module(found)
    return found


archive = module()


@pytest.fixture(scope="module")
def generated() -> list[Article]:
    return [read_article(name, data) for name, data in archive.articles(2000, seed=7)]


def lengths(articles: list[Article], lang: str) -> list[int]:
    return [version.body.end - version.body.start for article in articles if (version := article.version(lang))]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    assert list(archive.articles(50, seed=3)) == list(archive.articles(50, seed=3))
    assert list(archive.articles(10, seed=3, start=40)) == list(archive.articles(50, seed=3))[40:]
    assert list(archive.articles(50, seed=3)) != list(archive.articles(50, seed=4))


def test_choices_are_the_same_on_every_machine() -> None:
    draw = archive.Draw("1:0")
    assert [draw.below(1000) for _ in range(6)] == [725, 419, 370, 526, 823, 104]


def test_no_two_are_alike_and_none_is_odd(generated: list[Article]) -> None:
    assert len({article.key for article in generated}) == len({article.source for article in generated}) == len(generated)
    assert [article.file for article in generated if article.warnings] == []


def test_the_shape_is_that_of_the_corpus(generated: list[Article]) -> None:
    """Measured in the corpus: quartiles of the originals' length 303, 405 and 522, mean 482, deciles 255 and 939; see the module's own account."""
    sizes = lengths(generated, "zh")
    first, median, third = statistics.quantiles(sizes, n=4)
    deciles = statistics.quantiles(sizes, n=10)
    assert (first, median, third) == (pytest.approx(303, rel=0.15), pytest.approx(405, rel=0.15), pytest.approx(522, rel=0.15))
    assert (deciles[0], deciles[-1]) == (pytest.approx(255, rel=0.2), pytest.approx(939, rel=0.2))
    assert statistics.mean(sizes) == pytest.approx(482, rel=0.1)
    bilingual = [article for article in generated if len(article.versions) == 2]
    assert len(bilingual) / len(generated) == pytest.approx(0.4, abs=0.04)
    ratios = [english / chinese for english, chinese in zip(lengths(bilingual, "en"), lengths(bilingual, "zh"), strict=True)]
    assert 3 < statistics.mean(ratios) < 4.2
    dispatches = [article.source.count("【") for article in generated]
    assert [dispatches.count(count) / len(dispatches) for count in (1, 2, 3)] == pytest.approx([17 / 31, 10 / 31, 4 / 31], abs=0.06)
    lines = [len((article.title_zh or "").split("  ")) for article in generated]
    assert [lines.count(count) / len(lines) for count in (1, 2, 3)] == pytest.approx([3 / 31, 21 / 31, 7 / 31], abs=0.08)


@pytest.mark.parametrize("number,written", [(2, "二"), (12, "十二"), (20, "二十"), (105, "一百零五"), (110, "一百一十"), (2079, "二千零七十九"),
                                            (5070, "五千零七十"), (10550, "一万零五百五十"), (31220, "三万一千二百二十"), (120000, "十二万"),
                                            (100012, "十万零一十二")])
def test_numbers_are_written_as_the_paper_writes_them(number: int, written: str) -> None:
    assert archive.chinese(number) == written


def test_planted_errors_change_one_number_of_the_translation_alone() -> None:
    right = [data.decode() for _, data in archive.articles(40, seed=5, bilingual=1.0)]
    wrong = [data.decode() for _, data in archive.articles(40, seed=5, bilingual=1.0, errors=1.0)]
    for one, other in zip(right, wrong, strict=True):
        english, original = one.split("<hr />")
        assert other.split("<hr />")[1] == original
        changed = [(a, b) for a, b in zip(english.split(), other.split("<hr />")[0].split(), strict=True) if a != b]
        assert [int(b.replace(",", "")) / int(a.replace(",", "")) for a, b in changed] in ([], [10])
    assert sum(one != other for one, other in zip(right, wrong, strict=True)) > 30


def test_the_command_writes_an_archive_and_refuses_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPT), "--articles", "20", "--out", str(tmp_path / "made"), "--seed", "2", "--bilingual", "1"]
    subprocess.run(command, check=True, capture_output=True)
    made = [load(path) for path in files([tmp_path / "made"])]
    assert [Path(article.file).read_bytes() for article in made] == [data for _, data in archive.articles(20, seed=2, bilingual=1.0)]
    again = subprocess.run(command, check=False, capture_output=True, text=True)
    assert again.returncode == 2 and "is not empty" in again.stderr


def test_as_many_figures_are_read_as_in_the_corpus(generated: list[Article]) -> None:
    """Measured in the corpus: 4 to 38 figures an article, median 10, mean 12.7; 72 in 100 exact, 20 more_than; a fifth are parts."""
    readings = [read(article) for article in generated[:100]]
    figures = [figure for reading in readings for figure in reading.figures]
    assert 10 <= len(figures) / len(readings) <= 16
    assert 0.65 <= sum(figure.qualifier == "exact" for figure in figures) / len(figures) <= 0.9
    assert 0.08 <= sum(figure.component_of is not None for figure in figures) / len(figures) <= 0.25
    assert all(figure.agreement != "differ" for figure in figures)
