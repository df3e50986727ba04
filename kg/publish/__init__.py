"""Builds releases: seeds are read, mapped and judged, and only when all is well a directory with store, dumps, description and report is put in place."""
from kg.publish.release import CACHE, Built, build

__all__ = ["CACHE", "Built", "build"]
