"""All that the vocabulary can name in one language, compiled into one automaton.

The automaton finds the leftmost-longest surface forms of a text in one pass (Aho & Corasick, 1975). One form may name several things:
进攻 is an attack that was fought, a battle that is counted, and an event; so a hit carries every reading and the grammar chooses.
"""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import ahocorasick_rs

from kg import vocabulary
from kg.model import EN
from kg.values import value

OUTCOME = "outcome"
OBJECT = "object"
STANCE = "stance"
EVENT = "eventtype"
RANK = "rank"
DIRECTION = "direction"
PLACE = "place"
FORCE = "force"
SOURCE = "source"

# What a number's clause is made of, beside the names; and what tells of speaking and of events, which may overlap it (拔除据点).
GRAMMAR = (OUTCOME, OBJECT, RANK, DIRECTION)
CUES = (STANCE, EVENT)
NAMES = (PLACE, FORCE, SOURCE)


class Entry:
    """What one surface form can mean: kind → codes of that scheme, or paths of the things that bear the name.

    ``ambiguous`` forms are an ordinary word as well, or another thing, and want support from their context. What readers ask of every hit stands ready:
    the codes of its ``objects`` and ``outcomes``, whether it is ``named`` (a place, force or source), and the paths that it names for ``certain``.
    """

    __slots__ = ("ambiguous", "certain", "named", "objects", "outcomes", "readings")

    def __init__(self, readings: dict[str, tuple[str, ...]], ambiguous: bool = False):
        self.readings = readings
        self.ambiguous = ambiguous
        self.objects = readings.get(OBJECT, ())
        self.outcomes = readings.get(OUTCOME, ())
        names = [readings[kind] for kind in NAMES if kind in readings]
        self.named = bool(names)
        self.certain = () if ambiguous else tuple(paths[0] for paths in names if len(paths) == 1)


@value(frozen=True, slots=True)
class Hit:
    """A surface form in a text, by code points."""

    start: int
    end: int
    entry: Entry


@value(frozen=True, slots=True)
class NameForm:
    """One name of a thing outside the code schemes: ``kind`` is place, force or source, ``path`` its address below the base."""

    text: str
    kind: str
    path: str
    ambiguous: bool = False


Forms = Sequence[tuple[str, dict[str, Sequence[str]], bool]]
"""Surface forms as an automaton takes them: each with its readings, by kind, and whether it is ambiguous."""


class Lexicon:
    """The compiled forms of one language. Build it once: each look-up is linear in the text."""

    def __init__(self, lang: str, forms: Forms, cues: Forms, normalise: Callable[[str], str]):
        """``forms`` are those of GRAMMAR and of names, ``cues`` those of CUES, both as ``compiled_forms`` gives them."""
        self.lang = lang
        self._words = _Automaton(lang, forms)
        self._cues = _Automaton(lang, cues)
        self.counters = _counters(lang, normalise)

    def find(self, text: str, origin: int = 0) -> list[Hit]:
        """What is counted, what becomes of it and who is named, in a text that is normalised as the forms were; in a language with spaces, whole words only.

        ``origin`` is the place of the text's beginning, from which positions are to count.
        """
        return self._words.find(text, origin)

    def find_cues(self, text: str, origin: int = 0) -> list[Hit]:
        """The words by which a text says that somebody speaks, and those that tell of events; positions as in ``find``."""
        return self._cues.find(text, origin)


def compiled_forms(lang: str, schemes: Collection[str], names: Iterable[NameForm], normalise: Callable[[str], str]) -> Forms:
    """The forms of some schemes and of names in a language, in their order."""
    readings: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name in schemes:
        scheme = vocabulary.scheme(name)
        for form in (*scheme.forms(lang), *scheme.forms(lang, vocabulary.SUFFERER)):
            readings[normalise(form.text)][name].add(form.code)
    for form in vocabulary.scheme("word")["ordinary"].forms if OUTCOME in schemes else ():
        if form.lang == lang:
            readings[normalise(form.text)]         # found, so that no word within it is, and told as nothing
    doubtful = set()
    followers = [normalise(form.text) for form in vocabulary.scheme("word")["soldiers"].forms if form.lang == lang]
    for entry in names:
        text = normalise(entry.text)
        readings[text][entry.kind].add(entry.path)
        if entry.ambiguous:
            doubtful.add(text)
        elif entry.kind == FORCE and text.endswith("军"):
            for follower in followers:
                readings[text + follower][FORCE].add(entry.path)
    return [(form, {kind: sorted(codes) for kind, codes in readings[form].items()}, form in doubtful) for form in sorted(readings) if form]


class _Entries(dict[int, Entry]):
    """The entries of an automaton's forms by their number, made when they are first asked for."""

    def __init__(self, told: Forms):
        self._told = told

    def __missing__(self, number: int) -> Entry:
        _, readings, ambiguous = self._told[number]
        self[number] = entry = Entry({kind: tuple(codes) for kind, codes in readings.items()}, ambiguous)
        return entry


class _Automaton:
    def __init__(self, lang: str, told: Forms):
        self._spaced = lang == EN
        self._entries = _Entries(told)
        self._silent = frozenset(number for number, (_, readings, _) in enumerate(told) if not readings)
        self._automaton = ahocorasick_rs.AhoCorasick([form for form, _, _ in told], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def find(self, text: str, origin: int) -> list[Hit]:
        entries, silent = self._entries, self._silent
        if self._spaced:
            return [Hit(origin + start, origin + end, entries[index]) for index, start, end in self._whole_words(text, 0, len(text))]
        found = self._automaton.find_matches_as_indexes(text)
        return [Hit(origin + start, origin + end, entries[index]) for index, start, end in found if index not in silent]

    def _whole_words(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The matches of a stretch that are whole words. One that ends within a word (french battalion in french battalions) gives way to its parts."""
        found = [(index, start + first, start + last) for index, first, last in self._automaton.find_matches_as_indexes(text[start:end])]
        for at, (index, first, last) in enumerate(found):
            if _whole(text, first, last):
                if index not in self._silent:
                    yield index, first, last
            elif (word := text.rfind(" ", first, last) + 1) > first:
                yield from self._whole_words(text, first, word)
                yield from self._whole_words(text, word, found[at + 1][1] if at + 1 < len(found) else end)


def _whole(text: str, start: int, end: int) -> bool:
    return not (start and text[start - 1].isalnum() and text[start].isalnum()) and not (end < len(text) and text[end].isalnum() and text[end - 1].isalnum())


@value(frozen=True, slots=True)
class Counter:
    """A measure word: the unit it counts in, and what it alone tells of the object and the outcome."""

    code: str
    text: str
    unit: str
    object: str | None
    outcome: str | None


@value(frozen=True, slots=True)
class Counters:
    """The measure words of one language, longest first."""

    pattern: re.Pattern[str]
    by_form: dict[str, Counter]

    def at(self, text: str, position: int) -> Counter | None:
        """The measure word that stands at a position, or None."""
        found = self.pattern.match(text, position)
        return self.by_form[found.group()] if found else None


def _counters(lang: str, normalise: Callable[[str], str]) -> Counters:
    by_form: dict[str, Counter] = {}
    scheme = vocabulary.scheme("counter")
    for form in scheme.forms(lang):
        links = scheme[form.code].links
        text = normalise(form.text)
        by_form[text] = Counter(form.code, text, links["unitOf"][0], links.get("suggestsObject", (None,))[0], links.get("suggestsOutcome", (None,))[0])
    edge = r"\b" if lang == EN else ""
    forms = "|".join(re.escape(form) for form in sorted(by_form, key=lambda form: (-len(form), form)))
    return Counters(re.compile(f"(?:{forms}){edge}" if forms else r"(?!)"), by_form)
