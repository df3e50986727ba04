"""What the generated archive is made of: theatres with their names, and sentences in both languages with places for names, days and numbers.

In a sentence ``{f}`` is the force that reports, ``{e}`` its enemy, ``{p}`` and ``{q}`` places, ``{d}`` a day, ``{t}`` a period, ``{u}`` the number of a unit;
``{0}``, ``{1}``, … are the sentence's quantities.
"""
from __future__ import annotations

from dataclasses import dataclass

Pair = tuple[str, str]      # Chinese, English


@dataclass(frozen=True, slots=True)
class Theatre:
    """A war as the paper reported it: who spoke, who fought whom, where, and in which years."""

    first: str
    last: str
    agency: Pair
    command: Pair
    foreign: Pair
    force: Pair
    enemy: Pair
    region: Pair
    places: tuple[Pair, ...]


THEATRES = (
    Theatre("1946-06-01", "1949-12-31", ("军事消息", "military news"), ("人民解放军总部", "the General Headquarters of the People's Liberation Army"),
            ("中央社", "the Central News Agency"), ("人民解放军", "the People's Liberation Army"), ("国民党军", "Kuomintang troops"), ("华北", "North China"),
            (("太原", "Taiyuan"), ("临汾", "Linfen"), ("大同", "Datong"), ("徐州", "Xuzhou"), ("郑州", "Zhengzhou"), ("开封", "Kaifeng"), ("洛阳", "Luoyang"),
             ("济南", "Jinan"), ("邯郸", "Handan"), ("新乡", "Xinxiang"), ("张家口", "Zhangjiakou"), ("唐山", "Tangshan"))),
    Theatre("1950-01-01", "1954-07-21", ("越南通讯社", "the Vietnam News Agency"),
            ("越南人民军总司令部", "the General Command of the Vietnamese People's Army"),
            ("法新社", "Agence France-Presse"), ("越南人民军", "the Vietnamese People's Army"), ("法军", "French troops"), ("北越", "North Vietnam"),
            (("海防", "Haiphong"), ("南定", "Nam Dinh"), ("海阳", "Hai Duong"), ("建安", "Kien An"), ("兴安", "Hung Yen"), ("北江", "Bac Giang"),
             ("北宁", "Bac Ninh"), ("富寿", "Phu Tho"), ("太平", "Thai Binh"), ("和平", "Hoa Binh"), ("谅山", "Lang Son"), ("高平", "Cao Bang"))),
    Theatre("1950-07-15", "1953-07-27", ("塔斯社", "TASS"), ("朝鲜人民军总司令部", "the General Headquarters of the Korean People's Army"),
            ("美联社", "the Associated Press"), ("朝鲜人民军", "the Korean People's Army"), ("美军", "US troops"), ("朝鲜前线", "the Korean front"),
            (("铁原", "Cheorwon"), ("金城", "Kumsong"), ("开城", "Kaesong"), ("平壤", "Pyongyang"), ("元山", "Wonsan"), ("涟川", "Yeoncheon"),
             ("华川", "Hwacheon"), ("金化", "Kumhwa"), ("平康", "Pyonggang"), ("高城", "Kosong"))),
    Theatre("1949-01-01", "1957-12-31", ("新加坡电台", "Radio Singapore"), ("马来亚民族解放军总部", "the Headquarters of the Malayan National Liberation Army"),
            ("路透社", "Reuters"), ("马来亚民族解放军", "the Malayan National Liberation Army"), ("英军", "British troops"), ("马来亚", "Malaya"),
            (("雪兰莪", "Selangor"), ("霹雳", "Perak"), ("柔佛", "Johor"), ("彭亨", "Pahang"), ("吉打", "Kedah"), ("森美兰", "Negri Sembilan"))),
    Theatre("1953-04-01", "1961-12-31", ("老挝通讯社", "the Lao News Agency"),
            ("寮国人民解放军最高指挥部", "the Supreme Command of the Lao People's Liberation Army"),
            ("合众社", "the United Press"), ("寮国人民解放军", "the Lao People's Liberation Army"), ("伪军", "puppet troops"), ("上寮", "Upper Laos"),
            (("桑怒", "Sam Neua"), ("孟夸", "Muong Khoua"), ("川圹", "Xieng Khouang"), ("琅勃拉邦", "Luang Prabang"), ("丰沙里", "Phong Saly"))),
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number to be drawn: between two ends, or a share of an earlier quantity of the same sentence."""

    low: int
    high: int
    part_of: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in both languages. ``weight`` tells how often it comes."""

    zh: str
    en: str
    quantities: tuple[Quantity, ...] = ()
    weight: int = 2


def _q(*ends: tuple[int, int]) -> tuple[Quantity, ...]:
    return tuple(Quantity(low, high) for low, high in ends)


TOTAL = Sentence(
    "{t}，{f}在{p}地区一共作战{0}次，歼灭敌军{1}名，其中击毙{2}名，俘虏{3}名。",
    "{t} {f} fought a total of {0} battles in the {p} area, eliminating {1} enemy troops, including {2} killed and {3} captured.",
    (Quantity(20, 6000), Quantity(200, 60000), Quantity(40, 60, 1), Quantity(10, 30, 1)))

REPULSE = Sentence(
    "{d}，{e}{0}人向{p}进犯，被{f}第{u}团击退，死伤{1}人。",
    "{d}, {0} {e} attacked towards {p} and were repelled by the {u} Regiment of {f}, losing {1} men killed and wounded.",
    (Quantity(80, 9000), Quantity(5, 40, 0)), 4)

SENTENCES = (
    TOTAL,
    Sentence("{d}，{f}攻克{p}附近的一个据点，杀伤敌军{0}名。", "{d}, {f} took a stronghold near {p}, killing or wounding {0} enemy troops.", _q((12, 900)), 5),
    Sentence("缴获大炮{0}门，机枪{1}挺，步枪{2}枝。",
             "{0} artillery pieces, {1} machine guns and {2} rifles were seized.", _q((2, 90), (5, 2500), (50, 9000)), 3),
    Sentence("缴获电台{0}部，弹药{1}箱。", "{0} radio sets and {1} cases of ammunition were seized.", _q((2, 180), (20, 5000))),
    Sentence("击毁敌军汽车{0}辆、坦克{1}辆。", "{0} enemy motor vehicles and {1} tanks were destroyed.", _q((3, 1700), (2, 60)), 3),
    Sentence("破坏公路{0}公里、桥梁{1}座。", "{0} kilometers of highway and {1} bridges were wrecked.", _q((4, 800), (2, 96))),
    Sentence("{d}，游击队在{p}和{q}之间的公路上伏击敌军，击毁卡车{0}辆，击毙敌军{1}名。",
             "{d}, guerrillas ambushed the enemy on the highway between {p} and {q}, destroying {0} lorries and killing {1} enemy troops.",
             _q((2, 40), (3, 300)), 5),
    REPULSE,
    Sentence("敌军被迫从{0}处据点撤出。", "the enemy was forced to withdraw from {0} strongholds.", _q((2, 170))),
    Sentence("高射炮部队击落敌机{0}架，击伤{1}架。", "anti-aircraft units shot down {0} enemy aircraft and damaged {1}.", _q((2, 60), (2, 40))),
    Sentence("{p}守敌{0}名向{f}投降。", "{0} enemy troops holding {p} surrendered to {f}.", _q((5, 800))),
    Sentence("{f}在{p}一带解放村庄{0}个，人口{1}人。", "{f} liberated {0} villages with a population of {1} around {p}.", _q((3, 200), (1000, 900000))),
    Sentence("{f}粉碎了敌人的{0}次进攻。", "{f} smashed {0} enemy attacks.", _q((2, 40)), 3),
    Sentence("{d}，{f}炸沉敌军炮艇{0}艘，艇上敌军{1}名无一逃脱。",
             "{d}, {f} sank {0} enemy gunboats, and none of the {1} enemy troops on board escaped.", _q((2, 9), (20, 300))),
    Sentence("{p}省的游击区已经扩展为全省面积的三分之二。", "the guerrilla areas in {p} Province have expanded to two-thirds of its area.", (), 1),
    Sentence("在{p}，有几百名被迫当兵的青年逃回家乡。",
             "in {p} several hundred young men who had been pressed into service fled to their homes.", (), 1),
    Sentence("几个月来，{p}的游击根据地巩固和扩大了，敌占区相对地缩小了，敌人只能龟缩在城市和主要交通线上。",
             "in recent months the guerrilla bases of {p} have been consolidated and expanded, while the enemy-occupied areas have relatively shrunk, and the "
             "enemy can only shut himself up in the towns and along the main lines of communication.", (), 11),
    Sentence("由于这些胜利，敌人在{p}和{q}的“扫荡”计划遭到了失败，他们在报纸上的吹嘘已经完全破产。",
             'as a result of these victories, the enemy\'s "mopping-up" plans in {p} and {q} have failed, and the boasts that he made in the newspapers have '
             "come to nothing at all.", (), 11),
    Sentence("{p}的农民在夜里为战士们送粮送水，并且协助部队抢救伤员，修复被敌机炸毁的道路。",
             "the peasants of {p} brought grain and water to the fighters during the night, helped the units to rescue the wounded, and repaired the roads "
             "that enemy aircraft had bombed.", (), 11),
    Sentence("外国报纸也不得不承认，{e}在{p}的士气非常低落，许多士兵不愿意再为侵略者卖命。",
             "foreign newspapers too have had to admit that the morale of {e} in {p} is very low, and that many soldiers are no longer willing to give their "
             "lives for the aggressors.", (), 11),
    Sentence("战斗进行得非常激烈，{f}的战士们英勇顽强，守住了{p}以北的全部阵地。",
             "the fighting was extremely fierce; the soldiers of {f} fought bravely and stubbornly, and held all of their positions north of {p}.", (), 11),
    Sentence("为了挽救{p}的危局，{e}正从{q}抽调部队，但是沿途不断遭到游击队的袭击。",
             "to save the critical situation at {p}, {e} are moving units from {q}, but they are raided by guerrillas all along the way.", (), 11),
)

HEADLINES = (
    ("{f}在{p}地区连续出击", "{f} Strikes Again and Again in the {p} Area"),
    ("{p}前线捷报频传", "Reports of Victory Keep Coming from the {p} Front"),
    ("{p}人民武装打击敌军", "People's Armed Forces of {p} Deal Blows to the Enemy"),
)
LOSSES = ("{f}歼敌{n}名", "{f} Eliminates {n} Enemy Troops")
CLOSINGS = (
    ("{e}“扫荡”计划遭到失败", '"Mopping-up" Plans of {e} Fail'),
    ("{p}敌军陷入混乱", "Enemy at {p} Thrown into Confusion"),
)

# How a dispatch says who speaks, from the fewest hands to the most; {s} is the day of the statement.
CHAINS = (
    ("", ""),
    ("据{a}讯：", "According to {a}, "),
    ("据{a}讯：{c}在{s}发表公报说：", "According to {a}, {c} issued a communique on the {s}, stating that "),
    ("据{a}讯：{c}{s}的公报引{x}的消息承认：", "According to {a}, a communique of {c} of the {s} quoted {x} as admitting that "),
)
