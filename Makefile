# Two commands do all set-up: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

ORACLES := .venv-oracles

.PHONY: setup oracles schemas demo test bench packs clean

$(BIN)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet -e '.[test,ja]'
	touch $@

setup: $(BIN)/.installed

# The engines that tests and benchmarks ask; their pins collide with ours, so they live apart. What needs them is
# skipped, saying so, where they are not.
oracles: $(ORACLES)/.installed

$(ORACLES)/.installed: pyproject.toml
	$(PYTHON) -m venv $(ORACLES)
	$(ORACLES)/bin/pip install --quiet $$($(PYTHON) -c 'import tomllib; \
	  print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["oracles"])') \
	  || { rm -rf $(ORACLES); exit 1; }
	touch $@

# What NetBox, its device type library and containerlab publish of their formats, each at one version: NetBox's package
# (read, never installed) and files of two repositories. They are read by tests alone and are no part of this project;
# the tests that ask them are skipped, saying so, where they are not. Each can be had without the others (`make -k`).
SCHEMAS := .schemas
NETBOX := netbox==4.7.3
GITHUB := https://raw.githubusercontent.com
DEVICE_TYPES := netbox-community/devicetype-library/014cd468fa8c08009d77127d6bead7ff8fb4c997/schema
LABS := srl-labs/containerlab/b11ef1add1ee7a51e37f092d18526d8768e66098/schemas

schemas: $(SCHEMAS)/netbox/.fetched $(SCHEMAS)/devicetype/.fetched $(SCHEMAS)/clab.schema.json

$(SCHEMAS)/netbox/.fetched:
	@mkdir -p $(@D)
	@$(PYTHON) -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --python-version 3.12 \
	  --dest $(@D) $(NETBOX)
	@touch $@

$(SCHEMAS)/devicetype/.fetched:
	@mkdir -p $(@D)
	@for file in components devicetype generated_schema reusable; do \
	  curl -fsS --max-time 20 -o $(@D)/$$file.json $(GITHUB)/$(DEVICE_TYPES)/$$file.json || { rm -r $(@D); exit 1; }; done
	@touch $@

$(SCHEMAS)/clab.schema.json:
	@mkdir -p $(@D)
	@curl -fsS --max-time 20 -o $@ $(GITHUB)/$(LABS)/$(@F)

demo: $(BIN)/.installed
	@mkdir -p build
	@echo "Exit code 1 of the design means: issued, with findings that fail."
	$(BIN)/designer design outputs/prairie-25/site.yaml -o build/prairie-25 || test $$? -eq 1

test: $(BIN)/.installed
	$(BIN)/ruff check designer tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder --durations 30

packs: $(BIN)/.installed
	$(BIN)/python tests/house/collect_validation.py
	$(BIN)/python tests/house/rebuild_packs.py

# Every file of benchmarks, the demo first; one that fails does not keep the others from running.
bench: $(BIN)/.installed
	@failed=""; \
	for bench in tests/benchmarks/bench_demo.py $(filter-out %/bench_demo.py,$(wildcard tests/benchmarks/bench_*.py)); do \
	  echo "== $$bench"; $(BIN)/python -u $$bench || failed="$$failed $$bench"; \
	done; \
	test -z "$$failed" || { echo "failed:$$failed" >&2; exit 1; }

clean:
	rm -rf build dist $(VENV) $(ORACLES) $(SCHEMAS)
