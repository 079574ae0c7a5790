"""Programs that start several others, as a file says: supervisor and Procfiles."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.shell.words import names, sort_words, split_command
from ctxlint.start.settings import last, read_ini

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Outcome
    from ctxlint.start.settings import Ini

_DEFAULTS = (
    "../etc/supervisord.conf",
    "../supervisord.conf",
    "supervisord.conf",
    "etc/supervisord.conf",
    "/etc/supervisord.conf",
    "/etc/supervisor/supervisord.conf",
)
_PROCESS = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*:\s*(.+)$", re.M)
_VARIABLE = re.compile(r"""([A-Za-z_]\w*)\s*=\s*("[^"]*"|'[^']*'|[^,]*)""")


def run_supervisor(call: Call) -> Iterator[Outcome]:
    """``supervisord -c file``: the programs of the file and of those that it includes."""
    words = sort_words(call.arguments, valued=names("-c --configuration -u -m -d -l -y -z -e -j -i -q -a"))
    given = words.value("-c", "--configuration")
    file = given or next((path for path in _DEFAULTS if call.files.is_file(call.path(path))), None)
    if file is None or not call.files.is_file(call.path(file)):
        directories = [] if given else call.files.expand("/etc/supervisor/conf.d/*.conf")
        if not directories:
            yield call.lost(call.path(given), "program") if given else call.opaque("its configuration is not known")
        for path in directories:
            yield from _programs(call, read_ini(call, path))
        return
    configuration = read_ini(call, file)
    yield from _programs(call, configuration)
    for included in _included(call, call.path(file), configuration):
        yield from _programs(call, read_ini(call, included))


def _included(call: Call, file: str, configuration: Ini) -> list[str]:
    patterns = (last(configuration.get("include", {}), "files") or "").split()
    directory = posixpath.dirname(file)
    return [path for pattern in patterns for path in call.files.expand(posixpath.join(directory, pattern))]


def _programs(call: Call, configuration: Ini) -> Iterator[Outcome]:
    common = _variables(last(configuration.get("supervisord", {}), "environment") or "")
    for name, section in configuration.items():
        command = last(section, "command")
        if not name.startswith(("program:", "fcgi-program:", "eventlistener:")) or not command:
            continue
        variables = {**common, **_variables(last(section, "environment") or "")}
        inside = call.inside(last(section, "directory")).with_environment(variables)
        optional = (last(section, "autostart") or "true").lower() in ("false", "0", "no")
        situation = replace(inside.situation, optional=optional or call.situation.optional)
        yield inside.again(split_command(command) or (name,), situation)


def run_circus(call: Call) -> Iterator[Outcome]:
    """``circusd file.ini``: its watchers."""
    words = sort_words(call.arguments, valued=names("--log-level --log-output --logger-config --pidfile"))
    file = next(iter(words.positional), "circus.ini")
    if not call.files.is_file(call.path(file)):
        yield call.lost(call.path(file), "program")
        return
    configuration = read_ini(call, file)
    for name, section in configuration.items():
        command = last(section, "cmd")
        if name.startswith("watcher:") and command:
            variables = {key: last(configuration.get("env", {}), key) or "" for key in configuration.get("env", {})}
            inside = call.inside(last(section, "working_dir")).with_environment(variables)
            yield inside.again(split_command(f"{command} {last(section, 'args') or ''}") or (name,))


def _variables(text: str) -> dict[str, str]:
    return {match[1]: match[2].strip().strip("\"'") for match in _VARIABLE.finditer(text)}


def run_procfile(call: Call) -> Iterator[Outcome]:
    """``honcho start web``: the processes of a Procfile, all or the ones that are named."""
    words = sort_words(call.arguments, valued=names("-f --procfile -d --app-root -e --env -p --port -c --concurrency"))
    if words.positional[:1] == ["run"]:
        yield call.again(words.rest[1:] or ("true",))
        return
    inside = call.inside(words.value("-d", "--app-root"))
    file = words.value("-f", "--procfile") or "Procfile"
    text = inside.files.text(inside.path(file))
    if words.positional[:1] != ["start"]:
        return
    if text is None:
        yield inside.lost(inside.path(file), "program")
        return
    wanted = words.positional[1:]
    for name, command in _PROCESS.findall(text):
        if not wanted or name in wanted:
            yield inside.again(("sh", "-c", command))
