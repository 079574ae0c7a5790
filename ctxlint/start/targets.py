"""``package.module:attribute`` and its spellings."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxlint.shell.unknown import is_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxlint.start.calls import Call, Outcome

TARGET = re.compile(r"(?P<module>[A-Za-z_][\w.]*)(?::(?P<attribute>[\w.]+)(?:\(.*\))?)?", re.S)
_WITH_ATTRIBUTE = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*(?:\(.*\))?", re.S)


def pick_target(positional: Sequence[str], words: Sequence[str]) -> str | None:
    """The word that names an application: one with a colon first, even when it seemed to be an option's value."""
    plain = [word for word in positional if is_known(word)]
    named = [word for word in (*plain, *words) if _WITH_ATTRIBUTE.fullmatch(word) and not word.startswith("unix:")]
    dotted = [word for word in plain if TARGET.fullmatch(word)]
    return next(iter((*named, *dotted, *plain, *positional)), None)


def module_of(call: Call, target: str, *front: str, words: str = "") -> Outcome:
    """Start the module of a target; a path with slashes is a script."""
    if not is_known(target):
        return call.not_known(target)
    file, colon, _ = target.partition(":")
    if "/" in file or file.endswith(".py"):
        return script_of(call, file, words=words or target)
    match = TARGET.fullmatch(target)
    if not match:
        return call.opaque(f"{target} does not name a module")
    shown = words or match["module"] + (f":{match['attribute']}" if colon else "")
    return call.module(match["module"].rstrip("."), *front, attribute=match["attribute"], words=shown)


def script_of(call: Call, file: str, *, words: str = "") -> Outcome:
    """Start a file whose package's parent is searched first, as flask and fastapi have it."""
    path = call.path(file if file.endswith(".py") else file + ".py")
    return call.script(path, package_root(call, posixpath.dirname(path)), words=words or file)


def package_root(call: Call, directory: str) -> str:
    """The nearest directory above that is not a package."""
    while directory != "/" and call.files.is_file(posixpath.join(directory, "__init__.py")):
        directory = posixpath.dirname(directory)
    return directory


def dotted(call: Call, name: str, *front: str, words: str = "") -> Outcome:
    """Start ``package.module.attribute``: the longest part that is a module, else everything but the last name."""
    if not is_known(name):
        return call.not_known(name)
    names = name.split(".")
    roots = call.roots(*front)
    for count in range(len(names), 0, -1):
        module = ".".join(names[:count])
        if any(call.files.has_module(root, module) for root in roots):
            attribute = ".".join(names[count:]) or None
            return call.module(module, *front, attribute=attribute, words=words or name)
    return call.module(name, *front, words=words or name)


def owner(call: Call, name: str, *front: str) -> Outcome:
    """Start the module before the last dot, whose last name is a class or an object."""
    module, dot, attribute = name.replace(":", ".").rpartition(".")
    return call.module(module if dot else name, *front, attribute=attribute if dot else None, words=name)
