"""The numbers of a wire item with what they count and what became of it, the verb carried on where a clause leaves it unsaid.

A list goes on with the verb that opened it (击毁坦克五十八辆、炮艇六艘); a subject waits for the verb that closes it (炮舰一艘、驳船四艘受了重伤);
the strength of an attack waits for how it ended (二千余人向城东进攻，为我军击退).
"""
from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from kg.claims.fates import SENT, befall, is_brought
from kg.claims.goingon import follows_whole, goes_on_across, inherit
from kg.model import ZH
from kg.text.grammar import (
    ACTIVE,
    LOSS,
    PASSIVE,
    PEOPLE,
    THING,
    UNIT,
    WEAK,
    Clause,
    Count,
    covers,
    group,
    joined,
    objects,
    outcomes,
    word_pattern,
    words,
)
from kg.text.lang.en import phrases as english
from kg.text.lang.zh import phrases as chinese
from kg.text.lang.zh import verbs as chinese_verbs
from kg.text.lexicon import FORCE, PLACE, Lexicon
from kg.text.numeral import EXACT, SCOPE
from kg.text.scan import Scan

_GRAMMARS: dict[str, ModuleType] = {"zh": chinese, "en": english}
_VERBS = {"zh": chinese_verbs.govern, "en": english.govern}
# What stands for the outcome where the text names none: forces and arms are told of because somebody sent them.
_ARMS = ("artillery", "mortar", "machine_gun")
# How far behind its verb a bare number may stand, in code points.
_BARE = {True: 3, False: 12}
# How much of a clause may be left beside its counts where it only goes on with a list, in code points.
_ELLIPTIC = {True: 4, False: 12}
# What those do who bring their arms along.
_CAME_OVER = ("deserted", "surrendered")
# What a share of a unit suffers man by man.
_HEADS = ("killed", "wounded", "casualties", "captured", "killed_or_captured", "surrendered", "deserted")
# What makes of a verb the description of the noun behind it.
_DESCRIBING = ("的", "来的", "去的", "之")
# What happens to places; a number that closes their list then counts them.
_TAKEN = ("retaken_or_removed", "occupied", "abandoned", "destroyed")


def counts(found: Scan, clauses: Sequence[Clause], lexicon: Lexicon) -> list[Count]:
    """Every number of the clauses that may be a figure, in order."""
    grammar = _GRAMMARS[found.lang]
    result: list[Count] = []
    sentence: list[Count] = []
    memory: dict[str, Count] = {}
    people: Count | None = None           # who were counted last
    for index, clause in enumerate(clauses):
        if index and clause.sentence != clauses[index - 1].sentence:
            _complete(found, clauses, sentence)
            sentence = []
        numbers = found.numbers_in(clause.start, clause.end)
        for at, number in enumerate(numbers):
            count = grammar.count(found.text, number, clause, index, lexicon.counters)
            if number.weak and (count.noun is None or not objects(count.noun)):
                continue
            previous = numbers[at - 1].end if at else clause.start
            following = numbers[at + 1].start if at + 1 < len(numbers) else clause.end
            told = clauses[people.clause] if people is not None else None
            if people is not None and told is not None and told.paragraph == clause.paragraph and told.sentence != clause.sentence:
                goes_on_across(found, clause, people, count)
            inherit(found, clause, sentence, memory, count)
            _VERBS[found.lang](found.text, count, clause, previous, following)
            count.bracketed = found.text[clause.start - 1:clause.start] == "("
            if number.weak and count.outcome is None:
                continue
            sentence.append(count)
            result.append(count)
            people = count if group(count.object or "other") == PEOPLE else people
    _complete(found, clauses, sentence)
    return [count for count in result if _counts(found, clauses, count)]


def _counts(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a number that may only refer back (两县, at the end of a list) counts: where the places are taken or lost."""
    if word_pattern(found.lang, "uncounted").match(found.text, count.end) or word_pattern(found.lang, "uncounted").match(found.text, count.end + 1):
        found.excluded[count.number.core_start] = "other"
        return False
    if _is_occasion(found, count):
        found.excluded[count.number.core_start] = "other"       # 一次处决二十四人
        return False
    told = count.outcome in (*_TAKEN, "controlled") and count.verb is not None
    refers = count.object == "area" and count.unit == "item" and count.number.qualifier == EXACT and not told      # 在三个省份, 三省总计
    if (count.number.kind != SCOPE and not refers) or (count.outcome in _TAKEN and count.verb is not None and not _around(found, clauses, count)):
        return True
    found.excluded[count.number.core_start] = SCOPE
    return False


def _is_occasion(found: Scan, count: Count) -> bool:
    """Whether a number only says that something was done at once: 一次处决二十四人."""
    once = count.number.qualifier == EXACT and count.value == 1 and count.noun is None and count.unit_text in words(found.lang, "occasion")
    return once and count.object in ("battle", "other") and count.outcome in (None, "other")


def _around(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether places that are counted only say where something was done: 在宁平、河南、南定三省共攻克据点."""
    clause = clauses[count.clause]
    first = next((hit for hit in clause.hits if PLACE in hit.entry.readings), None)
    return first is not None and found.lang == ZH and found.text[max(clause.start, first.start - 1):first.start] in ("在", "于")


def _complete(found: Scan, clauses: Sequence[Clause], sentence: list[Count]) -> None:
    """Gives each count of a sentence the outcome that the sentence implies."""
    elliptic: dict[int, bool] = {}        # by clause
    for at, count in enumerate(sentence):
        bare = count.object is None and count.unit_text is None and count.unit != "fraction"
        if bare and count.outcome is None:
            count.object, count.unit = "personnel", "person"      # 共千余: what else is counted is named
        count.object = count.object or "other"
        follows_whole(found, clauses, sentence[:at], count)
        if _makes_up(found, clauses, count):
            count.outcome, count.verb, count.voice = None, None, None
        if count.outcome in (None, "other") or count.verb in [earlier.verb for earlier in sentence[:at]]:
            _sum_up(found, clauses, sentence, at)
        if count.outcome is None and not _is_base(found, clauses, count):
            if count.clause not in elliptic:
                elliptic[count.clause] = _is_elliptic(found, clauses, sentence, count.clause)
            _carry(found, clauses, sentence, at, bare, elliptic[count.clause])
        if count.outcome is None:
            _share(found, clauses, count)
        if count.outcome in (None, "deployed", "fought"):
            befall(found, clauses, sentence, at)
        _go_on_suffering(found, clauses, sentence[:at], count)
        _settle(found, clauses, sentence[:at], count)
        if count.outcome in (None, "deployed") and _remains(found, clauses, count):
            count.outcome = "other"
        if count.outcome is None:
            if count.object == "battle" and not _of_fighting(clauses, sentence[:at], count):
                count.object = "other"        # 清算三十七次
            count.outcome = _implied(found, clauses, sentence[:at], count)


def _of_fighting(clauses: Sequence[Clause], earlier: Sequence[Count], count: Count) -> bool:
    """Whether the words around a number of times tell of fighting, in its clause or in what was counted before it."""
    hits = [hit for hit in clauses[count.clause].hits if hit.end <= count.start or hit.start <= count.end]
    return any(other.object == "battle" for other in earlier) or any(
        "battle" in objects(hit) or FORCE in hit.entry.readings or not {"fought", "deployed", "repelled", "occupied"}.isdisjoint(outcomes(hit)) for hit in hits)


def _makes_up(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a share tells how much of a whole the number before it is: 歼敌十七万，占其原有兵力的三成."""
    return count.unit == "fraction" and word_pattern(found.lang, "makes_up").match(found.text, clauses[count.clause].start) is not None


def _settle(found: Scan, clauses: Sequence[Clause], earlier: Sequence[Count], count: Count) -> None:
    """Makes the outcome and the kind of people of a count agree: who was taken, taken to serve, set free, or is a share of a unit."""
    assert count.object is not None
    if count.outcome == "deployed" and group(count.object) == THING and is_brought(found, count) and any(other.outcome in _CAME_OVER for other in earlier):
        count.outcome = "other"           # 三百人携步枪八十枝反正: what they brought was neither sent nor taken
    bare = count.object == "personnel" and count.noun is None and not any(other.noun for other in earlier)
    if count.outcome == "released" and bare and count.verb is not None:
        rescued = word_pattern(found.lang, "rescues").match(found.text, count.verb.start)
        count.object = "population" if rescued else "prisoner_of_war"    # 救出来的有二百人; 已释放、遣返三百名
    elif count.outcome == "released" and count.object == "personnel":
        count.object = "prisoner_of_war"      # 释放官兵一千人
    verb = count.verb if bare and count.unit_text is not None else None
    if verb is not None and word_pattern(found.lang, "civil").search(found.text, verb.start, verb.end):
        count.object = "population"       # 被判处绞刑的一百人
    if count.outcome == "captured" and count.noun is not None and found.text[count.noun.start:count.noun.end].lower() in words(found.lang, "conscripts"):
        count.outcome = "other"           # 抓去壮丁三百名: to serve, not as prisoners
    if count.object == "prisoner_of_war" and count.outcome == "captured":
        count.object = "personnel"        # taking 62 prisoners: who was captured is a prisoner since
    if count.unit == "fraction" and group(count.object) == UNIT and count.outcome in _HEADS:
        count.object = "personnel"        # 两连伪军，伤亡过半: a share of their people


def _go_on_suffering(found: Scan, clauses: Sequence[Clause], earlier: Sequence[Count], count: Count) -> None:
    """The wounded behind those who fell are of the same side: 我方牺牲七人，伤十二人."""
    if count.outcome == "wounded" and count.voice == ACTIVE and earlier and count.verb is not None and count.noun is None \
            and count.clause == earlier[-1].clause + 1 and count.verb.start == clauses[count.clause].start \
            and earlier[-1].outcome == "killed" and earlier[-1].voice == LOSS and count.verb.end - count.verb.start == 1:
        count.voice = LOSS


def _sum_up(found: Scan, clauses: Sequence[Clause], sentence: list[Count], at: int) -> None:
    """A total of the dead and the wounded counts both: 死四百六十余、伤三百八十，合计八百四十余名."""
    count = sentence[at]
    start = clauses[count.clause].start
    opens = word_pattern(found.lang, "total").match(found.text, start) is not None and count.number.start - start <= _BARE[True]
    if not opens and not word_pattern(found.lang, "grand_total").search(found.text, start, count.number.core_start):
        return
    listed = [earlier for earlier in sentence[:at] if earlier.outcome is not None and earlier.object == count.object and earlier.verb is not None]
    both = joined(tuple(sorted({earlier.outcome for earlier in listed if earlier.outcome is not None}))) if listed else None
    if both is not None:
        count.outcome, count.verb, count.voice = both, listed[-1].verb, listed[-1].voice


def _carry(found: Scan, clauses: Sequence[Clause], sentence: list[Count], at: int, bare: bool, elliptic: bool) -> None:
    """Takes the verb that opened the list, else one that closes it, else the last one of the sentence that can be said of such a thing."""
    count = sentence[at]
    assert count.object is not None
    elliptic = (elliptic or count.unit == "fraction" or group(count.object) == THING
                or word_pattern(found.lang, "part", "remainder").match(found.text, clauses[count.clause].start) is not None)
    spoken = (code for clause in _between(clauses, sentence, at) for hit in clause.hits for code in outcomes(hit))
    shares = count.unit == "fraction" and word_pattern(found.lang, "makes_up").search(found.text, clauses[count.clause].start, count.number.start)
    silent = shares or not any(covers(code, count.object) for code in spoken)
    earlier = next((earlier for earlier in reversed(sentence[:at]) if earlier.outcome is not None), None)
    if silent and earlier is not None and earlier.verb is not None and (elliptic or earlier.clause == count.clause):
        told = [code for code in (earlier.outcome,) if code != "other" or "other" in outcomes(earlier.verb)]       # 抓去壮丁…: not of those behind them
        codes = [code for code in (*told, *outcomes(earlier.verb)) if code is not None and covers(code, count.object)]
        codes = [code for code in codes if not _of_beasts(code, count)]
        if codes:
            count.outcome, count.verb, count.voice = codes[0], earlier.verb, earlier.voice
            return
    for later in sentence[at + 1:]:
        near = later.clause == count.clause or (elliptic and later.clause - count.clause == 1)
        near = near and (later.unit != "fraction" or count.unit == "fraction")      # 两连…伤亡过半: the share alone suffered
        told_of = later.outcome is not None and covers(later.outcome, count.object) and not _of_beasts(later.outcome, count)
        if told_of and near and later.voice in (PASSIVE, LOSS):
            count.outcome, count.verb, count.voice = later.outcome, later.verb, later.voice
            return
    opens = word_pattern(found.lang, "goes_on").match(found.text, clauses[count.clause].start)
    if elliptic and (group(count.object) == THING or bare or opens or _is_announced(found, clauses, count)):
        _take_up(clauses, count)


def _is_base(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a count only tells what others are a part of: 全区一千四百余乡中，已有八百乡."""
    among = word_pattern(found.lang, "among").match(found.text, count.end)
    return found.lang == ZH and among is not None and among.end() >= clauses[count.clause].end


def _share(found: Scan, clauses: Sequence[Clause], count: Count) -> None:
    """Some of those of whom a verb is said in the words that open the clause or the one before it: 俘虏当中，军官九十三名; 枪决的人里，该地占二百名."""
    assert count.object is not None
    own = clauses[count.clause]
    before = clauses[count.clause - 1:count.clause] if count.clause and clauses[count.clause - 1].sentence == own.sentence else ()
    for clause in (own, *before):
        for hit in clause.hits:
            code = next((code for code in outcomes(hit) if code not in WEAK and covers(code, count.object)), None)
            if code is None or hit.end > count.number.start:
                continue
            end = min(clause.end, hit.end + _BARE[False])
            told = word_pattern(found.lang, "among").search(found.text, hit.end, end)
            if told is not None and (told.end() >= clause.end or clause is own):
                count.outcome, count.verb, count.voice = code, hit, PASSIVE
                return


def _of_beasts(outcome: str, count: Count) -> bool:
    """Whether an outcome would say of a thing without a code that it was killed, which only a verb of its own can: 死五十七人，病房二十间."""
    return outcome == "killed" and count.object == "other" and count.unit_text not in words(ZH, "beast_measure")


def _is_announced(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a colon opens the list that a count begins: 被歼之敌计有: 四个军部."""
    own, before = clauses[count.clause], clauses[count.clause - 1] if count.clause else None
    return before is not None and before.sentence == own.sentence and ":" in found.text[before.end:own.start]


def _is_elliptic(found: Scan, clauses: Sequence[Clause], sentence: Sequence[Count], index: int) -> bool:
    """Whether a clause holds hardly more than its counts and names, and so leaves its verb to another: 坦克五十八辆; 其中美军一万人."""
    clause, at, left = clauses[index], clauses[index].start, 0
    if any(count.clause == index and count.bracketed for count in sentence):
        return True                       # 击毙十二人(工程师两名在内)
    filled = [(count.start, count.end) for count in sentence if count.clause == index]
    filled += [(hit.start, hit.end) for hit in clause.hits if not outcomes(hit)]
    for start, end in sorted(filled):
        left += sum(map(str.isalnum, found.text[at:start]))
        at = max(at, end)
    return left + sum(map(str.isalnum, found.text[at:clause.end])) <= _ELLIPTIC[found.lang == ZH]


def _between(clauses: Sequence[Clause], sentence: list[Count], at: int) -> Sequence[Clause]:
    """The clauses after that of the count before, up to the count's own."""
    start = sentence[at - 1].clause + 1 if at else sentence[at].clause
    return clauses[min(start, sentence[at].clause):sentence[at].clause + 1]


def _take_up(clauses: Sequence[Clause], count: Count) -> None:
    """The last verb of the sentence before a thing that can be said of it: 侵占…之三杜村，…等数十村镇."""
    assert count.object is not None
    for index in range(count.clause - 1, -1, -1):
        clause = clauses[index]
        if clause.sentence != clauses[count.clause].sentence:
            return
        for hit in reversed(clause.hits):
            near = index == count.clause - 1          # 赠送之军舰，计二百艘: what means nothing else is said of the clause behind it alone
            code = next((code for code in outcomes(hit) if (code != "other" or near) and covers(code, count.object) and not _of_beasts(code, count)), None)
            if code is not None:
                count.outcome, count.verb, count.voice = code, hit, ACTIVE
                return


def _remains(found: Scan, clauses: Sequence[Clause], count: Count) -> bool:
    """Whether a number of people tells who was left or got away."""
    clause = clauses[count.clause]
    assert count.object is not None
    left = word_pattern(found.lang, "still_there")
    told = left.search(found.text, clause.start, count.number.start)
    if told is not None and any(objects(hit) and found.text[told.end():hit.start] in _DESCRIBING for hit in clause.hits):
        told = None                       # 逃出来的老兵: which ones they are
    return group(count.object) == PEOPLE and (told is not None or left.match(found.text, count.end) is not None)


def _implied(found: Scan, clauses: Sequence[Clause], earlier: Sequence[Count], count: Count) -> str:
    """What a number tells that no verb governs: forces that are there were sent; arms only beside them, or where the sentence tells of an attack."""
    assert count.object is not None
    if count.object == "battle":
        return "fought"
    if count.object in ("population", "prisoner_of_war"):
        return "other"
    if count.object in _ARMS:
        sentence = clauses[count.clause].sentence
        sent = any(not {"fought", "deployed"}.isdisjoint(outcomes(hit)) for clause in clauses if clause.sentence == sentence for hit in clause.hits)
        beside = any(other.clause == count.clause and other.outcome == "deployed" for other in earlier)
        return "deployed" if sent or beside else "other"
    name = found.text[count.noun.start:count.noun.end] if count.noun is not None else ""
    if name and word_pattern(found.lang, "came_over").match(name):
        return "deserted"                 # 起义官兵一千七百余人
    if name and word_pattern(found.lang, "injured").match(name):
        return "other"
    if group(count.object) == PEOPLE:
        return "deployed" if count.holder is not None or _of_force(found, clauses, earlier, count) else "other"
    return "deployed" if group(count.object) == UNIT or count.object in SENT else "other"


def _of_force(found: Scan, clauses: Sequence[Clause], earlier: Sequence[Count], count: Count) -> bool:
    """Whether a count is of a force that its clause, or the sentence where its clause is elliptic, speaks of: its people are sent, others (壮丁) are not."""
    own = clauses[count.clause]
    if _is_elliptic(found, clauses, [*earlier, count], count.clause):
        first = count.clause
        while first and clauses[first - 1].sentence == own.sentence:
            first -= 1
        spoken = list(clauses[first:count.clause + 1])
    else:
        spoken = [own]
    return any(FORCE in hit.entry.readings for clause in spoken for hit in clause.hits)
