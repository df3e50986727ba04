"""The command line as people meet it: help with an example, and what is said of a call that is wrong."""
from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from releases import release

from kg.cli import COMMANDS, main

SEED = Path(__file__).parents[1] / "seeds" / "articles" / "000_53229b98fb896667.txt"


def called(*arguments: str) -> int:
    """The exit code of a call, whether it comes back or exits."""
    try:
        return main(arguments)
    except SystemExit as left:
        return int(left.code or 0)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(command, "--help") == 0
    out, err = capsys.readouterr()
    assert "example" in out
    assert f"  kg {command} " in out
    assert err == ""


WRONG = {
    "no command": ([], "kg: the following arguments are required: COMMAND"),
    "an unknown command": (["vaildate", "x"], "there is no command 'vaildate'. Do you mean validate? There are: read, validate, "),
    "a misspelt option": (["validate", "--formt", "json", "x"], "there is no option --formt. Do you mean --format? See kg validate --help"),
    "an option of nobody's": (["build", "--colour"], "there is no option --colour. See kg build --help"),
    "an unknown form": (["export", "--format", "ttl"], "--format cannot be 'ttl'. Do you mean turtle? There are: nquads, "),
    "an argument too many": (["figures", "killed"], "'killed' is one argument too many."),
    "no file": (["read"], "kg read: the following arguments are required: FILE"),
    "a count that is none": (["build", "--jobs", "0"], "--jobs: '0' is no whole number from 1 on"),
    "a limit below nought": (["figures", "--limit", "-3"], "--limit: '-3' is no whole number from 0 on"),
    "an amount that is none": (["figures", "--min", "ten"], "--min: 'ten' is no number"),
    "a day that is none": (["new", "x.txt", "--date", "1953-02-30"], "--date: '1953-02-30' is no day of the calendar"),
    "a page that is none": (["new", "x.txt", "--date", "1953-02-20", "--page", "0"], "--page: '0' is no whole number from 1 to 99"),
    "no release": (["figures", "--release", "nowhere"], "there is no release here (release.json is missing). Make one with `kg build --out nowhere`."),
    "a query that is no file": (["query", "question.rq", "--release", "x"], "question.rq: this is neither a query nor a file that can be read"),
}


@pytest.mark.parametrize(("arguments", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_call_is_told_in_a_line_on_stderr(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", ["read", "validate", "build"])
def test_a_folder_without_articles_is_a_wrong_call(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(command, str(tmp_path)) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_reading_a_folder_takes_the_articles_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_bytes(SEED.read_bytes())
    (tmp_path / "a.ttl").write_text("<http://a> <http://b> <http://c> .", encoding="utf-8")
    assert called("read", str(tmp_path), "--format", "jsonl") == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    assert called("read", str(tmp_path / "a.txt"), str(SEED), str(tmp_path / "gone.txt"), "--format", "jsonl") == 2
    out, err = capsys.readouterr()
    assert out.count("\n") == 1
    assert err.splitlines() == [f"{tmp_path / 'a.txt'}:1:1: The file is empty. Put the article's header and text into it, or delete it.",
                                f"{tmp_path / 'gone.txt'}:1:1: There is no such file. Check the path."]


def test_output_is_utf_8_in_any_language_of_the_system(tmp_path: Path) -> None:
    name = tmp_path / "caf\udce9.txt"
    try:
        name.write_bytes(SEED.read_bytes())
    except OSError:
        pytest.skip("this file system takes no names but UTF-8")
    done = subprocess.run([sys.executable, "-m", "kg", "validate", name], capture_output=True, timeout=120, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 2
    assert "→ Rename it" in done.stdout.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_output_that_finds_no_room_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-m", "kg", "read", SEED], stdout=full, stderr=subprocess.PIPE, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (2, "kg: the output cannot be written: No space left on device. Make room, or write elsewhere.\n")


def test_a_reader_that_closes_early_is_no_error() -> None:
    kg = subprocess.Popen([sys.executable, "-m", "kg", "read", *[SEED] * 40], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert kg.stdout is not None and kg.stderr is not None
    with kg.stdout, kg.stderr:
        kg.stdout.read(10)
        kg.stdout.close()
        assert kg.stderr.read() == b""
    assert kg.wait(timeout=120) == 0


def test_the_streams_of_a_test_are_left_alone() -> None:
    from kg.cli import _speak_utf8
    before, sys.stdout = sys.stdout, io.StringIO()
    try:
        _speak_utf8()
    finally:
        sys.stdout = before


@pytest.mark.parametrize("format", ["table", "json", "csv"])
def test_a_query_by_a_term_that_there_is_not_says_so_beside_its_answer(capfd: pytest.CaptureFixture[str], format: str) -> None:
    text = "SELECT (COUNT(*) AS ?n) {\n  ?s kg:valu ?o ; kg:outcome outcome:kiled ; kg:unit unit:person }"
    assert main(["query", text, "--release", str(release()), "--format", format]) == 0
    assert capfd.readouterr().err.splitlines()[:2] == ["kg: line 2, column 6: the ontology has no kg:valu. Do you mean value?",
                                                       "kg: line 2, column 30: the ontology has no outcome:kiled. Do you mean killed?"]


@pytest.mark.parametrize(("query", "words"), [("SELCT * { ?s ?p ?o }", "SELCT was not expected here. Do you mean SELECT?"),
                                              ("SELECT * { ?s outcom:killed ?o }", "declare it with PREFIX. Do you mean outcome?")])
def test_a_malformed_query_is_told_with_what_is_meant(query: str, words: str) -> None:
    from kg import query_faults
    assert words in str(query_faults.find(query))
