"""What a number counts that has no noun of its own: what those before it counted, people, or what its verb is said of.

八百 goes on with the men of whom it tells (其中八百仍在), 伤三百人 with the inhabitants who died, 毙伤一千五百 with nobody before it.
"""
from __future__ import annotations

from collections.abc import Sequence

from kg.model import ZH
from kg.text.grammar import PEOPLE, UNIT, Clause, Count, covers, group, of_people, outcomes, word_pattern, words
from kg.text.lexicon import FORCE
from kg.text.scan import Scan

# How far behind its verb a bare number may stand, in code points.
_BARE = {True: 3, False: 12}
# People who do not fight: what goes on without a noun goes on counting them.
_DEFENCELESS = ("population", "prisoner_of_war")


def inherit(found: Scan, clause: Clause, sentence: list[Count], memory: dict[str, Count], count: Count) -> None:
    """A number without a noun goes on counting what the one before it counted (其中八百仍在), or what its measure word last counted (架次, 批)."""
    last = next((earlier for earlier in reversed(sentence) if earlier.clause == count.clause or not earlier.bracketed), None)
    if count.object == "personnel" and count.noun is None and count.unit_text is not None and last is not None and last.object in _DEFENCELESS \
            and not _of_combat(found, clause, count):
        count.object = last.object            # 居民死伤二百人，重伤三百人
    if count.object is not None:
        if count.unit_text is not None and count.unit not in ("item", "person"):
            memory[count.unit_text] = count
        return
    spoken = found.text[clause.start:count.number.start]
    told = memory.get(count.unit_text) if count.unit_text is not None else next((memory[word] for word in memory if len(word) > 1 and word in spoken), None)
    if told is not None:
        count.object, count.unit = told.object, told.unit if count.unit_text is None else count.unit
    elif _own_verb(found, clause, sentence, count):
        return
    elif sentence and group(sentence[-1].object or "other") == PEOPLE and _of_things(found, count):
        return                            # 代表六十五人，通过决议七项
    elif sentence and (count.unit_text is None or count.unit == sentence[-1].unit or sentence[-1].unit == "person"):
        larger = [earlier for earlier in reversed(sentence) if earlier.value is None or count.value is None or earlier.value >= count.value]
        source = (larger or sentence[-1:])[0]
        count.object = source.object
        if count.unit != "fraction" and (count.unit_text is None or source.unit == "person"):
            count.unit = source.unit


def _of_combat(found: Scan, clause: Clause, count: Count) -> bool:
    """Whether the verb before a number is said of people who fight: 居民五人受伤，我俘二十五名."""
    verb = next((hit for hit in reversed(clause.hits) if hit.end <= count.number.start and outcomes(hit)), None)
    return verb is not None and word_pattern(found.lang, "combat").search(found.text, verb.start, verb.end) is not None


def _own_verb(found: Scan, clause: Clause, sentence: Sequence[Count], count: Count) -> bool:
    """Whether a bare number stands right behind a verb that is said of people first: 毙伤敌一千五百 after strongholds were counted."""
    if count.unit_text is not None or count.unit == "fraction":
        return False
    verb = next((hit for hit in reversed(clause.hits) if hit.end <= count.number.start and outcomes(hit)), None)
    if verb is None or (sentence and sentence[-1].verb == verb):
        return False
    codes = outcomes(verb)
    men = sentence and group(sentence[-1].object or "other") == UNIT      # 调集七个师…，伤亡三千
    if sentence and not men and not _of_combat(found, clause, count) and any(covers(code, sentence[-1].object or "other") for code in codes):
        return False                      # 击落六十一，击伤二十一: of the same
    return count.number.start - verb.end <= _BARE[found.lang == ZH] and any(of_people(code) or code == "fired" for code in codes)


def follows_whole(found: Scan, clauses: Sequence[Clause], earlier: Sequence[Count], count: Count) -> None:
    """Those of a nation are told of the same kind as the whole that they are a part of: 俘敌六百名，其中美国人十一名."""
    if count.object != "population" or count.noun is None:
        return
    part = word_pattern(found.lang, "part").match(found.text, clauses[count.clause].start) is not None
    listed = earlier and earlier[-1].object != "population" and _of_nation(found, earlier[-1]) and count.noun.start == clauses[count.clause].start
    if (part or listed) and _of_nation(found, count):
        whole = next((other for other in reversed(earlier) if other.value is None or count.value is None or other.value > count.value), None)
        count.object = whole.object if whole is not None and group(whole.object or "other") == PEOPLE else count.object


def _of_things(found: Scan, count: Count) -> bool:
    """Whether the measure word of a count never counts people: 七项, 十里."""
    measured = count.unit_text is not None and count.unit not in ("item", "person", "unit", "fraction")
    return measured or count.unit_text in words(found.lang, "thing_measure")


def _of_nation(found: Scan, count: Count) -> bool:
    return count.noun is not None and found.text[count.noun.start:count.noun.end].lower().endswith(words(found.lang, "nationals"))


def goes_on_across(found: Scan, clause: Clause, before: Count, count: Count) -> None:
    """People without a noun who are the first of their sentence are those who do not fight, where such were counted last and no force is named:
    死者一百四十二人."""
    if before.object not in _DEFENCELESS or count.object != "personnel" or count.noun is not None or count.unit_text is None:
        return
    if not _of_combat(found, clause, count) and not any(FORCE in hit.entry.readings for hit in clause.hits):
        count.object = before.object
