# Two commands do all set-up: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test bench packs clean

$(BIN)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet -e '.[test]'
	touch $@

demo: $(BIN)/.installed
	@mkdir -p build
	@echo "Exit code 1 of the design means: issued, with findings that fail."
	$(BIN)/designer design outputs/prairie-25/site.yaml -o build/prairie-25 || test $$? -eq 1

test: $(BIN)/.installed
	$(BIN)/ruff check designer tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto

packs: $(BIN)/.installed
	$(BIN)/python tests/house/collect_validation.py
	$(BIN)/python tests/house/rebuild_packs.py

bench: $(BIN)/.installed
	$(BIN)/python tests/benchmarks/bench_demo.py
	for bench in tests/benchmarks/bench_[!d]*.py; do $(BIN)/python $$bench || exit 1; done

clean:
	rm -rf build dist .venv
