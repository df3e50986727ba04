# Everything from a bare checkout: each target makes the virtual environment that it needs first.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: serve test check build clean

serve: $(VENV)/.installed
	$(BIN)/kg serve --port $(PORT)

build: $(VENV)/.installed
	$(BIN)/kg build

test: $(VENV)/.tested-with
	$(BIN)/python -m pytest

check: $(VENV)/.tested-with
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

clean:
	rm -rf build $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Dispatch KG needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Call: make PYTHON=python3.11 …") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/.tested-with: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@ $(VENV)/.installed
