"""Text -> :class:`Dockerfile`."""

from __future__ import annotations

import re
from types import MappingProxyType

from msgspec import Struct, field

from ctxlint.dockerfile.builders import build
from ctxlint.dockerfile.instructions import Arg, Dockerfile, From, Instruction, Span, Stage
from ctxlint.dockerfile.lines import MAX_LINE_BYTES, Lines
from ctxlint.dockerfile.nodes import Node, read_node
from ctxlint.dockerfile.text import RefusalError
from ctxlint.errors import DockerfileError

_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(text: str | bytes, file: str) -> Dockerfile:
    """Read a Dockerfile as BuildKit does; bytes that are no UTF-8 become U+FFFD.

    ``file`` is the path that errors name. Raises :class:`DockerfileError` for what BuildKit refuses to parse;
    what it refuses only when it builds a stage is left to :func:`plan`.
    """
    decoded = text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text
    lines = Lines(_SURROGATE.sub("\ufffd", decoded).removeprefix("\ufeff"))
    nodes = _nodes(lines, file)
    document = _Document()
    for node in nodes:
        try:
            document.add(build(node))
        except RefusalError as error:
            raise DockerfileError(str(error), file=file, line=node.span.line) from None
    if not document.stages:
        raise DockerfileError("dockerfile contains no stages to build", file=file, line=lines.number)
    return Dockerfile(
        file=file,
        directives=MappingProxyType(lines.directives.values),
        escape=lines.directives.escape,
        meta_args=tuple(document.meta_args),
        stages=tuple(stage.freeze(index) for index, stage in enumerate(document.stages)),
        comments=tuple(lines.comments),
    )


def _nodes(lines: Lines, file: str) -> list[Node]:
    """All nodes first: a line that cannot be cut is refused before an instruction that makes no sense."""
    nodes: list[Node] = []
    place = 0
    try:
        for logical in lines.logical():
            place = logical.line
            nodes.append(read_node(lines, logical))
            place = 0
    except RefusalError as error:
        raise DockerfileError(str(error), file=file, line=place or lines.number) from None
    if not nodes:
        raise DockerfileError("file with no instructions", file=file, line=max(lines.number, 1))
    if lines.overlong:
        message = f"dockerfile line greater than max allowed size of {MAX_LINE_BYTES}"
        raise DockerfileError(message, file=file, line=lines.number + 1)
    return nodes


class _OpenStage(Struct):
    from_: From
    instructions: list[Instruction] = field(default_factory=list)

    def freeze(self, index: int) -> Stage:
        first = self.from_.span
        last = self.instructions[-1].span if self.instructions else first
        span = Span(first.line, first.column, last.end_line, last.end_column)
        return Stage(index, self.from_.name, self.from_, tuple(self.instructions), span)


class _Document(Struct):
    meta_args: list[Arg] = field(default_factory=list)
    stages: list[_OpenStage] = field(default_factory=list)

    def add(self, instruction: Instruction) -> None:
        if isinstance(instruction, From):
            self.stages.append(_OpenStage(instruction))
        elif self.stages:
            self.stages[-1].instructions.append(instruction)
        elif isinstance(instruction, Arg):
            self.meta_args.append(instruction)
        else:
            raise RefusalError("no build stage in current context")
