"""How a file becomes instructions."""

from __future__ import annotations

import pytest

from ctxlint.dockerfile import (
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Instruction,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
    parse,
)
from tests.dockerfile.files import only, stage, texts


def test_every_keyword_has_its_type() -> None:
    rows: dict[str, type[Instruction]] = {
        "ADD a b": Add,
        "ARG a": Arg,
        "CMD a": Cmd,
        "COPY a b": Copy,
        "ENTRYPOINT a": Entrypoint,
        "ENV a=b": Env,
        "EXPOSE 80": Expose,
        "HEALTHCHECK NONE": Healthcheck,
        "LABEL a=b": Label,
        "MAINTAINER me": Maintainer,
        "ONBUILD RUN a": Onbuild,
        "RUN a": Run,
        'SHELL ["a"]': Shell,
        "STOPSIGNAL TERM": Stopsignal,
        "USER a": User,
        "VOLUME /a": Volume,
        "WORKDIR a": Workdir,
    }
    for line, kind in rows.items():
        instruction = only(line.lower() if kind is not Shell else line)
        assert type(instruction) is kind
        assert instruction.keyword == line.split()[0]


@pytest.mark.parametrize(
    ("line", "image", "name", "platform"),
    [
        pytest.param("FROM a", "a", None, None, id="image"),
        pytest.param("FROM a:1 AS B", "a:1", "b", None, id="names are lower case"),
        pytest.param("from --platform=$P a as b-1_2.x", "a", "b-1_2.x", "$P", id="platform"),
        pytest.param("FROM --platform= a", "a", None, None, id="empty platform"),
    ],
)
def test_from(line: str, image: str, name: str | None, platform: str | None) -> None:
    from_ = parse(line, "Dockerfile").stages[0].from_
    assert isinstance(from_, From)
    assert (from_.image.text, from_.name, from_.platform and from_.platform.text) == (image, name, platform)


@pytest.mark.parametrize(
    ("lines", "sources", "destination"),
    [
        pytest.param(["COPY a b /c/"], ["a", "b"], "/c/", id="blanks split"),
        pytest.param(["COPY\ta   b\t\tc"], ["a", "b"], "c", id="any blanks"),
        pytest.param(["COPY 'a b' c"], ["'a", "b'"], "c", id="quotes do not hold together"),
        pytest.param(["COPY a\u2003b c"], ["a\u2003b"], "c", id="other white space is no blank"),
        pytest.param(['COPY ["a b", "c\\"\\u00e9", "/d/"]'], ["a b", 'c"é'], "/d/", id="array"),
        pytest.param(['COPY ["a", \\', "  # no", '  "b"]'], ["a"], "b", id="array over lines"),
        pytest.param(['COPY ["\\ud800", "b"]'], ["\ufffd"], "b", id="array with half a character"),
        pytest.param(["COPY [a] b"], ["[a]"], "b", id="not an array"),
        pytest.param(["COPY ['a', 'b']"], ["['a',"], "'b']", id="single quotes make no array"),
        pytest.param(["COPY a \\", "b \\", "c"], ["a", "b"], "c", id="continued"),
        pytest.param(["COPY a\\", "b c"], ["ab"], "c", id="continued inside a word"),
        pytest.param(["COPY a \\", "", "  # comment \\", "\t", "b"], ["a"], "b", id="holes in a continuation"),
        pytest.param(["COPY a \\  ", "b"], ["a"], "b", id="blanks after the escape"),
        pytest.param(["COPY a\\\\ b"], ["a\\\\"], "b", id="an escaped escape does not continue"),
        pytest.param(["COPY --chown=1 -- --a b"], ["--a"], "b", id="end of flags"),
    ],
)
def test_copy_words(lines: list[str], sources: list[str], destination: str) -> None:
    copy = only(*lines)
    assert isinstance(copy, Copy)
    assert (texts(copy.sources), copy.destination.text) == (sources, destination)


def test_copy_flags() -> None:
    copy = only("COPY --from=b --chown=\"a b\" --chmod=644 --link --parents=TRUE --exclude=x --exclude='y z' a b")
    assert isinstance(copy, Copy)
    assert [flag and flag.text for flag in (copy.from_, copy.chown, copy.chmod)] == ["b", "a b", "644"]
    assert (copy.link, copy.parents, texts(copy.excludes)) == (True, True, ["x", "y z"])


def test_copy_without_flags() -> None:
    copy = only("COPY --from= --link=false a b")
    assert isinstance(copy, Copy)
    assert (copy.from_, copy.chown, copy.link, copy.parents, copy.excludes) == (None, None, False, False, ())


def test_add_flags() -> None:
    add = only("ADD --keep-git-dir --checksum=sha256:1 --unpack=false a b")
    assert isinstance(add, Add)
    assert (add.keep_git_dir, add.unpack, add.checksum and add.checksum.text) == (True, False, "sha256:1")


def test_flags_are_read_as_bytes() -> None:
    """A pattern beyond ASCII never matches anything, in BuildKit as here."""
    copy = only("COPY --exclude=é a b")
    assert isinstance(copy, Copy)
    assert texts(copy.excludes) == ["Ã©"]


@pytest.mark.parametrize(
    ("line", "command"),
    [
        pytest.param("RUN a  b", "a  b", id="shell form keeps blanks"),
        pytest.param('RUN ["a", "b c"]', ("a", "b c"), id="array"),
        pytest.param("RUN []", (), id="empty array"),
        pytest.param('RUN ["a"] # b', '["a"] # b', id="text after an array"),
        pytest.param('RUN ["a",]', '["a",]', id="broken array"),
        pytest.param("RUN", "", id="nothing"),
        pytest.param("CMD a", "a", id="cmd"),
        pytest.param('ENTRYPOINT ["a"]', ("a",), id="entrypoint"),
    ],
)
def test_commands(line: str, command: object) -> None:
    instruction = only(line)
    assert isinstance(instruction, Run | Cmd | Entrypoint)
    assert instruction.command == command


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        pytest.param("ENV a=b", [("a", "b", False)], id="one"),
        pytest.param(
            "ENV a=\"b c\" d='e' f=", [("a", '"b c"', False), ("d", "'e'", False), ("f", "", False)], id="some"
        ),
        pytest.param(r"ENV a=b\ c d==", [("a", r"b\ c", False), ("d", "=", False)], id="escaped blank"),
        pytest.param("ENV a  b=c  d", [("a", "b=c  d", True)], id="old form"),
        pytest.param("LABEL a.b=c", [("a.b", "c", False)], id="label"),
        pytest.param('ENV a="b', [("a", '"b', False)], id="an unclosed quote is judged later"),
        pytest.param("ARG a", [("a", None, False)], id="argument without a value"),
        pytest.param("ARG a b=c d=", [("a", None, False), ("b", "c", False), ("d", "", False)], id="arguments"),
    ],
)
def test_pairs(line: str, pairs: list[tuple[str, str | None, bool]]) -> None:
    instruction = only(line)
    assert isinstance(instruction, Env | Label | Arg)
    assert [(pair.key, pair.value, pair.legacy) for pair in instruction.pairs] == pairs


@pytest.mark.parametrize(
    ("line", "options", "source"),
    [
        pytest.param("type=cache,target=/x", [("type", "cache"), ("target", "/x")], "", id="pairs"),
        pytest.param(
            "TYPE=bind,ro,from=a", [("type", "bind"), ("ro", None), ("from", "a")], "a", id="case and switches"
        ),
        pytest.param('"target=/a b",rw', [("target", "/a b"), ("rw", None)], "", id="quotes of the flag"),
        pytest.param(r"\"target=/a,b\"\,ro", [("target", "/a,b"), ("ro", None)], "", id="quotes of the list"),
    ],
)
def test_mounts(line: str, options: list[tuple[str, str | None]], source: str) -> None:
    run = only(f"RUN --mount={line} x")
    assert isinstance(run, Run)
    (mount,) = run.mounts
    assert [(option.key, option.value) for option in mount.options] == options
    assert mount.from_ == source


def test_run_flags() -> None:
    run = only("RUN --network=none --security=insecure --device=a --device=b x")
    assert isinstance(run, Run)
    assert (run.network, run.security, run.devices) == ("none", "insecure", ("a", "b"))


@pytest.mark.parametrize(
    ("line", "command"),
    [
        pytest.param("HEALTHCHECK none", None, id="none"),
        pytest.param("HEALTHCHECK --interval=1h.5m1.5s2ms --timeout=.1ns CMD a b", "a b", id="durations"),
        pytest.param("HEALTHCHECK --interval=1m30s --retries=3 CMD a b", "a b", id="shell form"),
        pytest.param('HEALTHCHECK --timeout=0 cmd ["a"]', ("a",), id="array"),
    ],
)
def test_healthchecks(line: str, command: object) -> None:
    health = only(line)
    assert isinstance(health, Healthcheck)
    assert health.command == command


def test_simple_words() -> None:
    workdir, user, volume, expose = (
        stage("WORKDIR /a b", "USER $U:1", 'VOLUME ["/a b", "/c"]', "EXPOSE 80 90/udp").stages[0].instructions
    )
    assert isinstance(workdir, Workdir)
    assert isinstance(user, User)
    assert isinstance(volume, Volume)
    assert isinstance(expose, Expose)
    assert (workdir.path.text, user.user.text) == ("/a b", "$U:1")
    assert (texts(volume.paths), texts(expose.ports)) == (["/a b", "/c"], ["80", "90/udp"])


def test_a_trigger_is_an_instruction() -> None:
    onbuild = only("ONBUILD  copy --link a b")
    assert isinstance(onbuild, Onbuild)
    assert isinstance(onbuild.trigger, Copy)
    assert (onbuild.trigger.text, onbuild.trigger.span.column) == ("copy --link a b", 10)


def test_a_bad_trigger_waits_for_a_stage_that_runs_it() -> None:
    onbuild = only("ONBUILD COPY a")
    assert isinstance(onbuild, Onbuild)
    assert onbuild.trigger is None
    assert onbuild.problem is not None
    assert "at least two arguments" in onbuild.problem


def test_stages_and_arguments_before_them() -> None:
    parsed = parse("ARG a\nARG b=1\nFROM x AS one\nRUN a\n\nFROM one\nARG c\n", "Dockerfile")
    assert [[pair.key for pair in arg.pairs] for arg in parsed.meta_args] == [["a"], ["b"]]
    assert [(each.index, each.name, len(each.instructions)) for each in parsed.stages] == [(0, "one", 1), (1, None, 1)]
    assert [(each.span.line, each.span.end_line) for each in parsed.stages] == [(3, 4), (6, 7)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"FROM a\r\nCOPY a \\\r\n b\r\n", id="windows lines"),
        pytest.param(b"\xef\xbb\xbfFROM a\nCOPY a b", id="mark of byte order"),
        pytest.param(b"FROM a\nCOPY a b\n\n\n", id="empty lines at the end"),
        pytest.param(b"  FROM a\n\tCOPY a b", id="indented"),
    ],
)
def test_the_same_file_in_other_clothes(text: bytes) -> None:
    (copy,) = parse(text, "Dockerfile").stages[0].instructions
    assert isinstance(copy, Copy)
    assert (texts(copy.sources), copy.destination.text) == (["a"], "b")


def test_bytes_that_are_no_text() -> None:
    (run,) = parse(b"FROM a\nRUN \xff\xfe\n", "Dockerfile").stages[0].instructions
    assert isinstance(run, Run)
    assert run.command == "\ufffd\ufffd"


def test_values_are_frozen() -> None:
    with pytest.raises(AttributeError):
        setattr(only("RUN x"), Run.__struct_fields__[0], "COPY")


def test_a_line_of_the_greatest_length() -> None:
    (run,) = parse("FROM a\nRUN " + "x" * 65531 + "\n", "Dockerfile").stages[0].instructions
    assert isinstance(run, Run)
    assert len(run.command) == 65531
