#!/usr/bin/env python3
"""weir build and weir check over the border of 200 neighbors (make_border.py): cold, which is without the
registry's index and without anything delivered, and from the index. Bars: 10 s cold, 2 s from the index, 800 MB."""
import glob
import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
import make_border  # noqa: E402
import measure  # noqa: E402

ROUNDS, RSS = 3, 800_000


def main():
    weir = measure.weir()
    with tempfile.TemporaryDirectory() as folder:
        objects, vrps, routes = make_border.write(folder)
        print(f"{len(make_border.CONES)} neighbors, {objects} objects, {vrps} VRPs, {routes} routes")
        border = os.path.join(folder, "weir.yaml")

        def cold():
            shutil.rmtree(os.path.join(folder, "out"), ignore_errors=True)
            for index in glob.glob(os.path.join(folder, "*.weir-index")):
                os.remove(index)
            return measure.measure([weir, "build", "-c", border])

        good = (0, 1)  # routes that are invalid, lists that are held
        measure.budget("build, cold", cold, rounds=ROUNDS, wall=10, rss_kb=RSS, good=good)
        delivered = glob.glob(os.path.join(folder, "out", "*", "*"))
        print(f"  {len(delivered)} files, {sum(os.path.getsize(f) for f in delivered) / 1e6:.1f} MB")
        measure.budget("build, from the index", [weir, "build", "-c", border], rounds=ROUNDS, wall=2, rss_kb=RSS, good=good)
        measure.budget("check, from the index", [weir, "check", "-c", border], rounds=ROUNDS, wall=2, rss_kb=RSS, good=good)
    measure.finish()


main()
