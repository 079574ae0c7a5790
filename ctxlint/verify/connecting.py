"""The way to the engine that the ``docker`` command would ask, whatever lies between."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docker import APIClient
from docker.tls import TLSConfig
from docker.utils import kwargs_from_env

from ctxlint.errors import EngineError
from ctxlint.verify.endpoints import context_in_use
from ctxlint.verify.sdk import FAILURES, SECONDS, Engine, reason_of
from ctxlint.verify.tunnel import tunnel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.verify.endpoints import Endpoint


@contextlib.contextmanager
def connect() -> Iterator[Engine]:
    """The engine of ``DOCKER_HOST``, else of the context in use, else of this machine."""
    settings = _settings()
    host = str(settings.get("base_url") or "the default socket")
    with tunnel(host) if host.startswith("ssh:") else contextlib.nullcontext() as behind_ssh:
        try:
            given = {"base_url": behind_ssh.address} if behind_ssh else settings
            api = _Client(version="auto", timeout=SECONDS, **given)
        except FAILURES as error:
            reason = (behind_ssh and behind_ssh.complaint) or reason_of(error)
            raise EngineError(f"the Docker engine at {host} cannot be reached: {reason}") from None
        with contextlib.closing(api):
            yield Engine(api)


class _Client(APIClient):
    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:  # noqa: ANN401
        """Trust the engine's own authority: ``REQUESTS_CA_BUNDLE`` would come before it, and is about the web."""
        verify = self.verify if verify is None else verify
        return super().merge_environment_settings(url, proxies, stream, verify, cert)


def _settings() -> dict[str, Any]:
    context = context_in_use()
    try:
        if context is None or not context.host:
            return dict(kwargs_from_env())
        return {"base_url": context.host, "tls": _tls(context) if context.certificates else False}
    except FAILURES as error:
        raise EngineError(f"the certificates of the Docker engine cannot be used: {reason_of(error)}") from None


def _tls(context: Endpoint) -> TLSConfig:
    files = {name: Path(context.certificates or "", f"{name}.pem") for name in ("ca", "cert", "key")}
    ca, cert, key = (str(file) if file.exists() else None for file in files.values())
    return TLSConfig(client_cert=(cert, key) if cert and key else None, ca_cert=ca, verify=context.verified)
