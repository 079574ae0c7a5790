"""For each rule, the ignore file before and after; and what is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxlint.rulebook import Rule, rules
from tests.fixes.projects import Tree, apply, codes, repairs

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest.mark.structures import ParameterSet

LARGE = "0123456789" * 50
PYTHON = "FROM python:3.12\nWORKDIR /srv\n"
APP: Tree = {"Dockerfile": PYTHON + 'COPY app app\nCMD ["python", "-m", "app.main"]\n', "app/__init__.py": ""}
IMPORTING: Tree = {**APP, "app/main.py": "import app.lib.core\n", "app/lib/__init__.py": "", "app/lib/core.py": ""}
COPYING: Tree = {"Dockerfile": "FROM scratch\nCOPY main.py /\n", "main.py": ""}
BROAD: Tree = {"Dockerfile": "FROM scratch\nCOPY . /\n", "main.py": ""}
VERSIONED: Tree = {
    "Dockerfile": "FROM python:3.12\nCOPY . /src\nRUN pip install /src\n",
    ".git/HEAD": "ref: refs/heads/main\n",
    "x/__init__.py": "",
}
HEAD = "# What no image needs of this directory. `ctxlint fix` proved each line.\n\n# this file\n.dockerignore\n\n"


def case(name: str, code: str, before: str | bytes | None, after: str, tree: Tree) -> ParameterSet:
    return pytest.param(code, before, after, tree, id=f"{code} {name}")


def files(*paths: str) -> Tree:
    return dict.fromkeys(paths, "")


ENVIRONMENT = files(".venv/pyvenv.cfg", ".venv/lib/python3.12/site-packages/requests/__init__.py")
VENV = "FROM python:3.12\nWORKDIR /app\nCOPY . .\nENV PATH=/app/.venv/bin:$PATH\n{}CMD python main.py\n"
USING: Tree = {**ENVIRONMENT, "main.py": "import requests\n"}

CASES = [
    case(
        "an environment that is made anew",
        "CTX203",
        "",
        "# dependencies that were installed here\n**/.venv\n",
        {**USING, "Dockerfile": VENV.format("RUN uv sync\n")},
    ),
    # a module or a path that the image needs
    case("the line that names it goes", "CTX102", "app/lib\n*.md\n", "*.md\n", IMPORTING),
    case(
        "below the line that takes it",
        "CTX102",
        "**/lib\n**/__pycache__\n",
        "**/lib\n!app/lib\n**/__pycache__\n",
        IMPORTING,
    ),
    case("among its like", "CTX102", "*\n!app/*.py\n\n*.md\n", "*\n!app/*.py\n!app/lib\n\n*.md\n", IMPORTING),
    case("in place of a line that was meant to", "CTX102", "**/lib/\n!app/\n", "**/lib/\n!app/lib/\n", IMPORTING),
    case("the content, where that is excluded", "CTX102", "app/lib/**\n", "app/lib/**\n!app/lib/**\n", IMPORTING),
    case("line ends stay", "CTX102", "**/lib\r\n*.md\r\n", "**/lib\r\n!app/lib\r\n*.md\r\n", IMPORTING),
    case("no line feed at the end", "CTX102", "**/lib", "**/lib\n!app/lib", IMPORTING),
    case("comments and blanks stay", "CTX102", "# a\n\n**/lib\n\n# b\n", "# a\n\n**/lib\n!app/lib\n\n# b\n", IMPORTING),
    case(
        "rubbish in it is left out",
        "CTX102",
        "**/lib\n",
        "**/lib\n!app/lib\n**/__pycache__\n",
        {**IMPORTING, "app/lib/__pycache__/core.pyc": ""},
    ),
    case("a source", "CTX105", "main.py\n", "", COPYING),
    case("a source with a glob", "CTX105", "*.py\n", "*.py\n!main.py\n", COPYING),
    case(
        "names with magic",
        "CTX105",
        "m*\n",
        "m*\n!m\\[1\\].py\n",
        {"Dockerfile": "FROM scratch\nCOPY m*.py /\n", "m[1].py": "", "ctxlint.toml": 'ignore = ["CTX4"]\n'},
    ),
    case(
        "the start",
        "CTX109",
        "**/run.py\n",
        "**/run.py\n!run.py\n",
        {"Dockerfile": PYTHON + 'COPY . .\nCMD ["python", "run.py"]\n', "run.py": ""},
    ),
    case(
        "a declared path",
        "CTX108",
        "*.ini\n",
        "*.ini\n!alembic.ini\n",
        {"Dockerfile": PYTHON + "COPY . .\n", "alembic.ini": "", "ctxlint.toml": 'required-paths = ["alembic.ini"]\n'},
    ),
    case(
        "a declared module",
        "CTX101",
        "**/lib\n",
        "**/lib\n!lib\n",
        {"Dockerfile": PYTHON + "COPY . .\n", "lib/__init__.py": "", "ctxlint.toml": 'required-modules = ["lib"]\n'},
    ),
    # what nobody needs
    case("history", "CTX202", "*.md\n", "*.md\n\n# version control\n**/.hg\n", {**COPYING, **files(".hg/x")}),
    case(
        "dependencies",
        "CTX203",
        "*.md\n",
        "*.md\n\n# dependencies that were installed here\n**/node_modules\n",
        {**COPYING, **files("a/node_modules/x", "b/node_modules/y")},
    ),
    case(
        "an environment",
        "CTX203",
        "",
        "# dependencies that were installed here\n**/.venv\n",
        {**COPYING, **files(".venv/pyvenv.cfg")},
    ),
    case(
        "an environment by another name",
        "CTX203",
        "",
        "# dependencies that were installed here\nmine\n",
        {**COPYING, **files("mine/pyvenv.cfg")},
    ),
    case("caches", "CTX204", "x", "x\n\n# caches\n**/__pycache__", {**COPYING, **files("a/__pycache__/x")}),
    case(
        "below a comment that says it",
        "CTX204",
        "# caches\n.tox\n\n# rest\nx\n",
        "# caches\n.tox\n**/__pycache__\n\n# rest\nx\n",
        {**COPYING, **files("a/__pycache__/x")},
    ),
    case(
        "build output",
        "CTX205",
        "x\n",
        "x\n\n# what was built here\nbuild\n",
        {**COPYING, **files("setup.py", "build/x")},
    ),
    case("no file yet", "CTX204", None, HEAD + "# caches\n**/.tox\n", {**BROAD, **files(".tox/x")}),
    case(
        "no file yet, and much that no instruction reads",
        "CTX204",
        None,
        HEAD + "# caches\n**/.tox\n",
        {**COPYING, **files(*(f".tox/{number}" for number in range(10)))},
    ),
    case(
        "a history that no version is made from",
        "CTX202",
        "",
        "# version control\n**/.git\n",
        {**VERSIONED, "pyproject.toml": "[project]\nname = 'x'\nversion = '1'\n", "ctxlint.toml": ""},
    ),
    case(
        "large files of a kind",
        "CTX206",
        "",
        "# large files\ndata\n",
        {
            **COPYING,
            **dict.fromkeys(("data/a.bin", "data/b.bin", "data/c.bin"), LARGE),
            "ctxlint.toml": "max-file-size = 300\n",
        },
    ),
    case(
        "large files among others",
        "CTX206",
        "",
        "# large files\ndata/*.bin\n",
        {
            **COPYING,
            **dict.fromkeys(("data/a.bin", "data/b.bin", "data/c.bin"), LARGE),
            "data/x": "",
            "ctxlint.toml": "max-file-size = 300\n",
        },
    ),
    case(
        "one large file",
        "CTX206",
        "",
        "# large files\ndata/a.bin\n",
        {**COPYING, "data/a.bin": LARGE, "ctxlint.toml": "max-file-size = 300\n"},
    ),
    case("a secret", "CTX301", "", "# secrets\n**/id_rsa\n", {**COPYING, **files("a/id_rsa")}),
    case(
        "a pattern that was meant to hold it back", "CTX301", "*.key\n", "**/*.key\n", {**COPYING, **files("a/x.key")}
    ),
    # lines that do not say what they mean
    case("a flat pattern", "CTX402", "__pycache__/\n", "**/__pycache__/\n", {**COPYING, **files("a/__pycache__/x")}),
    case(
        "a flat pattern above a line that lets all of a directory in",
        "CTX402",
        "__pycache__\n*.md\n!a/**\n\n*.txt\n",
        "*.md\n!a/**\n**/__pycache__\n\n*.txt\n",
        {
            **BROAD,
            "a/__pycache__/x": "",
            "a/__pycache__/y": "",
            "a/main.py": "",
            "a.md": "",
            "a.txt": "",
            "ctxlint.toml": 'ignore = ["CTX403"]\n',
        },
    ),
    case(
        "a comment behind a pattern",
        "CTX404",
        "docs # not needed\n",
        "# not needed\ndocs\n",
        {**COPYING, **files("docs/x")},
    ),
]


@pytest.mark.parametrize(("code", "before", "after", "tree"), CASES)
def test_a_fix(tmp_path: Path, code: str, before: str | None, after: str, tree: Tree) -> None:
    files = {} if before is None else {".dockerignore": before.encode()}
    (tmp_path / "p").mkdir()

    found = apply(tmp_path / "p", {**tree, **files})

    assert (tmp_path / "p" / ".dockerignore").read_bytes().decode() == after
    assert code in {finding.code for fixed in found.fixed for finding in fixed.findings}
    assert all(fixed.edit.safe for fixed in found.fixed)
    assert code not in codes(tmp_path / "p")


@pytest.mark.parametrize(("before", "tree"), [pytest.param(*case.values[1::2], id=case.id) for case in CASES])
def test_fixing_twice_changes_nothing(tmp_path: Path, before: str | None, tree: Tree) -> None:
    apply(tmp_path, {**tree, **({} if before is None else {".dockerignore": before.encode()})})

    assert repairs(tmp_path, {}).drafts == ()


UNSAFE = [
    case(
        "an environment that is used",
        "CTX203",
        "",
        "# dependencies that were installed here\n**/.venv\n",
        {**USING, "Dockerfile": VENV.format("")},
    ),
    case(
        "the image has it",
        "CTX203",
        "",
        "# dependencies that were installed here\n**/node_modules\n",
        {"Dockerfile": "FROM node\nCOPY . .\n", **files("node_modules/x")},
    ),
    case(
        "the history is read",
        "CTX202",
        "",
        "# version control\n**/.hg\n",
        {"Dockerfile": "FROM x\nCOPY . .\nRUN make\n", **files(".hg/x")},
    ),
    case(
        "a secret in the image",
        "CTX302",
        "",
        "# secrets\n**/id_rsa\n",
        {"Dockerfile": "FROM x\nCOPY . .\n", **files("id_rsa")},
    ),
    case(
        "a large file in the image",
        "CTX206",
        "",
        "# large files\na.bin\n",
        {"Dockerfile": "FROM x\nCOPY . .\n", "a.bin": LARGE, "ctxlint.toml": "max-file-size = 300\n"},
    ),
    case("a line without a match", "CTX401", "x/missing\n*.md\n", "*.md\n", COPYING),
    case("its own comment goes", "CTX401", "*.md\n\n# old\nx/missing\n\n*.txt\n", "*.md\n\n*.txt\n", COPYING),
    case("at the end", "CTX401", "*.md\n\n# old\n# things\nx/missing\n", "*.md\n", COPYING),
    case("among comments", "CTX401", "# old\nx/missing\n# text\n*.md\n", "# text\n*.md\n", COPYING),
    case("a comment over several stays", "CTX401", "# old\nx/missing\n*.md\n", "# old\n*.md\n", COPYING),
    case("a comment at a distance stays", "CTX401", "# all\n\nx/missing\n\n*.md\n", "# all\n\n*.md\n", COPYING),
    case("the head stays", "CTX401", "# a\n# b\nx/missing\n\n*.md\n", "# a\n# b\n\n*.md\n", COPYING),
    case("line ends of a gap", "CTX401", "*.md\r\n\r\n# old\r\nx/missing", "*.md", COPYING),
    case(
        "a line that a later one undoes",
        "CTX403",
        "docs\n!docs/a.md\n**/*.md\n",
        "docs\n**/*.md\n!docs/a.md\n",
        {**BROAD, "docs/a.md": ""},
    ),
    case(
        "what a line takes back by name",
        "CTX302",
        "*.key\n!a.key\n",
        "*.key\n",
        {**BROAD, "a.key": "x", "b.key": "x"},
    ),
    case("a line that is undone", "CTX408", "main.py\n!main.py\n", "", COPYING),
    case(
        "what a comment kept in the image",
        "CTX404",
        "docs # big\n",
        "# big\ndocs\n",
        {"Dockerfile": "FROM x\nCOPY . .\n", **files("docs/x")},
    ),
]


@pytest.mark.parametrize(("code", "before", "after", "tree"), UNSAFE)
def test_an_unsafe_fix_is_offered_and_made_when_asked_for(
    tmp_path: Path, code: str, before: str, after: str, tree: Tree
) -> None:
    offered = repairs(tmp_path, {**tree, ".dockerignore": before})
    assert offered.fixed == ()
    assert code in {finding.code for fixed in offered.unsafe for finding in fixed.findings}

    apply(tmp_path, {}, unsafe=True)

    assert (tmp_path / ".dockerignore").read_bytes().decode() == after


LEFT = [
    case("a module would go", "CTX404", "app/lib # big\n", "would lose the module app.lib", IMPORTING),
    case(
        "an instruction names it",
        "CTX203",
        "",
        "asks for node_modules by name",
        {"Dockerfile": "FROM node\nCOPY node_modules /n\n", **files("node_modules/x")},
    ),
    case(
        "an instruction names what is in it",
        "CTX203",
        "",
        "by name",
        {"Dockerfile": "FROM node\nCOPY node_modules/x /n\n", **files("node_modules/x")},
    ),
    case(
        "a glob names it",
        "CTX302",
        "",
        "asks for id_rsa by name",
        {"Dockerfile": "FROM x\nCOPY id_* /n\n", **files("id_rsa")},
    ),
    case(
        "a mount names it",
        "CTX301",
        "",
        "RUN --mount in line 2",
        {"Dockerfile": "FROM x\nRUN --mount=type=bind,source=id_rsa,target=/k cat /k\n", **files("id_rsa")},
    ),
    case(
        "a file that is not UTF-8",
        "CTX301",
        "*.md\n".encode("utf-16"),
        "is not UTF-8 text",
        {**COPYING, **files("id_rsa")},
    ),
]


@pytest.mark.parametrize(("code", "before", "reason", "tree"), LEFT)
def test_what_cannot_be_proven_is_advice(
    tmp_path: Path, code: str, before: str | bytes, reason: str, tree: Tree
) -> None:
    found = repairs(tmp_path, {**tree, ".dockerignore": before}, unsafe=True)

    assert found.drafts == ()
    assert [advice.finding.code for advice in found.advice if reason in advice.reason].count(code) == 1


def test_what_no_edit_answers_is_said(tmp_path: Path) -> None:
    tree = {
        "Dockerfile": "FROM scratch\nCOPY src /srv\n",
        ".dockerignore": "**/wandb\n",
        **files("src/main.py", "src/wandb/run.py"),
    }
    found = repairs(tmp_path, tree, unsafe=True)

    assert found.drafts == ()
    assert [(advice.finding.code, advice.finding.fix, advice.reason) for advice in found.advice] == [
        ("CTX107", 'if it is needed, add the line "!src/wandb/run.py" below line 1', "")
    ]


SPARED = [(rule, word) for rule in rules() if rule.repair for word in rule.repair.made_by]
NEEDED = [(rule, word) for rule in rules() if rule.repair for word in rule.repair.needed_by or ()]
VICTIMS: dict[str, Tree] = {
    "CTX202": files(".hg/x"),
    "CTX203": files("node_modules/x"),
    "CTX205": files("setup.py", "build/x"),
}


@pytest.mark.parametrize(("rule", "word"), SPARED, ids=lambda value: getattr(value, "code", value))
def test_a_command_that_makes_it_anew_makes_it_safe(tmp_path: Path, rule: Rule, word: str) -> None:
    victims = VICTIMS[rule.code]

    assert repairs(tmp_path / "a", {"Dockerfile": f"FROM x\nCOPY . .\nRUN /usr/bin/{word} x\n", **victims}).fixed
    assert not repairs(tmp_path / "b", {"Dockerfile": "FROM x\nCOPY . .\nRUN ls\n", **victims}).fixed


COMMANDS = [
    pytest.param(
        "CTX202", "apt-get install -y git && git clone https://x.example/y", True, id="history that is not read"
    ),
    pytest.param("CTX202", 'V="$(git describe)" ./build', False, id="history that is read on the way"),
    pytest.param("CTX203", "python3.12 -m pip install -r x.txt", True, id="a module"),
    pytest.param("CTX203", "/usr/bin/pip3 install x", True, id="a version and a directory"),
    pytest.param("CTX203", "cd web \\\n && CI=1 npm ci", True, id="behind another command"),
    pytest.param("CTX203", "npm run build", False, id="another command of the program"),
    pytest.param("CTX203", "echo npm ci", False, id="a word"),
    pytest.param("CTX205", "pip install -r requirements.txt", False, id="what others made"),
    pytest.param("CTX205", "pip install --no-cache-dir -e .", True, id="words in between"),
]


@pytest.mark.parametrize(("code", "command", "safe"), COMMANDS)
def test_commands_are_evidence(tmp_path: Path, code: str, command: str, safe: bool) -> None:
    found = repairs(tmp_path, {"Dockerfile": f"FROM x\nCOPY . .\nRUN {command}\n", **VICTIMS[code]})

    assert bool(found.fixed) is safe
    assert bool(found.unsafe) is not safe


@pytest.mark.parametrize(("rule", "word"), NEEDED, ids=lambda value: getattr(value, "code", value))
def test_a_command_that_needs_it_makes_it_unsafe(tmp_path: Path, rule: Rule, word: str) -> None:
    victims = VICTIMS[rule.code]

    assert not repairs(tmp_path / "a", {"Dockerfile": f"FROM x\nCOPY . .\nRUN {word} x\n", **victims}).fixed
    assert repairs(tmp_path / "b", {"Dockerfile": "FROM x\nCOPY . .\nRUN ls\n", **victims}).fixed
