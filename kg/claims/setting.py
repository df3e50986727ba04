"""What an item carries on from clause to clause, for those that name neither who acts nor who suffers."""
from __future__ import annotations

from dataclasses import dataclass

from kg.claims.scenes import Scenes
from kg.claims.sides import Sides
from kg.model import Named
from kg.text.dates import DateMention


@dataclass(slots=True)
class Setting:
    """What the clauses up to here leave to the next one."""

    sides: Sides
    own: Named | None
    enemy: Named | None
    scenes: Scenes
    subject: Named | None = None
    unit: Named | None = None             # the last force named by its own name: what 该师 means
    foe: Named | None = None              # the unit of the other side named last: whom 歼其 means
    hit: Named | None = None              # the force of the other side that suffered last
    topic: Named | None = None            # whom the clause before is about, without saying what befell him: 解放军方面，阵亡三十名
    sufferer: Named | None = None         # who suffers in the sentence: 我阵亡三人，负伤五人
    people: Named | None = None           # those who were counted last in the paragraph and are no force
    plain: bool = True            # whether the item names one army of the enemy alone, which 敌军 then means
    fresh: bool = False                   # whether the sentence itself names the subject
    date: DateMention | None = None       # what it has before it tells one
    sentence: int = -1
    paragraph: int = -1
    attack: bool = False                  # whether the sentence tells of an attack
    mutiny: bool = False                  # whether it tells of soldiers who turn on their own
    lost: bool = False                    # whether the count before it in the sentence told of losses
