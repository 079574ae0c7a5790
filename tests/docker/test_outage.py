"""The outage, built and started: the same repository works before Docker 23 and dies since."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import ctxlint
from ctxlint.model import Builder

if TYPE_CHECKING:
    from ctxlint.analysis import Service
    from tests.docker.engine import Engine

EXAMPLES = Path(__file__).parents[2] / "examples"
PUBLIC_BASE = "python:3.12-slim"
SERVICES = ("auth", "backend", "frontend")


class Case(NamedTuple):
    """An example read by one builder, and whether its services then have what they need."""

    example: str
    builder: Builder
    works: bool


CASES = [
    pytest.param(Case("outage", Builder.LEGACY, works=True), id="before-23-the-later-line-brings-the-modules-back"),
    pytest.param(Case("outage", Builder.BUILDKIT, works=False), id="since-23-the-deeper-pattern-takes-them"),
    pytest.param(Case("outage-fixed", Builder.LEGACY, works=True), id="the-fix-works-before-23"),
    pytest.param(Case("outage-fixed", Builder.BUILDKIT, works=True), id="the-fix-works-since-23"),
]
cases = pytest.mark.parametrize("case", CASES)
services = pytest.mark.parametrize("name", SERVICES)


def copy_of(example: str, root: Path, base: str = PUBLIC_BASE) -> Path:
    """A copy of an example whose images are made from another base."""
    copy = root / example
    shutil.copytree(EXAMPLES / example, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for dockerfile in copy.glob("*/Dockerfile"):
        text = dockerfile.read_text(encoding="utf-8")
        assert PUBLIC_BASE in text
        dockerfile.write_text(text.replace(PUBLIC_BASE, base), encoding="utf-8")
    return copy


def declared(root: Path) -> dict[str, list[str]]:
    """The modules that the configuration requires, by service."""
    return {service.name: service.definition.options["required-modules"] for service in ctxlint.load(root).services}


def read_by(builder: Builder, root: Path, name: str) -> Service:
    return ctxlint.service(root, dockerfile=root / name / "Dockerfile", builder=builder)


def module_file(module: str) -> str:
    return f"{module.replace('.', '/')}/__init__.py"


def only_what_is_sent(service: Service, to: Path) -> Path:
    """A context of just the files that a builder would see; nothing in it is left to be ignored."""
    for path in service.context.paths:
        source, copy = service.definition.context / path, to / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_file() and path != ".dockerignore":
            shutil.copy(source, copy)
    return to


@pytest.mark.parametrize("example", ["outage", "outage-fixed"])
def test_every_service_declares_modules(example: str) -> None:
    modules = declared(EXAMPLES / example)
    assert sorted(modules) == sorted(SERVICES)
    assert all(modules.values())


@cases
@services
def test_the_prediction(case: Case, name: str) -> None:
    root = EXAMPLES / case.example
    service = read_by(case.builder, root, name)
    for module in declared(root)[name]:
        assert (module_file(module) in service.context.paths) is case.works
        assert (f"/srv/{module_file(module)}" in service.image.files) is case.works


@pytest.mark.docker
@cases
@services
def test_the_container(case: Case, name: str, reading_engine: Engine, python_base: str, tmp_path: Path) -> None:
    engine = reading_engine
    root = copy_of(case.example, tmp_path, python_base)
    service = read_by(case.builder, root, name)
    context = root
    if case.builder is not engine.driver.dialect:
        context = only_what_is_sent(service, tmp_path / "sent")
    with engine.image(context, service.dockerfile_path) as image:
        started = engine.run(image)
        imported = {module: engine.run(image, ["python", "-c", f"import {module}"]) for module in declared(root)[name]}
    assert (started.returncode == 0) is case.works, started.stderr
    for module, done in imported.items():
        assert (done.returncode == 0) is case.works, done.stderr
        assert (f"No module named '{module}'" in done.stderr) is not case.works
