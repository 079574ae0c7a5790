"""What BuildKit refuses to parse, with the line it names."""

from __future__ import annotations

import pytest

from ctxlint.dockerfile import parse
from ctxlint.errors import DockerfileError
from tests.dockerfile.files import stage


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        pytest.param("FOO a", "unknown instruction: FOO", id="unknown instruction"),
        pytest.param("COPYa b", "unknown instruction: COPYA", id="keyword without a blank"),
        pytest.param("COPY a", "COPY requires at least two arguments", id="copy without a destination"),
        pytest.param("ADD", "ADD requires at least two arguments", id="add of nothing"),
        pytest.param('COPY ["a"]', "COPY requires at least two arguments", id="array without a destination"),
        pytest.param('COPY ["a", 1]', "arrays must be comprised of strings only", id="number in an array"),
        pytest.param("RUN [[]]", "arrays must be comprised of strings only", id="array in an array"),
        pytest.param("COPY --foo a b", "unknown flag: --foo", id="unknown flag"),
        pytest.param("ADD --from=a b c", "unknown flag: --from", id="flag of another instruction"),
        pytest.param("RUN --user=a x", "unknown flag: --user", id="run has few flags"),
        pytest.param("ENV --a b=c", "unknown flag: --a", id="env has none"),
        pytest.param("COPY --from a b", "missing a value on flag: --from", id="flag without a value"),
        pytest.param("COPY --link= a b", "missing a value on flag: --link", id="switch with an empty value"),
        pytest.param("COPY --link=on a b", "expecting boolean value for flag --link", id="switch with a word"),
        pytest.param("COPY --from=a --from=b a b", "duplicate flag specified: --from", id="flag given twice"),
        pytest.param("COPY a <<EOF\nEOF", "COPY cannot accept a heredoc as a destination", id="heredoc as destination"),
        pytest.param("COPY <<EOF /a\nb", "unterminated heredoc", id="heredoc without an end"),
        pytest.param("ENV a", "ENV must have two arguments", id="env without a value"),
        pytest.param("LABEL a", "LABEL must have two arguments", id="label without a value"),
        pytest.param("ENV", "ENV requires at least one argument", id="env of nothing"),
        pytest.param("ENV a=b c", 'can\'t find = in "c"', id="env with a stray word"),
        pytest.param("ENV =a", "ENV names can not be blank", id="env without a name"),
        pytest.param("ARG", "ARG requires at least one argument", id="argument of nothing"),
        pytest.param("ARG =a", "ARG names can not be blank", id="argument without a name"),
        pytest.param("WORKDIR", "WORKDIR requires exactly one argument", id="workdir of nothing"),
        pytest.param("USER", "USER requires exactly one argument", id="user of nothing"),
        pytest.param("MAINTAINER", "MAINTAINER requires exactly one argument", id="maintainer of nothing"),
        pytest.param("STOPSIGNAL", "STOPSIGNAL requires exactly one argument", id="signal of nothing"),
        pytest.param("EXPOSE", "EXPOSE requires at least one argument", id="expose of nothing"),
        pytest.param("VOLUME", "VOLUME requires at least one argument", id="volume of nothing"),
        pytest.param('VOLUME [" "]', "VOLUME specified can not be an empty string", id="volume without a name"),
        pytest.param("SHELL []", "SHELL requires at least one argument", id="shell of nothing"),
        pytest.param("SHELL sh -c", "SHELL requires the arguments to be in JSON form", id="shell as text"),
        pytest.param("ONBUILD", "ONBUILD requires at least one argument", id="trigger of nothing"),
        pytest.param("ONBUILD onbuild RUN a", "Chaining ONBUILD", id="trigger of a trigger"),
        pytest.param("ONBUILD FROM a", "FROM isn't allowed as an ONBUILD trigger", id="from as a trigger"),
        pytest.param("ONBUILD maintainer a", "MAINTAINER isn't allowed", id="maintainer as a trigger"),
        pytest.param("ONBUILD ENV a", "ENV must have two arguments", id="a trigger that cannot be cut"),
        pytest.param("ONBUILD --a RUN b", "unknown flag: --a", id="onbuild has no flags"),
        pytest.param("HEALTHCHECK", "HEALTHCHECK requires at least one argument", id="healthcheck of nothing"),
        pytest.param("HEALTHCHECK NONE a", "HEALTHCHECK NONE takes no arguments", id="none with arguments"),
        pytest.param("HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD", id="check of nothing"),
        pytest.param("HEALTHCHECK FOO a", 'Unknown type "FOO" in HEALTHCHECK', id="unknown kind of check"),
        pytest.param("HEALTHCHECK --interval=1x CMD a", 'invalid duration "1x"', id="unknown unit"),
        pytest.param("HEALTHCHECK --timeout=1us CMD a", "cannot be less than 1ms", id="too short"),
        pytest.param("HEALTHCHECK --retries=-1 CMD a", "--retries", id="negative count"),
        pytest.param("RUN --mount= x", "failed to parse csv mounts", id="empty mount"),
        pytest.param(r"RUN --mount=a\"b x", "failed to parse csv mounts", id="quote in a mount"),
        pytest.param("RUN --mount=from=$A x", "'from' doesn't support variable expansion", id="variable in from"),
        pytest.param("RUN --network=foo x", 'invalid network mode "foo"', id="unknown network"),
        pytest.param("RUN --security=foo x", 'security "foo" is not valid', id="unknown security mode"),
        pytest.param("FROM", "FROM requires either one or three arguments", id="from nothing"),
        pytest.param("FROM a b", "FROM requires either one or three arguments", id="from two words"),
        pytest.param("FROM a IS b", "FROM requires either one or three arguments", id="from without as"),
        pytest.param("FROM a AS b c", "FROM requires either one or three arguments", id="from four words"),
        pytest.param("FROM a AS 1b", 'invalid name for build stage: "1b"', id="name with a digit first"),
        pytest.param("FROM a AS b/c", 'invalid name for build stage: "b/c"', id="name with a slash"),
        pytest.param("FROM --foo=1 a", "unknown flag: --foo", id="from with a strange flag"),
        pytest.param("\\\n", "unknown instruction: ", id="a continuation of nothing"),
    ],
)
def test_an_instruction_is_refused(line: str, complaint: str) -> None:
    with pytest.raises(DockerfileError) as caught:
        stage("", line)
    assert complaint in caught.value.message
    assert (caught.value.file, caught.value.line) == ("Dockerfile", 3)


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        pytest.param("", 1, "file with no instructions", id="empty"),
        pytest.param("\n# only\n", 2, "file with no instructions", id="only comments"),
        pytest.param("ARG a\n", 1, "dockerfile contains no stages to build", id="only arguments"),
        pytest.param("ARG a\nRUN b\nFROM c", 2, "no build stage in current context", id="before the first stage"),
        pytest.param("# escape=x\nFROM a", 1, "invalid escape token 'x'", id="unknown escape"),
        pytest.param("# escape=`\n# Escape=`\nFROM a", 2, "only one escape parser directive", id="two escapes"),
        pytest.param("# check=foo\nFROM a", 1, 'invalid check option "foo"', id="unknown check option"),
        pytest.param("# check=skip=a;error=2\nFROM a", 1, 'invalid check option "error=2"', id="bad check value"),
        pytest.param("FROM a\n\nRUN " + "x" * 65532, 3, "greater than max allowed size of 65535", id="long line"),
        pytest.param("FROM a\nRUN " + "é" * 32766, 2, "greater than max allowed size", id="long line in bytes"),
        pytest.param("FOO a\nENV b", 2, "ENV must have two arguments", id="what cannot be cut comes first"),
        pytest.param("FROM a\nRUN <<A <<B\nA\n", 2, "unterminated heredoc", id="second heredoc without an end"),
        pytest.param("FROM a\nRUN \\\n  --foo \\\n  x", 2, "unknown flag: --foo", id="a continued one begins above"),
    ],
)
def test_a_file_is_refused(text: str, line: int, complaint: str) -> None:
    with pytest.raises(DockerfileError) as caught:
        parse(text, "Dockerfile")
    assert complaint in caught.value.message
    assert caught.value.line == line


def test_a_complaint_is_short() -> None:
    with pytest.raises(DockerfileError) as caught:
        stage("ENV a=b " + "c" * 60_000)
    assert len(caught.value.message) < 400


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("ARG --foo a", id="flags of arg are ignored"),
        pytest.param("STOPSIGNAL --foo TERM", id="flags of stopsignal are ignored"),
        pytest.param("HEALTHCHECK --foo NONE", id="flags of no healthcheck are ignored"),
        pytest.param("RUN --mount=foo,type=$T x", id="mounts are judged when they run"),
        pytest.param("COPY a b c", id="several sources and no slash"),
        pytest.param("EXPOSE foo", id="ports are judged when they are reached"),
        pytest.param("ONBUILD FOO", id="triggers are judged when they run"),
        pytest.param("FROM a AS b--c..d", id="names that are no image's"),
    ],
)
def test_what_could_be_refused_is_not(line: str) -> None:
    assert stage(line).stages
