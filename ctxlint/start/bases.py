"""Base images whose own entrypoint is known to start a module of the project."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxlint.start.settings import read_yaml
from ctxlint.start.workers import run_lambda

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Launcher, Outcome


def _run_start_sh(call: Call) -> Iterator[Outcome]:
    """What ``/start.sh`` of the tiangolo images does: ``app.main`` or ``main`` below ``/app``."""
    if call.arguments:
        yield call.again(call.arguments)
        return
    inside = call.inside("/app")
    nested = inside.files.is_file("/app/app/main.py")
    module = call.variable("MODULE_NAME") or ("app.main" if nested else "main")
    yield inside.module(module, "/app", attribute=call.variable("VARIABLE_NAME") or "app")


def _run_functions(call: Call) -> Iterator[Outcome]:
    """Azure's host: ``function_app.py``, or what a ``function.json`` names in each directory."""
    root = call.variable("AzureWebJobsScriptRoot") or "/home/site/wwwroot"
    found = [path for path in (f"{root}/function_app.py",) if call.files.is_file(path)]
    for file in call.files.expand(f"{root}/*/function.json"):
        named = read_yaml(call, file).get("scriptFile")
        script = named if isinstance(named, str) else "__init__.py"
        found.append(posixpath.normpath(posixpath.join(posixpath.dirname(file), script)))
    for path in found:
        module = posixpath.relpath(path, root).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        yield call.module(module, root, f"{root}/.python_packages/lib/site-packages", words=module)
    if not found:
        yield call.opaque("the host of Azure Functions loads the functions")


def _run_airflow(call: Call) -> Iterator[Outcome]:
    """A shell, a Python, or a command of Airflow, with or without its name."""
    own = call.arguments[:1] in (("bash",), ("python",), ("airflow",))
    yield call.again(call.arguments if own else ("airflow", *call.arguments))


BASES: tuple[tuple[re.Pattern[str], Launcher], ...] = (
    (re.compile(r"(?:aws-lambda-python|/lambda/python)(?:[:@]|$)"), run_lambda),
    (re.compile(r"tiangolo/(?:uvicorn-gunicorn|meinheld-gunicorn|uwsgi-nginx)[\w-]*(?:[:@]|$)"), _run_start_sh),
    (re.compile(r"azure-functions/python(?:[:@]|$)"), _run_functions),
    (re.compile(r"apache/airflow(?:[:@]|$)"), _run_airflow),
)
"""Reference of the image -> what its entrypoint does with the command."""


def launcher_of_base(reference: str | None) -> Launcher | None:
    """The entrypoint of a base image, when the Dockerfile sets none."""
    return next((launcher for pattern, launcher in BASES if pattern.search(reference or "")), None)
