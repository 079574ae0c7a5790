"""What a builder is given."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

import pytest

import ctxlint
from ctxlint.model import Builder
from ctxlint.verify.contexts import classic_build, local_build
from ctxlint.verify.modern import needs_buildkit
from tests.helpers import write_tree
from tests.verify.services import service_of

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.analysis import Service

DOCKERFILE = "FROM scratch\nCOPY . /\n"
TREE = {"Dockerfile": DOCKERFILE, "a.py": "1", "logs/x": "", "logs/keep.py": "2", "link": "-> a.py", "empty/": ""}


def archived(service: Service) -> tuple[str, dict[str, str | None]]:
    """The Dockerfile's name, and what else is in the tar."""
    with classic_build(service) as build, tarfile.open(fileobj=build.archive) as archive:
        found = {}
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            found[member.name] = content.read().decode() if content else member.linkname or None
            assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "", "")
        return build.dockerfile, found


def test_the_tar_has_exactly_what_is_filtered(tmp_path: Path) -> None:
    dockerfile, files = archived(service_of(tmp_path, TREE | {".dockerignore": "logs\n!logs/keep.py\n"}))
    assert dockerfile == "Dockerfile"
    assert files == {
        ".dockerignore": "logs\n!logs/keep.py\n",
        "Dockerfile": DOCKERFILE,
        "a.py": "1",
        "empty": None,
        "link": "a.py",
        "logs/keep.py": "2",
    }


@pytest.mark.parametrize(
    ("ignore", "sent"),
    [
        pytest.param("Dockerfile\n.dockerignore", ".dockerignore\n{name}\n", id="neither-is-wanted-in-the-image"),
        pytest.param("Dockerfile\n", "Dockerfile\n{name}\n", id="the-ignore-file-is"),
    ],
)
def test_a_dockerfile_that_is_ignored_is_sent_and_taken_away_again(ignore: str, sent: str, tmp_path: Path) -> None:
    name, files = archived(service_of(tmp_path, {"Dockerfile": DOCKERFILE, "a": "", ".dockerignore": ignore}))
    assert name.startswith(".dockerfile.")
    assert files == {"a": "", name: DOCKERFILE, ".dockerignore": sent.format(name=name)}


def test_a_dockerfile_from_elsewhere(tmp_path: Path) -> None:
    write_tree(tmp_path, {"docker/api.Dockerfile": DOCKERFILE, "context/a": ""})
    service = ctxlint.service(tmp_path / "context", dockerfile=tmp_path / "docker" / "api.Dockerfile")
    name, files = archived(service)
    assert files == {"a": "", name: DOCKERFILE, ".dockerignore": f".dockerignore\n{name}\n"}


def test_a_builder_that_reads_alike_gets_the_context_itself(tmp_path: Path) -> None:
    service = service_of(tmp_path / "context", TREE)
    build = local_build(service, Builder.BUILDKIT, tmp_path)
    assert (build.context, build.dockerfile) == (tmp_path / "context", tmp_path / "context" / "Dockerfile")


def test_a_builder_that_reads_otherwise_gets_a_copy(tmp_path: Path) -> None:
    ignore = "**/keep.py\n!logs/\n"  # Docker before 23 took logs/keep.py back
    service = service_of(tmp_path / "context", TREE | {".dockerignore": ignore})
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (tmp_path / "context" / "a.py").chmod(0o755)
    build = local_build(service, Builder.LEGACY, scratch)
    copied = {path.relative_to(build.context).as_posix() for path in build.context.rglob("*")}
    assert copied == {".dockerignore", "Dockerfile", "a.py", "link", "empty", "logs", "logs/x"}
    assert (build.context / "link").is_symlink()
    assert (build.context / "a.py").stat().st_mode & 0o777 == 0o755
    # The copied ignore file is content now; the one beside the Dockerfile counts.
    assert build.dockerfile.read_text("utf-8") == DOCKERFILE
    assert (scratch / "Dockerfile.dockerignore").read_text("utf-8").startswith("#")


def test_a_chosen_ignore_file_stands_beside_the_dockerfile(tmp_path: Path) -> None:
    write_tree(tmp_path, {"mine.dockerignore": "a\n", "scratch/": None})
    service = service_of(tmp_path / "context", TREE, ignore_file=tmp_path / "mine.dockerignore")
    build = local_build(service, Builder.BUILDKIT, tmp_path / "scratch")
    assert build.context == tmp_path / "context"
    assert (tmp_path / "scratch" / "Dockerfile.dockerignore").read_text("utf-8") == "a\n"


MODERN = {
    "FROM a\nRUN --mount=type=cache,target=/c x": (2, "RUN --mount"),
    "FROM a\nRUN --network=none x": (2, "RUN --network"),
    "FROM a\nRUN --security=insecure x": (2, "RUN --security"),
    "FROM a\nRUN <<EOF\nx\nEOF": (2, "a here-document"),
    "FROM a\nCOPY <<EOF /x\nx\nEOF": (2, "a here-document"),
    "FROM a\nCOPY --link a /x": (2, "COPY --link"),
    "FROM a\nCOPY --parents a /x": (2, "COPY --parents"),
    "FROM a\nCOPY --exclude=b a /x": (2, "COPY --exclude"),
    "FROM a\nCOPY --chmod=644 a /x": (2, "COPY --chmod"),
    "FROM a\nADD --checksum=sha256:0000000000000000000000000000000000000000000000000000000000000000 http://a /x": (
        2,
        "ADD --checksum",
    ),
    "FROM a AS other\nRUN <<EOF\nx\nEOF\nFROM b\nCOPY a /": None,
    "FROM a\nRUN --network=default x\nCOPY --chown=1 a /\nENV A=b\nCMD x": None,
}


@pytest.mark.parametrize("dockerfile", MODERN)
def test_what_needs_buildkit(dockerfile: str, tmp_path: Path) -> None:
    assert needs_buildkit(service_of(tmp_path, {"Dockerfile": dockerfile})) == MODERN[dockerfile]
