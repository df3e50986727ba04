"""Releases for the tests: small folders of seeds, and one release built of them for all tests that only look."""
from __future__ import annotations

import argparse
import atexit
import shutil
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import factories as make

from kg import locations
from kg.errors import KgError
from kg.model import Article
from kg.publish.release import Built, build

SEED = locations.folder("seeds") / "articles" / "000_53229b98fb896667.txt"

SECOND: Article = make.article(
    title_zh="朝鲜前线我军击落敌机三架", title_en="Our Army Shoots Down Three Enemy Planes on the Korean Front", date="1952-04-16", page=1,
    zh="【新华社平壤十五日电】朝鲜人民军总司令部十五日发表公报说：朝鲜人民军在中国人民志愿军的密切配合下，继续打击敌人。"
       "人民军十四日击落敌机三架，毙伤敌军二百余人。",
    en="Xinhua News Agency, Pyongyang, 15th dispatch: The General Headquarters of the Korean People's Army issued a communique on the 15th, stating that "
       "the Korean People's Army, in close coordination with the Chinese People's Volunteers, continued to strike the enemy. On the 14th "
       "the People's Army shot down 3 enemy planes and killed or wounded more than 200 enemy troops.")

THIRD: Article = make.article(title_zh="马来亚民族解放军伏击敌军", date="1951-10-24", page=4, en=None,
                              zh="【新华社二十三日讯】马来亚民族解放军二十日在彭亨州伏击敌军，击毙英军十二名，缴获步枪七支。")


def folder(at: Path, articles: Mapping[str, Article | bytes] | None = None) -> Path:
    """A folder with the project's seed and two more, or with what is given."""
    at.mkdir(parents=True, exist_ok=True)
    if articles is None:
        (at / SEED.name).write_bytes(SEED.read_bytes())
    for name, given in (articles or {"b.txt": SECOND, "c.txt": THIRD}).items():
        (at / name).write_bytes(given if isinstance(given, bytes) else given.source.encode())
    return at


def built(at: Path, articles: Mapping[str, Article | bytes] | None = None, **options: bool | int) -> Built:
    """A build of such a folder into ``at/build``."""
    return build([folder(at / "seeds", articles)], at / "build", **options)  # type: ignore[arg-type]


@cache
def release() -> Path:
    """One release for all tests that only look at it."""
    at = Path(tempfile.mkdtemp(prefix="kg-tests-"))
    atexit.register(shutil.rmtree, at, ignore_errors=True)
    found = built(at)
    assert found.id is not None, "\n".join(refusal.message for refusal in found.refusals)
    return found.path


def command(name: str, *arguments: str | Path) -> int:
    """Runs one sub-command as ``kg`` does: prints an error to stderr and gives the exit code."""
    parser = argparse.ArgumentParser(prog="kg")
    import_module(f"kg.cli.{name}").add(parser.add_subparsers(dest="command"))
    args = parser.parse_args([name, *map(str, arguments)])
    try:
        code: int = args.run(args)
    except KgError as error:

        print(f"kg: {error}", file=sys.stderr)
        return error.exit_code
    return code
