# descentlab: `make demo` and `make test` do all set-up by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BENCH := .venv-bench
BENCH_STAMP := $(BENCH)/.installed

.PHONY: demo test test-full check format docs torture fuzz bench clean

demo: $(STAMP)  ## the main job on real data: a table, a verdict, a report and a model
	$(BIN)/descentlab compare digits --optimizer sgd,momentum,rmsprop,adam --activation relu,sigmoid --seeds 10 \
	  --out demo --json demo/result.json

test: $(STAMP)  ## every test but the long ones
	$(BIN)/python -m pytest -n 2 -m "not long"

test-full: test  ## the long ones too
	$(BIN)/python -m pytest -n 2 -m long

check: $(STAMP)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(STAMP)  ## the pages that are written from the code
	KERAS_BACKEND=jax $(BIN)/descentlab conventions --markdown docs/conventions.md
	$(BIN)/descentlab techniques --markdown docs/techniques.md
	$(BIN)/python -m tests.faults --write

torture: $(STAMP)  ## more than 200 kills at the worst moments: nothing lost, the same bytes
	$(BIN)/python -m tests.torture --kills 220

fuzz: $(STAMP)  ## a minute of broken bytes for every reader
	$(BIN)/python -m tests.fuzz --seconds 60

bench: $(BENCH_STAMP)  ## speed against Keras, PyTorch and scikit-learn, side by side
	$(BENCH)/bin/python benchmarks/run.py

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[dev]'
	touch $@

$(BENCH_STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install -q --upgrade pip
	$(BENCH)/bin/python -m pip install -q -c constraints.txt -e '.[bench]'
	touch $@

clean:
	rm -rf $(VENV) $(BENCH) demo .pytest_cache .ruff_cache
