"""Variables and configuration: who sees which value, and what the image keeps."""

from __future__ import annotations

import pytest

from ctxlint.dockerfile import CopyStep, RunStep, SourceKind, parse, plan
from ctxlint.dockerfile.scopes import Environment
from ctxlint.errors import DockerfileError
from tests.dockerfile.files import planned

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@pytest.mark.parametrize(
    ("text", "args", "seen"),
    [
        pytest.param("FROM a\nENV A=1", {}, "1", id="environment"),
        pytest.param("FROM a\nARG A=1", {}, "1", id="argument"),
        pytest.param("FROM a\nARG A=1", {"A": "2"}, "2", id="argument given"),
        pytest.param("FROM a\nARG A", {}, "", id="argument not given"),
        pytest.param("FROM a", {"A": "2"}, "", id="given but not declared"),
        pytest.param("ARG A=1\nFROM a", {}, "", id="declared before the stage only"),
        pytest.param("ARG A=1\nFROM a\nARG A", {}, "1", id="declared again"),
        pytest.param("ARG A=1\nFROM a\nARG A=2", {}, "2", id="declared again with a default"),
        pytest.param("ARG A=1\nFROM a\nARG A=2", {"A": "3"}, "3", id="declared twice and given"),
        pytest.param("ARG B=1\nARG A=$B$B\nFROM a\nARG A", {}, "11", id="default from a default"),
        pytest.param("FROM a\nARG A=1\nENV A=2", {"A": "3"}, "2", id="environment after argument"),
        pytest.param("FROM a\nENV A=1\nARG A=2", {}, "2", id="argument after environment"),
        pytest.param("FROM a\nENV A=1\nARG A=${A}2", {}, "12", id="default from the environment"),
        pytest.param("FROM a\nENV A=1\nENV A=2 B=$A\nENV A=$B", {}, "1", id="one instruction sees the state before"),
        pytest.param("FROM a\nARG B=1 A=$B", {}, "1", id="but arguments see each other"),
        pytest.param("FROM a\nENV B=A\nENV $B=1", {}, "1", id="name in a variable"),
        pytest.param("FROM a\nENV A ' x y'", {}, " x y", id="old form"),
        pytest.param("FROM a AS b\nENV A=1\nFROM b", {}, "1", id="environment of the base"),
        pytest.param("FROM a AS b\nARG A=1\nFROM b", {}, "1", id="argument of the base"),
        pytest.param("FROM a AS b\nENV A=1\nARG A=2\nFROM b", {}, "1", id="in a child the environment wins"),
        pytest.param("FROM a AS b\nENV A=1\nFROM a", {}, "", id="not of another stage"),
        pytest.param(
            "FROM a\nARG A=1\nARG BUILDKIT_SBOM_SCAN_STAGE=1\nENV A=$BUILDKIT_SBOM_SCAN_STAGE", {}, "", id="hidden"
        ),
        pytest.param("FROM a\nARG TARGETARCH\nENV A=$TARGETARCH", {}, "amd64", id="platform"),
        pytest.param("FROM a\nENV A=$TARGETARCH", {}, "", id="platform not declared"),
        pytest.param("FROM a\nARG TARGETARCH\nENV A=$TARGETARCH", {"TARGETARCH": "arm"}, "arm", id="platform given"),
        pytest.param("ARG TARGETOS=x\nFROM a\nARG TARGETOS\nENV A=$TARGETOS", {}, "x", id="platform declared anew"),
        pytest.param("FROM a AS b\nARG TARGETSTAGE\nENV A=$TARGETSTAGE", {}, "b", id="target"),
        pytest.param("FROM a\nARG TARGETSTAGE\nENV A=$TARGETSTAGE", {}, "default", id="target without a name"),
        pytest.param("FROM a\nENV A=$PATH", {}, PATH, id="path"),
        pytest.param("FROM a\nENV A=$HTTP_PROXY", {"HTTP_PROXY": "p"}, "", id="proxies need a declaration, too"),
    ],
)
def test_who_sees_what(text: str, args: dict[str, str], seen: str) -> None:
    assert planned(text + "\nENV SEEN=$A", **args).final.environment["SEEN"] == seen


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("FROM a\nENV A=1", {"A": "1"}, id="environment"),
        pytest.param("FROM a\nARG A=1", {}, id="no arguments"),
        pytest.param("FROM a\nENV A=1\nARG A=2", {"A": "1"}, id="an argument does not change it"),
        pytest.param("FROM a\nENV PATH=/x:$PATH", {"PATH": f"/x:{PATH}"}, id="path"),
        pytest.param("FROM a AS b\nENV A=1\nFROM b\nENV B=2", {"A": "1", "B": "2"}, id="of the base, too"),
    ],
)
def test_what_the_image_keeps(text: str, kept: dict[str, str]) -> None:
    assert dict(planned(text).final.environment) == {"PATH": PATH} | kept


def test_what_a_command_sees() -> None:
    steps = planned("FROM a\nARG A=1\nRUN x\nENV A=2 no_proxy=y\nRUN x", http_proxy="p", NO_PROXY="q").final.steps
    first, second = (step.environment for step in steps if isinstance(step, RunStep))
    proxies = {"http_proxy": "p", "HTTP_PROXY": "p", "NO_PROXY": "q"}
    assert first == {"PATH": PATH, "A": "1", "no_proxy": "q"} | proxies
    assert second == {"PATH": PATH, "A": "2", "no_proxy": "y"} | proxies


@pytest.mark.parametrize(
    ("text", "workdir"),
    [
        pytest.param("", "/", id="root"),
        pytest.param("WORKDIR /a/", "/a", id="absolute"),
        pytest.param("WORKDIR a\nWORKDIR b", "/a/b", id="relative"),
        pytest.param("WORKDIR /a/b\nWORKDIR ../../../c", "/c", id="not above the root"),
        pytest.param("WORKDIR //a//./b", "/a/b", id="cleaned"),
        pytest.param("ENV A=x\nWORKDIR /$A/'y z'", "/x/y z", id="expanded"),
        pytest.param("WORKDIR /a\nWORKDIR $B", "/a", id="nothing changes nothing"),
    ],
)
def test_working_directories(text: str, workdir: str) -> None:
    assert planned(f"FROM scratch\n{text}").final.workdir == workdir


@pytest.mark.parametrize(
    ("written", "destination"),
    [
        pytest.param("/b", "/b", id="absolute"),
        pytest.param("/b/", "/b/", id="a slash is kept"),
        pytest.param("/b/.", "/b/.", id="so is a dot"),
        pytest.param("/", "/", id="root"),
        pytest.param("/.", "/.", id="root with a dot"),
        pytest.param("b", "/w/b", id="relative"),
        pytest.param("b/", "/w/b/", id="relative with a slash"),
        pytest.param(".", "/w/", id="here"),
        pytest.param("./", "/w/", id="here with a slash"),
        pytest.param("$E", "/w/", id="nothing means here"),
        pytest.param("..", "/", id="above"),
        pytest.param("../", "/", id="above with a slash"),
        pytest.param("/b/../c//d/", "/c/d/", id="cleaned"),
        pytest.param("/b/..", "/", id="dots at the end are no directory mark"),
        pytest.param("$D/x", "/d/x", id="variable"),
    ],
)
def test_destinations(written: str, destination: str) -> None:
    step = planned(f"FROM scratch\nENV D=/d\nWORKDIR /w\nCOPY a {written}").final.steps[-1]
    assert isinstance(step, CopyStep)
    assert step.destination == destination


def test_a_copy_step() -> None:
    text = "FROM a\nARG V=x.py\nCOPY --parents --link --chown=$V --chmod=644 --exclude=$V ./$V 'b' /d/"
    (step,) = planned(text).final.steps
    assert isinstance(step, CopyStep)
    assert [(source.text, source.path, source.kind) for source in step.sources] == [
        ("./x.py", "/x.py", SourceKind.PATH),
        ("b", "/b", SourceKind.PATH),
    ]
    assert (step.parents, step.link, step.is_add, step.unpack) == (True, True, False, None)
    assert (step.chown, step.chmod, step.excludes) == ("x.py", "644", ("$V",))


def test_an_add_step() -> None:
    (step,) = planned("FROM a\nADD --unpack http://a/b.tgz git@c:d.git https://e/f.git g.tar /h/").final.steps
    assert isinstance(step, CopyStep)
    assert (step.is_add, step.unpack, step.keep_git_dir) == (True, True, None)
    assert [source.kind for source in step.sources] == ["url", "git", "git", "path"]


@pytest.mark.parametrize(
    ("mark", "content"),
    [
        pytest.param("E", "hi x 'x' x\n", id="expanded, quotes mean nothing"),
        pytest.param("'E'", "hi $A '$A' \\$A$A\n", id="quoted"),
    ],
)
def test_heredocs_are_expanded(mark: str, content: str) -> None:
    body = "hi $A '$A' \\$A$A\n" if mark != "E" else "hi $A '$A' ${A:-y}\n"
    (step,) = planned(f"FROM a\nARG A=x\nCOPY <<{mark} /f\n{body}E\n").final.steps
    assert isinstance(step, CopyStep)
    assert [(heredoc.name, heredoc.content) for heredoc in step.heredocs] == [("E", content)]


@pytest.mark.parametrize(
    ("lines", "argv", "script"),
    [
        pytest.param("RUN a  b", ("/bin/sh", "-c", "a  b"), "a  b", id="shell form"),
        pytest.param('RUN ["a", "$B"]', ("a", "$B"), None, id="array"),
        pytest.param('SHELL ["bash", "-ec"]\nRUN a', ("bash", "-ec", "a"), "a", id="another shell"),
        pytest.param("RUN <<E\na\nb\nE", ("/bin/sh", "-c", "a\nb\n"), "a\nb\n", id="script"),
        pytest.param("RUN <<-E\n\ta\nE", ("/bin/sh", "-c", "a\n"), "a\n", id="script with tabs"),
        pytest.param("RUN <<E\n#!/x\na\nE", ("/bin/sh", "-c", "/dev/pipes/E"), "#!/x\na\n", id="script with a shebang"),
        pytest.param("RUN a <<-E\n\tb\nE", ("/bin/sh", "-c", "a <<-E\n\tb\nE"), "a <<-E\n\tb\nE", id="input"),
        pytest.param("RUN", ("/bin/sh", "-c", ""), "", id="nothing"),
    ],
)
def test_commands(lines: str, argv: tuple[str, ...], script: str | None) -> None:
    step = planned(f"FROM a\n{lines}").final.steps[-1]
    assert isinstance(step, RunStep)
    assert (step.argv, step.script) == (argv, script)


@pytest.mark.parametrize(
    ("text", "entrypoint", "cmd"),
    [
        pytest.param('FROM a\nENTRYPOINT ["e"]\nCMD ["c"]', ("e",), ("c",), id="both"),
        pytest.param('FROM a\nCMD ["c"]\nENTRYPOINT ["e"]', ("e",), ("c",), id="in any order"),
        pytest.param("FROM a\nCMD c $D", None, ("/bin/sh", "-c", "c $D"), id="shell form, variables stay"),
        pytest.param('FROM a\nSHELL ["s"]\nCMD c\nSHELL ["t"]', None, ("s", "c"), id="the shell in force"),
        pytest.param('FROM a\nCMD ["c"]\nCMD ["d"]', None, ("d",), id="the last wins"),
        pytest.param('FROM a AS b\nCMD ["c"]\nFROM b', None, ("c",), id="inherited"),
        pytest.param('FROM a AS b\nCMD ["c"]\nFROM b\nENTRYPOINT ["e"]', ("e",), None, id="an entrypoint resets it"),
        pytest.param(
            'FROM a AS b\nCMD ["c"]\nFROM b\nCMD ["d"]\nENTRYPOINT ["e"]', ("e",), ("d",), id="unless it is set here"
        ),
        pytest.param('FROM a AS b\nENTRYPOINT ["e"]\nFROM b\nENTRYPOINT []', None, None, id="an empty one takes away"),
        pytest.param(
            'FROM a AS b\nONBUILD CMD ["d"]\nFROM b\nENTRYPOINT ["e"]', ("e",), ("d",), id="a trigger sets it, too"
        ),
    ],
)
def test_what_runs(text: str, entrypoint: tuple[str, ...] | None, cmd: tuple[str, ...] | None) -> None:
    final = planned(text).final
    assert (final.entrypoint, final.cmd) == (entrypoint, cmd)


def test_users_and_shells_are_inherited() -> None:
    final = planned('FROM a AS b\nUSER ${U:-me}\nSHELL ["s"]\nFROM b').final
    assert (final.user, final.shell) == ("me", ("s",))


@pytest.mark.parametrize(
    ("lines", "paths"),
    [
        pytest.param("COPY a ./b/ ../c /d/../e x/", {"a", "b", "c", "e"}, id="cleaned"),
        pytest.param("COPY a.* **/b x/", {"a.*", "**/b"}, id="wildcards stay"),
        pytest.param("COPY . x/", {"."}, id="everything"),
        pytest.param("COPY a /\nCOPY / x/", {"."}, id="everything, and so no more"),
        pytest.param("COPY --parents a/./b/*.c x/", {"a/b/*.c"}, id="parents"),
        pytest.param("COPY <<E /a\nE", set(), id="heredocs come from the file"),
        pytest.param("ADD https://a/b git@c:d e /f/", {"e"}, id="remotes do not"),
        pytest.param("COPY --from=x a b", set(), id="other sources"),
        pytest.param("RUN --mount=source=a,target=/b x", {"a"}, id="bind mount"),
        pytest.param("RUN --mount=target=/b x", {"."}, id="bind mount of everything"),
        pytest.param("RUN --mount=from=y,source=a,target=/b x", set(), id="bind mount from elsewhere"),
        pytest.param("RUN --mount=type=cache,target=/b x", set(), id="cache"),
        pytest.param("RUN --mount=type=tmpfs,target=/b x", set(), id="tmpfs alone"),
        pytest.param("COPY a b\nRUN --mount=type=tmpfs,target=/b x", {"."}, id="tmpfs asks for everything"),
        pytest.param("COPY a b\nRUN --mount=type=secret,id=s x", {"a"}, id="secret"),
        pytest.param("RUN x", set(), id="nothing"),
    ],
)
def test_context_paths(lines: str, paths: set[str]) -> None:
    assert planned(f"FROM a\nCOPY never needed\nFROM a\n{lines}").context_paths == paths


class TestEnvironment:
    """Layers that look like one mapping."""

    def test_new_values_win(self) -> None:
        first = Environment({"a": "1", "b": "2"})
        second = first.set({"b": "3"}).set({"c": "4"})
        assert dict(second) == {"a": "1", "b": "3", "c": "4"}
        assert dict(first) == {"a": "1", "b": "2"}
        assert (len(second), "c" in first, second == {"a": "1", "b": "3", "c": "4"}) == (3, False, True)

    def test_nothing_new_is_the_same(self) -> None:
        first = Environment({"a": "1"})
        assert first.set({}) is first

    def test_many_layers(self) -> None:
        environment = Environment({})
        for number in range(2000):
            environment = environment.set({f"v{number % 700}": str(number)})
        assert (len(environment), environment["v0"], environment["v699"]) == (700, "1400", "1399")

    def test_it_can_be_shown(self) -> None:
        assert repr(Environment({"a": "1"})) == "Environment({'a': '1'})"


def test_laughter_is_refused() -> None:
    lines = "\n".join(["FROM a", "ENV A=ha", *["ENV A=$A$A$A"] * 40])
    with pytest.raises(DockerfileError, match="too much text"):
        plan(parse(lines, "Dockerfile"))
