#!/usr/bin/env python3
"""tests/cli/serve_wrong.py with twenty times of what is random: conversations in any order and in pieces, garbage."""
import os
import sys

os.environ["WEIR_WRONG_TIMES"] = "20"
program = os.path.join(os.environ["WEIR_TOP"], "tests/cli/serve_wrong.py")
os.execv(sys.executable, [sys.executable, program])
