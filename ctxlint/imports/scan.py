"""Source -> what it imports, by its syntax tree; nothing is ever executed."""

from __future__ import annotations

import ast
import hashlib
from typing import TYPE_CHECKING

from ctxlint.imports.dynamic import DynamicImports
from ctxlint.imports.frameworks import HINTS, FrameworkImports, Named
from ctxlint.imports.guards import Circumstances, blocks, flags_of
from ctxlint.imports.hints import Hint, Hints, calls, calls_given
from ctxlint.imports.literals import Constants
from ctxlint.imports.names import bindings_of, import_names, is_open, path_change
from ctxlint.imports.operands import ModuleNames
from ctxlint.imports.parsing import MAX_SIZE, is_plain, parse
from ctxlint.imports.statements import guesses
from ctxlint.imports.syntax import every_block, parts_of
from ctxlint.imports.values import Import, Kind, Scan, SyntaxProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

_IMPORTERS = (
    "import_module",
    "__import__",
    "run_module",
    "import_string",
    "import_from_string",
    "import_object",
    "import_by_path",
)
_MANAGERS = ("ExtensionManager", "DriverManager", "HookManager")
_SPECIAL = Hints(
    [
        *calls_given(ModuleNames, *_IMPORTERS),
        *(Hint(name, "__(?:path|file)__", (name,)) for name in ("iter_modules", "walk_packages")),
        *calls(*_MANAGERS),
        Hint("entry_points", called=("entry_points", "select")),
        Hint("alembic", "upgrade"),
        *(Hint(f"{quote}-m{quote}", rf"{quote}-m{quote}\s*+,(?!\s*+[\"']-)", given=ModuleNames) for quote in "\"'"),
        *HINTS,
    ]
)
_MAX_REMEMBERED = 50_000

_remembered: dict[bytes, Scan] = {}


def scan(source: bytes) -> Scan:
    """What a source imports; the same bytes are read only once."""
    key = hashlib.blake2b(source, digest_size=16).digest()
    found = _remembered.get(key)
    if found is None:
        if len(_remembered) >= _MAX_REMEMBERED:
            _remembered.clear()
        found = _remembered[key] = _scan(source)
    return found


def imports_by_name(source: bytes) -> bool:
    """Whether a source may import something without an import statement."""
    return _SPECIAL(source)


def _scan(source: bytes) -> Scan:
    tree = parse(source)
    if isinstance(tree, SyntaxProblem):
        readable = len(source) <= MAX_SIZE and is_plain(source)
        return Scan(guesses(source) if readable else (), tree, changes_path=path_change(source))
    try:
        statements = list(_statements(tree.body))
        reader = _Reader(tree.body, source) if imports_by_name(source) else None
        found = [wanted for statement, here in statements for wanted in _found(statement, here, reader)]
        names = bindings_of(tree.body)
    except RecursionError:
        return Scan(problem=SyntaxProblem("nested too deeply"))
    found.sort(key=lambda wanted: (wanted.line, wanted.column))
    return Scan(tuple(found), None, names, is_open(source, names), path_change(source))


def _statements(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, Circumstances]]:
    waiting = [(body, Circumstances(flags=flags_of(body)))]
    while waiting:
        statements, here = waiting.pop()
        for statement in statements:
            yield statement, here
            waiting += blocks(statement, here)


def _found(statement: ast.stmt, here: Circumstances, reader: _Reader | None) -> Iterator[Import]:
    match statement:
        case ast.Import():
            for alias in statement.names:
                yield _placed(Import(alias.name), alias, here)
        case ast.ImportFrom():
            names = tuple(alias.name for alias in statement.names)
            yield _placed(Import(statement.module or "", names, statement.level), statement, here)
        case _ if reader:
            yield from reader.read(statement, here)
        case _:
            return


def _placed(wanted: Import, node: ast.alias | ast.stmt | ast.expr, here: Circumstances) -> Import:
    return wanted._replace(
        line=node.lineno,
        column=node.col_offset + 1,
        kind=_kind(wanted, here),
        main_only=here.main_only,
        instead_of=here.instead_of,
    )


def _kind(wanted: Import, here: Circumstances) -> Kind:
    # The function that chooses Django's settings is always called, in every manage.py.
    always = wanted.unless and here.kind is Kind.LAZY
    return wanted.kind if always else wanted.kind.through(here.kind)


class _Reader:
    """Reads the expressions of a module that may import by name."""

    def __init__(self, body: list[ast.stmt], source: bytes) -> None:
        self._constants = constants = Constants(body)
        for node in every_block(body):
            constants.looping(node)
        self._dynamic = DynamicImports(constants, import_names(body))
        self._frameworks = FrameworkImports(constants, names_routes=b"urlpatterns" in source)
        self._loops = any(name.encode() in source for name in _IMPORTERS)

    def read(self, statement: ast.stmt, here: Circumstances) -> Iterator[Import]:
        """What the statement imports, without the statements inside of it."""
        for named in self._frameworks.assigned(statement):
            yield _placed(named.wanted, named.node, here)
        expressions = list(_expressions(statement))
        for node, _ in expressions:
            for generator in getattr(node, "generators", ()):
                self._constants.looping(generator)
        for node, lazy in expressions:
            around = here.in_function() if lazy else here
            for named in self._inside(node):
                yield _placed(named.wanted, named.node, around)

    def _inside(self, node: ast.expr) -> Iterator[Named]:
        if isinstance(node, ast.Call):
            for wanted in self._dynamic(node):
                # A loop that lists a package without importing from it is no import.
                if self._loops or not wanted.whole_package:
                    yield Named(wanted, node)
        yield from self._frameworks.inside(node)


def _expressions(statement: ast.stmt) -> Iterator[tuple[ast.expr, bool]]:
    """The expressions of a statement, and whether each stands in a ``lambda``."""
    waiting: list[tuple[ast.AST, bool]] = [(statement, False)]
    while waiting:
        node, lazy = waiting.pop()
        if isinstance(node, ast.expr):
            yield node, lazy
        inside = lazy or isinstance(node, ast.Lambda)
        waiting += [(child, inside) for child in parts_of(node)]
