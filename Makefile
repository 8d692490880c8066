# Each line below is a command that one could type by hand. `make help` lists the targets.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
JOBS ?= 2

# Every process of the tests would otherwise compile all sources for itself, also where this is set for others.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help demo serve test check format lint types floors clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMPS)/run ## Install into .venv, load the worked example, serve it on this machine
	@$(BIN)/annotate demo

serve: $(STAMPS)/run ## Serve your own desk (first: .venv/bin/annotate init)
	@$(BIN)/annotate serve

test: $(STAMPS)/test ## Run all tests that this machine can run, and name what it cannot
	@$(BIN)/python tests/missing.py
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -q

check: format lint types test ## All that must be green before a change goes in
	@echo "All checks are green."

format: $(STAMPS)/check ## Is the code laid out as the formatter does it?
	@$(BIN)/ruff format --check --quiet annotate config.py migrations tests

lint: $(STAMPS)/check ## Do code and templates keep the rules?
	@$(BIN)/ruff check --quiet annotate config.py migrations tests
	@$(BIN)/djlint --lint --quiet templates

types: $(STAMPS)/check ## Do the types agree?
	@$(BIN)/mypy

floors: $(STAMPS)/test ## Do imports point down, and do files keep the house rules? (a part of test)
	@$(BIN)/python -m pytest -q tests/architecture

clean: ## Remove the environment and all caches; desks under instance/ stay
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed. Name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# The package once, and what the tests and checks need once, until pyproject.toml changes.
$(STAMPS)/run: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/test: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test,browser]"
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/run

$(STAMPS)/check: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test,browser,check]"
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/test $(STAMPS)/run
