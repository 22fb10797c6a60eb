# Two commands on a fresh machine: `make site` and `make test`. The rest is for developers.
# On Windows, where there is no make, the README gives the same steps through `py -m venv`.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEMONSTRATION := build/demonstration

# What Python compiles is kept, also where a container says otherwise: tests start many processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: site test check coverage bench bench-nation bench-scan demonstration example wheelhouse locks golden clean

site: demonstration ## every questionnaire, the guidance site and the demonstration's results, into site/
	$(BIN)/mentoring build --responses $(DEMONSTRATION) --site-dir site

demonstration: $(READY) ## a trust with 30 invented cohorts of 4 to 25 pairs
	$(BIN)/mentoring simulate --cohorts 30 --pairs 4-25 --seed demonstration --output $(DEMONSTRATION)

# Each process begins with its own half and takes from the other's when it is through, so that what
# a file's tests share is mostly made once.
TESTS = -m pytest -n 2 --dist worksteal

test: $(READY) ## every test; browser tests are skipped where there is no Chromium
	$(BIN)/python $(TESTS)

check: $(READY) ## lint, types, import contracts, then every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python $(TESTS)

# Measuring makes a test's own Python half as slow again, and no number of it is asked for: it shows
# which lines and branches no room's own tests reach.
ROOMS = $(filter-out tests/site/ tests/tools/,$(wildcard tests/*/)) generator

coverage: $(READY) ## lines and branches that the rooms' own tests do not reach
	$(BIN)/coverage erase
	$(BIN)/coverage run $(TESTS) $(ROOMS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

bench: $(READY) ## speed and memory, as ratios to a named baseline in the same run
	$(BIN)/python tools/bench.py

bench-nation: $(READY) ## the same for ten nations, and for 10 thousand to 10 million answers: long
	$(BIN)/python tools/bench.py in_proportion ten_nations

bench-scan: $(READY) ## how well scans are read: errors, doubts and refusals over kinds of damage and marks
	PYTHONPATH=tools $(BIN)/python -m scan_bench

wheelhouse: $(READY) ## wheelhouse.zip for Windows machines that reach no package index, its hash and bill of materials
	$(BIN)/python tools/wheelhouse.py

golden: $(READY) ## write the golden files anew; look at the difference before you commit it
	UPDATE_GOLDEN=1 $(BIN)/python $(TESTS)

locks: ## pin every dependency anew (needs uv)
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml --extra scan --extra spss -o requirements-all.lock
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml --extra dev -o requirements-dev.lock

$(READY): requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

clean: ## everything that these commands made, the environment apart
	rm -rf site site-preview site-restricted build .cache wheelhouse wheelhouse.*
