"""The ``# name=value`` lines at the top of a file that change how the rest is read."""

from __future__ import annotations

import re

from ctxlint.dockerfile.text import SPACES, TRUTHS, RefusalError

NAMES = ("syntax", "escape", "check")
_BLANKS = "\t\n\f\r "
_NAME = re.compile(r"([A-Za-z][A-Za-z0-9]*)[\t\n\f\r ]*=")


class Directives:
    """Collects directives until the first line that is none; the escape character is known at any time."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.escape = "\\"
        self._open = True
        self._after_shebang = False

    def close(self) -> None:
        """No directive can follow."""
        self._open = False

    def take(self, comment: str, *, first: bool) -> bool:
        """Whether a line that starts with ``#`` is a directive; raises :class:`RefusalError`."""
        if first and comment.startswith("#!"):
            self._after_shebang = True
            return False
        directive = _directive(comment) if self._open else None
        if directive is None:
            self.close()
            return False
        self._set(*directive)
        return True

    def _set(self, name: str, value: str) -> None:
        if name == "check":
            _check_options(value)
        if self._after_shebang:  # the builder finds its frontend there, but the parser no longer looks
            if name != "escape":
                self.values.setdefault(name, value)
            return
        if name in self.values:
            raise RefusalError(f"only one {name} parser directive can be used")
        self.values[name] = value
        if name == "escape":
            self._set_escape(value)

    def _set_escape(self, value: str) -> None:
        if value not in ("\\", "`"):
            raise RefusalError(f"invalid escape token '{value}' does not match ` or \\")
        self.escape = value


def _check_options(value: str) -> None:
    """Refuse what the builder's own linter cannot be told; it reads no further than the first blank."""
    options = value.split(" ", 1)[0]
    for option in options.split(";", 2) if options else ():
        name, equals, setting = option.partition("=")
        known = name in ("skip", "experimental") or (name == "error" and setting in TRUTHS)
        if not equals or not known:
            raise RefusalError(f'failed to parse check options: invalid check option "{option}"')


def _directive(comment: str) -> tuple[str, str] | None:
    body = comment[1:].lstrip(SPACES)
    match = _NAME.match(body)
    if match is None or match[1].lower() not in NAMES:
        return None
    rest = body[match.end() :]
    value = rest.strip(_BLANKS) or rest[-1:]
    return (match[1].lower(), value) if value else None
