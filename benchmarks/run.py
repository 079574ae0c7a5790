"""Times whole commands over the same services, side by side: ``python benchmarks/run.py``.

The commands are started in turn, so that a machine that slows down does so for all of them. Figures are medians.
"""

from __future__ import annotations

import argparse
import importlib.util
import keyword
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import synthetic
from analysis import ANALYSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

BIN = Path(sys.executable).parent
GRIMP = "import sys, grimp; sys.path.insert(0, '.'); print(len(grimp.build_graph(sys.argv[1], cache_dir=None).modules))"
DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /srv\nCOPY django django\nCOPY main.py ./\nCMD ["python", "main.py"]\n'


@dataclass(frozen=True)
class Command:
    """A command, what it is called, and what is done before each run."""

    name: str
    words: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    wall: float
    cpu: float
    peak: float
    """In MB."""


def django(directory: Path) -> None:
    """Place the installed Django as a package of the service itself, every module of it imported at the start."""
    found = importlib.util.find_spec("django")
    if found is None or found.origin is None:
        raise SystemExit("Django is not installed: pip install --group bench")
    source = Path(found.origin).parent
    shutil.copytree(source, directory / "django", ignore=shutil.ignore_patterns("__pycache__"))
    names = (path.relative_to(source.parent).with_suffix("").parts for path in sorted(source.rglob("*.py")))
    modules = (".".join(parts).removesuffix(".__init__") for parts in names if all(map(_is_name, parts)))
    (directory / "main.py").write_text("".join(f"import {module}\n" for module in modules), "utf-8")
    (directory / "Dockerfile").write_text(DOCKERFILE, "utf-8")
    (directory / ".dockerignore").write_text("**/__pycache__\n", "utf-8")
    (directory / "requirements.txt").write_text("asgiref\nsqlparse\n", "utf-8")


def _is_name(part: str) -> bool:
    return part.isidentifier() and not keyword.iskeyword(part)


SERVICES: Mapping[str, tuple[str, Callable[[Path], None]]] = {
    "synthetic": (synthetic.PACKAGE, synthetic.write),
    "django": ("django", django),
}
"""Name -> the package that it is made of, and what writes it."""


def commands(package: str, caches: Path) -> list[Command]:
    """What is compared: ours first."""
    check = (str(BIN / "ctxlint"), "check", "--format", "json")
    variables = {"CTXLINT_CACHE_DIR": str(caches), "CTXLINT_NO_CACHE": ""}
    deptry = ("deptry", ".", "--requirements-files", "requirements.txt", "--known-first-party", package)
    return [
        Command("ctxlint check, cold", check, variables, lambda: shutil.rmtree(caches, ignore_errors=True)),
        Command("ctxlint check, warm", check, variables),
        Command("ctxlint --version", (str(BIN / "ctxlint"), "--version")),
        Command("grimp, without its cache", (sys.executable, "-c", GRIMP, package)),
        Command("ruff analyze graph", (str(BIN / "ruff"), "analyze", "graph", package)),
        Command("deptry", (str(BIN / deptry[0]), *deptry[1:])),
    ]


def analysed(name: str, package: str, directory: Path) -> Cost:
    """What the analysis of imports alone takes, in a process of its own; the time of its start-up does not count."""
    words = [sys.executable, str(Path(__file__).with_name("analysis.py")), name, package]
    out = subprocess.run(words, cwd=directory, stdout=subprocess.PIPE, check=True, text=True).stdout  # noqa: S603
    wall, cpu, _modules, peak = map(float, out.split())
    return Cost(wall, cpu, peak)


def run(command: Command, directory: Path) -> Cost:
    """Run a command to its end; findings are no failure."""
    command.prepare()
    variables = {**os.environ, **command.variables}
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        command.words, cwd=directory, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command.words)} exited with {process.returncode}")
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def table(costs: Mapping[str, list[Cost]], head: str) -> Iterable[str]:
    """The medians in Markdown, and each CPU time relative to grimp's, pair by pair."""
    yield f"| {head} | wall | CPU | CPU / grimp | peak memory |"
    yield "|---|---|---|---|---|"
    (grimp,) = (runs for name, runs in costs.items() if name.startswith("grimp"))
    for name, runs in costs.items():
        wall, cpu, peak = (statistics.median(getattr(cost, what) for cost in runs) for what in ("wall", "cpu", "peak"))
        ratio = statistics.median(cost.cpu / other.cpu for cost, other in zip(runs, grimp, strict=True))
        yield f"| {name} | {wall:.2f} s | {cpu:.2f} s | {ratio:.2f} | {peak:.0f} MB |"


def main() -> None:
    """Write the services, run everything in turn, print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--service", choices=list(SERVICES), action="append")
    arguments = parser.parse_args()
    for name in arguments.service or SERVICES:
        package, write = SERVICES[name]
        with tempfile.TemporaryDirectory() as place:
            directory = Path(place, name)
            directory.mkdir()
            write(directory)
            compared = commands(package, Path(place, "caches"))
            costs: dict[str, list[Cost]] = {command.name: [] for command in compared}
            alone: dict[str, list[Cost]] = {kind: [] for kind in ANALYSES}
            time.sleep(3)  # files that have just been written are not known by their looks
            for number in range(arguments.runs + 1):
                for command in compared:
                    cost = run(command, directory)
                    if number:  # the first round warms up
                        costs[command.name].append(cost)
                for kind in ANALYSES if number else ():
                    alone[kind].append(analysed(kind, package, directory))
        print(f"\n{name}, {arguments.runs} runs\n", *table(costs, "command"), sep="\n")  # noqa: T201
        print("", *table(alone, "analysis alone"), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
