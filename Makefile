# `make` or `make help` lists what there is. Everything is installed into .venv and node_modules only;
# stamps (.setup/, static/dist/.built) make a second run quick.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
NODE_BIN := node_modules/.bin

CATALOGUES := $(wildcard app/translations/*/LC_MESSAGES/messages.po)
# Under the names that Babel gives them.
COMPILED := $(foreach locale,zh_Hans_CN en,app/translations/$(locale)/LC_MESSAGES/messages.mo)
CLIENT_SOURCES := $(shell find static/src static/css static/icons templates/shell -type f 2>/dev/null)

.PHONY: help
help: ## List the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-16s %s\n", $$1, $$2 }'

.PHONY: setup
setup: .setup/run .setup/dev node_modules/.package-lock.json $(COMPILED) static/dist/.built ## Install and build everything, for working on the code

.PHONY: run
run: .setup/run $(COMPILED) static/dist/.built ## Install what is missing, then serve with demo data (PORT=8000, DATA_DIR=var)
	@exec scripts/serve.sh

.PHONY: test
test: setup system-packages ## Static checks, server tests (on SQLite, then PostgreSQL), client tests, and the product's story in Chromium
	@scripts/test.sh check server postgresql client story

.PHONY: e2e
e2e: setup system-packages ## Every browser test
	@scripts/test.sh browser

.PHONY: campaign
campaign: setup system-packages ## Every fault campaign with its full count, about two hours (docs/campaign.md; layers=L2,L9 for some)
	$(BIN)/python -m tests.campaign.report --only "$(layers)"

.PHONY: check
check: setup ## Linters, type checkers, import contracts, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.catalogues check
	$(NODE_BIN)/tsc --noEmit -p tsconfig.json
	$(NODE_BIN)/tsc --noEmit -p tsconfig.worker.json
	$(NODE_BIN)/biome check .

.PHONY: format
format: setup ## Format Python, TypeScript and CSS; apply the linters' safe fixes
	$(BIN)/ruff check --fix-only --exit-zero .
	$(BIN)/ruff format .
	$(NODE_BIN)/biome check --write .

.PHONY: catalogues
catalogues: setup ## Bring new texts into the translation catalogues
	$(BIN)/python -m scripts.catalogues update

.PHONY: migration
migration: setup ## Write the next numbered migration from the models (m="add zone hours")
	@test -n "$(m)" || { echo 'say what the step does: make migration m="add zone hours"'; exit 1; }
	@data=$$(mktemp -d); trap 'rm -rf "$$data"' EXIT; export MODE=demo DATA_DIR="$$data"; \
	$(BIN)/flask --app wsgi storage prepare; \
	$(BIN)/flask --app wsgi db upgrade; \
	$(BIN)/flask --app wsgi db migrate -m "$(m)"
	$(BIN)/ruff check --fix --quiet migrations/versions
	$(BIN)/ruff format --quiet migrations/versions

.PHONY: lock
lock: $(BIN)/uv ## Resolve the dependencies again, with hashes
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" --extra dev pyproject.toml -o requirements-dev.txt
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund

.PHONY: bench
bench: setup ## Measure submitting against a floor (docs/performance.md)
	$(BIN)/python -m bench.sync

.PHONY: screenshots
screenshots: setup system-packages ## Take the pictures of the README and the manual (docs/images/, docs/manual/images/)
	$(BIN)/python -m scripts.screenshots

.PHONY: system-packages
system-packages: ## Install Chromium and Chinese fonts for the browser tests
	@scripts/install-system-packages.sh

$(BIN)/uv:
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.setup/run: requirements.txt | $(BIN)/uv
	@echo "installing the server's Python packages"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt
	@mkdir -p $(@D) && touch $@

.setup/dev: requirements-dev.txt | $(BIN)/uv
	@echo "installing the Python packages for development and tests"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@mkdir -p $(@D) && touch $@

node_modules/.package-lock.json: package-lock.json
	@echo "installing the client's packages"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(COMPILED) &: $(CATALOGUES) .setup/run
	@$(BIN)/python -m scripts.catalogues compile

static/dist/.built: $(CLIENT_SOURCES) $(CATALOGUES) scripts/build.mjs node_modules/.package-lock.json
	@echo "building the client"
	@node scripts/build.mjs
	@touch $@
