"""Node -> instruction: one row per keyword says which flags it takes, how many words, and what becomes of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ctxlint.dockerfile import instructions as ins
from ctxlint.dockerfile.flags import Flags, Kind, check
from ctxlint.dockerfile.health import HEALTH_FLAGS, check_health_flags
from ctxlint.dockerfile.instructions import Instruction, Pair, Word
from ctxlint.dockerfile.mounts import parse_mount
from ctxlint.dockerfile.nodes import Node, PairPieces, cut_node
from ctxlint.dockerfile.request import Request
from ctxlint.dockerfile.text import SPACES, RefusalError
from ctxlint.dockerfile.transfers import ADD_FLAGS, COPY_FLAGS, add, copy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_STAGE_NAME = re.compile(r"[a-z][a-z0-9\-_.]*")
NETWORKS = ("default", "none", "host")
SECURITY_MODES = ("sandbox", "insecure")


class Row(Struct, frozen=True):
    """What one keyword demands; ``flags`` is ``None`` where the builder ignores them."""

    build: Callable[[Request], Instruction]
    flags: Mapping[str, Kind] | None = field(default_factory=dict)
    least: int = 0
    most: int | None = None
    complaint: str = ""


def build(node: Node) -> Instruction:
    """Make sense of a node; raises :class:`RefusalError`."""
    row = TABLE.get(node.keyword)
    if row is None:
        raise RefusalError(f"unknown instruction: {node.keyword}")
    count = len(node.arguments.words) + len(node.arguments.pairs) + (node.arguments.trigger is not None)
    if count < row.least or (row.most is not None and count > row.most):
        raise RefusalError(f"{node.keyword} {row.complaint}")
    flags = Flags() if row.flags is None else check(node.flags, row.flags)
    return row.build(Request(node, flags))


def _from(request: Request) -> Instruction:
    image, *alias = request.words
    name = None
    if alias:
        if len(alias) != 2 or alias[0].text.lower() != "as":
            raise RefusalError(f"FROM {_ONE_OR_THREE}")
        name = alias[1].text.lower()
        if not _STAGE_NAME.fullmatch(name):
            raise RefusalError(
                f'invalid name for build stage: "{alias[1].text}", name can\'t start with a number or contain symbols'
            )
    return ins.From(*request.head, image, name, request.flag("platform"))


def _run(request: Request) -> Instruction:
    mounts = tuple(parse_mount(flag, request.node.locate) for flag in request.flags.many("mount"))
    network = request.flags.text("network", "default")
    if network not in NETWORKS:
        raise RefusalError(f'invalid network mode "{network}"')
    security = request.flags.text("security", "sandbox")
    if security not in SECURITY_MODES:
        raise RefusalError(f'security "{security}" is not valid')
    devices = tuple(flag.value().text for flag in request.flags.many("device"))
    return ins.Run(*request.head, request.command, request.node.heredocs, mounts, network, security, devices)


def _shell(request: Request) -> Instruction:
    if not request.node.arguments.json:
        raise RefusalError(f"SHELL requires the arguments to be in JSON form, not: {request.command}")
    return ins.Shell(*request.head, tuple(piece.text for piece in request.pieces))


def _healthcheck(request: Request) -> Instruction:
    kind = request.pieces[0].text.upper()
    command = replace(request.node.arguments, words=request.pieces[1:])
    if kind == "NONE":
        if command.words:
            raise RefusalError("HEALTHCHECK NONE takes no arguments")
        return ins.Healthcheck(*request.head, None)
    checked = replace(request, flags=check(request.node.flags, dict.fromkeys(HEALTH_FLAGS, Kind.ONCE)))
    if kind != "CMD":
        raise RefusalError(f'Unknown type "{kind}" in HEALTHCHECK (try CMD)')
    if not command.words:
        raise RefusalError("Missing command after HEALTHCHECK CMD")
    check_health_flags(checked.flags)
    return ins.Healthcheck(*request.head, replace(request, node=replace(request.node, arguments=command)).command)


def _pairs(request: Request) -> tuple[Pair, ...]:
    return tuple(_pair(request, pair) for pair in request.node.arguments.pairs)


def _pair(request: Request, pair: PairPieces) -> Pair:
    if not pair.key:
        raise RefusalError(f"{request.node.keyword} names can not be blank")
    return Pair(pair.key, pair.value, request.word(pair.piece).span, pair.legacy)


def _arg(request: Request) -> Instruction:
    return ins.Arg(*request.head, tuple(_arg_pair(request.word(piece)) for piece in request.pieces))


def _arg_pair(word: Word) -> Pair:
    key, equals, value = word.text.partition("=")
    if not key:
        raise RefusalError("ARG names can not be blank")
    return Pair(key, value if equals else None, word.span)


def _volume(request: Request) -> Instruction:
    paths = tuple(request.word(piece) for piece in request.pieces)
    if not all(path.text.strip(SPACES) for path in paths):
        raise RefusalError("VOLUME specified can not be an empty string")
    return ins.Volume(*request.head, tuple(replace(path, text=path.text.strip(SPACES)) for path in paths))


def _onbuild(request: Request) -> Instruction:
    trigger = request.node.arguments.trigger
    if trigger is None or trigger.keyword == "ONBUILD":
        raise RefusalError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    if trigger.keyword in ("MAINTAINER", "FROM"):
        raise RefusalError(f"{trigger.keyword} isn't allowed as an ONBUILD trigger")
    try:
        again = cut_node(trigger.logical, trigger.piece, "\\")  # the image keeps the text, not the escape character
        inner = build(replace(again, heredocs=request.node.heredocs))
    except RefusalError as error:
        return ins.Onbuild(*request.head, None, str(error))
    return ins.Onbuild(*request.head, inner, None)


def _workdir(request: Request) -> Instruction:
    return ins.Workdir(*request.head, request.words[0])


def _user(request: Request) -> Instruction:
    return ins.User(*request.head, request.words[0])


def _stopsignal(request: Request) -> Instruction:
    return ins.Stopsignal(*request.head, request.words[0])


def _maintainer(request: Request) -> Instruction:
    return ins.Maintainer(*request.head, request.pieces[0].text)


def _expose(request: Request) -> Instruction:
    return ins.Expose(*request.head, request.words)


def _cmd(request: Request) -> Instruction:
    return ins.Cmd(*request.head, request.command)


def _entrypoint(request: Request) -> Instruction:
    return ins.Entrypoint(*request.head, request.command)


def _env(request: Request) -> Instruction:
    return ins.Env(*request.head, _pairs(request))


def _label(request: Request) -> Instruction:
    return ins.Label(*request.head, _pairs(request))


_SOME = "requires at least one argument"
_ONE = "requires exactly one argument"
_TWO = "requires at least two arguments, but only one was provided. Destination could not be determined"
_ONE_OR_THREE = "requires either one or three arguments"
_RUN_FLAGS = {"mount": Kind.MANY, "network": Kind.ONCE, "security": Kind.ONCE, "device": Kind.MANY}

TABLE: Mapping[str, Row] = {
    "ADD": Row(add, ADD_FLAGS, least=2, complaint=_TWO),
    "ARG": Row(_arg, flags=None, least=1, complaint=_SOME),
    "CMD": Row(_cmd),
    "COPY": Row(copy, COPY_FLAGS, least=2, complaint=_TWO),
    "ENTRYPOINT": Row(_entrypoint),
    "ENV": Row(_env, least=1, complaint=_SOME),
    "EXPOSE": Row(_expose, least=1, complaint=_SOME),
    "FROM": Row(_from, {"platform": Kind.ONCE}, least=1, most=3, complaint=_ONE_OR_THREE),
    "HEALTHCHECK": Row(_healthcheck, flags=None, least=1, complaint=_SOME),
    "LABEL": Row(_label, least=1, complaint=_SOME),
    "MAINTAINER": Row(_maintainer, least=1, most=1, complaint=_ONE),
    "ONBUILD": Row(_onbuild, least=1, complaint=_SOME),
    "RUN": Row(_run, _RUN_FLAGS),
    "SHELL": Row(_shell, least=1, complaint=_SOME),
    "STOPSIGNAL": Row(_stopsignal, flags=None, least=1, most=1, complaint=_ONE),
    "USER": Row(_user, least=1, most=1, complaint=_ONE),
    "VOLUME": Row(_volume, least=1, complaint=_SOME),
    "WORKDIR": Row(_workdir, least=1, most=1, complaint=_ONE),
}
