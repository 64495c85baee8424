# make demo    the graph of corpus/, served on this machine, with addresses to open and questions to try
# make test    sets up what the tests need, and runs them
# make check   ruff, mypy --strict, and the tests
# make web     the JavaScript of the pages, from the npm lockfile
# make docs    what the documentation shows of the program, printed anew
# make lock    constraints.txt anew from pyproject.toml (needs uv)
# make clean   removes all that these made
#
# Each step leaves a stamp, so that the second run is quick. PYTHON=... names another Python, PORT=... another port.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PYTHON

.PHONY: help demo test check lint types web docs lock system clean
.DELETE_ON_ERROR:

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

$(VENV)/.installed: pyproject.toml constraints.txt .ci/environment
	@.ci/environment
	@touch $@

$(VENV)/.installed-test: pyproject.toml constraints.txt .ci/environment
	@.ci/environment test
	@touch $(VENV)/.installed $@

demo: $(VENV)/.installed web
	@$(BIN)/pressgraph demo corpus --port $(PORT)

test: $(VENV)/.installed-test system
	@.ci/web test
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest

check: lint types test

lint: $(VENV)/.installed-test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.installed-test
	@$(BIN)/mypy

system:
	@.ci/setup

web:
	@.ci/web

docs: $(VENV)/.installed-test
	@$(BIN)/python -m tests.transcripts

lock:
	@uv pip compile --quiet --universal --python-version 3.11 --extra test --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links pyproject.toml --output-file constraints.txt

clean:
	@rm -rf $(VENV) node_modules server/static/vendor build dist store .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
