"""Files to articles: the first room. What comes in is bytes; what goes out is an ``Article`` whose spans are positions of the decoded file.

``files`` finds seeds and RDF, ``load`` reads one from disk, ``read_article`` reads bytes, ``repeats`` finds paragraphs that are printed twice.
"""
from kg.seeds.article import read_article
from kg.seeds.checks import repeats
from kg.seeds.decoding import SIZE_LIMIT
from kg.seeds.files import RDF_SUFFIXES, SEED_SUFFIX, content, files, load

__all__ = ["RDF_SUFFIXES", "SEED_SUFFIX", "SIZE_LIMIT", "content", "files", "load", "read_article", "repeats"]
