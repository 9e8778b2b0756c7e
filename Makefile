# Each of these is python3 dev.py with the same word; further words go in ARGS, as in: make test ARGS="-k wishes"
PYTHON ?= python3

.PHONY: run test check setup
run test check setup:
	@$(PYTHON) dev.py $@ $(ARGS)
