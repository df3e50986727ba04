"""The command line's own words: what an argument may be, and what a caller is told who writes another."""
from __future__ import annotations

import argparse
import datetime
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from kg.errors import nearest

_CHOICE = re.compile(r"invalid choice: '?(?P<given>[^']*?)'? \(choose from (?P<known>.*)\)")


class Parser(argparse.ArgumentParser):
    """A parser whose errors are short, name what was probably meant, and say where to read on."""

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> tuple[Any, list[str]]:   # type: ignore[override]
        """As the base class has it, but what is not known is told here, where the options of the sub-command are at hand."""
        found, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error(self._unknown(rest[0]))
        return found, rest

    def _unknown(self, given: str) -> str:
        if not given.startswith("-"):
            return f"{given!r} is one argument too many."
        name = given.partition("=")[0]
        known = [option.lstrip("-") for option in self._option_string_actions]
        return f"there is no option {name}.{nearest(name.lstrip('-'), known).replace('mean ', 'mean --')}"

    def error(self, message: str) -> NoReturn:
        """Says on stderr what is wrong with the call, and exits with 2."""
        told = message.removeprefix("argument ")
        if choice := _CHOICE.search(told):
            known = re.findall(r"[\w-]+", choice["known"])
            what, given = told[:choice.start()].rstrip(": "), choice["given"]
            told = f"there is no command {given!r}." if what == "COMMAND" else f"{what} cannot be {given!r}."
            told += f"{nearest(given, known)} There are: {', '.join(known)}."
        self.exit(2, f"{self.prog}: {told.rstrip('.') + '.' if not told.endswith(('?', '.')) else told} See {self.prog} --help\n")


def whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """The type of an argument that is a whole number from ``least`` on, up to ``most``."""
    def number(text: str) -> int:
        value = int(text) if re.fullmatch(r"[+-]?[0-9]{1,9}", text) else None
        if value is None or value < least or (most is not None and value > most):
            reach = f"from {least} on" if most is None else f"from {least} to {most}"
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number {reach}")
        return value
    return number


def amount(text: str) -> float:
    """The type of an argument that is a number: 1000, 1,000, 1.5 or 1e6."""
    if not re.fullmatch(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?([eE][0-9]{1,2})?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number")
    return float(text.replace(",", ""))


def day(text: str) -> str:
    """The type of an argument that is a day of the calendar."""
    try:
        year, month, of_month = (int(part) for part in text.split("-"))
        return datetime.date(year, month, of_month).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day of the calendar, written as 1953-10-22") from None
