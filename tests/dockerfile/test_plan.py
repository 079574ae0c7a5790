"""Stages, bases and targets: who is built on what, and who is needed."""

from __future__ import annotations

import pytest

from ctxlint.dockerfile import (
    ContextSource,
    CopyStep,
    ImageSource,
    NamedContextSource,
    RunStep,
    ScratchSource,
    Source,
    StageSource,
    parse,
    plan,
)
from ctxlint.errors import DockerfileError
from tests.dockerfile.files import planned


@pytest.mark.parametrize(
    ("text", "base"),
    [
        pytest.param("FROM scratch", ScratchSource(), id="nothing"),
        pytest.param("FROM python:3.12-slim", ImageSource("python:3.12-slim"), id="image"),
        pytest.param("FROM a AS b\nFROM b", StageSource(0), id="stage"),
        pytest.param("FROM a AS B\nFROM b", StageSource(0), id="stage names are lower case"),
        pytest.param("FROM a AS a", ImageSource("a"), id="not itself"),
        pytest.param("FROM a AS b\nFROM c AS b\nFROM b", StageSource(1), id="the last of a name"),
        pytest.param("FROM a AS scratch\nFROM scratch", StageSource(0), id="a stage called scratch"),
        pytest.param("FROM a\nFROM 0", ImageSource("0"), id="numbers are images"),
        pytest.param("ARG V=1\nFROM a:$V", ImageSource("a:1"), id="argument"),
        pytest.param("ARG A=b\nFROM x AS b\nFROM ${A}", StageSource(0), id="argument that names a stage"),
        pytest.param("FROM a:${V:-2}", ImageSource("a:2"), id="default"),
        pytest.param("FROM --platform=$BUILDPLATFORM a-$TARGETARCH", ImageSource("a-amd64"), id="platform"),
    ],
)
def test_bases(text: str, base: Source) -> None:
    assert planned(text).final.base == base


@pytest.mark.parametrize(
    ("args", "image"),
    [
        pytest.param({}, "a:1-x", id="default"),
        pytest.param({"V": "2"}, "a:2-x", id="given"),
        pytest.param({"TARGETARCH": "arm64"}, "a:1-x", id="predefined and not used"),
    ],
)
def test_build_args_reach_from(args: dict[str, str], image: str) -> None:
    assert planned("ARG V=1\nARG W=$V-x\nFROM a:$W", **args).final.base == ImageSource(image)


@pytest.mark.parametrize(
    ("target", "reachable"),
    [
        pytest.param(None, (0, 1, 3), id="the last by default"),
        pytest.param("", (0, 1, 3), id="an empty target is none"),
        pytest.param("build", (0, 1), id="named"),
        pytest.param("BUILD", (0, 1), id="in any case"),
        pytest.param("deps", (0,), id="needs nothing"),
        pytest.param("other", (2,), id="not part of the rest"),
    ],
)
def test_targets(target: str | None, reachable: tuple[int, ...]) -> None:
    text = "FROM a AS deps\nFROM deps AS build\nFROM b AS other\nCOPY x y\nFROM scratch\nCOPY --from=build /a /b"
    found = planned(text, target)
    assert found.reachable == reachable
    assert found.target == reachable[-1]


@pytest.mark.parametrize("target", [pytest.param("x", id="unknown"), pytest.param("0", id="numbers are no targets")])
def test_a_target_that_is_not_there(target: str) -> None:
    with pytest.raises(DockerfileError, match="could not be found"):
        planned("FROM a AS b", target)


@pytest.mark.parametrize(
    ("line", "source"),
    [
        pytest.param("COPY a b", ContextSource(), id="context"),
        pytest.param("COPY --from=one a b", StageSource(0), id="stage"),
        pytest.param("COPY --from=ONE a b", StageSource(0), id="stage in any case"),
        pytest.param("COPY --from=0 a b", StageSource(0), id="number"),
        pytest.param("COPY --from=nginx:1 a b", ImageSource("nginx:1"), id="image"),
        pytest.param("COPY --from=scratch a b", ScratchSource(), id="nothing"),
    ],
)
def test_copy_sources(line: str, source: Source) -> None:
    (step,) = planned(f"FROM a AS one\nFROM scratch\n{line}").final.steps
    assert isinstance(step, CopyStep)
    assert step.source == source


@pytest.mark.parametrize(
    ("mount", "source", "path", "target"),
    [
        pytest.param("target=/t", ContextSource(), "/", "/t", id="bind of the whole context"),
        pytest.param("source=a/../b,dst=t", ContextSource(), "/b", "/w/t", id="bind of a directory"),
        pytest.param("target=", ContextSource(), "/", "/w", id="bind over the working directory"),
        pytest.param("from=one,src=/x,target=/t", StageSource(0), "/x", "/t", id="bind of a stage"),
        pytest.param("from=0,target=/t", ImageSource("0"), "/", "/t", id="numbers are images"),
        pytest.param("type=cache,target=/t", ScratchSource(), "/", "/t", id="cache"),
        pytest.param("type=cache,from=one,target=/t", StageSource(0), "/", "/t", id="cache that begins as a stage"),
        pytest.param("type=tmpfs,target=/t", ScratchSource(), "/", "/t", id="tmpfs"),
        pytest.param("type=secret,id=s", ScratchSource(), "/", "", id="secret"),
        pytest.param("type=$T,source=$S,target=/$T", ContextSource(), "/s", "/bind", id="variables"),
    ],
)
def test_mount_sources(mount: str, source: Source, path: str, target: str) -> None:
    text = f"FROM a AS one\nFROM scratch\nENV T=bind S=s\nWORKDIR /w\nRUN --mount={mount} x"
    step = planned(text).final.steps[-1]
    assert isinstance(step, RunStep)
    (found,) = step.mounts
    assert (found.source, found.path, found.target) == (source, path, target)


def test_stages_that_nobody_needs_are_not_planned() -> None:
    found = planned("FROM a AS one\nENV A=1\nCOPY $UNSET:? b\nRUN --mount=type=foo x\nFROM scratch\n")
    assert (found.stages[0].steps, found.stages[0].base) == ((), ImageSource("a"))
    assert "A" not in found.stages[0].environment


def test_steps_keep_their_order() -> None:
    steps = planned("FROM a\nWORKDIR /x\nENV A=1\nRUN y\nCOPY a b\nUSER u\nADD c d").final.steps
    assert [step.instruction.keyword for step in steps] == ["WORKDIR", "RUN", "COPY", "ADD"]


class TestNamedContexts:
    """What the build was given under a name stands in for stages and images of that name."""

    TEXT = "FROM alpine:latest AS one\nRUN x\nFROM busybox:1 AS two\nCOPY --from=one /a /b\nCOPY --from=docs c d\nRUN e"

    def bases(self, *names: str) -> list[Source]:
        return [each.base for each in plan(parse(self.TEXT, "Dockerfile"), named_contexts=frozenset(names)).stages]

    @pytest.mark.parametrize(
        ("name", "bases"),
        [
            pytest.param("one", [NamedContextSource("one"), ImageSource("busybox:1")], id="stage"),
            pytest.param("alpine", [NamedContextSource("alpine"), ImageSource("busybox:1")], id="image"),
            pytest.param(
                "docker.io/library/busybox:1",
                [ImageSource("alpine:latest"), NamedContextSource("docker.io/library/busybox:1")],
                id="image by its long name",
            ),
            pytest.param("busybox", [ImageSource("alpine:latest"), ImageSource("busybox:1")], id="another tag"),
            pytest.param("Not//a name", [ImageSource("alpine:latest"), ImageSource("busybox:1")], id="no name at all"),
        ],
    )
    def test_bases(self, name: str, bases: list[Source]) -> None:
        assert self.bases(name) == bases

    def test_a_replaced_stage_does_nothing(self) -> None:
        found = plan(parse(self.TEXT, "Dockerfile"), named_contexts={"one"})
        assert found.stages[0].steps == ()
        step = found.final.steps[0]
        assert isinstance(step, CopyStep)
        assert step.source == NamedContextSource("one")

    def test_a_replaced_image_is_built_on(self) -> None:
        assert len(plan(parse(self.TEXT, "Dockerfile"), named_contexts={"alpine"}).stages[0].steps) == 1

    def test_scratch_and_context_cannot_be_replaced_as_stages(self) -> None:
        text = "FROM a AS context\nFROM b AS scratch"
        found = plan(parse(text, "Dockerfile"), named_contexts={"context", "scratch"})
        assert found.final.base == ImageSource("b")

    @pytest.mark.parametrize(
        ("names", "paths"),
        [
            pytest.param({"one"}, {"one": {"a"}}, id="copied from"),
            pytest.param({"docs"}, {"docs": {"c"}}, id="named by a copy only"),
            pytest.param({"alpine"}, {"alpine": {"."}}, id="a command may read all"),
            pytest.param({"busybox:1"}, {"busybox:1": {"."}}, id="the target is read as a whole"),
            pytest.param({"unused"}, {}, id="named by nobody"),
        ],
    )
    def test_paths(self, names: set[str], paths: dict[str, set[str]]) -> None:
        assert plan(parse(self.TEXT, "Dockerfile"), named_contexts=names).named_context_paths == paths

    def test_a_stage_that_is_replaced_may_stand_below(self) -> None:
        found = plan(parse("FROM a\nCOPY --from=two b c\nFROM d AS two", "Dockerfile"), named_contexts={"two"})
        assert found.reachable == (1,)
        text = "FROM a AS one\nCOPY --from=two b c\nFROM d AS two"
        assert plan(parse(text, "Dockerfile"), target="one", named_contexts={"two"}).reachable == (1, 0)


class TestTriggers:
    """``ONBUILD`` runs in the stage on top, before that stage's own instructions."""

    def test_triggers_come_first(self) -> None:
        text = "FROM a AS one\nONBUILD COPY x y\nONBUILD ENV A=1\nRUN b\nFROM one\nCOPY $A z"
        found = planned(text)
        assert [step.instruction.line for step in found.stages[0].steps] == [4]
        assert [step.instruction.line for step in found.final.steps] == [2, 6]
        assert found.context_paths == {"x", "1"}

    def test_triggers_do_not_reach_grandchildren(self) -> None:
        found = planned("FROM a AS one\nONBUILD RUN x\nFROM one AS two\nFROM two")
        assert [len(each.steps) for each in found.stages] == [0, 1, 0]

    def test_triggers_need_stages(self) -> None:
        text = "FROM a AS lib\nFROM b AS one\nONBUILD COPY --from=lib x y\nFROM one"
        found = planned(text)
        assert found.reachable == (0, 1, 2)
        assert planned(text, "one").reachable == (1,)

    def test_triggers_are_read_with_a_backslash(self) -> None:
        (step,) = planned("# escape=`\nFROM a AS one\nONBUILD COPY --chown=a\\ b c d\nFROM one").final.steps
        assert isinstance(step, CopyStep)
        assert step.chown == "a b"

    def test_a_trigger_may_read_its_own_stage(self) -> None:
        (step,) = planned("FROM a AS one\nONBUILD COPY --from=1 x y\nFROM one").final.steps
        assert isinstance(step, CopyStep)
        assert step.source == StageSource(1)

    @pytest.mark.parametrize(
        ("trigger", "complaint"),
        [
            pytest.param("COPY a", "at least two arguments", id="too few words"),
            pytest.param("FOO", "unknown instruction: FOO", id="unknown"),
            pytest.param("COPY --from=two a b", "it needs to be defined before", id="a stage further down"),
            pytest.param("COPY --from=9 a b", "invalid stage index 9", id="a number too high"),
            pytest.param("RUN --mount=type=foo x", "unsupported mount type", id="bad mount"),
        ],
    )
    def test_bad_triggers_are_refused_where_they_run(self, trigger: str, complaint: str) -> None:
        text = f"FROM a AS one\nONBUILD {trigger}\nFROM one AS target\nFROM b AS two\n"
        assert planned(text, "one").target == 0
        with pytest.raises(DockerfileError) as caught:
            planned(text, "target")
        assert complaint in caught.value.message
        assert caught.value.line == 3


def test_names_and_numbers_count_what_copies_name() -> None:
    """A number can mean an image that an instruction above has named, as it does to BuildKit."""
    steps = planned("FROM a\nCOPY --from=b x y\nCOPY --from=1 x y").final.steps
    assert [step.source for step in steps if isinstance(step, CopyStep)] == [ImageSource("b"), ImageSource("b")]
