# Needs Python 3.11 or newer and make (GNU make 3.81, as macOS has it, or later). `make help` lists the targets.

PYTHON = python3 python3.14 python3.13 python3.12 python3.11 python
ARGS =
RUN = PATH="$$PWD/.venv/bin:$$PATH" .venv/bin/python
NOTEBOOKS = $(sort $(wildcard notebooks/*.ipynb))
FIRST = /lab/tree/$(firstword $(NOTEBOOKS))
IP = $(if $(findstring --ip,$(ARGS))$(findstring .ip,$(ARGS)),,--ip=127.0.0.1)
ROOT = $(if $(filter 0,$(shell id -u)),--allow-root)
# What an editable install copies.
INSTALLED = lib/jupyterlab/settings.json $(addprefix lib/jupyterlab/extension/,package.json static/names.js)

.PHONY: help lab test notebooks lint format browser bench bench-browser bench-class pictures lock clean rebuild

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'ARGS="..." hands options on, as in: make lab ARGS="--no-browser --port 8899"'
	@echo 'PYTHON=... names the Python to use, as in: make lab PYTHON=/opt/python/bin/python3'

lab: .venv/ready ## Open JupyterLab at the first notebook
	@$(RUN) -m jupyterlab $(IP) --ServerApp.root_dir=. --LabApp.default_url=$(FIRST) $(ROOT) $(ARGS)

test: lint ## Lint, run the unit tests, and run every notebook against its stored outputs
	@$(RUN) -m pytest -n 2 tests $(ARGS)
	@$(RUN) -m pytest --nbval --nbval-sanitize-with tests/nbval_sanitize.cfg $(NOTEBOOKS)

notebooks: .venv/ready ## Run the notebooks (all, or ARGS=notebooks/04_...) and store their outputs
	@$(RUN) tests/contents.py  # first: it changes text in 00 and in the teaching guide
	@$(RUN) tests/notebooks.py $(ARGS)

lint: .venv/ready ## Check style and spelling, notebooks included
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m codespell_lib

format: .venv/ready ## Put the code into the house style, notebooks included
	@$(RUN) -m ruff check --fix
	@$(RUN) -m ruff format

browser: .venv/ready ## Drive JupyterLab in a real browser (needs Chromium)
	@$(RUN) -m pytest -n 2 tests/browser $(ARGS)

bench: .venv/ready ## Measure the speed of the library
	@$(RUN) tests/bench.py $(ARGS)

bench-browser: .venv/ready ## Measure how soon live figures answer in JupyterLab (needs Chromium)
	@$(RUN) tests/bench_browser.py $(ARGS)

bench-class: .venv/ready ## Measure what one student needs on a server: memory, processor time (Linux)
	@$(RUN) tests/bench_class.py $(ARGS) 2>/dev/null

pictures: .venv/ready ## Make the pictures of the README
	@$(RUN) -c 'import pathlib; from unrolled import explore; \
	    pictures = {"whole_story": explore.WholeStory(updates=6), "backpropagation": explore.BackpropagationSteps()}; \
	    [pathlib.Path(f".github/{name}.png").write_bytes(figure.picture()) for name, figure in pictures.items()]'

lock: ## Write lib/requirements.lock anew (needs uv; ARGS=--upgrade takes the newest versions)
	@command -v uv >/dev/null || { echo 'make lock needs uv: see https://docs.astral.sh/uv/' >&2; exit 1; }
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --quiet -o lib/requirements.lock $(ARGS)

clean: ## Remove .venv, caches and built files
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis dist
	find lib tests notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

# The stamp holds the path of the clone. When the clone has moved, or its Python is gone, or an install was cut
# short, .venv is made anew; when only the lock or pyproject.toml has changed, it is brought up to date.
WHOLE = test -x .venv/bin/python && test "$$(cat .venv/ready 2>/dev/null)" = "$$(pwd -P)"
ifneq ($(shell $(WHOLE) && echo whole),whole)
.venv/ready: rebuild
endif

.venv/ready: lib/requirements.lock pyproject.toml $(INSTALLED)
	@if $(WHOLE); then rm .venv/ready; exit; fi; found=; \
	for python in $(PYTHON); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    found="$$python"; \
	    "$$python" -c 'import ensurepip, venv' 2>/dev/null || continue; \
	    echo "Setting up .venv with $$python. It takes a minute or two and 500 MB, this once."; \
	    exec "$$python" -m venv --clear .venv; \
	done; \
	if [ "$$found" ]; then \
	    echo "$$found has no venv module. On Debian and Ubuntu: sudo apt install python3-venv"; \
	else \
	    echo "No Python 3.11 or newer found (tried: $(PYTHON))."; \
	    echo "Get one from https://www.python.org/downloads/, or name yours: make lab PYTHON=/path/to/python3"; \
	fi >&2; exit 1
	@$(RUN) -m pip install --disable-pip-version-check --quiet --require-hashes -r lib/requirements.lock
	@$(RUN) -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@$(RUN) -c 'import matplotlib.font_manager'  # its list of fonts takes seconds: now, not in a first cell
	@pwd -P > .venv/ready
