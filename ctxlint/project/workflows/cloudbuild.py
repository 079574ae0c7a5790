"""Google's Cloud Build: steps that are one command each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxlint.project.compose.nodes import Table, Text
from ctxlint.project.workflows.job import Job
from ctxlint.project.workflows.place import Checkout
from ctxlint.project.workflows.values import items_of, node_of, pairs_of, read_yaml, text_of
from ctxlint.shell.unknown import unknown

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.project.compose.nodes import Node
    from ctxlint.project.stated import Stated

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|([A-Z_][A-Z0-9_]*))")
_DOCKER = ("cloud-builders/docker", "docker")
_SHELLS = frozenset({"bash", "sh", "/bin/bash", "/bin/sh"})


def cloudbuild(path: Path, root: Path) -> list[Stated]:
    """The steps of ``cloudbuild.yaml``; what is submitted is the repository."""
    found: list[Stated] = []
    config = read_yaml(path, root)
    job = Job(root, found, Checkout(root))
    values = pairs_of(config, "substitutions")
    for step in items_of(config, "steps"):
        if isinstance(step, Table):
            _step(job, step, values)
    return found


def _step(job: Job, step: Table, values: dict[str, str]) -> None:
    name, entrypoint = (text_of(step, "name") or "").partition(":")[0], text_of(step, "entrypoint")
    words = [_filled(node.text, values) for node in items_of(step, "args") if isinstance(node, Text)]
    directory = _filled(text_of(step, "dir") or "", values)
    script = node_of(step, "script")
    if isinstance(script, Text):
        job.run(script.text, script, directory)
    elif entrypoint in _SHELLS and words[:1] in (["-c"], ["-ec"], ["-xc"]):
        job.run(words[-1].replace("$$", "$"), _last(step), directory)
    elif name.endswith(_DOCKER) and entrypoint in (None, "docker"):
        job.run_words(["docker", *words], step.location, directory)
    elif "kaniko" in name and entrypoint is None:
        job.run_words(["/kaniko/executor", *words], step.location, directory)
    else:
        job.prepared = True


def _last(step: Table) -> Node:
    return items_of(step, "args")[-1]


def _filled(text: str, values: dict[str, str]) -> str:
    """Substitutions of one's own have values in the file; those of the service have none."""
    return _VARIABLE.sub(lambda match: values.get(match[1] or match[2], unknown(match[0])), text)
