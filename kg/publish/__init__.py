"""Builds releases: seeds are read, mapped and judged, and only when all is well a directory with store, dumps, description and report is put in place.

``release`` holds what others call: ``build`` and what comes of it, ``Built``. Nothing is imported here: who wants to write Turtle need not load the reader.
"""
