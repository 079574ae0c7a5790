"""Which imports a source has, and of which kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.imports import Import, Kind, Scan, rough_scan, scan

EAGER, LAZY, OPTIONAL, TYPING = Kind

# Why, the source, the kind of its import of "x".
KINDS = [
    ("top level", "import x", EAGER),
    ("class body", "class A:\n    import x", EAGER),
    ("with", "with open('a'):\n    import x", EAGER),
    ("loop", "for a in b:\n    import x", EAGER),
    ("function", "def f():\n    import x", LAZY),
    ("async function", "async def f():\n    import x", LAZY),
    ("method", "class A:\n    def f(self):\n        import x", LAZY),
    ("class in a function", "def f():\n    class A:\n        import x", LAZY),
    ("unknown condition", "if DEBUG:\n    import x", LAZY),
    ("other branch of an unknown condition", "if DEBUG:\n    pass\nelse:\n    import x", LAZY),
    ("case", "match a:\n    case 1:\n        import x", LAZY),
    ("try", "try:\n    import x\nexcept ImportError:\n    x = None", OPTIONAL),
    ("module not found", "try:\n    import x\nexcept ModuleNotFoundError:\n    x = None", OPTIONAL),
    ("one of several", "try:\n    import x\nexcept (OSError, ImportError):\n    x = None", OPTIONAL),
    ("by attribute", "try:\n    import x\nexcept builtins.ImportError:\n    x = None", OPTIONAL),
    ("any exception", "try:\n    import x\nexcept Exception:\n    pass", OPTIONAL),
    ("bare except", "try:\n    import x\nexcept:\n    pass", OPTIONAL),
    ("exception group", "try:\n    import x\nexcept* ImportError:\n    pass", OPTIONAL),
    ("deeper in a try", "try:\n    if a:\n        import x\nexcept ImportError:\n    pass", OPTIONAL),
    ("try in a function", "def f():\n    try:\n        import x\n    except ImportError:\n        pass", OPTIONAL),
    ("suppress", "with contextlib.suppress(ImportError):\n    import x", OPTIONAL),
    ("imported suppress", "with suppress(OSError, Exception):\n    import x", OPTIONAL),
    ("suppress of something else", "with suppress(OSError):\n    import x", EAGER),
    ("function defined in a try", "try:\n    def f():\n        import x\nexcept ImportError:\n    pass", LAZY),
    ("another exception", "try:\n    import x\nexcept OSError:\n    pass", EAGER),
    ("handler that raises", "try:\n    import x\nexcept ImportError as e:\n    raise RuntimeError from e", EAGER),
    ("handler that exits", "try:\n    import x\nexcept ImportError:\n    print('x')\n    sys.exit(1)", EAGER),
    ("handler", "try:\n    import y\nexcept ImportError:\n    import x", EAGER),
    ("else", "try:\n    import y\nexcept ImportError:\n    pass\nelse:\n    import x", EAGER),
    ("finally", "try:\n    pass\nexcept ImportError:\n    pass\nfinally:\n    import x", EAGER),
    ("only finally", "try:\n    import x\nfinally:\n    pass", EAGER),
    ("type checking", "if TYPE_CHECKING:\n    import x", TYPING),
    ("by attribute, type checking", "if typing.TYPE_CHECKING:\n    import x", TYPING),
    ("type checking in a function", "def f():\n    if TYPE_CHECKING:\n        import x", TYPING),
    ("not for type checkers", "if TYPE_CHECKING:\n    pass\nelse:\n    import x", EAGER),
    ("negated", "if not TYPE_CHECKING:\n    import x", EAGER),
    ("else of negated", "if not TYPE_CHECKING:\n    pass\nelse:\n    import x", TYPING),
    ("type checking and more", "if TYPE_CHECKING and a:\n    import x", TYPING),
    ("constant", "if True:\n    import x", EAGER),
    ("never", "if 0:\n    import x", OPTIONAL),
    ("find_spec", "if importlib.util.find_spec('x'):\n    import x", OPTIONAL),
    ("find_spec by a name", "HAS = find_spec('x') is not None\nif HAS and y:\n    import x", OPTIONAL),
    (
        "what a try found out",
        "try:\n    import z\nexcept ImportError:\n    z = None\nif z is None:\n    import x",
        OPTIONAL,
    ),
    ("find_spec compared", "if find_spec('x') is not None:\n    import x", OPTIONAL),
    ("old Python", "if sys.version_info < (3,):\n    import x", OPTIONAL),
    ("Python 3", "if sys.version_info >= (3, 0):\n    import x", EAGER),
    ("major version", "if sys.version_info[0] == 3:\n    import x", EAGER),
    ("major version by name", "if sys.version_info.major < 3:\n    import x", OPTIONAL),
    ("unknown minor version", "if sys.version_info >= (3, 9):\n    import x", OPTIONAL),
    ("else of unknown minor version", "if sys.version_info >= (3, 9):\n    pass\nelse:\n    import x", OPTIONAL),
    ("Windows", "if sys.platform == 'win32':\n    import x", OPTIONAL),
    ("not Windows", "if sys.platform != 'win32':\n    import x", EAGER),
    ("Linux by prefix", "if sys.platform.startswith('linux'):\n    import x", EAGER),
    ("one of", "if sys.platform in ('win32', 'cygwin'):\n    import x", OPTIONAL),
    ("POSIX", "if os.name == 'posix':\n    import x", EAGER),
    ("by call", "if platform.system() == 'Windows':\n    import x", OPTIONAL),
    ("both hold", "if sys.version_info >= (3,) and os.name == 'posix':\n    import x", EAGER),
    ("one is enough", "if os.name == 'nt' or os.name == 'posix':\n    import x", EAGER),
    ("six", "if six.PY2:\n    import x", OPTIONAL),
    ("main", "if __name__ == '__main__':\n    import x", EAGER),
]


@pytest.mark.parametrize(("source", "kind"), [case[1:] for case in KINDS], ids=[case[0] for case in KINDS])
def test_kinds(source: str, kind: Kind) -> None:
    assert [found.kind for found in scan(source.encode()).imports if found.module == "x"] == [kind]


# Why, the source, the imports as level dots + module + names.
STATEMENTS = [
    ("nothing", "x = 1", []),
    ("in a string", "'''\nimport x\n'''", []),
    ("in a comment", "# import x", []),
    ("not a keyword", "important = 1\nx.import_ = 2", []),
    ("dotted", "import a.b.c as d", ["a.b.c"]),
    ("several", "import a, b.c", ["a", "b.c"]),
    ("from", "from a.b import c as d, e", ["a.b c e"]),
    ("parentheses", "from a import (  # why )\n    b,\n    c,\n)", ["a b c"]),
    ("star", "from a import *", ["a *"]),
    ("relative", "from . import a", [". a"]),
    ("relative, deeper", "from ...a.b import c", ["...a.b c"]),
    ("no blanks", "from.a import(b)", [".a b"]),
    ("semicolon", "x=1;import a", ["a"]),
    ("one line", "if 1:import a", ["a"]),
    ("continued", "from a \\\n import b, \\\n c", ["a b c"]),
    ("cookie", "# -*- coding: latin-1 -*-\nimport a # \xff", ["a"]),
    ("byte order mark", "\ufeffimport a", ["a"]),
    ("normalised", "import ﬁle", ["file"]),
    ("carriage returns", "import a\rimport b\r\nimport c", ["a", "b", "c"]),
    ("form feed", "import a\n\fimport b", ["a", "b"]),
]


def edges(found: Import) -> str:
    return " ".join(["." * found.level + found.module, *found.names])


@pytest.mark.parametrize(("source", "imports"), [case[1:] for case in STATEMENTS], ids=[case[0] for case in STATEMENTS])
def test_statements(source: str, imports: list[str]) -> None:
    encoded = source.encode("latin-1" if "latin-1" in source else "utf-8")
    assert [edges(found) for found in scan(encoded).imports] == imports


def test_a_place_counts_from_one() -> None:
    first, second = scan(b"import a\nif 1:\n    from b import c\n").imports
    assert [(found.line, found.column) for found in (first, second)] == [(1, 8), (3, 5)]


def test_only_a_script_runs_its_main_part() -> None:
    source = b"import a\nif __name__ == '__main__':\n    import b\n    def f():\n        import c\n"
    assert [found.main_only for found in scan(source).imports] == [False, True, True]


# Why, the source, the part of the message, the line.
PROBLEMS = [
    ("broken", b"import a\nimport\n", "invalid syntax", 2),
    ("Python 2", b"print 'a'\n", "parentheses", 1),
    ("null byte", b"a\n\0", "null", 2),
    ("unknown encoding", b"# coding: nonsense\nimport a", "", 1),
    ("not UTF-8", b"a = '\xff'", "", 1),
    ("huge", b"#" * 2_000_001, "2 MB", 1),
    ("deep brackets", b"(" * 50_000, "", 1),
]


@pytest.mark.parametrize(("source", "message", "line"), [c[1:] for c in PROBLEMS], ids=[c[0] for c in PROBLEMS])
def test_what_cannot_be_read_is_a_problem(source: bytes, message: str, line: int) -> None:
    found = scan(source)
    assert found.problem
    assert (message in found.problem.message, found.problem.line) == (True, line)


NEWER = b"""import a  # import x
'''
import x
'''
if TYPE_CHECKING:

    from b import (
        c, d)
try:
    import e
except ImportError:
    pass
class A[T](f'{"import x"}'):
    def f(self):
        import g; x = "import x"
type B = \"\"\"
import x\"\"\"
import h
this is newer than any Python
"""


def test_the_imports_of_what_does_not_parse_are_guessed() -> None:
    found = scan(NEWER)
    assert found.problem
    kinds = [(one.module, one.kind, one.line, one.column) for one in found.imports]
    assert kinds == [
        ("a", EAGER, 1, 1),
        ("b", TYPING, 7, 5),
        ("e", OPTIONAL, 10, 5),
        ("g", LAZY, 15, 9),
        ("h", EAGER, 18, 1),
    ]


DEEP = [
    ("attributes", b"a" + b".b" * 90_000),
    ("operators", b"x = " + b"-" * 90_000 + b"1"),
    ("sum", b"x = " + b"1+" * 50_000 + b"1"),
    ("sum of settings", b"INSTALLED_APPS = " + b"[]+" * 5_000 + b"['a']"),
    ("condition", b"if " + b"not " * 5_000 + b"a: import x"),
    ("blocks", b"".join(b" " * depth + b"if 1:\n" for depth in range(150)) + b" " * 150 + b"import x"),
]


@pytest.mark.parametrize("source", [case[1] for case in DEEP], ids=[case[0] for case in DEEP])
def test_deep_nesting_is_never_an_exception(source: bytes) -> None:
    assert isinstance(scan(source), Scan)


@given(st.binary(max_size=200))
def test_any_bytes(source: bytes) -> None:
    scan(source)
    rough_scan(source)


@given(st.lists(st.sampled_from([b"import", b"from", b"(", b")", b" ", b"\n", b"#", b"\\", b"a", b".", b",", b"'''"])))
def test_any_tokens(tokens: list[bytes]) -> None:
    scan(b"".join(tokens))
    rough_scan(b"".join(tokens))


def test_an_invalid_escape_warns_nobody() -> None:
    assert scan(b"import a\nb = '\\d'\nc = 1 is 1\n").imports
