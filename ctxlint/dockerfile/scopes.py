"""Variables: environments that stages and steps share, and what the builder defines by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
DEFAULT_SHELL = ("/bin/sh", "-c")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY")
_PLATFORM = {
    "BUILDPLATFORM": "linux/amd64",
    "BUILDOS": "linux",
    "BUILDOSVERSION": "",
    "BUILDARCH": "amd64",
    "BUILDVARIANT": "",
    "TARGETPLATFORM": "linux/amd64",
    "TARGETOS": "linux",
    "TARGETOSVERSION": "",
    "TARGETARCH": "amd64",
    "TARGETVARIANT": "",
}
_MAX_LAYERS = 512


class Environment(Mapping[str, str]):
    """Immutable variables in layers, so that every step can keep its own for the price of what it changed."""

    __slots__ = ("_depth", "_outer", "_own")

    def __init__(self, own: Mapping[str, str], outer: Environment | None = None) -> None:
        self._own = own
        self._outer = outer
        self._depth: int = 0 if outer is None else outer._depth + 1

    def set(self, variables: Mapping[str, str]) -> Environment:
        """Return the environment with more variables, or new values for old ones."""
        if not variables:
            return self
        outer = Environment(self._flat()) if self._depth >= _MAX_LAYERS else self
        return Environment(variables, outer)

    def __getitem__(self, name: str) -> str:
        layer: Environment | None = self
        while layer is not None:
            if name in layer._own:
                return layer._own[name]
            layer = layer._outer
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._flat())

    def __len__(self) -> int:
        return len(self._flat())

    def __repr__(self) -> str:
        return f"Environment({self._flat()!r})"

    def _flat(self) -> dict[str, str]:
        layers = []
        layer: Environment | None = self
        while layer is not None:
            layers.append(layer._own)
            layer = layer._outer
        return {name: value for own in reversed(layers) for name, value in own.items()}


def predefined(target: str, build_args: Mapping[str, str]) -> dict[str, str]:
    """Return what ``FROM`` and a bare ``ARG`` see without any definition."""
    defaults = {**_PLATFORM, "TARGETSTAGE": target or "default"}
    return {name: build_args.get(name, value) for name, value in defaults.items()}


def proxies(build_args: Mapping[str, str]) -> dict[str, str]:
    """Return the proxy variables that every ``RUN`` gets, in both spellings."""
    given = {name.upper(): value for name, value in sorted(build_args.items()) if name.upper() in PROXIES}
    return {spelling: value for name, value in given.items() for spelling in (name, name.lower())}
