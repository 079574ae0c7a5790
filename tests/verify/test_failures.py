"""What builders print, and what becomes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import ctxlint
from ctxlint.errors import EngineError
from ctxlint.verify.failures import ClassicLog, of_buildkit
from tests.helpers import write_tree
from tests.verify.services import service_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ctxlint.observation import BuildFailure

DOCKERFILE = """\
ARG VERSION=3.12
FROM python:${VERSION} AS base
WORKDIR /srv
RUN make \\
  all
FROM base
COPY --from=base /a \\
  /b
FROM base AS last
ENV A=b
COPY missing.txt .
RUN serve
"""

NEW = """\
#4 [internal] load build context
#6 [last 2/3] COPY missing.txt .
#6 ERROR: failed to calculate checksum of ref x::y: "/missing.txt": not found
------
 > [last 2/3] COPY missing.txt .:
------
Dockerfile:11
--------------------
   9 |     FROM base AS last
  10 |     ENV A=b
  11 | >>> COPY missing.txt .
  12 |     RUN serve
--------------------
ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref x::y: "/missing.txt": not found
"""
OLD = """\
#9 [base 3/3] RUN make   all
#9 0.301 cc -o all
#9 0.302 make: *** [all] Error 1
#9 ERROR: executor failed running [/bin/sh -c make   all]: runc did not terminate sucessfully
------
 > [base 3/3] RUN make   all:
#9 0.302 make: *** [all] Error 1
------
failed to solve with frontend dockerfile.v0: failed to build LLB: executor failed running [/bin/sh -c make   all]: \
runc did not terminate sucessfully
"""
UNKNOWN = """\
Dockerfile:12
--------------------
ERROR: failed to solve: dockerfile parse error on line 12: unknown instruction: SERVE
"""
ODD = "#1 [internal] load build definition from Dockerfile\nthe frontend ended\n"
BESIDE = """\
#8 [base 3/3] RUN make   all
#8 0.301 dockerfile parse error on line 12 of another file
#9 [last 3/3] RUN serve
#8 ERROR: process "/bin/sh -c make   all" did not complete successfully: exit code: 2
#9 0.302 it serves
#9 CANCELED
------
 > [base 3/3] RUN make   all:
0.301 dockerfile parse error on line 12 of another file
------
Dockerfile:4
--------------------
   4 | >>> RUN make \\
   5 | >>>   all
--------------------
ERROR: failed to solve: process "/bin/sh -c make   all" did not complete successfully: exit code: 2
"""
UNPULLED = """\
#2 [internal] load metadata for far/tools:1
#2 ERROR: {why}
------
 > [internal] load metadata for far/tools:1:
------
Dockerfile:7
--------------------
   7 | >>> COPY --from=far/tools:1 /a \\
   8 | >>>   /b
--------------------
ERROR: failed to solve: far/tools:1: failed to resolve source metadata for docker.io/far/tools:1: {why}
"""

CASES = {
    "today's builder": (NEW, 11, "COPY missing.txt .", '"/missing.txt": not found'),
    "a command beside another": (
        BESIDE,
        4,
        "RUN make all",
        "exit code: 2 (dockerfile parse error on line 12 of another file)",
    ),
    "the builder of 20.10": (OLD, 4, "RUN make all", "(cc -o all; make: *** [all] Error 1)"),
    "a syntax that the builder refuses": (UNKNOWN, 12, "RUN serve", "unknown instruction: SERVE"),
    "words that nobody knows": (ODD, 1, "", "the frontend ended"),
}


def failure(root: Path, text: str) -> BuildFailure:
    return of_buildkit(service_of(root, {"Dockerfile": DOCKERFILE, "missing.txt": ""}), text.splitlines())


@pytest.mark.parametrize("case", CASES)
def test_the_end_of_a_build(case: str, tmp_path: Path) -> None:
    text, line, instruction, reason = CASES[case]
    found = failure(tmp_path, text)
    assert (found.line, found.instruction) == (line, instruction)
    assert found.reason.endswith(reason)
    assert not re.search("failed to|successfully|checksum", found.reason)
    assert "runc" not in found.reason


LOCAL = '#0 building with "default" instance using docker driver\n\n'
FAR = '#0 building with "far" instance using remote driver\n\n'
ENGINES = {
    "no space": (
        OLD.replace("Error 1", "No space left on device"),
        "the build stops because the engine's disk is full",
    ),
    "no daemon": (
        "ERROR: Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?",
        "the Docker engine went away: Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?",
    ),
    "no registry": (
        (
            "#2 [internal] load metadata for docker.io/library/python:3.12\n"
            "ERROR: failed to solve: python:3.12: failed to do request: dial tcp: no such host"
        ),
        "an image that the build needs cannot be pulled: python:3.12: failed to do request: dial tcp: no such host",
    ),
    "no registry for an image to copy from": (
        UNPULLED.format(why="failed to do request: dial tcp: no such host"),
        (
            "an image that the build needs cannot be pulled: far/tools:1: failed to resolve source metadata for "
            "docker.io/far/tools:1: failed to do request: dial tcp: no such host"
        ),
    ),
    "no such builder": ('ERROR: no builder "far" found', 'the build does not begin: no builder "far" found'),
    "no secret": (
        f"{LOCAL}ERROR: failed to stat nowhere: stat nowhere: no such file or directory",
        "the build does not begin: failed to stat nowhere: stat nowhere: no such file or directory",
    ),
    "an engine before named contexts": (
        (
            f"{LOCAL}#1 [internal] load build definition from Dockerfile\n"
            "ERROR: failed to solve with frontend dockerfile.v0: unsupported frontend capability x.frontend.contexts"
        ),
        "the Docker engine is too old for what the build needs: it lacks x.frontend.contexts",
    ),
    "no words": ("", "the build does not begin: it said nothing"),
    "a builder elsewhere that does not answer": (
        (
            f"{FAR}#1 [internal] waiting for connection\n#1 ERROR: context deadline exceeded\n------\n"
            " > [internal] waiting for connection:\n------\nERROR: context deadline exceeded\n"
        ),
        'the build with the builder "far" does not begin: context deadline exceeded',
    ),
    "a builder elsewhere that goes away": (
        (
            f"{FAR}#8 [base 3/3] RUN make   all\n"
            "ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF"
        ),
        (
            'the builder "far" went away: failed to receive status: rpc error: code = Unavailable desc = '
            "error reading from server: EOF"
        ),
    ),
    "no space on one of two disks": (
        f"{FAR}#4 [internal] load build context\n#8 sending tarball\nERROR: no space left on device",
        'the build stops because the disk of the builder "far" or of the engine is full',
    ),
}


@pytest.mark.parametrize("case", ENGINES)
def test_what_is_no_fault_of_the_dockerfile(case: str, tmp_path: Path) -> None:
    text, message = ENGINES[case]
    with pytest.raises(EngineError) as raised:
        failure(tmp_path, text)
    assert raised.value.message == message


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        pytest.param(NEW, True, id="a-path"),
        pytest.param(UNPULLED.format(why="docker.io/far/tools:1: not found"), False, id="an-image"),
    ],
)
def test_what_a_copy_does_not_find(text: str, lacks: bool, tmp_path: Path) -> None:
    assert failure(tmp_path, text).lacks_source is lacks


def test_a_command_without_network_fails_by_itself(tmp_path: Path) -> None:
    text = OLD.replace("make: *** [all] Error 1", "dial tcp: no such host")
    assert failure(tmp_path, text).instruction == "RUN make all"


STREAM: list[Mapping[str, object]] = [
    {"stream": "Step 1/9 : ARG VERSION=3.12\n"},
    {"stream": "Step 2/9 : FROM python:${VERSION} AS base\n"},
    {"stream": " ---> 111111111111\n"},
    {"stream": "Step 3/9 : WORKDIR /srv\n"},
    {"stream": " ---> Using cache\n"},
    {"stream": " ---> 222222222222\n"},
    {"stream": "Step 4/9 : RUN make   all\n"},
    {"stream": " ---> Running in aaaaaaaaaaaa\n"},
    {"stream": "cc -o all\n\x1b[31mmake: *** [all] Error 1\x1b[0m\n"},
    {"stream": "Removing intermediate container aaaaaaaaaaaa\n"},
    {"errorDetail": {"message": "x"}, "error": "The command '/bin/sh -c make   all' returned a non-zero code: 2"},
]
DONE: list[Mapping[str, object]] = [
    {"stream": " ---> 333333333333\n"},
    {"stream": "Step 5/9 : FROM base\n"},
    {"stream": " ---> 333333333333\n"},
    {"aux": {"ID": "sha256:444"}},
    {"stream": "Successfully built 444\n"},
]


def taken(events: list[Mapping[str, object]]) -> ClassicLog:
    log = ClassicLog()
    for event in events:
        assert all(line == line.rstrip() for line in log.take(event))
    return log


def test_the_classic_builder_says_where_it_stops(tmp_path: Path) -> None:
    log = taken(STREAM)
    found = log.failure(service_of(tmp_path, {"Dockerfile": DOCKERFILE}))
    assert (found.line, found.end_line, found.instruction) == (4, 5, "RUN make all")
    assert found.reason.endswith("returned a non-zero code: 2 (cc -o all; make: *** [all] Error 1)")


def test_the_classic_builder_leaves_what_it_has_made_just_now() -> None:
    log = taken(STREAM[:-1] + DONE)
    assert log.image == "sha256:444"
    assert log.left.images == ["333333333333"]
    assert log.left.containers == ["aaaaaaaaaaaa"]


@pytest.mark.parametrize("event", [None, "words", {}, {"aux": None}, {"stream": None}, {"status": "Pulling"}])
def test_other_events_of_the_classic_builder_say_nothing(event: object) -> None:
    log = ClassicLog()
    assert [line for line in log.take(event) if line != "None"] == []
    assert (log.error, log.image) == ("", "")


def test_a_line_of_a_dockerfile_in_a_compose_file(tmp_path: Path) -> None:
    inline = "".join(f"        {line}\n" for line in ["FROM scratch", "COPY a /", "COPY b /"])
    compose = f"services:\n  api:\n    build:\n      dockerfile_inline: |\n{inline}"
    (service,) = ctxlint.load(write_tree(tmp_path, {"compose.yaml": compose})).services
    found = of_buildkit(service, ["Dockerfile:3", "   3 | >>> COPY b /", "ERROR: failed to solve: x"])
    assert (found.line, found.instruction) == (7, "COPY b /")
