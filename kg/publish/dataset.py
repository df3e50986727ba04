"""What ``dataset.toml`` says of a dataset: titles, terms, contact, and the counts that a build must not fall below."""
from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg import locations
from kg.errors import ReleaseError

FILE = "dataset.toml"
_IRI = re.compile(r"(https?://|mailto:)[^\s<>\"{}|\\^`]+")

Worded = dict[str, str]
"""A text by language."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """What people are told of a dataset before they use it."""

    title: Worded
    description: Worded
    publisher: Worded
    license: str
    software_license: str
    texts: Worded                 # the rights in the quoted texts
    contact: str
    minimums: dict[str, int] = field(default_factory=dict)


def described(folder: Path | None) -> Dataset:
    """The description beside the seeds of a folder; without one, that of the project's seeds, whose minimums then do not hold.

    Raises ReleaseError with file and fault where the file is malformed or lacks something.
    """
    if folder is not None and (folder / FILE).is_file():
        return load(folder / FILE)
    own = load(locations.folder("seeds") / FILE)
    return Dataset(own.title, own.description, own.publisher, own.license, own.software_license, own.texts, own.contact)


def load(path: Path) -> Dataset:
    """Reads a ``dataset.toml``."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        terms = said["terms"]
        return Dataset(_worded(said, "title"), _worded(said, "description"), _worded(said, "publisher"), _address(terms, "license"),
                       _address(terms, "software_license"), _worded(terms, "texts"), _address(said["contact"], "url"), _minimums(said))
    except KeyError as error:
        raise ReleaseError(f"{path}: {error.args[0]!r} is missing. Add it, as seeds/{FILE} of the project has it.") from None
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path}: the dataset's description cannot be read: {error}. Mend the file.") from error


def _address(said: dict[str, Any], name: str) -> str:
    if not isinstance(said[name], str) or not _IRI.fullmatch(said[name]):
        raise ValueError(f"{name} has to be an address, such as https://example.org/")
    return str(said[name])


def _worded(said: dict[str, Any], name: str) -> Worded:
    found = said[name]
    if not isinstance(found, dict) or not found or not all(isinstance(text, str) for text in found.values()):
        raise ValueError(f"{name} has to give a text a language, as in {name}.en = \"…\"")
    return {lang: " ".join(text.split()) for lang, text in sorted(found.items())}


def _minimums(said: dict[str, Any]) -> dict[str, int]:
    found = said.get("minimums", {})
    if not isinstance(found, dict) or not all(isinstance(count, int) for count in found.values()):
        raise ValueError("minimums has to give whole numbers")
    return dict(sorted(found.items()))
