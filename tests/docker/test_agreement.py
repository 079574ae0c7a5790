"""What a real engine does with recorded and random contexts is what ctxlint says that it does.

The engine that Debian 12 packages is 20.10, and the client that comes with it reads ignore files in the ``legacy``
dialect; the plugin buildx reads them in today's, ``buildkit``. Each is compared where it is there.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

import pytest

import ctxlint
from ctxlint.dockerfile import ContextSource, CopyStep
from ctxlint.errors import CopySourceError, CtxlintError, IgnoreSyntaxError
from ctxlint.model import Builder
from tests.docker.engine import LABEL, BuildError, Client, Engine, FileSystem, Kind
from tests.docker.samples import Sample, chosen, content, random_contexts, reason_to_build, reason_to_ignore
from tests.helpers import write_tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxlint.analysis import Service
    from tests.docker.samples import Vector

pytestmark = pytest.mark.docker

EVERYTHING = "FROM scratch\nCOPY . /sent/\n"
BEFORE_THE_BUILD = {".dockerignore", "Dockerfile"}
"""The classic client always sends these; the engine takes away what the ignore file excludes when it has read them."""

Answer = list[str] | str
"""The paths that were sent, or the kind of the refusal."""


def samples(found: list[Sample]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sample", found, ids=[sample.id for sample in found])


def contexts(vector: Vector, root: Path, dockerfile: str = EVERYTHING) -> tuple[Path, Path]:
    """The context of an ignore vector, and a Dockerfile outside of it."""
    context = write_tree(root / "context", dict.fromkeys(vector["tree"], "") | {".dockerignore": vector["ignore"]})
    return context, write_dockerfile(root, dockerfile)


def write_dockerfile(root: Path, text: str) -> Path:
    file = root / "Dockerfile"
    file.write_text(text, encoding="utf-8")
    return file


def answer(ask: Callable[[], list[str]]) -> Answer:
    try:
        return ask()
    except (BuildError, IgnoreSyntaxError):
        return "refused"


def sent(files: FileSystem) -> list[str]:
    """What ``COPY . /sent/`` copied."""
    paths = {path.removeprefix("/sent/") for path in files if path.startswith("/sent/")}
    return sorted(paths - {""})


def predicted(context: Path, dockerfile: Path, builder: Builder) -> list[str]:
    return sorted(ctxlint.service(context, dockerfile=dockerfile, builder=builder).context.paths)


def check_filtered(engine: Engine, vector: Vector, root: Path) -> None:
    context, dockerfile = contexts(vector, root)
    built = answer(lambda: sent(engine.build(context, dockerfile)))
    assert built == answer(lambda: predicted(context, dockerfile, engine.driver.dialect)), vector


@samples(chosen("ignore.jsonl", reason_to_ignore("docker_20_10"), {"agrees": 15, "differs": 30, "refused": 5}))
def test_the_engine_sends_what_is_predicted(sample: Sample, reading_engine: Engine, tmp_path: Path) -> None:
    check_filtered(reading_engine, sample.vector, tmp_path)


@pytest.mark.parametrize("vector", random_contexts(seed=23, count=30), ids=[f"random-{number}" for number in range(30)])
def test_the_engine_sends_what_is_predicted_for(vector: Vector, reading_engine: Engine, tmp_path: Path) -> None:
    check_filtered(reading_engine, vector, tmp_path)


class Classic(NamedTuple):
    """A generation of the classic builder, told by its client, and the dialect that it reads."""

    since_23: bool
    builder: Builder

    def client(self, found: tuple[Client, ...]) -> Client:
        """One of this generation."""
        client = next((client for client in found if client.is_new is self.since_23), None)
        if client is None:
            pytest.skip(f"there is no docker client {'since' if self.since_23 else 'before'} 23")
        return client


# Before 23 both builders filtered with the same code, so that the classic one of that age is no dialect of its own.
CLASSIC = [
    pytest.param(Classic(since_23=True, builder=Builder.CLASSIC), id="since-23"),
    pytest.param(Classic(since_23=False, builder=Builder.LEGACY), id="before-23"),
]


@pytest.mark.parametrize("classic", CLASSIC)
@samples(chosen("ignore.jsonl", reason_to_ignore("classic"), {"agrees": 10, "differs": 15, "refused": 5}))
def test_the_classic_builder_sends_what_is_predicted(
    sample: Sample, classic: Classic, engine: Engine, docker_clients: tuple[Client, ...], tmp_path: Path
) -> None:
    client = classic.client(docker_clients)
    context, dockerfile = contexts(sample.vector, tmp_path, labelled(engine))
    built = answer(lambda: classic_files(engine, client, context, dockerfile))
    wanted = answer(lambda: with_parents(context, dockerfile, classic.builder))
    assert without_own(built) == without_own(wanted), sample.vector


def labelled(engine: Engine) -> str:
    """The classic builder leaves an image for every step of a build that fails, so the first step marks them."""
    return f"FROM scratch\nLABEL {LABEL}={engine.run_id}\nCOPY . /sent/\n"


def classic_files(engine: Engine, client: Client, context: Path, dockerfile: Path) -> list[str]:
    with engine.image(context, dockerfile, client=client, buildkit=False) as image:
        return sent(engine.files(image, context.with_name("saved.tar")))


def with_parents(context: Path, dockerfile: Path, builder: Builder) -> list[str]:
    """What becomes of the archive that a classic client sends.

    It has no entries for directories that are excluded and hold something that is not; the engine makes them again.
    """
    service = ctxlint.service(context, dockerfile=dockerfile, builder=builder)
    kept = {path for path in service.context.paths if not service.ignore.decide(path).excluded}
    return sorted(kept | {f"{parent}/" for path in kept for parent in PurePosixPath(path).parents} - {"./"})


def without_own(paths: Answer) -> Answer:
    return paths if isinstance(paths, str) else sorted(set(paths) - BEFORE_THE_BUILD)


@pytest.mark.parametrize("classic", CLASSIC)
@pytest.mark.parametrize(
    ("ignore", "own"),
    [
        pytest.param("*\n!kept\n", [], id="sent-but-taken-away-when-excluded"),
        pytest.param("*\n!kept\n!Dockerfile\n", ["Dockerfile"], id="the-dockerfile-stays-when-asked-for"),
        pytest.param("left\n", [".dockerignore", "Dockerfile"], id="both-stay-when-nothing-excludes-them"),
    ],
)
def test_the_classic_builder_has_read_its_own_files(
    classic: Classic, ignore: str, own: list[str], engine: Engine, docker_clients: tuple[Client, ...], tmp_path: Path
) -> None:
    client = classic.client(docker_clients)
    files = {"kept": "", "left": "", "Dockerfile": labelled(engine), ".dockerignore": ignore}
    context = write_tree(tmp_path / "context", files)
    assert classic_files(engine, client, context, context / "Dockerfile") == [*own, "kept"]


@pytest.mark.parametrize("classic", CLASSIC)
def test_the_classic_builder_reads_no_ignore_file_of_a_dockerfile(
    classic: Classic, engine: Engine, docker_clients: tuple[Client, ...], tmp_path: Path
) -> None:
    client = classic.client(docker_clients)
    context, dockerfile = contexts({"tree": ["a", "b"], "ignore": "a\n"}, tmp_path, labelled(engine))
    (tmp_path / "Dockerfile.dockerignore").write_text("b\n", encoding="utf-8")
    assert without_own(classic_files(engine, client, context, dockerfile)) == ["b"]
    assert without_own(sent(engine.build(context, dockerfile))) == ["a"]
    assert without_own(predicted(context, dockerfile, Builder.CLASSIC)) == ["b"]
    assert without_own(predicted(context, dockerfile, engine.driver.dialect)) == ["a"]


IMAGES = chosen(
    "image.jsonl",
    reason_to_build,
    {"image": 24, "not-found": 10, "conflict": 8, "syntax": 2, "empty-glob": 16, "below-a-file": 4},
)


@samples(IMAGES)
def test_the_engine_builds_what_is_predicted(sample: Sample, engine: Engine, tmp_path: Path) -> None:
    vector = sample.vector
    context = write_tree(tmp_path / "context", content(vector))
    dockerfile = write_dockerfile(tmp_path, vector["dockerfile"])
    target, build_args = vector["target"], vector["build_args"]
    service = ctxlint.service(
        context, dockerfile=dockerfile, target=target, build_args=build_args, builder=engine.driver.dialect
    )
    try:
        built: FileSystem | Kind = origins(
            engine.build(context, dockerfile, target=target, build_args=build_args), vector
        )
    except BuildError as error:
        built = error.kind
        if built is Kind.OTHER:
            raise
    assert built == what_is_wanted(service, sample, engine), vector


def what_is_wanted(service: Service, sample: Sample, engine: Engine) -> FileSystem | Kind:
    """The predicted image or error, where Docker before 23 does not differ from the BuildKit that ctxlint models."""
    is_old = engine.driver.dialect is Builder.LEGACY
    if is_old and sample.reason == "below-a-file":
        # A source leads through a link to a file. Today's client sees that nothing can be there; that one gave up.
        return Kind.CLIENT
    try:
        return dict(service.image.files)
    except CopySourceError as error:
        return service.image.known_files() if is_old and misses_only_empty_directories(service) else Kind(error.kind)
    except CtxlintError as error:
        return Kind(error.kind)


def misses_only_empty_directories(service: Service) -> bool:
    """Whether globs match nothing, each in a directory of the context.

    That client sent the directory with nothing in it, so the engine found it. Today's client does not send it, and
    the engine says that it is not found.
    """
    return all(
        isinstance(failure.error, CopySourceError)
        and isinstance(failure.step, CopyStep)
        and failure.step.source == ContextSource()
        and f"{failure.error.path}/".lstrip("/") in service.context.paths
        for failure in service.build.failures
    )


def origins(built: FileSystem, vector: Vector) -> FileSystem:
    """Each file's content is its path in the context, but for the ignore file."""
    return {path: ".dockerignore" if text and text == vector["ignore"] else text for path, text in built.items()}
