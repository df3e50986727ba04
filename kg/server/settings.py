"""What can be set of the server, and where: a flag wins over the environment, the environment over the file, the file over the default."""
from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import CallError
from kg.server.limits import DEFAULT, MIB, Limits

CONFIG = "KG_SERVE_CONFIG"
"""The environment's name for the file."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set: ``max_time`` is --max-time, KG_SERVE_MAX_TIME, and max-time in the file.

    ``unit`` is how many of the field's units one of it is.
    """

    name: str
    told: str
    measure: str = ""
    unit: int = 1
    least: float = 1
    most: float = 100_000

    @property
    def flag(self) -> str:
        return "--" + self.key

    @property
    def key(self) -> str:
        return self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        return "KG_SERVE_" + self.name.upper()

    @property
    def whole(self) -> bool:
        """Whether it is a whole number: sizes and counts are, times are not."""
        return isinstance(getattr(DEFAULT, self.name), int)

    @property
    def default(self) -> float:
        """In the unit that it is given in."""
        value: float = getattr(DEFAULT, self.name) / self.unit
        return int(value) if self.whole else value


SETTINGS = (
    Setting("time", "time limit of a query that asks for no other", "seconds", least=0.01),
    Setting("max_time", "longest time limit that a query may ask for by timeout=", "seconds", least=0.01),
    Setting("memory", "memory of a query, beyond what the open release takes", "MiB", MIB, least=16),
    Setting("result", "size of an answer, before compression", "MiB", MIB),
    Setting("request", "size of a request's body", "MiB", MIB, most=1024),
    Setting("workers", "processes that take new queries", most=256),
    Setting("slow", "queries that may go on beside them once they count as slow", most=256),
    Setting("quantum", "time after which a query counts as slow", "seconds", least=0.02),
    Setting("queue", "queries that may wait; beyond, the answer is 503"),
    Setting("cache", "room for finished answers", "MiB", MIB, least=0),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}


def limits(flags: Mapping[str, Any], environment: Mapping[str, str] = os.environ, file: Path | None = None) -> Limits:
    """The limits that flags (field → text or None), environment and file together set.

    Raises CallError, which says where, for a value that is no number or out of bounds, a key that is unknown, and a file that cannot be read.
    """
    found: dict[str, float] = {}
    if file is not None:
        found |= {name: _number(BY_NAME[name], value, f"{file}: {BY_NAME[name].key}") for name, value in _read(file).items()}
    found |= {setting.name: _number(setting, environment[setting.variable], setting.variable) for setting in SETTINGS if environment.get(setting.variable)}
    found |= {setting.name: _number(setting, flags[setting.name], setting.flag) for setting in SETTINGS if flags.get(setting.name) is not None}
    made = Limits(**{name: int(value) if BY_NAME[name].whole else value for name, value in found.items()})    # type: ignore[arg-type]
    if made.time > made.max_time:
        raise CallError(f"The time limit ({made.time:g} seconds) is longer than the longest that may be asked for ({made.max_time:g}): raise --max-time.")
    return made


def _read(file: Path) -> dict[str, Any]:
    """The values of a TOML file, by field."""
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CallError(f"{file}: the configuration cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CallError(f"{file}: the configuration is no TOML: {error}.") from error
    by_key = {setting.key: setting.name for setting in SETTINGS}
    unknown = [key for key in found if key not in by_key]
    if unknown:
        raise CallError(f"{file}: {unknown[0]!r} cannot be set; these can: {', '.join(by_key)}.")
    return {by_key[key]: value for key, value in found.items()}


def _number(setting: Setting, value: Any, where: str) -> float:
    """The value in the field's own unit."""
    kind = "a whole number" if setting.whole else "a number"
    measure = f" of {setting.measure}" if setting.measure else ""
    wrong = CallError(f"{where} has to be {kind}{measure} from {setting.least:g} to {setting.most:,g}, and is {value!r}.")
    if isinstance(value, bool):
        raise wrong
    try:
        number = int(value) if setting.whole and not isinstance(value, float) else float(value)
    except (TypeError, ValueError):
        raise wrong from None
    if not setting.least <= number <= setting.most or (setting.whole and number != int(number)):
        raise wrong
    return number * setting.unit
