#!/usr/bin/env python3
"""Three years of DN42's changes through weir serve."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import dn42  # noqa: E402
from serve_replay import replay  # noqa: E402
from tap import data, done_testing, equal, skip  # noqa: E402

if data(dn42.FULL):
    equal("changes replayed", replay(data(dn42.FULL), 100), 875)
else:
    skip("three years of DN42", "no WEIR_DATA")
done_testing()
