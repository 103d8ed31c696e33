#!/usr/bin/env python3
"""weir rpki update under injected deaths and failures. Every call, every fault."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests", "fault"))
from fault import done_testing  # noqa: E402
from update_scenes import sweep_update  # noqa: E402

sweep_update(True)
done_testing()
