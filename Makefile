PYTHON ?= python3
BIN := .venv/bin
ENCODER ?=
HOST ?= 127.0.0.1
PORT ?= 8000
INDEX := var/index/current/manifest.json
INSTALLED := .venv/installed
export ENCODER

.PHONY: serve build test check format evaluate benchmark train clean lock encoder screenshots FORCE

# serve the site, after installing, preparing the encoder and building the index if needed
serve: $(INDEX)
	@$(BIN)/orientess serve --host $(HOST) --port $(PORT)

# build the index, if data/ or the code that reads it is newer
build: $(INDEX)

# run all the tests, with the set-up they need
test: $(INDEX)
	$(BIN)/pytest --cov --cov-report=term

# check style, types, import contract and docstrings
check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pydoclint --quiet index service scripts

# put the code in the project's style
format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# print the table of relevance: channels x variants
evaluate: $(INDEX)
	$(BIN)/python scripts/evaluate.py

# print start-up, memory and latency over HTTP
benchmark: $(INDEX)
	$(BIN)/python scripts/benchmark.py

# train the adapter of the encoder (none yet: see docs/decisions/0003-encoder.md)
train: $(INSTALLED)
	@echo "Aucun adaptateur à entraîner dans cette version : l'encodeur est servi tel quel."

# remove what was built, but neither .venv nor the downloaded weights
clean:
	rm -rf var/index var/encoder/serving .mypy_cache .ruff_cache .pytest_cache .coverage build *.egg-info

# refresh the locked versions of dependencies
lock: $(INSTALLED)
	$(BIN)/python scripts/lock.py > constraints.txt.new
	mv constraints.txt.new constraints.txt

# take the screenshots of docs/screenshots, with Debian's Chromium
screenshots: $(INDEX)
	$(BIN)/python -m scripts.screenshots

# prepare the encoder: fetch its weights, export it for serving
encoder: var/encoder/serving/encoder.json

$(INSTALLED): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

# the name of the encoder, written only when it changes
var/encoder/name: FORCE
	@mkdir -p $(@D)
	@echo '$(ENCODER)' | cmp -s - $@ || echo '$(ENCODER)' > $@

var/encoder/serving/encoder.json: var/encoder/name index/weights.py index/model.py index/export.py | $(INSTALLED)
	$(BIN)/orientess prepare
	@touch $@

$(INDEX): $(INSTALLED) var/encoder/serving/encoder.json data/actors.jsonl index/passages.py index/lexical.py index/spelling.py index/stopwords.py index/artefact.py index/build.py index/records.py index/referentials.py
	$(BIN)/orientess build
	@touch $@
