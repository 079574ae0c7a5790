"""The engine and the base image that the tests of this directory share."""

from __future__ import annotations

import fcntl
import os
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

import pytest

from ctxlint.model import Builder
from tests.docker.engine import Client, Engine, clients, drivers
from tests.docker.python_base import write_python

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REQUIRED = "CTXLINT_REQUIRE_DOCKER"
"""When this variable is set, a machine without an engine fails the tests that need one."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "docker: builds with a real Docker engine")


@dataclass(frozen=True, slots=True)
class Run:
    """What the processes of one test run have in common."""

    directory: Path
    worker: str

    @contextmanager
    def lock(self) -> Iterator[None]:
        with (self.directory / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @property
    def id(self) -> str:
        """The same in all processes; ask under the lock."""
        file = self.directory / "id"
        if not file.exists():
            file.write_text(uuid.uuid4().hex[:12], encoding="utf-8")
        return file.read_text(encoding="utf-8")

    def join(self) -> None:
        (self.directory / f"{self.worker}.worker").touch()

    def leave(self) -> bool:
        """Whether no other process is still at work."""
        (self.directory / f"{self.worker}.worker").unlink()
        return not list(self.directory.glob("*.worker"))


@pytest.fixture(scope="session")
def shared_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    base = tmp_path_factory.getbasetemp()
    directory = (base.parent if worker else base) / "docker"
    directory.mkdir(exist_ok=True)
    return Run(directory, worker or "main")


def _without(what: str) -> NoReturn:
    if os.environ.get(REQUIRED):
        pytest.fail(f"{what}, and {REQUIRED} is set", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def docker_clients() -> tuple[Client, ...]:
    """The ``docker`` commands of this machine; there may be one of each age."""
    found = clients()
    if not any(client.reaches_an_engine() for client in found[:1]):
        _without("there is no Docker engine")
    return found


@pytest.fixture(scope="session")
def engine(docker_clients: tuple[Client, ...], shared_run: Run) -> Iterator[Engine]:
    """The engine; whoever is the last to need it looks whether the tests have left anything."""
    driver = next(drivers(docker_clients), None)
    if driver is None:
        _without("no docker client can drive BuildKit")
    with shared_run.lock():
        engine = Engine(driver, shared_run.id)
        engine.prune()
        shared_run.join()
    yield engine
    with shared_run.lock():
        if not shared_run.leave():
            return
        engine.remove([base_name(engine)])
        assert engine.left() == []


@pytest.fixture(scope="session", params=[Builder.BUILDKIT, Builder.LEGACY], ids=["since-23", "before-23"])
def reading_engine(request: pytest.FixtureRequest, engine: Engine, docker_clients: tuple[Client, ...]) -> Engine:
    """The engine behind a client that reads ignore files in one of the dialects of BuildKit."""
    driver = next((driver for driver in drivers(docker_clients) if driver.dialect is request.param), None)
    if driver is None:
        pytest.skip(f"no docker client reads ignore files as {request.param.value} does")
    return replace(engine, driver=driver)


def base_name(engine: Engine) -> str:
    return f"ctxlint-test/python:{engine.run_id}"


@pytest.fixture(scope="session")
def python_base(engine: Engine, shared_run: Run) -> str:
    """The name of an image with a ``python``."""
    name = base_name(engine)
    with shared_run.lock():
        if not engine.has(name):
            archive = shared_run.directory / "python.tar"
            engine.load(archive, name, write_python(archive))
            archive.unlink()
    return name
