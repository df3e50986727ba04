"""Whether two counts say one claim twice: a title that rounds the body, a list that is repeated."""
from __future__ import annotations

import re
from decimal import Decimal

from kg.text.grammar import Count


def same(one: Count, other: Count) -> bool:
    """Whether two counts can be one claim said twice: same outcome, kind of object and unit, and numbers that agree."""
    return one.outcome == other.outcome and one.object == other.object and one.unit == other.unit and _agree(one, other)


def _agree(one: Count, other: Count) -> bool:
    if one.value is None or other.value is None:
        return False
    return (one.value, one.upper) == (other.value, other.upper) or _rounds(one, other)


def _rounds(short: Count, full: Count) -> bool:
    """Whether a title's number says the body's in fewer digits: 五万多 for 五万二千多, 两万 for 一九九四九."""
    assert short.value is not None and full.value is not None
    if short.value <= 0 or full.value <= 0:
        return False
    if short.qualifier in ("more_than", "at_least"):
        return full.value >= short.value and full.value - short.value < step(short.value)
    return False


def step(value: Decimal) -> Decimal:
    """One unit of the last digit that a round number gives: 10,000 for 50,000."""
    digits = re.sub(r"0+$", "", str(int(value)))
    return Decimal(10) ** (len(str(int(value))) - len(digits))
