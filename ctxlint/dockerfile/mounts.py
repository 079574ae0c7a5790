"""``RUN --mount``: its fields as written, and what they come to once variables are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxlint.dockerfile.instructions import Mount, MountOption, Span
from ctxlint.dockerfile.text import TRUTHS, Piece, RefusalError

if TYPE_CHECKING:
    from ctxlint.dockerfile.flags import Flag

TYPES = ("bind", "cache", "tmpfs", "secret", "ssh")
_CANONICAL = {"src": "source", "dst": "target", "destination": "target", "ro": "readonly", "rw": "readwrite"}
_SHARING = ("shared", "private", "locked")
_SIZE = re.compile(
    r"(?:\+?(?:\d+\.?\d*|\.\d+)|-(?:0+\.?0*|\.0+))(?:e[+-]?\d+)? ?(?:[kmgtp](?:i?b)?|b)?", re.IGNORECASE | re.ASCII
)

Expander = Callable[[str], str]
Locate = Callable[[int, int], Span]


def parse_mount(flag: Flag, locate: Locate) -> Mount:
    """Cut a flag into options; raises :class:`RefusalError`."""
    value = flag.value()
    if not value.text:
        raise RefusalError("failed to parse csv mounts: EOF")
    options = tuple(_option(field, locate) for field in _fields(flag))
    sources = [option.value or "" for option in options if option.key == "from" and option.value is not None]
    for source in sources:
        if "$" in source[:-1]:
            raise RefusalError("'from' doesn't support variable expansion, define alias stage instead")
    return Mount(options, sources[-1] if sources else "", locate(value.start, value.end))


def _fields(flag: Flag) -> Iterator[Piece]:
    """Comma-separated values, of which one in double quotes may hold commas."""
    at = flag.text.index("=") + 1
    while True:
        end = _field_end(flag.text, at)
        field = flag.piece(at, end)
        if field.text.startswith('"'):
            field = Piece(field.text[1:-1].replace('""', '"'), field.start, field.end)
        yield field
        if end == len(flag.text):
            return
        at = end + 1


_QUOTED_FIELD = re.compile(r'"[^"]*+(?:""[^"]*+)*+"(?=,|\Z)')
_BARE_FIELD = re.compile(r'[^",]*+(?=,|\Z)')


def _field_end(text: str, at: int) -> int:
    found = (_QUOTED_FIELD if text.startswith('"', at) else _BARE_FIELD).match(text, at)
    if found is None:
        raise RefusalError('failed to parse csv mounts: bare or unclosed " in field')
    return found.end()


def _option(field: Piece, locate: Locate) -> MountOption:
    key, equals, value = field.text.partition("=")
    start = field.end - len(value) if equals and len(value) < field.end - field.start else field.start
    return MountOption(key.lower(), value if equals else None, locate(start, field.end))


class MountSettings(Struct, frozen=True):
    """A mount's options with variables replaced and defaults filled in; ``source_span`` points at ``source=``."""

    type: str = "bind"
    from_: str = ""
    source: str = ""
    target: str = ""
    id: str = ""
    env: str | None = None
    sharing: str = ""
    required: bool = False
    read_only: bool | None = None
    owned: str = ""
    """The last of ``mode``, ``uid`` and ``gid`` that is set, by name."""
    source_span: Span | None = None


def settle(mount: Mount, expand: Expander) -> MountSettings:
    """Judge the options in order, as the builder does; raises :class:`RefusalError`."""
    settings = MountSettings()
    for option in mount.options:
        settings = _settled(settings, option, expand)
    _check(settings)
    if settings.read_only is None:
        settings = replace(settings, read_only=settings.type not in ("cache", "tmpfs"))
    return settings


def _settled(settings: MountSettings, option: MountOption, expand: Expander) -> MountSettings:
    if option.value is None:
        return _bare(settings, option.key)
    key, value = _CANONICAL.get(option.key, option.key), expand(option.value)
    match key:
        case "type":
            return replace(settings, type=_one_of(value, TYPES, f'unsupported mount type "{value}"'))
        case "from":
            return replace(settings, from_=value)
        case "source":
            return replace(settings, source=value, source_span=option.span)
        case "target":
            return replace(settings, target=value)
        case "readonly" | "readwrite":
            return replace(settings, read_only=_truth(option.key, value) == (key == "readonly"))
        case "required":
            return replace(settings, required=_only_for(settings, key, "secret", "ssh") and _truth(key, value))
        case _:
            return _settled_detail(settings, option, value)


def _settled_detail(settings: MountSettings, option: MountOption, value: str) -> MountSettings:
    match option.key:
        case "size":
            _only_for(settings, "size", "tmpfs")
            if not _SIZE.fullmatch(value):
                raise RefusalError(f"invalid value for size: {value}")
            return settings
        case "id":
            return replace(settings, id=value)
        case "sharing":
            return replace(settings, sharing=_one_of(value, _SHARING, f'unsupported sharing value "{value}"'))
        case "mode" | "uid" | "gid":
            _check_number(option.key, value)
            return replace(settings, owned=option.key)
        case "env":
            return replace(settings, env=value)
        case _:
            raise RefusalError(f"unexpected key '{option.key}' in '{option.field}'")


def _bare(settings: MountSettings, key: str) -> MountSettings:
    match _CANONICAL.get(key, key):
        case "readonly" | "readwrite" as canonical:
            return replace(settings, read_only=canonical == "readonly")
        case "required":
            return replace(settings, required=_only_for(settings, "required", "secret", "ssh"))
        case _:
            raise RefusalError(f"invalid field '{key}' must be a key=value pair")


def _one_of(value: str, allowed: tuple[str, ...], refusal: str) -> str:
    if value.lower() not in allowed:
        raise RefusalError(refusal)
    return value.lower()


def _only_for(settings: MountSettings, key: str, *types: str) -> bool:
    if settings.type not in types:
        raise RefusalError(f"unexpected key '{key}' for mount type '{settings.type}'")
    return True


def _truth(key: str, value: str) -> bool:
    if value not in TRUTHS:
        raise RefusalError(f"invalid value for {key}: {value}")
    return TRUTHS[value]


def _check_number(key: str, value: str) -> None:
    digits = "[0-7]+" if key == "mode" else "[0-9]+"
    if not re.fullmatch(digits, value) or len(value.lstrip("0")) > 11 or int(value, 8 if key == "mode" else 10) >> 32:
        raise RefusalError(f"invalid value {value} for {key}")


def _check(settings: MountSettings) -> None:
    if settings.owned and settings.type not in ("secret", "ssh", "cache"):
        raise RefusalError(f'{settings.owned} not allowed for "{settings.type}" type mounts')
    if settings.type == "secret":
        _check_secret(settings)
    if settings.type == "ssh" and settings.source:
        raise RefusalError("ssh does not support source")
    if settings.sharing and settings.type != "cache":
        raise RefusalError(f"invalid cache sharing set for {settings.type} mount")


def _check_secret(settings: MountSettings) -> None:
    if settings.from_:
        raise RefusalError("secret mount should not have a from")
    if not (settings.source or settings.target or settings.id):
        raise RefusalError("invalid secret mount. one of source, target required")
    if settings.source and settings.id:
        raise RefusalError("both source and id can't be set")
