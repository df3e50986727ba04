"""Dispatch KG: newspaper dispatches as linked data, every claim tied to the words that state it."""

__version__ = "0.1.0"
