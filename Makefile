# The commands of the project. Each works on a machine that has only Python 3.11+ (with venv) and make.
PYTHON ?= python3
BIN := .venv/bin
# A file's tests stay together: they share the programs that it starts.
PARALLEL := -n auto --dist loadfile --no-loadscope-reorder
PORT ?= 8765
WEB_PORT ?= 8766
UV := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet pyproject.toml

.PHONY: help demo clean-demo run test chaos lint check format docs lock bench clean
help: ## This list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

.venv/run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Paidan needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python's venv is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Installing what Paidan needs into .venv (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/develop: .venv/run requirements-dev.lock
	@echo "Installing what the tests need into .venv (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: .venv/run ## Try it: a pretend Slack and DingTalk on one page, no accounts needed
	@exec $(BIN)/paidan demo --port $(PORT) --web-port $(WEB_PORT)

clean-demo: ## Forget all that the demo kept
	rm -rf .demo

run: .venv/run ## Start the bot with the settings in .env
	@exec $(BIN)/paidan run

test: .venv/develop ## All tests but the long fault tests
	@$(BIN)/python -m pytest $(PARALLEL) -m "not chaos"

chaos: .venv/develop ## The long fault tests
	@$(BIN)/python -m pytest -m chaos

lint: .venv/develop ## Format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check: lint chaos test ## Format, lint, types, layers, every test

format: .venv/develop ## Put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/run ## Make anew what docs/ has of the catalogues, the commands, the card and desk.yaml
	@$(BIN)/python -m cards.sentences
	@$(BIN)/python -m cards.command_tables
	@$(BIN)/python -m cards.dingtalk_template
	@$(BIN)/python -m cards.desk_schema

bench: .venv/develop ## Measure, as JSON lines
	@$(BIN)/python -m tests.bench

lock: ## Choose versions anew (needs uv)
	$(UV) --upgrade --group build -o requirements.lock
	$(UV) --upgrade --group dev -c requirements.lock -o requirements-dev.lock

clean: clean-demo ## Forget everything that was built
	rm -rf .venv .sandbox .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
