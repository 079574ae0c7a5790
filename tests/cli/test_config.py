"""``ctxlint config`` and ``ctxlint init``: what is printed and written is read again."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from ctxlint.cli.toml_text import toml_key, toml_size, toml_value
from ctxlint.project import Config, discover, load_config, parse_size

from .runs import CLEAN, SHOP, Tree, run, run_in

if TYPE_CHECKING:
    from pathlib import Path

COMPOSE = "services:\n  backend:\n    build:\n      context: backend\n      target: run\n      args: {A: b}\n"
FULL: Tree = {
    **SHOP,
    "compose.yaml": COMPOSE + "    command: [python, -m, app]\n",
    "ctxlint.toml": """ignore = ["CTX401"]
max-context-size = 1_500_000

[services.backend]
required-modules = ["a.b"]

[services."a b"]
dockerfile = "web/Dockerfile"
""",
}


def origins(root: Path, *words: str) -> dict[tuple[str | None, str], str]:
    options = json.loads(run(root, "config", "--json", *words).out)["options"]
    return {(item["service"], item["option"]): item["origin"] for item in options}


class TestConfig:
    def test_every_value_says_where_it_comes_from(self, tmp_path: Path) -> None:
        run_in(tmp_path, FULL)
        found = origins(tmp_path, "--builder", "legacy")

        assert found[None, "ignore"] == "ctxlint.toml:1"
        assert found[None, "max-context-size"] == "ctxlint.toml:2"
        assert found[None, "max-file-size"] == "default of CTX206"
        assert found[None, "select"] == "default"
        assert found[None, "builder"] == "command line"
        assert found["backend", "target"] == "compose.yaml:5"
        assert found["backend", "command"] == "compose.yaml:7"
        assert found["backend", "required-modules"] == "ctxlint.toml:5"
        assert found["a b", "dockerfile"] == "ctxlint.toml:8"

    def test_a_guess_is_called_one(self, tmp_path: Path) -> None:
        run_in(tmp_path, CLEAN)
        assert origins(tmp_path)[tmp_path.name, "context"] == "guessed from what Dockerfile copies"

    def test_the_table_is_a_configuration_with_the_same_meaning(self, tmp_path: Path) -> None:
        printed = run_in(tmp_path, FULL, "config").out
        before = meaning(tmp_path)
        (tmp_path / "ctxlint.toml").write_text(printed)
        assert meaning(tmp_path) == before

    def test_people_see_sizes_with_units(self, tmp_path: Path) -> None:
        assert re.search(r'^max-context-size = "1500kB" +# ctxlint.toml:2$', run_in(tmp_path, FULL, "config").out, re.M)

    def test_a_broken_compose_file_is_told(self, tmp_path: Path) -> None:
        result = run_in(tmp_path, {**SHOP, "compose.yaml": "services: ["}, "config")
        assert result.code == 2
        assert result.err.startswith("error: compose.yaml:")
        assert "[services.web]" in result.out

    def test_a_broken_configuration_is_told(self, tmp_path: Path) -> None:
        result = run_in(tmp_path, {**SHOP, "ctxlint.toml": "selct = 1"}, "config")
        assert (result.code, result.out) == (2, "")


def meaning(root: Path) -> Any:
    """What a configuration says, without its places."""
    config = load_config(root)
    found = discover(root, config)
    keys = ("name", "context", "dockerfile", "target", "build_args", "entrypoint", "command")
    return (
        (config.select, config.ignore, config.fail_on, config.builder, config.exclude, config.required_modules),
        config.max_context_size or 100_000_000,
        {tuple(str(getattr(definition, key)) for key in keys) for definition in found.definitions},
        found.errors,
    )


def uncommented(text: str) -> str:
    return re.sub(r"^# (?=\[|[\w-]+ = )", "", text, flags=re.MULTILINE)


PROJECTS: dict[str, tuple[Tree, str]] = {
    "nothing": ({"README": ""}, "ctxlint.toml"),
    "Dockerfiles that stand alone": (SHOP, "ctxlint.toml"),
    "a compose file": ({**SHOP, "compose.yaml": FULL["compose.yaml"]}, "ctxlint.toml"),
    "a project": ({**SHOP, "pyproject.toml": "[project]\nname = 'x'\n"}, "pyproject.toml"),
    "a project without a line at its end": ({**SHOP, "pyproject.toml": "[project]\nname = 'x'"}, "pyproject.toml"),
    "an empty project": ({**SHOP, "pyproject.toml": ""}, "pyproject.toml"),
    "a name that needs quotes": ({"a b.c/Dockerfile": "FROM scratch\n"}, "ctxlint.toml"),
}


class TestInit:
    @pytest.mark.parametrize(("tree", "name"), PROJECTS.values(), ids=PROJECTS)
    def test_it_changes_nothing_until_it_is_edited(self, tree: Tree, name: str, tmp_path: Path) -> None:
        run_in(tmp_path, tree)
        before = meaning(tmp_path)

        assert run(tmp_path, "init").code == 0

        assert meaning(tmp_path) == before
        text = (tmp_path / name).read_text()
        assert text.startswith(str(tree.get(name, "")))
        (tmp_path / name).write_text(uncommented(text))
        assert load_config(tmp_path).given.keys() >= {"select", "max-context-size", "baseline"}
        assert meaning(tmp_path) == before

    def test_it_says_what_was_found(self, tmp_path: Path) -> None:
        result = run_in(tmp_path, {**SHOP, "compose.yaml": COMPOSE}, "init")
        text = (tmp_path / "ctxlint.toml").read_text()

        assert result.out == "ctxlint.toml: a first configuration, with 2 services that were found\n"
        assert "\n# compose.yaml:2\n# [services.backend]\n" in text
        assert '# context = "web"  # guessed from what web/Dockerfile copies\n' in text
        assert re.search(r"^# The budget .* The largest now: backend with \d+ B\.$", text, re.MULTILINE)

    def test_it_can_be_looked_at_first(self, tmp_path: Path) -> None:
        printed = run_in(tmp_path, SHOP, "init", "--stdout").out
        assert not (tmp_path / "ctxlint.toml").exists()
        run(tmp_path, "init")
        assert (tmp_path / "ctxlint.toml").read_text() == printed

    REFUSED = {  # noqa: RUF012
        "there is one": ({"ctxlint.toml": ""}, ".", "ctxlint.toml: There is a configuration already"),
        "there is one above": ({".git/": None, "ctxlint.toml": "", "a/b": ""}, "a", "There is a configuration already"),
        "a file": (CLEAN, "Dockerfile", "Dockerfile: A configuration begins in a directory"),
        "nothing": ({}, "nowhere", "nowhere: A configuration begins in a directory"),
        "a project that is broken": ({"pyproject.toml": "["}, ".", "pyproject.toml:1: "),
        "a project that has no room": ({"pyproject.toml": "tool = {}\n"}, ".", "[tool.ctxlint] cannot be added here"),
    }

    @pytest.mark.parametrize(("tree", "path", "message"), REFUSED.values(), ids=REFUSED)
    def test_it_is_not_written(self, tree: Tree, path: str, message: str, tmp_path: Path) -> None:
        result = run_in(tmp_path, tree, "init", path)
        assert result.code == 2
        assert message in result.err
        for name, text in tree.items():
            assert text is None or (tmp_path / name).read_text() == text


VALUES = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=5,
)


@given(VALUES)
def test_every_value_comes_back(value: object) -> None:
    assert tomli.loads(f"x = {toml_value(value)}") == {"x": value}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_key_comes_back(key: str) -> None:
    assert tomli.loads(f"{toml_key(key)} = 1") == {key: 1}


@given(st.integers(0, 10**15))
def test_every_size_comes_back(size: int) -> None:
    assert parse_size(tomli.loads(f"x = {toml_size(size)}")["x"]) == size


def test_a_name_that_is_not_text_has_a_spelling() -> None:
    assert tomli.loads(f"x = {toml_value('a' + chr(0xDCFF))}") == {"x": "a\ufffd"}


def test_the_defaults_are_those_of_a_configuration_without_a_file(tmp_path: Path) -> None:
    run_in(tmp_path, {"README": ""})
    printed = tomli.loads(run(tmp_path, "config").out)
    assert printed["fail-on"] == Config().fail_on
    assert printed["builder"] == Config().builder
