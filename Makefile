# Waymark. Every target brings up what it still lacks; nothing that is current is done again.
#   PORT       port that `make run` serves on
#   ARGS       more arguments for run, test, bench, eval and models: make test ARGS="-k trust"
#   UPGRADE=1  make lock: take the newest releases that fit
#   PYTHON     the Python that set-up itself runs on, if none is on PATH (3.9 or newer, nothing installed)
PORT ?= $(or $(WAYMARK_PORT),8080)
ARGS ?=
export ARGS
PYTHON ?=

define set_up
@for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.10 python3.9 python; do \
  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then \
    exec "$$python" -m bot.setup $(1); \
  fi; \
done; \
echo "No Python 3.9 or newer runs here: install python3, or name one with PYTHON=/path/to/python3 make $@." >&2; exit 1
endef

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench eval models lock clean

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## bring up what is missing and serve the advisor at http://127.0.0.1:8080 (PORT=8081 make run)
	$(call set_up,run --port "$(PORT)" --args="$$ARGS")

setup: ## bring up what is missing, and stop there
	$(call set_up,setup)

test: ## bring up what is missing and run the tests
	$(call set_up,test --args="$$ARGS")

check: ## format, lint, types, import contracts, documentation
	$(call set_up,check)

bench: ## measure messages a second and CPU a turn
	$(call set_up,bench --args="$$ARGS")

eval: ## measure how well it understands and finds, in 26 languages
	$(call set_up,eval --args="$$ARGS")

models: ## test the `models` extra (sentence-transformers and torch, an environment of its own)
	$(call set_up,models --args="$$ARGS")

lock: ## resolve requirements/*.in anew, with hashes
	$(call set_up,lock $(if $(UPGRADE),--upgrade))

clean: ## remove what set-up made; conversations and other data stay
	$(call set_up,clean)
