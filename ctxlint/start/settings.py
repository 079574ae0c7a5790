"""Configuration files in an image: INI and TOML, as far as they can be read."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from ctxlint.packaging import parse_toml
from ctxlint.shell.unknown import unknown

if TYPE_CHECKING:
    from ctxlint.start.calls import Call

Ini = dict[str, dict[str, list[str]]]
_PLACEHOLDER = re.compile(r"%\(here\)s|%\(ENV_(\w+)\)s|%d|\$\((\w+)\)|%\((\w+)\)s?")


def read_ini(call: Call, file: str) -> Ini:
    """Sections -> keys -> values, a key may stand several times; placeholders are replaced where known."""
    path = call.path(file)
    text = call.files.text(path) or ""
    found: Ini = {}
    section: dict[str, list[str]] = {}
    last: list[str] = []
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        if stripped[0] == "[" and "]" in stripped:
            section = found.setdefault(stripped[1 : stripped.index("]")].strip(), {})
        elif line[0].isspace() and last:
            last[-1] += "\n" + stripped
        else:
            key, value = _pair(stripped)
            last = section.setdefault(key, [])
            last.append(_replaced(value, call, path, section))
    return found


def _pair(line: str) -> tuple[str, str]:
    match = re.match(r"([^=:]*?)\s*[=:]\s*(.*)", line)
    return (match[1], match[2].partition(" ;")[0].strip()) if match else (line, "")


def _replaced(value: str, call: Call, path: str, section: dict[str, list[str]]) -> str:
    directory = posixpath.dirname(path)

    def replacement(match: re.Match[str]) -> str:
        if match[0] == "%(here)s":
            return directory
        if match[0] == "%d":
            return directory.rstrip("/") + "/"
        name = match[1] or match[2]
        if name:
            return call.situation.environment.get(name, unknown(match[0]))
        return section.get(match[3], [unknown(match[0])])[-1]

    return _PLACEHOLDER.sub(replacement, value)[:20_000]


def last(section: dict[str, list[str]], key: str) -> str | None:
    """The value of a key that counts."""
    values = section.get(key)
    return values[-1] if values else None


def read_toml(call: Call, file: str) -> dict[str, Any]:
    """A TOML file of the image; empty when there is none that can be read."""
    return parse_toml(call.files.text(call.path(file)) or "")


def read_yaml(call: Call, file: str) -> dict[str, Any]:
    """A YAML or JSON file of the image; empty when there is none that can be read."""
    import yaml  # noqa: PLC0415 - few services need it, and it takes a while to load

    try:
        found = yaml.safe_load(call.files.text(call.path(file)) or "")
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
