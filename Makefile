# Two commands are all that is needed: `make serve` and `make test`.

# The first that runs and is new enough: a name on the path may be an empty shell.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve test validate editor explorer system clients clean help

help:
	@echo "make serve     install, validate and load the catalogue, serve it on http://127.0.0.1:8000/"
	@echo "make test      install what the tests need and run them all"
	@echo "make validate  check every document of the catalogue"
	@echo "make editor    build the query editor and the maps again (needs Node; what it makes is in the repository)"
	@echo "make explorer  build the drawing of the ecosystem and the outlines of its map again (likewise)"
	@echo "make clean     remove the environment and everything built"

serve: $(VENV)/.installed
	@$(BIN)/psin serve

validate: $(VENV)/.installed
	@$(BIN)/psin validate data

# What browsers get is built here and kept in the repository with a hash of its sources, so that nobody else needs Node.
editor: editor/node_modules/.installed
	@cd editor && PATH="$$PWD/../tests/node/node_modules/.bin:$$PATH" node build.mjs

editor/node_modules/.installed: editor/package-lock.json
	@command -v npm >/dev/null || { echo "Not here, so the editor cannot be built again: npm"; exit 0; }; \
	cd editor && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.installed

explorer: explorer/node_modules/.installed $(VENV)/.installed
	@cd explorer && PATH="$$PWD/../tests/node/node_modules/.bin:$$PATH" npm run --silent build && ../$(BIN)/python world.py

explorer/node_modules/.installed: explorer/package-lock.json
	@command -v npm >/dev/null || { echo "Not here, so the drawing cannot be built again: npm"; exit 0; }; \
	cd explorer && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.installed

test: $(VENV)/.tested system clients tests/node/node_modules/.installed editor/node_modules/.installed explorer/node_modules/.installed
	@$(BIN)/python -m pytest

$(VENV)/.installed: pyproject.toml
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed and was not found. Name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

# Clients of others, written in JavaScript, that the tests run against the service; without npm those tests are skipped.
tests/node/node_modules/.installed: tests/node/package-lock.json
	@command -v npm >/dev/null || { echo "Not here, so the tests with clients in JavaScript are skipped: npm"; exit 0; }; \
	cd tests/node && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.installed

# Clients of others, written in Python, with requirements of their own: each has an environment to itself.
CLIENTS := $(patsubst tests/federation/clients/%.txt,.cache/clients/%/.installed,$(wildcard tests/federation/clients/*.txt))

clients: $(CLIENTS)

.cache/clients/%/.installed: tests/federation/clients/%.txt
	@{ $(PYTHON) -m venv .cache/clients/$* && .cache/clients/$*/bin/python -m pip install --quiet --disable-pip-version-check -r $< && touch $@; } \
	|| { rm -rf .cache/clients/$*; echo "Not here, so their tests are skipped: $*"; }

# The browser tests need Chromium, those of engines elsewhere Virtuoso, those of reconciliation OpenRefine. Debian has all; elsewhere they are skipped and say why.
PACKAGES = $(shell command -v chromedriver >/dev/null || echo chromium chromium-driver fonts-dejavu-core) \
	$(shell command -v virtuoso-t >/dev/null || echo virtuoso-opensource-7-bin) \
	$(shell command -v openrefine >/dev/null || echo openrefine)

system:
	@[ -z "$(strip $(PACKAGES))" ] || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES) >/dev/null; } || echo "Not here, so their tests are skipped: $(PACKAGES)"

clean:
	rm -rf $(VENV) .cache tests/node/node_modules explorer/node_modules dist build .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
