"""Where limits are set: a flag wins over the environment, the environment over the file, the file over the default."""
from __future__ import annotations

from pathlib import Path

import pytest
from made import ROOT

from kg.cli import main
from kg.errors import CallError
from kg.server.limits import DEFAULT, MIB
from kg.server.settings import SETTINGS, limits


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "serve.toml"
    found.write_text("time = 5\nmax-time = 50\nmemory = 200\n", encoding="utf-8")
    return found


def test_nothing_set_is_the_default() -> None:
    assert limits({}, {}) == DEFAULT


def test_each_place_wins_over_the_next(file: Path) -> None:
    found = limits({"time": "7"}, {"KG_SERVE_TIME": "6", "KG_SERVE_MAX_TIME": "60", "KG_SERVE_QUEUE": ""}, file)
    assert (found.time, found.max_time, found.memory, found.queue) == (7.0, 60.0, 200 * MIB, DEFAULT.queue)


def test_every_limit_can_be_set_everywhere(tmp_path: Path) -> None:
    wanted = {setting.name: setting.default + 1 if setting.name != "max_time" else 500 for setting in SETTINGS}
    file = tmp_path / "all.toml"
    file.write_text("".join(f"{setting.key} = {wanted[setting.name]}\n" for setting in SETTINGS), encoding="utf-8")
    by_flag = limits({name: f"{value:g}" for name, value in wanted.items()}, {})
    assert by_flag == limits({}, {setting.variable: f"{wanted[setting.name]:g}" for setting in SETTINGS}) == limits({}, {}, file)
    assert {setting.name for setting in SETTINGS} == set(DEFAULT.__slots__)
    assert all(getattr(by_flag, setting.name) != getattr(DEFAULT, setting.name) for setting in SETTINGS)


@pytest.mark.parametrize(("flags", "environment", "told"), [
    ({"time": "soon"}, {}, "--time has to be a number of seconds from 0.01 to 100,000, and is 'soon'"),
    ({"time": "nan"}, {}, "--time has to be"),
    ({"time": "-1"}, {}, "--time has to be"),
    ({"workers": "2.5"}, {}, "--workers has to be a whole number from 1 to 256, and is '2.5'"),
    ({"memory": "1"}, {}, "--memory has to be a whole number of MiB from 16"),
    ({}, {"KG_SERVE_MAX_TIME": "long"}, "KG_SERVE_MAX_TIME has to be"),
    ({"time": "500"}, {}, "raise --max-time"),
])
def test_what_is_no_limit_is_refused(flags: dict[str, str], environment: dict[str, str], told: str) -> None:
    with pytest.raises(CallError) as error:
        limits(flags, environment)
    assert told in str(error.value)


@pytest.mark.parametrize(("text", "told"), [
    ("tme = 3\n", "serve.toml: 'tme' cannot be set; these can: time, max-time"),
    ("time = true\n", "serve.toml: time has to be"),
    ("time = \n", "serve.toml: the configuration is no TOML"),
    ("workers = 2.5\n", "serve.toml: workers has to be"),
])
def test_a_file_that_is_wrong_is_refused(file: Path, text: str, told: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CallError) as error:
        limits({}, {}, file)
    assert told in str(error.value)


@pytest.mark.parametrize(("arguments", "told"), [
    (["--time", "x"], "--time has to be a number"),
    (["--config", "nowhere.toml"], "nowhere.toml: the configuration cannot be read: No such file or directory"),
    (["--log-queries"], "--log-queries needs --access-log"),
    (["--scratch"], "--scratch and --token go together"),
    (["--token", "x"], "--scratch and --token go together"),
])
def test_the_command_says_what_is_wrong(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_SERVE_TOKEN", raising=False)
    monkeypatch.delenv("KG_SERVE_CONFIG", raising=False)
    assert main(["serve", "--release", "nowhere", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_the_file_beside_the_documentation_has_every_limit_with_its_default() -> None:
    file = ROOT / "docs" / "deploy" / "limits.toml"
    text = file.read_text(encoding="utf-8")
    assert limits({}, {}, file) == DEFAULT
    assert all(f"\n{setting.key} = " in text or f"\n# {setting.key} = " in text for setting in SETTINGS)
