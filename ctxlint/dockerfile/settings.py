"""Small grammars that a builder judges when it reaches the instruction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxlint.dockerfile.text import RefusalError

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLATFORM_OS = re.compile(r"([A-Za-z0-9_-]+)(?:\([A-Za-z0-9_.%-]*(?:\+[A-Za-z0-9_.%-]+)*\))?")
_PLATFORM_PART = re.compile(r"[A-Za-z0-9_.-]+")
_SYSTEM = re.compile(
    "aix|android|darwin|macos|dragonfly|freebsd|hurd|illumos|ios|js|linux|nacl|netbsd|openbsd|plan9|solaris|windows|zos",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    "i?386|amd64|x86[_-]64|amd64p32|arm|armhf|armel|armbe|arm64|arm64be|aarch64|ppc|ppc64|ppc64le|loong64|"
    "mips|mipsle|mips64|mips64le|mips64p32|mips64p32le|riscv|riscv64|s390x?|sparc|sparc64|wasm",
    re.IGNORECASE,
)
_SIGNAL = re.compile(
    "(?:SIG)?(?:ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|POLL|PROF|PWR|QUIT|SEGV|STKFLT|STOP|SYS|"
    "TERM|TRAP|TSTP|TTIN|TTOU|URG|USR1|USR2|VTALRM|WINCH|XCPU|XFSZ|"
    r"RTMIN(?:\+(?:[1-9]|1[0-5]))?|RTMAX(?:-(?:[1-9]|1[0-4]))?)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[+-]?0*[1-9][0-9]{0,17}")
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[1-9]?[0-9]|10[0-9])"
_ADDRESS = re.compile(rf"(?:{_OCTET}\.){{3}}{_OCTET}|[0-9A-Fa-f]{{0,4}}:(?:[0-9A-Fa-f]{{0,4}}:)+[0-9A-Fa-f.]*")
_MODE = re.compile(r"[ugoa]*(?:[+\-=][rwxXstugo]*)+(?:,[ugoa]*(?:[+\-=][rwxXstugo]*)+)*")


def check_platform(text: str) -> None:
    """Raise :class:`RefusalError` unless the text is ``os``, ``arch``, ``os/arch`` or ``os/arch/variant``."""
    system, *parts = text.split("/", 3)
    match = _PLATFORM_OS.fullmatch(system)
    known = parts or _MACHINE.fullmatch(system) or (match and _SYSTEM.fullmatch(match[1]))
    if match is None or not known or len(parts) > 2 or not all(map(_PLATFORM_PART.fullmatch, parts)):
        raise RefusalError(f"failed to parse platform {text}")


def check_signal(text: str) -> None:
    """Raise :class:`RefusalError` for what is neither a number nor a signal of Linux."""
    if not _NUMBER.fullmatch(text) and not _SIGNAL.fullmatch(text):
        raise RefusalError(f"invalid signal: {text}")


def check_mode(text: str) -> None:
    """Raise :class:`RefusalError` for a ``--chmod`` that is neither octal up to 07777 nor symbolic."""
    octal = re.fullmatch(r"0*[0-7]{1,4}", text)
    if text and not octal and not _MODE.fullmatch(text):
        raise RefusalError(f"invalid chmod parameter: '{text}'. it should be octal string and between 0 and 07777")


def check_ports(ports: Iterable[str]) -> None:
    """Raise :class:`RefusalError` for a port that is not ``[[ip:]host:]port[-port][/protocol]``."""
    for port in ports:
        numbers, _, protocol = port.partition("/")
        if protocol.lower() not in ("", "tcp", "udp", "sctp"):
            raise RefusalError(f"invalid proto: {protocol}")
        *address, host, container = [*[""] * (2 - min(numbers.count(":") + 1, 2)), *numbers.split(":")]
        _check_address(":".join(address))
        width = _width(container, "containerPort")
        if host and _width(host, "hostPort") != width and width:
            raise RefusalError(f"invalid ranges specified for container and host Ports: {container} and {host}")


def _check_address(address: str) -> None:
    bare = address[1:-1] if address.startswith("[") and address.endswith("]") else address
    if address and not _ADDRESS.fullmatch(bare):
        raise RefusalError(f"invalid IP address: {address}")


def _width(ports: str, what: str) -> int:
    """Return the last port minus the first."""
    match = re.fullmatch(r"(\+?[0-9]{1,9})(?:-(\+?[0-9]{1,9}))?", ports)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if first > last or last > 65535:
        raise RefusalError(f"invalid {what}: {ports}")
    return last - first
