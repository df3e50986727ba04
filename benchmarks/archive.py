"""Generates archives: any number of articles in the seed's layout, the same bytes for the same seed, no two alike.

    python benchmarks/archive.py --articles 10000 --out DIR [--seed 1] [--bilingual 0.4] [--errors 0.02]

Shaped like the 31 annotated articles that the reader was developed on. Measured there: original bodies of 211 to 1,131 characters (deciles 255 and 939,
quartiles 303 and 522, median 405, mean 482); translations 3.8 times as long; one dispatch in 17 articles, two in 10, three in 4; 4 to 38 figures (median 10,
mean 12.7; 2.6 for 100 characters of original); chains of one source in 23 dispatches, of two in 21, of three in 4, of four in 1; headlines of one line
in 3 articles, two in 21, three in 7; 72 figures in 100 exact, 20 more_than, a few each of range, about and vague; a figure in five is part of another.
What is generated comes near that, and a test holds it there. Every article names a regiment whose number is its own, so that no two are alike.
"""
from __future__ import annotations

import argparse
import hashlib
import math
import random
import re
import sys
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent))
from phrases import CHAINS, CLOSINGS, HEADLINES, LOSSES, REPULSE, SENTENCES, THEATRES, TOTAL, Pair, Quantity, Sentence, Theatre

T = TypeVar("T")

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
DIGITS = "零一二三四五六七八九"
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBER = re.compile(r"\d[\d,]*")
WEIGHTS = tuple(accumulate(sentence.weight for sentence in SENTENCES))
MEDIAN_LENGTH = 345
SPREAD = 0.55
LENGTHS = (150, 6000)


@dataclass(slots=True)
class Draw:
    """A stream of choices that is the same on every machine: only ``random()`` is promised to be."""

    key: str
    source: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.source = random.Random(self.key)

    def chance(self, probability: float) -> bool:
        return self.source.random() < probability

    def below(self, end: int) -> int:
        return int(self.source.random() * end)

    def one(self, choices: Sequence[T]) -> T:
        return choices[int(self.source.random() * len(choices))]

    def share(self, *shares: float) -> int:
        """An index, each as likely as its share; the last takes what is left."""
        return bisect(tuple(accumulate(shares)), self.source.random())

    def magnitude(self, low: int, high: int) -> int:
        """A whole number from low to high, small ones as likely as large ones by their number of digits."""
        return round(low * math.pow(high / low, self.source.random()))

    def length(self) -> int:
        """A body's length in characters: log-normal, by the method of Box and Muller."""
        normal = math.sqrt(-2 * math.log(1 - self.source.random())) * math.cos(2 * math.pi * self.source.random())
        return min(max(round(MEDIAN_LENGTH * math.exp(SPREAD * normal)), LENGTHS[0]), LENGTHS[1])


@cache
def chinese(number: int) -> str:
    """A whole number below 10^8 in Chinese, as the paper wrote it: 五千零七十, 一万零五百五十, 十二."""
    if number >= 10000:
        rest = number % 10000
        return chinese(number // 10000) + "万" + ("" if not rest else ("零" if rest < 1000 else "") + _below_myriad(rest))
    text = _below_myriad(number)
    return text[1:] if text.startswith("一十") else text


def _below_myriad(number: int) -> str:
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if text and number // (unit * 10) % 10 == 0 and not text.endswith("零") else "") + DIGITS[digit] + name
    return text or DIGITS[0]


def english(number: int) -> str:
    return SMALL[number] if number <= 10 else f"{number:,}"


def ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def quantity(draw: Draw, value: int, exact: bool) -> Pair:
    """A number in both languages, some with a qualifier that both carry."""
    way = 0 if exact or value < 20 else draw.share(0.69, 0.24, 0.02, 0.02, 0.03)
    unit = 10 ** max(len(str(value)) - 2, 1)
    rounded = value // unit * unit
    if way == 1:
        return chinese(rounded) + ("余" if draw.chance(0.4) else "多"), f"more than {english(rounded)}"
    if way == 2:
        return "约" + chinese(rounded), f"about {english(rounded)}"
    if way == 3:
        return "近" + chinese(rounded), f"nearly {english(rounded)}"
    if way == 4:
        return f"{chinese(rounded)}到{chinese(rounded + 2 * unit)}", f"{english(rounded)} to {english(rounded + 2 * unit)}"
    return (chinese(value) if value != 2 else "两"), english(value)


@dataclass(slots=True)
class Composer:
    """One article on the way: its theatre, its day, and what its headline will take up."""

    draw: Draw
    number: int
    theatre: Theatre
    day: date
    error: bool
    total: int = 0
    recent: list[Sentence] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)      # what paragraphs begin with, so that none is printed twice

    def names(self) -> tuple[dict[str, str], dict[str, str]]:
        """What fills the names of a sentence, in Chinese and in English."""
        theatre = self.theatre
        place = self.draw.below(len(theatre.places))
        said = self.day - timedelta(days=2)
        pairs = {
            "f": theatre.force, "e": theatre.enemy, "a": theatre.agency, "c": theatre.command, "x": theatre.foreign,
            "p": theatre.places[place], "q": theatre.places[place - 1],
            "d": self._day(self.day - timedelta(days=3 + self.draw.below(24))), "t": self._period(1 + self.draw.below(self.day.month)),
            "s": (chinese(said.day) + "日", ordinal(said.day)),
            "u": ("".join(DIGITS[int(digit)] for digit in str(101 + self.number)), ordinal(101 + self.number)),
        }
        return {name: pair[0] for name, pair in pairs.items()}, {name: pair[1] for name, pair in pairs.items()}

    def _day(self, event: date) -> Pair:
        if event.month == self.day.month and self.draw.chance(0.4):
            return f"本月{chinese(event.day)}日", f"on the {ordinal(event.day)} of this month"
        return f"{chinese(event.month)}月{chinese(event.day)}日", f"on {MONTHS[event.month - 1]} {event.day}"

    def _period(self, month: int) -> Pair:
        """What a total covers: mostly the last month, now and then a year or more."""
        last = self.day.replace(day=1) - timedelta(days=1)
        if self.draw.chance(0.8):
            return f"{chinese(last.month)}月份", f"in {MONTHS[last.month - 1]}"
        year = "".join(DIGITS[int(digit)] for digit in str(self.day.year - 1)).replace("零", "○")
        return (f"从{year}年{chinese(month)}月到今年{chinese(self.day.month)}月",
                f"from {MONTHS[month - 1]} {self.day.year - 1} to {MONTHS[self.day.month - 1]} this year")

    def sentence(self, kind: Sentence) -> Pair:
        """A sentence in both languages."""
        zh, en = self.names()
        values: list[int] = []
        for wanted in kind.quantities:
            values.append(self._value(wanted, values))
        told = [quantity(self.draw, value, wanted.part_of is not None) for value, wanted in zip(values, kind.quantities, strict=True)]
        translated = [english_number for _, english_number in told]
        if self.error and translated and len(numbers := NUMBER.findall(translated[-1])) == 1:
            translated[-1] = translated[-1].replace(numbers[0], english(10 * int(numbers[0].replace(",", ""))))
            self.error = False
        if kind is TOTAL and not self.total:
            self.total = values[1]
        return kind.zh.format(*(number for number, _ in told), **zh), kind.en.format(*translated, **en)

    def _value(self, wanted: Quantity, values: list[int]) -> int:
        if wanted.part_of is None:
            return self.draw.magnitude(wanted.low, wanted.high)
        return max(1, values[wanted.part_of] * (wanted.low + self.draw.below(wanted.high - wanted.low)) // 100)

    def opening(self, chain: Pair) -> Pair:
        """The dateline of a dispatch and the sources it names."""
        zh, en = self.names()
        sent = self.day - timedelta(days=1)
        if self.draw.chance(0.4):
            dateline = f"【新华社{zh['q']}{chinese(sent.day)}日电】", f"Xinhua News Agency, {en['q']}, {ordinal(sent.day)} dispatch: "
        else:
            dateline = f"【新华社{chinese(sent.day)}日讯】", f"Xinhua News Agency, {ordinal(sent.day)} dispatch: "
        return dateline[0] + chain[0].format_map(zh), dateline[1] + chain[1].format_map(en)

    def dispatch(self, kinds: list[Sentence], length: int) -> list[Pair]:
        """The paragraphs of one dispatch: these sentences, then others until it has about so many characters of Chinese."""
        chain = CHAINS[self.draw.share(0.47, 0.43, 0.08)]
        opening = self.opening(chain)
        first = self.sentence(kinds.pop(0) if kinds else self._kind())
        paragraphs = [(opening[0] + first[0], opening[1] + (first[1] if chain[1] else capital(first[1])))]
        size, sentences = len(paragraphs[0][0]), 1
        while size < length or kinds:
            zh, en = self.sentence(kinds.pop(0) if kinds else self._kind())
            if sentences > 1 and self.draw.chance(0.35) and self.heads.isdisjoint((zh, en)):
                self.heads.update((zh, en))
                paragraphs.append((zh, capital(en)))
                sentences = 0
            else:
                paragraphs[-1] = paragraphs[-1][0] + zh, paragraphs[-1][1] + " " + capital(en)
            size, sentences = size + len(zh), sentences + 1
        return paragraphs

    def _kind(self) -> Sentence:
        """A kind of sentence, not one of the last few."""
        while (kind := SENTENCES[bisect(WEIGHTS, self.draw.below(WEIGHTS[-1]))]) in self.recent:
            pass
        self.recent = [*self.recent[-5:], kind]
        return kind

    def headline(self) -> Pair:
        """The headline in Chinese, its lines two spaces apart, and in English. It says the first dispatch's total again, rounded."""
        zh, en = self.names()
        lines = [self.draw.one(HEADLINES)]
        if self.total:
            unit = 10 ** max(len(str(self.total)) - 1, 1)
            zh["n"], en["n"] = chinese(self.total // unit * unit) + "多", f"More Than {self.total // unit * unit:,}"
            lines.append(LOSSES)
        elif self.draw.chance(0.8):
            lines.append(CLOSINGS[1])
        if self.draw.chance(0.23):
            lines.append(CLOSINGS[0])
        return "  ".join(line[0].format_map(zh) for line in lines), "; ".join(capital(line[1].format_map(en).removeprefix("the ")) for line in lines)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def compose(number: int, seed: int, bilingual: float, errors: float) -> bytes:
    """One article's file. It hangs on its number and the seed alone, so that any part of an archive can be made by itself."""
    draw = Draw(f"{seed}:{number}")
    theatre = draw.one(THEATRES)
    first, last = date.fromisoformat(theatre.first), date.fromisoformat(theatre.last)
    day = first + timedelta(days=30 + draw.below((last - first).days - 30))
    translated = draw.chance(bilingual)
    writer = Composer(draw, number, theatre, day, translated and draw.chance(errors))
    count = 1 + draw.share(0.55, 0.32)
    length = draw.length()
    kinds = [TOTAL, REPULSE] if draw.chance(0.75) else [REPULSE]
    paragraphs = [paragraph for part in range(count) for paragraph in writer.dispatch(kinds if part == 0 else [], length // count)]
    title = writer.headline()
    page = 1 if draw.chance(0.58) else 4
    return layout(day, page, title, paragraphs, translated).encode("utf-8")


def long(size: int, translated: bool = False, seed: int = 1) -> bytes:
    """One article of so many bytes or a little more: dispatch upon dispatch of common length."""
    draw = Draw(f"{seed}:long")
    theatre = THEATRES[0]
    day = date.fromisoformat(theatre.last)
    writer = Composer(draw, 0, theatre, day, translated, False)
    paragraphs: list[Pair] = []
    written = 0
    while written < size:
        for zh, en in writer.dispatch([], MEDIAN_LENGTH):
            paragraphs.append((zh, en))
            written += len(zh.encode()) + (len(en) if translated else 0)
    return layout(day, 1, writer.headline(), paragraphs, translated).encode("utf-8")


def layout(day: date, page: int, title: Pair, paragraphs: list[Pair], translated: bool) -> str:
    """An article's file as the archive has it."""
    first_indent = "　　" if day.year < 1949 else "    "
    lines = title[0].split("  ") + [zh for zh, _ in paragraphs]
    body = first_indent + "\n    ".join(lines)
    original = f"### {title[0]}\n\n{day}\n第{page}版()\n专栏：\n\n{body}\n"
    if not translated:
        return original
    english_body = "\n\n".join(en for _, en in paragraphs)
    return f"Title: {title[1]}\nAuthor:\nDate: {day}\nPage: {page}\n{english_body}\n\n\n\n<hr /> \n\nOriginal: \n\n\n{original}"


def articles(n: int, seed: int = 1, bilingual: float = 0.4, errors: float = 0.0, start: int = 0) -> Iterator[tuple[str, bytes]]:
    """File names and contents of the articles from number ``start`` on, one at a time.

    ``bilingual`` is the share that has a translation too; ``errors`` the share of those in which the translation gets one number ten times too large.
    """
    for number in range(start, start + n):
        data = compose(number, seed, bilingual, errors)
        yield f"{number:06d}_{hashlib.sha256(data).hexdigest()[:16]}.txt", data


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes a generated archive of articles.", epilog="example: archive.py --articles 1000 --out /tmp/archive")
    parser.add_argument("--articles", type=int, required=True, metavar="N")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="an empty or a new folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bilingual", type=float, default=0.4, help="share of the articles that have a translation (0.4)")
    parser.add_argument("--errors", type=float, default=0.0, help="share of the translations with one wrong number (0)")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if any(options.out.iterdir()):
        parser.error(f"{options.out} is not empty; name a new folder")
    for name, data in articles(options.articles, options.seed, options.bilingual, options.errors):
        (options.out / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
