"""Jenkinsfiles: ``sh`` steps and ``docker.build``, as far as they are plain text; Groovy is not run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.errors import CtxlintError
from ctxlint.model import Location
from ctxlint.project.files import display, is_file, read_text
from ctxlint.project.workflows.job import Job
from ctxlint.project.workflows.place import WORKSPACE, Checkout, joined
from ctxlint.shell.unknown import unknown
from ctxlint.shell.words import split_command

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.project.stated import Stated

_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|'''(?P<s3>.*?)'''|\"\"\"(?P<d3>.*?)\"\"\""""
    r"""|'(?P<s1>(?:[^'\\\n]|\\.)*)'|"(?P<d1>(?:[^"\\\n]|\\.)*)"|(?P<word>[A-Za-z_][\w.]*)|(?P<mark>[{}(),\n])""",
    re.DOTALL,
)
_INTERPOLATED = re.compile(r"(?<!\\)\$(?:\{[^}]*\}|[A-Za-z_][\w.]*)")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t"}
_STEPS = frozenset({"sh", "dir", "docker.build"})
_FILLING = frozenset({"unstash", "copyArtifacts", "git", "writeFile"})


def jenkins(path: Path, root: Path) -> list[Stated]:
    """The builds of a Jenkinsfile."""
    found: list[Stated] = []
    if is_file(path):
        try:
            text = read_text(path, root, "the pipeline")
        except CtxlintError:
            return found
        _Reader(Job(root, found, Checkout(root)), display(path, root)).read(text)
    return found


class _Reader(Struct):
    """Goes from token to token; ``directories`` has one entry for each open brace."""

    job: Job
    file: str
    directories: list[str] = field(default_factory=list)
    step: str = ""
    """The step whose arguments are being read."""
    texts: list[str] = field(default_factory=list)
    name: str = ""
    """The last name of an argument: ``label`` of ``label: 'x'``."""
    place: Location | None = None

    def read(self, text: str) -> None:
        line, at = 1, 0
        for match in _TOKEN.finditer(text):
            line += text.count("\n", at, match.start())
            at = match.start()
            self._token(match, line)
        self._end()

    def _token(self, match: re.Match[str], line: int) -> None:
        kind = match.lastgroup
        if kind == "word":
            self._word(match["word"], line)
        elif kind == "mark":
            self._mark(match["mark"])
        elif kind is not None and self.step and self.name != "label":
            self.texts.append(_text(match[kind], plain=kind[0] == "s"))

    def _word(self, word: str, line: int) -> None:
        self.job.prepared = self.job.prepared or word in _FILLING
        self.name = word
        if word in _STEPS and not self.step:
            self.step, self.texts, self.place = word, [], Location(self.file, line)

    def _mark(self, mark: str) -> None:
        if mark == "{":
            is_directory = self.step == "dir" and len(self.texts) == 1
            above = self.directories[-1] if self.directories else WORKSPACE
            self.directories.append(joined(above, self.texts[0]) if is_directory else above)
            self.step = ""
        elif mark == "}":
            self._end()
            del self.directories[-1:]
        elif self.texts and self.step != "dir" and mark in (")", "\n"):
            self._end()

    def _end(self) -> None:
        """Do the step that has been read."""
        step, texts, self.step, self.texts = self.step, self.texts, "", []
        if not texts or not self.place:
            return
        directory = self.directories[-1] if self.directories else WORKSPACE
        if step == "sh":
            self.job.run_at(self.place, texts[0], directory)
        elif step == "docker.build":
            words = split_command(texts[1]) if len(texts) > 1 else (".",)
            self.job.run_words(["docker", "build", *words], self.place, directory)


def _text(text: str, *, plain: bool) -> str:
    filled = text if plain else _INTERPOLATED.sub(unknown("groovy"), text)
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], "" if match[1] == "\n" else match[1]), filled)
