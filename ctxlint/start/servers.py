"""Servers that are given an application: ``uvicorn a.b:app`` and its relatives."""

from __future__ import annotations

import ast
import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxlint.shell.words import names, sort_words, split_command
from ctxlint.start.settings import read_ini, read_toml
from ctxlint.start.targets import module_of, pick_target, script_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.shell.words import Words
    from ctxlint.start.calls import Call, Outcome


@dataclass(frozen=True, slots=True)
class Server:
    """Imports ``module:attribute``, found from the working directory or the one that an option names."""

    flags: str = ""
    """Options without a value; all others take one."""
    directory: str = ""
    """Options that name the directory to search first."""
    application: str = ""
    """Options that name the application, for servers that take it so."""
    variable: str = ""
    """The environment variable that names the application."""

    def __call__(self, call: Call) -> Iterator[Outcome]:
        """Answer for one command."""
        words = sort_words(call.arguments, flags=names(self.flags + " --help --version"))
        directory = words.value(*self.directory.split())
        target = words.value(*self.application.split()) or pick_target(words.positional, call.arguments)
        target = target or call.variable(self.variable)
        if target:
            yield module_of(call, target, call.path(directory or "."))
        elif not {"--help", "--version"} & words.options.keys():
            yield call.opaque("it names no application")


_GUNICORN_FLAGS = (
    "--reload -R --enable-stdio-inheritance --check-config --print-config --preload --no-sendfile --daemon -D "
    "--initgroups --capture-output --log-syslog --disable-redirect-access-to-syslog --spew --reuse-port "
    "--suppress-ragged-eofs --do-handshake-on-connect --strip-header-spaces --permit-unconventional-http-method "
    "--permit-unconventional-http-version --permit-obsolete-folding --casefold-http-method --proxy-protocol"
)


def run_gunicorn(call: Call) -> Iterator[Outcome]:
    """``gunicorn``: the configuration is Python, too, and may name the application."""
    flags = names(_GUNICORN_FLAGS)
    extra = sort_words(split_command(call.variable("GUNICORN_CMD_ARGS") or ""), flags=flags)
    words = sort_words(call.arguments, flags=flags)
    config = words.value("-c", "--config") or extra.value("-c", "--config") or "./gunicorn.conf.py"
    settings = _literals(call, config)
    directory = words.value("--chdir") or extra.value("--chdir") or settings.get("chdir") or "."
    inside = call.inside(directory)
    paths = words.value("--pythonpath") or extra.value("--pythonpath") or settings.get("pythonpath") or ""
    front = (*(inside.path(path) for path in paths.split(",") if path), inside.cwd)
    target = pick_target(words.positional, call.arguments if not words.positional else ())
    target = target or settings.get("wsgi_app")
    yield inside.opaque("it names no application") if not target else module_of(inside, target, *front)
    yield from _configuration(
        call, config, given=bool(words.value("-c", "--config") or extra.value("-c", "--config")), front=front
    )


def _literals(call: Call, config: str) -> dict[str, str]:
    """The texts that a configuration file assigns."""
    text = call.files.text(call.path(config.removeprefix("file:"))) or ""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found = {}
    for statement in body:
        match statement:
            case ast.Assign([ast.Name(name)], ast.Constant(str() as value)):
                found[name] = value
            case _:
                pass
    return found


def _configuration(call: Call, config: str, *, given: bool, front: tuple[str, ...]) -> Iterator[Outcome]:
    shown = f"-c {config}"
    if config.startswith("python:"):
        yield call.module(config.removeprefix("python:"), *front, words=shown)
        return
    path = call.path(config.removeprefix("file:"))
    if call.files.is_file(path):
        yield call.script(path, *front, words=shown)
    elif given and call.files.absent(path) and not call.situation.optional:
        yield call.lost(path, "script")


def run_uwsgi(call: Call) -> Iterator[Outcome]:
    """``uwsgi``: options on the command line, or the same words in a configuration file."""
    words = sort_words(call.arguments, flags=names(_UWSGI_FLAGS))
    options = {name.lstrip("-"): list(values) for name, values in words.options.items()}
    files = [*options.get("ini", []), *(word for word in words.positional if word.endswith(".ini"))]
    for file in files:
        for key, values in read_ini(call, file.partition(":")[0]).get("uwsgi", {}).items():
            options.setdefault(key, []).extend(values)
    python_files = [word for word in words.positional if word.endswith((".py", ".wsgi"))]
    if files and not any(call.files.is_file(call.path(file.partition(":")[0])) for file in files):
        yield call.opaque(f"{files[0]} is not in the image")
        return
    yield from _run_uwsgi(call, options, python_files)


_UWSGI_FLAGS = (
    "--master -M --die-on-term --vacuum --enable-threads --single-interpreter --need-app --lazy-apps -L -T -i"
)


def _run_uwsgi(call: Call, options: dict[str, list[str]], files: list[str]) -> Iterator[Outcome]:
    directories = options.get("chdir", []) + options.get("chdir2", [])
    inside = call.inside(directories[-1] if directories else None)
    front = [inside.path(path) for name in ("pythonpath", "python-path", "pp") for path in options.get(name, [])]
    front.append(inside.cwd)
    modules = [*options.get("module", []), *options.get("w", []), *options.get("wsgi", [])]
    files = [*options.get("wsgi-file", []), *options.get("file", []), *files]
    mounts = [value.partition("=")[2] for value in options.get("mount", []) if "=" in value]
    for target in (*modules, *(mount for mount in mounts if not mount.endswith(".py"))):
        yield module_of(inside, target, *front)
    for file in (*files, *(mount for mount in mounts if mount.endswith(".py"))):
        yield inside.script(inside.path(file), *front, words=file)
    if not modules and not files and not mounts:
        yield inside.opaque("it names no application")


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
