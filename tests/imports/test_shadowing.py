"""Modules that hide others of the same name."""

from __future__ import annotations

import pytest

from ctxlint.imports import Finder, Order, Sources, Start, reach, shadowed
from tests.imports.trees import tree


def shadows(files: dict[str, str], first: tuple[str, ...] = ("/p",)) -> list[str]:
    """``what is wanted < what is found`` of the imports that ``main`` reaches in the roots /p and /q."""
    finder = Finder(tree(files), ["/p", "/q"])
    sources = Sources.of(lambda file: files[file.path].encode())
    found = reach([Start("main")], finder, finder, sources)
    looked = shadowed(found, finder, Order(["/p", "/q"], first), sources)
    return [f"{shadow.wanted} < {shadow.hider.path}" for shadow in looked]


NOISY = [
    ("a name", {"p/main.py": "from queue import Queue", "p/queue.py": ""}, ["queue.Queue < /p/queue.py"]),
    ("names", {"p/main.py": "from types import A, B", "p/types.py": "A = 1"}, ["types.B < /p/types.py"]),
    (
        "in a package",
        {"p/main.py": "from json import loads", "p/json/__init__.py": ""},
        ["json.loads < /p/json/__init__.py"],
    ),
    ("a submodule", {"p/main.py": "import logging.config", "p/logging.py": ""}, ["logging.config < /p/logging.py"]),
    (
        "far away",
        {"p/main.py": "import a", "p/a.py": "from email.message import M", "p/email.py": ""},
        ["email.message < /p/email.py"],
    ),
    (
        "a module before a package",
        {"p/main.py": "import a.b", "p/a.py": "", "q/a/__init__.py": "", "q/a/b.py": ""},
        ["a.b < /p/a.py"],
    ),
    (
        "a stale copy",
        {"p/main.py": "import a.b", "p/a/__init__.py": "", "q/a/__init__.py": "", "q/a/b.py": ""},
        ["a.b < /p/a/__init__.py"],
    ),
]
QUIET = [
    ("what is there", {"p/main.py": "from queue import Queue", "p/queue.py": "class Queue: ..."}),
    ("the module itself", {"p/main.py": "import queue", "p/queue.py": ""}),
    ("made by code", {"p/main.py": "from queue import Q", "p/queue.py": "globals().update(x)"}),
    ("taken from elsewhere", {"p/main.py": "from queue import Q", "p/queue.py": "from x import *"}),
    ("a submodule that is there", {"p/main.py": "from json import a", "p/json/__init__.py": "", "p/json/a.py": ""}),
    ("in a function", {"p/main.py": "def f():\n    from queue import Q", "p/queue.py": ""}),
    ("caught", {"p/main.py": "try:\n    from queue import Q\nexcept ImportError: ...", "p/queue.py": ""}),
    (
        "in a package",
        {"p/main.py": "import a.b", "p/a/__init__.py": "", "p/a/b.py": "from queue import Q", "p/a/queue.py": ""},
    ),
    ("relative", {"p/main.py": "from .queue import Q", "p/queue.py": ""}),
    ("itself", {"p/main.py": "import queue", "p/queue.py": "from queue import Q"}),
    ("a bare directory", {"p/main.py": "from json import loads", "p/json/x.py": ""}),
    ("loaded before", {"p/main.py": "from os import path", "p/os.py": ""}),
    ("built in", {"p/main.py": "from sys import path", "p/sys.py": ""}),
    ("after the standard library", {"p/main.py": "from queue import Q", "q/queue.py": "Q = 1"}),
    ("what does not parse", {"p/main.py": "from queue import Q", "p/queue.py": "("}),
    (
        "twins",
        {"p/main.py": "import a.b", "p/a/__init__.py": "", "p/a/b.py": "", "q/a/__init__.py": "", "q/a/b.py": ""},
    ),
    ("an older twin", {"p/main.py": "import a.b", "p/a/__init__.py": "", "p/a/b.py": "", "q/a/__init__.py": ""}),
    ("nobody has it", {"p/main.py": "import a.x", "p/a/__init__.py": "", "q/a/__init__.py": "", "q/a/b.py": ""}),
    ("distributions", {"p/main.py": "from fastapi import FastAPI"}),
]


@pytest.mark.parametrize(("files", "expected"), [case[1:] for case in NOISY], ids=[case[0] for case in NOISY])
def test_shadowed(files: dict[str, str], expected: list[str]) -> None:
    assert shadows(files) == expected


@pytest.mark.parametrize("files", [case[1] for case in QUIET], ids=[case[0] for case in QUIET])
def test_quiet(files: dict[str, str]) -> None:
    assert not shadows(files)


def test_a_server_has_loaded_the_standard_library_first() -> None:
    assert not shadows({"p/main.py": "from queue import Queue", "p/queue.py": ""}, ())
