"""``gunicorn``: its options, its configuration, and what these name."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxlint.shell.unknown import is_known
from ctxlint.shell.words import Words, names, sort_words, split_command
from ctxlint.start.paste import applications
from ctxlint.start.targets import module_of, owner, pick_target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxlint.start.calls import Call, Outcome

_FLAGS = names(
    "--reload -R --enable-stdio-inheritance --check-config --print-config --preload --no-sendfile --daemon -D "
    "--initgroups --capture-output --log-syslog --disable-redirect-access-to-syslog --spew --reuse-port "
    "--suppress-ragged-eofs --do-handshake-on-connect --strip-header-spaces --permit-unconventional-http-method "
    "--permit-unconventional-http-version --permit-obsolete-folding --casefold-http-method --proxy-protocol"
)
# Classes that come with gunicorn, or with distributions of their own.
_FOREIGN = names("gunicorn uvicorn uvicorn_worker gevent geventwebsocket eventlet aiohttp tornado meinheld asgi")


class _Options(Struct, frozen=True):
    """The command line first, then the variable, then the configuration file."""

    words: Words
    variable: Words
    settings: Mapping[str, str] = field(default_factory=dict)

    def value(self, *options: str) -> str | None:
        """The value that counts; in the file it goes by the last name."""
        setting = self.settings.get(options[-1].lstrip("-").replace("-", "_"))
        return self.words.value(*options) or self.variable.value(*options) or setting


def run_gunicorn(call: Call) -> Iterator[Outcome]:
    """``gunicorn``: the configuration is Python, too, and may name the application."""
    words = sort_words(call.arguments, flags=_FLAGS)
    extra = sort_words(split_command(call.variable("GUNICORN_CMD_ARGS") or ""), flags=_FLAGS)
    given = _Options(words, extra).value("-c", "--config")
    config = given or "./gunicorn.conf.py"
    options = _Options(words, extra, _literals(call, config))
    inside = call.inside(options.value("--chdir"))
    paths = options.value("--pythonpath") or ""
    front = (*(inside.path(path) for path in paths.split(",") if path), inside.cwd)
    yield from _application(inside, options, front)
    yield from _classes(inside, options, front)
    yield from _configuration(call, config, given=bool(given), front=front)


def _application(call: Call, options: _Options, front: tuple[str, ...]) -> Iterator[Outcome]:
    """Positional, as ``wsgi_app``, or in an INI file."""
    ini = options.value("--paster", "--paste")
    positional = options.words.positional
    target = pick_target(positional, call.arguments if not positional else ()) or options.settings.get("wsgi_app")
    if ini and is_known(ini):
        yield from applications(call, ini, *front)
    elif target:
        yield module_of(call, target, *front)
    else:
        yield call.opaque("it names no application")


def _classes(call: Call, options: _Options, front: tuple[str, ...]) -> Iterator[Outcome]:
    """Classes of the project: of workers, and for logs."""
    for name in (options.value("-k", "--worker-class"), options.value("--logger-class")):
        if name and is_known(name) and "." in name and ":" not in name and name.partition(".")[0] not in _FOREIGN:
            yield owner(call, name, *front)


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
