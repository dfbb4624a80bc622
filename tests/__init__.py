"""The suite's own tests."""

import os
import sys

# Where Python is told to keep no compiled modules, every command that a test starts would
# compile some 300 of ours, which costs it a second.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
