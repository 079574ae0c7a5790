"""A command that the configuration could declare, for a service whose own command says too little."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from ctxlint.context import Directory, File
from ctxlint.start.console import console_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxlint.start.files import Files

_NAMES = ("main", "app", "asgi", "wsgi", "server", "api", "application", "run", "bot", "worker", "cli")
_ASGI = re.compile(
    r"^(\w+)\s*(?::[^=\n]*)?=\s*(?:\w+\.)*(?:FastAPI|Starlette|Quart|Litestar|Sanic|get_asgi_application)\(", re.M
)
_WSGI = re.compile(r"^(\w+)\s*(?::[^=\n]*)?=\s*(?:\w+\.)*(?:Flask|get_wsgi_application)\(", re.M)


def suggested(files: Files, roots: Sequence[str]) -> tuple[str, ...]:
    """An argument list for the most likely module below the import roots; with an ellipsis when there is none."""
    found = [command for root in roots if root.strip("/") for command in _commands(files, root)]
    ranked = sorted(found, key=lambda command: command[0] == "python")
    installed = ((name,) for name in sorted(console_scripts(files)))
    return next(iter(ranked), None) or next(installed, ("python", "-m", "…"))


def _commands(files: Files, root: str) -> Iterator[tuple[str, ...]]:
    for module, path in _candidates(files, root):
        text = files.text(path) or ""
        if match := _ASGI.search(text):
            yield "uvicorn", f"{module}:{match[1]}"
        elif match := _WSGI.search(text):
            yield "gunicorn", f"{module}:{match[1]}"
        elif "__main__" in text or module.endswith(".__main__"):
            yield "python", "-m", module.removesuffix(".__main__")
    if files.is_file(posixpath.join(root, "manage.py")):
        yield "python", "manage.py", "runserver"


def _candidates(files: Files, root: str) -> Iterator[tuple[str, str]]:
    """Modules with a telling name, in the root and in the packages directly below."""
    directory = files.node(root)
    if not isinstance(directory, Directory):
        return
    places = [("", root, directory)]
    places += [
        (f"{name}.", posixpath.join(root, name), node)
        for name, node in directory.sorted()
        if isinstance(node, Directory) and name.isidentifier()
    ]
    for prefix, path, node in places:
        for name in (*_NAMES, *(("__main__",) if prefix else ())):
            if isinstance(node.entries.get(f"{name}.py"), File):
                yield prefix + name, posixpath.join(path, f"{name}.py")
