"""Curators' corrections of what was read: a file ``NAME.corrections.toml`` beside the seed ``NAME.txt``.

They are checked against the words that they concern, applied to the reading with who and when, and refused where the text has changed under them.
"""
from kg.corrections.applying import corrected
from kg.corrections.reading import read_seed, seed_hash
from kg.corrections.sidecar import SUFFIX, Entry, entries, sidecar

__all__ = ["SUFFIX", "Entry", "corrected", "entries", "read_seed", "seed_hash", "sidecar"]
