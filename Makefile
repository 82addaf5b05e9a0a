# `make demo` and `make test` need Python 3.11 or newer and nothing else: they make .venv first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO_PLAN := fixtures/plans/harbor
DEMO := build/demo

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help demo test check lint bench clean

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## Review the sample plan: on the screen, and as Markdown and JSON in build/demo
	@mkdir -p $(DEMO)
	@$(call reviewed,--format terminal)
	@echo >&2
	@$(call reviewed,--format markdown --output $(DEMO)/review.md)
	@$(call reviewed,--format json --output $(DEMO)/review.json)

test: $(VENV)/.dev ## Run the tests
	@$(BIN)/python -m pytest

check: lint test ## Everything that must pass before a merge: format, lint, types, floors, README, tests

lint: $(VENV)/.dev ## The same without the tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python scripts/readme_help.py --check
	@$(BIN)/python scripts/checks_page.py --check

bench: $(VENV)/.dev ## Measure speed and memory; writes build/bench.json
	@$(BIN)/python -m evals.bench

clean: ## Remove everything that make made
	rm -rf $(VENV) .venv-bench .bench-node build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find agent tests evals scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# Exit code 1 says that the plan has critical findings, which is what the demo is there to show.
reviewed = $(BIN)/planproof review $(DEMO_PLAN) --provider none $(1) || { code=$$?; [ $$code -eq 1 ] || exit $$code; }

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("planproof needs Python 3.11 or newer; $(PYTHON) is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	@echo "Making $(VENV)" >&2
	@$(PYTHON) -m venv $(VENV)

# The stamps say what is installed: what the program needs, or that and the tools to work on it.
$(VENV)/.runtime: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing planproof into $(VENV)" >&2
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing planproof and its development tools into $(VENV)" >&2
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $(VENV)/.runtime $@
