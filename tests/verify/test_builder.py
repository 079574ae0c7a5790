"""Which docker command drives BuildKit, and what it is told."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

import ctxlint
from ctxlint.errors import EngineError
from ctxlint.model import Builder
from ctxlint.verify.builder import BuildKit, Passed, find_buildkit, run_build
from ctxlint.verify.contexts import LocalBuild
from ctxlint.verify.marks import Mark
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.analysis import Service

PLUGIN = 'case "$1" in buildx) echo "github.com/docker/buildx v0.17.1";; *) echo 28.2.2;; esac'
NO_PLUGIN = 'case "$1" in buildx) echo "unknown command: docker buildx" >&2; exit 1;; *) echo 28.2.2;; esac'
OLD = 'case "$1" in buildx) exit 1;; *) echo 20.10.24+dfsg1; echo "no engine" >&2; exit 1;; esac'
BROKEN = "exit 1"

CASES = {
    "a plugin": ([PLUGIN], (0, Builder.BUILDKIT)),
    "a client of long ago": ([OLD], (0, Builder.LEGACY)),
    "a client of today without the plugin": ([NO_PLUGIN], None),
    "the second one can": ([NO_PLUGIN, OLD], (1, Builder.LEGACY)),
    "the first that can": ([PLUGIN, OLD], (0, Builder.BUILDKIT)),
    "a command that does not work": ([BROKEN, PLUGIN], (1, Builder.BUILDKIT)),
    "none": ([], None),
}


@pytest.mark.parametrize("case", CASES)
def test_the_client(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts, wanted = CASES[case]
    for number, script in enumerate(scripts):
        path = write_tree(tmp_path / str(number), {"docker": f"#!/bin/sh\n{script}\n"}) / "docker"
        path.chmod(0o755)
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "docker").write_text("not to be executed", encoding="utf-8")
    directories = [str(tmp_path / str(number)) for number in range(len(scripts))]
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "x"), *directories]))
    found = find_buildkit()
    assert (found and (int(found.program.split("/")[-2]), found.reads)) == wanted


def service(root: Path, **config: str) -> Service:
    tables = "".join(f"{name} = {value}\n" for name, value in config.items())
    files = {
        "Dockerfile": "FROM scratch AS slim\n",
        "ctxlint.toml": f'[services.a]\ndockerfile = "Dockerfile"\n{tables}',
    }
    (found,) = ctxlint.load(write_tree(root, files)).services
    return found


def test_everything_is_passed_on(tmp_path: Path) -> None:
    given = service(tmp_path, target='"slim"', **{"build-args": '{ VERSION = "3", EMPTY = "" }'})
    build = LocalBuild(tmp_path, tmp_path / "Dockerfile")
    passed = Passed(secrets=("id=a,src=b", "id=c"), ssh=("default",))
    command = BuildKit("docker", buildx=True).command(given, build, passed, Mark("run", "me"), "name:run")
    assert command == [
        "docker",
        "buildx",
        "build",
        "--load",
        "--progress=plain",
        f"--file={tmp_path}/Dockerfile",
        "--tag=name:run",
        "--label=ctxlint.verify.run=run",
        "--label=ctxlint.verify.owner=me",
        "--target=slim",
        "--build-arg=VERSION=3",
        "--build-arg=EMPTY=",
        "--secret=id=a,src=b",
        "--secret=id=c",
        "--ssh=default",
        "--",
        str(tmp_path),
    ]


COMPOSE = "services:\n  a:\n    build:\n      context: .\n      additional_contexts:\n        lib: {place}\n"


@pytest.mark.parametrize(
    ("buildx", "place", "message"),
    [
        pytest.param(True, "docker-image://x", None, id="an-image"),
        pytest.param(True, "service:b", "is the image of another service", id="a-service"),
        pytest.param(False, "docker-image://x", "needs docker buildx", id="an-old-client"),
    ],
)
def test_named_contexts(buildx: bool, place: str, message: str | None, tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\n", "compose.yaml": COMPOSE.format(place=place)}
    (given,) = ctxlint.load(write_tree(tmp_path, files)).services
    build, buildkit = LocalBuild(tmp_path, tmp_path / "Dockerfile"), BuildKit("docker", buildx=buildx)
    if message is None:
        words = buildkit.command(given, build, Passed(), Mark(), "name:run")
        assert f"--build-context=lib={place}" in words
    else:
        with pytest.raises(EngineError, match=message):
            buildkit.command(given, build, Passed(), Mark(), "name:run")


def test_what_a_build_prints_is_shown_as_it_comes() -> None:
    shown: list[str] = []
    script = r'echo one; echo "$BUILDKIT_PROGRESS" >&2; printf "\033[1mthree\033[0m"; exit 3'
    code, lines = run_build(["sh", "-c", script], shown.append)
    assert (code, lines) == (3, ["one", "plain", "three"])
    assert shown == lines


def test_a_build_does_not_outlive_us() -> None:
    def interrupt(line: str) -> None:
        raise KeyboardInterrupt(line)

    with pytest.raises(KeyboardInterrupt) as raised:
        run_build(["sh", "-c", "echo $$; exec sleep 600"], interrupt)
    with pytest.raises(ProcessLookupError):
        os.kill(int(str(raised.value)), 0)
