"""Apache with ``mod_wsgi``: on its own command line, or as the configuration of a server says."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.shell.words import names, sort_words, split_command
from ctxlint.start.targets import module_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Outcome

_FLAGS = names(
    "--debug-mode --enable-debugger --reload-on-changes --log-to-terminal --access-log --https-only --startup-log "
    "--disable-reloading --enable-profiler --enable-coverage --rotate-logs --isatty --with-php5 --ignore-activity"
)
_PLACES = ("/etc/apache2/*", "/etc/apache2/*/*", "/etc/httpd/*/*", "/usr/local/apache2/conf/*")
_SCRIPT = re.compile(r"^[ \t]*WSGIScriptAlias(?:Match)?[ \t]+\S+[ \t]+\"?(?P<path>[^\s\"]+)", re.M | re.I)
_PROCESS = re.compile(r"^[ \t]*WSGI(?:DaemonProcess|PythonPath)\b(?P<options>.*)", re.M | re.I)


def run_mod_wsgi(call: Call) -> Iterator[Outcome]:
    """``mod_wsgi-express start-server wsgi.py``, or a module with ``--application-type module``."""
    words = sort_words(call.arguments[1:], flags=_FLAGS)
    if call.arguments[:1] not in (("start-server",), ("setup-server",)):
        return
    inside = call.inside(words.value("--working-directory"))
    front = [*map(inside.path, words.values("--python-path")), inside.cwd]
    kind = words.value("--application-type") or "script"
    target = next(iter(words.positional), "")
    if not target or kind not in ("script", "module"):
        yield call.opaque("it names no application")
    elif kind == "module":
        yield module_of(inside, target, *front)
    else:
        yield inside.script(inside.path(target), *front, words=target)


def run_apache(call: Call) -> Iterator[Outcome]:
    """The scripts that ``WSGIScriptAlias`` names in the files of the image."""
    paths = (path for pattern in _PLACES for path in call.files.expand(pattern))
    texts = [text for path in dict.fromkeys(paths) if (text := call.files.text(path))]
    options = [match["options"] for text in texts for match in _PROCESS.finditer(text)]
    scripts = dict.fromkeys(match["path"] for text in texts for match in _SCRIPT.finditer(text))
    if any("$" in text for text in (*options, *scripts)):
        yield call.opaque("variables of its configuration name the application")
        return
    front = [path for text in options for path in _searched(text)]
    # A site may be there without being enabled.
    perhaps = replace(call, situation=replace(call.situation, optional=True))
    for script in scripts:
        yield perhaps.script(posixpath.normpath(script), *front, words=f"serves {script}")
    if not scripts:
        yield call.opaque("it is not a Python program of the project", python=False)


def _searched(options: str) -> Iterator[str]:
    """The directories of ``python-path=a:b`` and ``home=c``; those of ``WSGIPythonPath`` stand alone."""
    for word in split_command(options):
        name, equals, value = word.partition("=")
        if not equals or name in ("python-path", "home"):
            yield from (part for part in (value if equals else name).split(":") if part.startswith("/"))
