"""The ``exclude`` option: where discovery does not look."""

from __future__ import annotations

from msgspec import Struct

from ctxlint.dockerignore import DockerIgnoreSpec
from ctxlint.errors import ConfigError, IgnoreSyntaxError


class Exclusion(Struct, frozen=True):
    """Decides by paths relative to the project root, in the language of ignore files."""

    spec: DockerIgnoreSpec

    def excludes(self, path: str) -> bool:
        """Tell whether a file is left out."""
        return self.spec.decide(path).excluded

    def prunes(self, path: str) -> bool:
        """Tell whether a directory is not entered: nothing below it can be taken back."""
        return not self.spec.negated and self.excludes(path)


def exclusion_of(patterns: tuple[str, ...], file: str) -> Exclusion | None:
    """Read ``exclude``, if it says anything; raises ``ConfigError`` about ``file`` for an invalid pattern."""
    if not patterns:
        return None
    try:
        return Exclusion(DockerIgnoreSpec.parse("\n".join(patterns), file=file))
    except IgnoreSyntaxError as error:
        raise ConfigError(f"'exclude' holds a pattern that is not valid: {error.message}", file=file) from error
