"""What can go wrong for reasons that are not ours: every expected failure is one of these."""

from __future__ import annotations

from typing import ClassVar


class CtxlintError(Exception):
    """An expected failure: one sentence, with the file and line it is about.

    ``file`` is a path as the user would write it (relative to the project root when there is one),
    ``line`` is 1-based; both are ``None`` when the failure is not about a file.
    """

    kind: ClassVar[str] = "error"

    def __init__(self, message: str, *, file: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return f"{place}: {self.message}" if place else self.message


class IgnoreSyntaxError(CtxlintError):
    """An ignore file that the builder refuses."""

    kind: ClassVar[str] = "syntax"


class DockerfileError(CtxlintError):
    """A Dockerfile that the builder refuses."""

    kind: ClassVar[str] = "syntax"


class CopySourceError(CtxlintError):
    """A COPY, ADD or bind-mount source that does not exist where the builder looks for it.

    ``path`` is absolute below the root of the source (the context, a stage, …), as the builder prints it;
    ``None`` where the builder does not name the source itself.
    """

    kind: ClassVar[str] = "not-found"

    def __init__(self, message: str, *, path: str | None, file: str | None = None, line: int | None = None) -> None:
        super().__init__(message, file=file, line=line)
        self.path = path


class CopyConflictError(CtxlintError):
    """A copy that would replace a directory by a file, or write below a file."""

    kind: ClassVar[str] = "conflict"


class ContextError(CtxlintError):
    """A build context that cannot be read."""

    kind: ClassVar[str] = "context"


class ConfigError(CtxlintError):
    """A configuration or compose file with an unknown key, a wrong type or broken syntax."""

    kind: ClassVar[str] = "config"


class EngineError(CtxlintError):
    """A Docker engine that is not there, refuses, or cannot do what is needed."""

    kind: ClassVar[str] = "engine"
