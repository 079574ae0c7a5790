"""The engine that the ``docker`` command would ask: its environment, and its contexts as it keeps them."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from msgspec import Struct

from ctxlint.errors import EngineError

_DEFAULT = "default"


class Endpoint(Struct, frozen=True):
    """What a docker context says about its engine."""

    host: str
    certificates: Path | None
    """A directory with ``ca.pem``, ``cert.pem`` and ``key.pem``, or some of them."""
    verified: bool


def context_in_use() -> Endpoint | None:
    """The context that counts; ``None`` when that is the environment or this machine's own engine."""
    if os.environ.get("DOCKER_HOST"):
        return None
    name = os.environ.get("DOCKER_CONTEXT") or _read(_directory() / "config.json").get("currentContext") or _DEFAULT
    return None if name == _DEFAULT else _endpoint(str(name))


def _directory() -> Path:
    return Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker")


def _endpoint(name: str) -> Endpoint:
    digest = hashlib.sha256(name.encode()).hexdigest()
    found = _read(_directory() / "contexts" / "meta" / digest / "meta.json")
    if not found:
        raise EngineError(f"there is no docker context '{name}'")
    endpoints = found.get("Endpoints")
    docker = endpoints.get("docker") if isinstance(endpoints, dict) else None
    if not isinstance(docker, dict) or not isinstance(host := docker.get("Host"), str):
        raise EngineError(f"the docker context '{name}' names no engine")
    certificates = _directory() / "contexts" / "tls" / digest / "docker"
    return Endpoint(host, certificates if certificates.is_dir() else None, not docker.get("SkipTLSVerify"))


def _read(file: Path) -> dict[str, Any]:
    """An object of JSON; it is empty where there is no file."""
    try:
        read = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise EngineError(f"cannot be read ({error})", file=str(file)) from None
    return read if isinstance(read, dict) else {}
