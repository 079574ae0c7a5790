"""Servers that are given an application: ``uvicorn a.b:app`` and its relatives."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxlint.shell.words import names, sort_words
from ctxlint.start.settings import read_toml
from ctxlint.start.targets import module_of, pick_target, script_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.shell.words import Words
    from ctxlint.start.calls import Call, Outcome


class Server(Struct, frozen=True):
    """Imports ``module:attribute``, found from the working directory or the one that an option names."""

    flags: str = ""
    """Options without a value; all others take one."""
    directory: str = ""
    """Options that name the directory to search first."""
    application: str = ""
    """Options that name the application, for servers that take it so."""
    variable: str = ""
    """The environment variable that names the application."""
    subcommand: str = ""
    """The word that comes first."""

    def __call__(self, call: Call) -> Iterator[Outcome]:
        """Answer for one command."""
        words = sort_words(call.arguments, flags=names(self.flags + " --help --version"))
        if self.subcommand and words.positional[:1] != [self.subcommand]:
            return
        positional = words.positional[bool(self.subcommand) :]
        directory = words.value(*self.directory.split())
        target = words.value(*self.application.split()) or pick_target(positional, call.arguments)
        target = target or call.variable(self.variable)
        if target:
            yield module_of(call, target, call.path(directory or "."))
        elif not {"--help", "--version"} & words.options.keys():
            yield call.opaque("it names no application")


_HYPERCORN = Server("--reload --debug --daemon -D --websocket-ping-interval-off")


def run_hypercorn(call: Call) -> Iterator[Outcome]:
    """``hypercorn``: its configuration may be Python, too."""
    yield from _HYPERCORN(call)
    config = sort_words(call.arguments, flags=names(_HYPERCORN.flags)).value("-c", "--config") or ""
    kind, _, name = config.partition(":")
    if kind == "python":
        yield call.module(name, call.cwd, words=f"-c {config}")
    elif kind == "file" or config.endswith(".py"):
        yield call.script(call.path(config.removeprefix("file:")), call.cwd, words=f"-c {config}")


_LITESTAR_FLAGS = "--debug --reload -r --pdb -P -d --help --version --use-pdb"
_LITESTAR_DEFAULTS = "app.py application.py app/__init__.py app/app.py app/application.py"


def run_litestar(call: Call) -> Iterator[Outcome]:
    """``litestar run``: the application of ``--app``, of ``LITESTAR_APP``, or in one of the usual files."""
    words = sort_words(call.arguments, flags=names(_LITESTAR_FLAGS))
    inside = call.inside(words.value("--app-dir"))
    target = words.value("--app") or call.variable("LITESTAR_APP")
    file = target or _first_file(inside, _LITESTAR_DEFAULTS.split(), ".")
    if not file:
        yield call.opaque("it names no application, and there is no app.py")
        return
    target = target or file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    yield module_of(inside, target, inside.cwd)


_FLASK_FLAGS = "--debug --no-debug -d --help --version --reload --no-reload --debugger --with-threads --with-dotenv"


def run_flask(call: Call) -> Iterator[Outcome]:
    """``flask``: the application of ``--app``, ``FLASK_APP``, ``.flaskenv``, else ``wsgi.py`` or ``app.py``."""
    words = sort_words(call.arguments, flags=names(_FLASK_FLAGS))
    target = words.value("--app", "-A") or call.situation.environment.get("FLASK_APP") or _flaskenv(call)
    if not target:
        target = next((name for name in ("wsgi.py", "app.py") if call.files.is_file(call.path(name))), "")
    if not target:
        yield call.opaque("it names no application, and there is neither wsgi.py nor app.py")
        return
    file = target.partition(":")[0].strip()
    if "/" not in file and not file.endswith(".py") and call.files.is_file(call.path(f"{file}/__init__.py")):
        yield module_of(call, target, call.path("."))
    elif "/" in file and call.files.is_directory(call.path(file)):
        directory = call.path(file)
        yield call.module(posixpath.basename(directory), posixpath.dirname(directory), words=target)
    else:
        yield module_of(call, target.strip(), call.path("."), words=f"--app {target}")


def _flaskenv(call: Call) -> str:
    text = call.files.text(call.path(".flaskenv")) or ""
    values = [line.partition("=")[2] for line in text.splitlines() if line.strip().startswith("FLASK_APP=")]
    return values[-1].strip().strip("\"'") if values else ""


_FASTAPI_FLAGS = names("--reload --no-reload --proxy-headers --no-proxy-headers --help --version --verbose")
_FASTAPI_DEFAULTS = "main.py app.py api.py app/main.py app/app.py app/api.py"


def run_fastapi(call: Call) -> Iterator[Outcome]:
    """``fastapi run``: a path, an entry point, what ``pyproject.toml`` says, or one of the usual files."""
    words = sort_words(call.arguments, flags=_FASTAPI_FLAGS)
    command, *paths = words.positional or [""]
    if command not in ("run", "dev"):
        return
    entry = words.value("-e", "--entrypoint") or _declared(call)
    if entry and not paths:
        yield module_of(call, entry, call.cwd)
        return
    path = paths[0] if paths else _first_file(call, _FASTAPI_DEFAULTS.split(), ".")
    if path and call.files.is_directory(call.path(path)):
        path = _first_file(call, _FASTAPI_DEFAULTS.split(), path)
    yield script_of(call, path, words=f"run {path}") if path else call.opaque("it names no file")


def _declared(call: Call) -> str | None:
    tool = read_toml(call, "pyproject.toml").get("tool")
    table = tool.get("fastapi") if isinstance(tool, dict) else None
    entry = table.get("entrypoint") if isinstance(table, dict) else None
    return entry if isinstance(entry, str) else None


def _first_file(call: Call, candidates: list[str], directory: str) -> str | None:
    found = (posixpath.normpath(posixpath.join(directory, name)) for name in candidates)
    return next((name for name in found if call.files.is_file(call.path(name))), None)


def option_words(call: Call, flags: str) -> Words:
    """The words of a command whose options take values but for ``flags``."""
    return sort_words(call.arguments, flags=names(flags))
