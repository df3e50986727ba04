"""Where the files that the program reads lie: inside the installed package, or beside it in a checkout."""
from __future__ import annotations

from pathlib import Path

from kg.errors import VocabularyError

_INSTALLED = Path(__file__).parent / "resources"
_CHECKOUT = Path(__file__).parent.parent


def folder(name: str) -> Path:
    """The folder ``ontology``, ``shapes``, ``queries`` or ``seeds``. Raises VocabularyError where the installation lacks it."""
    for root in (_INSTALLED, _CHECKOUT):
        if (root / name).is_dir():
            return root / name
    raise VocabularyError(f"The folder {name}/ is missing from this installation. Install dispatch-kg again.")
