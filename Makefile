# Podium's commands; `make help` lists them. Everything is installed into .venv, nothing elsewhere.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: run dev test lint bench bench-ui bench-sync demo help FORCE

PORT ?= 8501
HOST ?= localhost
IN_VENV := .venv/bin/python
STREAMLIT := $(IN_VENV) -m streamlit run app.py --server.address $(HOST) --server.port $(PORT)

# The stamps say what .venv holds: what the app needs, and what the tests and checks need besides.
APP := .venv/.app-installed
DEV := .venv/.dev-installed

# A .venv whose Python has gone (an upgrade, another machine) is made anew.
GONE := $(shell test -x $(IN_VENV) || echo FORCE)

run: $(APP) ## serve Podium on this computer (HOST=localhost, PORT=8501)
	@echo "Starting Podium (Ctrl+C ends it)"
	@exec $(STREAMLIT) --server.fileWatcherType none

dev: $(APP) ## the same, and reload when a source file changes
	@echo "Starting Podium; it watches its sources (Ctrl+C ends it)"
	@exec $(STREAMLIT) --server.fileWatcherType auto --server.runOnSave true

test: $(DEV) ## get what the tests need, a browser and a Label Studio included, and run them all
	@$(IN_VENV) -m tests.browser
	@$(IN_VENV) -m tests.label_studio_server --background
	@$(IN_VENV) -m pytest -n 2 --dist loadscope

lint: $(DEV) ## check format, style, types and who imports whom
	@$(IN_VENV) -m ruff format --check .
	@$(IN_VENV) -m ruff check .
	@$(IN_VENV) -m mypy
	@$(IN_VENV) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-logo

bench: $(DEV) ## measure leaderboard, agreement and intervals (4 GB of cache, an idle machine)
	@$(IN_VENV) -m tests.bench.leaderboard
	@$(IN_VENV) -m tests.bench.alpha
	@$(IN_VENV) -m tests.bench.simulation

bench-ui: $(DEV) ## measure the label page in a real browser (on an idle machine)
	@$(IN_VENV) -m tests.browser
	@$(IN_VENV) -m tests.bench.ui

bench-sync: $(DEV) ## measure a sync beside Label Studio's bare SDK (gets a Label Studio; an idle machine)
	@$(IN_VENV) -m tests.bench.sync

demo: $(APP) ## add a project with sample prompts and simulated annotations
	@.venv/bin/podium demo
	@echo "Now see it: make run"

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

$(APP): pyproject.toml constraints.txt $(GONE)
	@$(call make_venv)
	@echo "Installing Podium into .venv (takes about a minute the first time)"
	@$(call install,.)
	@touch $@

$(DEV): pyproject.toml constraints.txt $(GONE)
	@$(call make_venv)
	@echo "Installing Podium and its development tools into .venv (takes about a minute the first time)"
	@$(call install,.[dev])
	@touch $(APP) $@

FORCE:

# A name on the PATH may be a wrapper without a Python behind it, so each candidate is tried.
define make_venv
	usable='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'; \
	if $(IN_VENV) -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exit 0; \
	fi; \
	for python in python3.13 python3.12 python3.11 python3; do \
	    if "$$python" -c "$$usable" 2>/dev/null; then \
	        echo "Making .venv with $$("$$python" --version)"; \
	        exec "$$python" -m venv --clear .venv; \
	    fi; \
	done; \
	for python in python3.13 python3.12 python3.11 python3; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "$$("$$python" --version) is here without venv and ensurepip: install them" >&2; \
	        echo "(on Debian and Ubuntu: the package $$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')) and run make again." >&2; \
	        exit 1; \
	    fi; \
	done; \
	echo "Podium needs Python 3.11 or newer, and none is on the PATH (looked for python3.13," >&2; \
	echo "python3.12, python3.11, python3): install one and run make again." >&2; \
	exit 1
endef

define install
	$(IN_VENV) -m pip install -qq --disable-pip-version-check -c constraints.txt -e '$(1)'
endef
