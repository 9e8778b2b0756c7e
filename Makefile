# Each of these is python3 dev.py with the same word; further words go in ARGS, as in: make test ARGS="-k wishes"
PYTHON ?= python3

.PHONY: run test check bench setup
run test check bench setup:
	@$(PYTHON) dev.py $@ $(ARGS)
