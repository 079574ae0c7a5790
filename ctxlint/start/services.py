"""Programs that start whatever lies in directories: s6, runit, cron, ``run-parts``."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.context import Directory
from ctxlint.shell.words import names, sort_words, split_command
from ctxlint.start.scripts import DEFAULT_PATH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxlint.start.calls import Call, Outcome

_SERVICE_DIRECTORIES = ("/etc/services.d", "/etc/s6-overlay/s6-rc.d", "/etc/service", "/etc/sv")
_SCRIPT_DIRECTORIES = ("/etc/cont-init.d",)


def run_services(call: Call) -> Iterator[Outcome]:
    """s6 and runit: every ``run`` file below the directories of services, and the scripts that come before them."""
    given = [word for word in call.arguments if word.startswith("/") and call.files.is_directory(word)]
    call = call.with_environment(_kept(call, given or _SERVICE_DIRECTORIES))
    for directory in _SCRIPT_DIRECTORIES if not given else ():
        yield from _scripts(call, directory)
    for directory in given or _SERVICE_DIRECTORIES:
        yield from _services(call, directory)
    rest = [word for word in call.arguments if word not in (*given, *_SERVICE_DIRECTORIES)]
    if rest and not rest[0].startswith("-"):
        yield call.again(rest)


def _services(call: Call, directory: str) -> Iterator[Outcome]:
    """Long runs have a script ``run``; what runs once has a command in ``up``."""
    for name in _names(call, directory):
        path = posixpath.join(directory, name, "run")
        if call.files.is_file(path):
            yield call.again((path,))
        elif command := split_command(call.files.text(posixpath.join(directory, name, "up")) or ""):
            yield call.again(("execlineb", "-c", " ".join(command)))


_KEPT = re.compile(
    r"(?:printf|echo)\s+(?:-n\s+)?(?P<quote>[\"']?)(?P<value>[\w./:@-]*)(?P=quote)\s*>\s*\S*/container_environment/(?P<name>\w+)"
)


def _kept(call: Call, directories: Iterable[str]) -> dict[str, str]:
    """The variables that scripts of s6 give to those after them, in files of a directory."""
    scripts = [path for directory in directories for path in call.files.expand(f"{directory}/*/run")]
    scripts += [path for directory in _SCRIPT_DIRECTORIES for path in call.files.expand(f"{directory}/*")]
    matches = (match for path in scripts for match in _KEPT.finditer(call.files.text(path) or ""))
    return {match["name"]: match["value"] for match in matches}


def _names(call: Call, directory: str) -> Iterator[str]:
    node = call.files.node(directory)
    yield from (name for name, _ in node.sorted()) if isinstance(node, Directory) else ()


def _scripts(call: Call, directory: str) -> Iterator[Outcome]:
    for name in _names(call, directory):
        path = posixpath.join(directory, name)
        if call.files.is_file(path):
            yield call.again((path,))


def run_parts(call: Call) -> Iterator[Outcome]:
    """``run-parts directory``: the programs in it whose names have no dot."""
    words = sort_words(call.arguments, valued=names("-a --arg -u --umask"))
    for directory in map(call.path, words.positional):
        for name in _names(call, directory):
            path = posixpath.join(directory, name)
            if call.files.is_file(path) and ("." not in name or "--regex" in " ".join(words.options)):
                yield call.again((path,))


# -- execline, the language of s6

_PREFIXES = {"cd": 1, "export": 2, "unexport": 1, "umask": 1, "fdmove": 2, "importas": 2, "s6-setuidgid": 1, "sleep": 1}
_PLAIN = names("with-contenv exec emptyenv s6-env")
_BLOCKS = names("foreground if background ifelse ifte backtick")


def run_execline(call: Call) -> Iterator[Outcome]:
    """``execlineb -P script``: each command starts the next one, blocks are commands of their own."""
    words = list(call.arguments)
    while words and words[0].startswith("-") and words[0] != "-c":
        words.pop(0)
    text = " ".join(words[1:2]) if words[:1] == ["-c"] else call.files.text(call.path(words[0])) if words else None
    if text is None:
        yield call.opaque("its script is not known", python=None)
        return
    yield from _execline(call, list(split_command(_COMMENT.sub("", text))))


_COMMENT = re.compile(r"^\s*#.*$", re.M)


def _execline(call: Call, words: list[str]) -> Iterator[Outcome]:
    while words:
        name, *rest = words
        if name in _BLOCKS:
            block, words = _block(rest)
            inside = replace(call, situation=replace(call.situation, aside=name != "background"))
            yield from _execline(inside, block)
        elif name == "cd" and rest:
            call, words = call.inside(rest[0]), rest[1:]
        elif name == "export" and len(rest) > 1:
            call, words = call.with_environment({rest[0]: rest[1]}), rest[2:]
        elif name in _PREFIXES or name in _PLAIN:
            options = next((at for at, word in enumerate(rest) if not word.startswith("-")), 0)
            words = rest[options + _PREFIXES.get(name, 0) :]
        else:
            yield call.again(words)
            return


def _block(words: list[str]) -> tuple[list[str], list[str]]:
    """The words of the block that comes next, and those after it."""
    start = words.index("{") if "{" in words else len(words)
    depth = 0
    for at in range(start, len(words)):
        depth += (words[at] == "{") - (words[at] == "}")
        if depth == 0:
            return words[start + 1 : at], words[at + 1 :]
    return words[start + 1 :], []


# -- cron

_TABLES = ("/etc/crontab", "/etc/cron.d/*")
_OWN_TABLES = ("/var/spool/cron/crontabs/*", "/etc/crontabs/*", "/var/spool/cron/root")
_LINE = re.compile(r"\s*(?:@\w+|[\d*/,A-Za-z-]+(?:\s+[\d*/,A-Za-z-]+){4,5}?)\s+(?P<rest>[^\s*].*)")
_VARIABLE = re.compile(r"\s*(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<value>.*)")
_INSTALLED = re.compile(r"\bcrontab\s+(?:-u\s+\S+\s+)?(?P<path>/?[\w./-]+)")
_PERIODIC = ("/etc/cron.hourly", "/etc/cron.daily", "/etc/periodic/hourly", "/etc/periodic/daily")


def run_cron(call: Call) -> Iterator[Outcome]:
    """``cron``: the jobs of its tables. They run elsewhere; many images pass the container's variables on to them."""
    inside = _later(call.inside("/root"))
    shared = (path for pattern in _TABLES for path in call.files.expand(pattern))
    found = [job for path in shared for job in _jobs(inside, path, user=True)]
    own = [path for pattern in _OWN_TABLES for path in call.files.expand(pattern)]
    own += [match["path"] for script in call.files.run_scripts for match in _INSTALLED.finditer(script)]
    found += [job for path in dict.fromkeys(own) for job in _jobs(inside, path, user=False)]
    yield from found
    for directory in _PERIODIC:
        yield from _scripts(inside, directory)
    if not found:
        yield call.opaque("it is not a Python program of the project", python=False)


def run_supercronic(call: Call) -> Iterator[Outcome]:
    """``supercronic table``: jobs in the container's own directory, with its variables."""
    paths = sort_words(call.arguments, valued=names("-prometheus-listen-address -sentry-dsn")).positional
    for path in paths[:1]:
        if call.files.text(call.path(path)) is None:
            yield call.lost(call.path(path), "program")
        yield from _jobs(_later(call), call.path(path), user=False)


def _later(call: Call) -> Call:
    """What a job runs in: the service does without it for a while."""
    return replace(call, situation=replace(call.situation, optional=True, aside=True))


def _jobs(call: Call, path: str, *, user: bool) -> Iterator[Outcome]:
    """The commands of a table; with ``user`` the name of one stands before each."""
    variables: dict[str, str] = {"PATH": call.situation.environment.get("PATH") or DEFAULT_PATH}
    for line in (call.files.text(path) or "").splitlines():
        if line.lstrip().startswith("#"):
            continue
        if match := _VARIABLE.fullmatch(line):
            variables[match["name"]] = match["value"].strip().strip("\"'")
        elif match := _LINE.fullmatch(line):
            command = match["rest"].partition(" ")[2] if user else match["rest"]
            yield call.with_environment(variables).again(("sh", "-c", command.strip()))
