# The few commands people type. `make run` and `make test` are all a new machine needs.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PYTHONDONTWRITEBYTECODE ?=

help: ## what can be typed here
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

venv: $(VENV)/.ready ## the virtual environment with every extra and the development tools

$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev,tantivy]'
	@touch $@

run: venv ## install, migrate, seed the demo market and serve it on http://127.0.0.1:8000
	@DEMO=1 PORT=$(PORT) $(BIN)/alembic upgrade head
	@DEMO=1 PORT=$(PORT) $(BIN)/flask --app wsgi seed reference
	@DEMO=1 PORT=$(PORT) $(BIN)/flask --app wsgi seed demo --once
	@DEMO=1 PORT=$(PORT) $(BIN)/gunicorn --bind 127.0.0.1:$(PORT) --workers 1 --threads 4 --limit-request-line 0 --no-control-socket wsgi:app

test: venv ## all tests; on PostgreSQL too where TEST_DATABASE_URL names one
	@$(BIN)/pytest

check: venv ## formatting, lint, types, floors, templates, then the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet marketplace/templates
	$(MAKE) --no-print-directory test

bench: venv ## the benchmarks, each beside its floor; figures belong in docs/
	@for script in bench.pages bench.search bench.cover bench.relevance; do $(BIN)/python -m $$script || exit 1; done

soak: venv ## long runs: many processes fighting for seats until the minutes are over
	@$(BIN)/python -m bench.soak

words: venv ## list the Danish words that have no English yet
	@$(BIN)/python -m tests.house.words

.PHONY: help venv run test check bench soak words
