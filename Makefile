# The commands of the house: `make run` to try it, `make test` to trust it.
# The first Python that is new enough; PYTHON=… names another.
PYTHON ?= $(firstword $(foreach each,python3 python3.13 python3.12 python3.11,$(shell $(each) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(each))) python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -I bot/install.py
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD = 1

.DEFAULT_GOAL := help
.PHONY: help run test check format endurance bench bench-wechat bench-telegram bench-matching figures lock clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

run: $(VENV)/.run-installed ## Install what is locked and start everything on the embedded defaults
	@for extra in $$($(BIN)/python -m bot.extras); do \
	  $(MAKE) --no-print-directory $(VENV)/.$$extra-installed || exit; done
	@exec $(BIN)/wenzheng serve

test: $(VENV)/.dev-installed ## Install what the tests need, and run them all
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term:skip-covered --cov-fail-under=94

endurance: $(VENV)/.dev-installed ## The long runs: 50 kills each way on Telegram, 10,000 rows after an outage, 100,000 malformed requests to each address
	TELEGRAM_KILLS=50 TELEGRAM_UPDATES=1000 $(BIN)/python -m pytest -s tests/acceptance/test_telegram_killing.py
	ROBOT_KILLS=20 $(BIN)/python -m pytest -s tests/acceptance/test_robot_killing.py
	OUTAGE_ROWS=10000 $(BIN)/python -m pytest -s tests/channels/test_wechat_crossing.py -k x05
	MALFORMED_REQUESTS=100000 $(BIN)/python -m pytest -s tests/channels/test_wechat_malformed.py \
	  tests/channels/test_wecom_malformed.py tests/channels/test_wecom_robot_malformed.py

check: $(VENV)/.dev-installed ## Style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev-installed ## Lay the code out
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev-installed ## Measure the running service: make bench FAQ=faq.jsonl INQUIRIES=inquiries.jsonl
	@test -n "$(FAQ)" && test -n "$(INQUIRIES)" \
	  || { echo "Name your data: make bench FAQ=faq.jsonl INQUIRIES=inquiries.jsonl (see benchmarks/README.md)" >&2; exit 2; }
	$(BIN)/python benchmarks/replay.py "$(FAQ)" "$(INQUIRIES)"

bench-telegram: $(VENV)/.dev-installed ## Measure the Telegram webhook next to python-telegram-bot's Application, in the same run (needs wrk)
	$(BIN)/python benchmarks/telegram_webhook.py

bench-wechat: $(VENV)/.dev-installed .tools/bench/.installed ## Measure the WeChat endpoint next to WeRoBot, in the same run (needs wrk)
	@command -v wrk >/dev/null || { echo "wrk is absent: apt-get install wrk" >&2; exit 2; }
	$(BIN)/python benchmarks/wechat.py --peer .tools/bench/bin/gunicorn

bench-matching: $(VENV)/.bench-installed ## Measure the matching: make bench-matching DATA=folder (see docs/matching.md)
	@test -n "$(DATA)" || { echo "Name your data: make bench-matching DATA=folder (see docs/matching.md)" >&2; exit 2; }
	export OMP_NUM_THREADS=1; kept=0; \
	  for program in "matching.py --without WRatio token_set_ratio --most 10000" "matching.py --without TF-IDF BM25 --most 100" \
	    matching_speed.py meaning_speed.py "meaning.py --encoder universal" "meaning.py --encoder e5 --most 400"; do \
	  $(BIN)/python benchmarks/$$program "$(DATA)" || kept=1; done; exit $$kept

figures: $(VENV)/.dev-installed ## Take the README's pictures from the running program
	PYTHONPATH=. $(BIN)/python docs/figures/take.py

lock: $(VENV)/.lock-installed ## Pin every dependency anew, by hash and without an address
	$(BIN)/uv pip compile pyproject.toml --group build $(LOCK) -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group build --extra postgres $(LOCK) -c requirements.txt -o requirements-postgres.txt
	for extra in e5 onnx semantic; do $(BIN)/uv pip compile pyproject.toml --group build --extra $$extra $(LOCK) -c requirements.txt -o requirements-$$extra.txt || exit; done
	$(BIN)/uv pip compile pyproject.toml --group build --group dev --all-extras $(LOCK) -c requirements.txt -o requirements-dev.txt
	$(BIN)/uv pip compile pyproject.toml --group bench $(LOCK) -c requirements-dev.txt -o requirements-bench.txt
# The extras of a name stay with its pin: pip takes `coverage` and `coverage[toml]` for two names.
LOCK := --universal --generate-hashes --no-strip-extras --no-header --no-annotate --quiet

clean: ## Remove what was installed and cached, never the data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage* htmlcov

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null \
	  || { echo "Wenzheng needs Python 3.11 or newer, and there is no '$(PYTHON)' here. On Debian and Ubuntu: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Wenzheng needs Python 3.11 or newer; '$(PYTHON)' is older. Where a newer one lies elsewhere: make run PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "Python could not make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.run-installed: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Wenzheng needs: once, a minute or two ..."
	@$(INSTALL) requirements.txt --editable
	@touch $@

# What the settings ask for beyond the base, such as PostgreSQL's driver (see bot/extras.py).
$(VENV)/.%-installed: requirements-%.txt $(VENV)/.run-installed
	@echo "Installing what the settings need: $* (once) ..."
	@$(INSTALL) $<
	@touch $@

$(VENV)/.dev-installed: requirements-dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the tests need (once) ..."
	@$(INSTALL) requirements-dev.txt --editable
	@touch $@ $(VENV)/.run-installed

.tools/bench/.installed: requirements-bench.txt
	@echo "Installing what is measured against, apart from everything else (once) ..."
	@$(PYTHON) -m venv .tools/bench
	@.tools/bench/bin/python -I bot/install.py requirements-bench.txt
	@touch $@

$(VENV)/.bench-installed: requirements-bench.txt $(VENV)/.dev-installed
	@echo "Installing what the measurements need (once) ..."
	@$(INSTALL) requirements-bench.txt
	@touch $@

$(VENV)/.lock-installed: | $(BIN)/python
	@$(BIN)/python -m pip --quiet install 'uv==0.13.9'
	@touch $@
