# The front door: `make` alone lists what there is.
# Written for GNU make 3.81 and later, since macOS ships that.

.DEFAULT_GOAL := help
.PHONY: help serve edit mcp build events public borders fonts ucdp export archive package \
	publish-cloudrun publish-fly publish-vercel publish-heroku verify coverage anchors new new-profile beside words hash \
	check check-yaml check-style check-types check-sql format test test-all browser bench bench-engines lock clean

#: PYTHON   the Python to make .venv with, 3.11 or later  [python3]
PYTHON ?= python3
#: HOST     where serve listens                           [127.0.0.1]
HOST ?= 127.0.0.1
#: PORT     where serve listens                           [8001]
PORT ?= 8001
#: DOCS     folder with the documents' text files         [@DOCS@]
DOCS ?= $(wildcard ../shared/seeds)
#: SOURCE   the id of a document: new-profile, beside     [none]
SOURCE ?=
#: TEXT     the file with its text: new-profile           [none]
TEXT ?=
#: URL      its address on the web: new-profile           [none]
URL ?=
#: ID       the id of a group: new                        [none]
ID ?=
#: NAME     its name: new                                 [none]
NAME ?=
#: TO       the folder of a project: new                  [none]
TO ?=
#: EVENTS   folder with event data: serve, events, public, export [none]
EVENTS ?=
#: RELEASE  the UCDP release that ucdp fetches            [25.1]
RELEASE ?= 25.1
#: DATABASE what export, package and publish read         [the project's; with EVENTS the one in build/public]
DATABASE ?= $(if $(EVENTS),build/public/)$(FILE)
#: PREVIOUS the last release, to list changes against     [the last git tag]
PREVIOUS ?=
#: RELEASED day of the release, for export: 2026-01-31    [not stated]
RELEASED ?=
#: APP      the application's name on the host: publish   [the database's name]
APP ?= $(CALLED)
#: DRY_RUN  write what would be sent to this folder       [none]
DRY_RUN ?=
#: BASE_IMAGE the base image, best with its digest        [python:3.13-slim-trixie]
BASE_IMAGE ?=
#: PUBLISH  further options for the host's tool           [none]
PUBLISH ?=
#: MCP      1 adds the server for MCP clients: serve, publish [none]
MCP ?=
#: TESTS    tests to run: files, folders, file::test      [all]
TESTS ?=
#: ARGS     further options for pytest or uv              [none]
ARGS ?=

# Three jobs at a time for targets that install and check a lot: one usually waits for the network.
ifneq (,$(filter check test test-all,$(MAKECMDGOALS)))
MAKEFLAGS += -j3
endif

# The folder with the code and a trailing slash; empty here. Another project's Makefile (make new) sets
# ENGINE and includes this one, while its facts, words and database are in its own folder.
ENGINE ?=
IN := $(addsuffix /,$(ENGINE))

# The name of the database.
CALLED := $(shell sed -n 's/^database: *//p' project.yml)
FILE := $(CALLED).db

# Recipes read these from the environment: pasted by make, an apostrophe would break the shell's quotes.
export EVENTS BASE_IMAGE NAME

# With MCP everything is installed and run in a separate environment with its own lock file.
VENV = $(IN)$(if $(MCP),.venv-mcp,.venv)
PY = $(VENV)/bin/python
# Always `python -m`, never the scripts in bin/: those break when the folder is moved.
# -qq makes pip print only errors; -I makes it ignore the user's PYTHONPATH. If the pip of $(PYTHON) can
# install for another Python, the environment needs no pip of its own, which would take half as long to
# install as everything else.
PIP_FOR = $(PYTHON) -I -m pip --python $(PY)
PIP = $$([ -x $(VENV)/bin/pip ] && echo '$(PY) -I -m pip' || echo '$(PIP_FOR)') \
	install -qq --disable-pip-version-check
# uv, if there is one, installs the same in a tenth of the time.
UV ?= $(shell command -v uv)
INSTALL = $(if $(UV),'$(UV)' pip install --quiet --python $(PY),$(PIP)) --require-hashes -r

# A .venv whose Python is gone (an upgraded system, a copied folder) counts as not installed.
IGNORED := $(shell [ -x $(PY) ] || rm -f $(VENV)/.runtime $(VENV)/.events $(VENV)/.dev)

# Everything that determines the content of the database. Folders are listed too, because their
# modification time changes when a file is added or deleted.
INPUTS := $(shell find facts $(IN)schema $(IN)common $(IN)loaders -name __pycache__ -prune -o -name '.*' -prune \
	-o ! -name '* *' -print 2>/dev/null)

define CHECK_PYTHON
import sqlite3, sys
if sys.version_info < (3, 11):
    sys.exit("This needs Python 3.11 or later, and %s is %d.%d. Choose another: "
             "make PYTHON=/path/to/python3" % ((sys.executable,) + sys.version_info[:2]))
if sqlite3.sqlite_version_info < (3, 34):
    sys.exit("This needs SQLite 3.34 or later, and the one in %s is %s. Choose another Python: "
             "make PYTHON=/path/to/python3" % (sys.executable, sqlite3.sqlite_version))
endef
export CHECK_PYTHON

define CHECK_PORT
import socket, sys
host, port = sys.argv[1:]
try:
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise ValueError("no such port")
    family, kind, _, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
except (OSError, ValueError) as error:
    sys.exit(f"Cannot listen on {host}:{port} ({error}). Choose another: make serve PORT=8002")
endef
export CHECK_PORT

help:
	@echo 'usage: make TARGET [VARIABLE=value ...]'
	@echo
	@awk -F ' ## ' '/^[a-z-]+:.* ## / { sub(/:.*/, "", $$1); \
		printf "  %-18s%-62s%s\n", $$1, $$2, $$3 }' $(IN)Makefile
	@echo
	@sed -n "s|@DOCS@|$(or $(DOCS),none)|; s/^#: /  /p" $(IN)Makefile

# With EVENTS, serve the site in build/, whose database also holds the event data.
SITE := $(if $(EVENTS),build,.)

serve: $(if $(EVENTS),events,inspect-data.json) ## Rebuild what is out of date, then serve the site ## make serve PORT=8080
	@$(PY) -c "$$CHECK_PORT" '$(HOST)' '$(PORT)'
	@! grep -q '^  corrections: {issues: "", email: ""}' project.yml || \
		echo 'Readers cannot report mistakes yet: put an address under corrections in project.yml, then run make words'
	@echo 'Serving http://$(HOST):$(PORT)/ (Ctrl+C stops it). Restart it to show a later build; make edit restarts by itself'
	@exec $(PY) -m datasette $(SITE) --host '$(HOST)' --port '$(PORT)'

edit: metadata.yml | $(VENV)/.runtime ## Serve the site and show each saved change within a second ## make edit DOCS=../texts
	@$(PY) -c "$$CHECK_PORT" 127.0.0.1 '$(PORT)'
	@exec $(PY) -m editing $(if $(DOCS),--docs '$(DOCS)') --port '$(PORT)'

mcp: ## Serve an MCP client on standard input and output ## make -s mcp
	@$(MAKE) -s MCP=1 $(if $(EVENTS),events,build) >&2
	@exec $(IN).venv-mcp/bin/python -m publishing.stdio $(SITE)

build: inspect-data.json ## Build the database from facts/, schema/ and loaders/ ## make build

# The loader writes inspect-data.json last, even when the database did not change, so it marks a
# finished build. Its modification time is when the build began to read, so a file saved during the
# build (`make edit`) is newer. Datasette takes its row counts from it.
inspect-data.json: $(IN)requirements.lock $(FILE) metadata.yml $(INPUTS) | $(VENV)/.runtime
	@$(PY) -m loaders.build

# Nothing to do; the rule only makes inspect-data.json out of date when the database is missing.
$(FILE): ;

metadata.yml: project.yml $(IN)words.yml | $(VENV)/.runtime
	@$(PY) -m loaders.metadata
	@touch -c $@

events: FOLDER := build
events: ## Build build/ from facts and event data ## make events EVENTS=../exports
public: FOLDER := build/public
public: OPTIONS := --public
public: ## Build build/public/ without rows that must stay private ## make public EVENTS=../exports
# The facts are read only once: their rows are copied from the database already built from them.
events public: inspect-data.json $(VENV)/.events
	@[ -d "$$EVENTS" ] || { echo "This needs a folder with event data: make $@ EVENTS=folder\
	$${EVENTS:+ ('$$EVENTS' is no folder)}" >&2; exit 1; }
	@$(PY) -m loaders.events --events "$$EVENTS" --built $(FILE) --output $(FOLDER)/$(FILE) $(OPTIONS) $(ARGS)
	@for each in metadata.yml settings.json templates plugins static common; do \
		ln -sfn "$$PWD/$$each" $(FOLDER)/$$each; done

borders: $(VENV)/.dev ## Write static/borders.json, the background of maps (needs npm) ## make borders
	@npm install --silent --no-save --prefix build/borders world-atlas@2.0.2
	@$(PY) -m loaders.borders build/borders/node_modules/world-atlas/countries-10m.json

fonts: VENV := $(IN).venv-fonts
fonts: $(IN).venv-fonts/.runtime ## Rewrite the fonts for pages and pictures from their packages ## make fonts
	@$(PY) -m publishing.fonts

ucdp: $(VENV)/.runtime ## Fetch a release of UCDP GED (CC BY 4.0) ## make ucdp RELEASE=25.1 EVENTS=../exports
	@$(PY) -m loaders.events.download --release '$(RELEASE)' --to "$${EVENTS:-build/events}" $(ARGS)

export: $(if $(EVENTS),public,inspect-data.json) $(VENV)/.events ## Write dist/: CSV, Parquet, GeoJSON, BibTeX and more ## make export PREVIOUS=../last
	@$(PY) -m exports --database '$(DATABASE)' --to dist --site static/downloads \
		$(if $(PREVIOUS),--previous '$(PREVIOUS)') $(if $(RELEASED),--released '$(RELEASED)')

archive: $(if $(EVENTS),public,inspect-data.json) ## Write build/archive: the site as files, without a server ## make archive
	@$(PY) -m exports.archive --site $(if $(EVENTS),build/public,.) --to build/archive

# The version is in pyproject.toml, the release day in project.yml.
release: inspect-data.json ## Write RELEASES.md, CITATION.cff, .zenodo.json ## make release
	@$(PY) -m exports.release $(if $(PREVIOUS),--previous '$(PREVIOUS)')

package: ## Write build/package, an image build context ## make package
publish-cloudrun: ## Publish to Google Cloud Run ## make publish-cloudrun APP=my-site
publish-fly: ## Publish to Fly ## make publish-fly DRY_RUN=build/fly
publish-vercel: ## Publish to Vercel ## make publish-vercel APP=my-site
publish-heroku: ## Publish to Heroku ## make publish-heroku APP=my-site
package publish-cloudrun publish-fly publish-vercel publish-heroku: \
		$(if $(EVENTS),public,inspect-data.json)
	@$(PY) -m publishing $(@:publish-%=%) --database '$(DATABASE)' --app '$(APP)' \
		$(if $(DRY_RUN),--dry-run '$(DRY_RUN)') $(PUBLISH)

verify: ## Check every anchor against the documents ## make verify DOCS=../texts
coverage: ## Show the share of the documents' sentences behind a claim ## make coverage DOCS=../texts
anchors: ## Recompute facts/profiles/*.lock.csv from the documents ## make anchors DOCS=../texts
verify coverage anchors: $(VENV)/.runtime
	@[ -d '$(DOCS)' ] || { echo "This needs the documents' text files: make $@ DOCS=folder\
	$(if $(DOCS), ('$(DOCS)' is no folder))" >&2; exit 1; }
	@$(PY) -m loaders.documents.$@ --docs '$(DOCS)'

new-profile: $(VENV)/.runtime ## Start a document's profile from its text ## make new-profile SOURCE=id TEXT=file
	@[ -n '$(SOURCE)' ] && [ -n '$(TEXT)' ] || { echo "This needs an id and a text file: \
	make new-profile SOURCE=smith-2024 TEXT=texts/smith-2024.txt URL=https://..." >&2; exit 1; }
	@$(PY) -m loaders.documents.new_profile --source '$(SOURCE)' --text '$(TEXT)' --url '$(URL)'

beside: inspect-data.json ## List the disagreements a document bears on ## make beside SOURCE=id
	@$(PY) -m loaders.documents.beside --source '$(SOURCE)'

new: $(VENV)/.runtime ## Start a project for another group ## make new ID=tide NAME='The Tide' TO=../tide
	@[ -n '$(ID)' ] && [ -n "$$NAME" ] && [ -n '$(TO)' ] || { echo "This needs an id, a name and a folder: \
	make new ID=tide NAME='The Tide' TO=../tide" >&2; exit 2; }
	@$(PY) -m loaders.new_project --id '$(ID)' --name "$$NAME" --to '$(TO)'

words: metadata.yml ## Write metadata.yml and the JSON Schemas for text editors ## make words
	@$(PY) -m loaders.schemas $(if $(ENGINE),--to schema/facts)

hash: $(VENV)/.runtime ## Print the content hash of the database ## make hash
	@$(PY) -m common.content_hash $(FILE)

# A separate project (make new) has no code to check.
check: check-yaml $(if $(ENGINE),,check-style check-types check-sql) ## Check style and types: ruff, mypy, yamllint, sqlfluff ## make check
check-yaml check-style check-types check-sql: $(VENV)/.dev
check-yaml:
	$(PY) -m yamllint --strict --config-file $(IN).yamllint.yml facts metadata.yml project.yml $(IN)plugins/site/search.yml
check-style:
	$(PY) -m ruff check
	$(PY) -m ruff format --check
check-types:
	$(PY) -m mypy .
check-sql:
	$(PY) -m sqlfluff lint --disable-progress-bar schema templates/views
	$(PY) -m tests.lint_queries

format: $(VENV)/.dev ## Format Python and SQL as check requires ## make format
	$(PY) -m ruff check --fix-only
	$(PY) -m ruff format
	$(PY) -m sqlfluff format --disable-progress-bar schema templates/views

# Tests of a separate project (make new) need no browser.
TEST_NEEDS ?= browser $(IN).venv-mcp/.runtime
test: ## Run the tests, including those in a browser ## make test TESTS=tests/unit ARGS=-x
test-all: ALL := -m 'walk or not walk'
test-all: ## Also run the long tests: every address, host, hostile word ## make test-all
test test-all: $(TEST_NEEDS) inspect-data.json
	@$(if $(ENGINE),cd '$(ENGINE)' && )DOCS='$(DOCS)' $(PY) -m pytest $(if $(TESTS),,$(AT_ONCE)) $(ALL) $(ARGS) $(TESTS)

# Three processes, for two processors: tests wait for servers, browsers and bounds to be met. Each file
# in one of them, long files first.
AT_ONCE := -n 3 --dist loadfile --no-loadscope-reorder

browser: $(VENV)/.dev ## Find or install the browser the tests need ## make browser
	@$(PY) -m tests.browser.find_browser

bench: $(VENV)/.dev inspect-data.json ## Measure how long things take ## make bench
	@$(PY) -m benchmarks

bench-engines: $(VENV)/.dev inspect-data.json .venv-engines/.runtime ## Compare SQLite, DuckDB and Spark ## make bench-engines
	@$(PY) -m benchmarks._engines $(ARGS)

lock: $(VENV)/.runtime ## Update the lock files from pyproject.toml ## make lock ARGS=--upgrade
	@$(PIP) uv
	$(COMPILE) requirements.lock pyproject.toml
	$(COMPILE) requirements-events.lock -c requirements.lock --group events
	$(COMPILE) requirements-dev.lock -c requirements.lock -c requirements-events.lock --group dev
	$(COMPILE) requirements-mcp.lock -c requirements.lock -c requirements-dev.lock --group mcp pyproject.toml
	$(COMPILE) requirements-engines.lock --no-config --group engines
	$(COMPILE) requirements-fonts.lock --no-config --group fonts
	$(COMPILE) requirements-uv.lock --group uv

# --universal: one file for every system and every Python from 3.11.
COMPILE = $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(ARGS) -o

clean: ## Remove .venv*, build/ and caches, but not the database ## make clean
	rm -rf .venv .venv-mcp .venv-engines .venv-fonts build inspect-data.json .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(IN).venv/.runtime: $(IN)requirements.lock
$(IN).venv-mcp/.runtime: $(IN)requirements-mcp.lock
$(IN).venv-mcp/.runtime: VENV := $(IN).venv-mcp
$(IN).venv-engines/.runtime: $(IN)requirements-engines.lock
$(IN).venv-engines/.runtime: VENV := $(IN).venv-engines
$(IN).venv-fonts/.runtime: $(IN)requirements-fonts.lock
$(IN).venv-fonts/.runtime: VENV := $(IN).venv-fonts
$(IN).venv/.runtime $(IN).venv-mcp/.runtime $(IN).venv-engines/.runtime $(IN).venv-fonts/.runtime:
	@[ -x $(PY) ] || command -v $(PYTHON) > /dev/null \
		|| { echo 'There is no $(PYTHON). Choose another: make PYTHON=/path/to/python3' >&2; exit 1; }
	@[ -x $(PY) ] || $(PYTHON) -c "$$CHECK_PYTHON"
	@[ -x $(PY) ] || { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PIP_FOR) --version; } \
		> /dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }
	@echo 'Installing what $< pins into $(VENV) ...'
	@$(INSTALL) $<
	@touch $@

# After .runtime, never in parallel: two installs into one .venv would interfere with each other.
$(VENV)/.events: $(IN)requirements-events.lock $(VENV)/.runtime
$(VENV)/.dev: $(IN)requirements-dev.lock $(VENV)/.runtime
$(VENV)/.events $(VENV)/.dev:
	@echo 'Installing what $< pins into $(VENV) ...'
	@$(INSTALL) $<
	@touch $@
