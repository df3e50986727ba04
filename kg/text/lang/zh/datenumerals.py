"""Numerals of days, months and years in Chinese: spelled out, digit by digit, and in lists."""
from __future__ import annotations

import re
from functools import lru_cache

DIGITS = {char: value for value, chars in enumerate(("零〇○0", "一1", "二两2", "三3", "四4", "五5", "六6", "七7", "八8", "九9")) for char in chars}
_TENS = {"十": 10, "廿": 20, "卅": 30, "百": 100, "千": 1000}
_COUNTERS = {"三": 3, "四": 4, "五": 5}
NEIGHBOURS = frozenset(first + second for first, second in zip("一二三四五六七八", "二三四五六七八九", strict=True))


@lru_cache(1 << 12)
def numeral(text: str) -> int | None:
    """The value of a whole numeral below 10,000, spelled out or digit by digit; None where it is no such numeral."""
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text)) if 0 < len(text) <= 4 else None
    total, pending = 0, None
    for char in text:
        if char in DIGITS and (pending is None or pending == 0):
            pending = DIGITS[char]
        elif char in _TENS:
            total += (1 if pending is None else pending) * _TENS[char]
            pending = None
        else:
            return None
    return total + (pending or 0)


@lru_cache(1 << 12)
def first_and_last(run: str, most: int) -> tuple[int, int | None] | None:
    """First and last number of a run: 十六 is (16, None), 十六、十七两 and 六七 before a counter are lists. None where one passes ``most``."""
    items = re.split("[、至到—～~-]", run)
    if len(items[-1]) > 1 and (items[-1][-1] == "两" or (len(items) == _COUNTERS.get(items[-1][-1]) and (numeral(items[-1]) or most + 1) > most)):
        items[-1] = items[-1][:-1]
    if len(items) == 1 and items[0] in NEIGHBOURS and (numeral(items[0]) or 0) > most:
        items = list(items[0])
    numbers = [numeral(item) for item in items]
    if any(number is None or not 1 <= number <= most for number in numbers):
        return None
    first, last = numbers[0], numbers[-1]
    assert first is not None and last is not None
    return first, None if len(numbers) == 1 else last
