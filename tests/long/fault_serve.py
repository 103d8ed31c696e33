#!/usr/bin/env python3
"""weir serve while it writes its state, under injected deaths and failures. Every call, every fault."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests", "fault"))
from fault import done_testing  # noqa: E402
from serve_scenes import sweep_state  # noqa: E402

sweep_state(10**9)
done_testing()
