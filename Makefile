# make demo   a wooden barrel, from the prompt to out/barrel/asset.glb
# make extension   the Blender extension, dist/modelsheet-VERSION.zip, with its engine inside
# make quick   the tests that need no trained model, in a minute or two; make test   all but the longest;
# make lint   style, types and imports; make clean   remove what these made
#
# Each makes the project's own virtual environment when it is not there, and brings it up to date
# when pyproject.toml has changed. VENV=FOLDER puts it elsewhere, PYTHON=COMMAND chooses the Python.

VENV ?= .venv
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3 python; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$python && break; done)
BIN := $(VENV)/bin

.PHONY: demo extension quick test lint clean

demo: $(VENV)/.installed
	$(BIN)/modelsheet generate "a wooden barrel" --seed 7 --out out/barrel

extension: | $(BIN)/python
	$(BIN)/python build_extension.py

quick: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m "not slow and not long and not model" $(ARGS)

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(ARGS)

lint: $(VENV)/.installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf out/barrel build dist blender_addon/engine/wheel .pytest_cache .ruff_cache .mypy_cache
	if [ -f .venv/pyvenv.cfg ]; then rm -rf .venv; fi

$(VENV)/.installed: pyproject.toml hatch_build.py | $(BIN)/python
	@echo "Installing into $(VENV) (about 3 GB, a few minutes, once)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.installed-test: pyproject.toml hatch_build.py | $(BIN)/python
	@echo "Installing into $(VENV) (about 3 GB, a few minutes, once)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	touch $@ $(VENV)/.installed

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "make: no Python 3.11, 3.12 or 3.13 found: install one, or name it: make demo PYTHON=/path/to/python3.12" >&2; exit 1; fi
	@$(PYTHON) -m venv $(VENV) || { rm -f $(BIN)/python*; \
		echo "make: $(PYTHON) can't make a virtual environment: on Debian and Ubuntu, apt install python3-venv" >&2; exit 1; }
