"""Where and when figures are: a table of the words of a dispatch, and the place and time of each figure in them."""
from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_claims import chinese
from test_roles import told

TABLE = Path(__file__).parent / "readings" / "scenes.zh.jsonl"
ROWS = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["text"])[:24])
def test_where_and_when(row: dict[str, object]) -> None:
    assert [told(figure).partition(" @ ")[2] for figure in chinese(str(row["text"])).figures] == row["scenes"]
