"""What BuildKit refuses to build, in any stage or only in those that are needed."""

from __future__ import annotations

import pytest

from ctxlint.dockerfile import ImageSource
from ctxlint.errors import DockerfileError
from tests.dockerfile.files import planned, planned_openly


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        pytest.param("ARG A=${B\nFROM a", 1, "missing '}'", id="bad default of an argument"),
        pytest.param("FROM $A", 1, "base name ($A) should not be blank", id="blank base"),
        pytest.param("FROM ${A", 1, "missing '}'", id="unclosed base"),
        pytest.param("FROM a:\nFROM b", 1, "invalid reference format", id="bad image of a stage nobody needs"),
        pytest.param("FROM A", 1, "must be lowercase", id="image in upper case"),
        pytest.param("FROM a AS Bc\nFROM Bc", 2, "must be lowercase", id="stage in upper case"),
        pytest.param("FROM a AS b--", 1, "invalid context name b--", id="stage whose name is no image's"),
        pytest.param("FROM " + "a" * 64, 1, "64-byte hexadecimal", id="image that is an identifier"),
        pytest.param("FROM --platform=$A a", 1, "empty platform value", id="empty platform"),
        pytest.param("FROM --platform=a/b/c/d a", 1, "failed to parse platform", id="bad platform"),
        pytest.param("FROM --platform=foo a", 1, "failed to parse platform foo", id="unknown platform"),
        pytest.param("FROM a AS b\nCOPY --from=b c d", 2, "circular dependency", id="stage that reads itself"),
        pytest.param("FROM a\nCOPY --from=0 c d\nFROM b", 2, "circular dependency", id="itself by number, unneeded"),
        pytest.param(
            "FROM a AS b\nCOPY --from=c x y\nFROM a AS c\nRUN --mount=from=b,target=/b x",
            2,
            "circular dependency detected on stage: b",
            id="circle of two",
        ),
        pytest.param("FROM a\nCOPY --from=1 b c", 2, "invalid stage index 1", id="number too high"),
        pytest.param("FROM a\nCOPY --from=-1 b c", 2, "invalid stage index -1", id="negative number"),
        pytest.param("FROM a\nCOPY --from=$B b c", 2, "variable expansion is not supported", id="variable in from"),
        pytest.param("FROM a\nCOPY --from=B/C b c", 2, "must be lowercase", id="bad image in from"),
        pytest.param("FROM a\nRUN --mount=from=B,target=/x y", 2, "must be lowercase", id="bad image in a mount"),
    ],
)
def test_what_is_judged_everywhere(text: str, line: int, complaint: str) -> None:
    with pytest.raises(DockerfileError) as caught:
        planned(text)
    assert complaint in caught.value.message
    assert (caught.value.file, caught.value.line) == ("Dockerfile", line)


@pytest.mark.parametrize(
    ("text", "base"),
    [
        pytest.param("ARG A\nFROM $A", "$A", id="no default"),
        pytest.param("ARG V\nFROM python:${V}-slim", "python:${V}-slim", id="no tag"),
        pytest.param("ARG V=3\nFROM python:${V}-slim", "python:3-slim", id="a default"),
        pytest.param("ARG P\nFROM --platform=$P python", "python", id="no platform"),
    ],
)
def test_arguments_that_whoever_builds_may_give(text: str, base: str) -> None:
    found = planned_openly(text).final.base
    assert isinstance(found, ImageSource)
    assert found.ref == base


@pytest.mark.parametrize("text", ["FROM a:", "ARG A\nFROM ${A", "FROM --platform=foo a"])
def test_what_no_argument_can_help(text: str) -> None:
    with pytest.raises(DockerfileError):
        planned_openly(text)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        pytest.param("COPY --from=later a b", 'cannot copy from stage "later"', id="copy from below"),
        pytest.param("RUN --mount=from=later,target=/a b", 'cannot mount from stage "later"', id="mount from below"),
        pytest.param("COPY 'a b", "matching single-quote", id="unclosed quote"),
        pytest.param("COPY ${A:?needed} b", "A: needed", id="required variable"),
        pytest.param("COPY https://a/b c", "source can't be a URL for COPY", id="url"),
        pytest.param("COPY https://a/b.git c", "source can't be a git ref for COPY", id="git by https"),
        pytest.param("COPY git@a:b c", "source can't be a git ref for COPY", id="git by ssh"),
        pytest.param("ADD https://a/b.git?foo=1 c", 'unexpected query "foo"', id="git with a strange query"),
        pytest.param("ADD git://a/b?ref= c", "invalid ref value", id="git with an empty query"),
        pytest.param("ADD ssh://a/b?submodules=x c", "invalid submodules value", id="git with a bad truth"),
        pytest.param("ADD git@a:b?mtime=x c", "invalid mtime value", id="git with a bad time"),
        pytest.param("ADD https://a/b.git?ref=1&ref=2 c", "multiple values", id="git with a query twice"),
        pytest.param("COPY --chmod=8 a b", "invalid chmod parameter", id="not octal"),
        pytest.param("COPY --chmod=17777 a b", "invalid chmod parameter", id="too many bits"),
        pytest.param("ADD --checksum=sha256:0 a b", "requires HTTP(S) or Git sources", id="checksum of a file"),
        pytest.param("ADD --checksum=x http://a/b c", "invalid checksum", id="bad checksum"),
        pytest.param("ADD --checksum=x http://a/b c d", "multiple sources", id="checksum of two"),
        pytest.param("RUN --mount=type=foo x", 'unsupported mount type "foo"', id="unknown mount"),
        pytest.param("RUN --mount=target=/ x", 'invalid mount target "/"', id="mount over everything"),
        pytest.param("RUN --mount=foo x", "invalid field 'foo' must be a key=value pair", id="bare word in a mount"),
        pytest.param("RUN --mount=foo=1 x", "unexpected key 'foo'", id="unknown key in a mount"),
        pytest.param("RUN --mount=required x", "unexpected key 'required'", id="key of another mount"),
        pytest.param("RUN --mount=size=1,type=tmpfs x", "unexpected key 'size'", id="key before its type"),
        pytest.param("RUN --mount=type=tmpfs,size=x x", "invalid value for size", id="bad size"),
        pytest.param("RUN --mount=ro=x x", "invalid value for ro", id="bad truth"),
        pytest.param("RUN --mount=type=cache,mode=9 x", "invalid value 9 for mode", id="bad mode"),
        pytest.param("RUN --mount=uid=1 x", 'uid not allowed for "bind"', id="owner of a bind mount"),
        pytest.param("RUN --mount=sharing=locked x", "invalid cache sharing", id="sharing of a bind mount"),
        pytest.param("RUN --mount=type=cache,sharing=x x", "unsupported sharing value", id="unknown sharing"),
        pytest.param("RUN --mount=type=secret x", "one of source, target required", id="secret without a name"),
        pytest.param("RUN --mount=type=secret,id=a,from=b x", "should not have a from", id="secret from a stage"),
        pytest.param("RUN --mount=type=secret,id=a,src=b x", "both source and id", id="secret with two names"),
        pytest.param("RUN --mount=type=ssh,source=a x", "ssh does not support source", id="ssh with a source"),
        pytest.param("RUN --device=a x", "device feature", id="device"),
        pytest.param("STOPSIGNAL FOO", "invalid signal: FOO", id="unknown signal"),
        pytest.param("STOPSIGNAL 0", "invalid signal: 0", id="signal zero"),
        pytest.param("EXPOSE foo", "invalid containerPort: foo", id="port that is no number"),
        pytest.param("EXPOSE 80/foo", "invalid proto: foo", id="unknown protocol"),
        pytest.param("EXPOSE 90-80", "invalid containerPort: 90-80", id="ports backwards"),
        pytest.param("EXPOSE 1-3:1-2", "invalid ranges", id="ranges of different length"),
        pytest.param("EXPOSE a:1:1", "invalid IP address: a", id="bad address"),
        pytest.param("LABEL a='b", "matching single-quote", id="unclosed label"),
        pytest.param("ENV A=${A:=b}", "unsupported modifier", id="bad modifier"),
        pytest.param("ARG A='b", "matching single-quote", id="unclosed argument"),
        pytest.param("USER ${", "missing '}'", id="unclosed user"),
        pytest.param("WORKDIR ${}", "bad substitution", id="bad working directory"),
    ],
)
def test_what_is_judged_only_in_stages_that_are_needed(line: str, complaint: str) -> None:
    text = f"FROM a AS one\n{line}\nFROM b AS later\n"
    assert planned(text).reachable == (1,)
    with pytest.raises(DockerfileError) as caught:
        planned(text, "one")
    assert complaint in caught.value.message
    assert caught.value.line == 2


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("STOPSIGNAL SIGRTMIN+3", id="real-time signal"),
        pytest.param("STOPSIGNAL $S", id="signal in a variable"),
        pytest.param("EXPOSE 80 8000-8010/TCP 127.0.0.1:1:2 [::1]:1:2 1-3:80 $P", id="all kinds of ports"),
        pytest.param("COPY --chmod=u=rwX,go-w a b", id="symbolic mode"),
        pytest.param("COPY --chmod=$M a b", id="mode in a variable"),
        pytest.param("COPY ./git@a:b github.com/a/b c", id="paths that look like git"),
        pytest.param("ADD --checksum=abc git@a:b c", id="checksum of a commit"),
        pytest.param("ADD https://a/b.git?ref=x&submodules=0&mtime=commit&&%&keep-git-dir c", id="git with queries"),
        pytest.param("COPY git@a:b?% ftp://a/b git://a:b/c d", id="what is almost git"),
        pytest.param("RUN --mount=type=cache,target=/c,id=x,sharing=locked,mode=0755,uid=1,gid=1 x", id="cache"),
        pytest.param("RUN --mount=type=secret,id=a,env=A,required=true x", id="secret"),
        pytest.param("RUN --mount=type=ssh,required --mount=type=tmpfs,target=/t,size=1.5g x", id="ssh and tmpfs"),
        pytest.param("RUN --mount=target=/t,rw --mount=dst=/u,readonly=false x", id="written mounts"),
        pytest.param("VOLUME $A /b", id="volume in a variable of the base image"),
        pytest.param("COPY --from=Nginx/x:1 a b", id="a domain may be in upper case"),
    ],
)
def test_what_could_be_refused_is_not(line: str) -> None:
    assert planned(f"FROM a\nENV S=TERM P=80 M=644\n{line}").final.index == 0


def test_a_volume_that_comes_to_nothing() -> None:
    with pytest.raises(DockerfileError, match="can not be an empty string"):
        planned("FROM scratch AS a\nFROM a\nVOLUME $A\n")
