"""Times the analysis of imports alone, without start-up: ``python benchmarks/analysis.py ctxlint|grimp PACKAGE``.

It is run in the directory of a service and prints seconds of wall and CPU time, how many modules were found, and the
peak memory in MB. The garbage collector works as seldom as our command line lets it.
Ours starts when the file system of the image is known, as grimp's starts with a package on the disk; all that is to be
imported for it has been.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def ours(_package: str) -> Callable[[], int]:
    """What the start reaches, read from the sources without a cache."""
    import ctxlint  # noqa: PLC0415  # the other one is measured in a process that does not have it

    service = ctxlint.service(".")
    service.starting  # noqa: B018  # worked out now, and kept
    return lambda: sum(len(found.reach.modules) for found in service.reached)


def theirs(package: str) -> Callable[[], int]:
    """The graph of the package, built without a cache."""
    import grimp  # noqa: PLC0415

    sys.path.insert(0, ".")
    return lambda: len(grimp.build_graph(package, cache_dir=None).modules)


ANALYSES = {"ctxlint": ours, "grimp": theirs}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("analysis", choices=list(ANALYSES))
    parser.add_argument("package")
    arguments = parser.parse_args()
    gc.set_threshold(200_000)
    analyse = ANALYSES[arguments.analysis](arguments.package)
    wall, cpu = time.perf_counter(), time.process_time()
    modules = analyse()
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    print(time.perf_counter() - wall, time.process_time() - cpu, modules, peak)  # noqa: T201
