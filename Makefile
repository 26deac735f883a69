# `make run` tries vocplan out on this machine. `make check` is for the inner loop, `make test` for every change,
# `make check-deep` has all proofs. `make bench ROWS="D1 D3"` measures some promises about speed, without ROWS all of
# them. Needs make and Python 3.11 or newer.
PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= python3
# Where uv is installed it makes the environment, in a tenth of the time; the same files and hashes either way.
UV := $(shell command -v uv 2>/dev/null)
ifeq ($(UV),)
USABLE = .venv/bin/python -m pip --version
VENV = $(PYTHON) -m venv --clear .venv
PIP = .venv/bin/python -m pip --disable-pip-version-check install -qq --no-deps --require-hashes
else
USABLE = .venv/bin/python -c ""
VENV = rm -rf .venv && $(UV) venv --quiet --python $(PYTHON) .venv
PIP = $(UV) pip install --quiet --python .venv/bin/python --compile-bytecode --no-deps --require-hashes
endif
COMPILE = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock"
# An installation outside DEBUG, as `check --deploy` wants to see it.
PRODUCTION = DEBUG=false ALLOWED_HOSTS=vocplan.example DATABASE_URL=sqlite://:memory: \
	SECRET_KEY=$$($(PYTHON) -c "import secrets; print(secrets.token_urlsafe(64))")

.PHONY: run test check check-deep coverage image mutants lint format bench lock clean environment environment-dev environment-bench

run: environment
	@exec .venv/bin/python manage.py try_out --host $(HOST) --port $(PORT)

test: environment-dev
	@.venv/bin/python -m tests.everything

# The inner loop: linters, then SQLite without a browser and without what takes more than a seventh of a second.
check: lint
	@.venv/bin/python -m tests.everything --quick

# All proofs: everything on both databases, properties in many examples, processes killed and frozen.
check-deep: lint
	@.venv/bin/python -m tests.everything --deep
	@.venv/bin/python -m tests.image

# SQLite without a browser, and how many branches of the code its tests go: no fewer than pyproject.toml holds.
coverage: environment-dev
	@.venv/bin/python -m tests.everything --covered

# Breaks the rules of the files that pyproject.toml names, one by one, and lists what no test saw. An hour and more.
mutants: environment-dev
	@.venv/bin/mutmut run
	@.venv/bin/mutmut results

# As root on Debian: builds the image without an engine and starts it.
image: environment-dev
	@.venv/bin/python -m tests.image

lint: environment-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djangofmt --check --quiet templates
	find templates -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --check --target-version 5.2
	.venv/bin/lint-imports
	.venv/bin/mypy
	$(PRODUCTION) .venv/bin/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) .venv/bin/python manage.py check --deploy --fail-level WARNING

format: environment-dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	.venv/bin/djangofmt --quiet templates
	find templates -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --target-version 5.2

bench: environment-bench
	@.venv/bin/python -m benchmarks.run $(ROWS)

lock: environment-dev
	$(COMPILE) $(LOCK) requirements.in -o requirements.txt
	$(COMPILE) $(LOCK) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) $(LOCK) requirements-bench.in -o requirements-bench.txt

clean:
	rm -rf .venv staticfiles .ruff_cache .mypy_cache .hypothesis .import_linter_cache .pytest_cache mutants .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "The data under data/ is kept."

# The virtual environment follows the lock file: it is filled again only when the file or the Python has changed.
environment:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "vocplan needs Python 3.11 or newer as '$(PYTHON)'; another one: make PYTHON=python3.12 ..."; exit 1; }
	@$(USABLE) >/dev/null 2>&1 || { $(VENV); } || \
		{ echo "Python's venv module is incomplete: install your system's python3-venv package."; exit 1; }
	@wanted=$$(cksum < requirements.txt); \
	if [ "$$(cat .venv/installed 2>/dev/null)" != "$$wanted" ]; then \
		echo "Installing what vocplan needs into .venv (about a minute) ..."; \
		$(PIP) -r requirements.txt && echo "$$wanted" > .venv/installed; \
	fi

environment-dev: environment
	@wanted=$$(cat requirements.txt requirements-dev.txt | cksum); \
	if [ "$$(cat .venv/installed-dev 2>/dev/null)" != "$$wanted" ]; then \
		echo "Installing what the tests need into .venv (about a minute) ..."; \
		$(PIP) -r requirements-dev.txt && echo "$$wanted" > .venv/installed-dev; \
	fi

environment-bench: environment-dev
	@wanted=$$(cat requirements.txt requirements-dev.txt requirements-bench.txt | cksum); \
	if [ "$$(cat .venv/installed-bench 2>/dev/null)" != "$$wanted" ]; then \
		echo "Installing the yardsticks of the benchmarks into .venv ..."; \
		$(PIP) -r requirements-bench.txt && echo "$$wanted" > .venv/installed-bench; \
	fi
