# One command each: every target does all of its own set-up in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
READY := $(VENV)/.ready
LOCKS := requirements.lock requirements-dev.lock requirements-build.lock
BENCHMARKS = $(filter-out __init__ browser firefox,$(notdir $(basename $(wildcard benchmarks/*.py))))

.PHONY: demo test validate docs derived package lint audit benchmark clean

demo: $(READY)  ## the main case: a brief in the terminal and in output/
	$(BIN)/cobden run japan-us-2025

# In the order of folders the longest files come early; by their number of tests they would come last.
test: $(READY) lint  ## everything that has to pass before a change goes in
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

validate: $(READY)  ## longer checks against published results
	$(BIN)/pytest -n auto -m validation

docs: $(READY)  ## the documentation as a site, in build/docs
	rm -rf docs/reference build/docs
	$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs

derived: $(READY)  ## the tables that ship and the pages, from their sources (see derive)
	$(BIN)/python -m derive

package: $(READY)  ## the wheel and the sdist, in dist, tried outside the repository
	bash .ci/package

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright

audit: $(READY)  ## the pinned packages against the advisories that are known here
	$(BIN)/python -m validation.audit

benchmark: $(READY)  ## speed and memory, on a quiet machine
	set -e; for module in $(BENCHMARKS); do echo "== $$module"; $(BIN)/python -m benchmarks.$$module; done

# Nothing is installed but files with the hashes that the locks name (see CONTRIBUTING).
$(READY): pyproject.toml $(LOCKS)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	touch $(READY)

clean:
	rm -rf $(VENV) build dist docs/reference output
