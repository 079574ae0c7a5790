"""How sure findings about missing modules are, what stands beside them, and which give way to others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

import ctxlint
from ctxlint import engine
from ctxlint.model import Location, Mount, Severity
from ctxlint.rulebook import rules
from tests.helpers import write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from ctxlint.model import Finding

API = {
    "api/main.py": "import shared.auth\n",
    "api/__init__.py": "",
    "shared/__init__.py": "",
    "shared/auth.py": "",
}
HEAD = "FROM python:3.12\nWORKDIR /srv\nCOPY api api\n"
RUN = 'CMD ["python", "-m", "api.main"]\n'


def findings(
    root: Path, files: dict[str, str], options: dict[str, Any] | None = None, **definition: Any
) -> list[Finding]:
    service = ctxlint.service(write_tree(root, {**API, **files}), **definition.pop("service", {}))
    service.definition = replace(service.definition, **definition)
    settings = engine.Settings(options=options or {}, select=("CTX10", "CTX112"))
    return list(engine.run([service], rules(), settings).findings)


DEV = Location("compose.dev.yaml")
# What compose says, more of the Dockerfile, where the volume stands; how bad it is that only a volume brings it.
MOUNTED = {
    "the command of the image": ({}, "", Location("compose.yaml"), ["warning"]),
    "a command of compose": ({"locations": {"command": Location("c.yaml", 3)}}, "", Location("c.yaml"), ["info"]),
    "an inner stage": ({"target": "base"}, "FROM base\nCOPY api/main.py /srv/\n", Location("compose.yaml"), ["info"]),
    "a stage for development": ({"target": "app-dev"}, "FROM base AS app-dev\n", Location("compose.yaml"), []),
    "a profile for development": ({"profiles": ("debug",)}, "", Location("compose.yaml"), []),
    "a file for development": ({}, "", DEV, []),
    "a directory for development": ({}, "", Location(".devcontainer/compose.yaml"), []),
    "an override, which is local": ({}, "", Location("docker-compose.override.yml"), []),
    "a file for production": ({}, "", Location("compose.prod.yaml"), ["warning"]),
    "a word that only begins so": ({}, "", Location("compose.devices.yaml"), ["warning"]),
}


@pytest.mark.parametrize(("definition", "more", "place", "expected"), MOUNTED.values(), ids=MOUNTED)
def test_a_start_that_only_a_volume_brings(
    definition: dict[str, Any], more: str, place: Location, expected: list[str], tmp_path: Path
) -> None:
    start = "FROM python:3.12 AS base\nWORKDIR /srv\nCOPY api api\nCMD python main.py; python3 main.py\n"
    mounts = (Mount("api", "/srv", place),)
    found = findings(tmp_path, {"Dockerfile": start + more, "api/main.py": ""}, mounts=mounts, **definition)
    assert [(each.code, each.severity) for each in found] == [("CTX109", severity) for severity in expected]


@pytest.mark.parametrize(("definition", "more", "place", "expected"), MOUNTED.values(), ids=MOUNTED)
def test_a_module_that_only_a_volume_brings(
    definition: dict[str, Any], more: str, place: Location, expected: list[str], tmp_path: Path
) -> None:
    start = f"{HEAD.replace('3.12', '3.12 AS base')}{RUN}"
    mounts = (Mount("shared", "/srv/shared", place),)
    found = findings(tmp_path, {"Dockerfile": start + more.replace("COPY", "#")}, mounts=mounts, **definition)
    assert [(each.code, each.severity) for each in found] == [("CTX103", severity) for severity in expected]


LINKED = f"FROM python:3.12 AS build\nRUN ln -s $(poetry env info -p) /venv\n{HEAD}COPY --from=build /venv venv\n"
CERTAINTY = [
    ("certain", HEAD + RUN, {}, ["CTX103 error"]),
    ("lazily", HEAD + RUN, {"api/main.py": "def f():\n    import shared"}, ["CTX103 warning"]),
    ("a base image of one's own", HEAD.replace("python:3.12", "example.org/team/base") + RUN, {}, ["CTX103 warning"]),
    ("a Python from elsewhere", HEAD.replace("python:3.12", "example.org/team/python") + RUN, {}, ["CTX103 error"]),
    ("a program of the base", "FROM example.org/team/server\n" + RUN, {}, []),
    ("a program of a base for Python", "FROM pytorch/torchserve\n" + RUN, {}, []),
    ("an interpreter alone", "FROM example.org/team/python:3.12\n" + RUN, {}, ["CTX103 error"]),
    (
        "a working directory of the base",
        "FROM example.org/team/python\nCOPY api /srv/api\nCOPY shared /app/shared\nENV PYTHONPATH=/srv\n" + RUN,
        {},
        ["CTX103 warning"],
    ),
    ("a path to an environment that nobody knows", LINKED + 'CMD ["venv/bin/python", "-m", "api.main"]\n', {}, []),
    ("an environment on the path", LINKED + "ENV PATH=/srv/venv/bin:$PATH\n" + RUN, {}, []),
    ("another environment", LINKED + "ENV PATH=/opt/venv/bin:$PATH\n" + RUN, {}, ["CTX103 error"]),
    ("an option", HEAD + "CMD [ $X ] && python -m api.main\n", {}, ["CTX103 warning"]),
    ("no start", HEAD, {}, ["CTX103 warning"]),
    ("an image that waits", HEAD + "CMD sleep infinity", {}, ["CTX103 warning"]),
    (
        "another path",
        HEAD + RUN,
        {"api/main.py": "import sys\nsys.path.append('x')\nimport shared"},
        ["CTX103 error"],
    ),
    (
        "an unknown path",
        HEAD + RUN,
        {"api/main.py": "import sys\nsys.path.append(x)\nimport shared"},
        ["CTX103 warning"],
    ),
    (
        "installed by a task",
        HEAD + "COPY shared /opt/lib/shared\nRUN make -C /opt/lib dev\n" + RUN,
        {},
        [],
    ),
    ("a task that cannot have it", HEAD + "RUN make dev\n" + RUN, {}, ["CTX103 warning"]),
    (
        "a base image by the name of the package",
        HEAD.replace("python:3.12", "example.org/team/shared") + RUN,
        {},
        [],
    ),
    (
        "the same, but the package is copied, and a part of it ignored",
        HEAD.replace("python:3.12", "example.org/team/shared") + "COPY shared shared\n" + RUN,
        {".dockerignore": "shared/auth.py"},
        ["CTX102 warning"],
    ),
    (
        "a path that is added",
        HEAD + "COPY shared lib/shared\n" + RUN,
        {"api/main.py": "import sys\nsys.path.insert(0, 'lib')\nimport shared.auth"},
        [],
    ),
    (
        "from an index, by name",
        HEAD + "RUN uv sync && pip install -U 'shared-lib[x]>=1'\n" + RUN,
        {"pyproject.toml": "[project]\nname = 'shared-lib'\n"},
        [],
    ),
    (
        "another distribution",
        HEAD + "RUN pip install shared-library && echo shared-lib\n" + RUN,
        {"pyproject.toml": "[project]\nname = 'shared-lib'\n"},
        ["CTX103 error"],
    ),
    (
        "a directory that is named alike",
        HEAD + "RUN pip install -e shared-lib\n" + RUN,
        {"pyproject.toml": "[project]\nname = 'shared-lib'\n"},
        ["CTX103 error"],
    ),
    ("optionally", HEAD + RUN, {"api/main.py": "try:\n    import shared\nexcept ImportError: ..."}, []),
    ("only tests need it", HEAD, {"api/main.py": "", "api/tests/__init__.py": "import shared"}, []),
    ("not in Python", HEAD.replace("python:3.12", "nginx"), {}, []),
    ("no start, no directory", HEAD.replace("WORKDIR /srv\n", ""), {}, []),
    ("the start itself", HEAD + "CMD uvicorn shared.auth:app", {}, ["CTX103 error"]),
    ("a start that is installed", HEAD + "RUN pip install dist/x.whl\nCMD uvicorn shared.auth:app", {}, []),
    ("a start nobody has", HEAD + "CMD uvicorn other:app", {}, []),
    ("a start in an unknown place", HEAD + "CMD cd $PLACE && uvicorn shared.auth:app", {}, []),
]


@pytest.mark.parametrize(("text", "files", "expected"), [case[1:] for case in CERTAINTY], ids=[c[0] for c in CERTAINTY])
def test_certainty(tmp_path: Path, text: str, files: dict[str, str], expected: list[str]) -> None:
    found = findings(tmp_path, {"Dockerfile": text, **files})
    assert [f"{finding.code} {finding.severity}" for finding in found] == expected


HIDDEN = Mount("shared", "/srv/shared", Location("compose.yaml", 7))
MOUNTS = [
    ("the module", HIDDEN, True),
    ("all of the project", replace(HIDDEN, source=".", target="/srv"), True),
    ("somewhere else", replace(HIDDEN, target="/data"), False),
    ("something else", replace(HIDDEN, source="api"), False),
    ("a volume without files", replace(HIDDEN, named=True), False),
]


@pytest.mark.parametrize(("mount", "hides"), [case[1:] for case in MOUNTS], ids=[case[0] for case in MOUNTS])
def test_a_volume_hides_what_the_image_lacks(tmp_path: Path, mount: Mount, hides: bool) -> None:
    (found,) = findings(tmp_path, {"Dockerfile": HEAD + RUN}, mounts=(mount,))
    assert found.severity is (Severity.WARNING if hides else Severity.ERROR)
    assert [(str(other.location), other.message) for other in found.related] == [
        (
            "compose.yaml:7",
            "this volume brings shared where compose runs the service; the image that is deployed lacks it",
        )
    ] * hides


DECLARED = [
    ("imported, too", {}, HEAD + RUN, ["CTX103"]),
    ("imported deeper", {"api/main.py": "import shared.auth.x", "shared/auth.py": ""}, HEAD + RUN, ["CTX103"]),
    ("imported lazily", {"api/main.py": "def f(): import shared"}, HEAD + RUN, ["CTX101", "CTX103"]),
    ("not imported", {"api/main.py": ""}, HEAD + RUN, ["CTX101"]),
]


@pytest.mark.parametrize(
    ("files", "text", "codes"), [case[1:] for case in DECLARED], ids=[case[0] for case in DECLARED]
)
def test_a_declared_module_that_is_imported_is_one_finding(
    tmp_path: Path, files: dict[str, str], text: str, codes: list[str]
) -> None:
    found = findings(tmp_path, {**files, "Dockerfile": text}, {"required-modules": ["shared"]})
    assert [finding.code for finding in found] == codes


def test_a_declaration_speaks_when_the_imports_are_not_asked(tmp_path: Path) -> None:
    service = ctxlint.service(write_tree(tmp_path, {**API, "Dockerfile": HEAD + RUN}))
    settings = engine.Settings(options={"required-modules": ["shared"]}, select=("CTX101",))
    assert [finding.code for finding in engine.run([service], rules(), settings).findings] == ["CTX101"]


IGNORES = [
    ("/shared/", "/shared/"),
    ("  **/shared  ", "**/shared"),
    ("./shared/*", "./shared/*"),
]


@pytest.mark.parametrize(("line", "shown"), IGNORES)
def test_the_line_is_shown_as_it_is_written(tmp_path: Path, line: str, shown: str) -> None:
    files = {"Dockerfile": HEAD.replace("api api", ". .") + RUN, ".dockerignore": f"{line}\n"}
    (found,) = findings(tmp_path, files)
    assert f"line 1 of .dockerignore ({shown}) excludes shared" in found.message


def test_a_line_that_takes_a_part_is_not_blamed_for_the_whole(tmp_path: Path) -> None:
    files = {"Dockerfile": HEAD + RUN, ".dockerignore": "**/tests\n", "shared/tests/__init__.py": ""}
    assert [finding.code for finding in findings(tmp_path, files)] == ["CTX103"]


PLACES = [
    ("compose", {"locations": {"command": Location("compose.yaml", 9)}}, "compose.yaml:9"),
    ("the Dockerfile", {}, "Dockerfile:4"),
]


@pytest.mark.parametrize(("definition", "place"), [case[1:] for case in PLACES], ids=[case[0] for case in PLACES])
def test_a_start_is_shown_where_it_stands(tmp_path: Path, definition: dict[str, Any], place: str) -> None:
    (found,) = findings(tmp_path, {"Dockerfile": HEAD + "CMD uvicorn shared.auth:app"}, **definition)
    assert str(found.location) == place


LONE = "FROM python\nWORKDIR /srv\nCOPY . .\nCMD python main.py"
REQUIREMENTS = [
    ("a requirement", {"api/requirements.txt": "Shared_Lib >= 1\n"}, []),
    ("with extras", {"api/requirements.txt": "flask\nshared-lib[auth]\n"}, []),
    ("of a project", {"api/pyproject.toml": "[project]\ndependencies = ['shared.lib==1']\n"}, []),
    (
        "in a command",
        {"api/Dockerfile": "FROM python\nWORKDIR /srv\nRUN pip install shared-lib\nCOPY . .\nCMD python main.py"},
        [],
    ),
    ("something like it", {"api/requirements.txt": "shared-lib-extra\nmy-shared-lib\n"}, ["CTX104"]),
    ("no requirements", {}, ["CTX104"]),
]


@pytest.mark.parametrize(
    ("files", "codes"), [case[1:] for case in REQUIREMENTS], ids=[case[0] for case in REQUIREMENTS]
)
def test_a_module_of_the_repository_may_come_from_an_index(
    tmp_path: Path, files: dict[str, str], codes: list[str]
) -> None:
    own = {
        "pyproject.toml": "[project]\nname = 'shared-lib'\n",
        "api/Dockerfile": LONE,
        **files,
    }
    write_tree(tmp_path, {**API, **own})
    (service,) = ctxlint.load(tmp_path).services
    settings = engine.Settings(select=("CTX104",))
    assert [finding.code for finding in engine.run([service], rules(), settings).findings] == codes
