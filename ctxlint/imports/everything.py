"""Every first-party module of an image, for when nobody knows which of them it starts."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from ctxlint.context import Directory, File, Origin
from ctxlint.imports.results import Start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.imports.finder import Finder

_MAX_MODULES = 2_000
# Whatever a copy of a whole repository brings besides its application.
_ASIDE = re.compile(
    r"(?:(?:unit_?|integration_?|e2e_?|functional_?)?tests?|test_?(?:ing|data|utils|suite|helpers?)?|docs?|documentation"
    r"|examples?|samples?|demos?|notebooks?|tutorials?|scripts?|tools?|tooling|utilities|bench(?:marks?)?|evals?"
    r"|experiments?|playground|sandbox|contrib|dev|ci|build|dist|deploy(?:ment)?|infra|fixtures|stubs|typings|third_party"
    r"|vendor|migrations?|versions|alembic|templates?|setup|conftest|noxfile|fabfile|dodo|tasks|versioneer|hatch_build"
    r"|locustfile|manage|test_.*|.*_tests?)"
)


def is_aside(module: str) -> bool:
    """Whether some part of a name says that the module is not part of the application: tests, scripts, docs."""
    return any(_ASIDE.fullmatch(name) for name in module.lower().split("."))


def everything(finder: Finder) -> list[Start]:
    """The modules of the packages in the import roots, and those directly in a root.

    A package without ``__init__`` counts only below ``src``, where nothing but packages is expected.
    """
    found = (Start(module, label=module) for root in finder.roots for module in _modules(finder, root))
    return [start for start in dict.fromkeys(islice(found, _MAX_MODULES)) if finder.find(start.module or "")]


def _modules(finder: Finder, root: str) -> Iterator[str]:
    directory = finder.at(root)
    waiting: list[tuple[tuple[str, ...], Directory]] = []
    if isinstance(directory, Directory) and root.strip("/"):
        waiting.append(((), directory))
    bare = root.endswith("/src")
    while waiting:
        above, here = waiting.pop()
        for name, node in here.sorted():
            stem = name.removesuffix(".py")
            if stem == "__init__" or not stem.isidentifier() or _ASIDE.fullmatch(stem.lower()):
                continue
            if isinstance(node, File) and name != stem and node.origin is Origin.CONTEXT:
                yield ".".join((*above, stem))
            elif isinstance(node, Directory) and (bare or isinstance(node.entries.get("__init__.py"), File)):
                yield ".".join((*above, stem))
                waiting.append(((*above, stem), node))
