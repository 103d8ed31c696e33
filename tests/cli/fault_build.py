#!/usr/bin/env python3
"""weir build and the index of a dump under injected deaths and failures. A moderate number of faults; tests/long has all of them."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests", "fault"))
from fault import done_testing  # noqa: E402
from scenes import sweep_approve, sweep_build, sweep_delivery, sweep_index, sweep_rollback  # noqa: E402

POINTS = 6 if os.environ.get("WEIR_SANITIZED") else 12

sweep_build(POINTS)
sweep_delivery(POINTS)
sweep_approve(POINTS)
sweep_rollback(POINTS)
sweep_index(POINTS)
done_testing()
