# Two commands do it all on a fresh machine: `make chat` and `make test`.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
LIBRARY ?= .library
# Tests of one file, and all those in a browser, are run by one worker.
IN_PARALLEL := -n 2 --dist loadfile --no-loadscope-reorder

# What is imported is compiled when it is, and kept: a third of what is installed.
unexport PYTHONDONTWRITEBYTECODE
INSTALL := $(RUN) -m pip install --quiet --no-compile

.PHONY: chat test fuzz check bench clean

chat: $(VENV)/chat
	@$(RUN) app.py sources --library $(LIBRARY) --json 2>/dev/null | grep -q '"articles": [1-9]' \
		|| $(RUN) app.py ingest corpus/briefs --library $(LIBRARY)
	$(RUN) app.py --library $(LIBRARY)

test: $(VENV)/test
	$(RUN) -m pytest $(IN_PARALLEL) --durations=10

fuzz: $(VENV)/test
	HYPOTHESIS_PROFILE=fuzz $(RUN) -m pytest $(IN_PARALLEL) -m hypothesis

check: $(VENV)/test
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

bench: $(VENV)/test
	$(RUN) -m tests.benchmarks

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/chat: requirements.txt | $(VENV)/bin/python
	$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/test: $(wildcard requirements*.txt) | $(VENV)/bin/python
	$(INSTALL) -r requirements-dev.txt
	$(INSTALL) --no-deps -r requirements-adversary.txt
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
