#!/usr/bin/env python3
"""Forty of DN42's changes through weir serve, and among them the accident of 2019-02-02: it is held. tests/long has all."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import dn42  # noqa: E402
from serve_replay import replay  # noqa: E402
from tap import done_testing, equal  # noqa: E402

equal("changes replayed", replay(os.path.join(os.environ["WEIR_TOP"], "tests/data", dn42.CUT), 20), 41)
done_testing()
