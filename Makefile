# make        the environment in .venv, then the study: everything in results/
# make test   the tests, the quick ones first
# make long   those that take long: kills, a cluster, a week, hostile returns, many changed cells, validating a bundle
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
RUN := $(BIN)/snakemake
# Modules are compiled once, not by each rule of a run.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: all test long lint score bench accept bundle lock clean

all: .venv/installed
	$(RUN)

.venv/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Python 3.11 is needed; this is $$($(PYTHON) --version). Say which: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $@

test: .venv/installed lint
	$(BIN)/python -m pytest

long: .venv/installed
	$(BIN)/python -m pytest -m long

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile
	$(RUN) --lint

# The real study of tests/studies/housing against truth made by hand, without hand readings and with them; needs
# ../shared/real. What was read of each file is kept by its content, and serves both.
SCORE := $(BIN)/python ../shared/real/score.py
score: .venv/installed
	$(RUN) --directory tests/studies/housing
	mkdir -p tests/studies/housing_by_hand/data/interim
	ln -sfn ../../../housing/data/interim/read tests/studies/housing_by_hand/data/interim/read
	$(RUN) --directory tests/studies/housing_by_hand
	$(SCORE) tests/studies/housing ../shared/real/housing/truth
	@echo "With config/readings.yml of tests/studies/housing_by_hand:"
	$(SCORE) tests/studies/housing_by_hand ../shared/real/housing/truth

# What a run costs, against what it is compared with (make bench MANY=--many: 10,000 returns too); and how long reading and
# recognising the real study take, against the bare libraries.
bench: .venv/installed
	PYTHONPATH=scripts:. $(BIN)/python -m tests.bench_runs $(MANY)
	[ ! -d ../shared/real ] || PYTHONPATH=scripts $(BIN)/python -m tests.bench

# Keeps this run as the one that later ones are compared with: config/accepted.json.
accept: .venv/installed
	$(RUN) accept

# One zip to hand over: results/bundle.zip.
bundle: .venv/installed
	$(RUN) bundle

# After a change of pyproject.toml: the lock, and environment.yml from it. Needs uv.
lock:
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --quiet --output-file requirements.lock
	sed -i -e "s/ ; python_full_version < '3.12' and / ; /" -e "s/ ; python_full_version < '3.12'//" requirements.lock
	$(PYTHON) tests/project/environment.py

clean:
	rm -rf .snakemake logs results/*.csv results/*.txt results/findings.* results/changes.html results/run.json results/tables.xlsx results/figures results/audit data/interim/*.parquet data/interim/*.pickle data/interim/published data/interim/read
