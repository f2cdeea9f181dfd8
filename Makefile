# The two commands that matter: `make run` and `make test`.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: run test test-fast lint format bench mutants pictures messages lock docs clean

run: .venv/app.ready
	$(BIN)/python -m leader_award.platform.messages compile
	$(BIN)/leader-award serve --demo --port $(PORT)

test: .venv/dev.ready
	$(BIN)/pytest -n 2 --dist loadgroup

test-fast: .venv/dev.ready
	$(BIN)/pytest -n 2 --dist loadgroup -m "not browser" --databases sqlite

lint: .venv/dev.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --check leader_award/templates
	$(BIN)/djlint --quiet --lint leader_award/templates
	$(BIN)/bandit -q -c pyproject.toml -r leader_award

format: .venv/dev.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat leader_award/templates

bench: .venv/dev.ready
	$(BIN)/python -m bench

# Exit status 0 whatever survives: `.venv/bin/mutmut results` names the survivors.
mutants: .venv/mutants.ready
	$(BIN)/mutmut run
	$(BIN)/mutmut results

# The handbook's pictures, taken by the journeys through the pages.
pictures: .venv/dev.ready
	LEADER_AWARD_IMAGES=$$(mktemp -d) $(BIN)/pytest -n 2 --dist loadgroup --databases sqlite tests/journeys

messages: .venv/dev.ready
	$(BIN)/python -m leader_award.platform.messages update

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements/app.in -o requirements/app.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements/dev.in -o requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements/mutants.in -o requirements/mutants.txt

clean:
	rm -rf .venv

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/app.ready: requirements/app.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --require-hashes -r requirements/app.txt
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	touch $@

.venv/dev.ready: requirements/dev.txt .venv/app.ready
	$(BIN)/python -m pip install -q --require-hashes -r requirements/dev.txt
	touch $@

.venv/mutants.ready: requirements/mutants.txt .venv/dev.ready
	$(BIN)/python -m pip install -q --require-hashes -r requirements/mutants.txt
	touch $@
