"""Commands of a shell that change what it knows, but start nothing."""

from __future__ import annotations

from collections.abc import Callable

from ctxlint.shell.expansion import assigned_value
from ctxlint.start.state import Ending, State

Builtin = Callable[[State, list[str]], None]


def _change_directory(state: State, arguments: list[str]) -> None:
    targets = [word for word in arguments if not word.startswith("-")]
    state.change_directory(targets[0] if targets else state.variables.get("HOME", "/root"))


def _push_directory(state: State, arguments: list[str]) -> None:
    state.pushed = (*state.pushed, state.cwd)
    _change_directory(state, arguments)


def _pop_directory(state: State, _arguments: list[str]) -> None:
    if state.pushed:
        *rest, state.cwd = state.pushed
        state.pushed = tuple(rest)


def _export(state: State, arguments: list[str]) -> None:
    for word in arguments:
        name, equals, value = word.partition("=")
        if equals:
            state.assign(name, value, export=True)
        elif not word.startswith("-"):
            state.exported |= {name}


def _declare(state: State, arguments: list[str]) -> None:
    exports = any(word.startswith("-") and "x" in word for word in arguments)
    for word in arguments:
        name, equals, value = word.partition("=")
        if equals:
            is_array = value.startswith("(") and value.endswith(")")
            state.assign(name, assigned_value(value, state) if is_array else value, export=exports)


def _unset(state: State, arguments: list[str]) -> None:
    for name in arguments:
        state.variables.pop(name, None)


def _set(state: State, arguments: list[str]) -> None:
    if "--" in arguments:
        state.arguments = tuple(arguments[arguments.index("--") + 1 :])
    for word in arguments:
        if word in ("-a", "+a") or (word[:1] == "-" and word[1:2] != "-" and "a" in word and len(word) < 6):
            state.exports_all = word[0] == "-"
    if arguments and arguments[0][:1] not in ("-", "+"):
        state.arguments = tuple(arguments)


def _shift(state: State, arguments: list[str]) -> None:
    count = int(arguments[0]) if arguments and arguments[0].isdecimal() and len(arguments[0]) < 6 else 1
    state.arguments = state.arguments[count:]


def _exit(state: State, arguments: list[str]) -> None:
    state.ending = Ending.DONE if not arguments or arguments[0] == "0" else Ending.FAILED


def _return(state: State, _arguments: list[str]) -> None:
    state.ending = Ending.RETURNED


BUILTINS: dict[str, Builtin] = {
    "cd": _change_directory,
    "pushd": _push_directory,
    "popd": _pop_directory,
    "export": _export,
    "declare": _declare,
    "typeset": _declare,
    "local": _declare,
    "readonly": _declare,
    "unset": _unset,
    "set": _set,
    "shift": _shift,
    "exit": _exit,
    "return": _return,
}
