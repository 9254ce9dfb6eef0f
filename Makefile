# Every command a person or a build machine needs. `make` alone explains them.

STAGE ?= dev
UV_VERSION := 0.13.8
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
# Name an installed Python outright: searching, uv would ask every pyenv shim. None: uv fetches one.
PYTHON := $(shell python3.13 -c 'import sys; print(sys.executable)' 2>/dev/null)
export UV_PYTHON ?= $(or $(PYTHON),3.13)
export SAM_CLI_TELEMETRY := 0

SAM := PATH="$(CURDIR)/.venvs/sam/bin:$$PATH" .venvs/sam/bin/sam
REQUIREMENTS := layers/dependencies/requirements.txt
EXPORT := $(UV) export --quiet --frozen --only-group runtime --no-hashes --no-annotate --no-header
CODE := shared/carryover functions cli sandbox layers tests events bench

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup demo local test check format requirements build deploy clean

help: ## Show this page
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.ready .venvs/emulator/.ready .venvs/sam/.ready ## Make the three environments
	@true

demo: setup ## Run the main job: real template, local AWS, local Stripe, months of billing
	@.venv/bin/carryover demo

local: setup ## Start a local AWS and a local Stripe, connected, until Ctrl-C
	@.venv/bin/carryover local

test: setup ## Run every suite that needs no account
	@echo "── rules and house law, no network"
	@.venv/bin/pytest --numprocesses=auto tests/unit tests/template
	@echo "── contracts: ports, the local Stripe and its clients, lives foretold"
	@.venv/bin/pytest --numprocesses=auto tests/contract tests/simulation tests/live
	@echo "── the stack in a local AWS, the functions in Lambda's runtime"
	@.venv/bin/pytest tests/local
	@echo "all suites passed"

check: setup ## Format, lint, types, import contracts, template, lock: changes nothing
	@mkdir -p build
	@echo "── format"        && .venv/bin/ruff format --check --quiet .
	@echo "── lint"          && .venv/bin/ruff check --quiet .
	@echo "── types"         && .venv/bin/mypy --no-error-summary $(wildcard $(CODE))
	@echo "── imports"       && .venv/bin/lint-imports --no-logo > build/imports.log || { cat build/imports.log; exit 1; }
	@echo "── template"      && $(SAM) validate --lint > build/template.log 2>&1 || { cat build/template.log; exit 1; }
	@echo "── house law"     && .venv/bin/pytest tests/template
	@echo "── layer in step with the lock" && $(EXPORT) | diff -u $(REQUIREMENTS) - \
		|| { echo "run: make requirements"; exit 1; }
	@echo "everything in order"

format: setup ## Format and mend what tools can mend
	@.venv/bin/ruff format --quiet . && .venv/bin/ruff check --fix .

requirements: $(UV) ## Write the layer's requirements from the lock file
	@$(EXPORT) --output-file $(REQUIREMENTS) > /dev/null

build: setup ## Build functions and layers for STAGE (default dev)
	@$(SAM) build --config-env $(STAGE)
	@.venvs/sam/bin/python layers/finish.py .aws-sam/build

deploy: build ## Deploy to AWS: make deploy STAGE=dev|staging|prod
	@$(SAM) deploy --config-env $(STAGE)

clean: ## Remove everything that was made here
	@rm -rf .venv .venvs .uv .aws-sam build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One lock, three environments: docs/decisions/0002-one-lock-three-environments.md

.venv/.ready: pyproject.toml uv.lock | $(UV)
	@echo "setting up .venv (the application and its tools)"
	@UV_PROJECT_ENVIRONMENT=.venv $(UV) sync --quiet --frozen
	@touch $@

.venvs/%/.ready: pyproject.toml uv.lock | $(UV)
	@echo "setting up .venvs/$*"
	@UV_PROJECT_ENVIRONMENT=.venvs/$* $(UV) sync --quiet --frozen --only-group $*
	@touch $@

.uv/bin/uv:
	@echo "fetching uv (this machine has none)"
	@python3 -m venv .uv && .uv/bin/python -m pip install --quiet --quiet --disable-pip-version-check uv==$(UV_VERSION)
