# Requires only Python 3.11 or newer and make: everything else is installed into .venv from the lock files.
# `make` lists the targets.

VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
SOURCES := portal_app tests benchmarks docs alembic rxconfig.py

# `make run PORT=8080` also sets the public address, unless it is set already.
ifdef PORT
export PORTAL_PORT := $(PORT)
export PORTAL_PUBLIC_URL ?= http://localhost:$(PORT)
endif

.DEFAULT_GOAL := help
.PHONY: help run messages build test check verify lint format unit coverage slow security e2e cluster cluster-e2e cluster-security chaos bench screens clean venv venv-dev

help: ## List the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: venv ## Serve the portal on http://localhost:3000 (PORT=...), with a demonstration district if the database is empty
	@$(PY) -m portal_app.cli run

build: venv ## Build the pages, unless they are up to date
	@$(PY) -m portal_app.build

# Both cores work all the time: two processes run the unit tests, then one runs the browser tests beside the attacks.
IN_PARALLEL := +@$(MAKE) --no-print-directory --jobs=2 --output-sync=target

test: check ## Run the checks, the security tests and the browser tests
	$(IN_PARALLEL) security e2e

check: venv-dev ## Run the quick checks: lint, types, import contracts, unit tests
	$(IN_PARALLEL) lint unit

verify: venv-dev build coverage ## Run the long suites: coverage, every report of a district, faults, PostgreSQL with Redis and two workers
	$(IN_PARALLEL) slow chaos
	$(IN_PARALLEL) cluster-e2e cluster-security

lint: venv-dev
	$(VENV)/bin/ruff check $(wildcard $(SOURCES))
	$(VENV)/bin/ruff format --check $(wildcard $(SOURCES))
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) .ci/retired-words

format: venv-dev ## Format the sources
	$(VENV)/bin/ruff check --fix $(wildcard $(SOURCES))
	$(VENV)/bin/ruff format $(wildcard $(SOURCES))

# Separate pytest runs: the browser tests hold an event loop that the asynchronous tests cannot share.
unit: venv-dev
	$(PY) -m pytest tests/unit --numprocesses=2 --dist=loadfile

coverage: venv-dev ## Run the unit tests again with more examples of each property, and report which branches they reach
	PORTAL_TEST_PROPERTIES=thorough $(PY) -m pytest tests/unit --numprocesses=2 --dist=loadfile --cov --cov-report=
	$(PY) -m coverage report

slow: venv-dev ## Run the unit tests that take long: whole districts, every report, PostgreSQL
	$(PY) -m pytest tests/unit -m slow

security e2e: venv-dev build
	$(PY) -m pytest tests/$@ --ignore=tests/e2e/test_several_workers.py

# These tests check the built pages and the browser without a server, so they are the same for every kind of installation.
ABOUT_THE_BUILD := accessibility.py bundle.py offline.py pseudo.py pwa.py
cluster: cluster-e2e cluster-security ## Run the browser and security tests on PostgreSQL, Redis and two workers
cluster-e2e: venv-dev build
	PORTAL_TEST_CLUSTER=1 $(PY) -m pytest tests/e2e $(addprefix --ignore=tests/e2e/test_,$(ABOUT_THE_BUILD))
cluster-security: venv-dev build
	PORTAL_TEST_CLUSTER=1 $(PY) -m pytest tests/security

chaos: venv-dev build ## Run the fault tests: killed processes, full disks, locked databases, restarts
	$(PY) -m pytest tests/chaos

messages: venv ## Update the translation catalogs from the sources
	@$(PY) -m portal_app.ui.messages

bench: venv-dev build ## Run the benchmarks (timings are never part of the tests)
	@failed=""; for file in benchmarks/[!_]*.py; do \
		$(PY) -m benchmarks.$$(basename $$file .py) || failed="$$failed $$(basename $$file .py)"; \
	done; [ -z "$$failed" ] || { echo "Over their limits:$$failed" >&2; exit 1; }

screens: venv-dev build ## Make the screenshots in docs/screens again
	@$(PY) -m docs.make_screens

clean: ## Remove everything that the other targets made; keep the data in var/
	rm -rf $(VENV) .web .states .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find portal_app tests -name __pycache__ -prune -exec rm -rf {} +

venv:
	@$(call install,run,run)

venv-dev:
	@$(call install,dev,dev run)

# $(1): the lock file to install; $(2): the lock files that .venv then satisfies (dev.lock contains run.lock).
# Nothing happens if .venv has the checksum of this lock file already.
install = set -e; \
	if ! [ -x $(PY) ]; then \
		[ -n "$(PYTHON)" ] || { echo "The portal needs Python 3.11 or newer (set PYTHON=... if it has another name)." >&2; exit 1; }; \
		$(PYTHON) -m venv $(VENV) || { echo "Can't make $(VENV) (on Debian and Ubuntu: apt-get install python3-venv)." >&2; exit 1; }; \
	fi; \
	lock="$$(cksum < requirements/$(1).lock)"; \
	if [ "$$lock" != "$$(cat $(VENV)/$(1).sum 2>/dev/null)" ]; then \
		echo "Installing requirements/$(1).lock into $(VENV) ..."; \
		$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/$(1).lock; \
		printf '\043!/bin/sh\nPYTHONPATH="%s" exec "%s" -m portal_app.cli "$$@"\n' "$(CURDIR)" "$(CURDIR)/$(PY)" > $(VENV)/bin/portal; \
		chmod +x $(VENV)/bin/portal; \
		for name in $(2); do cksum < requirements/$$name.lock > $(VENV)/$$name.sum; done; \
	fi
