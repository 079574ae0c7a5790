"""Project files with anything in them are read without a complaint."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctxlint.context import Directory, File
from ctxlint.packaging import (
    PROJECT_FILES,
    build_inputs,
    dependencies_of,
    editable,
    member_directories,
    parse_toml,
    read_project,
    read_requirement,
    read_requirements,
    shipped,
)

TREE = Directory({"src": Directory({"a.py": File("src/a.py")}), "pkg": Directory({"__init__.py": File("i")})})

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["src", "pkg", "a.*", "../x", "", "find:", "*"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["path", "find", "where", "a"]), inner),
    max_leaves=6,
)
KEYS = [
    "name",
    "version",
    "dynamic",
    "readme",
    "license",
    "dependencies",
    "optional-dependencies",
    "packages",
    "package-dir",
    "py-modules",
    "find",
    "where",
    "include",
    "sources",
    "members",
    "workspace",
    "module-name",
    "module-root",
    "build-backend",
    "requires",
    "path",
    "file",
    "group",
    "wheel",
    "targets",
]
TABLES = st.recursive(VALUES, lambda inner: st.dictionaries(st.sampled_from(KEYS), inner, max_size=4), max_leaves=8)
TOOLS = st.dictionaries(
    st.sampled_from(["setuptools", "hatch", "poetry", "flit", "pdm", "uv", "setuptools_scm"]), TABLES, max_size=3
)


def everything(texts: dict[str, str], pyproject: dict[str, object] | None = None) -> None:
    """Ask all that can be asked about a project."""
    directory = Directory({**TREE.entries, **{name: File(name) for name in texts}})
    project = read_project("/srv", directory, texts.get)
    if project is None:
        return
    if pyproject is not None:
        project = type(project)(project.root, directory, pyproject, project.setup_cfg, project.setup)
    assert all("/srv" in root for root in editable(project).roots)
    assert all(path and not path.startswith("/") for path in shipped(project).files)
    assert all(each.name == each.name.lower() for each in dependencies_of(project))
    assert all(each.path for each in build_inputs(project, {}))
    assert isinstance(member_directories(project), list)


@given(st.dictionaries(st.sampled_from(PROJECT_FILES), st.text(max_size=80)))
def test_any_text(texts: dict[str, str]) -> None:
    everything(texts)


@given(st.dictionaries(st.sampled_from(["project", "build-system", "dependency-groups"]), TABLES), TOOLS)
def test_any_table(tables: dict[str, object], tools: dict[str, object]) -> None:
    everything({"pyproject.toml": ""}, {**tables, "tool": tools})


@given(st.text(alphabet="ab./-[]@ ;#:=\\\n\"'$%{}rec", max_size=60))
def test_any_requirements(text: str) -> None:
    for requirement in read_requirements(text):
        assert requirement.line >= 1
    read_requirement(text)


@given(st.text(alphabet="a[]=.\"'\n{}", max_size=60))
def test_any_toml(text: str) -> None:
    assert isinstance(parse_toml(text), dict)
