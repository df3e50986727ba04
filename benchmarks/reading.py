"""How fast articles are read, on one core: reading alone, and reading with N-Quads written, beside the floor of decoding and folding the text.

    python benchmarks/reading.py [--articles 500] [--profile] [FOLDER …]
    python benchmarks/reading.py --lengths            # whether time is linear in an article's length
    python benchmarks/reading.py --memory 100000      # whether memory stays flat

Without a folder the articles are generated. Times are process time; trust the ratios, which are taken in one run.
"""
from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.archive import articles, long
from kg.mapping import nquads
from kg.model import Article
from kg.reading import read
from kg.seeds import files, load, read_article
from kg.text.folding import fold


def seconds(work: Callable[[Article], object], found: list[Article]) -> float:
    """The least process time of three passes over the articles."""
    passes = []
    for _ in range(3):
        began = time.process_time()
        for article in found:
            work(article)
        passes.append(time.process_time() - began)
    return min(passes)


def lengths() -> None:
    """The time that a megabyte of one article takes, in long and in longer ones."""
    read(read_article("short.txt", long(10_000, translated=True)))      # compiles the vocabulary
    for name, translated in (("Chinese alone", False), ("in two languages", True)):
        for megabytes in (0.1, 0.5, 2.0):
            data = long(int(megabytes * 1e6), translated)
            article = read_article("long.txt", data)
            began = time.process_time()
            reading = read(article)
            spent, size = time.process_time() - began, len(data) / 1e6
            print(f"{name:16} {size:4.1f} MB, {len(reading.figures):6,} figures: {spent:6.2f} s, {spent / size:5.2f} s/MB", flush=True)


def memory(count: int) -> None:
    """The memory that the process holds after each tenth of the articles, and at its peak."""
    step = max(count // 10, 1)
    for done, (name, data) in enumerate(articles(count, seed=1), 1):
        nquads(read(read_article(name, data)))
        if done % step == 0 or done == step // 10:
            print(f"{done:9,} articles {resident():8.1f} MB", flush=True)
    print(f"     at its peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.1f} MB")


def resident() -> float:
    """What the process holds in memory now, in MB (Linux: proc(5), statm)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--profile", action="store_true", help="show where reading spends its time")
    parser.add_argument("--lengths", action="store_true", help="show the time per MB for articles of 0.1, 0.5 and 2 MB")
    parser.add_argument("--memory", type=int, metavar="N", help="show the memory held while N generated articles are read")
    parser.add_argument("folders", nargs="*", type=Path)
    args = parser.parse_args()
    if args.lengths or args.memory:
        lengths() if args.lengths else memory(args.memory)
        return
    found = [load(path) for path in files(args.folders)] if args.folders else [read_article(name, data) for name, data in articles(args.articles, seed=1)]
    for article in found[:50]:
        nquads(read(article))             # compiles the vocabulary
    floor = seconds(lambda article: fold(article.source), found)
    alone = seconds(read, found)
    written = seconds(lambda article: nquads(read(article)), found)
    size = sum(len(article.source) for article in found) / len(found)
    print(f"{len(found)} articles, {size:,.0f} characters each")
    for name, spent in (("folding alone", floor), ("reading", alone), ("reading, N-Quads written", written)):
        print(f"{name:26} {len(found) / spent:10,.0f} articles/s   {spent / floor:6.1f} times folding")
    if args.profile:
        with cProfile.Profile() as profile:
            for article in found:
                read(article)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
