# Every target sets up what it needs first; nothing has to be installed by hand on Debian 12 as root.
SHELL := bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV ?= .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
WORKERS ?= auto
SOAK_MINUTES ?= 10
SOAK_STORES ?= sqlite mariadb
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal
export VENV
# Compiled modules are kept: every process that tests, reports and benchmarks start would compile its own otherwise.
unexport PYTHONDONTWRITEBYTECODE
ifdef PYTHON
export PYTHON
endif

.PHONY: help
help: ## List the targets
	@echo "Usage: make TARGET [ARGS=...] [HOST=$(HOST)] [PORT=$(PORT)] [PYTHON=python3.12]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: install
install: ## Set up .venv: the product, its tests, its linters
	@scripts/bootstrap.sh dev

.PHONY: run
run: ## Start the product with demo data at http://HOST:PORT
	@scripts/bootstrap.sh run
	@scripts/client.sh build
	@exec $(BIN)/tms serve --demo --host $(HOST) --port $(PORT) $(ARGS)

.PHONY: test
test: install client ## Run the tests, with a MariaDB, a Redis and a browser of their own (ARGS="-k name")
	@scripts/services.sh mariadb galera redis chromium poppler qpdf libreoffice khal vdirsyncer
	@scripts/client.sh test
	@$(PYTEST) $(ARGS)

.PHONY: test-fast
test-fast: install ## Run the tests that need no server and little time
	@$(PYTEST) -m "not services and not slow and not long" $(ARGS)

.PHONY: test-all
test-all: ## Run all tests: make test with those that take long, cluster-test, soak
	@$(MAKE) test ARGS='-m "not cluster" $(ARGS)'
	@$(MAKE) cluster-test soak ARGS=

.PHONY: cluster-test
cluster-test: install ## Break a Galera cluster of three nodes while people work (under 5 minutes)
	@scripts/services.sh mariadb galera redis
	@$(BIN)/pytest tests/cluster -m cluster $(ARGS)

.PHONY: soak
soak: install ## Run the product under load, 10 minutes on each store (SOAK_MINUTES=2 SOAK_STORES=sqlite)
	@scripts/services.sh mariadb redis
	@$(BIN)/python -m tests.soak --minutes $(SOAK_MINUTES) $(SOAK_STORES:%=--store %) $(ARGS)

.PHONY: client
client: ## Build the web client, if something changed
	@scripts/client.sh build

.PHONY: client-dev
client-dev: ## Serve the client with hot reloading, in front of `make run`
	@scripts/client.sh dev

.PHONY: screenshots
screenshots: install client ## Photograph the client with demo data: build/screenshots, docs/images
	@scripts/services.sh chromium cjk-fonts
	@$(BIN)/python scripts/screenshots.py build/screenshots docs/images

.PHONY: check
check: install ## Lint, format check, types, import rules, of server and client
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@scripts/client.sh check

.PHONY: format
format: install ## Format the code and repair what the linter can
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .
	@scripts/client.sh format

.PHONY: migration
migration: install ## Write a migration with what the features' tables have and the migrations lack (NAME=add_certificates)
	@$(if $(NAME),,$(error Give the migration a name: make migration NAME=add_certificates))
	@$(BIN)/alembic revision --autogenerate -m "$(NAME)"

.PHONY: lock
lock: ## Solve pyproject.toml into requirements/*.txt (ARGS=--upgrade for the newest)
	@scripts/bootstrap.sh dev
	@scripts/lock.sh $(ARGS)

.PHONY: bench
bench: ## Measure the product against its yardsticks (ARGS="...")
	@scripts/bootstrap.sh bench
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: clean
clean: ## Remove everything that was installed, built or cached; data/ stays
	@rm -rf $(VENV) dist build client/node_modules src/tms_web/static .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
