"""Source -> the files and directories that it reads, by its syntax tree."""

from __future__ import annotations

import ast
import hashlib
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxlint.data.evaluation import Evaluator
from ctxlint.data.guards import Around, expressions, insisting, is_check
from ctxlint.data.operands import ReadPaths
from ctxlint.data.sinks import Calls, Settings
from ctxlint.data.targets import SELF
from ctxlint.data.values import DataPath, Reading
from ctxlint.imports.hints import Hint, Hints, assigns, calls, calls_given
from ctxlint.imports.parsing import MAX_SIZE, parse
from ctxlint.imports.values import SyntaxProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxlint.data.sinks import Read
    from ctxlint.data.values import Target

_TABLES = tuple(f"read_{kind}" for kind in ("csv", "json", "excel", "parquet", "feather", "pickle", "table"))
_COPIES = ("copy", "copy2", "copyfile", "copytree")
_HINTS = Hints(
    [
        *calls_given(ReadPaths, "open", "open_text", "open_binary", "open_file", "listdir", "scandir", "FileResponse"),
        *calls_given(ReadPaths, "read_text", "read_bytes", "read_binary", "iterdir", "glob", "iglob", "rglob"),
        *calls("get_data", "resource_string", "resource_stream", "resource_filename", "resource_listdir", "fileConfig"),
        *calls("imread", "CascadeClassifier", "truetype", "loadtxt", "genfromtxt", "fromfile", "add_static", "chdir"),
        *calls("FileSystemLoader", "PackageLoader", "TemplateLookup", "StaticFiles", "Jinja2Templates"),
        *calls("send_file", "Flask", "Quart", "Blueprint", "OpenAPI"),
        *calls_given(ReadPaths, "walk"),
        *(Hint("shutil", rf"\b{name}\s*+(?:\(|as\b)", (name,), ReadPaths) for name in _COPIES),
        Hint("resources", r"\bimportlib", ("path",)),
        Hint("load", r"\b(?:numpy|joblib|torch|toml|OmegaConf)\b", ("load",)),
        Hint("etree", called=("parse",)),
        Hint("read", r"\.(?:ini|cfg|conf)[\"']", ("read",)),
        Hint("read_", r"\b(?:pandas|polars)\b", _TABLES),
        Hint("scan_", r"\bpolars\b", _TABLES),
        Hint("alembic", r"onfig|subprocess|\bos\b"),
        Hint("log_config", called=("uvicorn.run",)),
        Hint("localedir", called=("translation",)),
        Hint("migrate_dir", called=("Router",)),
        *calls("read_migrations"),
        *assigns("STATICFILES_DIRS", "LOCALE_PATHS", "FIXTURE_DIRS", "TEMPLATE_DIRS", "WHITENOISE_ROOT", "TEMPLATES"),
        *assigns("INSTALLED_APPS"),
    ]
)
_MAX_REMEMBERED = 50_000
_NOTHING = Reading()

_remembered: dict[bytes, Reading] = {}


def may_read(source: bytes) -> bool:
    """Whether a source may read a file, by its words."""
    return _HINTS(source)


def read_source(source: bytes, *, constants: bool = False) -> Reading:
    """What a source reads; with ``constants`` it is read even when it seems to open nothing itself."""
    if len(source) > MAX_SIZE or not (constants or may_read(source)):
        return _NOTHING
    key = hashlib.blake2b(source, digest_size=16).digest()
    found = _remembered.get(key)
    if found is None:
        if len(_remembered) >= _MAX_REMEMBERED:
            _remembered.clear()
        found = _remembered[key] = _read(source)
    return found


def _read(source: bytes) -> Reading:
    tree = parse(source)
    if isinstance(tree, SyntaxProblem):
        return _NOTHING
    try:
        reader = _Reader(tree.body, source)
        return Reading(tuple(reader.paths()), reader.constants(), reader.changes_directory)
    except RecursionError:
        return _NOTHING


class _Reader:
    def __init__(self, body: list[ast.stmt], source: bytes) -> None:
        self._body = body
        self._evaluator = Evaluator(body)
        own_loader = b"jinja_loader" in source and any(map(_sets_loader, body))
        self._calls = Calls(self._evaluator, own_loader=own_loader)
        self._settings = Settings(self._evaluator)
        self.changes_directory = False

    def constants(self) -> dict[str, Target]:
        return {name: target for name, target in self._evaluator.constants() if _is_plain(target)}

    def paths(self) -> Iterator[DataPath]:
        asked: set[Target] = set()
        found: dict[DataPath, None] = {}
        demands = insisting(self._body)
        for node, here in expressions(self._body, self._evaluator.top):
            for target, place in self._reads(node, here):
                late = not isinstance(node, ast.Call) or self._calls.is_late(node)
                found[_found(target, place, here, late=late)] = None
            if isinstance(node, ast.Call) and is_check(node) and id(node) not in demands:
                asked.update(self._subjects(node, here))
        for path in sorted(found, key=lambda path: (path.line, path.column)):
            if _is_plain(path.target):
                yield replace(path, guarded=True) if _is_below(path.target, asked) else path

    def _reads(self, node: ast.stmt | ast.expr, here: Around) -> Iterator[Read]:
        if isinstance(node, ast.Call):
            self.changes_directory |= self._evaluator.qualified(node.func) in ("os.chdir", "contextlib.chdir")
            yield from self._calls(node, here.scope)
        elif isinstance(node, ast.stmt):
            yield from self._settings(node, here.scope)

    def _subjects(self, check: ast.Call, here: Around) -> Iterator[Target]:
        """The paths of which a call asks whether they are there."""
        receiver = check.func.value if isinstance(check.func, ast.Attribute) else None
        for expression in (receiver, *check.args[:1]):
            if target := self._evaluator.target(expression, here.scope):
                yield target


def _sets_loader(statement: ast.stmt) -> bool:
    nodes = (node for node in ast.walk(statement) if isinstance(node, ast.Attribute) and node.attr == "jinja_loader")
    return any(isinstance(node.ctx, ast.Store) for node in nodes)


def _found(target: Target, place: ast.expr, here: Around, *, late: bool) -> DataPath:
    return DataPath(target, place.lineno, place.col_offset + 1, here.lazy or late, here.guarded, here.main_only)


def _is_below(target: Target, asked: set[Target]) -> bool:
    """Whether code asks for the path, or for a directory above."""
    same = [each for each in asked if replace(each, path="", partial=False) == replace(target, path="", partial=False)]
    return any(f"{target.path}/".startswith(f"{each.path}/") for each in same)


def _is_plain(target: Target) -> bool:
    return SELF not in target.path
