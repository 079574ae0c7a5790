"""The configuration: where it is found, what it may say, and what it says about mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxlint.errors import ConfigError
from ctxlint.model import Builder, Location, Severity
from ctxlint.project import Config, load_config, parse_size
from ctxlint.project.config import ServiceConfig, schema

from .trees import Content, Tree, plant

SIZES = [
    *((0, 0), (1024, 1024), ("50MB", 50_000_000), ("1.5 GiB", 1_610_612_736), ("200kB", 200_000), ("200KB", 200_000)),
    *(("1KiB", 1024), ("3 b", 3), ("7", 7), ("2g", 2_000_000_000), (" 1 MiB ", 1_048_576), ("1tb", 10**12)),
]


@pytest.mark.parametrize(("value", "expected"), SIZES)
def test_sizes(value: object, expected: int) -> None:
    assert parse_size(value) == expected


@pytest.mark.parametrize("value", [True, -1, 1.5, "", "MB", "-1MB", "1XB", "1iB", "1 0MB", "\u0661MB", [], "9" * 99])
def test_sizes_that_are_none(value: object) -> None:
    with pytest.raises(ValueError, match="must be a size"):
        parse_size(value)


FULL = """
    select = ["CTX1"]
    ignore = ["CTX207", "CTX4"]
    fail-on = "error"
    builder = "classic"
    exclude = ["vendor"]
    baseline = "known.json"
    required-modules = ["monitoring"]
    required-paths = ["a.ini"]
    max-context-size = "50MB"
    max-context-files = 100
    max-file-size = 7

    [services.backend]
    dockerfile = "Dockerfile"
    context = "."
    ignore-file = "x.dockerignore"
    target = "prod"
    build-args = { A = "1", B = 2, C = true }
    builder = "legacy"
    entrypoint = ["uvicorn", "a:b"]
    command = "serve"
    required-modules = ["shared.auth"]
    required-paths = ["alembic.ini"]
    max-context-size = "1GiB"
    max-context-files = 5
    max-file-size = "1MB"
    ignore = ["CTX207"]
    select = ["CTX"]
    verify-command = ["node", "--check", "index.js"]
    skip = true
    """


def test_every_option(tmp_path: Path) -> None:
    config = load_config(plant(tmp_path, {"ctxlint.toml": FULL, ".git/": ""}))
    assert (config.fail_on, config.builder, config.max_context_size) == (Severity.ERROR, Builder.CLASSIC, 50_000_000)
    assert (config.ignore, config.max_file_size) == (("CTX207", "CTX4"), 7)
    service = config.services["backend"]
    assert service.build_args == {"A": "1", "B": "2", "C": "true"}
    assert (service.entrypoint, service.command) == (("uvicorn", "a:b"), "serve")
    assert service.location == Location("ctxlint.toml", 13)
    assert service.places["target"] == Location("ctxlint.toml", 17)
    assert set(service.given) == set(schema(ServiceConfig))
    assert {*config.given, "services"} == set(schema(Config))


PLACES: dict[str, tuple[Tree, str, tuple[str, ...]]] = {
    "in the directory": ({"ctxlint.toml": 'ignore = ["CTX1"]'}, ".", ("CTX1",)),
    "above it": ({"ctxlint.toml": 'ignore = ["CTX1"]', "a/b/": ""}, "a/b", ("CTX1",)),
    "above a file": ({"ctxlint.toml": 'ignore = ["CTX1"]', "a/Dockerfile": ""}, "a/Dockerfile", ("CTX1",)),
    "in pyproject.toml": ({"pyproject.toml": '[tool.ctxlint]\nignore = ["CTX2"]'}, ".", ("CTX2",)),
    "ctxlint.toml comes first": (
        {"ctxlint.toml": 'ignore = ["CTX1"]', "pyproject.toml": '[tool.ctxlint]\nignore = ["CTX2"]'},
        ".",
        ("CTX1",),
    ),
    "the nearest counts": (
        {"ctxlint.toml": 'ignore = ["CTX1"]', "a/pyproject.toml": '[tool.ctxlint]\nignore = ["CTX2"]'},
        "a",
        ("CTX2",),
    ),
    "a pyproject.toml without the table is passed over": (
        {"ctxlint.toml": 'ignore = ["CTX1"]', "a/pyproject.toml": "[tool.ruff]"},
        "a",
        ("CTX1",),
    ),
    "not above the repository": ({"ctxlint.toml": 'ignore = ["CTX1"]', "a/.git/": ""}, "a", ()),
    "none": ({}, ".", ()),
}


@pytest.mark.parametrize(("tree", "path", "expected"), PLACES.values(), ids=PLACES)
def test_search(tmp_path: Path, tree: Tree, path: str, expected: tuple[str, ...]) -> None:
    assert load_config(plant(tmp_path, {".git/": "", **tree}) / path).ignore == expected


def test_search_from_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, {".git/": "", "ctxlint.toml": 'ignore = ["CTX1"]', "a/": ""})
    monkeypatch.chdir(tmp_path / "a")
    assert load_config(Path()).file == tmp_path / "ctxlint.toml"


MISTAKES: dict[str, tuple[str, Content, str]] = {
    "an unknown option": (
        "ctxlint.toml",
        'max-context-siz = "1MB"',
        "ctxlint.toml:1: 'max-context-siz' is not an option; the nearest one is 'max-context-size'",
    ),
    "a snake_case option": (
        "ctxlint.toml",
        "fail_on = 'error'",
        "ctxlint.toml:1: 'fail_on' is not an option; the nearest one is 'fail-on'",
    ),
    "an unknown option of a service": (
        "pyproject.toml",
        '[tool.other]\n[tool.ctxlint.services."a.b"]\n\ndockerfil = "x"\n',
        "pyproject.toml:4: 'dockerfil' is not an option; the nearest one is 'dockerfile'",
    ),
    "an option inside an inline table": (
        "ctxlint.toml",
        "[services]\n\n\nweb = { contxt = 'x' }\n",
        "ctxlint.toml:4: 'contxt' is not an option; the nearest one is 'context'",
    ),
    "true is no number": (
        "ctxlint.toml",
        "max-context-files = true",
        "ctxlint.toml:1: 'max-context-files' must be a whole number that is not negative",
    ),
    "a text is no list": (
        "ctxlint.toml",
        "required-modules = 'x'",
        "ctxlint.toml:1: 'required-modules' must be a list of strings",
    ),
    "a code that is none": (
        "ctxlint.toml",
        "ignore = ['CTX2', 'E501']",
        'ctxlint.toml:1: \'ignore\' must hold rule codes such as "CTX201" or beginnings such as "CTX2", not "E501"',
    ),
    "a severity that is none": (
        "ctxlint.toml",
        "fail-on = 'fatal'",
        'ctxlint.toml:1: \'fail-on\' must be one of "error", "warning", "info"',
    ),
    "a number is no flag": ("ctxlint.toml", "services.a.skip = 1", "ctxlint.toml:1: 'skip' must be true or false"),
    "a service that is a text": (
        "ctxlint.toml",
        "services.a = 'x'",
        "ctxlint.toml:1: 'services' must be a table of tables, one [services.NAME] for each service",
    ),
    "services that are a text": (
        "ctxlint.toml",
        "services = 'x'",
        "ctxlint.toml:1: 'services' must be a table of tables, one [services.NAME] for each service",
    ),
    "a table that is a text": (
        "pyproject.toml",
        "tool.ctxlint = 1",
        "pyproject.toml:1: 'tool.ctxlint' must be a table",
    ),
    "several at once": (
        "ctxlint.toml",
        "skip = 1\n\n[services.web]\nbuild-args = ['x']\n",
        (
            "ctxlint.toml:1: 'skip' is not an option; the nearest one is 'services'\n"
            "ctxlint.toml:4: 'build-args' must be a table of strings"
        ),
    ),
    "broken TOML": (
        "ctxlint.toml",
        "a = 1\nb =\n",
        "ctxlint.toml:2: the configuration file is not valid TOML: Invalid value",
    ),
    "TOML that ends early": (
        "ctxlint.toml",
        "a = [\n",
        "ctxlint.toml:2: the configuration file is not valid TOML: Invalid value",
    ),
    "a number that is too long": (
        "ctxlint.toml",
        "a = " + "9" * 5000,
        "ctxlint.toml:1: the configuration file is not valid TOML: Exceeds the limit",
    ),
    "nesting": ("ctxlint.toml", "a = " + "[" * 10_000, "ctxlint.toml:1: the configuration file is nested too deeply"),
    "bytes that are no text": ("ctxlint.toml", b"\n\xff", "ctxlint.toml:2: the configuration file is not UTF-8 text"),
}


@pytest.mark.parametrize(("name", "content", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes(tmp_path: Path, name: str, content: Content, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(plant(tmp_path, {name: content, ".git/": ""}))
    assert str(caught.value).startswith(expected)
