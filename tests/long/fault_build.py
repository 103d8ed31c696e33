#!/usr/bin/env python3
"""weir build and the index of a dump under injected deaths and failures. Every call, every fault."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests", "fault"))
from fault import done_testing  # noqa: E402
from scenes import sweep_approve, sweep_build, sweep_delivery, sweep_index, sweep_rollback  # noqa: E402

sweep_build(10**9)
sweep_delivery(10**9)
sweep_approve(10**9)
sweep_rollback(10**9)
sweep_index(10**9)
done_testing()
