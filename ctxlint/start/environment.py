"""What a start imports because the environment or an option says so: the settings of Django, a command of it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.shell.unknown import is_known, readable
from ctxlint.shell.words import names, sort_words
from ctxlint.start.spawning import spawned
from ctxlint.start.values import Opaque, Start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxlint.start.calls import Call, Outcome

_VALUED = names("--settings --pythonpath --verbosity -v")


def with_company(call: Call, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """What a launcher says; with each start, the settings of Django when they are named, and what its file runs."""
    for outcome in outcomes:
        if not isinstance(outcome, Start):
            if not isinstance(outcome, Opaque) or not call.situation.aside:
                yield outcome
            continue
        command, option = _management(call, outcome)
        yield replace(outcome, command=command or outcome.command)
        settings = option or call.variable("DJANGO_SETTINGS_MODULE") or ""
        if settings and settings != outcome.module and is_known(settings):
            label = readable(f"{outcome.label} with settings {settings}")
            yield Start(settings, None, outcome.roots, None, label, outcome.optional, command=command, cwd=outcome.cwd)
        yield from spawned(call, outcome)


def settings_of(call: Call) -> Iterator[Outcome]:
    """``django-admin``: nothing but what the settings name."""
    words = [word.partition("=")[2] for word in call.arguments if word.startswith("--pythonpath=")]
    command, option = _read(call.arguments)
    settings = option or call.variable("DJANGO_SETTINGS_MODULE")
    if settings:
        found = call.module(settings, *map(call.path, words), words=f"{command} with settings {settings}".strip())
        yield replace(found, command=command) if isinstance(found, Start) else found


def _management(call: Call, start: Start) -> tuple[str, str | None]:
    """The command that a ``manage.py``, or a script by its name, runs; and the settings of its options."""
    words = list(call.arguments)
    if start.script is not None:
        name = posixpath.basename(start.script)
        place = next((number for number, word in enumerate(words) if posixpath.basename(word) == name), None)
        if name != "manage.py" or place is None:
            return "", None
        return _read(words[place + 1 :])
    module = (start.module or "").rpartition(".")[2]
    if module != "manage" and call.name != "manage":
        return "", None
    if words[:1] == ["-m"]:
        words = words[2:]
    return _read(words)


def _read(arguments: Iterable[str]) -> tuple[str, str | None]:
    words = sort_words(tuple(arguments), valued=_VALUED)
    command = next((word for word in words.positional if word.isidentifier()), "")
    return command, words.value("--settings")
