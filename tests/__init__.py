"""The same rooms again: see `conftest.py` for how the tests run, `make.py` for what they are made of."""

import os

# The defaults are tested, not what happens to be set on this machine.
for _name in [name for name in os.environ if name.startswith("VOLUNTEER_")]:
    del os.environ[_name]
