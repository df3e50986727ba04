"""How fast articles are read, on one core: reading alone, and reading with N-Quads written, beside the floor of decoding and folding the text.

    python benchmarks/reading.py [--articles 500] [--profile] [FOLDER …]

Without a folder the articles are generated. Times are process time; trust the ratios, which are taken in one run.
"""
from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.archive import articles
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--profile", action="store_true", help="show where reading spends its time")
    parser.add_argument("folders", nargs="*", type=Path)
    args = parser.parse_args()
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
