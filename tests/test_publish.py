"""Builds: the same seeds give the same bytes, in place as a whole or not at all, and whatever is left out is told."""
from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from releases import SECOND, SEED, THIRD, built, command, folder, release

from kg import identifiers, layout
from kg.errors import CallError, ReleaseError
from kg.namespaces import DCAT, VOID
from kg.publish import shared, swap
from kg.publish.blocks import lines
from kg.publish.release import CACHE, build
from kg.store import Release

BAD_DATE = SECOND.source.replace("1952-04-16", "1952-02-30").encode()
NOT_TEXT = b"\x89PNG\r\n\x1a\n\x00\x00"


def contents(path: Path) -> dict[str, str]:
    """The checksum of every file of a release but its indexes."""
    return {file.relative_to(path).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(path.rglob("*"))
            if file.is_file() and file.relative_to(path).parts[0] not in (layout.STORE, layout.TABLE)}


def left_out(path: Path) -> list[str]:
    return [str(entry["file"]) for entry in json.loads((path / layout.MANIFEST).read_bytes())["left_out"]]


@pytest.fixture(autouse=True)
def small_ontology(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds here publish a few lines of the ontology: what they show does not depend on its size."""
    release()
    graphs = ["".join(list(lines(text))[:200]) for text in shared.graphs()]
    monkeypatch.setattr(shared, "graphs", lambda: iter(graphs))


# --- sameness

def test_two_builds_in_different_places_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = built(tmp_path / "one"), built(tmp_path / "far" / "away" / "two")
    assert first.id == second.id
    assert contents(first.path) == contents(second.path)
    assert set(Release.open(first.path).store) == set(Release.open(second.path).store)


def test_processes_and_order_do_not_show_in_the_bytes(tmp_path: Path) -> None:
    seeds = folder(tmp_path / "seeds")
    two = build([seeds], tmp_path / "two", jobs=2)
    files = build(sorted(seeds.iterdir(), reverse=True), tmp_path / "files")
    assert two.id == files.id
    assert contents(two.path) == contents(files.path)


def test_an_edited_article_changes_no_address_of_another(tmp_path: Path) -> None:
    edited = SECOND.source.replace("三架", "四架").encode()
    before, after = (Release.open(built(tmp_path / name, {"b.txt": given, "c.txt": THIRD}).path).store for name, given in (("x", SECOND), ("y", edited)))
    graph = ox.NamedNode(identifiers.graph(THIRD.key))
    assert set(before.quads_for_pattern(None, None, None, graph)) == set(after.quads_for_pattern(None, None, None, graph)) != set()


def test_the_id_follows_what_is_said(tmp_path: Path) -> None:
    ids = {built(tmp_path / name, given).id for name, given in (
        ("a", {"b.txt": SECOND}), ("b", {"b.txt": THIRD}), ("c", {"other.txt": SECOND}), ("d", {"b.txt": SECOND}))}
    assert len(ids) == 3


# --- incremental

def test_an_article_that_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    assert (built(tmp_path).read, built(tmp_path).read) == (3, 0)
    (tmp_path / "seeds" / "c.txt").write_bytes(THIRD.source.replace("十二名", "十三名").encode())
    again = build([tmp_path / "seeds"], tmp_path / "build")
    assert (again.read, again.unchanged) == (1, 2)
    assert build([tmp_path / "seeds"], tmp_path / "build", fresh=True).read == 3


def test_what_is_kept_gives_the_same_bytes_as_what_is_read(tmp_path: Path) -> None:
    first = contents(built(tmp_path).path)
    assert contents(built(tmp_path).path) == first


def test_a_damaged_cache_is_made_anew(tmp_path: Path) -> None:
    first = built(tmp_path)
    (tmp_path / CACHE / "build.sqlite").write_bytes(b"no database at all, but long enough to look like one" * 100)
    assert (built(tmp_path).id, built(tmp_path).read) == (first.id, 0)


# --- what is in a release

def test_a_release_says_what_it_holds() -> None:
    found = Release.open(release())
    assert found.metadata["counts"]["articles"] == 3
    assert found.metadata["counts"]["figures"] == (release() / "dumps" / "figures.csv").read_text(encoding="utf-8").count("\n") - 1
    assert (found.metadata["first"], found.metadata["last"]) == ("1951-10-24", "1953-10-22")
    assert [dump.bytes for dump in found.dumps()] == [found.dump_path(dump.name).stat().st_size for dump in found.dumps()]
    assert [dump.sha256 for dump in found.dumps()] == [hashlib.sha256(found.dump_path(dump.name).read_bytes()).hexdigest() for dump in found.dumps()]


def test_the_checksums_are_those_of_the_files() -> None:
    sums = dict(reversed(line.split("  ", 1)) for line in (release() / layout.SUMS).read_text().splitlines())
    assert sums == {name: checksum for name, checksum in contents(release()).items() if name != layout.SUMS}
    assert {"dumps/dispatch-kg.nq", "dataset.ttl", "release.json", "report.json"} <= set(sums)


def test_the_store_holds_the_dumps_and_besides_how_to_fetch_them() -> None:
    store = Release.open(release()).store
    dumped = set(ox.parse(path=str(release() / "dumps" / "dispatch-kg.nq"), format=ox.RdfFormat.N_QUADS))
    more = set(store) - dumped
    assert dumped < set(store)
    assert {quad.graph_name.value for quad in more} == {identifiers.iri("graph/dataset")}
    assert DCAT + "distribution" in {quad.predicate.value for quad in more}


def test_the_description_tells_terms_counts_and_dumps() -> None:
    store = ox.Store()
    store.load(path=str(release() / "dataset.ttl"), format=ox.RdfFormat.TURTLE)
    prefixes = f"PREFIX dcat: <{DCAT}> PREFIX void: <{VOID}> PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX spdx: <http://spdx.org/rdf/terms#>"

    def ask(pattern: str) -> list[list[str]]:
        solutions = store.query(f"{prefixes} SELECT * WHERE {{ <{identifiers.BASE}dataset> {pattern} }}")
        assert isinstance(solutions, ox.QuerySolutions)
        return [[term.value for term in solution] for solution in solutions]  # type: ignore[union-attr]

    assert ask("dcterms:license ?licence") == [["https://creativecommons.org/licenses/by/4.0/"]]
    assert len(ask("dcterms:rights/<http://www.w3.org/2004/02/skos/core#prefLabel> ?text")) == 2
    assert ask("dcterms:temporal/dcat:startDate ?first") == [["1951-10-24"]]
    metadata = Release.open(release()).metadata
    assert ask("void:triples ?n") == [[str(metadata["counts"]["triples"])]]
    figures = ask(f"void:classPartition [ void:class <{identifiers.ONTOLOGY}ReportedFigure> ; void:entities ?n ]")
    assert figures == [[str(metadata["counts"]["figures"])]]
    checksums = ask("dcat:distribution [ dcat:downloadURL [] ; spdx:checksum/spdx:checksumValue ?checksum ]")
    assert sorted(checksum for (checksum,) in checksums) == sorted(dump["sha256"] for dump in metadata["dumps"])


def test_void_counts_what_the_store_counts() -> None:
    found = Release.open(release())
    union = {(quad.subject, quad.predicate, quad.object) for quad in found.store if quad.graph_name.value != identifiers.iri("graph/dataset")}
    assert len(union) == found.metadata["counts"]["triples"]


def test_the_report_accounts_for_every_numeral() -> None:
    said = json.loads((release() / layout.REPORT_JSON).read_bytes())
    assert said["numerals"]["figures"] == said["counts"]["figures"]
    assert said["numerals"]["no_figures"] == sum(said["numerals"]["reasons"].values()) == said["counts"]["numerals"]
    assert said["results"]["Violation"] == 0


def test_the_report_in_turtle_is_a_shacl_report() -> None:
    triples = list(ox.parse(path=str(release() / layout.REPORT_TURTLE), format=ox.RdfFormat.TURTLE))
    assert any(triple.object.value.endswith("shacl#ValidationReport") for triple in triples)


# --- what is refused

@pytest.mark.parametrize(("given", "code", "says"), [
    ({"a.txt": BAD_DATE}, 1, "1952-02-30"), ({"a.txt": NOT_TEXT}, 2, "PNG"), ({"a.txt": b""}, 2, "empty"), ({"a.txt": BAD_DATE, "p.txt": NOT_TEXT}, 1, "PNG")])
def test_a_bad_seed_keeps_the_release_back(tmp_path: Path, given: dict[str, bytes], code: int, says: str) -> None:
    found = built(tmp_path, {"b.txt": SECOND, **given})
    assert found.id is None
    assert found.exit_code == code
    assert len(found.refusals) == len(given)
    assert says in "\n".join(refusal.message for refusal in found.refusals)
    assert all(str(tmp_path / "seeds" / refusal.file) in refusal.message for refusal in found.refusals)
    assert sorted(path.name for path in tmp_path.iterdir()) == [CACHE, "seeds"]


def test_keep_going_leaves_bad_seeds_out_and_says_so(tmp_path: Path) -> None:
    found = built(tmp_path, {"a.txt": BAD_DATE, "b.txt": SECOND, "p.txt": NOT_TEXT}, keep_going=True)
    assert (found.exit_code, found.counts["articles"]) == (1, 1)
    assert left_out(found.path) == ["a.txt", "p.txt"]
    description = (found.path / "dataset.ttl").read_text(encoding="utf-8")
    assert "Left out: a.txt." in description
    assert "Left out: p.txt." in description
    assert str(tmp_path) not in description


def test_a_seed_that_was_left_out_is_named_alike_wherever_it_lies(tmp_path: Path) -> None:
    given = {"a.txt": BAD_DATE, "b.txt": SECOND}
    one, other = (built(tmp_path / name, given, keep_going=True) for name in ("x", "y"))
    assert contents(one.path) == contents(other.path)


def test_two_seeds_of_one_article_are_both_named(tmp_path: Path) -> None:
    twin = SECOND.source.replace("二百余人", "三百余人").encode()
    found = built(tmp_path, {"b.txt": SECOND, "twin.txt": twin})
    assert found.id is None
    assert [refusal.file for refusal in found.refusals] == ["twin.txt"]
    assert "twin.txt:1:1: violation: b.txt holds the same article" in found.refusals[0].message
    kept = built(tmp_path, {"b.txt": SECOND, "twin.txt": twin}, keep_going=True)
    assert kept.counts["articles"] == 1


def test_a_release_that_lost_too_much_stays_in_the_drawer(tmp_path: Path) -> None:
    seeds = folder(tmp_path / "seeds", {"b.txt": SECOND})
    own = (SEED.parent.parent / "dataset.toml").read_text(encoding="utf-8")
    (seeds / "dataset.toml").write_text(own[:own.index("[minimums]")] + "[minimums]\nfigures = 99\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"dataset\.toml asks for at least 99: something was lost"):
        build([seeds], tmp_path / "build")
    assert sorted(path.name for path in tmp_path.iterdir()) == [CACHE, "seeds"]


@pytest.mark.parametrize(("text", "says"), [
    ('[title]\nen = "x"\n[description]\nen = "x"\n[publisher]\nen = "x"\n[terms]\nlicense = "CC BY"', "license has to be an address"),
    ("title = 3", "title has to give a text a language"), ("[title]\nen = \"x\"", "'description' is missing"), ("= 1", "cannot be read"),
])
def test_a_bad_description_is_told(tmp_path: Path, text: str, says: str) -> None:
    seeds = folder(tmp_path / "seeds", {"b.txt": SECOND})
    (seeds / "dataset.toml").write_text(text + ("\n[terms]" if "terms" not in text and "title" in text else "") + "\n[contact]\n")
    with pytest.raises(ReleaseError, match=rf"dataset\.toml: .*{says}"):
        build([seeds], tmp_path / "build")


def test_an_unknown_minimum_is_told(tmp_path: Path) -> None:
    seeds = folder(tmp_path / "seeds", {"b.txt": SECOND})
    own = (SEED.parent.parent / "dataset.toml").read_text(encoding="utf-8")
    (seeds / "dataset.toml").write_text(own[:own.index("[minimums]")] + "[minimums]\nfigurs = 1\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match="no count 'figurs'; there are: articles, "):
        build([seeds], tmp_path / "build")


def test_a_folder_without_seeds_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="there is no seed"):
        build([tmp_path], tmp_path / "build")


def test_what_is_no_release_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "thesis.doc").touch()
    with pytest.raises(ReleaseError, match="this is no release"):
        built(tmp_path)
    assert (tmp_path / "build" / "thesis.doc").exists()


# --- the place

def test_a_release_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    first = built(tmp_path, {"b.txt": SECOND})
    reader = Release.open(first.path)
    before = len(reader.store)
    second = built(tmp_path, {"c.txt": THIRD})
    assert Release.open(second.path).id == second.id != first.id
    assert len(reader.store) == before, "who has the old one open keeps it"
    assert sorted(path.name for path in tmp_path.iterdir()) == [CACHE, "build", "seeds"]


def test_a_link_to_a_release_stays_a_link(tmp_path: Path) -> None:
    built(tmp_path, {"b.txt": SECOND})
    (tmp_path / "current").symlink_to("build")
    found = build([folder(tmp_path / "other", {"c.txt": THIRD})], tmp_path / "current")
    assert (tmp_path / "current").is_symlink()
    assert Release.open(tmp_path / "build").id == found.id


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_directory_is_put_in_place(tmp_path: Path, exchanges: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not exchanges:
        monkeypatch.setattr(swap, "_exchanged", lambda one, other: False)
    for number in ("1", "2"):
        new = tmp_path / "new"
        new.mkdir()
        (new / number).touch()
        swap.put_in_place(new, tmp_path / "place")
        assert [path.name for path in (tmp_path / "place").iterdir()] == [number]
    assert [path.name for path in tmp_path.iterdir()] == ["place"]


def killed(folder: Path, *call: str) -> None:
    """Runs a build in a process of its own, and kills it as soon as it writes the new release."""
    running = subprocess.Popen([sys.executable, "-m", "kg", *call], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while running.poll() is None and not list(folder.glob(".build.new-*/dumps/*.nq")):
        time.sleep(0.002)
    running.kill()
    running.wait()


def test_a_build_that_is_killed_leaves_the_old_release_whole_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    first = built(tmp_path, {"b.txt": SECOND})
    before = contents(first.path)
    folder(tmp_path / "seeds", {"c.txt": THIRD})
    killed(tmp_path, "build", str(tmp_path / "seeds"), "--out", str(tmp_path / "build"))
    left = list(tmp_path.glob(".build.new-*"))
    assert left, "the build was killed while it wrote"
    assert contents(first.path) == before
    assert Release.open(first.path).id == first.id
    built(tmp_path, {"c.txt": THIRD})
    assert sorted(path.name for path in tmp_path.iterdir()) == [CACHE, "build", "seeds"]


def test_a_release_that_was_taken_away_by_a_killed_build_is_put_back(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name in (f".build.old-{gone.pid}", f".build.new-{gone.pid}", f".build.new-{os.getpid()}"):
        (tmp_path / name).mkdir()
    swap.sweep(tmp_path / "build")
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".build.new-{os.getpid()}", "build"]


@pytest.mark.parametrize("when", ["the graph", "the dumps", "the manifest"])
def test_a_disk_that_is_full_leaves_the_old_release_whole(tmp_path: Path, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = built(tmp_path, {"b.txt": SECOND})
    before = contents(first.path)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")
    target = {"the graph": "kg.publish.writing.Writing._write_graph", "the dumps": "kg.publish.writing.write_all",
              "the manifest": "kg.publish.writing.Writing._write_sums"}
    with monkeypatch.context() as broken:
        broken.setattr(target[when], full)
        with pytest.raises(ReleaseError, match=r"the release cannot be written: .*No space left on device"):
            built(tmp_path, {"c.txt": THIRD})
    assert contents(first.path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [CACHE, "build", "seeds"]


def test_a_place_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReleaseError, match="cannot be written"):
        build([folder(tmp_path / "seeds", {"c.txt": THIRD})], tmp_path / "file" / "build")


def test_the_seed_of_hashes_does_not_show_in_the_bytes(tmp_path: Path) -> None:
    seeds = folder(tmp_path / "seeds")
    for number in ("1", "77"):
        done = subprocess.run([sys.executable, "-m", "kg", "build", str(seeds), "--out", str(tmp_path / number), "--jobs", number[0]], capture_output=True,
                              text=True, timeout=300, env={**os.environ, "PYTHONHASHSEED": number})
        assert (done.returncode, done.stderr) == (0, "")
    assert contents(tmp_path / "1") == contents(tmp_path / "77")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_sha256sum_verifies_a_release() -> None:
    done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", layout.SUMS], cwd=release(), capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# --- the command

def test_the_command_tells_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeds = folder(tmp_path / "seeds", {"b.txt": SECOND, "c.txt": THIRD})
    assert command("build", seeds, "--out", tmp_path / "build") == 0
    out, err = capsys.readouterr()
    assert "2 articles (2 read, 0 unchanged)" in out
    assert err == ""


def test_the_command_names_what_it_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeds = folder(tmp_path / "seeds", {"a.txt": BAD_DATE, "b.txt": SECOND})
    assert command("build", seeds, "--out", tmp_path / "build") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{seeds / 'a.txt'}:3:" in err
    assert "1 seed is not fit to be published, so no release was made. Mend it, or leave it out with --keep-going." in err
    assert command("build", seeds, "--out", tmp_path / "build", "--keep-going") == 1
    assert "1 seed is left out of the release, and its description says so." in capsys.readouterr().err
