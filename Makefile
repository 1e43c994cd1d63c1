# The commands of the house. `make demo` and `make test` install everything themselves; `make` alone lists them all.

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python

# Checks import the settings but connect to nothing: harmless values stand in for the addresses.
PLAIN_ENV := DEBUG=1 SECRET_KEY=x EMAIL_URL=smtp://localhost SITE_URL=http://localhost 'LIVE_URL=ws://{host}/live/'
CHECK_ENV := $(PLAIN_ENV) DATABASE_URL=postgres://localhost/none REDIS_URL=redis://localhost
TESTS := $(RUN) -m pytest -n 2 --dist loadgroup

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install demo demo-week demo-reset test check lint types contracts fmt shell lock faults bench turnover screenshots

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## install all packages and bundle scripts and styles (the other commands do it themselves)
	@$(PYTHON) network/bootstrap/install.py

demo: install ## start Kring with fictional people on this machine; Ctrl-C stops it
	@exec $(RUN) -m network.demo

demo-week: install ## let a fictional week pass in the demo, so that there is something to see
	@$(RUN) -m network.demo -- $(RUN) manage.py demo_week

demo-reset: install ## delete the demo's data, so that the next start begins anew
	@$(RUN) -m network.demo --reset

test: install lint types contracts ## run every check and every test, the browser ones included (ARGS="-k digest" picks)
	@BROWSER_PATH=$$($(RUN) -m network.bootstrap.browser) && export BROWSER_PATH && \
		echo "Browser: $${BROWSER_PATH:-none}" && exec $(TESTS) $(ARGS)

check: install lint contracts types ## run the fast checks: style, types, architecture

lint: install
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/djlint --quiet --lint templates

types: install
	@env $(CHECK_ENV) $(BIN)/mypy

contracts: install
	@env $(CHECK_ENV) $(BIN)/lint-imports

fmt: install ## format the code and repair what can be repaired
	@$(BIN)/ruff check --fix --exit-zero
	@$(BIN)/ruff format

shell: install ## open a Python shell on the demo's data, whether the demo runs or not
	@$(RUN) -m network.demo -- $(RUN) manage.py shell

lock: install ## renew the lock files from pyproject.toml and package.json (ARGS=--upgrade takes newer versions)
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --group dev $(ARGS) \
		pyproject.toml -o requirements.lock
	@echo uv | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--python-version 3.11 $(ARGS) - -o network/bootstrap/uv.lock
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm install --package-lock-only --ignore-scripts --no-audit --no-fund
	@! grep -n '"resolved"' package-lock.json || { echo "package-lock.json names download addresses: see .npmrc"; exit 1; }

faults: install ## kill and freeze processes many times over (FAULT_ROUNDS=10)
	@BROWSER_PATH=$$($(RUN) -m network.bootstrap.browser) && export BROWSER_PATH && \
		FAULT_ROUNDS=$${FAULT_ROUNDS:-10} exec $(RUN) -m pytest -m faults $(ARGS)

bench: install ## measure every figure against its gate, one line each
	@$(RUN) -m network.bootstrap.stores --directory var/bench -- $(RUN) -m tests.bench

bench-%: install ## measure one figure by its name
	@$(RUN) -m network.bootstrap.stores --directory var/bench -- $(RUN) -m tests.bench $*

turnover: install ## let five fictional years of people coming and going pass; nothing may be lost (ARGS="--years 1 --seed 7")
	@$(RUN) -m network.bootstrap.stores --directory var/turnover -- env $(PLAIN_ENV) \
		sh -c '$(RUN) manage.py migrate --verbosity=0 && exec $(RUN) manage.py simulate turnover $(ARGS)'

screenshots: install ## make the README's pictures anew
	@BROWSER_PATH=$$($(RUN) -m network.bootstrap.browser) && export BROWSER_PATH && $(RUN) -m tests.browser.screenshots
