"""The measures of a set of articles, from what was counted of each."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from kg.evaluation.gold import CODES
from kg.evaluation.scoring import Score

SHARES = {"dispatch": ("dispatch_right", "hit"), "period": ("period_right", "period_gold"), "place": ("place_right", "place_gold"),
          "actor": ("actor_right", "actor_gold"), "affected": ("affected_right", "affected_gold"), "component_of": ("part_right", "part_gold"),
          "chain": ("chain_right", "chain_gold"), "dispatch_date": ("dispatch_date_right", "dispatch_date_gold"),
          "statement_date": ("statement_date_right", "statement_date_gold")}
"""Of each measure that is a share: what is right, of what. Fields of figures are counted of the figures that were found."""

EXTRAS = {"period": "period_extra", "component_of": "part_extra", "place": "place_extra", "actor": "actor_extra", "affected": "affected_extra",
          "dispatch_date": "dispatch_date_extra", "statement_date": "statement_date_extra"}
"""Where something was read that the annotation does not have; it may be right all the same, as an annotator may leave it open."""


def total(scores: Iterable[Score]) -> Counter[str]:
    """What was counted of all."""
    found: Counter[str] = Counter()
    for score in scores:
        found.update(score.counts)
    return found


def measures(counts: Counter[str], articles: int) -> dict[str, Any]:
    """The measures by name: shares between 0 and 1 to four places, None where there is nothing to measure."""
    return {
        "articles": articles,
        "figures": f1(counts["hit"], counts["gold"], counts["found"]),
        "figures_full": f1(counts["full"], counts["gold"], counts["found"]),
        "fields": {name: share(counts[f"{name}_right"], counts["hit"]) for name in CODES},
        "dispatch": _share(counts, "dispatch"),
        "period": _share(counts, "period"),
        "period_extra": counts["period_extra"],
        **{name: _share(counts, name) for name in ("place", "actor", "affected", "component_of")},
        "component_extra": counts["part_extra"],
        **{name: _share(counts, name) for name in ("chain", "dispatch_date", "statement_date")},
        **{kind: {"recall": share(counts[f"{kind}_hit"], counts[f"{kind}_gold"]), "listed": counts[f"{kind}_gold"], "read": counts[f"{kind}_read"]}
           for kind in ("places", "forces")},
        "spans_exact": share(counts["spans_right"], counts["spans"]),
        "translation_errors": {"planted": counts["errors_gold"], "caught": counts["errors_caught"], "told": counts["errors_told"]},
    }


def f1(hit: int, gold: int, found: int) -> dict[str, Any]:
    """Precision (of those found), recall (of those annotated) and their harmonic mean; 0 where there is nothing."""
    precision = hit / found if found else 0.0
    recall = hit / gold if gold else 0.0
    both = precision + recall
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(2 * precision * recall / both, 4) if both else 0.0,
            "gold": gold, "found": found}


def share(right: int, of: int) -> float | None:
    """A part of a whole to four places; None of nothing."""
    return round(right / of, 4) if of else None


def _share(counts: Counter[str], name: str) -> float | None:
    right, of = SHARES[name]
    return share(counts[right], counts[of])
