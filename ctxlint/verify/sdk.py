"""A real engine, through the Docker SDK."""

from __future__ import annotations

import contextlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import docker.errors
import requests
import urllib3.exceptions
from docker.types import LogConfig
from docker.utils.socket import frames_iter

from ctxlint.errors import EngineError
from ctxlint.verify.daemon import Ended, ImageInfo, Marked
from ctxlint.verify.marks import OWNER, RUN

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from docker import APIClient

    from ctxlint.verify.daemon import ClassicBuild, Container
    from ctxlint.verify.marks import Mark

SECONDS = 120
"""How long the engine may take to answer; a build or a container may be silent for longer."""
_CHUNK = 1 << 16
FAILURES = (docker.errors.DockerException, requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError)


def reason_of(error: BaseException) -> str:
    """The innermost reason of a failure in words; what to do about the usual ones."""
    if isinstance(error, docker.errors.APIError):
        return str(error.explanation or error)
    causes = list(_causes(error))
    if any(isinstance(cause, PermissionError) for cause in causes):
        return "permission denied; the user has to be in the group of the socket (often 'docker')"
    if any(isinstance(cause, FileNotFoundError | ConnectionRefusedError) for cause in causes):
        return "nothing answers there; is the engine running?"
    return str(causes[-1]) or type(causes[-1]).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error, and what it was made from; libraries keep that in arguments, too."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        cause = waiting.pop()
        if id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            waiting += [inner for inner in (cause.__context__, cause.__cause__) if inner]
            waiting += [inner for inner in cause.args if isinstance(inner, BaseException)]


@contextlib.contextmanager
def _asking(what: str) -> Iterator[None]:
    """Say in one sentence what an engine did not do."""
    try:
        yield
    except FAILURES as error:
        raise EngineError(f"the Docker engine does not {what}: {reason_of(error)}") from None


class Engine:
    """An engine that answers."""

    def __init__(self, api: APIClient) -> None:
        self._api = api

    def platform(self) -> str:
        """What it runs."""
        with _asking("tell its version"):
            version = self._api.version()
        return f"{version['Os']}/{version['Arch']}"

    def image(self, name: str) -> ImageInfo | None:
        """An image by name or id, if it is there."""
        with _asking(f"show the image {name}"):
            try:
                found: dict[str, Any] = self._api.inspect_image(name)  # type: ignore[no-untyped-call]
            except docker.errors.NotFound:
                return None
        config = found.get("Config") or {}
        return ImageInfo(
            id=found["Id"],
            platform=f"{found['Os']}/{found['Architecture']}",
            environment=dict(entry.split("=", 1) for entry in config.get("Env") or ()),
            workdir=config.get("WorkingDir") or "/",
            argv=(*(config.get("Entrypoint") or ()), *(config.get("Cmd") or ())),
        )

    def build(self, request: ClassicBuild, mark: Mark, name: str) -> Iterator[Mapping[str, object]]:
        """Build with the classic builder."""
        with _asking("build"):
            yield from self._api.build(
                fileobj=request.archive,
                custom_context=True,
                dockerfile=request.dockerfile,
                tag=name,
                target=request.target,
                buildargs=dict(request.build_args),
                labels=mark.labels,
                nocache=not request.cached,
                rm=True,
                forcerm=True,
                decode=True,
            )

    def create(self, container: Container, mark: Mark) -> str:
        """Make a container: no network, little to write to, no capabilities, no new privileges, limits."""
        limits = container.limits
        with _asking("make a container"):
            host = self._api.create_host_config(
                network_mode="none",
                read_only=True,
                tmpfs=dict.fromkeys(container.writable, f"rw,mode=1777,size={limits.scratch}"),
                cap_drop=["ALL"],
                security_opt=["no-new-privileges"],
                mem_limit=limits.memory,
                memswap_limit=limits.memory,
                pids_limit=limits.processes,
                log_config=LogConfig(type="none"),
            )
            made = self._api.create_container(
                container.image,
                entrypoint=list(container.argv[:1]),
                command=list(container.argv[1:]),
                environment=dict(container.environment),
                working_dir=container.workdir,
                labels=mark.labels,
                healthcheck={"test": ["NONE"]},
                use_config_proxy=False,
                host_config=host,
            )
        return str(made["Id"])

    def read(self, container: str, path: str) -> Generator[bytes] | None:
        """A tar of what is at a path."""
        with _asking(f"read {path}"):
            url = f"{self._api.base_url}/v{self._api.api_version}/containers/{container}/archive"
            response = self._api.get(url, params={"path": path}, stream=True, timeout=SECONDS)
            if response.status_code != HTTPStatus.OK:
                response.close()
                if response.status_code != HTTPStatus.NOT_FOUND:
                    raise EngineError(f"the Docker engine does not read {path} (status {response.status_code})")
                return None
        return self._chunks(response, path)

    @staticmethod
    def _chunks(response: requests.Response, path: str) -> Generator[bytes]:
        """The body; whoever has read enough closes the iterator, and the rest is not sent."""
        with _asking(f"read {path}"), contextlib.closing(response):
            yield from response.iter_content(_CHUNK)

    def run(self, container: str) -> Iterator[bytes]:
        """Start it, and follow what it prints."""
        with _asking("start the container"):
            socket = self._api.attach_socket(container, {"stdout": 1, "stderr": 1, "stream": 1})
        with contextlib.closing(socket), contextlib.closing(socket._response):  # nobody else closes it
            with _asking("start the container"):
                self._api.start(container)
            with _asking("follow the container"):
                yield from (data for _, data in frames_iter(socket, tty=False))  # type: ignore[no-untyped-call]

    def ended(self, container: str) -> Ended:
        """How it ended."""
        with _asking("tell how the container ended"):
            self._api.wait(container, timeout=SECONDS)
            state = self._api.inspect_container(container)["State"]
        return Ended(state["ExitCode"], bool(state.get("OOMKilled")), state.get("Error") or "")

    def kill(self, container: str) -> None:
        """End it now."""
        with contextlib.suppress(*FAILURES):
            self._api.kill(container)

    def marked(self, mark: Mark | None = None) -> Marked:
        """What a run, or any run, has made."""
        filters = {"label": f"{RUN}={mark.run}" if mark else RUN}
        with _asking("list what it has"):
            containers = self._api.containers(all=True, filters=filters)
            images = self._api.images(all=True, filters=filters)
        return Marked(*({each["Id"]: each["Labels"].get(OWNER, "") for each in kind} for kind in (containers, images)))

    def remove(self, containers: Sequence[str] = (), images: Sequence[str] = ()) -> None:
        """Remove these."""
        with _asking("remove what was made for the check"):
            for container in containers:
                with contextlib.suppress(docker.errors.NotFound):
                    self._remove_container(container)
            for image in images:
                try:
                    self._api.remove_image(image, force=True)
                except docker.errors.APIError as error:
                    if error.status_code not in (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT):
                        raise

    def _remove_container(self, container: str) -> None:
        try:
            self._api.remove_container(container, v=True, force=True)
        except docker.errors.APIError as error:
            if error.status_code != HTTPStatus.CONFLICT:
                raise
            # The engine removes it already, as it does when a build of the classic builder is interrupted.
            self._api.wait(container, timeout=SECONDS, condition="removed")
