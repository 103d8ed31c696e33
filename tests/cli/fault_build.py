#!/usr/bin/env python3
"""weir build and the index of a dump under injected deaths and failures. A moderate number of faults; tests/long has all of them."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests", "fault"))
from fault import done_testing  # noqa: E402
from scenes import sweep_approve, sweep_build, sweep_delivery, sweep_index, sweep_rollback  # noqa: E402

sweep_build(12)
sweep_delivery(12)
sweep_approve(12)
sweep_rollback(12)
sweep_index(12)
done_testing()
