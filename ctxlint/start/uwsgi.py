"""``uwsgi``: its options, on the command line or in files of several kinds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxlint.shell.words import names, sort_words
from ctxlint.start.paste import applications
from ctxlint.start.settings import read_ini, read_yaml
from ctxlint.start.targets import module_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.start.calls import Call, Outcome

Options = dict[str, list[str]]

_FLAGS = names(
    "--master -M --die-on-term --vacuum --enable-threads --single-interpreter --need-app --lazy-apps -L -T -i"
)
_FILE_OPTIONS = names("ini yaml yml y json j js xml x")
_SUFFIXES = (".ini", ".yaml", ".yml", ".json", ".js", ".xml")
_ELEMENT = re.compile(r"<([\w-]+)>([^<]*)</\1>")


def run_uwsgi(call: Call) -> Iterator[Outcome]:
    """``uwsgi``: options on the command line, or the same words in a configuration file."""
    words = sort_words(call.arguments, flags=_FLAGS)
    options = {name.lstrip("-"): list(values) for name, values in words.options.items()}
    given = [value for name in _FILE_OPTIONS for value in options.get(name, [])]
    given += [word for word in words.positional if word.partition(":")[0].endswith(_SUFFIXES)]
    files = [file.partition(":")[0] for file in given]
    if files and not any(call.files.is_file(call.path(file)) for file in files):
        yield call.lost(call.path(files[0]), "program")
        return
    for file in files:
        for key, values in _options_of(call, file).items():
            options.setdefault(key, []).extend(values)
    yield from _run(call, options, [word for word in words.positional if word.endswith((".py", ".wsgi"))])


def _options_of(call: Call, file: str) -> Options:
    if file.endswith(".xml"):
        found: Options = {}
        for key, value in _ELEMENT.findall(call.files.text(call.path(file)) or ""):
            found.setdefault(key, []).append(value.strip())
        return found
    if file.endswith(".ini"):
        return read_ini(call, file).get("uwsgi", {})
    table = read_yaml(call, file).get("uwsgi")
    pairs = table.items() if isinstance(table, dict) else ()
    return {str(key): [str(each) for each in (value if isinstance(value, list) else [value])] for key, value in pairs}


def _run(call: Call, options: Options, files: list[str]) -> Iterator[Outcome]:
    directories = options.get("chdir", []) + options.get("chdir2", [])
    inside = call.inside(directories[-1] if directories else None)
    front = [inside.path(path) for name in ("pythonpath", "python-path", "pp") for path in options.get(name, [])]
    front.append(inside.cwd)
    modules = [*options.get("module", []), *options.get("w", []), *options.get("wsgi", [])]
    files = [*options.get("wsgi-file", []), *options.get("file", []), *files]
    mounts = [value.partition("=")[2] for value in options.get("mount", []) if "=" in value]
    pasted = [*options.get("ini-paste", []), *options.get("paste", []), *options.get("ini-paste-logged", [])]
    for target in (*modules, *(mount for mount in mounts if not mount.endswith(".py"))):
        yield module_of(inside, target, *front)
    for file in (*files, *(mount for mount in mounts if mount.endswith(".py"))):
        yield inside.script(inside.path(file), *front, words=file)
    for file in pasted:
        yield from applications(inside, file, *front)
    if not modules and not files and not mounts and not pasted:
        yield inside.opaque("it names no application")
