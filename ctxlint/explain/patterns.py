"""The lines by which programs, shells, launchers and builders say that something is not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.explain.values import Kind, Question

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTE = r"[\"'`‘’]"  # noqa: RUF001  # shells of some locales quote like this
_NO_FILE = r"(?:[Nn]o such file(?: or directory)?|[Nn]ot found|command not found|nonexistent directory)"


class Pattern(Struct, frozen=True):
    """A kind of line; a line without ``hint`` (in lower case) cannot be one."""

    kind: Kind
    hint: str
    regex: re.Pattern[str]
    fatal: bool = True


def _pattern(kind: Kind, hint: str, regex: str, *, fatal: bool = True) -> Pattern:
    return Pattern(kind, hint, re.compile(regex.replace("QUOTE", _QUOTE).replace("NO_FILE", _NO_FILE)), fatal)


_MODULE = r"No module named (?:QUOTE)?(?P<name>\w[\w.]*)"

PATTERNS: tuple[Pattern, ...] = (
    # Builders come first: what they print may look like a program's complaint.
    _pattern(Kind.SOURCE, "failed to", r"failed to (?:compute|calculate)[^\"]*\"(?P<name>[^\"]+)\":? not found"),
    _pattern(Kind.SOURCE, "buildkit-mount", r"/buildkit-mount\d+/(?P<name>[^:\"]+): no such file or directory"),
    _pattern(
        Kind.SOURCE,
        " failed: ",
        r"\b(?:COPY|ADD) failed: (?:[^:]*: )?(?:l?stat|forbidden path[^:]*:) "
        r"(?:\S*/docker-builder\d+/)?(?P<name>[^:]+): (?:file does not exist|no such file or directory)",
    ),
    _pattern(Kind.SOURCE, "copier: stat:", r"copier: stat: \[?\"(?P<name>[^\"]+)\"\]?: no such file"),
    _pattern(Kind.SOURCE, "/kaniko/", r"/kaniko/buildcontext/(?P<name>[^:]+): no such file or directory"),
    # Python
    _pattern(Kind.MODULE, "no module named", rf"^(?:\w+\.)*\w*(?:Error|Exception)\b.*?\b{_MODULE}"),
    _pattern(Kind.MODULE, "no module named", rf"(?:^|/)python[\d.]*: .*?{_MODULE}"),
    _pattern(
        Kind.ATTRIBUTE,
        "cannot import name",
        r"cannot import name QUOTE?(?P<attribute>\w+)QUOTE?"
        r"(?: from (?:partially initialized module )?QUOTE(?P<name>[\w.]+)QUOTE)",
    ),
    _pattern(
        Kind.ATTRIBUTE,
        "does not define a",
        r"Module \"(?P<name>[\w.]+)\" does not define a \"(?P<attribute>\w+)\"",
    ),
    _pattern(Kind.ATTRIBUTE, "has no attribute", r"module '(?P<name>[\w.]+)' has no attribute '(?P<attribute>\w+)'"),
    _pattern(
        Kind.PATH,
        "[errno 2]",
        r"\[Errno 2\][^:]*: b?QUOTE(?P<name>[^\"'`\n]+)QUOTE",
    ),
    _pattern(Kind.PATH, "can't open file", r"can't open file QUOTE(?P<name>[^\"'`]+)QUOTE"),
    # Launchers of Python
    _pattern(
        Kind.ATTRIBUTE,
        "not found in module",
        r"Attribute \"(?P<attribute>\w[\w.]*)\" not found in module \"(?P<name>[\w.]+)\"",
    ),
    _pattern(Kind.MODULE, "could not import module", r"Could not import module \"(?P<name>\w[\w.]*)\""),
    _pattern(Kind.MODULE, "could not import '", r"Could not import '(?P<name>\w[\w.]*)'\.?$"),
    _pattern(
        Kind.MODULE, "module not found", r"Cannot load application from '(?P<name>\w[\w.]*)[^']*', module not found"
    ),
    _pattern(Kind.MODULE, "was not found", r"The module (?P<name>\w[\w.]*) was not found"),
    _pattern(Kind.MODULE, "could not import settings", r"Could not import settings '(?P<name>\w[\w.]*)'"),
    _pattern(Kind.TAIL, "templatedoesnotexist", r"TemplateDoesNotExist(?:: | at \S+\s+)(?P<name>[\w./-]+)"),
    _pattern(Kind.TAIL, "templatenotfound", r"TemplateNotFound: QUOTE?(?P<name>[\w./-]+)"),
    _pattern(Kind.PATH, "no config file", r"No config file QUOTE(?P<name>[^\"'`]+)QUOTE found"),
    _pattern(Kind.PATH, "path doesn't exist", r"Path doesn't exist: QUOTE?(?P<name>[^\"'`\s]+?)QUOTE?\.?(?:\s|$)"),
    _pattern(Kind.PATH, "does not exist", r"(?:File|Path|Directory) QUOTE(?P<name>[^\"'`]+)QUOTE does not exist"),
    _pattern(Kind.PATH, "does not exist", r"(?:[Ff]ile|[Pp]ath) does not exist:? (?P<name>[^\s:]+\w)"),
    _pattern(Kind.PATH, "does not exist", r"Readme path QUOTE(?P<name>[^\"'`]+)QUOTE does not exist"),
    _pattern(Kind.PATH, "file://", r"Distribution not found at: file://(?P<name>/\S+)"),
    _pattern(Kind.PATH, "file://", r"file://(?P<name>/\S+?) (?:\(from .*\) )?does not appear to be a Python project"),
    # Container engines, process managers and shells
    _pattern(Kind.PATH, "executable file not found", r"exec: \"(?P<name>[^\"]+)\": executable file not found"),
    _pattern(Kind.PATH, "exec: ", r"exec: \"(?P<name>[^\"]+)\": (?:stat [^:]+: )?(?:no such file|permission denied)"),
    _pattern(
        Kind.PATH,
        "exec ",
        r"\bexec (?P<name>[^\s:\"]+)(?::| failed:) (?:NO_FILE|[Pp]ermission denied|[Ee]xec format error)",
    ),
    _pattern(
        Kind.PATH,
        "sh: ",
        r"(?:^|[\s/])\w*sh: (?:line )?(?:\d+: )?(?:\.: |exec: )?(?:can't open|cannot open|Can't open) "
        r"QUOTE?(?P<name>[^\s:\"'`]+)",
    ),
    _pattern(
        Kind.PATH,
        "sh: ",
        r"(?:^|[\s/])[\w.-]*sh: (?:line )?(?:\d+: )?(?:\.: |exec: |source: )?QUOTE?(?P<name>[^\s:\"'`]+)QUOTE?: "
        r"(?:NO_FILE|[Pp]ermission denied)",
    ),
    _pattern(Kind.PATH, "cannot find module", r"Cannot find module '(?P<name>/[^']+)'"),
    _pattern(
        Kind.PATH, "no such file", r"\b(?:open|l?stat)(?:\(\))? \"?(?P<name>/[^\"\s:]+)\"?(?::| failed).*?NO_FILE"
    ),
    # Lines that only mention it, which may be a warning.
    _pattern(Kind.MODULE, "no module named", _MODULE, fatal=False),
)


def question_in(line: str) -> Question | None:
    """What a line of a log complains about; the row of the table that comes first has the say."""
    low = line.lower()
    return next(_questions(line, low), None)


def _questions(line: str, low: str) -> Iterator[Question]:
    for pattern in PATTERNS:
        found = pattern.regex.search(line) if pattern.hint in low else None
        if found:
            groups = found.groupdict()
            name = groups["name"].strip().rstrip(".")
            if name:
                kind = Kind.PROGRAM if pattern.kind is Kind.PATH and _is_program(pattern, name) else pattern.kind
                yield Question(kind, name, groups.get("attribute") or "", line.strip(), fatal=pattern.fatal)


def _is_program(pattern: Pattern, name: str) -> bool:
    """Whether a shell or an engine looked for it on ``PATH``."""
    return "/" not in name and pattern.hint in ("executable file not found", "exec: ", "exec ", "sh: ")
