"""The project's queries on the seed's release: each has its question in its head, and its answer in tests/queries/."""
from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.publish.release import build
from kg.store import Release

ROOT = Path(__file__).parent.parent
QUERIES = sorted((ROOT / "queries").glob("*.rq"))
ANSWERS = Path(__file__).parent / "queries"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    out = tmp_path_factory.mktemp("queries") / "release"
    build([ROOT / "seeds"], out)
    return Release.open(out)


def test_there_are_twelve_questions_and_every_answer_has_its_question() -> None:
    assert len(QUERIES) == 12
    assert {path.stem for path in QUERIES} == {path.stem for path in ANSWERS.glob("*.csv")}


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_question_is_asked_in_both_languages(query: Path) -> None:
    english, chinese, *_ = query.read_text(encoding="utf-8").splitlines()
    assert english.startswith("# ") and english.endswith(".")
    assert chinese.startswith("# ") and any("\u4e00" <= character <= "\u9fff" for character in chinese)


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_question_has_its_answer(release: Release, query: Path) -> None:
    found = release.query(query.read_text(encoding="utf-8"))
    assert isinstance(found, ox.QuerySolutions)
    answer = found.serialize(format=ox.QueryResultsFormat.CSV)
    assert answer is not None
    assert answer.decode().splitlines() == (ANSWERS / f"{query.stem}.csv").read_text(encoding="utf-8").splitlines()


def minimal(folder: Path) -> Path:
    """A folder for seeds of a test's own, whose dataset expects no minimum."""
    folder.mkdir()
    described = (ROOT / "seeds" / "dataset.toml").read_text(encoding="utf-8").split("[minimums]")[0]
    (folder / "dataset.toml").write_text(described + "[minimums]\n", encoding="utf-8")
    return folder


def rows(release: Release, number: str) -> list[dict[str, str]]:
    """The answer to the query of a number on a release: a row, its bound variables."""
    query = next(path for path in QUERIES if path.stem.startswith(number))
    found = release.query(query.read_text(encoding="utf-8"))
    assert isinstance(found, ox.QuerySolutions)
    return [{variable.value: row[variable].value for variable in found.variables if row[variable] is not None} for row in found]


def test_claims_of_two_sources_stand_side_by_side_and_lie_in_a_box(tmp_path: Path) -> None:
    """On the seed no two sources speak of one thing, and no figure lies at a point; of this paper's two dispatches they do."""
    seeds = minimal(tmp_path / "seeds")
    (seeds / "a.txt").write_text("""### 奠边府战况

1954-04-28
第4版()
专栏：

    奠边府战况
    【新华社二十七日讯】据越南通讯社讯：二十日，越南人民军在奠边府歼灭法军三百名。
    【新华社二十七日讯】据法新社报道：二十日，法军在奠边府有二百名被歼灭。
""", encoding="utf-8")
    build([seeds], tmp_path / "release")
    release = Release.open(tmp_path / "release")
    assert [{row["one_source"], row["other_source"]} for row in rows(release, "08")] == [{"Vietnam News Agency", "Agence France-Presse"}]
    assert sorted((row["place_en"], row["value"]) for row in rows(release, "11")) == [("Dien Bien Phu", "200"), ("Dien Bien Phu", "300")]


def test_a_mistranslated_number_is_found(tmp_path: Path) -> None:
    seeds = minimal(tmp_path / "seeds")
    seed = next((ROOT / "seeds" / "articles").glob("*.txt")).read_text(encoding="utf-8")
    (seeds / "a.txt").write_text(seed.replace("31,220", "312,200"), encoding="utf-8")
    build([seeds], tmp_path / "release")
    assert [(row["value"], row["translated_value"]) for row in rows(Release.open(tmp_path / "release"), "07")] == [("31220", "312200")]
