"""The rough scan may find too much and never too little."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxlint.imports import rough_scan, scan

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from ctxlint.imports import Scan


def edges(found: Scan) -> set[tuple[int, str, str]]:
    return {(one.level, one.module, name) for one in found.imports for name in (one.names or ("",))}


BLANKS = st.sampled_from([" ", "  ", "\t", " \f", " \\\n", "\\\n ", " \\\r\n\t"])
GAPS = st.sampled_from(["", "", " ", "\t", "\\\n", " \\\n "])
NAMES = st.sampled_from(["a", "b1", "_c", "importer", "fromage", "asp", "é", "ﬁle", "match", "type"])
INSIDE = st.sampled_from(["", " ", "\n", "  # note (\n", " # from x import (y\n", "\r\n", "#)\n", "\\\n", "# é\n"])


@st.composite
def dotted(draw: st.DrawFn) -> str:
    dot = draw(GAPS) + "." + draw(GAPS)
    return dot.join(draw(st.lists(NAMES, min_size=1, max_size=3)))


@st.composite
def listed(draw: st.DrawFn, item: SearchStrategy[str], gaps: SearchStrategy[str]) -> str:
    items = draw(st.lists(item, min_size=1, max_size=3))
    aliases = [draw(st.sampled_from(["", "", " as z", " \\\n as\tz"])) for _ in items]
    comma = draw(gaps) + "," + draw(gaps)
    return comma.join(name + alias for name, alias in zip(items, aliases, strict=True))


@st.composite
def statements(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        return "import" + draw(BLANKS) + draw(listed(dotted(), GAPS))
    dots = draw(st.sampled_from(["", "", ".", "..", ". .", "...", "....", " \\\n.", "."]))
    module = draw(dotted()) if not dots or draw(st.booleans()) else ""
    source = (
        ("" if dots and draw(st.booleans()) else draw(BLANKS)) + dots + draw(GAPS if dots else st.just("")) + module
    )
    source += draw(BLANKS if module else GAPS) + "import"
    form = draw(st.sampled_from(["star", "names", "several"]))
    if form == "star":
        return "from" + source + draw(GAPS) + "*"
    if form == "names":
        return "from" + source + draw(BLANKS) + draw(listed(NAMES, GAPS))
    trailing = draw(st.sampled_from(["", ",", " ,\n"]))
    inside = draw(INSIDE) + draw(listed(NAMES, INSIDE)) + trailing + draw(INSIDE)
    return "from" + source + draw(GAPS) + "(" + inside + ")"


NOISE = st.sampled_from(
    [
        "x = 1",
        "'''\nfrom this (\n'''",
        '"""\nfrom a import (b\n"""',
        "'import a'",
        "# from a import (",
        "pass  # import (",
        "'''\nimport a, \\\n'''",
        "'\\\nfrom é'",
        "d = {1:2}",
        "f'''\nfrom .x import *'''",
    ]
)
LAYOUTS = st.sampled_from(
    [
        "{}\n",
        "{}; ",
        "{};\n",
        "{}\r",
        "{}\r\n",
        "{}#\n",
        "\f{}\n",
        "x;{}\n",
        "if x:{}\n",
        "if x: {}\n",
        "if x:\n\t{}\n",
        "if x:\n    {}\n",
        "if x:\\\n {}\n",
        "try:{}\nexcept E: pass\n",
        "class A:\n  {}\n",
        "def f(): {}\n",
    ]
)


@st.composite
def sources(draw: st.DrawFn) -> bytes:
    start = draw(st.sampled_from(["", "", "\ufeff", "\n", "# é\n", "\f", "#!python\n# coding: utf-8\n"]))
    parts = draw(st.lists(st.tuples(LAYOUTS, st.one_of(statements(), statements(), NOISE)), min_size=1, max_size=5))
    return (start + "".join(layout.format(part) for layout, part in parts)).encode()


@given(sources())
@settings(max_examples=400)
def test_no_import_is_missed(source: bytes) -> None:
    assert edges(scan(source)) <= edges(rough_scan(source))


def test_the_layouts_are_python_most_of_the_time() -> None:
    seen: list[bool] = []

    @given(sources())
    @settings(max_examples=200, derandomize=True, database=None)
    def parse(source: bytes) -> None:
        seen.append(scan(source).problem is None)

    parse()
    assert sum(seen) > len(seen) / 2


# Why, the source: read exactly, however they look.
HARD = [
    ("hidden keyword", b"# coding: utf-7\n+AGk-mport a"),
    ("letters beyond ASCII", "from é import b".encode()),
    ("letters beyond ASCII among the names", "from a import (b, é)".encode()),
    ("by name", b"importlib.import_module('a')"),
    ("null byte", b"import a\0"),
]


@pytest.mark.parametrize("source", [case[1] for case in HARD], ids=[case[0] for case in HARD])
def test_hard_sources_are_left_to_the_exact_scan(source: bytes) -> None:
    assert rough_scan(source) is scan(source)


# Why, the source, the edges.
ROUGH = [
    ("plain", b"import a\nfrom b import c\n", {(0, "a", ""), (0, "b", "c")}),
    ("the keyword of from is no import of its own", b"from a import b, c", {(0, "a", "b"), (0, "a", "c")}),
    ("prose", b"'''\nfrom here on it is\nimport-ant\n'''", set()),
    ("attributes", b"a.importer\nimport_a\n", set()),
    ("strings count, wrongly", b"'''\nimport a\n'''", {(0, "a", "")}),
    ("a comment cannot swallow an import", b"# from a import (\nimport b", {(0, "b", "")}),
    ("a string cannot swallow an import", b"'''\nfrom a import (\n'''\nimport b # )", {(0, "a", "*"), (0, "b", "")}),
]


@pytest.mark.parametrize(("source", "found"), [case[1:] for case in ROUGH], ids=[case[0] for case in ROUGH])
def test_what_is_found(source: bytes, found: set[tuple[int, str, str]]) -> None:
    wanted = {edge for edge in found if edge[2] != "*"}
    assert wanted <= edges(rough_scan(source))
    assert {edge[1] for edge in edges(rough_scan(source))} == {edge[1] for edge in found}


def test_hostile_sources_take_linear_time() -> None:
    for source in (
        b";from x import(#" * 100_000,
        b"from x import (#\n#;" * 80_000,
        b"import a,\\\n" * 100_000,
        b"import " * 250_000,
        b"from x import (a\n" * 100_000,
        b"import a, " * 150_000 + b"!",
        b"x import " * 200_000,
    ):
        assert rough_scan(source) is not None


BROKEN = [
    "f(",
    "x = [1,\n",
    "print 'x'",
    "print x",
    "exec 'x'",
    "try: f()\nexcept E, e: pass",
    "try: f()\nexcept a.E , problem :\n pass",
    "<<<<<<< HEAD\nx = 1\n=======\n",
]
BRACKETS = ["x = ')'", 'x = """(\n["""', "# a) smile", "x = 'it\\'s ('"]
WHOLE = [
    "# except when, however: so",
    "f()",
    "print('x')",
    "# print 'x'",
    "exec('x')",
    "try: f()\nexcept E as e: pass",
    "x <<8",
    *BRACKETS,
]


@pytest.mark.parametrize("source", BROKEN)
def test_what_looks_broken_is_parsed(source: str) -> None:
    assert rough_scan(b"import a\n" + source.encode()).problem


@pytest.mark.parametrize("source", WHOLE)
def test_what_does_not_parse_is_no_problem_of_others(source: str) -> None:
    assert rough_scan(b"import a\n" + source.encode()).problem is None
