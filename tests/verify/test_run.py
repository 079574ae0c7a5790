"""Runs with an engine that misbehaves: one sentence, and nothing stays behind."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

import ctxlint
from ctxlint.errors import EngineError
from ctxlint.verify import Request, verify
from ctxlint.verify.daemon import Ended
from ctxlint.verify.marks import Mark, is_orphan
from tests.helpers import write_tree
from tests.verify.fakes import FakeDaemon, as_daemon

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ctxlint.engine import Report

TREE = {
    "Dockerfile": 'FROM python:3.12\nWORKDIR /srv\nCOPY . .\nCMD ["python", "main.py"]\n',
    "main.py": "import other\n",
    "other.py": "",
    "ctxlint.toml": 'builder = "classic"\n',
}
START = b'TOKEN{"event": "start", "python": "3.9.2"}\n'
IMPORTED = b'TOKEN{"event": "import", "group": 0, "module": "/srv/main.py", "ok": true, "seconds": 1}\n'


def run(fake: FakeDaemon, root: Path, request: Request | None = None, tree: Mapping[str, str] = TREE) -> Report:
    project = ctxlint.load(write_tree(root / "job", tree))
    return verify(project, request or Request(), as_daemon(fake), lambda _service, _line: None)


def error_of(report: Report) -> str:
    (error,) = report.errors
    assert report.exit_code == 2
    return str(error)


def test_what_a_well_behaved_engine_says(tmp_path: Path) -> None:
    other = b'TOKEN{"event": "import", "group": 0, "module": "other", "ok": true, "seconds": 0}\n'
    fake = FakeDaemon(printed=[START, IMPORTED, b"noise\n", other])
    report = run(fake, tmp_path)
    (service,) = report.services
    assert (report.exit_code, report.errors) == (0, ())
    assert service.observation
    assert (service.observation.python, len(service.observation.succeeded)) == ("3.9.2", 2)
    assert fake.has_nothing


PYTHONLESS = {"python main.py": ["CTX901"], "$SHELL": []}


@pytest.mark.parametrize("command", PYTHONLESS)
def test_an_image_without_python_is_wrong_where_modules_are_started_for_sure(command: str, tmp_path: Path) -> None:
    dockerfile = f"FROM debian\nWORKDIR /srv\nCOPY . .\nCMD {command}\n"
    report = run(FakeDaemon(has_python=False), tmp_path, tree=TREE | {"Dockerfile": dockerfile})
    assert [finding.code for finding in report.findings] == PYTHONLESS[command]
    assert report.errors == ()


def test_images_are_kept_when_asked_for(tmp_path: Path) -> None:
    fake = FakeDaemon(printed=[START])
    run(fake, tmp_path, Request(keep=True))
    assert (fake.containers, fake.images) == ({}, {"sha256:built"})


def test_a_step_that_somebody_removed_is_built_again(tmp_path: Path) -> None:
    lost = {"error": "failed to export image: failed to set parent sha256:1: unknown parent image ID sha256:1"}
    report = run(FakeDaemon([lost], printed=[START, IMPORTED]), tmp_path)
    assert (report.findings, report.errors) == ((), ())


def test_the_engine_has_no_room(tmp_path: Path) -> None:
    step = {"stream": "Step 3/4 : COPY . .\n"}
    fake = FakeDaemon([step, {"error": "write /var/lib/docker/tmp/x: no space left on device"}])
    assert error_of(run(fake, tmp_path)) == "job: the build stops because the engine's disk is full"
    assert fake.has_nothing


def test_the_engine_ends_a_build_without_a_word(tmp_path: Path) -> None:
    fake = FakeDaemon([{"stream": "Step 3/4 : COPY . .\n"}])
    (finding,) = run(fake, tmp_path).findings
    assert finding.message == "the build stops at COPY . .: the engine ended the build without a word"


def test_the_engine_goes_away_while_modules_are_imported(tmp_path: Path) -> None:
    fake = FakeDaemon(printed=[START, IMPORTED], failure=EngineError("the Docker engine does not follow: EOF"))
    assert error_of(run(fake, tmp_path)) == "job: the Docker engine does not follow: EOF"
    assert fake.has_nothing


def test_the_engine_goes_away_before_everything_is_removed(tmp_path: Path) -> None:
    fake = FakeDaemon(printed=[START, IMPORTED], is_gone_in_the_end=True)
    report = run(fake, tmp_path)
    assert error_of(report) == "nobody answers; the next run removes what is left"
    assert [service.name for service in report.services] == ["job"]


def test_an_interrupt_is_passed_on_when_everything_is_removed(tmp_path: Path) -> None:
    fake = FakeDaemon(printed=[START], failure=KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        run(fake, tmp_path)
    assert fake.has_nothing


def test_the_container_runs_out_of_memory(tmp_path: Path) -> None:
    fake = FakeDaemon(printed=[START, IMPORTED], end=Ended(137, out_of_memory=True))
    (finding,) = run(fake, tmp_path).findings
    assert finding.message == "other cannot be imported in the container: the container was killed (out of memory?)"


def test_the_python_is_too_old_for_the_probe(tmp_path: Path) -> None:
    fake = FakeDaemon(printed=[b"  File <string>\n", b"SyntaxError: invalid syntax\n\n"], end=Ended(1))
    message = "job: the Python of the image cannot run the probe: SyntaxError: invalid syntax"
    assert error_of(run(fake, tmp_path)) == message


def test_one_service_does_not_stop_the_others(tmp_path: Path) -> None:
    files = {f"{name}/{file}": text for name in "ab" for file, text in TREE.items()}
    project = ctxlint.load(write_tree(tmp_path, files | {"ctxlint.toml": TREE["ctxlint.toml"]}))
    said = []
    fake = FakeDaemon(printed=[b"nothing\n"])
    report = verify(project, Request(), as_daemon(fake), lambda service, line: said.append((service, line)))
    assert [str(error).partition(":")[0] for error in report.errors] == ["a", "b"]
    assert {service for service, _ in said} == {"a", "b"}
    assert fake.has_nothing


OWNERS = {
    "this very process": (Mark().owner, False),
    "a process that is over": (f"{Mark().owner.rpartition(':')[0]}:{2**22 + 1}", True),
    "another machine": ("elsewhere:1:1", False),
    "nobody": ("", False),
    "something else": (f"{Mark().owner.rpartition(':')[0]}:x", False),
    "a process of somebody else": (f"{Mark().owner.rpartition(':')[0]}:1", False),
}


@pytest.mark.parametrize("case", OWNERS)
def test_only_what_is_over_is_removed(case: str) -> None:
    owner, over = OWNERS[case]
    assert is_orphan(owner) is over
    assert Mark().owner.endswith(f":{os.getpid()}")
