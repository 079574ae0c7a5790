"""Scripts that a RUN writes: ``RUN echo '…' > /start.sh`` and ``RUN cat > /start.sh <<EOF``."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxlint.dockerfile import RunStep

_PRINTED = re.compile(
    r"""\b(?:echo|printf)\s+(?:-[neE]+\s+)*(?P<text>(?:'[^']*'|"(?:[^"\\]|\\.)*")(?:\s+\\?(?:'[^']*'|"(?:[^"\\]|\\.)*"))*)"""
    r"""\s*(?P<mark>>>?)\s*(?P<path>[\w./@+-]+)""",
    re.S,
)
_DOCUMENT = re.compile(r"\b(?:cat|tee)\b(?P<line>[^\n]*<<-?\s*[\"']?(?P<name>\w+)[^\n]*)")
_TARGET = re.compile(r"(?<![0-9<])>>?\s*(?P<path>[\w./@+-]+)|^\s+(?P<tee>/?[\w./@+-]+)")
_STRINGS = re.compile(r"""'([^']*)'|"((?:[^"\\]|\\.)*)\"""", re.S)
_ESCAPE = re.compile(r"\\(n|t|\\|\"|\$|`)")
_ESCAPED = {"n": "\n", "t": "\t"}


def written_files(steps: Iterable[RunStep]) -> dict[str, str]:
    """Absolute path -> text of the files that commands of a known form write."""
    found: dict[str, str] = {}
    for step in steps:
        for match in _PRINTED.finditer(step.script or ""):
            path = posixpath.normpath(posixpath.join(step.workdir, match["path"]))
            before = found.get(path, "") if match["mark"] == ">>" else ""
            found[path] = before + _printed(match["text"])
        found |= {posixpath.normpath(posixpath.join(step.workdir, path)): text for path, text in _documents(step)}
    return found


def _printed(text: str) -> str:
    """What ``echo`` prints; its arguments stand on one line each, as a ``printf`` of lines has it."""
    parts = [match[1] if match[1] is not None else match[2] for match in _STRINGS.finditer(text)]
    if len(parts) > 1 and "%s" in parts[0]:
        parts = parts[1:]
    return "\n".join(_ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), part) for part in parts) + "\n"


def _documents(step: RunStep) -> Iterator[tuple[str, str]]:
    texts = {document.name.strip("\"'"): document.content for document in step.heredocs}
    for match in _DOCUMENT.finditer(step.script or ""):
        target = _TARGET.search(match["line"])
        if target and match["name"] in texts:
            yield target["path"] or target["tee"], texts[match["name"]]
